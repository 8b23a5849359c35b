//! What we write is read back unchanged, by us and by another reader, and no field can say more than itself.

use jiff::tz::TimeZone;
use kernel::{Locale, Time};
use mail_parser::MessageParser;
use proptest::prelude::*;

use super::*;
use crate::message::email::Email;
use crate::message::safe_html::RemoteImages;
use crate::message::{header_values, parse, part};

const STAMP: Stamp<'static> = Stamp { message_id: "1.abc@ac-creteil.fr", sent_at: Time(1_795_439_100_000) };

fn draft() -> Draft {
    Draft {
        from: EmailAddress::new("Élise Martin", "elise.martin@ac-creteil.fr"),
        to: vec![
            EmailAddress::new("Dupont, Jean", "jean.dupont@ac-creteil.fr"),
            EmailAddress::bare("accueil@école.fr"),
        ],
        cc: vec![EmailAddress::new("", "cc@x.fr")],
        bcc: vec![EmailAddress::new("Caché", "secret@x.fr")],
        subject: "Réunion de rentrée : ordre du jour".to_owned(),
        text: Some("Bonjour,\nvoici l’ordre du jour.\n".to_owned()),
        ..Draft::default()
    }
}

fn written(draft: &Draft) -> String {
    String::from_utf8(compose(draft, &STAMP, Copies::Delivered).unwrap()).unwrap()
}

fn read_back(draft: &Draft) -> Email {
    parse(written(draft).as_bytes())
}

#[test]
fn a_plain_message_reads_as_expected() {
    insta::assert_snapshot!(written(&draft()).replace("\r\n", "\n"));
}

#[test]
fn a_full_message_reads_as_expected() {
    let full = Draft {
        text: None,
        html: Some("<p onclick=x>Voici <b>l’ordre</b> : <img src=\"cid:plan@x\" alt=plan> <a href='https://x.fr/a'>ici</a></p>".into()),
        attachments: vec![
            DraftAttachment { name: "plan.png".into(), content_type: "image/png".into(), content: vec![1, 2, 3].into(), content_id: Some("plan@x".into()) },
            DraftAttachment { name: "Élèves à l’année.csv".into(), content_type: "text/csv".into(), content: "a;é\n".into(), content_id: None },
        ],
        in_reply_to: vec!["q@x.fr".into()],
        references: vec!["p@x.fr".into(), "q@x.fr".into()],
        importance: Importance::High,
        headers: vec![("X-Preau".into(), "ét\r\nBcc: a@b.fr".into())],
        ..draft()
    };
    insta::assert_snapshot!(written(&full).replace("\r\n", "\n"));
    let email = read_back(&full);
    assert_eq!(email.text_body.as_deref(), Some("Voici l’ordre : plan ici <https://x.fr/a>\n"));
    let names: Vec<_> = email.attachments.iter().map(|a| (a.name.as_str(), a.inline, a.size)).collect();
    assert_eq!(names, [("plan.png", true, 3), ("Élèves à l’année.csv", false, 5)]);
    assert_eq!(part(written(&full).as_bytes(), "2").unwrap(), "a;é\n".as_bytes());
}

#[test]
fn what_is_written_is_read_back() {
    let email = read_back(&draft());
    assert_eq!(email.from, [draft().from]);
    assert_eq!(email.to[0], draft().to[0]);
    assert_eq!(email.to[1].email, "accueil@xn--cole-9oa.fr");
    assert_eq!(email.subject, draft().subject);
    assert_eq!(email.sent_at, Some(STAMP.sent_at));
    assert_eq!(email.message_id.as_deref(), Some(STAMP.message_id));
    assert_eq!(email.text_body, draft().text);
}

#[test]
fn hidden_copies_are_kept_by_the_author_only() {
    assert!(!written(&draft()).contains("secret"));
    let kept = compose(&draft(), &STAMP, Copies::Kept).unwrap();
    assert_eq!(parse(&kept).bcc, draft().bcc);
    assert_eq!(
        envelope(&draft()).unwrap(),
        ["jean.dupont@ac-creteil.fr", "accueil@xn--cole-9oa.fr", "cc@x.fr", "secret@x.fr"]
    );
    let twice = Draft { bcc: vec![EmailAddress::bare("CC@x.fr")], ..draft() };
    assert_eq!(envelope(&twice).unwrap().len(), 3);
}

#[test]
fn the_same_draft_gives_the_same_bytes() {
    let with_html = Draft { html: Some("<p>a</p>".into()), ..draft() };
    assert_eq!(written(&with_html), written(&with_html));
}

