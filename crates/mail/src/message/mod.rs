//! What a message is, apart from where it is kept or how it travels: bytes read into an `Email`, a `Draft` written into bytes.
//! Nothing here touches a database, a clock or the network; everything that comes from outside is taken as hostile.

pub mod address;
mod clean;
pub mod compose;
mod email;
mod file_name;
mod markup;
pub mod parse;
mod preview;
pub mod safe_html;
pub mod search_syntax;
pub mod subject;
pub mod text;
pub mod thread;

pub use clean::{clean_line, clean_text};
pub use email::{Attachment, AutoSubmitted, Email, EmailAddress, Importance, ListHeaders, Loss};
pub use file_name::safe_file_name;
pub use parse::{arrived_at, head_is_whole, header_values, parse, part, write_part};
