//! Contents that lie in another server and are fetched from there when they are asked for. The domain that put them there
//! says how to fetch one, and which it lets go of here.

use std::{collections::HashSet, sync::Arc};

use bytes::Bytes;
use futures::future::BoxFuture;

use super::{Files, digest_of, upkeep};
use crate::{Ctx, Error, Result, Time};

/// Fetches a content by its digest; `None` when it is not there either.
pub type Fetch = Arc<dyn Fn(String) -> BoxFuture<'static, Result<Option<Bytes>>> + Send + Sync>;

impl Files {
    /// From now on contents that are not here are asked for there. Said twice, the first holds.
    pub fn fetch_with(&self, fetch: Fetch) {
        let _ = self.elsewhere.set(fetch);
    }

    /// A content that is not here: kept here again when it is there.
    pub(super) async fn fetched(&self, digest: &str) -> Result<Bytes> {
        let Some(fetch) = self.elsewhere.get() else { return Err(Error::NotFound) };
        let bytes = fetch(digest.to_owned()).await?.ok_or(Error::NotFound)?;
        if digest_of(&bytes) != digest {
            tracing::error!(digest, "a content that lies elsewhere is another by now");
            return Err(Error::NotFound);
        }
        self.keep_bytes(bytes.clone()).await?;
        Ok(bytes)
    }

    /// Whether a content is here.
    pub async fn is_here(&self, digest: &str) -> bool {
        use object_store::ObjectStoreExt;
        self.store.head(&super::key(digest)).await.is_ok()
    }
}

/// Takes contents away that lie elsewhere, as far as no other table than `table` speaks of them and they were not written
/// since `before`. Answers how many went.
pub async fn let_go(ctx: &Ctx, table: &'static str, digests: Vec<String>, before: Time) -> Result<usize> {
    let spoken_of: HashSet<String> = upkeep::spoken_of(ctx, &digests, Some(table)).await?;
    let Some(root) = ctx.services().files.folder.clone() else { return Ok(0) };
    let leaving: Vec<String> = digests.into_iter().filter(|digest| !spoken_of.contains(digest)).collect();
    upkeep::blocking(move || {
        leaving.iter().try_fold(0, |gone, digest| {
            Ok(gone + usize::from(upkeep::take_away(&root, &upkeep::place(&root, digest), before)?))
        })
    })
    .await
}

/// Those of these contents that some table but `table` speaks of.
pub async fn spoken_of(ctx: &Ctx, table: &'static str, digests: &[String]) -> Result<HashSet<String>> {
    upkeep::spoken_of(ctx, digests, Some(table)).await
}
