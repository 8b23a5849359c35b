//! What becomes of closed boxes: deleted after a while, which is told a week before; restored within thirty days if somebody
//! wants it; then erased, with everything that hung from them. Boxes on hold stay as they are.

use std::sync::Arc;

use kernel::{
    Ctx, Error, Id, Result, Time, Tx,
    audit::{Entry, Outcome},
    jobs::{self, JobKind, Schedule},
    notices::Notice,
    people::{self, Academy, Person},
    permission::Role,
    sql,
    time::{days, hours},
};
use serde::{Deserialize, Serialize};

use super::{boxes::RESTORED_WITHIN, terms};
use crate::{
    delivery::in_academy,
    filing::{self, Message},
    imap_store,
    mailbox::{self, Mailbox},
    recipients,
    words::Words,
};

/// How long before it a deletion is told.
pub(crate) const TOLD_BEFORE: std::time::Duration = days(7);
/// Boxes of one unit of work, and messages of one.
const BOXES: i64 = 50;
const MESSAGES: i64 = 200;

pub(crate) const KEEP_TERMS: Schedule =
    Schedule { name: "mail retention", every: hours(6), run: |ctx| Box::pin(keep_terms(ctx)) };

async fn keep_terms(ctx: Ctx) -> Result<()> {
    let academies = people::academies(&mut ctx.read().await?).await?;
    let mut outcome = Ok(());
    for academy in academies {
        let slug = academy.slug.clone();
        if let Err(error) = keep_terms_of(&ctx.clone().in_academy(Arc::new(academy.into()))).await {
            // What fails in one académie is no matter of the others.
            tracing::error!(%error, academy = slug, "closed mailboxes are not kept to their terms");
            outcome = Err(error);
        }
    }
    outcome
}

async fn keep_terms_of(ctx: &Ctx) -> Result<()> {
    announce(ctx).await?;
    while ctx.write(delete_some).await? == BOXES as usize {}
    while ctx.write(erase_some).await? == BOXES as usize {}
    forget_old(ctx).await
}

/// Tells the owners whose boxes will be deleted in a week, and those who look after the mail how many there are.
async fn announce(ctx: &Ctx) -> Result<()> {
    let mut count = 0;
    loop {
        let some = ctx.write(announce_some).await?;
        count += some;
        if some < BOXES as usize {
            break;
        }
    }
    if count == 0 {
        return Ok(());
    }
    ctx.write(async move |tx| {
        for person in who_looks_after(tx).await? {
            let t = Words(recipients::locale_of(tx, person).await?);
            let notice = Notice {
                title: t.deletions_notice(count as i64),
                body: t.deletions_notice_body().to_owned(),
                link: Some("/webmel/gestion/boites?etat=closed".to_owned()),
                topic: "mailboxes".to_owned(),
            };
            tx.notify(person, notice).await?;
        }
        Ok(())
    })
    .await
}

