//! SQL of messages that came for a list.

use kernel::{
    Id, Result, Time, Tx,
    people::{Academy, Person},
    row, sql, text_enum,
};

use super::{List, ListRow, Post};
use crate::letter::Letter;

kernel::big_tables!["mail_list_posts"];

text_enum! {
    pub(crate) enum State {
        /// For an owner to look at.
        Held = "held",
        /// On its way to the members.
        Leaving = "leaving",
        Spread = "spread",
    }
}

text_enum! {
    /// Whom a message on its way is being given to, in this order.
    pub(super) enum Stage {
        ByHand = "by hand",
        Audience = "audience",
        Groups = "groups",
        Outside = "outside",
        Done = "done",
    }
}

impl Stage {
    pub(super) const fn next(self) -> Stage {
        match self {
            Stage::ByHand => Stage::Audience,
            Stage::Audience => Stage::Groups,
            Stage::Groups => Stage::Outside,
            Stage::Outside | Stage::Done => Stage::Done,
        }
    }
}

row! {
    pub(crate) struct PostRow {
        pub id: Id<Post>,
        pub academy_id: Id<Academy>,
        pub list_id: Id<List>,
        pub original_digest: String,
        pub digest: Option<String>,
        pub size: i64,
        /// With an account here.
        pub author_id: Option<Id<Person>>,
        /// `Nom <adresse>`.
        pub author: String,
        pub author_name: String,
        pub subject: String,
        pub preview: String,
        pub has_attachment: bool,
        pub state: State,
        pub came_at: Time,
    }
}

/// `false` when this very message came before.
pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<Post>,
    list: &ListRow,
    letter: &Letter,
    author: Option<Id<Person>>,
    state: State,
    came_at: Time,
) -> Result<bool> {
    let made = tx
        .execute(sql!(
            "INSERT INTO mail_list_posts (id, academy_id, list_id, original_digest, size, author_id, author, author_name,
                 subject, preview, has_attachment, state, came_at, stage, after_id)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
              ON CONFLICT (list_id, original_digest) DO NOTHING",
            id,
            list.academy_id,
            list.id,
            letter.digest,
            letter.size,
            author,
            letter.sender,
            letter.sender_name,
            letter.subject,
            letter.preview,
            letter.has_attachment,
            state,
            came_at,
            Stage::ByHand,
            Id::<()>::NIL
        ))
        .await?;
    Ok(made == 1)
}

pub(super) async fn by_original(tx: &mut Tx, list: Id<List>, digest: &str) -> Result<Option<State>> {
    let known = tx
        .first(sql!((Id<Post>, State): "SELECT id, state FROM mail_list_posts WHERE list_id = $1 AND original_digest = $2",
            list, digest))
        .await?;
    Ok(known.map(|(_, state)| state))
}

