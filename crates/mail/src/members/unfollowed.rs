//! Folders of boxes that are not their own which a member's mail programs leave aside. Whoever becomes a member follows all
//! of them, and what one leaves aside the others go on seeing.

use kernel::{Id, Result, Tx, people::Person, sql};

use crate::{folder::Folder, mailbox::Mailbox};

pub(crate) async fn of(tx: &mut Tx, person: Id<Person>) -> Result<Vec<Id<Folder>>> {
    tx.all(sql!(Id<Folder>: "SELECT folder_id FROM mail_unfollowed WHERE person_id = $1 /* tenant: the person's own */",
        person))
        .await
}

pub(crate) async fn put(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    person: Id<Person>,
    folder: Id<Folder>,
    followed: bool,
) -> Result<()> {
    if followed {
        tx.execute(sql!(
            "DELETE FROM mail_unfollowed WHERE person_id = $1 AND folder_id = $2 AND mailbox_id = $3",
            person,
            folder,
            mailbox
        ))
        .await?;
    } else {
        tx.execute(sql!(
            "INSERT INTO mail_unfollowed (person_id, folder_id, academy_id, mailbox_id)
              SELECT $1, id, academy_id, mailbox_id FROM mail_folders WHERE id = $2 AND mailbox_id = $3
              ON CONFLICT DO NOTHING",
            person,
            folder,
            mailbox
        ))
        .await?;
    }
    Ok(())
}
