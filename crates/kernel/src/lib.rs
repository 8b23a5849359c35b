//! Shared words and verbs of Préau, without HTML: who acts (`Ctx`), what is written together (`Tx`), the database
//! on two engines, and the services every domain calls: jobs, facts, notices, files, search, audit.
//! Domains build on it and never on each other, but for the edges drawn in `ARCHITECTURE.md`.

extern crate self as kernel;

pub mod audit;
pub mod calendar;
pub mod chance;
pub mod context;
pub mod db;
pub mod error;
pub mod facts;
pub mod files;
pub mod gate;
pub mod groups;
pub mod id;
pub mod jobs;
pub mod keys;
mod locale;
pub mod module;
pub mod notices;
pub mod people;
pub mod permission;
pub mod search;
pub mod site;
pub mod time;
pub mod tls;

pub use context::{Actor, Ctx, Origin, Services, Tx};
pub use error::{Error, Problem, Result};
pub use id::Id;
pub use locale::Locale;
pub use module::Module;
pub use time::Time;

/// The kernel's own tables, jobs and schedules.
pub fn module() -> Module {
    Module {
        name: "kernel",
        migrations: migrations![
            "0001_people",
            "0002_services",
            "0003_claims_and_floors",
            "0004_mailbox_activation",
            "0005_reserved_addresses",
            "0006_kinds",
            "0007_closed_mailboxes",
            "0008_places",
            "0009_newest_first",
            "0010_words_once"
        ],
        jobs: &[],
        listeners: &[],
        schedules: &[jobs::CLEAN_UP, audit::PURGE, files::UPKEEP],
        keepers: &[files::FILES],
        groups: &[],
        calendar: None,
        policy: &[],
    }
}
