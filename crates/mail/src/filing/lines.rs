//! The lines of a folder's list: one for each conversation with messages there, holding what the list shows, so that
//! a page reads as many rows as it has lines.

use kernel::{
    Id, Result, Time, Tx,
    db::Query,
    people::{Academy, Person},
    row, sql,
};

use super::{Filing, Message, MessageRow, Thread, store::Touched};
use crate::{
    folder::Folder,
    letter::Letter,
    message::address::{parse_list, short_name},
};

row! {
    pub(crate) struct LineRow {
        pub latest_id: Id<Message>,
        pub latest_at: Time,
        pub total: i64,
        pub unread: i64,
        pub flagged: bool,
        pub has_attachment: bool,
        pub sender: String,
        pub recipients: String,
        pub subject: String,
        pub preview: String,
    }
}

impl LineRow {
    /// One message as a line of its own.
    pub fn of(message: MessageRow) -> LineRow {
        LineRow {
            latest_id: message.id,
            latest_at: message.received_at,
            total: 1,
            unread: i64::from(!message.seen),
            flagged: message.flagged,
            has_attachment: message.has_attachment,
            sender: names(&message.sender),
            recipients: names(&message.recipients),
            subject: message.subject,
            preview: message.preview,
        }
    }
}

/// The names of a list of people, the first of them.
fn names(list: &str) -> String {
    let list = parse_list(list);
    list.addresses.iter().take(8).map(|a| short_name(a).to_owned()).collect::<Vec<_>>().join(", ")
}

/// The lines of a folder, newest first, from before (`at`, `id`) on.
pub(crate) fn lines_query<'a>(
    folder: &'a Id<Folder>,
    before: &'a (Time, Id<Message>),
    limit: &'a i64,
) -> Query<'a, LineRow> {
    sql!(LineRow: "SELECT latest_id, latest_at, total, unread, flagged, has_attachment, sender, recipients, subject, preview
          FROM mail_lines WHERE folder_id = $1 AND (latest_at, latest_id) < ($2, $3)
          ORDER BY latest_at DESC, latest_id DESC LIMIT $4", *folder, before.0, before.1, *limit)
}

/// The same, with what one member of the box has not read of them.
pub(crate) fn lines_of_reader_query<'a>(
    folder: &'a Id<Folder>,
    before: &'a (Time, Id<Message>),
    limit: &'a i64,
    reader: &'a Id<Person>,
) -> Query<'a, LineRow> {
    sql!(LineRow: "SELECT l.latest_id, l.latest_at, l.total, (SELECT COUNT(*) FROM mail_messages m
             JOIN mail_unread u ON u.message_id = m.id AND u.person_id = $5
             WHERE m.thread_id = l.thread_id AND m.folder_id = l.folder_id) AS unread,
             l.flagged, l.has_attachment, l.sender, l.recipients, l.subject, l.preview
          FROM mail_lines l WHERE l.folder_id = $1 AND (l.latest_at, l.latest_id) < ($2, $3)
          ORDER BY l.latest_at DESC, l.latest_id DESC LIMIT $4 /* tenant: by its folder */", *folder, before.0, before.1, *limit, *reader)
}

