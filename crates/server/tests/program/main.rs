//! The program as it is shipped, its commands and its parts together. One binary: each links all that the program is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod access;
mod attachments;
mod backup;
mod commands;
mod demo;
mod invitations;
mod killed;
mod operate;
mod permissions;
mod whole;
