//! The keys that sign: ES256, thirty days each, the next one published a whole period ahead so that no application
//! ever meets a signature by a key it could not have fetched. Made when first needed, kept sealed.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use kernel::{Ctx, Error, Id, Result, Time, Tx, row, sql, time::days};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::seal::{self, Sealed};

const PURPOSE: &str = "oidc signing key";
const PERIOD: std::time::Duration = days(30);
/// Published after its last signature: tokens live minutes, caches an hour.
const AFTERGLOW: std::time::Duration = days(1);
/// Kept to recognise old ID tokens given as hints.
const MEMORY: std::time::Duration = days(365);

#[derive(Debug)]
pub(super) struct SigningKey;

row! {
    pub(super) struct KeyRow {
        pub(super) id: Id<SigningKey>,
        sealed: Vec<u8>,
        seal_number: u32,
        public_point: Vec<u8>,
        signs_from: Time,
        signs_until: Time,
    }
}

impl KeyRow {
    fn signs_at(&self, now: Time) -> bool {
        self.signs_from <= now && now < self.signs_until
    }

    /// The private half, as PKCS#8.
    pub(super) fn private(&self, ctx: &Ctx) -> Result<Zeroizing<Vec<u8>>> {
        let sealed = Sealed { number: self.seal_number, bytes: self.sealed.clone() };
        seal::open(ctx, PURPOSE, self.id.bytes(), &sealed)
    }

    /// The public half's coordinates, as JSON Web Keys write them.
    pub(super) fn coordinates(&self) -> Result<(String, String)> {
        // An uncompressed point: 4, x, y.
        let broken = || Error::internal("not a point of P-256");
        let (x, y) = self
            .public_point
            .strip_prefix(&[4])
            .ok_or_else(broken)?
            .split_at_checked(32)
            .ok_or_else(broken)?;
        Ok((BASE64URL_NOPAD.encode(x), BASE64URL_NOPAD.encode(y)))
    }

    pub(super) fn jwk(&self) -> Result<Value> {
        let (x, y) = self.coordinates()?;
        Ok(
            json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig", "alg": "ES256", "kid": self.id }),
        )
    }
}

/// The key that signs now.
pub(super) async fn signing(ctx: &Ctx) -> Result<KeyRow> {
    published(ctx)
        .await?
        .into_iter()
        .find(|k| k.signs_at(ctx.now()))
        .ok_or_else(|| Error::internal("no signing key"))
}

/// The keys to publish: the one that signs, the next, and for a day the one before.
pub(super) async fn published(ctx: &Ctx) -> Result<Vec<KeyRow>> {
    let keys = read_published(&mut ctx.read().await?).await?;
    if is_complete(&keys, ctx.now()) { Ok(keys) } else { ctx.write(rotate).await }
}

/// A key of any age, to recognise what we signed once.
pub(super) async fn by_id(tx: &mut Tx, id: Id<SigningKey>) -> Result<Option<KeyRow>> {
    tx.first(sql!(KeyRow: "SELECT id, sealed, seal_number, public_point, signs_from, signs_until FROM oidc_keys WHERE id = $1", id))
        .await
}

/// Makes the keys that are missing and forgets the very old; answers those to publish.
pub(super) async fn rotate(tx: &mut Tx) -> Result<Vec<KeyRow>> {
    tx.lock("oidc keys").await?;
    let now = tx.now();
    let keys = read_published(tx).await?;
    if is_complete(&keys, now) {
        return Ok(keys);
    }
    if !keys.iter().any(|k| k.signs_at(now)) {
        make(tx, now).await?;
    }
    let last = read_published(tx).await?.iter().map(|k| k.signs_until).max().unwrap_or(now);
    if last <= now.plus(PERIOD) {
        make(tx, last).await?;
    }
    tx.execute(sql!("DELETE FROM oidc_keys WHERE signs_until < $1", now.minus(MEMORY))).await?;
    read_published(tx).await
}

fn is_complete(keys: &[KeyRow], now: Time) -> bool {
    keys.iter().any(|k| k.signs_at(now)) && keys.iter().any(|k| k.signs_from > now)
}

async fn read_published(tx: &mut Tx) -> Result<Vec<KeyRow>> {
    let since = tx.now().minus(AFTERGLOW);
    tx.all(sql!(KeyRow: "SELECT id, sealed, seal_number, public_point, signs_from, signs_until FROM oidc_keys
          WHERE signs_until > $1 ORDER BY signs_from", since))
        .await
}

async fn make(tx: &mut Tx, signs_from: Time) -> Result<()> {
    let id: Id<SigningKey> = tx.new_id();
    let failed = |_| Error::internal("a signing key could not be made");
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
    let private = pair.to_pkcs8v1().map_err(failed)?;
    let sealed = seal::seal(tx, PURPOSE, id.bytes(), private.as_ref())?;
    tx.execute(sql!(
        "INSERT INTO oidc_keys (id, sealed, seal_number, public_point, signs_from, signs_until)
          VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        sealed.bytes,
        sealed.number,
        *pair.public_key().as_ref(),
        signs_from,
        signs_from.plus(PERIOD)
    ))
    .await?;
    Ok(())
}