/// A message came: its line is made, or brought up to date.
pub(super) async fn add(
    tx: &mut Tx,
    id: Id<Message>,
    thread: Id<Thread>,
    academy: Id<Academy>,
    letter: &Letter,
    filing: &Filing,
) -> Result<()> {
    // The newest message shows; what came earlier only counts.
    tx.post(sql!("INSERT INTO mail_lines (folder_id, thread_id, academy_id, latest_id, latest_at, total, unread, flagged,
             has_attachment, sender, recipients, subject, preview)
          VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12)
          ON CONFLICT (folder_id, thread_id) DO UPDATE SET
             total = mail_lines.total + 1, unread = mail_lines.unread + excluded.unread,
             flagged = CASE WHEN mail_lines.flagged + excluded.flagged > 0 THEN 1 ELSE 0 END,
             has_attachment = CASE WHEN mail_lines.has_attachment + excluded.has_attachment > 0 THEN 1 ELSE 0 END,
             latest_id = CASE WHEN excluded.latest_at >= mail_lines.latest_at THEN excluded.latest_id ELSE mail_lines.latest_id END,
             sender = CASE WHEN excluded.latest_at >= mail_lines.latest_at THEN excluded.sender ELSE mail_lines.sender END,
             recipients = CASE WHEN excluded.latest_at >= mail_lines.latest_at THEN excluded.recipients ELSE mail_lines.recipients END,
             subject = CASE WHEN excluded.latest_at >= mail_lines.latest_at THEN excluded.subject ELSE mail_lines.subject END,
             preview = CASE WHEN excluded.latest_at >= mail_lines.latest_at THEN excluded.preview ELSE mail_lines.preview END,
             latest_at = CASE WHEN excluded.latest_at >= mail_lines.latest_at THEN excluded.latest_at ELSE mail_lines.latest_at END",
        filing.folder, thread, academy, id, filing.received_at, !filing.flags.seen, filing.flags.flagged,
        letter.has_attachment, letter.sender_name, letter.recipient_names, letter.subject, letter.preview))
    .await
}

row! {
    struct Counts { total: i64, unread: i64, flagged: bool, has_attachment: bool }
}
row! {
    struct Latest {
        id: Id<Message>,
        academy_id: Id<Academy>,
        received_at: Time,
        sender: String,
        recipients: String,
        subject: String,
        preview: String,
    }
}

/// Makes these lines again from the messages there.
pub(super) async fn refresh(tx: &mut Tx, mut touched: Vec<Touched>) -> Result<()> {
    touched.sort_unstable();
    touched.dedup();
    for (folder, thread) in touched {
        refresh_one(tx, folder, thread).await?;
    }
    Ok(())
}

async fn refresh_one(tx: &mut Tx, folder: Id<Folder>, thread: Id<Thread>) -> Result<()> {
    let latest = tx
        .first(sql!(Latest: "SELECT id, academy_id, received_at, sender, recipients, subject, preview FROM mail_messages
              WHERE thread_id = $1 AND folder_id = $2 ORDER BY received_at DESC, id DESC LIMIT 1", thread, folder))
        .await?;
    let Some(latest) = latest else {
        tx.execute(sql!("DELETE FROM mail_lines WHERE folder_id = $1 AND thread_id = $2", folder, thread))
            .await?;
        return Ok(());
    };
    let sums = tx
        .one(sql!(Counts: "SELECT COUNT(*) AS total, CAST(COALESCE(SUM(1 - seen), 0) AS BIGINT) AS unread,
                 COALESCE(MAX(flagged), 0) AS flagged, COALESCE(MAX(has_attachment), 0) AS has_attachment
              FROM mail_messages WHERE thread_id = $1 AND folder_id = $2", thread, folder))
        .await?;
    tx.execute(sql!("INSERT INTO mail_lines (folder_id, thread_id, academy_id, latest_id, latest_at, total, unread, flagged,
             has_attachment, sender, recipients, subject, preview)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
          ON CONFLICT (folder_id, thread_id) DO UPDATE SET latest_id = excluded.latest_id, latest_at = excluded.latest_at,
             total = excluded.total, unread = excluded.unread, flagged = excluded.flagged,
             has_attachment = excluded.has_attachment, sender = excluded.sender, recipients = excluded.recipients,
             subject = excluded.subject, preview = excluded.preview",
        folder, thread, latest.academy_id, latest.id, latest.received_at, sums.total, sums.unread, sums.flagged,
        sums.has_attachment, names(&latest.sender), names(&latest.recipients), latest.subject, latest.preview))
    .await?;
    Ok(())
}