#[test]
fn lines_are_folded_and_end_with_crlf() {
    let long = Draft {
        to: (0..200)
            .map(|n| EmailAddress::new(&format!("Prénom Nom {n}"), &format!("prenom.nom{n}@ac-creteil.fr")))
            .collect(),
        subject: "très long ".repeat(100),
        references: (0..30).map(|n| format!("{n}.abcdefghijklmnopqrstuvwxyz@ac-creteil.fr")).collect(),
        text: Some("x".repeat(5_000)),
        html: Some(format!("<p>{}</p>", "é".repeat(5_000))),
        ..draft()
    };
    let raw = written(&long);
    assert!(raw.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
    let email = parse(raw.as_bytes());
    assert_eq!(email.to.len(), 200);
    assert_eq!(email.references.len(), 30);
    assert_eq!(email.subject, long.subject.trim());
    assert_eq!(email.text_body.unwrap().trim(), long.text.unwrap());
}

#[test]
fn what_cannot_be_written_is_refused() {
    for address in ["jean", "jean@x.fr\r\nBcc: a@b.fr", "jean@x.fr, a@b.fr", "<jean@x.fr>", ""] {
        let bad = Draft { to: vec![EmailAddress { name: None, email: address.into() }], ..draft() };
        assert!(
            matches!(compose(&bad, &STAMP, Copies::Delivered), Err(ComposeError::BadAddress(_))),
            "{address:?}"
        );
        assert!(envelope(&bad).is_err());
    }
    for name in ["Bcc", "bcc", "X\r\nBcc", "X Y", "X:", "", "Content-Type", "Received", "Resent-To", "É"] {
        let bad = Draft { headers: vec![(name.into(), "x".into())], ..draft() };
        assert!(
            matches!(compose(&bad, &STAMP, Copies::Delivered), Err(ComposeError::BadHeader(_))),
            "{name:?}"
        );
    }
    for id in ["", "a b@x", "a>\r\nBcc: x", "a<b@x"] {
        let bad = Stamp { message_id: id, ..STAMP };
        assert!(
            matches!(compose(&draft(), &bad, Copies::Delivered), Err(ComposeError::BadMessageId(_))),
            "{id:?}"
        );
    }
}

#[test]
fn an_attached_message_travels_as_it_is_and_opens() {
    let raw = compose(&draft(), &STAMP, Copies::Delivered).unwrap();
    let sent_on = forward_attached(&parse(&raw), raw.clone().into(), &me(&TimeZone::UTC));
    let sent_on = Draft { to: draft().to, ..sent_on };
    let email = read_back(&sent_on);
    assert_eq!(email.attachments[0].content_type, "message/rfc822");
    assert_eq!(email.attachments[0].name, "Réunion de rentrée _ ordre du jour.eml");
    assert_eq!(part(written(&sent_on).as_bytes(), "2").unwrap(), raw);
    // One whose lines cannot travel is closed rather than spoilt.
    let odd = DraftAttachment {
        name: "m.eml".into(),
        content_type: "message/rfc822".into(),
        content: b"Subject: x\n\n\0"[..].into(),
        content_id: None,
    };
    let email = read_back(&Draft { attachments: vec![odd], ..draft() });
    assert_eq!(email.attachments[0].content_type, "application/octet-stream");
}

fn me(zone: &TimeZone) -> Me<'_> {
    static ADDRESS: std::sync::LazyLock<EmailAddress> =
        std::sync::LazyLock::new(|| EmailAddress::new("Élise Martin", "elise.martin@ac-creteil.fr"));
    static ALIASES: std::sync::LazyLock<Vec<String>> =
        std::sync::LazyLock::new(|| vec!["emartin@ac-creteil.fr".into()]);
    Me { address: &ADDRESS, aliases: &ALIASES, zone, locale: Locale::Fr }
}

fn received(head: &str, body: &str) -> Email {
    let base = "Message-ID: <m1@x.fr>\nDate: Mon, 23 Nov 2026 14:05:00 +0100\nContent-Type: text/plain; charset=utf-8\n";
    parse(format!("{base}{head}\n\n{body}").as_bytes())
}

fn emails(addresses: &[EmailAddress]) -> Vec<&str> {
    addresses.iter().map(|a| a.email.as_str()).collect()
}

