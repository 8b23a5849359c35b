//! The pane of the list: rows under the headings of their time, the tools for those that are ticked, the search box,
//! and what was just done with the way to undo it.

use askama::Template;
use kernel::{Id, Time, permission::May};
use web::{Visit, dates};

use super::{
    desk::{Desk, icons, words},
    labels::{Chip, chips},
    place::here,
    shown,
    vacation::Absence,
};
use crate::{
    draft::{Draft, DraftLine},
    filing::{LineRow, Message, MessageRow},
    folder::{FolderRole, FolderRow},
    labels::Label,
    message::address::{parse_list, short_name},
    words::Words,
};

/// Rows of one page.
pub(super) const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "webmel/listing.html")]
pub(super) struct Listing {
    pub t: Words,
    pub base: String,
    pub icons: &'static str,
    pub csrf: String,
    pub title: String,
    /// The box that it is of, when that is not the visitor's own.
    pub of_box: String,
    /// Whether the title is the page's (`h1`) or only the pane's.
    pub is_main: bool,
    pub kind: Kind,
    /// Each row is one message, not a conversation.
    pub alone: bool,
    pub groups: Vec<Group>,
    pub targets: Vec<Target>,
    pub labels: Vec<Label>,
    /// Whether the visitor may file and mark, beyond what they have read.
    pub may_edit: bool,
    pub query: String,
    /// Where the forms lead back to.
    pub back: String,
    pub older: Option<String>,
    pub newer: Option<String>,
    pub empty: (&'static str, &'static str),
    pub done: Option<Done>,
    /// Said above the rows.
    pub note: String,
    /// Of the inbox: more than these are news.
    pub unread: i64,
    pub absence: Option<Absence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    Sent,
    Drafts,
    Junk,
    Trash,
    Results,
}

impl Kind {
    pub(super) fn of(role: FolderRole) -> Kind {
        match role {
            FolderRole::Drafts => Kind::Drafts,
            FolderRole::Sent => Kind::Sent,
            FolderRole::Junk => Kind::Junk,
            FolderRole::Trash => Kind::Trash,
            _ => Kind::Folder,
        }
    }

    fn has_tools(self) -> bool {
        self != Kind::Drafts
    }

    fn is_bin(self) -> bool {
        matches!(self, Kind::Trash | Kind::Junk)
    }
}

pub(super) struct Group {
    pub label: String,
    pub rows: Vec<Row>,
}

pub(super) struct Row {
    pub id: String,
    pub href: String,
    pub who: String,
    pub subject: String,
    pub preview: String,
    pub date: String,
    pub machine_date: String,
    pub unread: bool,
    pub flagged: bool,
    pub attachment: bool,
    pub count: i64,
    pub open: bool,
    /// The folder of a search result.
    pub place: String,
    pub labels: Vec<Chip>,
}

/// A folder to move to.
pub(super) struct Target {
    pub id: String,
    pub name: String,
}

/// What was just done, and what undoes it.
pub(super) struct Done {
    pub sentence: String,
    /// Where undoing is asked, of which messages, and where they go back.
    pub action: String,
    pub ids: Vec<String>,
    pub to: String,
    /// Of whose senders what was said is taken back as well.
    pub judged: Vec<String>,
}

impl Listing {
    pub(super) fn new(visit: &Visit, desk: &Desk, title: &str, kind: Kind) -> Listing {
        let t = words(visit);
        Listing {
            t,
            base: desk.base.clone(),
            icons: icons(),
            csrf: visit.csrf().to_owned(),
            title: title.to_owned(),
            of_box: desk.place.standing.as_ref().map(|standing| standing.name.clone()).unwrap_or_default(),
            is_main: true,
            kind,
            alone: kind == Kind::Results,
            groups: Vec::new(),
            targets: targets(visit, &desk.folders),
            labels: desk.labels(),
            may_edit: desk.place.may(May::Edit),
            query: String::new(),
            back: desk.base.clone(),
            older: None,
            newer: None,
            empty: match kind {
                Kind::Results => (t.no_results(), t.no_results_hint()),
                Kind::Drafts => (t.no_drafts(), t.no_drafts_hint()),
                Kind::Trash => (t.no_trash(), t.no_trash_hint()),
                _ => (t.no_messages(), t.no_messages_hint()),
            },
            done: None,
            absence: Absence::of(visit, desk),
            note: if kind.is_bin() { t.bin_note().to_owned() } else { String::new() },
            unread: desk.folders.iter().find(|f| f.role == FolderRole::Inbox).map_or(0, |f| f.unread),
        }
    }

    /// The pane beside a message that is read: its own heading gives way.
    pub(super) fn aside(mut self) -> Listing {
        self.is_main = false;
        self
    }

