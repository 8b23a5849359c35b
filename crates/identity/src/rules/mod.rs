//! The pure rules of the account: what a NUMEN, an identifier, a password or a staff file must look like, and how
//! failures slow a guesser down. Nothing here touches a database, a clock or a file; whatever varies is passed in.

pub mod app_password;
pub mod birth_date;
pub mod breached;
pub mod email_address;
pub mod hash;
pub mod identifier;
pub mod numen;
pub mod password;
pub mod staff_file;
pub mod throttle;
pub mod uai;
