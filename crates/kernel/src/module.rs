//! What a domain brings to the product apart from its pages: tables, jobs, what it listens to, its policy table.

use crate::{
    calendar::Calendar,
    db::Migration,
    facts::Listener,
    files::Keeper,
    groups::GroupKind,
    jobs::{JobKind, Schedule},
    permission::Rule,
};

#[derive(Clone, Copy)]
pub struct Module {
    pub name: &'static str,
    pub migrations: &'static [Migration],
    pub jobs: &'static [JobKind],
    pub listeners: &'static [Listener],
    pub schedules: &'static [Schedule],
    /// Its tables that speak of kept contents, all of them: what none speaks of is taken away.
    pub keepers: &'static [Keeper],
    /// Groups of people that it keeps and others may address.
    pub groups: &'static [GroupKind],
    /// The calendar, when it is this domain that keeps it.
    pub calendar: Option<Calendar>,
    pub policy: &'static [Rule],
}

impl Module {
    /// With nothing but a name: for pages of tests and measures. A domain says of each that it brings none.
    pub const fn named(name: &'static str) -> Module {
        Module {
            name,
            migrations: &[],
            jobs: &[],
            listeners: &[],
            schedules: &[],
            keepers: &[],
            groups: &[],
            calendar: None,
            policy: &[],
        }
    }
}
