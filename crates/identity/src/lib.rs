//! The account that every agent owns: born from the staff file, opened by its holder, asked by every application.

pub mod rules;
