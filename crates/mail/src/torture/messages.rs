//! The set: the samples of the parser, and what no file holds well.

use std::fmt::Write;

use crate::message::parse::samples;

/// With what each is called when it fails.
pub(crate) fn all() -> Vec<(String, Vec<u8>)> {
    let mut all = samples::all();
    let own = [
        ("fifty nested messages", nested_messages(50).into_bytes()),
        ("five hundred nested messages", nested_messages(500).into_bytes()),
        ("fifty nested multiparts", nested_multiparts(50).into_bytes()),
        ("right-to-left overrides", overrides().into_bytes()),
        ("NULs everywhere", nuls()),
        ("eight bits in every field", eight_bits()),
        ("long lines", long_lines().into_bytes()),
        ("dates of no calendar", plain("Date: 99 Brumaire 99999 25:61:61 +9999\r\nSubject: Hier")),
        ("the last second", plain("Date: Fri, 31 Dec 9999 23:59:59 -1200\r\nSubject: Demain")),
        ("lines that end badly", b"Subject: a\nX: b\rc\r\n\r\nun\ndeux\rtrois\n.\nquatre".to_vec()),
    ];
    all.extend(own.map(|(what, raw)| (what.to_owned(), raw)));
    all.extend(injections().into_iter().map(|(field, raw)| (format!("a second line in {field}"), raw)));
    all
}

fn plain(head: &str) -> Vec<u8> {
    format!("From: Malik Berthier <mberthier@ac-creteil.fr>\r\n{head}\r\n\r\nBonjour.\r\n").into_bytes()
}

fn nested_messages(depth: usize) -> String {
    let outer = (0..depth).fold(String::new(), |mut raw, n| {
        write!(
            raw,
            "From: niveau{n}@x.example\r\nSubject: Niveau {n}\r\nContent-Type: message/rfc822\r\n\r\n"
        )
        .unwrap();
        raw
    });
    outer + "Subject: Au fond\r\n\r\nAu fond.\r\n"
}

fn nested_multiparts(depth: usize) -> String {
    let begin = (0..depth).fold(String::new(), |mut raw, n| {
        write!(raw, "Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n").unwrap();
        raw
    });
    let end = (0..depth).rev().fold(String::new(), |mut raw, n| {
        write!(raw, "\r\n--b{n}--").unwrap();
        raw
    });
    format!(
        "From: a@x.example\r\nSubject: Poupées\r\n{begin}Content-Type: text/plain\r\n\r\nAu fond.{end}\r\n"
    )
}

/// In every field that is shown, raw, in an encoded word and percent-encoded.
fn overrides() -> String {
    "From: \"Rectorat \u{202e}tarotcer\" <mberthier@ac-creteil.fr>\r\n\
     To: =?utf-8?q?Jeanne_=E2=80=AEtnopuD?= <jdupont@ac-creteil.fr>\r\n\
     Cc: \u{2067}Sofia\u{2069} <samrani@ac-creteil.fr>\r\n\
     Subject: =?utf-8?q?Facture_=E2=80=AE?= \u{2066}\u{202d}payée\r\n\
     Content-Type: multipart/mixed; boundary=A\r\n\r\n\
     --A\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVoir \u{202e}etnioj ecèip\r\n\
     --A\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Voir <b>\u{202e}ici</b> &#8238;là &#x202e;bas</p>\r\n\
     --A\r\nContent-Type: application/octet-stream; name=\"facture\u{202e}fdp.exe\"\r\n\r\nMZ\r\n\
     --A\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment;\r\n \
     filename*0*=utf-8''photo%E2%80%AE;\r\n filename*1*=gpj.scr\r\n\r\nMZ\r\n--A--\r\n"
        .to_owned()
}

fn nuls() -> Vec<u8> {
    b"From: \"A\0B\" <a\0@x.example>\r\nSub\0ject: rien\r\nSubject: =?utf-8?q?Mot=00_de_passe?= \0\r\n\
      Message-ID: <n\0ul@x.example>\r\nContent-Type: multipart/mixed; boundary=\"A\0\"\r\n\r\n--A\0\r\n\
      Content-Type: text/plain\0\r\n\r\nUn\0deux\0\0\r\n--A\0\r\nContent-Type: text/\0html; name=\"n\0om.txt\"\r\n\
      Content-Transfer-Encoding: base64\r\n\r\nAAAA\0AAAA\r\n--A\0--\r\n"
        .to_vec()
}

