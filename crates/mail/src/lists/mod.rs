//! Lists: an address of the académie whose mail goes to many, named by hand or by where they work and what they are
//! there. Owners, who are people with a name, say who may write, look at what waits, and keep the members.

/// Whether whom the list `l` is for holds somebody of this function and this establishment.
macro_rules! in_audience {
    ($function:literal, $uai:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM mail_list_audiences u WHERE u.list_id = l.id AND (u.kind = 'everybody' \
                OR (l.audience_both = 0 AND ((u.kind = 'function' AND u.value = ",
            $function,
            ") OR (u.kind = 'establishment' AND u.value = ",
            $uai,
            "))))) OR (l.audience_both = 1 AND EXISTS (SELECT 1 FROM mail_list_audiences u \
                WHERE u.list_id = l.id AND u.kind = 'function' AND u.value = ",
            $function,
            ") AND EXISTS (SELECT 1 FROM mail_list_audiences u \
                WHERE u.list_id = l.id AND u.kind = 'establishment' AND u.value = ",
            $uai,
            ")))"
        )
    };
}

pub(crate) mod archive;
pub(crate) mod groups;
pub(crate) mod guests;
mod head;
pub(crate) mod held;
pub(crate) mod members;
mod posting;
mod posts;
mod settings;
mod spread;
mod standing;
mod store;
#[cfg(test)]
pub(crate) mod tests;

use kernel::{
    Error, Id, Result, Time, Tx,
    permission::{self, May, Role},
    text_enum,
};

pub(crate) use archive::FORGET;
pub(crate) use head::{address_above, without_return_path};
pub(crate) use posting::{Answer, Refusal, Writer, post, refused_to, refusing, take};
pub(crate) use posts::{PostRow, State};
pub(crate) use settings::{KEEP_DAYS, change, remove};
pub use settings::{Powers, Settings, create};
pub(crate) use spread::SPREAD;
pub(crate) use standing::{Standing, Verdict, judge, standing};
pub use store::ListRow;
pub(crate) use store::{
    Audience, Found, Mine, Writable, address_of, audiences, by_addresses, by_addresses_query, mine,
    names_of_owners, owners, page, writable,
};

use crate::{letter::Letter, policy::POLICY};

/// Marker for ids of lists.
#[derive(Debug)]
pub struct List;

/// Marker for ids of messages that came for a list.
#[derive(Debug)]
pub struct Post;

text_enum! {
    /// Who may write. Owners always may.
    pub enum Writers {
        Owners = "owners",
        Members = "members",
        Academy = "academy",
        /// The outside as well.
        Everybody = "everybody",
    }
}

text_enum! {
    /// What an owner looks at before it is spread.
    pub enum Moderation {
        Nothing = "nothing",
        /// What comes from those who may not write, instead of refusing it.
        Others = "others",
        /// Whatever is not an owner's.
        All = "all",
    }
}

text_enum! {
    /// Who reads what was spread before.
    pub enum Archive {
        Nobody = "nobody",
        Owners = "owners",
        Members = "members",
    }
}

text_enum! {
    /// What makes people members.
    pub enum Kind {
        Everybody = "everybody",
        Function = "function",
        Establishment = "establishment",
        /// That another domain keeps: the people of a session.
        Group = "group",
    }
}

/// `local+responsables@…` leads to the owners of a list.
pub(crate) const OWNERS_DETAIL: &str = "responsables";

/// A list and what somebody is towards it.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub list: ListRow,
    pub standing: Standing,
    roles: Vec<Role>,
}

impl Opened {
    pub fn may(&self, may: May) -> bool {
        permission::allows(POLICY, "mailing list", may, &self.roles)
    }

    /// Its old messages. A list without an archive has none to show, whoever asks.
    pub fn reads_archive(&self) -> bool {
        let resource = match self.list.archive {
            Archive::Nobody => return false,
            Archive::Owners => "list archive, owners",
            Archive::Members => "list archive, members",
        };
        permission::allows(POLICY, resource, May::View, &self.roles)
    }

    pub fn moderates(&self) -> bool {
        permission::allows(POLICY, "list message held", May::Manage, &self.roles)
    }
}

/// The list of this address, for the person signed in.
pub(crate) async fn open(tx: &mut Tx, address: &str, may: May) -> Result<Opened> {
    let list = store::by_address(tx, &crate::message::address::normalise(address)).await?;
    let list = list.ok_or(Error::NotFound)?;
    let agent = tx.agent()?.clone();
    let standing = standing(tx, &list, agent.id).await?;
    let mut roles = permission::standing(&tx.actor, list.academy_id);
    if standing.owns {
        roles.push(Role::Owner);
    }
    // Who has left sees the list still, to come back.
    if standing.is_member || standing.has_left {
        roles.push(Role::Participant);
    }
    permission::demand(POLICY, "mailing list", may, &roles)?;
    Ok(Opened { list, standing, roles })
}

/// For seeds: people taken in by their addresses.
pub(crate) async fn seed_members(tx: &mut Tx, list: Id<List>, addresses: &str) -> Result<()> {
    let list = store::by_id(tx, list).await?.ok_or(Error::NotFound)?;
    let opened = Opened { list, standing: Standing::default(), roles: vec![Role::System] };
    members::add(tx, &opened, addresses).await.map(drop)
}

/// For seeds: a message spread, or waiting, since `at`.
pub(crate) async fn seed_post(
    tx: &mut Tx,
    list: Id<List>,
    letter: &Letter,
    at: Time,
    held: bool,
) -> Result<()> {
    let list = store::by_id(tx, list).await?.ok_or(Error::NotFound)?;
    let id: Id<Post> = tx.new_id();
    let writer = Writer::of(tx, letter).await?;
    let state = if held { State::Held } else { State::Spread };
    posts::insert(tx, id, &list, letter, writer.person, state, at).await.map(drop)
}
