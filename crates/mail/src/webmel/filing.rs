//! What is done with messages from a list or a conversation: mark, follow, move, throw away. Moves can be undone from
//! the page that follows; what destroys asks once, on a page of its own.

use askama::Template;
use kernel::{Error, Id, Result, Tx, permission::May};
use serde::Deserialize;
use web::{Form, Reply, Visit, redirect, redirect_saying};

use super::{
    desk::{Desk, Side, folder_id, icons, words},
    place::{Place, here},
    shown,
};
use crate::{
    filing::{self, Message},
    folder::{self, FolderRole},
    labels,
    mailbox::Mailbox,
    message::{
        EmailAddress,
        address::{normalise, parse_list},
    },
    senders::{self, Verdict},
    words::Words,
};

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    action: String,
    #[serde(default)]
    to: String,
    /// Put on all of them, or taken from all that bear it.
    #[serde(default)]
    label: String,
    #[serde(default)]
    star: String,
    #[serde(default)]
    unstar: String,
    #[serde(default)]
    message: Vec<String>,
    /// `line`: the conversations of these messages, as far as they lie in the same folder. `one`: these alone.
    #[serde(default)]
    scope: String,
    #[serde(default)]
    back: String,
    #[serde(default)]
    confirmed: String,
    /// Undoing takes back what was said of the senders of these messages: `id.` of one unknown before, `id.verdict`.
    #[serde(default)]
    judged: Vec<String>,
    /// What is moved was just moved from there.
    #[serde(default)]
    undo: String,
}

impl Asked {
    /// What has been read is everybody's own affair; all the rest is seen by whoever uses the box.
    fn needs(&self) -> May {
        let others = [&self.to, &self.label, &self.star, &self.unstar];
        let reads =
            ["seen", "unseen"].contains(&self.action.as_str()) && others.iter().all(|field| field.is_empty());
        if reads { May::View } else { May::Edit }
    }
}

/// What one request may change.
const MOST: usize = 2_000;
/// Beyond this, undoing would not fit in an address.
const UNDOABLE: usize = 60;

pub(super) async fn act(visit: Visit, Form(asked): Form<Asked>) -> Reply {
    let place = Place::at(&visit, asked.needs()).await?;
    let mailbox = place.mailbox;
    let t = words(&visit);
    let home = here(&visit, "");
    let back = shown::back(&asked.back, &home).to_owned();
    if !asked.star.is_empty() || !asked.unstar.is_empty() {
        return follow(&visit, mailbox, &asked, &back).await;
    }
    let ids = selected(&visit, mailbox, &asked).await?;
    if ids.is_empty() {
        return Ok(redirect_saying(&visit, &back, t.nothing_selected()));
    }
    if !asked.label.is_empty() {
        let word = asked.label.clone();
        visit.write(async move |tx| labels::toggle(tx, mailbox, &ids, &word).await).await?;
        return Ok(redirect(&back));
    }
    if !asked.to.is_empty() {
        let about = if asked.judged.is_empty() { Senders::Untouched } else { Senders::TakenBack };
        return move_there(&visit, mailbox, &asked, ids, &back, about).await;
    }
    match asked.action.as_str() {
        "seen" | "unseen" => {
            let seen = asked.action == "seen";
            place.mark_seen(&visit, ids, seen).await?;
            Ok(redirect(&back))
        }
        "junk" | "wanted" => {
            let (to, verdict) = if asked.action == "junk" {
                (FolderRole::Junk, Verdict::Junk)
            } else {
                (FolderRole::Inbox, Verdict::Wanted)
            };
            let asked = Asked { to: to.slug().to_owned(), ..asked };
            move_there(&visit, mailbox, &asked, ids, &back, Senders::Judged(verdict)).await
        }
        "delete" if asked.confirmed.is_empty() => confirm(&visit, &asked, ids.len(), back).await,
        "delete" => {
            let gone = visit.write(async move |tx| filing::delete(tx, mailbox, &ids).await).await?;
            Ok(redirect_saying(&visit, &back, &t.deleted(gone as i64)))
        }
        _ => Err(Error::NotFound.into()),
    }
}

