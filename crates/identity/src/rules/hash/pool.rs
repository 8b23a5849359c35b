//! The threads on which passwords are hashed, as many as cores, with a queue of bounded length. A full queue answers
//! at once that it is full (503 with Retry-After) instead of letting everybody wait and the memory grow.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use kernel::keys::Keys;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::{HashError, Salt, Verified};
use crate::rules::password::Password;

/// The queue is full: try again after this long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked at once")]
pub struct Busy {
    pub retry_after_s: u32,
}

impl From<Busy> for kernel::Error {
    fn from(_: Busy) -> Self {
        kernel::Error::Unavailable("too many passwords are being checked at once")
    }
}

impl From<HashError> for kernel::Error {
    fn from(error: HashError) -> Self {
        kernel::Error::internal(error)
    }
}

type Job = Box<dyn FnOnce() + Send>;

/// A place in the queue, for one hash after the other. Held by whoever asks and by the work, which goes on when the
/// asker leaves.
#[derive(Clone, Debug)]
pub struct Place {
    _permit: Arc<OwnedSemaphorePermit>,
}

/// Clone it freely: all clones share the threads, which end with the last of them.
#[derive(Clone)]
pub struct HashPool {
    jobs: SyncSender<Job>,
    places: Arc<Semaphore>,
    pub(super) retry_after_s: u32,
}

/// How long a hash takes at most on the slow machines of an académie, to tell how long a full queue needs.
const ONE_HASH_MS: usize = 60;

impl HashPool {
    /// Starts `slots` threads (the number of cores) before a queue of `waiting` places.
    pub fn start(slots: usize, waiting: usize) -> std::io::Result<HashPool> {
        let slots = slots.max(1);
        let places = slots + waiting;
        let (jobs, queue) = sync_channel::<Job>(places);
        let queue = Arc::new(Mutex::new(queue));
        for slot in 0..slots {
            let queue = Arc::clone(&queue);
            thread::Builder::new().name(format!("hash-{slot}")).spawn(move || work(&queue))?;
        }
        let seconds = (waiting / slots * ONE_HASH_MS).div_ceil(1000).max(1);
        let retry_after_s = u32::try_from(seconds).unwrap_or(u32::MAX);
        Ok(HashPool { jobs, places: Arc::new(Semaphore::new(places)), retry_after_s })
    }

    /// Takes a place, before anything is done that only a hash makes worth while.
    pub fn place(&self) -> Result<Place, Busy> {
        let taken = Arc::clone(&self.places).try_acquire_owned();
        taken
            .map(|permit| Place { _permit: Arc::new(permit) })
            .map_err(|_| Busy { retry_after_s: self.retry_after_s })
    }

    /// See [`super::make`].
    pub async fn make(
        &self,
        place: &Place,
        keys: Keys,
        salt: Salt,
        password: Password,
    ) -> Result<String, HashError> {
        self.run(place, move || super::make(&keys, salt, &password)).await
    }

    /// See [`super::verify`]; without a stored hash, the same work for nobody.
    pub async fn verify(
        &self,
        place: &Place,
        keys: Keys,
        stored: Option<String>,
        password: Password,
    ) -> Result<Verified, HashError> {
        self.run(place, move || match stored {
            Some(stored) => super::verify(&keys, &stored, &password),
            None => super::verify_nobody(&keys, &password),
        })
        .await
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        place: &Place,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let (answer, answered) = oneshot::channel();
        let place = place.clone();
        let job: Job = Box::new(move || {
            let _held = place;
            // Whoever asked may have left while this waited.
            if !answer.is_closed() {
                let _ = answer.send(work());
            }
        });
        // There is room: the queue is as long as there are places.
        self.jobs.try_send(job).map_err(|_| HashError::Failed)?;
        answered.await.unwrap_or(Err(HashError::Failed))
    }
}

impl std::fmt::Debug for HashPool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HashPool(…)")
    }
}

fn work(queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            // A job that panics fails alone: its asker gets an error, the thread lives.
            Ok(job) => drop(catch_unwind(AssertUnwindSafe(job))),
            Err(_) => return,
        }
    }
}
