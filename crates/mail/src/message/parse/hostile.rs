//! Bytes nobody should send: read without a panic, within the limits, in time.
//! Random bytes find little, so real messages are also cut, repeated and spoilt.

use proptest::prelude::*;

use super::structure::{MAX_DEPTH, MAX_PARTS};
use super::*;
use crate::message::safe_html::{Reading, RemoteImages, safe_html};
use crate::message::{clean, thread};

fn samples() -> Vec<Vec<u8>> {
    super::samples::all().into_iter().map(|(_, raw)| raw).collect()
}

/// Everything a reader would do with it.
pub(super) fn exercise(raw: &[u8]) -> Result<(), TestCaseError> {
    let before = raw.to_vec();
    let email = parse(raw);
    prop_assert_eq!(&before, raw);
    prop_assert_eq!(email.size, raw.len());
    let one_line = |text: &str| clean::clean_line(text) == text;
    prop_assert!(one_line(&email.subject) && one_line(&email.preview), "{:?}", email.subject);
    prop_assert!(email.preview.chars().count() <= 161);
    for address in email.correspondents() {
        prop_assert!(one_line(&address.email) && address.name.as_deref().is_none_or(one_line));
    }
    if let Some(text) = &email.text_body {
        prop_assert_eq!(&clean::clean_text(text), text);
    }
    let mut depth = 0;
    check_attachments(raw, &email.attachments, &mut depth)?;
    if let Some(html) = &email.html_body {
        let _ = safe_html(html, &Reading { remote_images: RemoteImages::Blocked, cid_url: &|_| None });
    }
    let _ = thread::Links::of(&email);
    let _ = header_values(raw, "received");
    Ok(())
}

fn check_attachments(raw: &[u8], attachments: &[Attachment], depth: &mut usize) -> Result<(), TestCaseError> {
    *depth += 1;
    prop_assert!(*depth <= MAX_DEPTH + 1 && attachments.len() <= MAX_PARTS);
    for attachment in attachments {
        prop_assert!(
            !attachment.name.is_empty() && !attachment.name.contains(['/', '\\', '"', '\r', '\n', '\0'])
        );
        prop_assert!(part(raw, &attachment.part_id).is_some(), "{}", attachment.part_id);
        check_attachments(raw, &attachment.children, depth)?;
    }
    Ok(())
}

#[derive(Debug, Clone)]
enum Damage {
    Cut(usize),
    Remove(usize, usize),
    Repeat(usize, usize),
    Put(usize, Vec<u8>),
    BareLineFeeds,
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || 0..6_000_usize;
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..8),
        prop::sample::select(vec![
            "\r\n\r\n",
            "\r\n",
            "--",
            "=",
            "\0",
            "=?utf-8?Q?",
            "(",
            "<",
            "\"",
            ";",
            "Content-Type: multipart/mixed; boundary=\"\"\r\n",
            "Content-Type: message/rfc822\r\n\r\n",
            "\u{e9}"
        ])
        .prop_map(|s| s.as_bytes().to_vec()),
    ];
    prop_oneof![
        at().prop_map(Damage::Cut),
        (at(), 1..200_usize).prop_map(|(a, n)| Damage::Remove(a, n)),
        (at(), 1..400_usize).prop_map(|(a, n)| Damage::Repeat(a, n)),
        (at(), bytes).prop_map(|(a, b)| Damage::Put(a, b)),
        Just(Damage::BareLineFeeds),
    ]
}

