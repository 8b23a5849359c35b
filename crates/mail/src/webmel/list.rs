//! The list of a folder: one read for the box, its folders and the lines, whatever the size of the box.

use std::collections::HashMap;

use axum::{extract::Query, response::Response};
use kernel::{Error, Id, Result, permission::May};
use serde::Deserialize;
use web::{Reply, Visit};

use super::{
    desk::{self, Desk, NothingOpen, Panes, icons, words},
    filing::judged,
    labels::chips,
    listing::{Done, Kind, Listing, ROWS, of_draft, of_line},
    place::{Place, Which, here},
    shown,
};
use crate::{
    draft::{self, Draft},
    filing::{self, LineRow, Message},
    folder::{self, FolderRole, FolderRow},
    labels, mailbox,
    members::{self, unread},
};

#[derive(Deserialize, Default)]
pub(super) struct Where {
    #[serde(default)]
    pub avant: String,
    /// Messages just moved, from that folder: what the offer to undo needs.
    #[serde(default)]
    deplaces: String,
    #[serde(default)]
    depuis: String,
    /// They were called junk, or not, and so were their senders.
    #[serde(default)]
    juges: String,
    /// The draft just thrown away.
    #[serde(default)]
    brouillon: String,
}

pub(super) async fn show(visit: Visit, Which(slug): Which<String>, Query(at): Query<Where>) -> Reply {
    folder_page(&visit, &slug, &at).await
}

/// The page of a folder; the home page of the webmel is that of the inbox.
pub(super) async fn folder_page(visit: &Visit, slug: &str, at: &Where) -> Reply {
    let (desk, mut listing) = load(visit, slug, &at.avant, None).await?;
    listing.done = match discarded(visit, &desk, at).await? {
        Some(done) => Some(done),
        None => moved(visit, &desk, at),
    };
    draw(visit, &desk, listing, slug)
}

fn draw(visit: &Visit, desk: &Desk, listing: Listing, slug: &str) -> Result<Response, web::Failure> {
    let page = desk.page(visit, listing.title.clone());
    page.reply(&Panes {
        view: "list",
        nav: desk.nav(visit, slug),
        listing,
        reading: NothingOpen { t: words(visit), icons: icons() },
    })
}

/// The desk and the list of a folder, from a place in it on.
pub(super) async fn load(
    visit: &Visit,
    slug: &str,
    cursor: &str,
    open: Option<Id<Message>>,
) -> Result<(Desk, Listing)> {
    let place = Place::at(visit, May::View).await?;
    let mailbox = place.mailbox;
    let id = desk::folder_id(mailbox, slug).ok_or(Error::NotFound)?;
    let limit = ROWS as i64 + 1;
    if id == FolderRole::Drafts.in_box(mailbox) {
        return load_drafts(visit, place, cursor).await;
    }
    let (before, reader) = (shown::place(cursor), place.reader());
    let (rows, folders, mut lines) = {
        let mut tx = visit.read().await?;
        tx.together((
            mailbox::box_query(&mailbox),
            folder::folders_query(&mailbox),
            match &reader {
                None => filing::lines_query(&id, &before, &limit),
                Some(reader) => filing::lines_of_reader_query(&id, &before, &limit, reader),
            },
        ))
        .await?
    };
    let desk = Desk::of(visit, place, rows, folders).await?;
    let labels = desk.labels();
    if !desk.row.conversations && desk.folder(id).is_some() {
        let mut tx = visit.read().await?;
        let mut messages = filing::newest_of(&mut tx, id, before, limit).await?;
        if let Some(reader) = desk.place.reader() {
            unread::put_in_messages(&mut tx, reader, &mut messages).await?;
        }
        lines = messages.into_iter().map(LineRow::of).collect();
    }
    let mut borne = if labels.is_empty() {
        HashMap::new()
    } else {
        let latest: Vec<Id<Message>> = lines.iter().map(|line| line.latest_id).collect();
        let mut tx = visit.read().await?;
        labels::on_lines(&mut tx, mailbox, &labels, &latest).await?
    };
    // The lines of somebody else's folder were read for nothing: the folder is not among this box's.
    let folder = desk.folder(id).ok_or(Error::NotFound)?;
    let listing = of_lines(visit, &desk, folder, lines, &mut borne, cursor, open);
    Ok((desk, listing))
}

fn of_lines(
    visit: &Visit,
    desk: &Desk,
    folder: &FolderRow,
    mut lines: Vec<LineRow>,
    borne: &mut HashMap<Id<Message>, String>,
    cursor: &str,
    open: Option<Id<Message>>,
) -> Listing {
    let kind = Kind::of(folder.role);
    let mut listing = Listing::new(visit, desk, folder.shown_name(visit.locale), kind);
    let href = desk.href(folder);
    let more = lines.len() > ROWS;
    lines.truncate(ROWS);
    let last = lines.last().map(|line| (line.latest_at, line.latest_id));
    listing.older = last.filter(|_| more).map(|(at, id)| format!("{href}?avant={}", shown::cursor(at, id)));
    listing.newer = (!cursor.is_empty()).then(|| href.clone());
    let place = if cursor.is_empty() { String::new() } else { format!("?avant={}", shown::encoded(cursor)) };
    listing.back = format!("{href}{place}");
    listing.alone = !desk.row.conversations;
    let suffix = if listing.alone { shown::alone(&place) } else { place };
    let labels = desk.labels();
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let labels = chips(&labels, &borne.remove(&line.latest_id).unwrap_or_default());
            of_line(visit, kind, line, open, &suffix, labels)
        })
        .collect();
    listing.put(visit, rows);
    listing
}

