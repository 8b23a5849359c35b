//! A message goes from a list to its members, slice by slice. How far it has come is written down in the transaction that
//! hands a slice on, so that whoever is killed in between forgets nobody and gives nobody anything twice; the content lies
//! in the file store once, however many get it.

use std::sync::Arc;

use kernel::{
    Ctx, Id, Result, Tx,
    jobs::{self, JobKind},
};

use super::{
    ListRow, Post, State, groups, guests, head, members,
    posts::{self, Stage},
    store,
};
use crate::{
    delivery::{self, Recipient, Slice},
    letter::{self, Letter},
    queue::{self, Departure, Far, Notify},
};

pub(crate) const SPREAD: JobKind = JobKind {
    name: "mail list",
    run: |ctx, id| Box::pin(async move { spread(ctx, jobs::payload(&id)?).await }),
};

/// People, and addresses outside, handed on in one transaction.
const PEOPLE: i64 = 100;
const GUESTS: i64 = 50;

/// What every slice hands on.
struct Copies {
    list: ListRow,
    /// As it came: what addresses outside get, below the lines of the list.
    original: Letter,
    /// As the members here get it.
    digest: String,
    size: i64,
}

async fn spread(ctx: Ctx, id: Id<Post>) -> Result<()> {
    let (post, list) = {
        let mut tx = ctx.read().await?;
        let Some(post) = posts::by_id(&mut tx, id).await? else { return Ok(()) };
        let Some(list) = store::by_id(&mut tx, post.list_id).await? else { return Ok(()) };
        (post, list)
    };
    if post.state != State::Leaving {
        return Ok(());
    }
    let ctx = delivery::in_academy(&ctx, list.academy_id).await?;
    let (email, raw) = letter::email(&ctx.services().files, &post.original_digest).await?;
    let original = Letter::read(&email, &post.original_digest, post.size);
    let lines = head::for_members(&ctx, &list);
    let copied = raw.slice_ref(head::without_return_path(&raw));
    // Begun before, it goes on as it began, whatever was changed in the list meanwhile.
    let (digest, size) = if let Some(digest) = post.digest {
        (digest, (lines.len() + copied.len()) as i64)
    } else {
        let kept = Letter::keep_all(&ctx, [lines.into(), copied]).await?;
        let digest = kept.digest.clone();
        ctx.write(async move |tx| posts::set_digest(tx, id, &digest).await).await?;
        (kept.digest, kept.size)
    };
    let copies = Arc::new(Copies { list, original, digest, size });
    loop {
        let copies = copies.clone();
        if !ctx.write(async move |tx| slice(tx, id, &copies).await).await? {
            return Ok(());
        }
    }
}

/// Hands the next slice on; `false` when nothing is left, or another does it.
async fn slice(tx: &mut Tx, id: Id<Post>, copies: &Copies) -> Result<bool> {
    let Some(at) = posts::place(tx, id).await? else { return Ok(false) };
    let list = &copies.list;
    match at.stage {
        Stage::ByHand | Stage::Audience => {
            let people = match at.stage {
                Stage::ByHand => members::by_hand_after(tx, list.id, at.after_id.cast(), PEOPLE).await?,
                _ => members::in_audience_after(tx, list, at.after_id.cast(), PEOPLE).await?,
            };
            let Some(last) = people.last() else {
                return posts::advance(tx, id, &at, at.stage.next(), Id::NIL).await;
            };
            if !posts::advance(tx, id, &at, at.stage, last.person.cast()).await? {
                return Ok(false);
            }
            hand_on(tx, copies, &people).await?;
        }
        Stage::Groups => {
            let Some((people, last)) = groups::after(tx, list, at.after_id.cast(), PEOPLE).await? else {
                return posts::advance(tx, id, &at, at.stage.next(), Id::NIL).await;
            };
            if !posts::advance(tx, id, &at, at.stage, last.cast()).await? {
                return Ok(false);
            }
            hand_on(tx, copies, &people).await?;
        }
        Stage::Outside => {
            let guests = if tx.services().site.mail_leaves() {
                guests::after(tx, list.id, at.after_id.cast(), GUESTS).await?
            } else {
                Vec::new()
            };
            let Some(last) = guests.last() else {
                members::recount_later(tx, list.id).await?;
                return posts::advance(tx, id, &at, Stage::Done, Id::NIL).await;
            };
            if !posts::advance(tx, id, &at, at.stage, last.id.cast()).await? {
                return Ok(false);
            }
            for guest in &guests {
                let elsewhere = [Far::new(&guest.address, Notify::default())];
                let (sender, head) = (guests::envelope_sender(list, guest), head::for_guest(tx, list, guest));
                let departure = Departure {
                    sender: &sender,
                    elsewhere: &elsewhere,
                    head: &head,
                    ..Departure::of(tx.new_id(), &copies.original, tx.now())
                };
                queue::put(tx, &departure).await?;
            }
        }
        Stage::Done => return Ok(false),
    }
    Ok(true)
}

async fn hand_on(tx: &mut Tx, copies: &Copies, people: &[Recipient]) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let slice = Slice { digest: &copies.digest, size: copies.size, came_as: &copies.original.digest };
    delivery::deliver_slice(tx, &slice, people).await
}
