//! What we show of the messages under `samples/`: every oddity that reaches a mail server, written by us.
//! The snapshots say it in full, so that a change of what people see never goes unnoticed.

use std::fmt::Write;

use super::*;

/// Text files hold CRLF as LF; `\x..` stands for a byte that a text file cannot hold.
pub(crate) fn all() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/message/samples");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "eml"))
        .map(|path| {
            (path.file_stem().unwrap().to_string_lossy().into_owned(), raw(&std::fs::read(&path).unwrap()))
        })
        .collect()
}

fn raw(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let hex = after.strip_prefix(b"x").and_then(|h| h.get(..2)).and_then(|h| std::str::from_utf8(h).ok());
        match (first, hex.and_then(|h| u8::from_str_radix(h, 16).ok())) {
            (b'\\', Some(byte)) => {
                bytes.push(byte);
                rest = &after[3..];
            }
            (b'\n', _) => bytes.extend_from_slice(b"\r\n"),
            (byte, _) => bytes.push(*byte),
        }
    }
    bytes
}

#[test]
fn samples_are_shown_as_recorded() {
    let samples = all();
    assert!(samples.len() >= 15, "{}", samples.len());
    for (name, raw) in samples {
        insta::assert_snapshot!(name, show(&raw));
    }
}

pub(super) fn show(raw: &[u8]) -> String {
    let email = parse(raw);
    let mut out = String::new();
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            writeln!(out, "{label}: {value}").unwrap();
        }
    };
    line("subject", &email.subject);
    for (label, addresses) in [
        ("from", &email.from),
        ("sender", &email.sender),
        ("reply-to", &email.reply_to),
        ("to", &email.to),
        ("cc", &email.cc),
        ("bcc", &email.bcc),
    ] {
        line(label, &addresses.iter().map(crate::message::address::display).collect::<Vec<_>>().join(", "));
    }
    line("date", &email.sent_at.map(|at| at.to_string()).unwrap_or_default());
    line("message-id", email.message_id.as_deref().unwrap_or_default());
    line("in-reply-to", &email.in_reply_to.join(" "));
    line("references", &email.references.join(" "));
    line("importance", &format!("{:?}", email.importance));
    line("automatic", &format!("{} ({:?})", email.is_automatic, email.auto_submitted));
    if email.list.is_list() {
        line("list", &format!("{:?}", email.list));
    }
    line("preview", &email.preview);
    line("clip", &email.has_attachment.to_string());
    if !email.losses.is_empty() {
        line("losses", &format!("{:?}", email.losses));
    }
    show_attachments(&mut out, &email.attachments, 0);
    for (label, body) in [("text", &email.text_body), ("html", &email.html_body)] {
        if let Some(body) = body {
            write!(out, "--- {label}\n{}\n", body.replace('\r', "␍")).unwrap();
        }
    }
    out
}

fn show_attachments(out: &mut String, attachments: &[Attachment], depth: usize) {
    for a in attachments {
        let indent = "  ".repeat(depth);
        let inline = if a.inline { " inline" } else { "" };
        let id = a.content_id.as_deref().map(|id| format!(" cid:{id}")).unwrap_or_default();
        writeln!(
            out,
            "{indent}[{}] {} ({}, {} bytes{inline}{id})",
            a.part_id, a.name, a.content_type, a.size
        )
        .unwrap();
        show_attachments(out, &a.children, depth + 1);
    }
}