/// Postmasters, or the administrators where there is none.
pub(crate) async fn who_looks_after(tx: &mut Tx) -> Result<Vec<Id<Person>>> {
    for role in [Role::Postmaster, Role::Administrator] {
        let bit = Role::GRANTED.iter().find(|(known, ..)| *known == role).map_or(0, |(.., bit)| *bit);
        let found = tx
            .all(sql!(Id<Person>: "SELECT g.person_id FROM grants g JOIN people p ON p.id = g.person_id
                  WHERE g.academy_id = $1 AND g.bit = $2 AND p.closed_at IS NULL ORDER BY g.person_id",
                tx.academy_id()?, bit))
            .await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Closed before this moment, a box is due.
async fn due_before(tx: &mut Tx, earlier: std::time::Duration) -> Result<Time> {
    let kept = days(terms::of(tx).await?.closed_days.unsigned_abs());
    Ok(tx.now().minus(kept.saturating_sub(earlier)))
}

/// Boxes of services are not among them: closed, they keep what they hold until somebody decides otherwise. The conditions
/// stand twice because a box may be opened or held while this waits for it.
async fn announce_some(tx: &mut Tx) -> Result<usize> {
    let before = due_before(tx, TOLD_BEFORE).await?;
    let some = tx
        .all(sql!(Id<Mailbox>: "UPDATE mailboxes SET deletion_told_at = $3 WHERE id IN (
                 SELECT id FROM mailboxes b WHERE academy_id = $1 AND closed_at <= $2 AND deletion_told_at IS NULL
                    AND aside_at IS NULL AND erased_at IS NULL AND held_at IS NULL
                    AND NOT EXISTS (SELECT 1 FROM people p WHERE p.id = b.id AND p.kind = 'shared')
                    ORDER BY closed_at, id LIMIT $4)
                 AND closed_at <= $2 AND aside_at IS NULL AND erased_at IS NULL AND held_at IS NULL
              RETURNING id", tx.academy_id()?, before, tx.now(), BOXES))
        .await?;
    for mailbox in &some {
        if people::person(tx, mailbox.cast()).await?.closed_at.is_none() {
            let t = Words(recipients::locale_of(tx, mailbox.cast()).await?);
            let (title, body) = (t.deletion_notice().to_owned(), t.deletion_notice_body().to_owned());
            tx.notify(mailbox.cast(), Notice { title, body, link: None, topic: "mailbox".to_owned() })
                .await?;
        }
    }
    Ok(some.len())
}

async fn delete_some(tx: &mut Tx) -> Result<usize> {
    let (before, told) = (due_before(tx, days(0)).await?, tx.now().minus(TOLD_BEFORE));
    let some = tx
        .all(sql!(Id<Mailbox>: "UPDATE mailboxes SET aside_at = $4, aside_until = $5 WHERE id IN (
                 SELECT id FROM mailboxes b WHERE academy_id = $1 AND closed_at <= $2 AND deletion_told_at <= $3
                    AND aside_at IS NULL AND erased_at IS NULL AND held_at IS NULL
                    AND NOT EXISTS (SELECT 1 FROM people p WHERE p.id = b.id AND p.kind = 'shared')
                    ORDER BY closed_at, id LIMIT $6)
                 AND closed_at <= $2 AND deletion_told_at <= $3 AND aside_at IS NULL AND erased_at IS NULL AND held_at IS NULL
              RETURNING id",
            tx.academy_id()?, before, told, tx.now(), tx.now().plus(RESTORED_WITHIN), BOXES))
        .await?;
    for mailbox in &some {
        note(tx, *mailbox, "mailbox.delete").await?;
    }
    Ok(some.len())
}

async fn note(tx: &mut Tx, mailbox: Id<Mailbox>, action: &'static str) -> Result<()> {
    tx.audit(Entry { action, subject: Some(mailbox.cast()), result: Outcome::Done, detail: "" }).await
}

async fn erase_some(tx: &mut Tx) -> Result<usize> {
    let some = tx
        .all(sql!(Id<Mailbox>: "SELECT id FROM mailboxes WHERE academy_id = $1 AND aside_until <= $2 AND held_at IS NULL AND closed_at IS NOT NULL
              ORDER BY aside_until, id LIMIT $3", tx.academy_id()?, tx.now(), BOXES))
        .await?;
    for mailbox in &some {
        match erase(tx, *mailbox).await {
            // Restored or held just now.
            Err(Error::Conflict(_)) => {}
            other => other?,
        }
    }
    Ok(some.len())
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Erasure {
    academy: Id<Academy>,
    mailbox: Id<Mailbox>,
}

pub(crate) const ERASE: JobKind = JobKind {
    name: "mail erase",
    run: |ctx, payload| {
        Box::pin(async move {
            let Erasure { academy, mailbox } = jobs::payload(&payload)?;
            take_away(&in_academy(&ctx, academy).await?, mailbox).await
        })
    },
};

/// From now on nothing brings the box back; what it holds is taken away by a job. It must be deleted, and not on hold.
pub(crate) async fn erase(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    let standing = mailbox::hold_still(tx, mailbox).await?;
    let is_aside = standing.closed_at.is_some() && standing.aside_at.is_some();
    if standing.held_at.is_some() || !is_aside || standing.erased_at.is_some() {
        return Err(Error::Conflict(Words(tx.locale).box_state_changed().to_owned()));
    }
    mailbox::begin_erasure(tx, mailbox).await?;
    note(tx, mailbox, "mailbox.erase").await?;
    let academy = tx.academy_id()?;
    tx.enqueue(ERASE.name, &Erasure { academy, mailbox }).await
}

/// Messages first, with the words that searches find them by, some at a time; then all the rest with the row itself.
async fn take_away(ctx: &Ctx, mailbox: Id<Mailbox>) -> Result<()> {
    // Told twice, or opened again since: the box in its place is another.
    let found = mailbox::find(&mut ctx.read().await?, mailbox).await?;
    if found.is_none_or(|found| found.erased_at.is_none()) {
        return Ok(());
    }
    while ctx.write(async move |tx| older_go(tx, mailbox, Time(i64::MAX)).await).await? == MESSAGES as usize {
    }
    ctx.write(async move |tx| {
        imap_store::emptied(tx, mailbox).await?;
        mailbox::finish_erasure(tx, mailbox).await?;
        note(tx, mailbox, "mailbox.erased").await
    })
    .await
}

/// As [`older_go`], of a box that is still closed, and not on hold.
pub(super) async fn older_go_if_closed(tx: &mut Tx, mailbox: Id<Mailbox>, before: Time) -> Result<usize> {
    let standing = match mailbox::hold_still(tx, mailbox).await {
        Err(Error::NotFound) => return Ok(0),
        other => other?,
    };
    if standing.closed_at.is_none() || standing.held_at.is_some() || standing.erased_at.is_some() {
        return Ok(0);
    }
    older_go(tx, mailbox, before).await
}

/// The oldest messages of a box go, as far as they came before this moment.
async fn older_go(tx: &mut Tx, mailbox: Id<Mailbox>, before: Time) -> Result<usize> {
    let ids = tx
        .all(sql!(Id<Message>: "SELECT id FROM mail_messages WHERE mailbox_id = $1 AND received_at < $2
              ORDER BY received_at, id LIMIT $3", mailbox, before, MESSAGES))
        .await?;
    filing::delete(tx, mailbox, &ids).await
}

/// Where the terms say so, old messages of closed boxes go before the boxes do.
async fn forget_old(ctx: &Ctx) -> Result<()> {
    let (age, academy) = (terms::of(&mut ctx.read().await?).await?.closed_message_days, ctx.academy_id()?);
    let Some(age) = age else { return Ok(()) };
    let before = ctx.now().minus(days(age.unsigned_abs()));
    let mut after = (Time(i64::MIN), Id::<Mailbox>::NIL);
    loop {
        let closed = ctx
            .read()
            .await?
            .all(sql!((Time, Id<Mailbox>): "SELECT closed_at, id FROM mailboxes WHERE academy_id = $1 AND closed_at IS NOT NULL
                  AND (closed_at, id) > ($2, $3) AND erased_at IS NULL AND held_at IS NULL ORDER BY closed_at, id LIMIT $4",
                academy, after.0, after.1, BOXES))
            .await?;
        let Some(last) = closed.last() else { return Ok(()) };
        after = *last;
        for (_, mailbox) in closed {
            while ctx.write(async move |tx| older_go_if_closed(tx, mailbox, before).await).await?
                == MESSAGES as usize
            {}
        }
    }
}
