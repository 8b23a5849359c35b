//! Counters of one address of the network (/32, or /64 of IPv6). A whole school may stand behind one address, so
//! declared exits of schools are allowed ten times the failures.

use super::{Answer, HOUR, MINUTE, Reason, account::waiting};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressKind {
    Ordinary,
    /// Declared as the exit of one or more schools.
    SchoolExit,
}

/// Failures from one address within ten minutes from the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddressCounter {
    pub window_start_ms: i64,
    pub failures: u32,
}

impl AddressCounter {
    const WINDOW: i64 = 10 * MINUTE;

    pub fn answer(&self, kind: AddressKind, now_ms: i64) -> Answer {
        let most = match kind {
            AddressKind::Ordinary => 30,
            AddressKind::SchoolExit => 300,
        };
        let end = self.window_start_ms.saturating_add(Self::WINDOW);
        waiting((self.failures >= most).then_some(end), Reason::Address, now_ms)
    }

    #[must_use]
    pub fn failed(self, now_ms: i64) -> AddressCounter {
        if is_over(self.window_start_ms, Self::WINDOW, now_ms) {
            AddressCounter { window_start_ms: now_ms, failures: 1 }
        } else {
            AddressCounter { failures: self.failures.saturating_add(1), ..self }
        }
    }

    /// One agent's right password gives back the failure counted for it, not those of the neighbours.
    #[must_use]
    pub fn succeeded(self) -> AddressCounter {
        AddressCounter { failures: self.failures.saturating_sub(1), ..self }
    }
}

/// Different NUMEN tried from one address within an hour from the first: a person tries one, perhaps two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumenSpread {
    pub window_start_ms: i64,
    /// The first eight bytes of each NUMEN index.
    seen: Vec<[u8; 8]>,
}

impl NumenSpread {
    const WINDOW: i64 = HOUR;
    const MOST_KEPT: usize = 60;

    /// From storage: the moment and the bytes that [`NumenSpread::seen_bytes`] gave.
    pub fn stored(window_start_ms: i64, seen: &[u8]) -> NumenSpread {
        NumenSpread { window_start_ms, seen: seen.as_chunks().0.to_vec() }
    }

    pub fn seen_bytes(&self) -> Vec<u8> {
        self.seen.as_flattened().to_vec()
    }

    /// May this NUMEN be tried? One that was tried already in this hour always may, as far as this counter goes.
    pub fn answer(&self, kind: AddressKind, numen_index: &[u8; 32], now_ms: i64) -> Answer {
        let most = match kind {
            AddressKind::Ordinary => 10,
            AddressKind::SchoolExit => Self::MOST_KEPT,
        };
        let end = self.window_start_ms.saturating_add(Self::WINDOW);
        let full = self.seen.len() >= most && !self.seen.contains(&short(numen_index));
        waiting(full.then_some(end), Reason::NumenSpread, now_ms)
    }

    /// Counts a try, right or wrong: guessing shows in the number of people, not of failures.
    #[must_use]
    pub fn tried(mut self, numen_index: &[u8; 32], now_ms: i64) -> NumenSpread {
        if is_over(self.window_start_ms, Self::WINDOW, now_ms) {
            self = NumenSpread { window_start_ms: now_ms, seen: Vec::new() };
        }
        let numen = short(numen_index);
        if !self.seen.contains(&numen) && self.seen.len() < Self::MOST_KEPT {
            self.seen.push(numen);
        }
        self
    }
}

fn short(numen_index: &[u8; 32]) -> [u8; 8] {
    numen_index.first_chunk().copied().unwrap_or_default()
}

/// Also true when the clock was set back before the window's start, which would else never end.
fn is_over(start_ms: i64, window_ms: i64, now_ms: i64) -> bool {
    now_ms < start_ms || now_ms.saturating_sub(start_ms) >= window_ms
}
