//! `/compte/applications-de-messagerie`: the list, a new one shown once, and taking them away.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Id, Result, site::System, time::minutes};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, dates, form::told, redirect_saying};

use super::{Kept, PAGE, make, of_person, store::KeptRow, withdraw, withdraw_all};
use crate::{
    account::{self, Account},
    attempts::{self, Counted},
    home::{Asked, ask_password},
    sign_in,
    view::{Field, words},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/compte/applications-de-messagerie", Access::SignedIn, show)
        .post("/compte/applications-de-messagerie", Access::SignedIn, create)
        .post("/compte/applications-de-messagerie/retrait", Access::SignedIn, remove_all)
        .post("/compte/applications-de-messagerie/{program}/retrait", Access::SignedIn, remove)
}

/// A password makes another only this soon after it was given: later the browser may be somebody else's.
const FRESH: std::time::Duration = minutes(15);

/// What a mail program asks for besides the password.
struct Settings {
    identifier: String,
    address: String,
    server: String,
}

const IMAP_PORT: u16 = 993;
const SUBMISSION_PORT: u16 = 587;

impl Settings {
    fn of(visit: &Visit, account: &Account) -> Settings {
        let origin = visit.services().site.origin(System::Mail);
        Settings {
            identifier: account.identifier.clone(),
            address: account.address.clone(),
            server: origin.host_str().unwrap_or_default().to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "app_passwords.html")]
struct ListPage<'a> {
    t: Words,
    csrf: &'a str,
    trouble: &'a str,
    errors: &'a Errors,
    kept: Vec<KeptLine>,
    full: bool,
    name: Field<'a>,
    /// Asked of who signed in a while ago.
    current: Option<Field<'a>>,
    settings: Settings,
    imap_port: u16,
    submission_port: u16,
}

struct KeptLine {
    id: String,
    name: String,
    made: String,
    used: String,
}

#[derive(Template)]
#[template(path = "app_password_made.html")]
struct MadePage<'a> {
    t: Words,
    name: &'a str,
    secret: &'a str,
    settings: Settings,
    imap_port: u16,
    submission_port: u16,
}

async fn show(visit: Visit) -> Reply {
    page(&visit, "", "", &Errors::default()).await
}

#[derive(Deserialize)]
struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    current_password: String,
}

async fn create(visit: Visit, Form(form): Form<New>) -> Reply {
    let t = words(&visit);
    let person = visit.agent_id()?;
    let account = account::by_person(&mut visit.read().await?, person).await?;
    let asked = match prove(&visit, &account, &form.current_password).await? {
        Proved::Yes(counted) => counted,
        Proved::No(errors) => return page(&visit, &form.name, "", &errors).await,
        Proved::Slowed(why) => return page(&visit, &form.name, &why, &Errors::default()).await,
    };
    let name = form.name.clone();
    let made = visit.write(async move |tx| {
        if let Some(counted) = asked {
            attempts::succeeded(tx, &counted).await?;
        }
        // The name may be wrong where the password was right.
        tx.attempt(async |tx| make(tx, person, &name).await).await
    });
    let secret = match told(made.await?)? {
        Ok(secret) => secret,
        Err(errors) => return page(&visit, &form.name, "", &errors).await,
    };
    let body = MadePage {
        t,
        name: form.name.trim(),
        secret: &secret.shown(),
        settings: Settings::of(&visit, &account),
        imap_port: IMAP_PORT,
        submission_port: SUBMISSION_PORT,
    };
    // No address of its own: gone back to, there is nothing to be seen any more.
    Page::new(&visit, t.app_password_made_title())
        .crumb(t.account_title(), "/compte")
        .crumb(t.app_passwords_title(), PAGE)
        .class("page-narrow")
        .reply(&body)
}

enum Proved {
    /// With what is to be taken back, when the password was asked for.
    Yes(Option<Counted>),
    No(Errors),
    Slowed(String),
}

/// Signed in a moment ago, or with the password again.
async fn prove(visit: &Visit, account: &Account, typed: &str) -> Result<Proved> {
    if is_fresh(visit)? {
        return Ok(Proved::Yes(None));
    }
    let t = words(visit);
    let mut errors = Errors::default();
    if typed.is_empty() {
        errors.add("current_password", t.error_current_password());
        return Ok(Proved::No(errors));
    }
    match ask_password(visit.ctx(), account, typed, "app-password.make").await? {
        Asked::Right { counted, .. } => Ok(Proved::Yes(Some(counted))),
        Asked::Wrong => {
            errors.add("current_password", t.error_wrong_password());
            Ok(Proved::No(errors))
        }
        Asked::Slowed(answer) => Ok(Proved::Slowed(sign_in::slowed(visit, answer))),
    }
}

fn is_fresh(visit: &Visit) -> Result<bool> {
    Ok(visit.now().since(visit.agent()?.authenticated_at) < FRESH)
}

async fn remove(visit: Visit, Path(id): Path<String>) -> Reply {
    let id: Id<Kept> = id.parse().map_err(|_| Error::NotFound)?;
    let person = visit.agent_id()?;
    visit.write(async move |tx| withdraw(tx, person, id).await).await?;
    Ok(redirect_saying(&visit, PAGE, words(&visit).app_password_withdrawn()))
}

async fn remove_all(visit: Visit) -> Reply {
    let person = visit.agent_id()?;
    visit
        .write(async move |tx| {
            let account = account::hold(tx, person).await?;
            withdraw_all(tx, &account).await
        })
        .await?;
    Ok(redirect_saying(&visit, PAGE, words(&visit).app_passwords_withdrawn()))
}

async fn page(visit: &Visit, name: &str, trouble: &str, errors: &Errors) -> Reply {
    let t = words(visit);
    let person = visit.agent_id()?;
    let (account, rows) = {
        let mut tx = visit.read().await?;
        (account::by_person(&mut tx, person).await?, of_person(&mut tx, person).await?)
    };
    let zone = visit.academy()?.zone.clone();
    let current = (!is_fresh(visit)?)
        .then(|| Field::password("current_password", t.field_current_password(), t, errors));
    let body = ListPage {
        t,
        csrf: visit.csrf(),
        trouble,
        errors,
        full: rows.len() >= super::MOST,
        kept: rows.into_iter().map(|row| KeptLine::of(row, visit, &zone)).collect(),
        name: Field::text("name", t.field_app_password_name(), name, errors)
            .help(t.field_app_password_name_help()),
        current: current.map(|field| field.help(t.field_current_password_why())),
        settings: Settings::of(visit, &account),
        imap_port: IMAP_PORT,
        submission_port: SUBMISSION_PORT,
    };
    let page =
        Page::new(visit, t.app_passwords_title()).crumb(t.account_title(), "/compte").class("page-narrow");
    if trouble.is_empty() && errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

impl KeptLine {
    fn of(row: KeptRow, visit: &Visit, zone: &jiff::tz::TimeZone) -> KeptLine {
        let t = words(visit);
        let day = |time: kernel::Time| dates::date(visit.locale, time.zoned(zone).date());
        let used = match row.used_on {
            None => t.app_password_never_used().to_owned(),
            Some(at) if row.used_from.is_empty() => day(at),
            Some(at) => t.app_password_used(day(at), &row.used_from),
        };
        KeptLine { id: row.id.to_string(), name: row.name, made: day(row.created_at), used }
    }
}
