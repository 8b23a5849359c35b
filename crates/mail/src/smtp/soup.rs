//! Commands that no server would send, made of the words of the protocol, cut anywhere: no panic, one answer to each
//! recipient, and never more messages than were ended. `PROPTEST_CASES` makes it longer.

use proptest::prelude::*;

use super::{Kind, tests::talk_at};

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "EHLO a\r\n",
        "LHLO a\r\n",
        "HELO a\r\n",
        "MAIL FROM:<a@x.fr>\r\n",
        "MAIL FROM:<> SIZE=10 BODY=8BITMIME\r\n",
        "MAIL FROM:<a@x.fr> SMTPUTF8 RET=HDRS ENVID=x\r\n",
        "RCPT TO:<b@x.fr>\r\n",
        "RCPT TO:<b@x.fr> NOTIFY=NEVER\r\n",
        "RCPT TO:<\"a b\"@x.fr>\r\n",
        "DATA\r\n",
        "BDAT 4\r\n",
        "BDAT 4 LAST\r\n",
        "abcd",
        "\r\n.\r\n",
        ".\r\n",
        "..\r\n",
        "\n.\n",
        "\r\n.\n",
        "\n.\r\n",
        "RSET\r\n",
        "NOOP\r\n",
        "VRFY x\r\n",
        "AUTH PLAIN AGEAbW90IGRlIHBhc3Nl\r\n",
        "AUTH LOGIN\r\n",
        "*\r\n",
        "QUIT\r\n",
        "STARTTLS\r\n",
        "\r",
        "\n",
        "\0",
        "Subject: x\r\n\r\n",
    ]);
    prop_oneof![
        9 => known.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..12),
    ]
}

proptest! {
    #[test]
    fn whatever_is_said_is_answered(
        said in prop::collection::vec(piece(), 0..40),
        cuts in prop::collection::vec(1_usize..30, 0..20),
        secret in any::<bool>(),
    ) {
        let said = said.concat();
        for kind in [Kind::Lmtp, Kind::Smtp, Kind::Submission] {
            let (answers, messages) = talk_at(kind, secret, &said, &cuts);
            for answer in &answers {
                let code = answer.get(..3).and_then(|code| code.parse::<u16>().ok());
                prop_assert!(code.is_some_and(|code| (200..600).contains(&code)), "{answer:?}");
            }
            let ends = said.windows(3).filter(|window| window.ends_with(b".\r\n") || window.starts_with(b"BDA")).count();
            prop_assert!(messages.len() <= ends, "{messages:?}");
            for (recipients, content) in &messages {
                prop_assert!(!recipients.is_empty());
                prop_assert!(content.bytes.len() <= said.len());
            }
        }
    }
}
