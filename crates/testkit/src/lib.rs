//! What request tests are made of: a whole application on a database of its own (`TestApp`), a browser without a
//! screen (`Visitor`), people named like the domain. Time and chance are held still.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot prepare must fail"
)]

mod app;
mod cyrus;
mod dovecot;
mod imap;
mod mail_copy;
mod pdf;
mod people;
mod ports;
mod postgres;
mod visitor;

pub use app::{TestApp, databases};
pub use cyrus::Cyrus;
pub use dovecot::{DOVECOT_PASSWORD, Dovecot, as_root, documented};
pub use imap::Imap;
pub use mail_copy::MailCopy;
pub use pdf::pdf;
pub use people::A_MORNING;
pub use ports::free_address;
pub use visitor::{Seen, Visitor};
