//! The door for mail programs (IMAP4rev1, RFC 3501, with the extensions of [`session::CAPABILITIES`]): phones, Thunderbird, programs
//! that keep a copy. `wire` cuts what comes, imap-codec reads it, a `Session` answers over the same store as the webmel.

mod append;
mod change;
mod fetch;
mod folders;
#[cfg(test)]
pub(crate) mod fuzz;
pub(crate) mod names;
mod reach;
pub(crate) mod reply;
mod search;
mod server;
mod session;
mod shape;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod view;
mod wire;

pub use server::serve;
pub(crate) use shape::FORGET;
