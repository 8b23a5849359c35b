//! Groups of people that one domain keeps and others address without knowing it: those of a training session. Who keeps
//! them is asked each time, so that nothing of them is copied.

use futures::future::BoxFuture;

use crate::{Id, Locale, Result, Tx, people::Person};

/// What is answered of groups: a name, people, groups.
pub type Name<'a> = BoxFuture<'a, Result<Option<String>>>;
pub type People<'a> = BoxFuture<'a, Result<Vec<Id<Person>>>>;
pub type Groups<'a> = BoxFuture<'a, Result<Vec<Id<Group>>>>;

/// Marker for ids of groups; each kind has its own.
#[derive(Debug)]
pub struct Group;

/// A kind of group.
#[derive(Clone, Copy)]
pub struct GroupKind {
    /// As it is written down beside the id of a group.
    pub key: &'static str,
    /// What people call groups of this kind.
    pub label: fn(Locale) -> &'static str,
    /// The group of the context's académie with this id, by the name people know; `None` when it is no more.
    pub named: for<'a> fn(&'a mut Tx, Id<Group>) -> Name<'a>,
    /// Those in it, in the order of their ids, after one: so many.
    pub after: for<'a> fn(&'a mut Tx, Id<Group>, Id<Person>, i64) -> People<'a>,
    /// Those of this kind that somebody is in.
    pub of: for<'a> fn(&'a mut Tx, Id<Person>) -> Groups<'a>,
}
