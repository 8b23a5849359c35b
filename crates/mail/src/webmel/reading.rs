//! Reading: a conversation with all its messages, wherever they lie, oldest first; those read before are folded. What
//! the reader should know before trusting a message stands above it.

use askama::Template;
use axum::extract::Query;
use kernel::{Error, Id, Result, Time, permission::May};
use serde::Deserialize;
use web::{Reply, Visit, dates, redirect};

use super::{
    desk::{Desk, Panes, icons, words},
    invitations, list,
    listing::{Listing, Target},
    place::{Place, Which, here},
    shown,
};
use crate::{
    draft,
    filing::{self, Message, MessageRow},
    folder::{Folder, FolderRole, FolderRow},
    labels::{self, Label},
    letter, lists,
    mailbox::Mailbox,
    members::{
        deeds::{self, Deed, Done},
        unread,
    },
    message::{
        Email, Importance,
        address::{normalise, parse_list, short_name, split},
        safe_html::{Reading, RemoteImages, safe_html},
        text::text_to_html,
    },
    receipts,
    words::Words,
};

/// Messages of a conversation on one page, the newest.
const SHOWN: i64 = 40;
/// Bytes of folded messages that a page unfolds without asking again.
const FOLDED_BYTES: i64 = 1 << 20;

#[derive(Deserialize)]
pub(super) struct Asked {
    /// The list's place, beside which the message is read.
    #[serde(default)]
    avant: String,
    /// The message whose remote images are wanted.
    #[serde(default)]
    images: String,
    /// Older messages of the conversation, from this moment on.
    #[serde(default)]
    jusqu: Option<i64>,
    /// The message alone, without the rest of its conversation.
    #[serde(default)]
    seul: String,
}

#[derive(Template)]
#[template(path = "webmel/reading.html")]
struct Conversation {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    subject: String,
    id: String,
    back: String,
    is_trash: bool,
    is_junk: bool,
    /// A mail program put it among the drafts: it can be gone on with here.
    is_draft: bool,
    /// Without the rest of its conversation.
    alone: bool,
    flagged: bool,
    may_edit: bool,
    may_manage: bool,
    targets: Vec<Target>,
    /// Those of the box, and those that a message of the conversation bears.
    labels: Vec<Label>,
    borne: Vec<Label>,
    earlier: Option<String>,
    cards: Vec<Card>,
}

/// One message of the conversation.
struct Card {
    id: String,
    initials: String,
    name: String,
    address: String,
    to: String,
    /// Where the sender is taken into the contacts.
    keep: Option<String>,
    date: String,
    machine_date: String,
    preview: String,
    /// Its folder, when it is another than that of the list.
    place: String,
    unread: bool,
    open: bool,
    /// Who wrote it, answered it or sent it on.
    deeds: Vec<String>,
    warnings: Vec<String>,
    body: Body,
    /// Remote images left out, and where they are shown.
    blocked: Option<String>,
    importance: Importance,
    /// The sender wants to know that it was read, and nothing was chosen yet.
    receipt: bool,
    /// What it says to calendars, ready to show.
    invitation: Option<String>,
    attachments: Vec<Attached>,
    answerable: bool,
    /// The address of a list that says it brought it, and the list when it is one of ours that the reader knows.
    came_by: String,
    list: Option<Through>,
}

/// The list that a message came by.
struct Through {
    name: String,
    href: String,
    may_leave: bool,
}

enum Body {
    Text(String),
    Frame(String),
    /// Too long to be unfolded here: it opens on a page where it is the one read.
    Elsewhere(String),
    Empty,
}

struct Attached {
    href: String,
    name: String,
    size: String,
}

pub(super) async fn show(visit: Visit, Which(id): Which<String>, Query(asked): Query<Asked>) -> Reply {
    let place = Place::at(&visit, May::View).await?;
    let mailbox = place.mailbox;
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let until = Time(asked.jusqu.unwrap_or(i64::MAX));
    let mut rows = {
        let mut tx = visit.read().await?;
        let mut rows = if asked.seul.is_empty() {
            filing::conversation(&mut tx, mailbox, id, until, SHOWN + 1).await?
        } else {
            filing::by_ids(&mut tx, mailbox, &[id]).await?
        };
        if let Some(reader) = place.reader() {
            unread::put_in_messages(&mut tx, reader, &mut rows).await?;
        }
        rows
    };
    if rows.is_empty() {
        return Err(Error::NotFound.into());
    }
    let unread: Vec<Id<Message>> = rows.iter().filter(|m| !m.seen).map(|m| m.id).collect();
    if !unread.is_empty() {
        place.mark_seen(&visit, unread, true).await?;
    }
    let earlier = (rows.len() > SHOWN as usize).then(|| rows.pop()).flatten();
    rows.reverse();
    let wanted = rows.iter().find(|m| m.id == id).or(rows.last()).cloned().ok_or(Error::NotFound)?;
    if wanted.folder_id == FolderRole::Drafts.in_box(mailbox)
        && let Some(draft) = draft::copy::shown_by(&mut visit.read().await?, mailbox, wanted.id).await?
    {
        return Ok(redirect(&here(&visit, format_args!("/brouillons/{draft}"))));
    }
    let slug = slug_of(mailbox, wanted.folder_id);
    let (desk, listing) = list::load(&visit, &slug, &asked.avant, Some(wanted.id)).await?;
    let conversation = conversation(&visit, &desk, &listing, &rows, &wanted, earlier, &asked).await?;
    let page = desk.page(&visit, conversation.subject.clone());
    page.reply(&Panes {
        view: "message",
        nav: desk.nav(&visit, &slug),
        listing: listing.aside(),
        reading: conversation,
    })
}

