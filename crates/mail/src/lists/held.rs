//! What waits for an owner: let pass, refused with a reason or without a word, or forgotten after a while. Who has an
//! account here is told what became of theirs; outside only an owner's own words are sent, since anybody may have
//! written an address above a letter.

use kernel::{
    Ctx, Error, Id, Result, Tx,
    audit::{Entry, Outcome},
    jobs::{self, JobKind},
    notices::Notice,
    people,
    time::days,
};
use serde::{Deserialize, Serialize};

use super::{Opened, Post, PostRow, State, posts, spread, store};
use crate::{
    delivery::{
        Recipient, in_academy,
        returned::{self, Telling},
    },
    folder::id_from,
    message::{address::parse_list, clean_text},
    words::Words,
};

/// What no owner has looked at for so long is not spread.
pub(crate) const EXPIRES_AFTER: u64 = 14;
const LONGEST_REASON: usize = 1_000;

pub(crate) const HELD: JobKind = JobKind {
    name: "mail list held",
    run: |ctx, id| Box::pin(async move { tell_owners(ctx, jobs::payload(&id)?).await }),
};

pub(crate) const NOT_SPREAD: JobKind = JobKind {
    name: "mail list refused",
    run: |ctx, payload| Box::pin(async move { tell_author(ctx, jobs::payload(&payload)?).await }),
};

/// Those that wait, newest first.
pub(crate) async fn waiting(tx: &mut Tx, opened: &Opened, limit: i64) -> Result<Vec<PostRow>> {
    if !opened.moderates() {
        return Err(Error::NotFound);
    }
    let from = (kernel::Time(i64::MAX), Id::from_bytes([255; 16]));
    posts::page(tx, opened.list.id, State::Held, from, limit).await
}

/// How many wait for an owner.
pub(crate) async fn count(tx: &mut Tx, opened: &Opened) -> Result<i64> {
    Ok(posts::held(tx, opened.list.id).await?.0)
}

/// Lets a message pass; `false` when another owner has seen to it.
pub(crate) async fn accept(tx: &mut Tx, opened: &Opened, id: Id<Post>) -> Result<bool> {
    let post = found(tx, opened, id).await?;
    let Some(post) = post else { return Ok(false) };
    if !posts::release(tx, opened.list.id, id).await? {
        return Ok(false);
    }
    tx.enqueue(spread::SPREAD.name, &id).await?;
    note(tx, "mail_list.accept", opened, &post).await?;
    Ok(true)
}

/// Takes a message out; its author gets the reason, if one is given. `false` when another owner has seen to it.
pub(crate) async fn refuse(tx: &mut Tx, opened: &Opened, id: Id<Post>, reason: &str) -> Result<bool> {
    let reason = clean_text(reason).trim().to_owned();
    if reason.chars().count() > LONGEST_REASON {
        return Err(Error::invalid("reason", Words(tx.locale).contact_too_long(LONGEST_REASON as i64)));
    }
    let Some(post) = found(tx, opened, id).await? else { return Ok(false) };
    if !posts::discard(tx, opened.list.id, id).await? {
        return Ok(false);
    }
    if !reason.is_empty() {
        tx.enqueue(NOT_SPREAD.name, &NotSpread::of(&post, &opened.list.name, Why::Owner(reason))).await?;
    }
    note(tx, "mail_list.refuse", opened, &post).await?;
    Ok(true)
}

async fn found(tx: &mut Tx, opened: &Opened, id: Id<Post>) -> Result<Option<PostRow>> {
    if !opened.moderates() {
        return Err(Error::NotFound);
    }
    let post = posts::by_id(tx, id).await?;
    Ok(post.filter(|post| post.list_id == opened.list.id && post.state == State::Held))
}

async fn note(tx: &mut Tx, action: &'static str, opened: &Opened, post: &PostRow) -> Result<()> {
    let detail = format!("{}: {}", opened.list.address, post.author);
    tx.audit(Entry { action, subject: post.author_id, result: Outcome::Done, detail: &detail }).await
}

