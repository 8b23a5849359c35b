//! SQL of the answers given.

use kernel::{Id, Result, Time, Tx, row, sql};

use super::{Answer, Invitation, Meeting};
use crate::mailbox::Mailbox;

kernel::big_tables!["mail_invitations"];

row! {
    /// What the owner of the box has said to an invitation, and to which state of it.
    pub(crate) struct Answered {
        pub answer: Answer,
        pub sequence: i64,
        pub at: Time,
    }
}

/// What was said to this meeting, whichever message it came by.
pub(crate) async fn answered(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    invitation: &Invitation,
) -> Result<Option<Answered>> {
    tx.first(sql!(Answered: "SELECT answer, sequence, answered_at AS at FROM mail_invitations WHERE mailbox_id = $1 AND meeting = $2",
        mailbox, invitation.key))
        .await
}

pub(super) async fn write(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    meeting: Id<Meeting>,
    answered: &Answered,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_invitations (mailbox_id, meeting, academy_id, answer, sequence, answered_at)
          VALUES ($1, $2, $3, $4, $5, $6)
          ON CONFLICT (mailbox_id, meeting) DO UPDATE SET answer = excluded.answer, sequence = excluded.sequence,
             answered_at = excluded.answered_at",
        mailbox,
        meeting,
        tx.academy_id()?,
        answered.answer,
        answered.sequence,
        answered.at
    ))
    .await?;
    Ok(())
}