async fn selected(visit: &Visit, mailbox: Id<Mailbox>, asked: &Asked) -> Result<Vec<Id<Message>>> {
    let ids: Vec<Id<Message>> = asked.message.iter().filter_map(|id| id.parse().ok()).take(MOST).collect();
    if asked.scope != "line" || ids.is_empty() {
        return Ok(ids);
    }
    let mut tx = visit.read().await?;
    let mut all = filing::in_their_lines(&mut tx, mailbox, &ids).await?;
    all.truncate(MOST);
    Ok(all)
}

/// The star: given to the message that shows, taken from all of its line.
async fn follow(visit: &Visit, mailbox: Id<Mailbox>, asked: &Asked, back: &str) -> Reply {
    let flagged = !asked.star.is_empty();
    let id: Id<Message> =
        if flagged { &asked.star } else { &asked.unstar }.parse().map_err(|_| Error::NotFound)?;
    let line = asked.scope == "line";
    visit
        .write(async move |tx| {
            let mut ids = vec![id];
            if !flagged && line {
                ids = filing::in_their_lines(tx, mailbox, &ids).await?;
            }
            filing::flag(tx, mailbox, &ids, flagged).await
        })
        .await?;
    Ok(redirect(back))
}

/// What becomes of the senders of what is moved.
#[derive(Clone, Copy)]
enum Senders {
    Untouched,
    Judged(Verdict),
    TakenBack,
}

async fn move_there(
    visit: &Visit,
    mailbox: Id<Mailbox>,
    asked: &Asked,
    ids: Vec<Id<Message>>,
    back: &str,
    about: Senders,
) -> Reply {
    let target = folder_id(mailbox, &asked.to).ok_or(Error::NotFound)?;
    let moving = ids.clone();
    // Of a conversation the others may have written as well: only who wrote the messages that were pointed at is judged.
    let pointed: Vec<Id<Message>> =
        asked.message.iter().filter_map(|id| id.parse().ok()).take(MOST).collect();
    let judged: Vec<(Id<Message>, Option<Verdict>)> =
        asked.judged.iter().filter_map(|mark| judged(mark)).take(UNDOABLE).collect();
    let (moved, from, before) = visit
        .write(async move |tx| {
            let folders = folder::all(tx, mailbox).await?;
            let to = folders.iter().find(|f| f.id == target).ok_or(Error::NotFound)?;
            // Where they come from, when that is one place: what undoing needs.
            let rows = filing::by_ids(tx, mailbox, &moving).await?;
            let mut places: Vec<_> = rows.iter().map(|m| m.folder_id).collect();
            places.sort_unstable();
            places.dedup();
            let from = folders.iter().find(|f| places == [f.id]).map(folder::FolderRow::slug);
            let before = match about {
                Senders::Untouched => Vec::new(),
                Senders::Judged(verdict) => judge(tx, mailbox, &pointed, verdict).await?,
                Senders::TakenBack => {
                    take_back(tx, mailbox, &judged).await?;
                    Vec::new()
                }
            };
            let moved = filing::move_to(tx, mailbox, &moving, to).await?;
            Ok((moved, from.filter(|_| to.role != folder::FolderRole::Drafts), before))
        })
        .await?;
    let t = words(visit);
    match from {
        _ if moved == 0 => Ok(redirect(back)),
        _ if !asked.undo.is_empty() => Ok(redirect_saying(visit, back, t.undone())),
        Some(from) if ids.len() <= UNDOABLE => {
            let ids: Vec<String> = ids
                .iter()
                .map(|id| match before.iter().find(|(pointed, _)| pointed == id) {
                    Some((_, verdict)) => format!("{id}.{}", verdict.map_or("", Verdict::as_str)),
                    None => id.to_string(),
                })
                .collect();
            let mark = if back.contains('?') { '&' } else { '?' };
            let judged = match about {
                Senders::Judged(verdict) => format!("&juges={verdict}"),
                _ => String::new(),
            };
            Ok(redirect(&format!("{back}{mark}deplaces={}&depuis={from}{judged}", ids.join(","))))
        }
        _ => Ok(redirect_saying(visit, back, &t.moved(moved as i64))),
    }
}

