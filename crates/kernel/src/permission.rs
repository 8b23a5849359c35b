//! Who may do what. Each domain has one table of `Rule`s that reads like a specification; loading a resource asks
//! it, so that nobody gets hold of a row without the question having been put.

use crate::{
    Actor,
    error::{Error, Result},
};

/// What somebody wants to do with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum May {
    /// Know that it is there and look at it. Refused as "not found".
    View,
    /// Take part: answer, complete, enrol oneself, post.
    Take,
    /// Change its content.
    Edit,
    /// Decide about it: people, state, deletion.
    Manage,
}

/// What somebody is, towards a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Nobody,
    /// Any agent signed in, of any académie.
    SignedIn,
    /// Any agent of the resource's académie.
    Member,
    /// The resource is theirs.
    Owner,
    Participant,
    Tutor,
    Trainer,
    Designer,
    /// Heads the establishment that the resource is of.
    Head,
    HelpDesk,
    Manager,
    /// Looks after the mail of the académie, without reading any.
    Postmaster,
    Administrator,
    System,
}

impl Role {
    /// Roles given to a person in an académie, with the bit that carries each.
    pub const GRANTED: [(Role, &'static str, i64); 4] = [
        (Role::HelpDesk, "help_desk", 1),
        (Role::Manager, "manager", 2),
        (Role::Administrator, "administrator", 4),
        (Role::Postmaster, "postmaster", 8),
    ];
}

/// Towards `resource`, `role` may do each of `may`.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub resource: &'static str,
    pub role: Role,
    pub may: &'static [May],
}

pub const fn rule(resource: &'static str, role: Role, may: &'static [May]) -> Rule {
    Rule { resource, role, may }
}

/// Whether the table lets any of these roles do it. The system itself may do everything.
pub fn allows(policy: &[Rule], resource: &str, may: May, roles: &[Role]) -> bool {
    roles.contains(&Role::System)
        || policy.iter().any(|r| r.resource == resource && r.may.contains(&may) && roles.contains(&r.role))
}

/// As `allows`, answering `NotFound` to those who may not even see the resource and `Forbidden` to those who may.
pub fn demand(policy: &[Rule], resource: &str, may: May, roles: &[Role]) -> Result<()> {
    if allows(policy, resource, may, roles) {
        Ok(())
    } else if allows(policy, resource, May::View, roles) {
        Err(Error::Forbidden(String::new()))
    } else {
        Err(Error::NotFound)
    }
}

/// What the actor is towards anything of `academy`; the domain adds what they are towards the resource itself.
pub fn standing(actor: &Actor, academy: crate::Id<crate::people::Academy>) -> Vec<Role> {
    match actor {
        Actor::Nobody => vec![Role::Nobody],
        Actor::System => vec![Role::System],
        Actor::Agent(agent) => {
            let mut roles = vec![Role::Nobody, Role::SignedIn];
            if agent.academy == academy {
                roles.push(Role::Member);
                roles.extend(
                    Role::GRANTED.iter().filter(|(_, _, bit)| agent.grants & bit != 0).map(|(r, ..)| *r),
                );
            }
            roles
        }
    }
}

/// One line per resource and role, for the golden tables.
pub fn print(policy: &[Rule]) -> String {
    let mut lines: Vec<String> = policy
        .iter()
        .map(|r| format!("{:<24} {:<14} {:?}", r.resource, format!("{:?}", r.role), r.may))
        .collect();
    lines.sort();
    lines.join("\n") + "\n"
}
