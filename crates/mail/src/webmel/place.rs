//! Which box a page is of: one's own under `/webmel`, another that one has under `/webmel/boites/{box}`. The pages are the
//! same; loading asks what the visitor may do there, and links stay where the page is.

use axum::extract::{FromRequestParts, RawPathParams};
use http::{StatusCode, request::Parts};
use kernel::{
    Error, Id, Result,
    people::{Kind, Person},
    permission::May,
};
use web::Visit;

use crate::{
    administration::procedures,
    filing::{self, Message},
    imap_store,
    mailbox::{self, Mailbox},
    members::{self, Standing, unread},
    policy,
};

/// Where one's own box is, and the others.
pub(super) const OWN: &str = "/webmel";
pub(super) const OTHERS: &str = "/webmel/boites/";

/// The routes of pages that every box has, for anybody who is signed in: under both addresses.
macro_rules! of_box {
    ($($method:ident $path:literal $handler:path;)*) => {
        web::Routes::new()$(
            .$method(concat!("/webmel", $path), web::Access::SignedIn, $handler)
            .$method(concat!("/webmel/boites/{box}", $path), web::Access::SignedIn, $handler)
        )*
    };
}
pub(super) use of_box;

/// A box as a page of it found it.
pub(super) struct Place {
    pub mailbox: Id<Mailbox>,
    visitor: Id<Person>,
    /// What the visitor is there; nothing in their own box.
    pub standing: Option<Standing>,
}

impl Place {
    /// The box of this address, when the visitor may do this there. Costs nothing in one's own.
    pub(super) async fn at(visit: &Visit, may: May) -> Result<Place> {
        let mailbox = match named(visit.address()) {
            None => mailbox::of_person(visit.agent_id()?),
            Some(segment) => segment.parse().map_err(|_| Error::NotFound)?,
        };
        Place::of(visit, mailbox, may).await
    }

    /// A box that something in it led to.
    pub(super) async fn of(visit: &Visit, mailbox: Id<Mailbox>, may: May) -> Result<Place> {
        let visitor = visit.agent_id()?;
        let own = mailbox == mailbox::of_person(visitor);
        if own {
            policy::own_box(visit.ctx(), may)?;
            come(visit, mailbox, may).await?;
            return Ok(Place { mailbox, visitor, standing: None });
        }
        let standing = members::standing(&mut visit.read().await?, mailbox, visitor).await?;
        policy::in_box(false, standing.as_ref(), may)?;
        write_down(visit, standing.as_ref()).await?;
        come(visit, mailbox, may).await?;
        Ok(Place { mailbox, visitor, standing })
    }

    /// Whether what the page offers would be refused.
    pub(super) fn may(&self, may: May) -> bool {
        policy::in_box(self.standing.is_none(), self.standing.as_ref(), may).is_ok()
    }

    /// Marks messages as read by the visitor, or as unread.
    pub(super) async fn mark_seen(&self, visit: &Visit, ids: Vec<Id<Message>>, seen: bool) -> Result<()> {
        let (mailbox, reader) = (self.mailbox, self.reader());
        visit
            .write(async move |tx| match reader {
                Some(reader) => unread::mark(tx, mailbox, reader, &ids, seen).await,
                None => filing::mark_seen(tx, mailbox, &ids, seen).await.map(drop),
            })
            .await
    }

    /// Whose calendar an invitation to this box goes to: that of its person, or the visitor's in a box that is nobody's.
    pub(super) fn diary(&self) -> Id<Person> {
        match &self.standing {
            Some(standing) if standing.kind == Kind::Shared => self.visitor,
            _ => self.mailbox.cast(),
        }
    }

    /// Whose reading counts here, when it is not that of the box's person.
    pub(super) fn reader(&self) -> Option<Id<Person>> {
        self.standing.as_ref().map(|_| self.visitor)
    }
}

/// The box of this address, as [`Place::at`].
pub(super) async fn mailbox(visit: &Visit, may: May) -> Result<Id<Mailbox>> {
    Ok(Place::at(visit, may).await?.mailbox)
}

/// What the addresses of the pages around this one begin with.
pub(super) fn base(visit: &Visit) -> String {
    match named(visit.address()) {
        None => OWN.to_owned(),
        Some(segment) => format!("{OTHERS}{segment}"),
    }
}

/// A page of the same box.
pub(super) fn here(visit: &Visit, path: impl std::fmt::Display) -> String {
    format!("{}{path}", base(visit))
}

/// What is looked at by an access that no owner gave is in the trail before it is shown; that a page listens for new mail
/// is no reading.
async fn write_down(visit: &Visit, standing: Option<&Standing>) -> Result<()> {
    let Some((standing, procedure)) = standing.and_then(|it| Some((it, it.procedure_id?))) else {
        return Ok(());
    };
    let (owner, page) = (standing.address.clone(), visit.address().to_owned());
    if page.split('?').next() == Some(here(visit, "/nouveautes").as_str()) {
        return Ok(());
    }
    visit.write(async move |tx| procedures::note_reading(tx, procedure, &owner, &page).await).await
}

/// What came to the box in another server is looked for before it is shown.
async fn come(visit: &Visit, mailbox: Id<Mailbox>, may: May) -> Result<()> {
    if may == May::View && imap_store::is_on(visit.services()) {
        imap_store::opened(visit.ctx(), mailbox).await?;
    }
    Ok(())
}

fn named(address: &str) -> Option<&str> {
    let rest = address.strip_prefix(OTHERS)?;
    rest.split(['/', '?']).next()
}

/// What an address names besides the box.
pub(super) struct Which<T>(pub T);

/// The values of an address but the box's, in order.
async fn values<S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
) -> std::result::Result<Vec<String>, StatusCode> {
    let found = RawPathParams::from_request_parts(parts, state).await.map_err(|_| StatusCode::BAD_REQUEST)?;
    Ok(found.iter().filter(|(name, _)| *name != "box").map(|(_, value)| value.to_owned()).collect())
}

impl<S: Send + Sync> FromRequestParts<S> for Which<String> {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> std::result::Result<Self, StatusCode> {
        let [value] =
            values(parts, state).await?.try_into().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok(Which(value))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Which<(String, String)> {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> std::result::Result<Self, StatusCode> {
        let [one, other] =
            values(parts, state).await?.try_into().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok(Which((one, other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_box() {
        assert_eq!(named("/webmel"), None);
        assert_eq!(named("/webmel/dossiers/envoyes?avant=1"), None);
        assert_eq!(named("/webmel/boites/1?deplaces=2"), Some("1"));
        assert_eq!(named("/webmel/boites/1/messages/2"), Some("1"));
        assert_eq!(named("/webmel/boites/"), Some(""), "which no box is called");
    }
}