pub(super) async fn by_id(tx: &mut Tx, id: Id<Post>) -> Result<Option<PostRow>> {
    tx.first(sql!(PostRow: "SELECT id, academy_id, list_id, original_digest, digest, size, author_id, author, author_name,
             subject, preview, has_attachment, state, came_at FROM mail_list_posts WHERE id = $1", id))
        .await
}

/// How many wait for an owner, and since when the last one does.
pub(super) async fn held(tx: &mut Tx, list: Id<List>) -> Result<(i64, Option<Time>)> {
    tx.one(sql!((i64, Option<Time>): "SELECT COUNT(*), MAX(came_at) FROM mail_list_posts
          WHERE list_id = $1 AND state = 'held'", list))
        .await
}

/// Those that wait, or those that were spread, newest first, before (`came_at`, `id`).
pub(super) async fn page(
    tx: &mut Tx,
    list: Id<List>,
    state: State,
    before: (Time, Id<Post>),
    limit: i64,
) -> Result<Vec<PostRow>> {
    tx.all(sql!(PostRow: "SELECT id, academy_id, list_id, original_digest, digest, size, author_id, author, author_name,
             subject, preview, has_attachment, state, came_at FROM mail_list_posts
          WHERE list_id = $1 AND academy_id = $2 AND state = $3 AND (came_at, id) < ($4, $5)
          ORDER BY came_at DESC, id DESC LIMIT $6",
        list, tx.academy_id()?, state, before.0, before.1, limit))
        .await
}

/// An owner lets it pass; `false` when another has seen to it.
pub(super) async fn release(tx: &mut Tx, list: Id<List>, id: Id<Post>) -> Result<bool> {
    let done = tx
        .execute(sql!(
            "UPDATE mail_list_posts SET state = 'leaving'
              WHERE id = $1 AND list_id = $2 AND academy_id = $3 AND state = 'held'",
            id,
            list,
            tx.academy_id()?
        ))
        .await?;
    Ok(done == 1)
}

/// Takes away what waits; `false` when another has seen to it.
pub(super) async fn discard(tx: &mut Tx, list: Id<List>, id: Id<Post>) -> Result<bool> {
    let gone = tx
        .execute(sql!(
            "DELETE FROM mail_list_posts WHERE id = $1 AND list_id = $2 AND academy_id = $3 AND state = 'held'",
            id,
            list,
            tx.academy_id()?
        ))
        .await?;
    Ok(gone == 1)
}

pub(super) async fn set_digest(tx: &mut Tx, id: Id<Post>, digest: &str) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_list_posts SET digest = $2 WHERE id = $1 /* tenant: by its id */",
        id,
        digest
    ))
    .await?;
    Ok(())
}

row! {
    pub(super) struct Place { pub stage: Stage, pub after_id: Id<()> }
}

/// Up to where it has been spread; `None` when it is not on its way.
pub(super) async fn place(tx: &mut Tx, id: Id<Post>) -> Result<Option<Place>> {
    tx.first(
        sql!(Place: "SELECT stage, after_id FROM mail_list_posts WHERE id = $1 AND state = 'leaving'", id),
    )
    .await
}

/// Goes on from one place to the next; `false` when somebody else has: what was about to be done is theirs.
pub(super) async fn advance(
    tx: &mut Tx,
    id: Id<Post>,
    from: &Place,
    stage: Stage,
    after: Id<()>,
) -> Result<bool> {
    let state = if stage == Stage::Done { State::Spread } else { State::Leaving };
    let went = tx
        .execute(sql!(
            "UPDATE mail_list_posts SET stage = $4, after_id = $5, state = $6
              WHERE id = $1 AND stage = $2 AND after_id = $3 AND state = 'leaving' /* tenant: by its id */",
            id,
            from.stage,
            from.after_id,
            stage,
            after,
            state
        ))
        .await?;
    Ok(went == 1)
}

/// What an archive has kept long enough, and what a list without one needed only so as not to take it twice.
pub(super) async fn forget(tx: &mut Tx, known_since: Time, limit: i64) -> Result<u64> {
    tx.execute(sql!(
        "DELETE FROM mail_list_posts WHERE id IN (
             SELECT p.id FROM mail_list_posts p JOIN mail_lists l ON l.id = p.list_id
             WHERE p.state <> 'held' AND p.came_at < $1
               AND (l.archive = 'nobody' OR p.came_at < $2 - l.keep_days * 86400000)
             LIMIT $3) /* tenant: all, by the schedule; scan: four times a day */",
        known_since,
        tx.now(),
        limit
    ))
    .await
}

/// What has waited for an owner since before `until`.
pub(super) async fn forgotten_by_owners(tx: &mut Tx, until: Time, limit: i64) -> Result<Vec<PostRow>> {
    tx.all(sql!(PostRow: "SELECT id, academy_id, list_id, original_digest, digest, size, author_id, author, author_name,
             subject, preview, has_attachment, state, came_at FROM mail_list_posts
          WHERE state = 'held' AND came_at < $1 LIMIT $2 /* tenant: all, by the schedule; scan: four times a day */",
        until, limit))
        .await
}

pub(super) async fn drop_unseen(tx: &mut Tx, id: Id<Post>) -> Result<bool> {
    let gone = tx
        .execute(sql!("DELETE FROM mail_list_posts WHERE id = $1 AND state = 'held' /* tenant: by its id, by the schedule */", id))
        .await?;
    Ok(gone == 1)
}
