//! The three pages for those who cannot sign in, under the names the help sheet gives them. Each asks NUMEN and
//! birth date, and answers in the same words and time for a wrong NUMEN, a wrong date and an unknown person.

mod change;
mod identifier;
mod reset;
#[cfg(test)]
mod tests;

use askama::Template;
use jiff::civil::Date;
use kernel::{
    Ctx, Error, Id, Result,
    audit::{Entry, Outcome},
    people::Person,
};
use serde::Deserialize;
use web::{Errors, Routes, Visit};

use crate::{
    account::{self, Account},
    attempts::{self, Counted, Refused},
    rules::{birth_date, numen::Numen, throttle::Answer},
    sign_in::at_home,
    view::{Field, words},
};

pub(crate) fn routes() -> Routes {
    Routes::new().merge(identifier::routes()).merge(reset::routes()).merge(change::routes())
}

/// What each of the pages asks.
#[derive(Deserialize, Default)]
pub(super) struct Proofs {
    #[serde(default)]
    numen: String,
    #[serde(default)]
    birth_date: String,
    #[serde(default)]
    suite: String,
    #[serde(default)]
    academie: String,
}

impl Proofs {
    /// NUMEN and date as typed, or what is wrong beside each field.
    fn parse(&self, visit: &Visit) -> Result<(Numen, Date), Errors> {
        let mut errors = Errors::default();
        let today = visit.now().zoned(&jiff::tz::TimeZone::UTC).date();
        let numen = self.numen.parse::<Numen>().map_err(|e| errors.add("numen", e.message(visit.locale)));
        let date = birth_date::parse(&self.birth_date, today)
            .map_err(|e| errors.add("birth_date", e.message(visit.locale)));
        match (numen, date) {
            (Ok(numen), Ok(date)) => Ok((numen, date)),
            _ => Err(errors),
        }
    }
}

/// The two fields, drawn the same on each page.
#[derive(Template)]
#[template(source = "{{ numen|safe }}{{ birth_date|safe }}", ext = "html")]
pub(super) struct ProofFields<'a> {
    numen: Field<'a>,
    birth_date: Field<'a>,
}

impl<'a> ProofFields<'a> {
    fn of(visit: &Visit, proofs: &'a Proofs, errors: &'a Errors) -> ProofFields<'a> {
        let t = words(visit);
        ProofFields {
            numen: Field::text("numen", t.field_numen(), &proofs.numen, errors).help(t.field_numen_help()),
            birth_date: Field::text("birth_date", t.field_birth_date(), &proofs.birth_date, errors)
                .help(t.field_birth_date_help())
                .autocomplete("bday"),
        }
    }
}

/// What came of a NUMEN and a date.
pub(super) enum Proved {
    /// With the context in the account's académie.
    Yes(Box<(Ctx, Account, Counted)>),
    No,
    Slowed(Answer),
}

/// Asks the same of the database whoever it is about, and tells nothing else than yes or no.
async fn prove(ctx: &Ctx, numen: &Numen, date: Date) -> Result<Proved> {
    let found = look_up(ctx, numen).await?;
    let counted = match found.counted {
        Ok(counted) => counted,
        Err(answer) => return Ok(Proved::Slowed(answer)),
    };
    match found.account {
        Some(account) if is_proved(ctx, &account, numen, date) => {
            let ctx = at_home(ctx, &account).await?;
            Ok(Proved::Yes(Box::new((ctx, account, counted))))
        }
        account => {
            attempts::failed(ctx, account.as_ref(), Refused::Proof).await?;
            Ok(Proved::No)
        }
    }
}

fn is_proved(ctx: &Ctx, account: &Account, numen: &Numen, date: Date) -> bool {
    account.is_proved_by(ctx, numen, date) && account.closed_at.is_none()
}

/// What a NUMEN leads to, and the try counted.
struct Found {
    /// What the tries are counted under.
    index: Vec<u8>,
    account: Option<Account>,
    counted: Result<Counted, Answer>,
}

async fn look_up(ctx: &Ctx, numen: &Numen) -> Result<Found> {
    let indexes = account::numen_indexes(ctx, numen);
    ctx.write(async move |tx| {
        let person = account::person_of_numen(tx, &indexes).await?.unwrap_or(Id::<Person>::NIL);
        let account = account::of_person(tx, person).await?;
        // The account's own index, which may be under an older key: the help desk knows no other.
        let own = account.as_ref().map(|a| a.numen_index.clone());
        let index = own.or_else(|| indexes.into_iter().next());
        let index = index.ok_or_else(|| Error::internal("no key to look a NUMEN up with"))?;
        let counted = attempts::numen(tx, &index).await?;
        Ok(Found { index, account, counted })
    })
    .await
}

/// Writes that somebody was shown or did something by NUMEN and birth date.
async fn noted(tx: &mut kernel::Tx, account: &Account, action: &'static str) -> Result<()> {
    tx.audit(Entry { action, subject: Some(account.person_id), result: Outcome::Done, detail: "" }).await
}
