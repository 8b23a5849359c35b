//! Which boxes a session reaches: that of its person, whose folders bear their names alone, and those in which they are a
//! member, as `Shared/ADDRESS/…`. What somebody is there is asked anew for each command.

use std::collections::HashSet;

use imap_codec::imap_types::mailbox::Mailbox as Name;
use kernel::{Error, Id, Result, people::Person, permission::May};

use super::{session::Session, store};
use crate::{
    filing::Side,
    folder::{self, Folder, FolderRow, SEPARATOR},
    mailbox::Mailbox,
    members::{self, Reached, unfollowed, unread},
    policy,
};

/// What the names of all folders of others begin with. It is the same in every language: programs remember it.
pub(super) const SHARED: &str = "Shared";

#[derive(Clone, Debug)]
pub(super) struct Reach {
    pub mailbox: Id<Mailbox>,
    /// The member whose reading counts, in a box that is not their own.
    pub reader: Option<Id<Person>>,
    pub may_write: bool,
    /// What the names of its folders begin with: the name of its quota too. Empty for one's own box.
    pub root: String,
    /// Since when somebody is a member, in seconds.
    since: i64,
}

impl Reach {
    fn own(mailbox: Id<Mailbox>) -> Reach {
        Reach { mailbox, reader: None, may_write: true, root: String::new(), since: 0 }
    }

    #[cfg(test)]
    pub fn of_nobody() -> Reach {
        Reach::own(Id::NIL)
    }

    fn shared(person: Id<Person>, member: &Reached) -> Reach {
        Reach {
            mailbox: member.id,
            reader: Some(person),
            may_write: policy::in_reached(member, May::Edit).is_ok(),
            root: format!("{SHARED}{SEPARATOR}{}", member.address),
            since: member.since.seconds(),
        }
    }

    pub fn side(&self) -> Side {
        Side { mailbox: self.mailbox, reader: self.reader }
    }

    /// The whole name of one of its folders.
    pub fn name_of(&self, path: &str) -> String {
        if self.root.is_empty() { path.to_owned() } else { format!("{}{SEPARATOR}{path}", self.root) }
    }

    pub fn to_write(&self) -> Result<()> {
        if self.may_write {
            Ok(())
        } else {
            Err(Error::Forbidden("You may only look at this box".to_owned()))
        }
    }

    /// Whoever becomes a member again begins with everything read: what a program knew from before is worth nothing.
    pub fn validity(&self, of_box: i64) -> i64 {
        of_box.max(self.since)
    }
}

/// A name as LIST shows it.
pub(super) struct Listed {
    pub name: String,
    /// Which messages go there; nothing for what is no folder and only leads to some.
    pub folder: Option<&'static str>,
    pub followed: bool,
}

impl Session {
    fn own(&self) -> Result<Reach> {
        Ok(Reach::own(self.mailbox()?))
    }

    /// The boxes of others that are reached now.
    async fn shared(&self) -> Result<Vec<Reach>> {
        let person = self.person().ok_or(Error::SignInNeeded)?;
        let boxes = members::reached(&mut self.ctx.read().await?, person).await?;
        Ok(boxes.iter().map(|member| Reach::shared(person, member)).collect())
    }

    /// Asks again what somebody is in the box that is open; `false` when they are nothing there any more.
    pub(super) async fn still_reaches(&mut self) -> Result<bool> {
        let Some(open) = self.view.as_ref().filter(|view| view.reach.reader.is_some()) else {
            return Ok(true);
        };
        let mailbox = open.reach.mailbox;
        let Some(now) = self.shared().await?.into_iter().find(|reach| reach.mailbox == mailbox) else {
            self.leave();
            return Ok(false);
        };
        let view = self.selected()?;
        // Given again meanwhile, it is another access.
        if view.reach.since != now.since {
            self.leave();
            return Ok(false);
        }
        view.reach = now;
        Ok(true)
    }

