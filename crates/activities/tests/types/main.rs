//! The types of activity in a session: by the contract of each, and as those who write and follow a parcours meet them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod contract;
mod following;
mod parcours;
mod writing;