fn spoil(raw: &mut Vec<u8>, damage: &Damage) {
    let len = raw.len().max(1);
    match damage {
        Damage::Cut(at) => raw.truncate(at % len),
        Damage::Remove(at, count) => {
            let at = at % len;
            raw.drain(at.min(raw.len())..(at + count).min(raw.len()));
        }
        Damage::Repeat(at, count) => {
            let at = (at % len).min(raw.len());
            let piece = raw[at..(at + count).min(raw.len())].to_vec();
            raw.splice(at..at, piece);
        }
        Damage::Put(at, bytes) => {
            let at = (at % len).min(raw.len());
            raw.splice(at..at, bytes.iter().copied());
        }
        Damage::BareLineFeeds => raw.retain(|b| *b != b'\r'),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_bytes_are_read(raw in prop::collection::vec(any::<u8>(), 0..2_000)) {
        exercise(&raw)?;
    }

    #[test]
    fn spoilt_messages_are_read(which in any::<prop::sample::Index>(), damages in prop::collection::vec(damage(), 1..6)) {
        let samples = samples();
        let mut raw = samples[which.index(samples.len())].clone();
        for damage in &damages {
            spoil(&mut raw, damage);
        }
        exercise(&raw)?;
    }

    #[test]
    fn any_value_of_any_field_is_read(
        name in prop::sample::select(vec!["From", "To", "Subject", "Date", "Message-ID", "References", "Content-Type", "Content-Disposition", "List-Unsubscribe", "Received", "Content-Transfer-Encoding", "Content-ID"]),
        value in "[ -~\u{e9}\t=?<>@:;,()\"\\\\*'%]{0,200}",
    ) {
        exercise(format!("{name}: {value}\r\nContent-Type: text/plain\r\n\r\ncorps").as_bytes())?;
        exercise(format!("Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\n{name}: {value}\r\n\r\nx\r\n--A--").as_bytes())?;
    }
}

/// Sizes a mail server accepts (20 MB), shapes chosen to cost the square of their length.
#[test]
fn monsters_are_read_in_time() {
    let mega = 1 << 20;
    let fill = |unit: &str, bytes: usize| unit.repeat(bytes / unit.len());
    for (what, raw) in [
        ("recipients", format!("To: {}\n\n", fill("Nom <a@x.fr>, ", mega))),
        ("open encoded words", format!("Subject: {}\n\n", fill("=?a?q?x", mega))),
        ("open encoded names", format!("To: {}\n\n", fill("=?a?q?x ", 2 * mega))),
        ("base64 encoded names", format!("To: {}\n\n", fill("=?a?b?x ", 2 * mega))),
        ("comments", format!("To: {}\n\n", fill("(", 2 * mega))),
        ("groups", format!("To: {}\n\n", fill("a:b;", 2 * mega))),
        ("quotes", format!("To: {}\n\n", fill("\"\\", 2 * mega))),
        ("parameters", format!("Content-Type: a/b; {}\n\n", fill("a*1=b;", mega))),
        (
            "different parameters",
            format!(
                "Content-Type: a/b; {}\n\n",
                (0..60_000).map(|n| format!("a{n}*1=b;")).collect::<Vec<_>>().concat()
            ),
        ),
        ("references", format!("References: {}\n\n", fill("<a@x>", mega))),
        ("date", format!("Date: {}\n\n", fill("(1 Jan ", mega))),
        ("fields", fill("X: y\n", 4 * mega)),
        ("folds", format!("Subject: a{}\n\n", fill("\n b", mega))),
        ("stray lines", format!("Subject: a\n{}\n\n", fill("stray\nX: y\n", 2 * mega))),
        ("nested messages", fill("Content-Type: message/rfc822\n\n", 4 * mega)),
        (
            "nested multiparts",
            (0..20_000)
                .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
                .collect::<Vec<_>>()
                .concat(),
        ),
        ("same boundary", fill("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 4 * mega)),
        ("empty parts", format!("Content-Type: multipart/mixed; boundary=b\n\n{}", fill("--b\n", 8 * mega))),
        (
            "unclosed multiparts",
            format!(
                "Content-Type: multipart/mixed; boundary=b\n\n{}",
                fill("--b\nContent-Type: multipart/mixed; boundary=z\n\n", 8 * mega)
            ),
        ),
        ("dashes", format!("Content-Type: multipart/mixed; boundary=b\n\n--b\n{}", fill("--\n", 8 * mega))),
        ("text", fill("> cit\u{e9} \n", 8 * mega)),
        ("attributions", fill("Le 1 a \u{e9}crit :\n>x\n", 4 * mega)),
        ("flowed", format!("Content-Type: text/plain; format=flowed\n\n{}", fill(">x \n", 4 * mega))),
        ("html", format!("Content-Type: text/html\n\n{}", fill("<a href=cid:x>", 4 * mega))),
        ("colons", format!("Content-Type: text/html\n\n{}", fill("cid:", 4 * mega))),
        ("broken base64", format!("Content-Transfer-Encoding: base64\n\n{}", fill("=a!", 4 * mega))),
        (
            "broken quoted-printable",
            format!("Content-Transfer-Encoding: quoted-printable\n\n{}", fill("==", 4 * mega)),
        ),
    ] {
        let started = std::time::Instant::now();
        let email = parse(raw.as_bytes());
        // Debug builds are some twenty times slower than what serves.
        assert!(started.elapsed().as_secs() < 30, "{what}: {:?}", started.elapsed());
        assert!(email.to.len() <= 10_000);
    }
}