/// Standard folders are known by their ids without asking.
fn slug_of(mailbox: Id<Mailbox>, folder: Id<Folder>) -> String {
    let standard = FolderRole::STANDARD.into_iter().find(|role| role.in_box(mailbox) == folder);
    standard.map_or_else(|| folder.to_string(), |role| role.slug().to_owned())
}

async fn conversation(
    visit: &Visit,
    desk: &Desk,
    listing: &Listing,
    rows: &[MessageRow],
    wanted: &MessageRow,
    earlier: Option<MessageRow>,
    asked: &Asked,
) -> Result<Conversation> {
    let t = words(visit);
    let last = rows.last().map(|m| m.id);
    let labels = desk.labels();
    let mut budget = FOLDED_BYTES;
    let mut cards = Vec::with_capacity(rows.len());
    for row in rows {
        let open = !row.seen || row.id == wanted.id || Some(row.id) == last;
        budget -= if open { 0 } else { row.size };
        cards.push(card(visit, desk, row, wanted.folder_id, open, budget > 0, asked).await?);
    }
    if cards.iter().any(|card| !card.came_by.is_empty()) {
        let mine = lists::mine(&mut visit.read().await?).await?;
        for card in &mut cards {
            card.list = mine.iter().find(|list| list.address == card.came_by).map(|list| Through {
                name: list.name.clone(),
                href: format!("/webmel/listes/{}", list.address),
                may_leave: list.may_leave && list.is_member,
            });
        }
    }
    let asking: Vec<Id<Message>> =
        rows.iter().zip(&cards).filter(|(_, card)| card.receipt).map(|(row, _)| row.id).collect();
    if !asking.is_empty() {
        let chosen = receipts::chosen(&mut visit.read().await?, desk.mailbox, &asking).await?;
        for (row, card) in rows.iter().zip(&mut cards) {
            card.receipt &= !chosen.contains(&row.id);
        }
    }
    // Of several who use a box each sees who looks after what.
    if desk.row.members > 0 {
        let ids: Vec<Id<Message>> = rows.iter().map(|row| row.id).collect();
        let done = deeds::of(&mut visit.read().await?, desk.mailbox, &ids).await?;
        for card in &mut cards {
            let of = done.iter().filter(|done| done.message_id.to_string() == card.id);
            card.deeds = of.map(|done| sentence(visit, done)).collect::<Result<_>>()?;
        }
    }
    let folder = desk.folder(wanted.folder_id);
    let role = folder.map_or(FolderRole::Inbox, |f| f.role);
    let subject = if wanted.subject.is_empty() { t.no_subject().to_owned() } else { wanted.subject.clone() };
    Ok(Conversation {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        subject,
        id: wanted.id.to_string(),
        back: listing.back.clone(),
        is_trash: role == FolderRole::Trash,
        is_junk: role == FolderRole::Junk,
        is_draft: role == FolderRole::Drafts,
        flagged: wanted.flagged,
        alone: !asked.seul.is_empty(),
        may_edit: desk.place.may(May::Edit),
        may_manage: desk.place.may(May::Manage),
        targets: super::listing::targets(visit, &desk.folders)
            .into_iter()
            .filter(|target| Some(&target.id) != folder.map(FolderRow::slug).as_ref())
            .collect(),
        borne: labels::borne(&labels, &rows.iter().map(|row| row.keywords.as_str()).collect::<String>())
            .into_iter()
            .cloned()
            .collect(),
        labels,
        earlier: earlier.map(|m| here(visit, format_args!("/messages/{}?jusqu={}", m.id, m.received_at.0))),
        cards,
    })
}