    /// Puts rows under the headings of their time; they come newest first.
    pub(super) fn put(&mut self, visit: &Visit, rows: impl IntoIterator<Item = (Time, Row)>) {
        let Ok(academy) = visit.academy() else { return };
        for (at, row) in rows {
            let label = shown::period(visit.locale, at, visit.now(), &academy.zone);
            match self.groups.last_mut() {
                Some(group) if group.label == label => group.rows.push(row),
                _ => self.groups.push(Group { label, rows: vec![row] }),
            }
        }
    }
}

pub(super) fn targets(visit: &Visit, folders: &[FolderRow]) -> Vec<Target> {
    let wanted = folders.iter().filter(|f| !matches!(f.role, FolderRole::Drafts | FolderRole::Sent));
    wanted.map(|f| Target { id: f.slug(), name: f.shown_name(visit.locale).to_owned() }).collect()
}

/// A conversation of a folder.
pub(super) fn of_line(
    visit: &Visit,
    kind: Kind,
    line: LineRow,
    open: Option<Id<Message>>,
    suffix: &str,
    labels: Vec<Chip>,
) -> (Time, Row) {
    let t = words(visit);
    let who = if kind == Kind::Sent { t.sent_to(&line.recipients) } else { line.sender };
    let row = Row {
        href: here(visit, format_args!("/messages/{}{suffix}", line.latest_id)),
        who: if who.is_empty() { t.unknown_sender().to_owned() } else { who },
        subject: subject(t, line.subject),
        preview: line.preview,
        unread: line.unread > 0,
        flagged: line.flagged,
        attachment: line.has_attachment,
        count: if line.total > 1 { line.total } else { 0 },
        open: open == Some(line.latest_id),
        place: String::new(),
        labels,
        ..dated(visit, line.latest_at, line.latest_id)
    };
    (line.latest_at, row)
}

/// A message that a search found.
pub(super) fn of_message(
    visit: &Visit,
    desk: &Desk,
    labels: &[Label],
    message: MessageRow,
    place: &str,
) -> (Time, Row) {
    let t = words(visit);
    let suffix = if desk.row.conversations { String::new() } else { shown::alone("") };
    let sender = parse_list(&message.sender).addresses.first().map(|a| short_name(a).to_owned());
    let row = Row {
        href: here(visit, format_args!("/messages/{}{suffix}", message.id)),
        who: sender.unwrap_or_else(|| t.unknown_sender().to_owned()),
        subject: subject(t, message.subject),
        preview: message.preview,
        unread: !message.seen,
        flagged: message.flagged,
        attachment: message.has_attachment,
        count: 0,
        open: false,
        place: place.to_owned(),
        labels: chips(labels, &message.keywords),
        ..dated(visit, message.received_at, message.id)
    };
    (message.received_at, row)
}

/// Something being written; by whom, when that is somebody else.
pub(super) fn of_draft(visit: &Visit, draft: DraftLine, writer: String) -> (Time, Row) {
    let t = words(visit);
    let names = parse_list(&draft.recipients);
    let names: Vec<&str> = names.addresses.iter().take(8).map(short_name).collect();
    let text = crate::delivery::sending::text_of(&draft.body);
    let preview: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect();
    let row = Row {
        href: here(visit, format_args!("/brouillons/{}", draft.id)),
        who: match (writer.as_str(), names.is_empty()) {
            ("", true) => t.draft_to_nobody().to_owned(),
            ("", false) => t.sent_to(names.join(", ")),
            (writer, true) => t.draft_by(writer),
            (writer, false) => t.draft_by_to(writer, names.join(", ")),
        },
        subject: subject(t, draft.subject),
        preview,
        unread: false,
        flagged: false,
        attachment: false,
        count: 0,
        open: false,
        place: String::new(),
        ..dated::<Draft>(visit, draft.saved_at, draft.id)
    };
    (draft.saved_at, row)
}

fn subject(t: Words, subject: String) -> String {
    if subject.is_empty() { t.no_subject().to_owned() } else { subject }
}

fn dated<T>(visit: &Visit, at: Time, id: Id<T>) -> Row {
    let date = match visit.academy() {
        Ok(academy) => dates::short(visit.locale, at, visit.now(), &academy.zone),
        Err(_) => String::new(),
    };
    Row {
        id: id.to_string(),
        href: String::new(),
        who: String::new(),
        subject: String::new(),
        preview: String::new(),
        date,
        machine_date: dates::machine(at),
        unread: false,
        flagged: false,
        attachment: false,
        count: 0,
        open: false,
        place: String::new(),
        labels: Vec::new(),
    }
}