#[test]
fn an_answer_goes_to_its_author_and_quotes_it() {
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let email = received(
        "From: Jean <jean@x.fr>\nTo: elise.martin@ac-creteil.fr, a@x.fr\nSubject: RE: Réunion\nReferences: <r@x.fr>",
        "Oui.\n> Libre ?\n\n-- \nJean",
    );
    let draft = reply(&email, &me(&zone), false);
    assert_eq!(emails(&draft.to), ["jean@x.fr"]);
    assert_eq!(draft.cc, []);
    assert_eq!(draft.subject, "Re : Réunion");
    assert_eq!(draft.in_reply_to, ["m1@x.fr"]);
    assert_eq!(draft.references, ["r@x.fr", "m1@x.fr"]);
    assert_eq!(
        draft.text.as_deref(),
        Some("\n\nLe lundi 23 novembre 2026 à 14:05, Jean a écrit\u{a0}:\n> Oui.\n>> Libre ?\n>\n> --\n> Jean\n").map(|s| s.replace("> --\n", "> -- \n")).as_deref()
    );
    assert_eq!(
        draft.html.as_deref(),
        Some(
            "<p><br></p><p>Le lundi 23 novembre 2026 à 14:05, Jean a écrit\u{a0}:</p><blockquote type=\"cite\">Oui.<blockquote>Libre ?</blockquote><br>-- <br>Jean</blockquote>"
        )
    );
}

#[test]
fn an_answer_to_all_writes_to_nobody_twice_nor_to_oneself() {
    let zone = TimeZone::UTC;
    let head = "From: Jean <jean@x.fr>\nTo: Moi <ELISE.martin@ac-creteil.fr>, A <a@x.fr>, JEAN@x.fr\nCc: b@x.fr, emartin@ac-creteil.fr, A@X.fr, pas une adresse";
    let draft = reply(&received(head, ""), &me(&zone), true);
    assert_eq!((emails(&draft.to), emails(&draft.cc)), (vec!["jean@x.fr", "a@x.fr"], vec!["b@x.fr"]));

    let directed = reply(&received(&format!("{head}\nReply-To: liste@x.fr"), ""), &me(&zone), false);
    assert_eq!(emails(&directed.to), ["liste@x.fr"]);

    let own = received("From: elise.martin@ac-creteil.fr\nTo: a@x.fr\nCc: b@x.fr", "");
    assert_eq!(emails(&reply(&own, &me(&zone), false).to), ["a@x.fr"]);
    assert_eq!(emails(&reply(&own, &me(&zone), true).cc), ["b@x.fr"]);
    let note = received("From: elise.martin@ac-creteil.fr\nTo: elise.martin@ac-creteil.fr", "");
    assert_eq!(emails(&reply(&note, &me(&zone), true).to), ["elise.martin@ac-creteil.fr"]);
    let by_a_form = "From: elise.martin@ac-creteil.fr\nTo: elise.martin@ac-creteil.fr\nReply-To: parent@y.fr";
    for all in [false, true] {
        assert_eq!(emails(&reply(&received(by_a_form, ""), &me(&zone), all).to), ["parent@y.fr"]);
    }
    let detailed = received("From: a@x.fr\nTo: elise.martin+conseil@ac-creteil.fr, b@x.fr", "");
    assert_eq!(emails(&reply(&detailed, &me(&zone), true).to), ["a@x.fr", "b@x.fr"]);
}

#[test]
fn references_are_bounded_and_keep_their_ends() {
    let chain = (0..100).map(|n| format!(" <{n}@x.fr>")).collect::<Vec<_>>().concat();
    let draft = reply(&received(&format!("References:{chain}"), ""), &me(&TimeZone::UTC), false);
    assert_eq!(draft.references.len(), 30);
    assert_eq!((draft.references[0].as_str(), draft.references[29].as_str()), ("0@x.fr", "m1@x.fr"));
}

#[test]
fn quoted_html_is_made_safe() {
    let raw = "From: a@x.fr\nContent-Type: text/html\n\n<p onclick=x>a<script>alert(1)</script><img src=http://x.fr/i.png alt=i><img src=cid:z></p>";
    let draft = reply(&parse(raw.as_bytes()), &me(&TimeZone::UTC), false);
    assert!(draft.html.unwrap().contains("<blockquote type=\"cite\"><p>a<img alt=\"i\"></p></blockquote>"));
}

