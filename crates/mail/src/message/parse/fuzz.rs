//! A message from anywhere, as a target of the fuzzer: read, shown, searched for, answered, and told to mail programs.

use jiff::tz::TimeZone;
use kernel::{Locale, Time};

use super::{hostile::exercise, *};
use crate::{
    fuzzing::Target,
    invitation::Invitation,
    letter::Letter,
    message::{
        compose::{self, Copies, Me, Stamp},
        safe_html::{self, RemoteImages},
        text::text_to_html,
    },
    torture,
};

pub(crate) const MIME: Target = Target {
    name: "mime",
    run,
    seeds,
    words: &[
        "Content-Type: ",
        "multipart/mixed; boundary=A",
        "multipart/alternative",
        "multipart/related",
        "message/rfc822",
        "text/html",
        "text/plain; charset=utf-8; format=flowed; delsp=yes",
        "text/calendar",
        "Content-Transfer-Encoding: ",
        "base64",
        "quoted-printable",
        "x-uuencode",
        "begin 644 a\r\n",
        "Content-Disposition: attachment; filename=",
        "filename*0*=utf-8''%C3%A9",
        "name*1=",
        "Content-ID: <a@x>",
        "cid:a@x",
        "=?utf-8?q?=C3=A9?=",
        "=?iso-2022-jp?b?GyRC?=",
        "=?utf-7?q?+AOk-?=",
        "From: ",
        "To: a@x.fr, \"B\" <b@x.fr>",
        "Subject: Re: ",
        "Date: Mon, 23 Nov 2026 10:00:00 +0100",
        "Received: by x; ",
        "References: <a@x> <b@x>",
        "Message-ID: <m@x>",
        "List-Unsubscribe: <https://x.fr/>",
        "Auto-Submitted: auto-replied",
        "\r\n\r\n",
        "--A\r\n",
        "--A--",
    ],
};

fn seeds() -> Vec<Vec<u8>> {
    // What is long takes the fuzzer's time and shows it nothing.
    let own = torture::messages::all().into_iter().map(|(_, raw)| raw).filter(|raw| raw.len() < 20_000);
    own.chain(super::cpython::messages()).collect()
}

fn run(raw: &[u8]) {
    exercise(raw).unwrap_or_else(|broken| panic!("{broken}"));
    let email = parse(raw);
    Letter::read(&email, "digest", i64::try_from(raw.len()).unwrap());
    for attachment in &email.attachments {
        check_content(raw, attachment);
    }
    if let Some(invitation) = Invitation::of(&email, raw) {
        invitation.wants_answer_of(&["jdupont@ac-creteil.fr".to_owned()]);
    }
    // What becomes of HTML is a target of its own.
    if let Some(text) = &email.text_body {
        safe_html::fuzz::check_shown(&text_to_html(text), false);
    }
    check_answers(&email);
    crate::imap::fuzz::check_message(raw, &email);
}

/// Wherever a part is read, it is the same.
fn check_content(raw: &[u8], attachment: &Attachment) {
    let whole = part(raw, &attachment.part_id).unwrap();
    let mut written = Vec::new();
    assert!(write_part(raw, &attachment.part_id, &mut written).unwrap());
    assert!(whole == written, "{}: two ways to read it, two contents", attachment.part_id);
    assert_eq!(whole.len(), attachment.size, "{}", attachment.part_id);
}

/// What is written in answer holds what it was meant to hold, and nobody who was not.
fn check_answers(email: &Email) {
    let address = EmailAddress::new("Jeanne Dupont", "jdupont@ac-creteil.fr");
    let me = Me { address: &address, aliases: &[], zone: &TimeZone::UTC, locale: Locale::Fr };
    let stamp = Stamp { message_id: "fuzz@ac-creteil.fr", sent_at: Time(1_795_718_387_000) };
    for draft in [compose::reply(email, &me, true), compose::forward(email, &me, RemoteImages::Removed)] {
        let Ok(written) = compose::compose(&draft, &stamp, Copies::Delivered) else { continue };
        let back = parse(&written);
        assert_eq!(back.subject, draft.subject);
        assert_eq!(back.from, std::slice::from_ref(&draft.from));
        assert_eq!(back.to.len(), draft.to.len(), "{:?} of {:?}", back.to, draft.to);
        assert_eq!(back.cc.len(), draft.cc.len(), "{:?} of {:?}", back.cc, draft.cc);
        assert_eq!(back.message_id.as_deref(), Some(stamp.message_id));
        assert!(back.attachments.is_empty(), "{:?}", back.attachments);
    }
}
