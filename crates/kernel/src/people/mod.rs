//! The people every domain speaks of: académies, establishments, agents and what they are granted. How an agent
//! signs in is identity's affair; here is only who they are.

mod places;
mod store;

use std::sync::Arc;

use jiff::tz::TimeZone;

pub use places::*;
pub use store::*;

use crate::{Id, Locale, Result, Tx, text_enum};

/// A school authority: the tenant.
#[derive(Clone, Debug)]
pub struct Academy {
    pub id: Id<Academy>,
    pub slug: String,
    /// As people say it: «Académie de Créteil».
    pub name: String,
    pub mail_domain: String,
    pub zone: TimeZone,
    /// Name of one of the accents of the design system.
    pub accent: String,
}

impl Academy {
    /// As the page head shows it: «ACADÉMIE DE CRÉTEIL».
    pub fn capitals(&self) -> String {
        self.name.to_uppercase()
    }
}

/// Marker for ids of the human being; [`Agent`] is that person signed in.
#[derive(Debug)]
pub struct Person;

text_enum! {
    /// How HR addresses the person.
    pub enum Civility { Mr = "M", Mrs = "Mme", Unspecified = "" }
}

text_enum! {
    /// Who an address belongs to.
    pub enum Kind {
        /// A human being.
        Individual = "individual",
        /// A service, by its box (`docs/decisions/shared-boxes.md`).
        Shared = "shared",
    }
}

/// The person signed in, as each request loads them.
#[derive(Clone, Debug)]
pub struct Agent {
    pub id: Id<Person>,
    pub academy: Id<Academy>,
    pub identifier: String,
    pub display_name: String,
    pub address: String,
    /// HR function code, e.g. `ENS`.
    pub function: String,
    /// Establishment code, when HR gave one.
    pub uai: Option<String>,
    /// Bits of [`crate::permission::Role::GRANTED`].
    pub grants: i64,
    /// Their mailbox is closed, though their account is not.
    pub mailbox_closed: bool,
    pub locale: Option<Locale>,
    /// When they last proved who they are.
    pub authenticated_at: crate::Time,
    /// Session row behind the request.
    pub session: Id<SignedIn>,
    pub unseen_notices: i64,
}

/// Marker for ids of sign-in sessions.
#[derive(Debug)]
pub struct SignedIn;

impl Agent {
    pub fn has(&self, role: crate::permission::Role) -> bool {
        crate::permission::Role::GRANTED.iter().any(|(r, _, bit)| *r == role && self.grants & bit != 0)
    }
}

/// The académie with this slug.
pub async fn academy(tx: &mut Tx, slug: &str) -> Result<Arc<Academy>> {
    let row = academy_by_slug(tx, slug).await?;
    Ok(Arc::new(row.into()))
}

impl From<AcademyRow> for Academy {
    fn from(row: AcademyRow) -> Self {
        Academy {
            zone: TimeZone::get(&row.zone).unwrap_or(TimeZone::UTC),
            id: row.id,
            slug: row.slug,
            name: row.name,
            mail_domain: row.mail_domain,
            accent: row.accent,
        }
    }
}
