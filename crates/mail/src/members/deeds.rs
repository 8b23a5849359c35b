//! Who of several looked after a message: wrote it, answered it, sent it on. Kept for boxes that have members; one that the
//! owner is not told of changes nothing that they see.

use kernel::{Id, Result, Time, Tx, db::list, people::Person, row, sql, text_enum};

use crate::{filing::Message, mailbox::Mailbox};

text_enum! {
    pub(crate) enum Deed { Wrote = "wrote", Answered = "answered", SentOn = "sent_on" }
}

row! {
    pub(crate) struct Done {
        pub message_id: Id<Message>,
        pub name: String,
        pub deed: Deed,
        pub at: Time,
    }
}

/// Does nothing for a message that is not, or no longer, in the box.
pub(crate) async fn note(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    message: Id<Message>,
    person: Id<Person>,
    deed: Deed,
    at: Time,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_deeds (message_id, person_id, deed, academy_id, mailbox_id, at)
          SELECT id, $3, $4, academy_id, mailbox_id, $5 FROM mail_messages WHERE id = $1 AND mailbox_id = $2
             AND EXISTS (SELECT 1 FROM mail_members m WHERE m.mailbox_id = $2 AND m.hidden = 0)
          ON CONFLICT (message_id, person_id, deed) DO UPDATE SET at = excluded.at",
        message,
        mailbox,
        person,
        deed,
        at
    ))
    .await?;
    Ok(())
}

/// What was done with these messages of the box, in order.
pub(crate) async fn of(tx: &mut Tx, mailbox: Id<Mailbox>, messages: &[Id<Message>]) -> Result<Vec<Done>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(sql!(Done: "SELECT d.message_id, p.display_name AS name, d.deed, d.at FROM mail_deeds d JOIN people p ON p.id = d.person_id
          WHERE d.message_id IN LIST($1) AND (d.mailbox_id = $2) IS TRUE
             AND EXISTS (SELECT 1 FROM mail_members m WHERE m.mailbox_id = $2 AND m.hidden = 0) ORDER BY d.at, p.id", list(messages), mailbox))
        .await
}
