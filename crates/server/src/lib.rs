//! The product put together: configuration, the list of modules, the commands of the program `preau`.

pub mod academy;
pub mod admin;
pub mod attachments;
pub mod audit;
pub mod backup;
pub mod bench;
mod certificate;
pub mod command_line;
pub mod config;
pub mod demo;
pub mod doors;
pub mod exits;
pub mod files;
pub mod import;
pub mod modules;
pub mod oidc;
pub mod serve;
