//! Who may do what in the portal. Which application somebody sees is decided by its audience, in the statement that
//! lists them.

use kernel::permission::{
    May::{Edit, Manage, View},
    Role::{Administrator, Manager, Member},
    Rule, rule,
};

pub const POLICY: &[Rule] = &[
    rule("catalogue of applications", Member, &[View]),
    rule("catalogue of applications", Manager, &[View, Edit, Manage]),
    rule("catalogue of applications", Administrator, &[View, Edit, Manage]),
];
