//! What stands around every page of the webmel: the folders with their counts, the quota, the button to write. The
//! first page ever asked for activates the box.

use askama::Template;
use kernel::{
    Id, Result,
    permission::{May, Role},
};
use web::{Page, Visit, assets};

use super::{
    boxes::{BoxLink, Others},
    leaving, offline,
    place::{self, Place},
    shown,
    vacation::Absence,
};
use crate::{
    administration::terms,
    folder::{self, Folder, FolderRole, FolderRow},
    labels::{self, Colour, Label},
    mailbox::{self, Mailbox, MailboxRow},
    phishing,
    words::Words,
};

/// The box of the page with its folders, as the visitor has read them.
pub(super) struct Desk {
    pub place: Place,
    pub mailbox: Id<Mailbox>,
    /// What the addresses of its pages begin with.
    pub base: String,
    pub row: MailboxRow,
    pub folders: Vec<FolderRow>,
    /// The box was entered for the first time just now.
    pub first: bool,
    /// What was just sent, and the way to call it back.
    undo: Option<web::Undo>,
    others: Others,
}

impl Desk {
    pub(super) async fn load(visit: &Visit) -> Result<Desk> {
        Desk::load_to(visit, May::View).await
    }

    /// The same, for a page that only some of those who use the box may have.
    pub(super) async fn load_to(visit: &Visit, may: May) -> Result<Desk> {
        let place = Place::at(visit, may).await?;
        let mailbox = place.mailbox;
        let (rows, folders) = {
            let mut tx = visit.read().await?;
            tx.together((mailbox::box_query(&mailbox), folder::folders_query(&mailbox))).await?
        };
        Desk::of(visit, place, rows, folders).await
    }

    /// From what a page has asked together with its own content.
    pub(super) async fn of(
        visit: &Visit,
        place: Place,
        rows: Vec<MailboxRow>,
        mut folders: Vec<FolderRow>,
    ) -> Result<Desk> {
        let (mailbox, base) = (place.mailbox, place::base(visit));
        let undo = leaving::undo(visit, mailbox).await?;
        let row = rows.into_iter().next();
        let others = Others::of(visit, &place, row.as_ref(), &mut folders).await?;
        // Nobody enters a box in the place of its person.
        if let Some(row) = row.filter(|row| row.activated_at.is_some() || place.standing.is_some()) {
            let row = match &others.own {
                Some(own) => row.used_by(own),
                None => row,
            };
            return Ok(Desk { place, mailbox, base, row, folders, first: false, undo, others });
        }
        let person = visit.agent_id()?;
        let (row, folders) = visit
            .write(async move |tx| {
                mailbox::activate(tx, person).await?;
                let row = mailbox::find(tx, mailbox).await?.ok_or(kernel::Error::NotFound)?;
                Ok((row, folder::all(tx, mailbox).await?))
            })
            .await?;
        Ok(Desk { place, mailbox, base, row, folders, first: true, undo, others })
    }

    pub(super) fn folder(&self, id: Id<Folder>) -> Option<&FolderRow> {
        self.folders.iter().find(|f| f.id == id)
    }

    /// The page of a folder.
    pub(super) fn href(&self, folder: &FolderRow) -> String {
        match folder.role {
            FolderRole::Inbox => self.base.clone(),
            _ => format!("{}/dossiers/{}", self.base, folder.slug()),
        }
    }

    pub(super) fn labels(&self) -> Vec<Label> {
        labels::stored(&self.row.labels)
    }

    /// The folder that an address names: a standard one by its word, one's own by its id.
    pub(super) fn named(&self, slug: &str) -> Option<&FolderRow> {
        self.folder(folder_id(self.mailbox, slug)?)
    }

