//! «Se former»: the agent's sessions, those to be followed first, each with its progress and the next thing to do;
//! and the offer, where one finds a session and enrols oneself.

mod pages;
mod store;
mod tabs;
#[cfg(test)]
mod tests;

use kernel::{Ctx, Result};

pub(crate) use pages::{Card, card, routes};
pub(crate) use store::{Mine, mine};
pub(crate) use tabs::Tabs;

use crate::{
    enrolment::Role,
    record::Collection,
    session::{State, life, page},
    words::Words,
};

kernel::text_enum! {
    /// Which of them are shown; in addresses by these words.
    pub(crate) enum Filter {
        All = "tous",
        Learn = "se-former",
        Train = "former",
        Design = "concevoir",
        Spaces = "espaces-collaboratifs",
        Demonstration = "demonstration",
        Favourites = "favoris",
        Archives = "archives",
    }
}

impl Filter {
    pub(crate) fn label(self, t: Words) -> &'static str {
        match self {
            Filter::All => t.filter_all(),
            Filter::Learn => t.filter_learn(),
            Filter::Train => t.filter_train(),
            Filter::Design => t.filter_design(),
            Filter::Spaces => t.filter_spaces(),
            Filter::Demonstration => t.filter_demonstration(),
            Filter::Favourites => t.filter_favourites(),
            Filter::Archives => t.filter_archives(),
        }
    }
}

impl Mine {
    fn is_archived(&self) -> bool {
        self.state == State::Archived
    }

    fn leads(&self) -> bool {
        matches!(self.role, Role::Trainer | Role::Tutor)
    }

    fn is_space(&self) -> bool {
        self.collection == Collection::CollaborativeSpace
    }

    /// Whether it belongs under a filter of sessions.
    pub(crate) fn fits(&self, filter: Filter) -> bool {
        match filter {
            Filter::All => !self.is_archived(),
            Filter::Learn => !self.is_archived() && self.role == Role::Participant && !self.is_space(),
            Filter::Train => !self.is_archived() && self.leads(),
            Filter::Spaces => !self.is_archived() && self.is_space(),
            Filter::Favourites => self.is_starred,
            Filter::Archives => self.is_archived(),
            Filter::Design | Filter::Demonstration => false,
        }
    }

    /// Running first, then to come, then being prepared; within that by the nearest end.
    fn rank(&self) -> (u8, i64, &str) {
        let state = match self.state {
            State::Running => 0,
            State::Open => 1,
            State::Preparation => 2,
            State::Archived => 3,
            State::Trash => 4,
        };
        (state, self.ends_at.map_or(i64::MAX, |end| end.0), &self.sort_key)
    }

    /// The next thing to do: where it is done, and its title.
    pub(crate) fn next(&self, base: &str) -> Option<(String, String)> {
        let (id, kind) = (self.next_id?, self.next_kind.as_deref()?);
        Some((page::step_address(base, kind, id), self.next_title.clone()?))
    }

    pub(crate) fn sentence(&self, ctx: &Ctx) -> Result<String> {
        let dates = life::Dates {
            state: self.state,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            readable_until: self.readable_until,
            trashed_at: None,
        };
        Ok(life::state_sentence(&dates, ctx.now(), &ctx.academy()?.zone, ctx.locale))
    }
}

/// As people look for them.
pub(crate) fn sorted(mut sessions: Vec<Mine>) -> Vec<Mine> {
    sessions.sort_by(|a, b| a.rank().cmp(&b.rank()));
    sessions
}
