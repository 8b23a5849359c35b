//!

pub mod calendar;
pub mod rich_text;