async fn card(
    visit: &Visit,
    desk: &Desk,
    row: &MessageRow,
    listed: Id<Folder>,
    open: bool,
    affordable: bool,
    asked: &Asked,
) -> Result<Card> {
    let t = words(visit);
    let academy = visit.academy()?;
    let agent = visit.agent()?;
    let sender = parse_list(&row.sender).addresses.into_iter().next().unwrap_or_default();
    // In a box of several nobody is «me».
    let standing = desk.place.standing.as_ref();
    let address = standing.map_or(&agent.address, |standing| &standing.address);
    let is_box = |email: &str| normalise(email) == normalise(address);
    let me = |email: &str| standing.is_none() && is_box(email);
    let mine = is_box(&sender.email);
    let recipients = parse_list(&row.recipients).addresses;
    let names: Vec<&str> =
        recipients.iter().take(12).map(|a| if me(&a.email) { t.me() } else { short_name(a) }).collect();
    let more = if recipients.len() > 12 { "…" } else { "" };
    let mut card = Card {
        id: row.id.to_string(),
        initials: initials(short_name(&sender)),
        name: if mine && standing.is_none() {
            t.me_sender().to_owned()
        } else {
            name_of(t, short_name(&sender))
        },
        address: sender.email.clone(),
        to: if names.is_empty() { String::new() } else { t.to_line(format!("{}{more}", names.join(", "))) },
        keep: (!mine && !sender.email.is_empty())
            .then(|| format!("/webmel/contacts/nouveau?a={}", shown::encoded(&row.sender))),
        date: dates::moment(visit.locale, row.received_at, &academy.zone),
        machine_date: dates::machine(row.received_at),
        preview: row.preview.clone(),
        place: desk
            .folder(row.folder_id)
            .filter(|f| f.id != listed)
            .map(|f| f.shown_name(visit.locale).to_owned())
            .unwrap_or_default(),
        unread: !row.seen,
        open,
        deeds: Vec::new(),
        warnings: Vec::new(),
        body: Body::Elsewhere(here(visit, format_args!("/messages/{}", row.id))),
        blocked: None,
        importance: Importance::Normal,
        receipt: false,
        invitation: None,
        attachments: Vec::new(),
        answerable: open,
        came_by: String::new(),
        list: None,
    };
    if open || affordable {
        let (email, raw) = letter::email(&visit.services().files, &row.digest).await?;
        card.importance = email.importance;
        card.came_by = lists::address_above(&email, &raw).unwrap_or_default();
        let junk = desk.folder(row.folder_id).is_some_and(|f| f.role == FolderRole::Junk);
        if open && !junk {
            card.invitation = invitations::shown(visit, &desk.place, &card.id, &email, &raw).await?;
        }
        if !mine && open && desk.place.may(May::Take) && receipts::wanted(&email, &raw).is_some() {
            card.receipt = !junk;
        }
        let with_images = asked.images == card.id;
        fill(visit, &mut card, row, &email, with_images);
        let outside =
            split(&sender.email).is_none_or(|(_, domain)| !domain.eq_ignore_ascii_case(&academy.mail_domain));
        if outside && !mine {
            card.warnings.insert(0, t.outside_sender().to_owned());
        }
    }
    Ok(card)
}

fn sentence(visit: &Visit, done: &Done) -> Result<String> {
    let t = words(visit);
    let when = dates::moment(visit.locale, done.at, &visit.academy()?.zone);
    Ok(match done.deed {
        Deed::Wrote => t.deed_wrote(&done.name, when),
        Deed::Answered => t.deed_answered(&done.name, when),
        Deed::SentOn => t.deed_sent_on(&done.name, when),
    })
}

fn fill(visit: &Visit, card: &mut Card, row: &MessageRow, email: &Email, with_images: bool) {
    let t = words(visit);
    let path = here(visit, format_args!("/messages/{}", row.id));
    card.body = match (&email.html_body, &email.text_body) {
        (Some(html), _) => {
            let reading = Reading { remote_images: RemoteImages::Blocked, cid_url: &|_| None };
            let safe = safe_html(html, &reading);
            for link in &safe.misleading_links {
                card.warnings.push(t.misleading_link(&link.shown, &link.target));
            }
            if safe.blocked_images > 0 && !with_images {
                card.blocked = Some(format!("{path}?images={}", row.id));
            }
            Body::Frame(format!("{path}/corps{}", if with_images { "?images=oui" } else { "" }))
        }
        (None, Some(text)) if !text.trim().is_empty() => Body::Text(text_to_html(text.trim_end())),
        _ => Body::Empty,
    };
    let listed = email.attachments.iter().filter(|a| !a.inline);
    card.attachments = listed
        .map(|a| Attached {
            href: format!("{path}/pieces/{}", a.part_id),
            name: a.name.clone(),
            size: shown::size(visit.locale, a.size as i64),
        })
        .collect();
}

fn name_of(t: Words, name: &str) -> String {
    if name.is_empty() { t.unknown_sender().to_owned() } else { name.to_owned() }
}

/// The first letters of the first and the last word.
pub(super) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|w| w.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}
