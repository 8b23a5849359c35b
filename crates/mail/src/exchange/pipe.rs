//! Bridges between code that blocks (archives, compression) and files that are streamed: what a thread writes as a
//! stream, and a kept content as something to read anywhere in it. Neither holds more than some pieces in memory.

use std::{
    io::{self, Read, Write},
    sync::Mutex,
    time::Duration,
};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use kernel::{Error, Result, files::Files};
use tokio::{runtime::Handle, sync::mpsc};

const PIECE: usize = 64 << 10;
/// Pieces that wait to be taken.
const WAITING: usize = 4;

enum Said {
    Piece(Bytes),
    Failed(String),
    Whole,
}

/// Where the thread writes.
pub(super) struct Pipe {
    to: mpsc::Sender<Said>,
    held: Vec<u8>,
    runtime: Handle,
}

/// Who takes nothing for so long has gone, and holds no thread any more.
const PATIENCE: Duration = Duration::from_mins(2);

impl Pipe {
    fn send(&self, said: Said) -> io::Result<()> {
        let sent = self.runtime.block_on(tokio::time::timeout(PATIENCE, self.to.send(said)));
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE));
        self.send(Said::Piece(piece.into()))
    }
}

/// What a thread of its own writes, as a stream. It ends well only when the thread has said that all is written: who dies
/// on the way leaves an error and never something that looks whole.
pub(super) fn written_by<F>(write: F) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static
where
    F: FnOnce(&mut Pipe) -> Result<()> + Send + 'static,
{
    let (to, from) = mpsc::channel(WAITING);
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        let mut pipe = Pipe { to, held: Vec::with_capacity(PIECE), runtime };
        let outcome = write(&mut pipe).and_then(|()| pipe.flush().map_err(Error::internal));
        // Who no longer listens needs no end.
        let _ = pipe.send(match outcome {
            Ok(()) => Said::Whole,
            Err(error) => Said::Failed(error.to_string()),
        });
    });
    futures::stream::unfold(Some(from), |from| async move {
        let mut from = from?;
        match from.recv().await {
            Some(Said::Piece(piece)) => Some((Ok(piece), Some(from))),
            Some(Said::Whole) => None,
            Some(Said::Failed(why)) => Some((Err(io::Error::other(why)), None)),
            None => Some((Err(io::Error::other("the writer died")), None)),
        }
    })
}

/// The file store gave no answer: what is read is not to blame.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unanswered(String);

/// A kept content, for a thread that may block.
pub(super) struct Stored {
    files: Files,
    digest: String,
    size: u64,
    runtime: Handle,
    /// What was read last, and where it begins.
    window: Mutex<(u64, Bytes)>,
}

const WINDOW: u64 = 1 << 20;

impl Stored {
    /// Call it where the runtime is known, use it in a thread of its own.
    pub(super) fn new(files: Files, digest: &str, size: u64) -> Stored {
        let window = Mutex::new((0, Bytes::new()));
        Stored { files, digest: digest.to_owned(), size, runtime: Handle::current(), window }
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// From its beginning to its end.
    pub(super) fn reader(&self) -> StoredReader<'_> {
        StoredReader { stored: self, at: 0 }
    }

    fn fetch(&self, at: u64) -> io::Result<Bytes> {
        let part = at..(at + WINDOW).min(self.size);
        self.runtime.block_on(async {
            let unanswered = |error: String| io::Error::other(Unanswered(error));
            let stream = self.files.stream_part(&self.digest, part).await;
            let mut stream = stream.map_err(|e| unanswered(e.to_string()))?;
            let mut bytes = Vec::new();
            while let Some(piece) = stream.next().await {
                bytes.extend_from_slice(&piece.map_err(|e| unanswered(e.to_string()))?);
            }
            Ok(bytes.into())
        })
    }
}

impl rawzip::ReaderAt for Stored {
    fn read_at(&self, to: &mut [u8], at: u64) -> io::Result<usize> {
        if at >= self.size || to.is_empty() {
            return Ok(0);
        }
        let mut window = self.window.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if at < window.0 || at >= window.0 + window.1.len() as u64 {
            *window = (at, self.fetch(at)?);
        }
        let from = (at - window.0) as usize;
        let held = window.1.get(from..).unwrap_or_default();
        let count = held.len().min(to.len());
        to[..count].copy_from_slice(&held[..count]);
        Ok(count)
    }
}

pub(super) struct StoredReader<'s> {
    stored: &'s Stored,
    at: u64,
}

impl Read for StoredReader<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = rawzip::ReaderAt::read_at(self.stored, to, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;

    use super::*;

    #[tokio::test]
    async fn who_dies_on_the_way_leaves_nothing_that_looks_whole() {
        let whole = written_by(|out| out.write_all(&vec![b'x'; 300_000]).map_err(Error::internal));
        let pieces: Vec<Bytes> = whole.try_collect().await.unwrap();
        assert_eq!(pieces.iter().map(Bytes::len).sum::<usize>(), 300_000);
        assert!(pieces.iter().all(|piece| piece.len() <= 300_000));
        let failed = written_by(|out| {
            out.write_all(b"the first half").map_err(Error::internal)?;
            Err(Error::NotFound)
        });
        assert!(failed.try_collect::<Vec<Bytes>>().await.is_err());
        let died = written_by(|out| {
            out.write_all(b"the first half").map_err(Error::internal)?;
            panic!("killed");
        });
        assert!(died.try_collect::<Vec<Bytes>>().await.is_err());
    }
}
