//! Members of a list who are outside: addresses. Each gets mail of their own, which says how to leave with one press, and
//! whose returns are counted: an address that returns it for long gets no more until an owner says so.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as URL};
use kernel::{
    Ctx, Id, Result, Time, Tx,
    audit::{Entry, Outcome},
    keys::{mac, same},
    notices::Notice,
    row, sql,
    time::days,
};

use super::{List, ListRow, members, store};
use crate::{
    message::{
        EmailAddress,
        address::{detail, normalise, on_the_wire, split, without_detail},
        clean_line,
    },
    words::Words,
};

kernel::big_tables!["mail_list_guests"];

/// Marker for ids of members outside.
#[derive(Debug)]
pub struct Guest;

/// Of one list.
pub(crate) const MOST: i64 = 5_000;
/// Returns on so many days, each within so many of the one before: the address gets no more.
const MOST_BOUNCES: i64 = 5;
const FORGIVEN_AFTER: u64 = 14;
/// What stands before the token in the envelope's sender.
const RETURNS: &str = "retour-";
/// Bytes of a report that are looked at.
const REPORT: usize = 100_000;
const PURPOSE: &str = "mail list leave";

row! {
    pub(crate) struct GuestRow {
        pub id: Id<Guest>,
        pub list_id: Id<List>,
        pub address: String,
        pub name: String,
        pub token: String,
        pub left_at: Option<Time>,
        pub suspended_at: Option<Time>,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    Now,
    Before,
    /// By themselves: only they can come back.
    HasLeft,
    /// Nothing leaves this deployment.
    NoWayOut,
    TooMany,
}

pub(super) async fn add(tx: &mut Tx, list: &ListRow, guest: &EmailAddress) -> Result<Joined> {
    let Some(wire) = on_the_wire(&guest.email).filter(|_| tx.services().site.mail_leaves()) else {
        return Ok(Joined::NoWayOut);
    };
    let address = normalise(&wire);
    let known = tx
        .first(sql!(Option<Time>: "SELECT left_at FROM mail_list_guests WHERE list_id = $1 AND address = $2 AND academy_id = $3",
            list.id, address, list.academy_id))
        .await?;
    match known {
        Some(None) => return Ok(Joined::Before),
        Some(Some(_)) => return Ok(Joined::HasLeft),
        None => {}
    }
    if count(tx, list.id).await? >= MOST {
        return Ok(Joined::TooMany);
    }
    let id: Id<Guest> = tx.new_id();
    let token = format!("{:012x}", tx.chance().below(1 << 48));
    tx.execute(sql!(
        "INSERT INTO mail_list_guests (id, list_id, academy_id, address, name, added_at, token, bounces)
          VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
        id,
        list.id,
        list.academy_id,
        address,
        clean_line(guest.name.as_deref().unwrap_or_default()),
        tx.now(),
        token
    ))
    .await?;
    Ok(Joined::Now)
}

/// Those who get its mail.
pub(super) async fn count(tx: &mut Tx, list: Id<List>) -> Result<i64> {
    tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_list_guests WHERE list_id = $1 AND left_at IS NULL AND suspended_at IS NULL",
        list))
        .await
}

/// Those who get its mail, in the order of their ids, after one.
pub(super) async fn after(
    tx: &mut Tx,
    list: Id<List>,
    after: Id<Guest>,
    limit: i64,
) -> Result<Vec<GuestRow>> {
    tx.all(
        sql!(GuestRow: "SELECT id, list_id, address, name, token, left_at, suspended_at FROM mail_list_guests
          WHERE list_id = $1 AND id > $2 AND left_at IS NULL AND suspended_at IS NULL ORDER BY id LIMIT $3",
        list, after, limit),
    )
    .await
}

/// All of them, for owners: by address, after one; those whose address or name holds what is typed.
pub(crate) async fn page(
    tx: &mut Tx,
    list: Id<List>,
    typed: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<GuestRow>> {
    let typed: String =
        typed.trim().to_lowercase().chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    tx.all(
        sql!(GuestRow: "SELECT id, list_id, address, name, token, left_at, suspended_at FROM mail_list_guests
          WHERE list_id = $1 AND academy_id = $2 AND address > $3 AND (address LIKE $4 OR LOWER(name) LIKE $4)
          ORDER BY address LIMIT $5",
        list, tx.academy_id()?, after, format!("%{typed}%"), limit),
    )
    .await
}

/// Whether this address is one of its members.
pub(super) async fn is_member(tx: &mut Tx, list: &ListRow, address: &str) -> Result<bool> {
    let found = tx
        .first(sql!(i64: "SELECT 1 FROM mail_list_guests WHERE list_id = $1 AND address = $2 AND academy_id = $3 AND left_at IS NULL",
            list.id, normalise(address), list.academy_id))
        .await?;
    Ok(found.is_some())
}

/// Takes an address out. One that has left stays known: it is not taken back by others.
pub(crate) async fn remove(tx: &mut Tx, list: &ListRow, id: Id<Guest>) -> Result<()> {
    let gone = tx
        .execute(sql!(
            "DELETE FROM mail_list_guests WHERE id = $1 AND list_id = $2 AND academy_id = $3 AND left_at IS NULL",
            id,
            list.id,
            list.academy_id
        ))
        .await?;
    if gone == 1 {
        let entry = Entry {
            action: "mail_list.remove_member",
            subject: None,
            result: Outcome::Done,
            detail: &list.address,
        };
        tx.audit(entry).await?;
        members::recount_later(tx, list.id).await?;
    }
    Ok(())
}

pub(crate) async fn resume(tx: &mut Tx, list: &ListRow, id: Id<Guest>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_list_guests SET suspended_at = NULL, bounces = 0, bounced_at = NULL
          WHERE id = $1 AND list_id = $2 AND academy_id = $3",
        id,
        list.id,
        list.academy_id
    ))
    .await?;
    members::recount_later(tx, list.id).await
}

