//! ARENA: the catalogue of the académie's applications, each shown to those it is for, opened with one sign-on; the
//! agent's favourites among them; and what managers do with them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests"))]

pub mod application;
mod door;
mod favourite;
mod home;
mod management;
mod policy;
#[cfg(test)]
mod tests;

/// The portal's sentences.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

use web::{Module, Routes};

pub use favourite::star;
pub use policy::POLICY;

pub fn module() -> Module {
    Module {
        base: kernel::Module {
            name: "portal",
            migrations: kernel::migrations!["0001_applications"],
            jobs: &[],
            listeners: &[],
            schedules: &[],
            policy: POLICY,
        },
        routes: || {
            Routes::new()
                .merge(door::routes())
                .merge(home::routes())
                .merge(favourite::routes())
                .merge(management::routes())
        },
    }
}
