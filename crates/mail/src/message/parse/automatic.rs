//! Tells what programs wrote from what people wrote, so that no vacation answer goes to a list or a robot (RFC 3834).
//! When in doubt the message is automatic: a missing vacation answer harms less than two robots answering each other.

use super::field;
use super::header::Headers;
use crate::message::email::{AutoSubmitted, EmailAddress, Importance, ListHeaders};

pub fn auto_submitted(headers: &Headers<'_>) -> AutoSubmitted {
    let Some(value) = headers.first("auto-submitted") else { return AutoSubmitted::No };
    let value = field::verbatim(value).to_ascii_lowercase();
    match value.split([';', '(', ' ']).next().unwrap_or_default() {
        "no" | "" => AutoSubmitted::No,
        "auto-generated" => AutoSubmitted::Generated,
        "auto-replied" => AutoSubmitted::Replied,
        _ => AutoSubmitted::Other,
    }
}

pub fn is_automatic(
    headers: &Headers<'_>,
    auto_submitted: AutoSubmitted,
    list: &ListHeaders,
    from: &[EmailAddress],
) -> bool {
    auto_submitted != AutoSubmitted::No
        || list.is_list()
        || headers
            .first("content-type")
            .is_some_and(|v| field::verbatim(v).to_ascii_lowercase().starts_with("multipart/report"))
        || says(headers, "precedence", &["bulk", "list", "junk", "auto_reply"])
        || says(headers, "return-path", &["<>"])
        || PROGRAM_FIELDS.iter().any(|name| headers.first(name).is_some())
        || from.iter().any(|address| is_robot(&address.email))
}

/// What rspamd and SpamAssassin write on what they let through all the same.
pub fn is_marked_junk(headers: &Headers<'_>) -> bool {
    let starts = |name: &str| {
        headers.first(name).is_some_and(|v| field::verbatim(v).to_ascii_lowercase().starts_with("yes"))
    };
    starts("x-spam") || starts("x-spam-flag") || starts("x-spam-status")
}

/// Their presence is enough, whatever their value.
const PROGRAM_FIELDS: [&str; 6] = [
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    "x-failed-recipients",
    "feedback-id",
    "x-mailing-list",
];

fn says(headers: &Headers<'_>, name: &str, values: &[&str]) -> bool {
    headers.all(name).any(|value| values.contains(&field::verbatim(value).to_ascii_lowercase().as_str()))
}

fn is_robot(email: &str) -> bool {
    let local = email.rsplit_once('@').map_or(email, |(local, _)| local).to_ascii_lowercase();
    let folded: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    let starts = ["noreply", "donotreply", "nepasrepondre", "nereponsepas", "mailerdaemon", "bounce"];
    starts.iter().any(|start| folded.starts_with(start))
        || ["noreply", "nepasrepondre"].iter().any(|end| folded.ends_with(end))
        || ["postmaster", "owner", "listserv", "majordomo", "daemon"].contains(&folded.as_str())
        || local.starts_with("owner-")
        || local.ends_with("-request")
}

pub fn importance(headers: &Headers<'_>) -> Importance {
    let value = |name| headers.first(name).map(|v| field::verbatim(v).to_ascii_lowercase());
    if let Some(importance) = value("importance") {
        return match importance.as_str() {
            "high" => Importance::High,
            "low" => Importance::Low,
            _ => Importance::Normal,
        };
    }
    if let Some(priority) = value("x-priority") {
        return match priority.bytes().find(u8::is_ascii_digit) {
            Some(b'1' | b'2') => Importance::High,
            Some(b'4' | b'5') => Importance::Low,
            _ => Importance::Normal,
        };
    }
    match value("priority").as_deref() {
        Some("urgent") => Importance::High,
        Some("non-urgent") => Importance::Low,
        _ => Importance::Normal,
    }
}

pub fn list(headers: &Headers<'_>) -> ListHeaders {
    let urls = |name: &str| headers.all(name).flat_map(field::urls).collect::<Vec<_>>();
    let unsubscribe = urls("list-unsubscribe");
    let asks_post = headers
        .first("list-unsubscribe-post")
        .is_some_and(|value| field::verbatim(value).eq_ignore_ascii_case("List-Unsubscribe=One-Click"));
    ListHeaders {
        id: headers.first("list-id").and_then(list_id),
        post: urls("list-post"),
        archive: urls("list-archive"),
        help: urls("list-help"),
        subscribe: urls("list-subscribe"),
        one_click: asks_post && unsubscribe.iter().any(|url| url.to_ascii_lowercase().starts_with("https:")),
        unsubscribe,
    }
}

fn list_id(value: &[u8]) -> Option<String> {
    let ids = field::ids(value);
    ids.into_iter().last().or_else(|| Some(field::text(value))).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(head: &str) -> bool {
        let raw = format!("{head}\r\n\r\n");
        crate::message::parse(raw.as_bytes()).is_automatic
    }

    #[test]
    fn programs_are_recognised() {
        for head in [
            "Auto-Submitted: auto-replied; owner-email=\"a@x\"",
            "Auto-Submitted: auto-generated (rejected)",
            "Precedence: bulk",
            "List-Id: Les profs <profs.listes.example>",
            "List-Unsubscribe: <https://x.example/u>",
            "Return-Path: <>",
            "X-Auto-Response-Suppress: All",
            "From: Portail <no-reply@x.example>",
            "From: ne.pas.repondre@x.example",
            "From: agent-noreply@x.example",
            "From: MAILER-DAEMON@x.example",
            "Content-Type: multipart/report; boundary=A",
        ] {
            assert!(judged(head), "{head}");
        }
        for head in [
            "From: jean.reply@x.example",
            "Auto-Submitted: no",
            "Precedence: first-class",
            "Return-Path: <a@x>",
        ] {
            assert!(!judged(head), "{head}");
        }
    }

    #[test]
    fn importance_is_read_from_its_three_fields() {
        for (head, expected) in [
            ("Importance: High", Importance::High),
            ("X-Priority: 5 (Lowest)", Importance::Low),
            ("X-Priority: 1 (Highest)\r\nImportance: normal", Importance::Normal),
            ("Priority: urgent", Importance::High),
            ("Subject: urgent", Importance::Normal),
        ] {
            assert_eq!(crate::message::parse(head.as_bytes()).importance, expected, "{head}");
        }
    }

    #[test]
    fn lists_say_how_to_leave() {
        let raw = "List-Id: \"Profs\" <profs.x.example>\r\nList-Unsubscribe: <mailto:u@x.example>, <https://x.example/u>\r\n\
                   List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\n";
        let list = crate::message::parse(raw.as_bytes()).list;
        assert_eq!(list.id.as_deref(), Some("profs.x.example"));
        assert_eq!(list.unsubscribe, ["mailto:u@x.example", "https://x.example/u"]);
        assert!(list.one_click);
    }
}
