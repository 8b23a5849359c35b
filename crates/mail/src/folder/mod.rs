//! Folders of a box: the six standard ones, and those the owner makes. Their counters are kept by whatever writes,
//! so that no page counts messages.

mod store;

use kernel::{Error, Id, Locale, Result, Tx, keys::digest, search::fold, text_enum};

use crate::{mailbox::Mailbox, words::Words};

pub use store::{FolderRow, all};
pub(crate) use store::{count, folders_query};

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
    pub fn shown_name(&self, locale: Locale) -> &str {
        if self.role == FolderRole::Own { &self.name } else { self.role.name(locale) }
    }

    /// What stands for it in addresses.
    pub fn slug(&self) -> String {
        if self.role == FolderRole::Own { self.id.to_string() } else { self.role.slug().to_owned() }
    }
}

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

const LONGEST_NAME: usize = 60;
/// Enough for anybody, and what a page can list.
const MOST: usize = 200;

/// Makes a folder of the owner's own.
pub async fn create(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str) -> Result<Id<Folder>> {
    let name = sound_name(tx.locale, name)?;
    if all(tx, mailbox).await?.len() >= MOST {
        return Err(Error::invalid("name", Words(tx.locale).folder_too_many(MOST as i64)));
    }
    let id: Id<Folder> = tx.new_id();
    if store::insert(tx, id, mailbox, FolderRole::Own, &name, &own_sort_key(&name)).await? {
        Ok(id)
    } else {
        Err(taken(tx.locale, &name))
    }
}

pub async fn rename(tx: &mut Tx, mailbox: Id<Mailbox>, folder: Id<Folder>, name: &str) -> Result<()> {
    let name = sound_name(tx.locale, name)?;
    let key = own_sort_key(&name);
    let others = all(tx, mailbox).await?;
    let own = others.iter().find(|f| f.id == folder && f.role == FolderRole::Own);
    own.ok_or(Error::NotFound)?;
    if others.iter().any(|f| f.id != folder && f.sort_key == key) {
        return Err(taken(tx.locale, &name));
    }
    store::rename(tx, folder, &name, &key).await
}

/// Takes away a folder that holds nothing more; what it held is moved before.
pub(crate) async fn remove_empty(tx: &mut Tx, mailbox: Id<Mailbox>, folder: Id<Folder>) -> Result<()> {
    store::remove_empty(tx, mailbox, folder).await
}

/// The owner's folder of this name, made when absent: for imports.
pub async fn named(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str) -> Result<Id<Folder>> {
    let key = own_sort_key(name.trim());
    match all(tx, mailbox).await?.into_iter().find(|f| f.sort_key == key) {
        Some(found) => Ok(found.id),
        None => create(tx, mailbox, name).await,
    }
}

fn own_sort_key(name: &str) -> String {
    format!("9{}", fold(name))
}

fn sound_name(locale: Locale, name: &str) -> Result<String> {
    let t = Words(locale);
    let name = crate::message::clean_line(name);
    if fold(&name).is_empty() {
        return Err(Error::invalid("name", t.folder_name_missing()));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", t.folder_name_too_long(LONGEST_NAME as i64)));
    }
    if FolderRole::STANDARD.iter().any(|role| fold(role.name(locale)) == fold(&name)) {
        return Err(taken(locale, &name));
    }
    Ok(name)
}

fn taken(locale: Locale, name: &str) -> Error {
    Error::invalid("name", Words(locale).folder_name_taken(name))
}