    pub(super) fn page<'v>(&self, visit: &'v Visit, title: impl Into<String>) -> Page<'v> {
        // Windows of several boxes are told apart by their titles.
        let title = match &self.place.standing {
            Some(standing) => format!("{} – {}", title.into(), standing.name),
            None => title.into(),
        };
        let mut page = Page::new(visit, title)
            .class(look(&self.row))
            .shortcuts(self.row.shortcuts)
            .own_search()
            .manifest(offline::MANIFEST);
        if let Some(undo) = &self.undo {
            page = page.undo(undo.clone());
        }
        // Whichever page is entered first says what has happened, once.
        if self.first { page.saying(words(visit).welcome()) } else { page }
    }

    /// A page of one pane beside the folders, where `current` is marked.
    pub(super) fn beside<'v, B: Template>(
        &self,
        visit: &'v Visit,
        current: &str,
        title: impl Into<String>,
        body: B,
    ) -> (Page<'v>, Side<B>) {
        let side = Side { t: words(visit), icons: icons(), nav: self.nav(visit, current), body };
        (self.page(visit, title), side)
    }

    pub(super) fn nav(&self, visit: &Visit, current: &str) -> Nav {
        let t = words(visit);
        let link = |folder: &FolderRow| FolderLink {
            href: self.href(folder),
            path: folder.shown_name(visit.locale).to_owned(),
            name: folder.leaf(visit.locale).0.to_owned(),
            depth: folder.leaf(visit.locale).1,
            icon: icon(folder.role),
            count: if folder.role == FolderRole::Drafts { folder.total } else { folder.unread },
            drafts: folder.role == FolderRole::Drafts,
            current: current == folder.slug(),
        };
        let (standard, own): (Vec<_>, Vec<_>) = self.folders.iter().partition(|f| f.role != FolderRole::Own);
        let (used, quota) = (self.row.used_bytes.max(0), self.row.quota_bytes.max(1));
        Nav {
            t,
            icons: icons(),
            standard: standard.into_iter().map(link).collect(),
            own: own.into_iter().map(link).collect(),
            used,
            quota,
            quota_line: t.quota_line(shown::size(visit.locale, quota), shown::size(visit.locale, used)),
            shortcuts: self.row.shortcuts,
            base: self.base.clone(),
            boxes: self.others.links(t, &self.place),
            is_own: self.place.standing.is_none(),
            may_edit: self.place.may(May::Edit),
            may_manage: self.place.may(May::Manage),
            postmaster: visit
                .agent()
                .is_ok_and(|agent| agent.has(Role::Postmaster) || agent.has(Role::Administrator)),
            sees_not_entered: visit.agent().is_ok_and(|agent| {
                let functions = self.row.head_functions.as_deref();
                agent.uai.is_some() && terms::is_head(functions, &agent.function)
                    || self.row.headed > 0
                    || agent.has(Role::HelpDesk)
            }),
            labels: self.labels().into_iter().map(|label| LabelLink::of(label, current)).collect(),
            absence: Absence::of(visit, self),
            sees_reports: phishing::demand(visit.ctx(), May::View).is_ok(),
            current: match current {
                "contacts" => "contacts",
                "reglages" => "reglages",
                "dossiers" => "dossiers",
                "envois" => "envois",
                "regles" => "regles",
                "etiquettes" => "etiquettes",
                "absence" => "absence",
                "hameconnages" => "hameconnages",
                "modeles" => "modeles",
                "listes" => "listes",
                "acces" => "acces",
                "identites" => "identites",
                _ => "",
            },
        }
    }
}

/// How the page is laid out.
const fn look(row: &MailboxRow) -> &'static str {
    match (row.compact, row.two_panes) {
        (false, false) => "page-mail",
        (true, false) => "page-mail is-compact",
        (false, true) => "page-mail has-two-panes",
        (true, true) => "page-mail is-compact has-two-panes",
    }
}

pub(super) fn folder_id(mailbox: Id<Mailbox>, slug: &str) -> Option<Id<Folder>> {
    match FolderRole::from_slug(slug) {
        Some(role) => Some(role.in_box(mailbox)),
        None => slug.parse().ok(),
    }
}

const fn icon(role: FolderRole) -> &'static str {
    match role {
        FolderRole::Inbox => "inbox",
        FolderRole::Drafts => "drafts",
        FolderRole::Sent => "send",
        FolderRole::Archive => "archive",
        FolderRole::Junk => "junk",
        FolderRole::Trash => "trash",
        FolderRole::Own => "folder",
    }
}

/// The pane of folders.
#[derive(Template)]
#[template(path = "webmel/nav.html")]
pub(super) struct Nav {
    t: Words,
    icons: &'static str,
    standard: Vec<FolderLink>,
    own: Vec<FolderLink>,
    used: i64,
    quota: i64,
    quota_line: String,
    shortcuts: bool,
    base: String,
    /// The boxes to choose from; none for whoever has one.
    boxes: Vec<BoxLink>,
    is_own: bool,
    may_edit: bool,
    may_manage: bool,
    postmaster: bool,
    /// Sees which boxes of an establishment nobody has entered.
    sees_not_entered: bool,
    labels: Vec<LabelLink>,
    pub absence: Option<Absence>,
    /// Of phishing.
    sees_reports: bool,
    current: &'static str,
}

struct LabelLink {
    keyword: String,
    name: String,
    colour: Colour,
    current: bool,
}

impl LabelLink {
    fn of(label: Label, current: &str) -> LabelLink {
        let current = current.strip_prefix("etiquette ").is_some_and(|word| word == label.keyword);
        LabelLink { keyword: label.keyword, name: label.name, colour: label.colour, current }
    }
}

struct FolderLink {
    href: String,
    /// The whole of it, the end of it, and how many folders it lies in.
    path: String,
    name: String,
    depth: usize,
    icon: &'static str,
    count: i64,
    drafts: bool,
    current: bool,
}

/// The three panes; below 75em `view` says which of the last two is the page.
#[derive(Template)]
#[template(path = "webmel/panes.html")]
pub(super) struct Panes<L: Template, R: Template> {
    pub view: &'static str,
    pub nav: Nav,
    pub listing: L,
    pub reading: R,
}

/// A page of one pane beside the folders: writing, the address book, settings.
#[derive(Template)]
#[template(path = "webmel/side.html")]
pub(super) struct Side<B: Template> {
    pub t: Words,
    pub icons: &'static str,
    pub nav: Nav,
    pub body: B,
}

/// The reading pane with nothing in it.
#[derive(Template)]
#[template(path = "webmel/nothing_open.html")]
pub(super) struct NothingOpen {
    pub t: Words,
    pub icons: &'static str,
}

pub(super) fn words(visit: &Visit) -> Words {
    Words(visit.locale)
}

pub(super) fn icons() -> &'static str {
    assets::path("icons.svg")
}
