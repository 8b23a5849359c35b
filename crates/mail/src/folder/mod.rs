//! Folders of a box: the six standard ones, and those the owner makes, whose names are paths (`Projets/2026`). Their
//! counters are kept by whatever writes, so that no page counts messages.

mod store;

use kernel::{Error, Id, Locale, Result, Tx, keys::digest, search::fold, text_enum};

use crate::{mailbox::Mailbox, words::Words};

pub(crate) use store::{Change, change, count, folders_query, unread_query};
pub use store::{FolderRow, all};

kernel::big_tables!["mail_folders"];

/// Marker for ids of folders.
#[derive(Debug)]
pub struct Folder;

text_enum! {
    /// What a folder is for; names are those of IMAP's SPECIAL-USE.
    pub enum FolderRole {
        Inbox = "inbox",
        Drafts = "drafts",
        Sent = "sent",
        Archive = "archive",
        Junk = "junk",
        Trash = "trash",
        Own = "own",
    }
}

impl FolderRole {
    /// Every box has these, shown in this order.
    pub const STANDARD: [FolderRole; 6] = [
        FolderRole::Inbox,
        FolderRole::Drafts,
        FolderRole::Sent,
        FolderRole::Archive,
        FolderRole::Junk,
        FolderRole::Trash,
    ];

    /// The id of a box's standard folder, made from the two.
    pub fn in_box(self, mailbox: Id<Mailbox>) -> Id<Folder> {
        id_from("folder", &[mailbox.bytes(), self.as_str().as_bytes()])
    }

    /// As addresses name it.
    pub const fn slug(self) -> &'static str {
        match self {
            FolderRole::Inbox => "reception",
            FolderRole::Drafts => "brouillons",
            FolderRole::Sent => "envoyes",
            FolderRole::Archive => "archives",
            FolderRole::Junk => "indesirables",
            FolderRole::Trash => "corbeille",
            FolderRole::Own => "",
        }
    }

    pub fn from_slug(slug: &str) -> Option<FolderRole> {
        FolderRole::STANDARD.into_iter().find(|role| role.slug() == slug)
    }

    /// As mail programs see it, in everybody's language: they translate it by its use.
    pub const fn wire_name(self) -> &'static str {
        match self {
            FolderRole::Inbox => "INBOX",
            FolderRole::Drafts => "Drafts",
            FolderRole::Sent => "Sent",
            FolderRole::Archive => "Archive",
            FolderRole::Junk => "Junk",
            FolderRole::Trash => "Trash",
            FolderRole::Own => "",
        }
    }

    pub fn name(self, locale: Locale) -> &'static str {
        let t = Words(locale);
        match self {
            FolderRole::Inbox => t.folder_inbox(),
            FolderRole::Drafts => t.folder_drafts(),
            FolderRole::Sent => t.folder_sent(),
            FolderRole::Archive => t.folder_archive(),
            FolderRole::Junk => t.folder_junk(),
            FolderRole::Trash => t.folder_trash(),
            FolderRole::Own => "",
        }
    }

    /// What lies there goes by itself after a while.
    pub const fn expires(self) -> bool {
        matches!(self, FolderRole::Junk | FolderRole::Trash)
    }

    fn sort_key(self) -> String {
        let place = FolderRole::STANDARD.iter().position(|role| *role == self).unwrap_or(9);
        format!("{place}{}", self.as_str())
    }
}

impl FolderRow {
    /// The whole path.
    pub fn shown_name(&self, locale: Locale) -> &str {
        if self.role == FolderRole::Own { &self.name } else { self.role.name(locale) }
    }

    /// The end of its path, and how many folders it lies in.
    pub fn leaf(&self, locale: Locale) -> (&str, usize) {
        let path = self.shown_name(locale);
        (path.rsplit(SEPARATOR).next().unwrap_or(path), path.matches(SEPARATOR).count())
    }

    /// What stands for it in addresses.
    pub fn slug(&self) -> String {
        if self.role == FolderRole::Own { self.id.to_string() } else { self.role.slug().to_owned() }
    }

    /// As mail programs name it.
    pub fn wire_name(&self) -> &str {
        if self.role == FolderRole::Own { &self.name } else { self.role.wire_name() }
    }

    /// Whether it lies in a folder of this path, at any depth.
    pub fn is_below(&self, path: &str) -> bool {
        let rest = self.name.strip_prefix(path);
        self.role == FolderRole::Own && rest.is_some_and(|rest| rest.starts_with(SEPARATOR))
    }
}

/// Between the folders of a path.
pub const SEPARATOR: char = '/';

/// An id that everybody finds again from the same parts (a version 8 UUID).
pub(crate) fn id_from<T>(kind: &str, parts: &[&[u8]]) -> Id<T> {
    let mut bytes = [kind.as_bytes(), &[0]].concat();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(digest(&bytes)) {
        *to = from;
    }
    id[6] = (id[6] & 0x0f) | 0x80;
    id[8] = (id[8] & 0x3f) | 0x80;
    Id::from_bytes(id)
}

pub(crate) async fn add_standard(tx: &mut Tx, mailbox: Id<Mailbox>, role: FolderRole) -> Result<()> {
    store::insert(tx, role.in_box(mailbox), mailbox, role, "", &role.sort_key()).await.map(drop)
}

/// Of one folder of a path, in characters; a path has at most so many of them.
const LONGEST_NAME: usize = 60;
const DEEPEST: usize = 6;
/// Enough for anybody, and what a page can list.
const MOST: usize = 200;

/// Whether a name that differs in accents or case alone is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alike {
    /// To people it is not.
    Same,
    /// To mail programs it is.
    Other,
}

