//! How much room a box has: by the terms, as its owner took, or as the postmaster gave. Its owner is told when little is
//! left, once for each of two shares until there is more again.

use kernel::{
    Ctx, Error, Id, Result, Tx,
    audit::{Entry, Outcome},
    db::list,
    jobs::{self, JobKind},
    notices::Notice,
    people::{self, Academy},
    sql, text_enum,
};

use super::terms;
use crate::{
    delivery::in_academy,
    mailbox::{self, Mailbox, Stamp},
    recipients,
    size::size,
    words::Words,
};

text_enum! {
    /// Who gave the box its room.
    pub(crate) enum By { Terms = "terms", Owner = "owner", Postmaster = "postmaster" }
}

/// Shares of the room, in percent, that its owner is told of.
const SHARES: [i64; 2] = [95, 80];

fn share(used: i64, quota: i64) -> i64 {
    let reached = |share: &i64| i128::from(used) * 100 >= i128::from(quota) * i128::from(*share);
    if used <= 0 { 0 } else { SHARES.into_iter().find(reached).unwrap_or(0) }
}

/// Called with each change of what a box holds; costs something only when a share is passed, up or down.
pub(crate) async fn watch(tx: &mut Tx, mailbox: Id<Mailbox>, stamp: &Stamp, used: i64) -> Result<()> {
    let now = share(used, stamp.quota_bytes);
    if now == stamp.warned {
        return Ok(());
    }
    mailbox::set_warned(tx, mailbox, now).await?;
    if now < stamp.warned || stamp.closed_at.is_some() {
        return Ok(());
    }
    let locale = recipients::locale_of(tx, mailbox.cast()).await?;
    let t = Words(locale);
    let (used, quota) = (size(locale, used), size(locale, stamp.quota_bytes));
    let notice = Notice {
        title: t.quota_warning(now),
        body: t.quota_warning_body(quota, used),
        link: Some("/webmel/reglages".to_owned()),
        topic: "quota".to_owned(),
    };
    tx.notify(mailbox.cast(), notice).await
}

/// The owner of a box takes more room, as far as the terms let them.
pub(crate) async fn take(tx: &mut Tx, mailbox: Id<Mailbox>, bytes: i64) -> Result<()> {
    let t = Words(tx.locale);
    let terms = terms::of(tx).await?;
    let stamp = mailbox::stamp(tx, mailbox, 0, 0).await?;
    if bytes <= stamp.quota_bytes || bytes > terms.quota_own {
        let (least, most) = (size(tx.locale, stamp.quota_bytes), size(tx.locale, terms.quota_own));
        return Err(Error::invalid("room", t.quota_take_bounds(least, most)));
    }
    give_to(tx, mailbox, bytes, By::Owner, &stamp).await
}

/// The postmaster gives a box more room or less, or what the terms give (`None`).
pub(crate) async fn give(tx: &mut Tx, mailbox: Id<Mailbox>, bytes: Option<i64>) -> Result<()> {
    let t = Words(tx.locale);
    let terms = terms::of(tx).await?;
    mailbox::hold_still(tx, mailbox).await?;
    let stamp = mailbox::stamp(tx, mailbox, 0, 0).await?;
    let Some(bytes) = bytes else {
        return give_to(tx, mailbox, terms.quota_default, By::Terms, &stamp).await;
    };
    if bytes < *terms::ROOM.start() || bytes > terms.quota_most {
        return Err(Error::invalid("room", t.quota_give_bounds(size(tx.locale, terms.quota_most))));
    }
    give_to(tx, mailbox, bytes, By::Postmaster, &stamp).await
}

async fn give_to(tx: &mut Tx, mailbox: Id<Mailbox>, bytes: i64, by: By, stamp: &Stamp) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET quota_bytes = $2, quota_by = $3 WHERE id = $1 AND academy_id = $4",
        mailbox,
        bytes,
        by,
        tx.academy_id()?
    ))
    .await?;
    let detail = format!("{} → {} ({by})", stamp.quota_bytes, bytes);
    let entry = Entry {
        action: "mailbox.quota",
        subject: Some(mailbox.cast()),
        result: Outcome::Done,
        detail: &detail,
    };
    tx.audit(entry).await?;
    let stamp = Stamp { quota_bytes: bytes, ..stamp.clone() };
    watch(tx, mailbox, &stamp, stamp.used_bytes).await
}

/// Boxes that change in one unit of work.
const SLICE: i64 = 500;

pub(crate) const SPREAD: JobKind = JobKind {
    name: "mail quota",
    run: |ctx, payload| {
        Box::pin(async move {
            let academy: Id<Academy> = jobs::payload(&payload)?;
            spread_all(&in_academy(&ctx, academy).await?).await
        })
    },
};

/// Brings the boxes that follow the terms to what these say now, after the commit.
pub(super) async fn spread(tx: &mut Tx) -> Result<()> {
    let (academy, now) = (tx.academy_id()?, tx.now());
    tx.enqueue_at(SPREAD.name, &academy, now, Some(&format!("{} {academy}", SPREAD.name))).await
}

async fn spread_all(ctx: &Ctx) -> Result<()> {
    let mut after: Id<Mailbox> = Id::NIL;
    while let Some(last) = ctx.write(async move |tx| spread_some(tx, after).await).await? {
        after = last;
    }
    Ok(())
}

async fn spread_some(tx: &mut Tx, after: Id<Mailbox>) -> Result<Option<Id<Mailbox>>> {
    let (academy, bytes) = (tx.academy_id()?, terms::of(tx).await?.quota_default);
    let some = tx
        .all(sql!(Id<Mailbox>: "SELECT id FROM mailboxes WHERE academy_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            academy, after, SLICE))
        .await?;
    // What an owner took is no less than what everybody has.
    tx.execute(sql!(
        "UPDATE mailboxes SET quota_bytes = $2 WHERE id IN LIST($1)
          AND (quota_by = 'terms' OR (quota_by = 'owner' AND quota_bytes < $2)) AND (academy_id = $3) IS TRUE",
        list(&some),
        bytes,
        academy
    ))
    .await?;
    Ok(some.last().copied())
}

/// The name of the person whose box it is, for what is said of it.
pub(crate) async fn owner_of(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<people::PersonRow> {
    let person = people::person(tx, mailbox.cast()).await?;
    if person.academy_id == tx.academy_id()? { Ok(person) } else { Err(Error::NotFound) }
}
