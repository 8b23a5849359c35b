//! Where both ways begin.

use askama::Template;
use web::{Errors, Reply, Visit};

use super::{
    super::{
        desk::{Desk, icons, words},
        shown,
    },
    export::{Shown, shown_export},
    import::Done,
};
use crate::{
    exchange::{self, LARGEST, MOST_FILES, export_query},
    folder::FolderRole,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/exchange/home.html")]
struct HomePage {
    t: Words,
    icons: &'static str,
    csrf: String,
    export: Shown,
    size: String,
    folders: Vec<Choice>,
    imports: Vec<Done>,
    limits: String,
    max_bytes: u64,
    errors: Errors,
}

struct Choice {
    slug: String,
    name: String,
}

/// Imports that are listed.
const LISTED: i64 = 10;

pub(super) async fn show(visit: Visit) -> Reply {
    reply(&visit, Errors::default()).await
}

pub(super) async fn reply(visit: &Visit, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let (export, imports) = {
        let mut tx = visit.read().await?;
        let export = tx.first(export_query(&desk.mailbox)).await?;
        (export, exchange::imports(&mut tx, desk.mailbox, LISTED).await?)
    };
    let messages = desk.folders.iter().map(|f| f.total).sum();
    let folders = desk.folders.iter().filter(|f| f.role != FolderRole::Drafts).map(|folder| {
        let (leaf, depth) = folder.leaf(visit.locale);
        Choice { slug: folder.slug(), name: format!("{}{leaf}", "\u{a0}\u{a0}".repeat(depth)) }
    });
    let refused = !errors.is_empty();
    let body = HomePage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        export: match export {
            Some(row) => shown_export(visit, &row)?,
            None => Shown::None,
        },
        size: t.box_export_size(messages, shown::size(visit.locale, desk.row.used_bytes)),
        folders: folders.collect(),
        imports: imports.iter().map(|row| Done::of(visit, row)).collect::<kernel::Result<_>>()?,
        limits: t.box_import_limits(MOST_FILES as i64, shown::size(visit.locale, LARGEST as i64)),
        max_bytes: LARGEST,
        errors,
    };
    let (page, side) = desk.beside(visit, "reglages", t.box_exchange(), body);
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}