/// Makes a folder of the owner's own, with those of its path that are missing.
pub async fn create(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str, alike: Alike) -> Result<Id<Folder>> {
    let name = sound_name(tx.locale, name)?;
    let known = all(tx, mailbox).await?;
    if known.iter().any(|f| is_taken_by(f, &name, alike)) {
        return Err(taken(tx.locale, &name));
    }
    let parents: Vec<&str> =
        parents(&name).filter(|path| !known.iter().any(|f| f.wire_name() == *path)).collect();
    if known.len() + parents.len() >= MOST {
        return Err(Error::invalid("name", Words(tx.locale).folder_too_many(MOST as i64)));
    }
    for path in parents.into_iter().chain([name.as_str()]) {
        let id: Id<Folder> = tx.new_id();
        if !store::insert(tx, id, mailbox, FolderRole::Own, path, &own_sort_key(path)).await? {
            return Err(taken(tx.locale, path));
        }
        if path == name {
            return Ok(id);
        }
    }
    Err(Error::internal("a path without an end"))
}

/// Gives a folder another path; those below follow it.
pub async fn rename(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    name: &str,
    alike: Alike,
) -> Result<()> {
    let name = sound_name(tx.locale, name)?;
    let known = all(tx, mailbox).await?;
    let own = known.iter().find(|f| f.id == folder && f.role == FolderRole::Own).ok_or(Error::NotFound)?;
    let moves_with = |f: &FolderRow| f.id == folder || f.is_below(&own.name);
    let into_itself = name.strip_prefix(own.name.as_str()).is_some_and(|rest| rest.starts_with(SEPARATOR));
    if into_itself || known.iter().any(|f| !moves_with(f) && is_taken_by(f, &name, alike)) {
        return Err(taken(tx.locale, &name));
    }
    let mut paths = Vec::new();
    for moved in known.iter().filter(|f| moves_with(f)) {
        let path = format!("{name}{}", moved.name.strip_prefix(own.name.as_str()).unwrap_or_default());
        if path.split(SEPARATOR).count() > DEEPEST {
            return Err(Error::invalid("name", Words(tx.locale).folder_too_deep(DEEPEST as i64)));
        }
        if known.iter().any(|f| !moves_with(f) && f.wire_name() == path) {
            return Err(taken(tx.locale, &path));
        }
        paths.push((moved.id, path));
    }
    for path in parents(&name).filter(|path| !known.iter().any(|f| !moves_with(f) && f.wire_name() == *path))
    {
        let id: Id<Folder> = tx.new_id();
        store::insert(tx, id, mailbox, FolderRole::Own, path, &own_sort_key(path)).await?;
    }
    // Deepest first: no path is taken by one that has still to leave it.
    paths.sort_unstable_by_key(|(_, path)| std::cmp::Reverse(path.len()));
    for (id, path) in paths {
        store::rename(tx, mailbox, id, &path, &own_sort_key(&path)).await?;
    }
    Ok(())
}

/// Whether mail programs show the folder among those that their owner follows.
pub async fn subscribe(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    subscribed: bool,
) -> Result<()> {
    store::subscribe(tx, mailbox, folder, subscribed).await
}

/// Takes away a folder that holds nothing more; what it held is moved before.
pub(crate) async fn remove_empty(tx: &mut Tx, mailbox: Id<Mailbox>, folder: Id<Folder>) -> Result<()> {
    store::remove_empty(tx, mailbox, folder).await
}

/// The owner's folder of this name, made when absent: for imports.
pub async fn named(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str) -> Result<Id<Folder>> {
    match all(tx, mailbox).await?.into_iter().find(|f| is_taken_by(f, name.trim(), Alike::Same)) {
        Some(found) => Ok(found.id),
        None => create(tx, mailbox, name, Alike::Same).await,
    }
}

/// Those that a path leads through.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices(SEPARATOR).map(|(at, _)| &path[..at])
}

fn is_taken_by(folder: &FolderRow, name: &str, alike: Alike) -> bool {
    match alike {
        Alike::Other => folder.wire_name() == name,
        Alike::Same => folded(folder.wire_name()) == folded(name),
    }
}

/// A path to compare as people do, its folders apart.
fn folded(path: &str) -> String {
    path.split(SEPARATOR).map(fold).collect::<Vec<_>>().join("\t")
}

/// Those below a folder come behind it, and behind them those whose name begins alike.
fn own_sort_key(path: &str) -> String {
    format!("9{}\t\t{path}", folded(path))
}

fn sound_name(locale: Locale, name: &str) -> Result<String> {
    let t = Words(locale);
    let parts: Vec<String> = name.split(SEPARATOR).map(crate::message::clean_line).collect();
    if parts.iter().any(String::is_empty) {
        return Err(Error::invalid("name", t.folder_name_missing()));
    }
    if parts.iter().any(|part| part.chars().count() > LONGEST_NAME) {
        return Err(Error::invalid("name", t.folder_name_too_long(LONGEST_NAME as i64)));
    }
    if parts.len() > DEEPEST {
        return Err(Error::invalid("name", t.folder_too_deep(DEEPEST as i64)));
    }
    let name = parts.join("/");
    let reserved = |role: FolderRole| {
        fold(role.name(locale)) == fold(&name) || role.wire_name().eq_ignore_ascii_case(&name)
    };
    if FolderRole::STANDARD.into_iter().any(reserved) {
        return Err(taken(locale, &name));
    }
    Ok(name)
}

fn taken(locale: Locale, name: &str) -> Error {
    Error::invalid("name", Words(locale).folder_name_taken(name))
}