/// Who their mail says it comes from on the wire: what cannot be delivered comes back there.
pub(super) fn envelope_sender(list: &ListRow, guest: &GuestRow) -> String {
    let (local, domain) = split(&list.address).unwrap_or_default();
    format!("{local}+{RETURNS}{}@{domain}", guest.token)
}

/// The token in an address that returns come to.
pub(crate) fn token_of(address: &str) -> Option<&str> {
    detail(address)?.strip_prefix(RETURNS)
}

/// Whether a report of delivery (RFC 3464) says that it could not be delivered.
pub(crate) fn says_it_failed(raw: &[u8]) -> bool {
    // What it says stands before the message that it returns.
    let beginning = raw.get(..raw.len().min(REPORT)).unwrap_or_default();
    let text = String::from_utf8_lossy(beginning).to_ascii_lowercase();
    text.contains("report-type=delivery-status")
        && text.lines().any(|line| line.trim_end() == "action: failed")
}

/// A message came back to such an address, or could not be handed over.
pub(crate) async fn returned(ctx: &Ctx, address: &str) -> Result<()> {
    let Some(token) = token_of(address).map(str::to_lowercase) else { return Ok(()) };
    let to = normalise(&without_detail(address));
    let Some(list) = store::by_address(&mut ctx.read().await?, &to).await? else { return Ok(()) };
    let ctx = crate::delivery::in_academy(ctx, list.academy_id).await?;
    ctx.write(async move |tx| bounced(tx, &list, &token).await).await
}

/// Several returns of a day count once, and old ones no more.
async fn bounced(tx: &mut Tx, list: &ListRow, token: &str) -> Result<()> {
    let now = tx.now();
    let bounces = tx
        .first(sql!((Id<Guest>, i64, String): "UPDATE mail_list_guests SET bounced_at = $4,
             bounces = CASE WHEN bounced_at IS NULL OR bounced_at < $5 THEN 1 ELSE bounces + 1 END
          WHERE list_id = $1 AND token = $2 AND academy_id = $3 AND suspended_at IS NULL
            AND (bounced_at IS NULL OR bounced_at < $6)
          RETURNING id, bounces, address",
            list.id, token, list.academy_id, now, now.minus(days(FORGIVEN_AFTER)), now.minus(days(1))))
        .await?;
    let Some((id, _, address)) = bounces.filter(|(_, bounces, _)| *bounces >= MOST_BOUNCES) else {
        return Ok(());
    };
    tx.execute(sql!(
        "UPDATE mail_list_guests SET suspended_at = $2 WHERE id = $1 AND academy_id = $3",
        id,
        now,
        list.academy_id
    ))
    .await?;
    members::recount_later(tx, list.id).await?;
    for owner in store::owners(tx, list.id).await? {
        let t = Words(kernel::people::locale_of(tx, owner.id).await?.unwrap_or_default());
        let notice = Notice {
            title: t.list_guest_suspended(&list.name),
            body: t.list_guest_suspended_body(&address, &list.name),
            link: Some(format!("/webmel/listes/{}/membres?vue=dehors", list.address)),
            topic: format!("list {}", list.id),
        };
        tx.notify(owner.id, notice).await?;
    }
    Ok(())
}

/// What proves that who leaves got the list's mail: nobody makes it without our key.
pub(super) fn leaving_token(ctx: &Ctx, guest: Id<Guest>) -> String {
    let keys = &ctx.services().keys;
    let number = keys.current();
    let proof = mac(&keys.key(PURPOSE), &[guest.bytes()]);
    let proof = proof.get(..18).unwrap_or_default();
    format!("{number}.{}.{}", URL.encode(guest.bytes()), URL.encode(proof))
}

/// The member whom such a token is of.
fn read_token(ctx: &Ctx, token: &str) -> Option<Id<Guest>> {
    let mut parts = token.split('.');
    let (number, id, proof) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
    let id: [u8; 16] = URL.decode(id).ok()?.try_into().ok()?;
    let key = ctx.services().keys.numbered(number, PURPOSE)?;
    let given = URL.decode(proof).ok()?;
    let known = mac(&key, &[&id]);
    (parts.next().is_none() && same(known.get(..18)?, &given)).then(|| Id::from_bytes(id))
}

/// The list that a token is for; `None` when nobody is in it by this token any more.
pub(crate) async fn list_of_token(tx: &mut Tx, token: &str) -> Result<Option<(Id<Guest>, ListRow)>> {
    let Some(id) = read_token(tx, token) else { return Ok(None) };
    let guest = tx
        .first(sql!(GuestRow: "SELECT id, list_id, address, name, token, left_at, suspended_at FROM mail_list_guests
              WHERE id = $1 /* tenant: by its signed token */", id))
        .await?;
    let Some(guest) = guest else { return Ok(None) };
    Ok(store::by_id(tx, guest.list_id).await?.map(|list| (id, list)))
}

/// Leaves; said twice, it is done once.
pub(crate) async fn leave(tx: &mut Tx, token: &str) -> Result<Option<ListRow>> {
    let Some((id, list)) = list_of_token(tx, token).await? else { return Ok(None) };
    if !list.may_leave {
        return Ok(None);
    }
    tx.execute(sql!(
        "UPDATE mail_list_guests SET left_at = $2 WHERE id = $1 AND left_at IS NULL AND academy_id = $3",
        id,
        tx.now(),
        list.academy_id
    ))
    .await?;
    members::recount_later(tx, list.id).await?;
    Ok(Some(list))
}
