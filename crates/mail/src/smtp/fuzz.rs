//! What a client says, as a target of the fuzzer: each conversation is answered in codes, and how its bytes are cut on
//! the way changes neither the answers nor the messages. The first byte chooses the door.

use super::{
    Kind,
    tests::{codes, talk_at},
};
use crate::fuzzing::Target;

pub(crate) const SMTP: Target = Target {
    name: "smtp",
    run,
    seeds,
    words: &[
        "EHLO a\r\n",
        "LHLO a\r\n",
        "HELO a\r\n",
        "MAIL FROM:<a@x.fr>",
        "RCPT TO:<b@x.fr>",
        " SIZE=10",
        " BODY=8BITMIME",
        " BODY=BINARYMIME",
        " SMTPUTF8",
        " RET=HDRS",
        " ENVID=x",
        " NOTIFY=NEVER",
        " NOTIFY=SUCCESS,FAILURE,DELAY",
        " ORCPT=rfc822;b@x.fr",
        " AUTH=<>",
        " HOLDFOR=1",
        " MT-PRIORITY=1",
        "DATA\r\n",
        "BDAT 4",
        " LAST\r\n",
        "\r\n.\r\n",
        "..",
        "RSET\r\n",
        "NOOP\r\n",
        "VRFY x\r\n",
        "EXPN x\r\n",
        "HELP\r\n",
        "AUTH PLAIN AGEAbW90IGRlIHBhc3Nl\r\n",
        "AUTH LOGIN\r\n",
        "AUTH XOAUTH2\r\n",
        "bW90IGRlIHBhc3Nl\r\n",
        "QUIT\r\n",
        "STARTTLS\r\n",
    ],
};

const LIMIT: usize = 1_000;

fn seeds() -> Vec<Vec<u8>> {
    let said = [
        "0LHLO a\r\nMAIL FROM:<a@x.fr> SIZE=10\r\nRCPT TO:<b@x.fr>\r\nRCPT TO:<c@x.fr>\r\nDATA\r\nSubject: a\r\n\r\n..b\r\n.\r\nQUIT\r\n",
        "0LHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<\"a b\"@x.fr>\r\nBDAT 4\r\nabcdBDAT 2 LAST\r\nefNOOP\r\n",
        "1EHLO a\r\nMAIL FROM:<a@x.fr> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<é@x.fr>\r\nDATA\r\na\nb\r\n.\r\nRSET\r\nVRFY x\r\n",
        "2EHLO a\r\nAUTH PLAIN AGEAbW90IGRlIHBhc3Nl\r\nMAIL FROM:<a@x.fr> RET=HDRS ENVID=x\r\nRCPT TO:<b@x.fr> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@x.fr\r\nDATA\r\n.\r\n",
        "2EHLO a\r\nAUTH LOGIN\r\nYQ==\r\nbW90IGRlIHBhc3Nl\r\nAUTH LOGIN\r\n*\r\nMAIL FROM:<a@x.fr>\r\nBDAT 2000 LAST\r\n",
        "5EHLO a\r\nAUTH PLAIN x\r\nSTARTTLS\r\nEHLO a\r\n",
    ];
    said.map(|text| text.as_bytes().to_vec()).to_vec()
}

fn run(bytes: &[u8]) {
    let Some((door, said)) = bytes.split_first() else { return };
    let kind = [Kind::Lmtp, Kind::Smtp, Kind::Submission][usize::from(door % 3)];
    let secret = door & 4 == 0;
    let (answers, messages) = talk_at(kind, secret, said, &[said.len()]);
    for code in codes(&answers) {
        assert!(code.len() == 3 && (200..600).contains(&code.parse::<u16>().unwrap_or(0)), "{answers:?}");
    }
    for (recipients, content) in &messages {
        assert!(!recipients.is_empty());
        assert!(content.bytes.len() <= LIMIT.min(said.len()), "{content:?}");
        // What goes on to the next server is what came, unless it was refused.
        if !content.bare_end && !content.too_large {
            crate::queue::fuzz::check_stuffing(&content.bytes);
        }
    }
    for cut in [1, 2, 7] {
        let pieces = vec![cut; said.len() / cut + 1];
        let (cut_answers, cut_messages) = talk_at(kind, secret, said, &pieces);
        assert_eq!((&cut_answers, &cut_messages), (&answers, &messages), "cut at {cut}");
    }
}
