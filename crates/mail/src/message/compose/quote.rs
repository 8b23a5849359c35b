//! Quotes the message that is answered or sent on, as text and as safe HTML, introduced by a line in the writer's language.
//! Dates are written out in the writer's zone, names as the message gave them.

use std::fmt::Write;

use jiff::tz::TimeZone;
use kernel::Locale;
use web::dates::moment;

use crate::message::address::display;
use crate::message::email::{Email, EmailAddress};
use crate::message::safe_html::{Reading, RemoteImages, safe_html};
use crate::message::text::{escape, text_to_html};

/// Quoting more helps nobody; the message itself is a click away.
const MAX_QUOTE: usize = 256 << 10;

pub struct Quote {
    pub text: String,
    pub html: String,
}

/// « Le lundi 23 novembre 2026 à 14:05, X a écrit : » and the message with `>` before each line.
pub fn answered(original: &Email, zone: &TimeZone, locale: Locale) -> Quote {
    let intro = attribution(original, zone, locale);
    let mut text = format!("\n\n{intro}\n");
    for line in body_text(original).lines() {
        let space = if line.starts_with('>') || line.is_empty() { "" } else { " " };
        let _ = writeln!(text, ">{space}{line}");
    }
    let body = body_html(original, RemoteImages::Removed, &|_| None);
    let html = format!("<p><br></p><p>{}</p><blockquote type=\"cite\">{body}</blockquote>", escape(&intro));
    Quote { text, html }
}

/// The message below a summary of its head, unquoted: it is the subject, not a reminder.
pub fn sent_on(original: &Email, zone: &TimeZone, locale: Locale, images: RemoteImages) -> Quote {
    let rows = summary(original, zone, locale);
    let rule = match locale {
        Locale::Fr => "---------- Message transféré ----------",
        Locale::En => "---------- Forwarded message ----------",
    };
    let mut text = format!("\n\n{rule}\n");
    let mut html = format!("<p><br></p><p>{rule}");
    for (label, value) in rows {
        let colon = colon(locale);
        let _ = writeln!(text, "{label}{colon} {value}");
        let _ = write!(html, "<br><b>{label}{colon}</b> {}", escape(&value));
    }
    text.push('\n');
    text.push_str(&body_text(original));
    text.push('\n');
    html.push_str("</p>");
    html.push_str(&body_html(original, images, &|id| Some(format!("cid:{id}"))));
    Quote { text, html }
}

pub fn attribution(original: &Email, zone: &TimeZone, locale: Locale) -> String {
    let who = original.from.first().map_or(String::new(), |from| match &from.name {
        Some(name) => name.clone(),
        None => from.email.clone(),
    });
    let when = original.sent_at.map(|at| moment(locale, at, zone));
    match (locale, when) {
        (Locale::Fr, Some(when)) => format!("Le {when}, {who} a écrit\u{a0}:"),
        (Locale::Fr, None) => format!("{who} a écrit\u{a0}:"),
        (Locale::En, Some(when)) => format!("On {when}, {who} wrote:"),
        (Locale::En, None) => format!("{who} wrote:"),
    }
}

fn summary(original: &Email, zone: &TimeZone, locale: Locale) -> Vec<(&'static str, String)> {
    let labels = match locale {
        Locale::Fr => ["De", "Date", "Objet", "À", "Cc"],
        Locale::En => ["From", "Date", "Subject", "To", "Cc"],
    };
    let date = original.sent_at.map(|at| moment(locale, at, zone)).unwrap_or_default();
    let values =
        [people(&original.from), date, original.subject.clone(), people(&original.to), people(&original.cc)];
    labels.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect()
}

fn people(addresses: &[EmailAddress]) -> String {
    const SHOWN: usize = 50;
    let mut shown: Vec<String> = addresses.iter().take(SHOWN).map(display).collect();
    if addresses.len() > SHOWN {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

fn colon(locale: Locale) -> &'static str {
    match locale {
        Locale::Fr => "\u{a0}:",
        Locale::En => ":",
    }
}

fn body_text(original: &Email) -> String {
    let mut text = original.readable_text();
    text.truncate(text.floor_char_boundary(MAX_QUOTE));
    text.truncate(text.trim_end().len());
    text
}

fn body_html(original: &Email, images: RemoteImages, cid_url: &dyn Fn(&str) -> Option<String>) -> String {
    match &original.html_body {
        Some(html) if html.len() <= MAX_QUOTE * 2 => {
            safe_html(html, &Reading { remote_images: images, cid_url }).html
        }
        _ => text_to_html(&body_text(original)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Time;

    #[test]
    fn dates_are_written_out_in_the_readers_zone() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let email = |sent_at| Email {
            from: vec![EmailAddress::new("Élise Martin", "em@x.fr")],
            sent_at,
            ..Email::default()
        };
        let at = Some(Time(1_795_439_100_000));
        assert_eq!(
            attribution(&email(at), &zone, Locale::Fr),
            "Le lundi 23 novembre 2026 à 14:05, Élise Martin a écrit\u{a0}:"
        );
        assert_eq!(
            attribution(&email(at), &TimeZone::UTC, Locale::En),
            "On Monday 23 November 2026 at 13:05, Élise Martin wrote:"
        );
        assert_eq!(attribution(&email(None), &zone, Locale::Fr), "Élise Martin a écrit\u{a0}:");
    }
}
