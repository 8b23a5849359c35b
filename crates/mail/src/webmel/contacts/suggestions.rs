//! What the composer shows under a field while one types, and where what is being typed begins.

use askama::Template;
use axum::extract::Query;
use kernel::permission::May;
use serde::Deserialize;
use web::{Reply, Visit, page::fragment};

use super::super::desk::{icons, words};
use crate::{
    contacts::suggest::{Suggestion, suggest as find},
    policy,
    words::Words,
};

#[derive(Deserialize)]
pub(super) struct Typing {
    #[serde(default)]
    champ: String,
    #[serde(default)]
    brouillon: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    cc: String,
    #[serde(default)]
    bcc: String,
}

#[derive(Template)]
#[template(path = "webmel/contacts/suggestions.html")]
struct Suggestions {
    t: Words,
    icons: &'static str,
    draft: String,
    field: &'static str,
    lines: Vec<Line>,
}

struct Line {
    name: String,
    detail: String,
    is_group: bool,
    /// What choosing it posts.
    values: String,
}

/// What follows the last comma is a name being typed.
pub(in crate::webmel) fn last_piece(typed: &str) -> (&str, &str) {
    let at = typed.rfind([',', ';', '\n']).map_or(0, |at| at + 1);
    (typed.get(..at).unwrap_or_default(), typed.get(at..).unwrap_or_default().trim())
}

/// Fewer letters would find everybody, more are no name.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=80;

pub(super) async fn suggest(visit: Visit, Query(typing): Query<Typing>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::View)?;
    let (field, typed) = match typing.champ.as_str() {
        "cc" => ("cc", &typing.cc),
        "bcc" => ("bcc", &typing.bcc),
        _ => ("to", &typing.to),
    };
    let (_, piece) = last_piece(typed);
    let found = if LETTERS.contains(&piece.chars().count()) {
        let mut tx = visit.read().await?;
        find(&mut tx, mailbox, piece).await?
    } else {
        Vec::new()
    };
    let draft: kernel::Id<crate::draft::Draft> =
        typing.brouillon.parse().map_err(|_| kernel::Error::NotFound)?;
    let t = words(&visit);
    fragment(&Suggestions {
        t,
        icons: icons(),
        draft: draft.to_string(),
        field,
        lines: found.into_iter().map(|suggestion| line(t, suggestion, field)).collect(),
    })
}

fn line(t: Words, suggestion: Suggestion, field: &str) -> Line {
    match suggestion {
        Suggestion::Person { name, address, place, typed } => Line {
            name,
            detail: if place.is_empty() { address } else { format!("{address} – {place}") },
            is_group: false,
            values: serde_json::json!({ "field": field, "pick": typed }).to_string(),
        },
        Suggestion::List { name, address, members, typed } => Line {
            name,
            detail: format!("{address} – {}", t.list_count(members)),
            is_group: true,
            values: serde_json::json!({ "field": field, "pick": typed }).to_string(),
        },
        Suggestion::Group { id, name, members } => Line {
            name,
            detail: t.group_members(members),
            is_group: true,
            values: serde_json::json!({ "field": field, "group": id.to_string() }).to_string(),
        },
    }
}
