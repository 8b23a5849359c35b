//! What who looks after the mail of an académie does with boxes: their room, how long what is kept, closing and bringing
//! back. Nothing here reads a message; whoever must read one asks for it, and somebody else decides (`procedures`).

pub(crate) mod boxes;
pub(crate) mod counters;
pub(crate) mod not_entered;
pub(crate) mod procedures;
pub(crate) mod quota;
pub(crate) mod retention;
pub(crate) mod terms;
pub(crate) mod withheld;

#[cfg(test)]
pub(crate) mod tests;
