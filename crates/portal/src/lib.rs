//! ARENA: the catalogue of the académie's applications, each shown to those it is for, opened with one sign-on; the
//! agent's favourites among them; and what managers do with them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests"))]

pub mod application;
mod days;
mod delegation;
mod door;
mod favourite;
mod home;
mod launch;
mod management;
mod policy;
#[cfg(test)]
mod tests;
mod view;

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
            migrations: kernel::migrations!["0001_applications", "0002_audiences_and_delegations"],
            jobs: &[],
            listeners: &[],
            schedules: &[delegation::CLEAN_UP],
            keepers: &[],
            groups: &[],
            calendar: None,
            policy: POLICY,
        },
        routes: || {
            Routes::new()
                .merge(door::routes())
                .merge(home::routes())
                .merge(launch::routes())
                .merge(favourite::routes())
                .merge(delegation::routes())
                .merge(management::routes())
        },
    }
}