/// As programs of another time wrote them, in Latin-1, and in what is no encoding at all.
fn eight_bits() -> Vec<u8> {
    b"From: \"Ren\xe9 L\xe9v\xeaque\" <rl\xe9v@x.example>\r\nTo: Fran\xe7oise <f@x.example>, \xff\xfe <g@x.example>\r\n\
      Subject: R\xe9union \xc3\xa9t\xc3\xa9 \xc3\r\nMessage-ID: <\xe9@x.example>\r\nReferences: <\xe8@x.example>\r\n\
      Date: lun., 23 f\xe9vr. 2026\r\nContent-Type: application/pdf; name=\"pi\xe8ce.pdf\"\r\n\
      Content-Disposition: attachment; filename=\"pi\xe8ce \xc3\xa9.pdf\"\r\n\r\n%PDF\xe9\r\n"
        .to_vec()
}

fn long_lines() -> String {
    let long = "x".repeat(200_000);
    format!(
        "From: {long} <a@x.example>\r\nSubject: {long}\r\nX-{long}: {long}\r\nReferences: <{long}@x>\r\n\r\n{long}\r\n"
    )
}

/// What would be a line of its own if a field were written as it reads.
pub(super) const INTRUDER: &str = "X-Intrus";

/// Each field that an answer, a list or a download takes something from, with an end of line hidden in it.
pub(super) fn injections() -> Vec<(&'static str, Vec<u8>)> {
    let word = "=?utf-8?q?a=0D=0ABcc:_intrus@ac-creteil.fr=0D=0AX-Intrus:_oui=0D=0A=0D=0Acorps?=";
    let malik = "Malik Berthier <mberthier@ac-creteil.fr>";
    let message = |fields: &str| {
        let from = if fields.starts_with("From:") { String::new() } else { format!("From: {malik}\r\n") };
        format!("{from}{fields}\r\nX-Fin: fin\r\n\r\nBonjour.\r\n").into_bytes()
    };
    let encoded = "a%0D%0ABcc:%20intrus@ac-creteil.fr%0D%0AX-Intrus:%20oui%0D%0A%0D%0Acorps";
    let joined = |fields: &str| {
        message(&format!(
            "Subject: Pièce\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\n{fields}\r\n\r\nMZ\r\n--A--"
        ))
    };
    vec![
        ("From", message(&format!("From: {word} <mberthier@ac-creteil.fr>\r\nSubject: a"))),
        ("To", message(&format!("To: {word} <samrani@ac-creteil.fr>\r\nSubject: a"))),
        ("Cc", message(&format!("Cc: {word} <samrani@ac-creteil.fr>\r\nSubject: a"))),
        ("Reply-To", message(&format!("Reply-To: {word} <samrani@ac-creteil.fr>\r\nSubject: a"))),
        ("Subject", message(&format!("Subject: {word}"))),
        ("Subject, with bare ends", message("Subject: a\rX-Intrus: oui\n X-Intrus: oui\r b")),
        ("Message-ID", message(&format!("Message-ID: <{word}@x>\r\nSubject: a"))),
        (
            "References",
            message(&format!(
                "References: <a@x>\r\n <{word}>\r\nIn-Reply-To: <b\rX-Intrus: oui@x>\r\nSubject: a"
            )),
        ),
        ("Date", message(&format!("Date: {word}\r\nSubject: a"))),
        (
            "List-Id",
            message(&format!(
                "List-Id: {word} <x.example>\r\nList-Unsubscribe: <mailto:{word}>\r\nSubject: a"
            )),
        ),
        (
            "Disposition-Notification-To",
            message(&format!("Disposition-Notification-To: {word} <mberthier@ac-creteil.fr>\r\nSubject: a")),
        ),
        ("the name of a file", joined(&format!("Content-Type: application/pdf; name=\"{word}\""))),
        (
            "the name of a file in pieces",
            joined(&format!(
                "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*0*=utf-8''{encoded}; filename*1*=%0D%0A.pdf"
            )),
        ),
        (
            "the type of a file",
            joined(&format!(
                "Content-Type: application/x\rX-Intrus: oui; name*=utf-8''{encoded}\r\nContent-ID: <{word}>"
            )),
        ),
    ]
}
