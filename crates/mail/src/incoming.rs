//! A message that comes over a connection: what has come lately is in memory, what came before lies on disk.

use bytes::Bytes;
use kernel::{
    Error, Result,
    files::{Files, Spool},
};

/// Bytes of one message, as they come.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    memory: Vec<u8>,
    spool: Option<Spool>,
    /// The disk did not take them: nothing more is held.
    failed: Option<Error>,
}

/// From so many bytes on, what has come goes to disk.
const MOST: usize = 256 << 10;

impl Incoming {
    pub fn push(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.memory.extend_from_slice(bytes);
        }
    }

    /// Bytes that have come.
    pub fn size(&self) -> usize {
        self.spool.as_ref().map_or(0, |spool| usize::try_from(spool.size()).unwrap_or(usize::MAX))
            + self.memory.len()
    }

    /// Keeps the memory small: to be asked for each time something has come.
    pub async fn put_by(&mut self, files: &Files) {
        if self.memory.len() < MOST {
            return;
        }
        let bytes = std::mem::take(&mut self.memory);
        let spool = self.spool.take().unwrap_or_else(|| files.spool());
        match spool.with(bytes).await {
            Ok(spool) => self.spool = Some(spool),
            Err(error) => self.failed = Some(error),
        }
    }

    /// All that has come, or why it could not be held.
    pub async fn whole(self) -> Result<Bytes> {
        match (self.failed, self.spool) {
            (Some(error), _) => Err(error),
            (None, Some(spool)) => spool.with(self.memory).await?.read().await,
            (None, None) => Ok(self.memory.into()),
        }
    }

    /// What has come and is not on disk yet.
    #[cfg(test)]
    pub fn memory(&self) -> &[u8] {
        &self.memory
    }
}