/// What is being written here, and what mail programs have put among the drafts, by date.
async fn load_drafts(visit: &Visit, place: Place, cursor: &str) -> Result<(Desk, Listing)> {
    let mailbox = place.mailbox;
    let (limit, before) = (ROWS as i64 + 1, shown::place(cursor));
    let (folder, before_line) = (FolderRole::Drafts.in_box(mailbox), shown::place(cursor));
    let (rows, folders, drafts, lines) = {
        let mut tx = visit.read().await?;
        tx.together((
            mailbox::box_query(&mailbox),
            folder::folders_query(&mailbox),
            draft::drafts_query(&mailbox, &before, &limit),
            draft::copy::foreign_lines_query(&folder, &before_line, &limit),
        ))
        .await?
    };
    let desk = Desk::of(visit, place, rows, folders).await?;
    let mut listing = Listing::new(visit, &desk, FolderRole::Drafts.name(visit.locale), Kind::Drafts);
    let ids: Vec<Id<Draft>> = drafts.iter().map(|d| d.id).collect();
    let mut writers = writers(visit, &desk, &ids).await?;
    let written = drafts.into_iter().map(|d| {
        let writer = writers.remove(&d.id).unwrap_or_default();
        ((d.saved_at, d.id.cast::<()>()), of_draft(visit, d, writer))
    });
    let put = lines.into_iter().map(|line| {
        let place = (line.latest_at, line.latest_id.cast());
        (place, of_line(visit, Kind::Drafts, line, None, "", Vec::new()))
    });
    let mut all: Vec<_> = written.chain(put).collect();
    all.sort_unstable_by_key(|(place, _)| std::cmp::Reverse(*place));
    let more = all.len() > ROWS;
    all.truncate(ROWS);
    let href = &here(visit, "/dossiers/brouillons");
    let last = all.last().map(|(place, _)| *place);
    listing.older = last.filter(|_| more).map(|(at, id)| format!("{href}?avant={}", shown::cursor(at, id)));
    listing.newer = (!cursor.is_empty()).then(|| href.to_owned());
    href.clone_into(&mut listing.back);
    listing.put(visit, all.into_iter().map(|(_, row)| row));
    Ok((desk, listing))
}

/// The name of who else is writing these drafts, where several may.
pub(super) async fn writers(
    visit: &Visit,
    desk: &Desk,
    drafts: &[Id<Draft>],
) -> Result<HashMap<Id<Draft>, String>> {
    if desk.row.members == 0 {
        return Ok(HashMap::new());
    }
    let visitor = visit.agent_id()?;
    let known = members::of_drafts(&mut visit.read().await?, desk.mailbox, drafts).await?;
    let of_owner = desk.place.standing.as_ref().map(|standing| standing.name.clone());
    let writer = |draft: &Id<Draft>| match known.iter().find(|(id, ..)| id == draft) {
        Some((_, person, name)) => (*person != visitor).then(|| name.clone()),
        None => of_owner.clone(),
    };
    Ok(drafts.iter().filter_map(|draft| Some((*draft, writer(draft)?))).collect())
}

/// The draft that the address says was just thrown away; any other says nothing.
async fn discarded(visit: &Visit, desk: &Desk, at: &Where) -> Result<Option<Done>> {
    let Ok(id) = at.brouillon.parse() else { return Ok(None) };
    let mut tx = visit.read().await?;
    Ok(draft::is_discarded(&mut tx, desk.mailbox, id).await?.then(|| Done {
        sentence: words(visit).draft_discarded().to_owned(),
        action: here(visit, format_args!("/brouillons/{id}/reprise")),
        ids: Vec::new(),
        to: String::new(),
        judged: Vec::new(),
    }))
}

/// What the address says was just moved; anything that does not fit says nothing.
fn moved(visit: &Visit, desk: &Desk, at: &Where) -> Option<Done> {
    let from: &FolderRow = desk.named(&at.depuis)?;
    let marks: Vec<&str> = at.deplaces.split(',').take(200).collect();
    let id = |mark: &&str| mark.split('.').next()?.parse().ok();
    let ids: Vec<Id<Message>> = marks.iter().filter_map(id).collect();
    if ids.is_empty() {
        return None;
    }
    let (t, count) = (words(visit), ids.len() as i64);
    Some(Done {
        sentence: match at.juges.as_str() {
            "junk" => t.judged_junk(count),
            "wanted" => t.judged_wanted(count),
            _ => t.moved(count),
        },
        judged: marks.iter().filter(|mark| judged(mark).is_some()).map(ToString::to_string).collect(),
        action: here(visit, "/rangement"),
        ids: ids.iter().map(ToString::to_string).collect(),
        to: from.slug(),
    })
}
