//! The mail protocols that other servers speak to us: what comes over the wire is cut up by `wire`, answered by
//! `conversation`, both without input or output of their own; `lmtp` is the door itself.

mod conversation;
pub mod lmtp;
mod wire;

#[cfg(test)]
mod tests;

/// The largest message taken in, in bytes: 20 MB of files, as mail travels with them.
pub const MESSAGE_LIMIT: usize = 30_000_000;
