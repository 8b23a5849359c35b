//! Who may do what with a box: its owners everything, members what they were given, nobody else anything. The help desk learns whether a box is
//! activated (`kernel::people::mailbox_activated_at`) and nothing of what it holds.

use kernel::{
    Ctx, Error, Id, Result,
    permission::{self, May, Role, Rule, rule},
};

use crate::{
    mailbox::{self, Mailbox},
    members::{Reached, Rights, Standing},
    words::Words,
};

pub(crate) const POLICY: &[Rule] = &[
    //
    // Take is to send in its name; Edit to file, mark, delete and draft; Manage to decide about members, rules, absences.
    rule("mailbox", Role::Owner, &[May::View, May::Take, May::Edit, May::Manage]),
    rule("mailbox, to read", Role::Participant, &[May::View]),
    rule("mailbox, to write", Role::Participant, &[May::View, May::Edit]),
    rule("mailbox, to send", Role::Participant, &[May::View, May::Edit, May::Take]),
    // What services have boxes, whose they are and whether they are open, never what they hold.
    rule("shared mailbox", Role::Postmaster, &[May::View, May::Manage]),
    rule("shared mailbox", Role::Administrator, &[May::View, May::Manage]),
    // What waits to leave: where to, how large and why, never what it says.
    rule("mail queue", Role::Postmaster, &[May::View, May::Manage]),
    rule("mail queue", Role::Administrator, &[May::View, May::Manage]),
    // What boxes there are, their room and their state: counts, and never a subject or a name of who writes.
    rule("managed box", Role::Postmaster, &[May::View, May::Manage]),
    rule("managed box", Role::Administrator, &[May::View, May::Manage]),
    // How much room boxes have and how long what is kept.
    rule("mail terms", Role::Postmaster, &[May::View, May::Manage]),
    rule("mail terms", Role::Administrator, &[May::View, May::Manage]),
    // Which boxes of an establishment nobody has entered yet.
    rule("boxes not entered", Role::Head, &[May::View]),
    rule("boxes not entered", Role::HelpDesk, &[May::View]),
    rule("boxes not entered", Role::Postmaster, &[May::View]),
    rule("boxes not entered", Role::Administrator, &[May::View]),
    // What is asked for by one and decided by another; nobody decides on what they asked for or what is their own.
    rule("mail procedure", Role::Postmaster, &[May::View, May::Take, May::Manage]),
    rule("mail procedure", Role::Administrator, &[May::View, May::Take, May::Manage]),
    rule("mail statistics", Role::Postmaster, &[May::View]),
    rule("mail statistics", Role::Manager, &[May::View]),
    rule("mail statistics", Role::Administrator, &[May::View]),
    // What agents took for phishing, and what they agreed to show of it.
    rule("phishing report", Role::HelpDesk, &[May::View, May::Manage]),
    rule("phishing report", Role::Manager, &[May::View, May::Manage]),
    rule("phishing report", Role::Administrator, &[May::View, May::Manage]),
    // Aliases of the académie, and what lists there are: their members and settings, never what they carry.
    rule("mail alias", Role::Postmaster, &[May::View, May::Manage]),
    rule("mail alias", Role::Administrator, &[May::View, May::Manage]),
    rule("mailing list", Role::Postmaster, &[May::View, May::Edit, May::Manage]),
    rule("mailing list", Role::Administrator, &[May::View, May::Edit, May::Manage]),
    // Its owners change it; whose it is and whom it is for is not theirs to say.
    rule("mailing list", Role::Owner, &[May::View, May::Take, May::Edit]),
    // Members see what it is and how many they are.
    rule("mailing list", Role::Participant, &[May::View, May::Take]),
    rule("list archive, owners", Role::Owner, &[May::View]),
    rule("list archive, members", Role::Owner, &[May::View]),
    rule("list archive, members", Role::Participant, &[May::View]),
    rule("list message held", Role::Owner, &[May::View, May::Manage]),
];

/// Aliases and lists of the académie, for who looks after its mail.
pub(crate) fn of_academy(ctx: &Ctx, resource: &str, may: May) -> Result<()> {
    permission::demand(POLICY, resource, may, &permission::standing(&ctx.actor, ctx.academy_id()?))
}

/// The queue of the académie, for who looks after it.
pub(crate) fn queue(ctx: &Ctx, may: May) -> Result<()> {
    permission::demand(POLICY, "mail queue", may, &permission::standing(&ctx.actor, ctx.academy_id()?))
}

/// The box of the person signed in. Whatever is asked of the store is asked within it, so that what lies in
/// somebody else's box is not found.
pub(crate) fn own_box(ctx: &Ctx, may: May) -> Result<Id<Mailbox>> {
    let agent = ctx.agent()?;
    if agent.mailbox_closed {
        return Err(Error::Forbidden(Words(ctx.locale).box_is_closed().to_owned()));
    }
    permission::demand(POLICY, "mailbox", may, &[Role::Owner])?;
    Ok(mailbox::of_person(agent.id))
}

/// A box found by its address: the visitor's own, or one in which they are a member.
pub(crate) fn in_box(own: bool, standing: Option<&Standing>, may: May) -> Result<()> {
    let (resource, role) = match standing {
        _ if own => ("mailbox", Role::Owner),
        Some(member) if member.is_owner => ("mailbox", Role::Owner),
        Some(member) => (to(member.rights), Role::Participant),
        None => ("mailbox", Role::Nobody),
    };
    permission::demand(POLICY, resource, may, &[role])
}

/// The same in a box that a mail program shows besides that of its person.
pub(crate) fn in_reached(member: &Reached, may: May) -> Result<()> {
    let (resource, role) = match member {
        member if member.is_owner => ("mailbox", Role::Owner),
        member => (to(member.rights), Role::Participant),
    };
    permission::demand(POLICY, resource, may, &[role])
}

const fn to(rights: Rights) -> &'static str {
    match rights {
        Rights::Read => "mailbox, to read",
        Rights::Write => "mailbox, to write",
        Rights::Send => "mailbox, to send",
    }
}
