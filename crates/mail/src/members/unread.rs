//! What each member of a box has not read. A message that comes is unread for all who are members then; whoever
//! becomes one later begins with everything read.

use std::collections::{HashMap, HashSet};

use kernel::{
    Id, Result, Tx,
    db::{Query, list},
    people::{Academy, Person},
    sql,
};

use crate::{
    filing::{self, Message, MessageRow},
    folder::{self, Change, Folder, FolderRow},
    mailbox::{self, Mailbox},
};

/// A message has come: nobody has read it.
pub(crate) async fn came(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    academy: Id<Academy>,
    message: Id<Message>,
    folder: Id<Folder>,
) -> Result<()> {
    let now = tx.now();
    tx.post(sql!(
        "INSERT INTO mail_unread (person_id, message_id, academy_id, mailbox_id, folder_id)
          SELECT person_id, $2, $3, mailbox_id, $4 FROM mail_members
          WHERE mailbox_id = $1 AND (until IS NULL OR until > $5) ON CONFLICT DO NOTHING",
        mailbox,
        message,
        academy,
        folder,
        now
    ))
    .await
}

/// Messages were put in another folder.
pub(crate) async fn moved(tx: &mut Tx, messages: &[Id<Message>], folder: Id<Folder>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_unread SET folder_id = $2 WHERE message_id IN LIST($1) /* tenant: by their messages */",
        list(messages),
        folder
    ))
    .await?;
    Ok(())
}

/// A message was copied: who has not read the one has not read the other.
pub(crate) async fn copied(
    tx: &mut Tx,
    of: Id<Message>,
    copy: Id<Message>,
    folder: Id<Folder>,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_unread (person_id, message_id, academy_id, mailbox_id, folder_id)
          SELECT person_id, $2, academy_id, mailbox_id, $3 FROM mail_unread WHERE message_id = $1",
        of,
        copy,
        folder
    ))
    .await?;
    Ok(())
}

/// A member has read these messages of the box, or takes them for unread. Their state changes with it, so that the other
/// programs of the member hear of it; for everybody else nothing has changed.
pub(crate) async fn mark(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    person: Id<Person>,
    messages: &[Id<Message>],
    seen: bool,
) -> Result<()> {
    let unread: HashSet<Id<Message>> = of(tx, person, messages).await?.into_iter().collect();
    let changing: Vec<Id<Message>> =
        messages.iter().filter(|message| unread.contains(message) == seen).copied().collect();
    if changing.is_empty() {
        return Ok(());
    }
    // The box first, as everything that changes it.
    let stamp = mailbox::stamp(tx, mailbox, 0, 0).await?;
    put(tx, mailbox, person, &changing, seen).await?;
    for folder in filing::restate(tx, mailbox, &changing, stamp.state).await? {
        folder::change(tx, folder, Change { state: stamp.state, ..Change::default() }).await?;
    }
    Ok(())
}

/// The same, by what changes their state itself.
pub(crate) async fn put(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    person: Id<Person>,
    messages: &[Id<Message>],
    seen: bool,
) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    if seen {
        tx.execute(sql!(
            "DELETE FROM mail_unread WHERE person_id = $1 AND message_id IN LIST($2) AND (mailbox_id = $3) IS TRUE",
            person,
            list(messages),
            mailbox
        ))
        .await?;
    } else {
        tx.execute(sql!(
            "INSERT INTO mail_unread (person_id, message_id, academy_id, mailbox_id, folder_id)
              SELECT $1, id, academy_id, mailbox_id, folder_id FROM mail_messages
              WHERE id IN LIST($2) AND (mailbox_id = $3) IS TRUE ON CONFLICT DO NOTHING",
            person,
            list(messages),
            mailbox
        ))
        .await?;
    }
    Ok(())
}

/// How many a member has not read, by folder.
pub(crate) fn counts_query<'a>(
    mailbox: &'a Id<Mailbox>,
    person: &'a Id<Person>,
) -> Query<'a, (Id<Folder>, i64)> {
    sql!((Id<Folder>, i64): "SELECT folder_id, COUNT(*) AS unread FROM mail_unread WHERE mailbox_id = $1 AND person_id = $2
          GROUP BY folder_id", *mailbox, *person)
}

/// The folders with what a member has not read in them.
pub(crate) fn put_in_folders(folders: &mut [FolderRow], counts: Vec<(Id<Folder>, i64)>) {
    let counts: HashMap<Id<Folder>, i64> = counts.into_iter().collect();
    for folder in folders {
        folder.unread = counts.get(&folder.id).copied().unwrap_or_default();
    }
}

/// The messages with what a member has read of them; asks for them.
pub(crate) async fn put_in_messages(tx: &mut Tx, person: Id<Person>, rows: &mut [MessageRow]) -> Result<()> {
    let ids: Vec<Id<Message>> = rows.iter().map(|row| row.id).collect();
    let unread: HashSet<Id<Message>> = of(tx, person, &ids).await?.into_iter().collect();
    for row in rows {
        row.seen = !unread.contains(&row.id);
    }
    Ok(())
}

/// Those of these messages that somebody has not read.
pub(crate) async fn of(
    tx: &mut Tx,
    person: Id<Person>,
    messages: &[Id<Message>],
) -> Result<Vec<Id<Message>>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(sql!(Id<Message>: "SELECT message_id FROM mail_unread WHERE person_id = $1 AND message_id IN LIST($2) /* tenant: the person's own */",
        person, list(messages)))
        .await
}