/// A message whose sender was judged, and what was said of that sender before.
pub(super) fn judged(mark: &str) -> Option<(Id<Message>, Option<Verdict>)> {
    let (id, verdict) = mark.split_once('.')?;
    Some((id.parse().ok()?, verdict.parse().ok()))
}

/// Judges who wrote these messages; what was said of each before.
async fn judge(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    verdict: Verdict,
) -> Result<Vec<(Id<Message>, Option<Verdict>)>> {
    let wrote = senders_of(tx, mailbox, ids).await?;
    let addresses: Vec<String> = wrote.iter().map(|(_, sender)| normalise(&sender.email)).collect();
    let known = senders::of(tx, mailbox, &addresses).await?;
    let senders: Vec<EmailAddress> = wrote.iter().map(|(_, sender)| sender.clone()).collect();
    senders::judge(tx, mailbox, &senders, verdict).await?;
    let before = wrote.iter().zip(&addresses).map(|((id, _), address)| {
        (*id, known.iter().find(|row| row.address == *address).map(|row| row.verdict))
    });
    Ok(before.collect())
}

/// What was said of the senders of these messages is again what it was.
async fn take_back(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    judged: &[(Id<Message>, Option<Verdict>)],
) -> Result<()> {
    let ids: Vec<Id<Message>> = judged.iter().map(|(id, _)| *id).collect();
    let wrote = senders_of(tx, mailbox, &ids).await?;
    for said in [None, Some(Verdict::Junk), Some(Verdict::Wanted)] {
        let of = |id: &Id<Message>| judged.iter().any(|(of, before)| of == id && *before == said);
        let senders: Vec<EmailAddress> =
            wrote.iter().filter(|(id, _)| of(id)).map(|(_, sender)| sender.clone()).collect();
        match said {
            _ if senders.is_empty() => {}
            Some(verdict) => senders::judge(tx, mailbox, &senders, verdict).await?,
            None => senders::forget(tx, mailbox, &senders).await?,
        }
    }
    Ok(())
}

/// Who wrote each of these.
async fn senders_of(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
) -> Result<Vec<(Id<Message>, EmailAddress)>> {
    let rows = filing::by_ids(tx, mailbox, ids).await?;
    let senders = rows
        .iter()
        .flat_map(|row| parse_list(&row.sender).addresses.into_iter().map(move |sender| (row.id, sender)));
    Ok(senders.collect())
}

#[derive(Template)]
#[template(path = "webmel/confirm.html")]
pub(super) struct Confirm {
    pub t: Words,
    pub icons: &'static str,
    pub csrf: String,
    pub title: String,
    pub explanation: String,
    pub button: String,
    pub action: String,
    pub fields: Vec<(&'static str, String)>,
    pub back: String,
}

async fn confirm(visit: &Visit, asked: &Asked, count: usize, back: String) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let mut fields = vec![
        ("action", "delete".to_owned()),
        ("confirmed", "1".to_owned()),
        ("scope", asked.scope.clone()),
        ("back", back.clone()),
    ];
    fields.extend(asked.message.iter().map(|id| ("message", id.clone())));
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: t.delete_forever().to_owned(),
        explanation: t.delete_explanation(count as i64),
        button: t.delete_forever().to_owned(),
        action: here(visit, "/rangement"),
        fields,
        back,
    };
    desk.page(visit, t.delete_forever()).reply(&Side { t, icons: icons(), nav: desk.nav(visit, ""), body })
}