    /// The box that a name belongs to, and the path in it, whether or not there is such a folder.
    pub(super) async fn place(&self, name: &Name<'_>) -> Result<(Reach, String)> {
        let name = Self::name(name)?;
        let Some(rest) = below_shared(&name) else { return Ok((self.own()?, name)) };
        // A folder that its owner gave such a name before is theirs still.
        if folder::all(&mut self.ctx.read().await?, self.mailbox()?).await?.iter().any(|f| f.name == name) {
            return Ok((self.own()?, name));
        }
        let (address, path) = rest.split_once(SEPARATOR).ok_or(Error::NotFound)?;
        let root = format!("{SHARED}{SEPARATOR}{address}");
        let reach = self.shared().await?.into_iter().find(|reach| reach.root.eq_ignore_ascii_case(&root));
        let path = if path.eq_ignore_ascii_case("inbox") { "INBOX" } else { path };
        Ok((reach.ok_or(Error::NotFound)?, path.to_owned()))
    }

    pub(super) async fn find(&self, name: &Name<'_>) -> Result<(Reach, FolderRow)> {
        let (reach, path) = self.place(name).await?;
        let found = self.folders(&reach).await?.into_iter().find(|folder| folder.wire_name() == path);
        Ok((reach, found.ok_or(Error::NotFound)?))
    }

    /// The box whose quota bears this name.
    pub(super) async fn rooted(&self, root: &str) -> Result<Option<Reach>> {
        if root.is_empty() {
            return Ok(Some(self.own()?));
        }
        Ok(self.shared().await?.into_iter().find(|reach| reach.root.eq_ignore_ascii_case(root)))
    }

    /// The folders of a box, with what somebody has not read in them.
    pub(super) async fn folders(&self, reach: &Reach) -> Result<Vec<FolderRow>> {
        let mut tx = self.ctx.read().await?;
        let mut folders = folder::all(&mut tx, reach.mailbox).await?;
        if let Some(reader) = reach.reader {
            let counts = tx.all(unread::counts_query(&reach.mailbox, &reader)).await?;
            unread::put_in_folders(&mut folders, counts);
        }
        Ok(folders)
    }

    /// Every name there is, one's own first.
    pub(super) async fn all_names(&self) -> Result<Vec<Listed>> {
        let mut all: Vec<Listed> = self
            .folders(&self.own()?)
            .await?
            .iter()
            .map(|folder| Listed {
                name: folder.wire_name().to_owned(),
                folder: Some(super::folders::role(folder.role)),
                followed: folder.subscribed,
            })
            .collect();
        let reached = self.shared().await?;
        let Some(person) = self.person().filter(|_| !reached.is_empty()) else { return Ok(all) };
        let mut tx = self.ctx.read().await?;
        let boxes: Vec<Id<Mailbox>> = reached.iter().map(|reach| reach.mailbox).collect();
        let folders = store::folders_of(&mut tx, &boxes).await?;
        let aside: HashSet<Id<Folder>> = unfollowed::of(&mut tx, person).await?.into_iter().collect();
        if !all.iter().any(|own| own.name == SHARED) {
            all.push(Listed { name: SHARED.to_owned(), folder: None, followed: false });
        }
        for reach in reached {
            all.push(Listed { name: reach.root.clone(), folder: None, followed: false });
            // Their use is not said: it would send a program's own drafts and copies to one of several such folders.
            all.extend(folders.iter().filter(|folder| folder.mailbox_id == reach.mailbox).map(|folder| {
                Listed {
                    name: reach.name_of(folder.wire_name()),
                    folder: Some(""),
                    followed: !aside.contains(&folder.id),
                }
            }));
        }
        Ok(all)
    }
}

fn below_shared(name: &str) -> Option<&str> {
    name.strip_prefix(SHARED)?.strip_prefix(SEPARATOR)
}

/// Whether a name belongs to the folders of others, none of which can be made as one's own.
pub(super) fn is_shared(name: &str) -> bool {
    name == SHARED || below_shared(name).is_some()
}
