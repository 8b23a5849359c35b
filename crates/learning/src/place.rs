//! Where a content stands: in a design, or in a session. Writing and looking at it is the same in both, so pages and
//! activity types take a `Place` and their addresses are built from its base.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use kernel::{Ctx, Error, Id, Result, Tx, permission::May};
use web::{Failure, Visit};

use crate::{
    design::{self, Design},
    section::Content,
    session::{self, Session},
};

/// What an address names: the parameters of its route, whose académie has been checked.
pub struct At(Vec<(String, String)>);

impl At {
    /// The parameter as an id; what is no id names nothing.
    pub fn id<T>(&self, name: &str) -> Result<Id<T>> {
        self.text(name).parse().map_err(|_| Error::NotFound)
    }

    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The design or session of the address.
    pub fn place(&self) -> Result<PlaceId> {
        if self.text("session").is_empty() {
            Ok(PlaceId::Design(self.id("design")?))
        } else {
            Ok(PlaceId::Session(self.id("session")?))
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for At {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        let at = At(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
        let visit = parts.extensions.get::<Visit>().ok_or(Error::NotFound)?;
        // An unknown académie leaves the visitor in their own, which is not the one asked for.
        let here = visit.academy.as_ref().is_some_and(|academy| academy.slug == at.text("academy"));
        if here { Ok(at) } else { Err(Error::NotFound.into()) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceId {
    Design(Id<Design>),
    Session(Id<Session>),
}

/// A design or session that this person may see or change.
#[derive(Clone, Debug)]
pub enum Place {
    Design(Box<Design>),
    Session(Box<Session>),
}

impl Place {
    pub async fn find(tx: &mut Tx, id: PlaceId, may: May) -> Result<Place> {
        Ok(match id {
            PlaceId::Design(id) => Place::Design(Box::new(design::find(tx, id, may).await?)),
            PlaceId::Session(id) => Place::Session(Box::new(session::find(tx, id, may).await?)),
        })
    }

    pub fn content(&self) -> Id<Content> {
        match self {
            Place::Design(design) => design.content_id,
            Place::Session(session) => session.content_id,
        }
    }

    pub fn title(&self) -> &str {
        match self {
            Place::Design(design) => &design.title,
            Place::Session(session) => &session.title,
        }
    }

    pub fn allows(&self, ctx: &Ctx, may: May) -> bool {
        match self {
            Place::Design(design) => design.allows(&ctx.actor, may),
            Place::Session(session) => session.allows(ctx, may),
        }
    }

    /// The address below which everything of it is.
    pub fn base(&self, ctx: &Ctx) -> Result<String> {
        let slug = &ctx.academy()?.slug;
        Ok(match self {
            Place::Design(design) => format!("/magistere/{slug}/conception/{}", design.id),
            Place::Session(session) => format!("/magistere/{slug}/parcours/{}", session.id),
        })
    }

    /// The page where its content is written.
    pub fn workshop(&self, ctx: &Ctx) -> Result<String> {
        let base = self.base(ctx)?;
        Ok(match self {
            Place::Design(_) => base,
            Place::Session(_) => format!("{base}/contenu"),
        })
    }
}
