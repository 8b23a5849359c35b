//! M@gistère: designs (content without people), sessions (dated runs with people), what participants do in them,
//! and what surrounds that: the calendar, the home page, announcements.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests"))]

pub mod activity;
pub mod announcement;
pub mod calendar;
pub mod completion;
mod dashboard;
pub mod design;
pub mod enrolment;
pub mod favourite;
pub mod place;
pub mod policy;
pub mod record;
pub mod rich_text;
mod se_former;
pub mod section;
pub mod session;
#[cfg(test)]
mod testing;
mod view;

/// The sentences of M@gistère.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

use web::{Module, Routes};

pub fn module() -> Module {
    Module {
        base: kernel::Module {
            name: "learning",
            migrations: kernel::migrations![
                "0001_parcours",
                "0002_home",
                "0003_calendar",
                "0004_no_last_visit",
                "0005_in_order"
            ],
            jobs: &[session::reminders::JOB, calendar::remind::JOB],
            listeners: &[],
            schedules: &[session::life::CLOCKWORK],
            keepers: &[],
            groups: &[enrolment::groups::PARTICIPANTS, enrolment::groups::TRAINERS],
            calendar: Some(calendar::SERVICE),
            policy: policy::POLICY,
        },
        routes: || {
            Routes::new()
                .merge(session::routes())
                .merge(section::routes())
                .merge(activity::routes())
                .merge(design::routes())
                .merge(enrolment::routes())
                .merge(announcement::routes())
                .merge(calendar::routes())
                .merge(dashboard::routes())
                .merge(se_former::routes())
        },
    }
}