/// The owners learn that something waits, and its author that it does.
async fn tell_owners(ctx: Ctx, id: Id<Post>) -> Result<()> {
    let (post, list, owners) = {
        let mut tx = ctx.read().await?;
        let Some(post) = posts::by_id(&mut tx, id).await? else { return Ok(()) };
        let Some(list) = store::by_id(&mut tx, post.list_id).await? else { return Ok(()) };
        let owners = store::owners(&mut tx, list.id).await?;
        (post, list, owners)
    };
    let ctx = in_academy(&ctx, list.academy_id).await?;
    let (list_name, told) = (list.name.clone(), post.clone());
    ctx.write(async move |tx| {
        for owner in owners {
            let t = Words(people::locale_of(tx, owner.id).await?.unwrap_or_default());
            let subject = if post.subject.is_empty() { t.no_subject() } else { &post.subject };
            let notice = Notice {
                title: t.list_held_notice(&list.name),
                body: t.list_held_notice_body(&post.author, EXPIRES_AFTER as i64, &list.name, subject),
                link: Some(format!("/webmel/listes/{}/moderation", list.address)),
                topic: format!("list {}", list.id),
            };
            tx.notify(owner.id, notice).await?;
        }
        Ok(())
    })
    .await?;
    tell_author(ctx, NotSpread::of(&told, &list_name, Why::Waits)).await
}

/// What nobody looked at goes, and its author learns it.
pub(super) async fn expire(ctx: &Ctx) -> Result<()> {
    let until = ctx.now().minus(days(EXPIRES_AFTER));
    loop {
        let some = posts::forgotten_by_owners(&mut ctx.read().await?, until, 100).await?;
        if some.is_empty() {
            return Ok(());
        }
        ctx.write(async move |tx| {
            for post in some {
                let list = store::by_id(tx, post.list_id).await?;
                let name = list.map(|list| list.name).unwrap_or_default();
                if posts::drop_unseen(tx, post.id).await? {
                    tx.enqueue(NOT_SPREAD.name, &NotSpread::of(&post, &name, Why::Forgotten)).await?;
                }
            }
            Ok(())
        })
        .await?;
    }
}

/// Why a message was not spread, or not yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Why {
    /// In an owner's words.
    Owner(String),
    Waits,
    Forgotten,
    /// Who may write was changed between the writing and the sending.
    Writer,
    Full,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NotSpread {
    pub academy: Id<people::Academy>,
    pub list: String,
    pub author_id: Option<Id<people::Person>>,
    pub author: String,
    pub subject: String,
    /// Said once of a message.
    pub key: String,
    pub why: Why,
}

impl NotSpread {
    fn of(post: &PostRow, list: &str, why: Why) -> NotSpread {
        NotSpread {
            academy: post.academy_id,
            list: list.to_owned(),
            author_id: post.author_id,
            author: post.author.clone(),
            subject: post.subject.clone(),
            key: post.id.to_string(),
            why,
        }
    }
}

async fn tell_author(ctx: Ctx, told: NotSpread) -> Result<()> {
    let kind = match told.why {
        Why::Waits => "list waits",
        _ => "list refused",
    };
    let said = id_from::<Post>(kind, &[told.key.as_bytes(), told.list.as_bytes()]).to_string();
    let worded = |t: Words| {
        let subject = if told.subject.is_empty() { t.no_subject() } else { &told.subject };
        let text = match &told.why {
            Why::Owner(reason) => t.list_refused_text(&told.list, reason, subject),
            Why::Waits => t.list_waits_text(&told.list, subject),
            Why::Forgotten => t.list_forgotten_text(EXPIRES_AFTER as i64, &told.list, subject),
            Why::Writer => t.list_writer_text(&told.list, subject),
            Why::Full => t.list_full_text(&told.list, subject),
        };
        let head = match told.why {
            Why::Waits => t.list_waits_subject(subject),
            _ => t.list_refused_subject(subject),
        };
        (head, text)
    };
    if let Some(person) = told.author_id {
        let academy = people::person(&mut ctx.read().await?, person).await?.academy_id;
        let ctx = in_academy(&ctx, academy).await?;
        let author = returned::author(&ctx, Recipient { person, academy }).await?;
        let (subject, text) = worded(Words(author.locale));
        return returned::say(
            &ctx,
            &author,
            Telling { subject: &subject, text, id: said, about: None, report: None },
        )
        .await;
    }
    let Some(address) = parse_list(&told.author).addresses.into_iter().next() else { return Ok(()) };
    if !matches!(told.why, Why::Owner(_)) || !ctx.services().site.mail_leaves() {
        return Ok(());
    }
    let ctx = in_academy(&ctx, told.academy).await?;
    let (subject, text) = worded(Words(ctx.locale));
    returned::say_elsewhere(
        &ctx,
        address,
        Telling { subject: &subject, text, id: said, about: None, report: None },
    )
    .await
}
