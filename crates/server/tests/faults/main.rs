//! What was acknowledged is still there after the process was killed, on both databases; and a database that cannot
//! answer for a while is told to the person, and recovers alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod accounts;
mod databases;
mod deployment;
mod disks;
mod halfway;
mod handover;
mod imap_store;
mod kills;
mod large;
mod mail_program;
mod postfix;
mod programs;
mod smarthost;
mod writer;
