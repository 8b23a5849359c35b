//! The mailbox: the message model, and what keeps, carries and shows it.

pub mod message;
