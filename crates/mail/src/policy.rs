//! Who may do what with a box: its owner everything, nobody else anything. The help desk learns whether a box is
//! activated (`kernel::people::mailbox_activated_at`) and nothing of what it holds.

use kernel::{
    Ctx, Id, Result,
    permission::{self, May, Role, Rule, rule},
};

use crate::mailbox::{self, Mailbox};

pub(crate) const POLICY: &[Rule] = &[
    //
    rule("mailbox", Role::Owner, &[May::View, May::Take, May::Edit, May::Manage]),
    // What waits to leave: where to, how large and why, never what it says.
    rule("mail queue", Role::Postmaster, &[May::View, May::Manage]),
    rule("mail queue", Role::Administrator, &[May::View, May::Manage]),
    // What agents took for phishing, and what they agreed to show of it.
    rule("phishing report", Role::HelpDesk, &[May::View, May::Manage]),
    rule("phishing report", Role::Manager, &[May::View, May::Manage]),
    rule("phishing report", Role::Administrator, &[May::View, May::Manage]),
];

/// The queue of the académie, for who looks after it.
pub(crate) fn queue(ctx: &Ctx, may: May) -> Result<()> {
    permission::demand(POLICY, "mail queue", may, &permission::standing(&ctx.actor, ctx.academy_id()?))
}

/// The box of the person signed in. Whatever is asked of the store is asked within it, so that what lies in
/// somebody else's box is not found.
pub(crate) fn own_box(ctx: &Ctx, may: May) -> Result<Id<Mailbox>> {
    let agent = ctx.agent()?;
    permission::demand(POLICY, "mailbox", may, &[Role::Owner])?;
    Ok(mailbox::of_person(agent.id))
}
