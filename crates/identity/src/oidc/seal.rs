//! Sealing: what must be read again but never stands in clear in the database (AES-256-GCM under a key derived from
//! the key file, bound to the row it belongs to).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use kernel::{Ctx, Error, Result, keys::Key};
use zeroize::Zeroizing;

pub(super) struct Sealed {
    /// Number of the master key in the key file.
    pub(super) number: u32,
    /// Nonce, then cipher text and tag.
    pub(super) bytes: Vec<u8>,
}

/// Seals `plain` for `purpose`; it opens only with the same `about`, such as the id of its row.
pub(super) fn seal(ctx: &Ctx, purpose: &str, about: &[u8], plain: &[u8]) -> Result<Sealed> {
    let keys = &ctx.services().keys;
    let nonce: [u8; NONCE_LEN] = ctx.chance().bytes();
    let mut bytes = plain.to_vec();
    cipher(&keys.key(purpose))?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(about), &mut bytes)
        .map_err(|_| Error::internal("sealing failed"))?;
    Ok(Sealed { number: keys.current(), bytes: [nonce.as_slice(), &bytes].concat() })
}

pub(super) fn open(ctx: &Ctx, purpose: &str, about: &[u8], sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>> {
    let key = ctx.services().keys.numbered(sealed.number, purpose).ok_or_else(|| {
        Error::Internal(format!("{purpose}: the key file has no key number {} any more", sealed.number))
    })?;
    let broken = || Error::Internal(format!("{purpose}: sealed under another key, or damaged"));
    let (nonce, rest) = sealed.bytes.split_first_chunk::<NONCE_LEN>().ok_or_else(broken)?;
    let mut bytes = Zeroizing::new(rest.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length =
        cipher(&key)?.open_in_place(nonce, Aad::from(about), &mut bytes).map_err(|_| broken())?.len();
    bytes.truncate(length);
    Ok(bytes)
}

fn cipher(key: &Key) -> Result<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, &key.0).map(LessSafeKey::new).map_err(|_| Error::internal("no cipher"))
}