#[test]
fn a_message_is_sent_on_with_its_head_and_attachments() {
    let original = Draft {
        html: Some("<p>Voir <img src=\"cid:i@x\"></p>".into()),
        attachments: vec![
            DraftAttachment {
                name: "i.png".into(),
                content_type: "image/png".into(),
                content: vec![9].into(),
                content_id: Some("i@x".into()),
            },
            DraftAttachment {
                name: "a.pdf".into(),
                content_type: "application/pdf".into(),
                content: vec![7; 100].into(),
                content_id: None,
            },
        ],
        ..draft()
    };
    let raw = compose(&original, &STAMP, Copies::Delivered).unwrap();
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let read = parse(&raw);
    let attached = read.attachments.iter().map(|of| joined(of, part(&raw, &of.part_id).unwrap().into()));
    let attachments = attached.collect();
    let sent_on = Draft { attachments, ..forward(&read, &me(&zone), RemoteImages::Removed) };
    insta::assert_snapshot!(sent_on.text.as_deref().unwrap());
    insta::assert_snapshot!(sent_on.html.as_deref().unwrap());
    assert_eq!(sent_on.subject, "Tr : Réunion de rentrée : ordre du jour");
    let again = parse(&compose(&Draft { to: draft().to, ..sent_on }, &STAMP, Copies::Delivered).unwrap());
    let kept: Vec<_> = again.attachments.iter().map(|a| (a.name.as_str(), a.inline, a.size)).collect();
    assert_eq!(kept, [("i.png", true, 1), ("a.pdf", false, 100)]);
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z]{0,5}(\r\n|\n|\r|\u{85}|\u{2028}|\0)(Bcc|X-Evil): evil@x.fr(\r\n|\n){0,2}[a-z<>]{0,5}",
        "[=?_ éà]{0,200}",
        Just("=?utf-8?Q?=0D=0ABcc:_evil@x.fr?=".to_owned()),
    ]
}

#[test]
fn what_looks_encoded_is_read_as_it_was_written() {
    for subject in ["Re : =?shift_jis?B? rE=?=", "=?utf-8?Q?=41?=", "a =?b?= é ".repeat(40).trim()] {
        let written = written(&Draft { subject: subject.to_owned(), ..draft() });
        assert_eq!(parse(written.as_bytes()).subject, subject, "{written}");
        assert!(written.lines().all(|line| line.len() <= 78), "{written}");
    }
}

proptest! {
    /// Injection: whatever the fields hold, the message has exactly the headers we meant.
    #[test]
    fn no_field_says_more_than_itself(
        subject in hostile(), name in hostile(), value in hostile(), file in hostile(), kind in hostile(),
        cid in hostile(), text in hostile(), html in hostile(), reference in hostile(),
    ) {
        let draft = Draft {
            from: EmailAddress { name: Some(name.clone()), email: "a@x.fr".into() },
            to: vec![EmailAddress { name: Some(name), email: "b@x.fr".into() }],
            subject,
            text: Some(text),
            html: Some(html),
            attachments: vec![DraftAttachment { name: file, content_type: kind, content: vec![0; 10].into(), content_id: Some(cid) }],
            in_reply_to: vec![reference.clone()],
            references: vec![reference],
            headers: vec![("X-Preau".into(), value)],
            ..Draft::default()
        };
        let raw = compose(&draft, &STAMP, Copies::Delivered).unwrap();
        let head_end = raw.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&raw[..head_end]).unwrap();
        prop_assert!(head.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n', '\0'])));
        let names: Vec<&str> = head.split("\r\n").filter(|l| !l.starts_with([' ', '\t'])).map(|l| l.split(':').next().unwrap()).collect();
        let known = ["Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "X-Preau", "MIME-Version", "Content-Type"];
        prop_assert!(names.iter().all(|n| known.contains(n)), "{names:?}");
        prop_assert_eq!(names.iter().filter(|n| **n == "To").count(), 1);
        let email = parse(&raw);
        prop_assert_eq!(email.from.len(), 1);
        prop_assert_eq!(email.to.len(), 1);
        prop_assert_eq!(&email.to[0].email, "b@x.fr");
        prop_assert_eq!(email.bcc.len(), 0);
        prop_assert_eq!(email.attachments.len(), 1);
        prop_assert!(header_values(&raw, "bcc").is_empty());
        let other = MessageParser::new().parse(&raw).unwrap();
        prop_assert!(other.bcc().is_none());
        prop_assert_eq!(other.attachment_count(), 1);
    }

    #[test]
    fn words_are_read_back_by_us_and_others(subject in "[ -~éàçœ€😀]{0,120}", name in "[a-zA-Zéà ,.\"\\\\()@:;<>]{0,40}", text in "[ -~éà€😀\n.]{0,400}") {
        let draft = Draft { subject: subject.clone(), from: EmailAddress::new(&name, "a@x.fr"), text: Some(text.clone()), ..draft() };
        let raw = compose(&draft, &STAMP, Copies::Delivered).unwrap();
        let email = parse(&raw);
        prop_assert_eq!(&email.subject, &clean_line(&subject));
        prop_assert_eq!(email.from[0].name.clone().unwrap_or_default(), clean_line(&name));
        let read = email.text_body.unwrap_or_default();
        prop_assert_eq!(read.trim_end(), text.trim_end());
        let other = MessageParser::new().parse(&raw).unwrap();
        prop_assert_eq!(clean_line(other.subject().unwrap_or_default()), clean_line(&subject));
    }
}
