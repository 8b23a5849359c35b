//! Large contents: bytes that are read where they lie on disk instead of being brought into memory, and that are written
//! there while they come. Small ones are in memory, as most are; whoever uses them need not know which is which.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use bytes::Bytes;

use super::{Files, INCOMING, refused};
use crate::{Error, Result};

/// From so many bytes on, a content is not in memory.
pub const LARGE: usize = 1 << 20;

/// A content that is being written, in memory at first and from [`LARGE`] on in a file without a name: whatever happens,
/// nothing is left of it.
#[derive(Debug)]
pub struct Spool {
    /// Where its file is made.
    folder: PathBuf,
    memory: Vec<u8>,
    file: Option<File>,
    size: u64,
}

impl Spool {
    /// Empty; should it become large, its file is made in this folder.
    pub fn in_folder(folder: &Path) -> Spool {
        Spool { folder: folder.to_owned(), memory: Vec::new(), file: None, size: 0 }
    }

    /// Bytes written.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The same with these bytes behind it, written on a thread that may wait for the disk.
    pub async fn with(mut self, bytes: Vec<u8>) -> Result<Spool> {
        off_the_way(move || self.write_all(&bytes).map(|()| self)).await
    }

    /// What was written, to be read; the last of it is written on a thread that may wait for the disk.
    pub async fn read(self) -> Result<Bytes> {
        off_the_way(move || self.finish()).await
    }

    /// The same on this thread.
    pub fn finish(mut self) -> io::Result<Bytes> {
        let Some(mut file) = self.file.take() else { return Ok(self.memory.into()) };
        file.write_all(&self.memory)?;
        mapped(&file)
    }

    /// The file, with all that was in memory.
    fn put_by(&mut self) -> io::Result<&mut File> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                std::fs::create_dir_all(&self.folder)?;
                none.insert(tempfile::tempfile_in(&self.folder)?)
            }
        };
        file.write_all(&self.memory)?;
        self.memory.clear();
        Ok(file)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.size += bytes.len() as u64;
        if self.memory.len() + bytes.len() < LARGE {
            self.memory.extend_from_slice(bytes);
        } else {
            self.put_by()?.write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    /// What is in memory may stay there: nobody else reads the file.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Files {
    /// An empty content, to be written.
    pub fn spool(&self) -> Spool {
        Spool::in_folder(&self.incoming())
    }

    /// The folder for what is on its way in; there from the first large content on.
    pub fn incoming(&self) -> PathBuf {
        self.folder.as_ref().map_or_else(std::env::temp_dir, |folder| folder.join(INCOMING))
    }

    /// Writes a content on a thread that may wait for the disk. What is written with answers beside it.
    pub async fn write<T: Send + 'static>(
        &self,
        with: impl FnOnce(&mut Spool) -> io::Result<T> + Send + 'static,
    ) -> Result<(T, Bytes)> {
        let mut spool = self.spool();
        off_the_way(move || {
            let answer = with(&mut spool)?;
            Ok((answer, spool.finish()?))
        })
        .await
    }

    /// These, one behind the other. Together they may be large.
    pub async fn joined<const N: usize>(&self, pieces: [Bytes; N]) -> Result<Bytes> {
        if pieces.iter().map(Bytes::len).sum::<usize>() < LARGE {
            return Ok(pieces.concat().into());
        }
        let write = move |spool: &mut Spool| pieces.iter().try_for_each(|piece| spool.write_all(piece));
        Ok(self.write(write).await?.1)
    }
}

/// A file as bytes: the system reads its pages as they are asked for and may forget them again.
pub(super) fn mapped(file: &File) -> io::Result<Bytes> {
    // SAFETY: nobody changes these files. Those of contents are never written again once they have their name, those of
    // `Spool` have no name that another could open them by; taking a name away leaves what is mapped.
    #[expect(unsafe_code, reason = "a map of a file is the one way to read it as a slice without holding it")]
    let map = unsafe { memmap2::Mmap::map(file) }?;
    Ok(Bytes::from_owner(map))
}

/// Large contents are looked through on a thread that nothing else waits for; small ones here.
pub async fn look<T: Send + 'static>(
    content: Bytes,
    with: impl FnOnce(&Bytes) -> T + Send + 'static,
) -> Result<T> {
    if content.len() < LARGE {
        return Ok(with(&content));
    }
    tokio::task::spawn_blocking(move || with(&content)).await.map_err(Error::internal)
}

async fn off_the_way<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    done.map_err(|error| refused(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Files) {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::in_folder(dir.path()).unwrap();
        (dir, files)
    }

    fn pattern(size: usize) -> Vec<u8> {
        (0..size).map(|at| (at * 31 % 251) as u8).collect()
    }

    #[tokio::test]
    async fn what_is_written_is_read_again_whatever_its_size() {
        let (_dir, files) = store();
        for size in [0, 1, LARGE - 1, LARGE, LARGE + 1, 3 * LARGE + 17] {
            let content = pattern(size);
            let given = content.clone();
            let (pieces, bytes) = files
                .write(move |spool| {
                    given.chunks(40_000).try_fold(0, |n, c| spool.write_all(c).map(|()| n + 1))
                })
                .await
                .unwrap();
            assert_eq!((bytes.len(), pieces), (size, size.div_ceil(40_000)));
            assert!(bytes == content, "{size}");
            let kept = files.keep_bytes(bytes).await.unwrap();
            assert!(files.bytes(&kept.digest).await.unwrap() == content, "{size}");
        }
    }

    #[tokio::test]
    async fn a_large_content_is_in_no_named_file_before_it_is_kept_and_stays_readable_when_it_goes() {
        let (dir, files) = store();
        let spool = files.spool().with(pattern(LARGE)).await.unwrap().with(b"end".to_vec()).await.unwrap();
        assert_eq!(spool.size(), LARGE as u64 + 3);
        assert_eq!(std::fs::read_dir(dir.path().join(INCOMING)).unwrap().count(), 0);
        let bytes = spool.finish().unwrap();
        assert!(bytes.ends_with(b"end"));
        let kept = files.keep_bytes(bytes).await.unwrap();
        let read = files.bytes(&kept.digest).await.unwrap();
        let (a, b) = (&kept.digest[..2], &kept.digest[2..4]);
        std::fs::remove_file(dir.path().join(a).join(b).join(&kept.digest)).unwrap();
        assert!(read.ends_with(b"end"));
        assert!(matches!(files.bytes(&kept.digest).await, Err(Error::NotFound)));
    }
}
