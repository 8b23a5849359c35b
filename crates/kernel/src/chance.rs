//! Where chance comes from: the operating system in production, a counted stream in tests and demo data so that
//! the same seed gives the same ids and tokens.

use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

#[derive(Clone, Debug)]
pub enum Chance {
    System,
    /// SHA-256 over (seed, counter). Predictable on purpose: never for a server that people use.
    Seeded(Arc<Mutex<(u64, u64)>>),
}

impl Chance {
    pub fn seeded(seed: u64) -> Chance {
        Chance::Seeded(Arc::new(Mutex::new((seed, 0))))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        match self {
            Chance::System => {
                #[expect(
                    clippy::expect_used,
                    clippy::disallowed_methods,
                    reason = "the one place that asks the system; without its random source nothing here is safe"
                )]
                getrandom::fill(bytes).expect("the operating system's random source");
            }
            Chance::Seeded(state) => {
                for chunk in bytes.chunks_mut(32) {
                    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                    state.1 += 1;
                    let block = Sha256::new()
                        .chain_update(state.0.to_le_bytes())
                        .chain_update(state.1.to_le_bytes())
                        .finalize();
                    chunk.copy_from_slice(&block[..chunk.len()]);
                }
            }
        }
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number in `0..bound` (0 when the bound is 0), without modulo bias worth the name (2⁻³²).
    pub fn below(&self, bound: u64) -> u64 {
        let wide = u128::from(u64::from_le_bytes(self.bytes())) * u128::from(bound);
        (wide >> 64) as u64
    }

    /// 256 bits as 43 characters of URL-safe base 64: session cookies, links, codes.
    pub fn token(&self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&self.bytes::<32>())
    }
}
