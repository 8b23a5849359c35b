//! The boxes that somebody may choose from, in the pane of folders: their own and those they have besides, with what
//! they have not read there.

use kernel::{Result, people::Kind};
use web::Visit;

use super::place::{self, Place};
use crate::{
    folder::{self, FolderRole, FolderRow},
    mailbox::{self, MailboxRow},
    members::{self, BoxRow, unread},
    words::Words,
};

/// A box in the pane.
pub(super) struct BoxLink {
    pub href: String,
    pub name: String,
    pub icon: &'static str,
    pub unread: i64,
    pub current: bool,
}

/// The boxes that the visitor has besides the one of the page.
#[derive(Default)]
pub(super) struct Others {
    boxes: Vec<BoxRow>,
    /// Unread in the inbox of their own.
    own_unread: i64,
    /// Their own box, when it is not that of the page.
    pub own: Option<MailboxRow>,
}

impl Others {
    /// Costs nothing to whoever has one box only. What a member has read of the folders is put in them on the way.
    pub(super) async fn of(
        visit: &Visit,
        place: &Place,
        row: Option<&MailboxRow>,
        folders: &mut [FolderRow],
    ) -> Result<Others> {
        let (visitor, now) = (visit.agent_id()?, visit.now());
        if let Some(reader) = place.reader() {
            let inbox = FolderRole::Inbox.in_box(mailbox::of_person(visitor));
            let own = mailbox::of_person(visitor);
            let (boxes, counts, own_unread, own) = {
                let mut tx = visit.read().await?;
                tx.together((
                    members::boxes_query(&visitor, &now),
                    unread::counts_query(&place.mailbox, &reader),
                    folder::unread_query(&inbox),
                    mailbox::box_query(&own),
                ))
                .await?
            };
            unread::put_in_folders(folders, counts);
            let own_unread = own_unread.into_iter().next().unwrap_or_default();
            return Ok(Others { boxes, own_unread, own: own.into_iter().next() });
        }
        if row.is_none_or(|row| row.memberships == 0) {
            return Ok(Others::default());
        }
        let inbox = folders.iter().find(|folder| folder.role == FolderRole::Inbox);
        let boxes = visit.read().await?.all(members::boxes_query(&visitor, &now)).await?;
        Ok(Others { boxes, own_unread: inbox.map_or(0, |folder| folder.unread), own: None })
    }

    pub(super) fn links(&self, t: Words, place: &Place) -> Vec<BoxLink> {
        if self.boxes.is_empty() {
            return Vec::new();
        }
        let own = BoxLink {
            href: place::OWN.to_owned(),
            name: t.box_own().to_owned(),
            icon: "user",
            unread: self.own_unread,
            current: place.standing.is_none(),
        };
        let other = |row: &BoxRow| BoxLink {
            href: format!("{}{}", place::OTHERS, row.id),
            name: row.name.clone(),
            icon: if row.kind == Kind::Shared { "users" } else { "user" },
            unread: row.unread,
            current: row.id == place.mailbox,
        };
        std::iter::once(own).chain(self.boxes.iter().map(other)).collect()
    }
}
