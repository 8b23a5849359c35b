//! How a password is stored: Argon2id, then an HMAC under a numbered key that is not in the database, so that a stolen
//! database alone gives nothing to guess against. Hashing takes some 20 ms and 19 MiB: see [`HashPool`].
//!
//! ```text
//! $argon2id-hmac-sha256$v=19$m=19456,t=2,p=1,k=KEY NUMBER$SALT$HMAC
//! ```

mod pool;
mod stored;
#[cfg(test)]
mod tests;

use std::cell::RefCell;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use kernel::keys::{Keys, mac, same};
use zeroize::Zeroize;

pub use self::{
    pool::{Busy, HashPool, Place},
    stored::{Cost, StoredHash},
};
use super::password::Password;

/// Name of the purpose that the pepper is derived for.
const PEPPER: &str = "identity/password-pepper";

/// 128 bits of chance for each password.
pub type Salt = [u8; 16];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    No,
    Yes {
        /// Made with other costs or an older key than today's: store a new hash while the password is at hand.
        needs_rehash: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    #[error("the stored password hash cannot be read")]
    Unreadable,
    #[error("key {0} of the stored password hash is not in the key file")]
    NoKey(u32),
    #[error("the password could not be hashed")]
    Failed,
}

/// Hashes a new password with today's costs and key.
pub fn make(keys: &Keys, salt: Salt, password: &Password) -> Result<String, HashError> {
    let (cost, key) = (Cost::TODAY, keys.current());
    let tag = tag(keys, key, cost, &salt, password)?;
    Ok(StoredHash { cost, key, salt, tag }.to_string())
}

/// Compares a password with a stored hash, in a time that does not depend on how much of it is right.
pub fn verify(keys: &Keys, stored: &str, password: &Password) -> Result<Verified, HashError> {
    let stored: StoredHash = stored.parse()?;
    let tag = tag(keys, stored.key, stored.cost, &stored.salt, password)?;
    if same(&tag, &stored.tag) {
        Ok(Verified::Yes { needs_rehash: stored.cost != Cost::TODAY || stored.key != keys.current() })
    } else {
        Ok(Verified::No)
    }
}

/// The same work for an account that does not exist or has no password, so that the answer takes as long.
pub fn verify_nobody(keys: &Keys, password: &Password) -> Result<Verified, HashError> {
    tag(keys, keys.current(), Cost::TODAY, &Salt::default(), password).map(|_| Verified::No)
}

fn tag(keys: &Keys, key: u32, cost: Cost, salt: &Salt, password: &Password) -> Result<[u8; 32], HashError> {
    let pepper = keys.numbered(key, PEPPER).ok_or(HashError::NoKey(key))?;
    let mut hash = argon2id(cost, salt, password)?;
    let tag = mac(&pepper, &[&hash]);
    hash.zeroize();
    Ok(tag)
}

thread_local! {
    /// The 19 MiB that Argon2 works in, kept from one password to the next on the threads of the pool.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

fn argon2id(cost: Cost, salt: &Salt, password: &Password) -> Result<[u8; 32], HashError> {
    let failed = |_| HashError::Failed;
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(failed)?;
    let blocks = params.block_count();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut hash = [0; 32];
    MEMORY
        .with_borrow_mut(|memory| {
            memory.resize(blocks, Block::default());
            argon2.hash_password_into_with_memory(
                password.expose().as_bytes(),
                salt,
                &mut hash,
                memory.as_mut_slice(),
            )
        })
        .map_err(failed)?;
    Ok(hash)
}
