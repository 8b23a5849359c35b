//! Who has a box open learns that it has changed: one question a second for all boxes that are watched, on every node, so
//! that it does not matter which of them a message came in by. Nobody watches, nobody asks.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use kernel::{Ctx, Id, Result, context::Services, db::list, row, sql};
use tokio::sync::watch;

use crate::{imap_store, mailbox::Mailbox};

/// As long as a person waits without wondering.
const EVERY: Duration = Duration::from_secs(1);
/// Boxes asked about in one statement.
const SOME: usize = 1_000;

/// The boxes that somebody has open, with the state last seen of each.
#[derive(Default)]
struct Watched(Mutex<Boxes>);

#[derive(Default)]
struct Boxes {
    open: HashMap<Id<Mailbox>, watch::Sender<i64>>,
    /// Somebody looks after them.
    looking: bool,
}

impl Watched {
    fn boxes(&self) -> MutexGuard<'_, Boxes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hears of the changes of a box from now on.
pub(crate) fn changes_of(services: &Arc<Services>, mailbox: Id<Mailbox>) -> watch::Receiver<i64> {
    let watched = services.shared::<Watched>();
    let mut boxes = watched.boxes();
    if !std::mem::replace(&mut boxes.looking, true) {
        tokio::spawn(look_after(Ctx::system(services.clone())));
    }
    let changes = boxes.open.entry(mailbox).or_insert_with(|| watch::Sender::new(0)).subscribe();
    drop(boxes);
    imap_store::listen(services, mailbox);
    changes
}

/// Whether somebody has the box open.
pub(crate) fn is_open(services: &Services, mailbox: Id<Mailbox>) -> bool {
    let watched = services.shared::<Watched>();
    watched.boxes().open.get(&mailbox).is_some_and(|sender| sender.receiver_count() > 0)
}

/// Looks at the boxes until nobody has one open.
async fn look_after(ctx: Ctx) {
    let watched = ctx.services().shared::<Watched>();
    loop {
        tokio::time::sleep(EVERY).await;
        let open: Vec<Id<Mailbox>> = {
            let mut boxes = watched.boxes();
            boxes.open.retain(|_, sender| sender.receiver_count() > 0);
            boxes.looking = !boxes.open.is_empty();
            if !boxes.looking {
                return;
            }
            boxes.open.keys().copied().collect()
        };
        for some in open.chunks(SOME) {
            match states(&ctx, some).await {
                Ok(states) => tell(&watched.boxes(), states),
                Err(error) => tracing::debug!(%error, "the boxes that are open could not be looked at"),
            }
        }
    }
}

fn tell(boxes: &Boxes, states: Vec<State>) {
    for row in states {
        if let Some(sender) = boxes.open.get(&row.id) {
            sender.send_if_modified(|known| std::mem::replace(known, row.state) != row.state);
        }
    }
}

row! {
    struct State { id: Id<Mailbox>, state: i64 }
}

async fn states(ctx: &Ctx, some: &[Id<Mailbox>]) -> Result<Vec<State>> {
    let mut tx = ctx.read().await?;
    tx.all(sql!(State: "SELECT id, state FROM mailboxes WHERE id IN LIST($1)", list(some))).await
}
