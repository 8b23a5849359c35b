//! Who may do what with accounts.

use kernel::permission::{
    May::{Edit, Manage, View},
    Role::{Administrator, HelpDesk, Manager},
    Rule, rule,
};

pub const POLICY: &[Rule] = &[
    // The account of an agent.
    rule("account", HelpDesk, &[View, Manage]),
    rule("account", Manager, &[View, Manage]),
    rule("account", Administrator, &[View, Manage]),
    // The account of somebody who was granted something: the help desk sees it and touches it not.
    rule("granted account", HelpDesk, &[View]),
    rule("granted account", Manager, &[View]),
    rule("granted account", Administrator, &[View, Manage]),
    rule("staff import", Manager, &[View, Edit]),
    rule("staff import", Administrator, &[View, Edit]),
];
