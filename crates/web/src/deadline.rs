//! How long an answer may take: a minute, or for an upload a minute since data last came, so that a slow line is
//! waited for and a silent one is not.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::body::Body;
use http::request::Parts;
use http_body_util::BodyExt;
use kernel::{Error, time::minutes};
use tokio::time::Instant;

use crate::visit::text;

const QUIET: Duration = minutes(1);
/// However slowly it trickles, an upload ends.
const UPLOAD: Duration = minutes(60);

pub(crate) struct Deadline {
    begun: Instant,
    /// Milliseconds after `begun` when data came last.
    last: Arc<AtomicU64>,
    quiet: Duration,
    longest: Duration,
}

impl Deadline {
    /// The deadline of a request, and its body under watch.
    pub(crate) fn of(parts: &Parts, body: Body) -> (Body, Deadline) {
        let upload = text(&parts.headers, "content-type").starts_with("multipart/form-data");
        Deadline::new(body, QUIET, if upload { UPLOAD } else { QUIET })
    }

    fn new(body: Body, quiet: Duration, longest: Duration) -> (Body, Deadline) {
        let deadline = Deadline { begun: Instant::now(), last: Arc::default(), quiet, longest };
        let (begun, last) = (deadline.begun, deadline.last.clone());
        let watched = body.map_frame(move |frame| {
            last.store(begun.elapsed().as_millis() as u64, Ordering::Relaxed);
            frame
        });
        (Body::new(watched), deadline)
    }

    /// The answer, or that it took too long.
    pub(crate) async fn holds<T>(&self, answer: impl Future<Output = T>) -> Result<T, Error> {
        let mut answer = pin!(answer);
        loop {
            let last = self.begun + Duration::from_millis(self.last.load(Ordering::Relaxed));
            let end = (last + self.quiet).min(self.begun + self.longest);
            if end <= Instant::now() {
                return Err(Error::Unavailable("no answer in time"));
            }
            if let Ok(answer) = tokio::time::timeout_at(end, &mut answer).await {
                return Ok(answer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures::StreamExt;

    use super::*;

    /// A body of `pieces`, one every 40 ms.
    fn slow(pieces: usize) -> Body {
        Body::from_stream(futures::stream::iter(0..pieces).then(|_| async {
            tokio::time::sleep(Duration::from_millis(40)).await;
            Ok::<_, std::io::Error>(Bytes::from_static(b"x"))
        }))
    }

    async fn read(pieces: usize, quiet: u64, longest: u64) -> Option<usize> {
        let (body, deadline) =
            Deadline::new(slow(pieces), Duration::from_millis(quiet), Duration::from_millis(longest));
        deadline.holds(body.collect()).await.ok().map(|whole| whole.unwrap().to_bytes().len())
    }

    #[tokio::test]
    async fn data_that_flows_is_waited_for_and_silence_is_not() {
        assert_eq!(read(10, 200, 5_000).await, Some(10), "longer than the quiet time in all");
        assert_eq!(read(10, 20, 5_000).await, None, "each piece comes too late");
        assert_eq!(read(10, 200, 200).await, None, "however steadily it trickles");
    }
}
