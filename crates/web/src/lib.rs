//! The shell every page stands in: from a request to a `Visit` (who, where, in which language), from a page struct
//! to HTML, forms with their protection, sign-on, failures told in the reader's words, static files.

pub mod app;
pub mod assets;
pub mod cookies;
pub mod csrf;
pub mod dates;
mod deadline;
pub mod download;
mod failure;
pub mod form;
mod guard;
mod health;
mod kept;
pub mod layout;
pub mod page;
mod preferences;
pub mod routes;
pub mod session;
pub mod sign_on;
pub mod upload;
mod visit;

/// The shell's own sentences.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use app::{App, Module};
pub use failure::{Failure, Reply};
pub use form::{Errors, Form};
pub use page::{Crumb, Page, Undo, redirect, redirect_saying};
pub use routes::{Access, Routes};
pub use visit::Visit;

/// The web's own tables and pages.
pub fn module() -> Module {
    Module {
        base: kernel::Module {
            name: "web",
            migrations: kernel::migrations!["0001_sessions", "0002_kept_forms"],
            jobs: &[],
            listeners: &[],
            schedules: &[kept::CLEAN_UP],
            keepers: &[],
            groups: &[],
            calendar: None,
            policy: &[],
        },
        routes: || {
            Routes::new()
                .merge(sign_on::routes())
                .merge(preferences::routes())
                .merge(kept::routes())
                .merge(health::routes())
        },
    }
}
