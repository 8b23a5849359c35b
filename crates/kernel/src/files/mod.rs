//! Files: what people upload and what messages are made of, kept once under the SHA-256 of their content, streamed
//! in and out and never whole in memory unless they are small. A file is on disk (and synced) before anything speaks of it.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures::{Stream, StreamExt, stream::BoxStream};
use object_store::{
    GetResultPayload, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Key,
};
use sha2::{Digest as _, Sha256};

use crate::{
    Ctx, Error, Id, Result, Tx,
    error::DISK_FULL,
    people::{Academy, Person},
    row, sql,
};

mod elsewhere;
mod large;
mod upkeep;

pub use elsewhere::{Fetch, let_go, spoken_of};
pub use large::{LARGE, Spool, look};
pub(crate) use upkeep::{FILES, UPKEEP};
pub use upkeep::{GRACE, Keeper, Report, Taking, reconcile};

crate::big_tables!["files"];

#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Where it lies, when that is a folder.
    folder: Option<PathBuf>,
    /// What the last probe found, and when: anybody may ask for the health page, as often as they like.
    probed: Arc<tokio::sync::Mutex<Option<(Instant, bool)>>>,
    /// How contents are fetched that lie in another server.
    elsewhere: Arc<OnceLock<Fetch>>,
}

/// Where uploads lie until they are whole.
const INCOMING: &str = "incoming";

/// How long a probe's outcome is believed.
const PROBE: Duration = Duration::from_secs(5);

/// Content that is kept: its name and its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256, 64 lower-case hexadecimal digits.
    pub digest: String,
    pub size: u64,
}

row! {
    /// A file as people see it: kept content with a name and an owner.
    pub struct FileRow {
        pub id: Id<FileRow>,
        pub academy_id: Id<Academy>,
        pub owner_id: Option<Id<Person>>,
        pub digest: String,
        pub name: String,
        pub content_type: String,
        pub size: i64,
    }
}

impl Files {
    /// A folder of the local disk, made when absent.
    pub fn in_folder(folder: &Path) -> Result<Files> {
        std::fs::create_dir_all(folder).map_err(|e| Error::Internal(format!("{}: {e}", folder.display())))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(Error::internal)?.with_fsync(true);
        Ok(Files { folder: Some(folder.to_owned()), ..Files::in_store(Arc::new(store)) })
    }

    /// Any object store, such as S3.
    pub fn in_store(store: Arc<dyn ObjectStore>) -> Files {
        Files { store, folder: None, probed: Arc::default(), elsewhere: Arc::default() }
    }

    /// Keeps a stream; refuses it, with nothing left behind, past `limit` bytes (`Conflict`) or when it breaks
    /// (`Invalid`).
    pub async fn keep<E: std::fmt::Display>(
        &self,
        ctx: &Ctx,
        content: impl Stream<Item = Result<Bytes, E>>,
        limit: u64,
    ) -> Result<Kept> {
        let draft = Key::from(format!("{INCOMING}/{}", ctx.new_id::<()>()));
        let upload = self.store.put_multipart(&draft).await.map_err(failed)?;
        let mut upload = object_store::WriteMultipart::new_with_chunk_size(upload, LARGE);
        let mut hash = Sha256::new();
        let mut size = 0;
        let mut content = std::pin::pin!(content);
        while let Some(chunk) = content.next().await {
            let refusal = match chunk {
                Ok(chunk) => {
                    size += chunk.len() as u64;
                    hash.update(&chunk);
                    upload.wait_for_capacity(4).await.map_err(failed)?;
                    upload.write(&chunk);
                    (size > limit).then(|| Error::Conflict(format!("more than {limit} bytes")))
                }
                Err(error) => Some(Error::invalid("", error.to_string())),
            };
            if let Some(refusal) = refusal {
                upload.abort().await.ok();
                return Err(refusal);
            }
        }
        upload.finish().await.map_err(failed)?;
        let digest = data_encoding::HEXLOWER.encode(&hash.finalize());
        self.store.rename(&draft, &key(&digest)).await.map_err(failed)?;
        Ok(Kept { digest, size })
    }

    /// Keeps bytes that are at hand already.
    pub async fn keep_bytes(&self, bytes: impl Into<Bytes>) -> Result<Kept> {
        let bytes = bytes.into();
        let digest = look(bytes.clone(), |bytes| digest_of(bytes)).await?;
        let size = bytes.len() as u64;
        self.store.put(&key(&digest), bytes.into()).await.map_err(failed)?;
        Ok(Kept { digest, size })
    }

