//! The readers of what strangers send, each as a target for a fuzzer led by coverage (`scripts/fuzz.sh` builds and drives
//! it). A target lies beside what it reads; here is their list, and the ordinary test that every seed passes.

#[cfg(fuzzing)]
mod driver;
mod planted;

use std::panic::{AssertUnwindSafe, catch_unwind};

/// A reader, and what a fuzzer begins with.
pub(crate) struct Target {
    pub name: &'static str,
    /// Reads the bytes as the product does, and panics where a promise is broken.
    pub run: fn(&[u8]),
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// What means something to the reader.
    pub words: &'static [&'static str],
}

const TARGETS: &[Target] = &[
    crate::message::parse::fuzz::MIME,
    crate::message::safe_html::fuzz::HTML,
    crate::message::search_syntax::fuzz::SEARCH,
    crate::smtp::fuzz::SMTP,
    crate::imap::fuzz::IMAP,
    crate::imap::tests::sessions::SESSIONS,
    crate::invitation::fuzz::INVITATIONS,
    crate::contacts::exchange::fuzz::CONTACTS,
    crate::exchange::import::fuzz::IMPORT,
    crate::rules::reader::fuzz::SIEVE,
    crate::message::address::fuzz::ADDRESSES,
];

#[test]
fn every_seed_keeps_the_promises() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{} begins with nothing", target.name);
        for bytes in seeds.iter().map(Vec::as_slice).chain(target.words.iter().map(|word| word.as_bytes())) {
            let kept = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes)));
            assert!(kept.is_ok(), "{}: {:?}", target.name, String::from_utf8_lossy(bytes));
        }
    }
}
