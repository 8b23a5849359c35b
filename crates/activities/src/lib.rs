//! The types of activity, one folder each: what an activity of the type is made of, its form, its page, its tables.
//! A new type is a folder that keeps learning's contract, and one line of the list below.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests"))]

mod file;
mod label;
mod page;
mod text;
mod url;

/// The sentences of the types.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

use learning::activity::ActivityType;
use web::Module;

/// Every type, in alphabetical order of its key.
pub const TYPES: &[&dyn ActivityType] = &[
    &file::File, //
    &label::Label,
    &page::Page,
    &url::Link,
];

#[allow(unsafe_code, reason = "linkme names a section of the binary; no memory is touched by hand")]
const _: () = {
    #[linkme::distributed_slice(learning::activity::ACTIVITY_TYPES)]
    static REGISTERED: &[&dyn ActivityType] = TYPES;
};

pub fn module() -> Module {
    Module {
        base: kernel::Module {
            name: "activities",
            migrations: kernel::migrations!["0001_activities"],
            jobs: &[],
            listeners: &[],
            schedules: &[],
            keepers: &[],
            groups: &[],
            calendar: None,
            policy: &[],
        },
        routes: file::routes,
    }
}