    /// The content, piece by piece.
    pub async fn stream(&self, digest: &str) -> Result<BoxStream<'static, std::io::Result<Bytes>>> {
        let found = match self.store.get(&key(digest)).await.map_err(failed) {
            Err(Error::NotFound) => {
                let bytes = self.fetched(digest).await?;
                return Ok(futures::stream::iter([Ok(bytes)]).boxed());
            }
            found => found?,
        };
        Ok(found.into_stream().map(|chunk| chunk.map_err(std::io::Error::other)).boxed())
    }

    /// Some of the content: bytes `from..to`, which must lie within it and not be empty.
    pub async fn stream_part(
        &self,
        digest: &str,
        part: std::ops::Range<u64>,
    ) -> Result<BoxStream<'static, std::io::Result<Bytes>>> {
        let options = object_store::GetOptions {
            range: Some(object_store::GetRange::Bounded(part)),
            ..Default::default()
        };
        let found = self.store.get_opts(&key(digest), options).await.map_err(failed)?;
        Ok(found.into_stream().map(|chunk| chunk.map_err(std::io::Error::other)).boxed())
    }

    /// The content whole. A large one in a folder is not brought into memory: its bytes are read where they lie.
    pub async fn bytes(&self, digest: &str) -> Result<Bytes> {
        let found = match self.store.get(&key(digest)).await.map_err(failed) {
            Err(Error::NotFound) => return self.fetched(digest).await,
            found => found?,
        };
        match &found.payload {
            GetResultPayload::File(file, _) if found.meta.size >= LARGE as u64 => {
                large::mapped(file).map_err(|error| refused(&error))
            }
            _ => found.bytes().await.map_err(failed),
        }
    }

    /// Whether the store takes what it is given: for the health page. One small object, written again every few
    /// seconds at most, however many ask at once.
    pub async fn healthy(&self) -> bool {
        let mut probed = self.probed.lock().await;
        match *probed {
            Some((at, healthy)) if at.elapsed() < PROBE => healthy,
            _ => {
                let healthy =
                    self.store.put(&Key::from("health"), Bytes::from_static(b"ok").into()).await.is_ok();
                *probed = Some((Instant::now(), healthy));
                healthy
            }
        }
    }
}

/// How the store names a content, kept or not: SHA-256, 64 lower-case hexadecimal digits.
pub fn digest_of(content: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content))
}

/// Two levels of folders, so that none holds millions of entries.
fn key(digest: &str) -> Key {
    let (a, rest) = digest.split_at_checked(2).unwrap_or((digest, ""));
    let (b, _) = rest.split_at_checked(2).unwrap_or((rest, ""));
    Key::from(format!("{a}/{b}/{digest}"))
}

fn failed(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound,
        other => refused(&other),
    }
}

/// The disk, or whatever stands for it, did not do what it was asked.
fn refused(error: &(dyn std::error::Error + 'static)) -> Error {
    tracing::error!(%error, "file store");
    Error::Unavailable(if is_full(error) { DISK_FULL } else { "the file store" })
}

fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if let Some(io) = one.downcast_ref::<std::io::Error>() {
            return io.kind() == std::io::ErrorKind::StorageFull;
        }
        cause = one.source();
    }
    false
}

impl Tx {
    /// Gives kept content a name; the row is what domains refer to.
    pub async fn add_file(&mut self, kept: &Kept, name: &str, content_type: &str) -> Result<Id<FileRow>> {
        let id: Id<FileRow> = self.new_id();
        let owner = self.agent_id().ok();
        self.execute(sql!(
            "INSERT INTO files (id, academy_id, owner_id, digest, name, content_type, size, created_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id,
            self.academy_id()?,
            owner,
            kept.digest,
            name,
            content_type,
            kept.size,
            self.now()
        ))
        .await?;
        Ok(id)
    }

    /// The file's row. Whoever asks has already decided that this person may see what refers to it.
    pub async fn file(&mut self, id: Id<FileRow>) -> Result<FileRow> {
        self.one(sql!(FileRow: "SELECT id, academy_id, owner_id, digest, name, content_type, size FROM files
              WHERE id = $1 AND academy_id = $2", id, self.academy_id()?))
            .await
    }
}
