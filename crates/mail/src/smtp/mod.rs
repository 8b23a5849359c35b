//! The mail protocols that other servers and mail programs speak to us: what comes over the wire is cut up by `wire` and
//! answered by `conversation`, both without input or output of their own; `server` keeps the connections. What front
//! servers hand over goes to boxes (`inbound`), what mail programs send leaves in their owner's name (`submission`).

mod conversation;
mod inbound;
mod server;
mod submission;
mod wire;

#[cfg(test)]
mod door_tests;
#[cfg(test)]
pub(crate) mod fuzz;
#[cfg(test)]
mod soup;
#[cfg(test)]
pub(crate) mod tests;

pub use conversation::Kind;
pub use server::{Opening, serve};
