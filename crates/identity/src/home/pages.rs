//! `/compte` and what stands below it for its owner.

use askama::Template;
use axum::extract::{Path, Query};
use http::header;
use kernel::{
    Id, Result, audit, notices,
    people::{self, SignedIn},
    site::System,
};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, dates, redirect_saying, session};

use super::{Asked, ask_password, browser_name};
use crate::{
    account,
    app_passwords::{self, Programs},
    attempts,
    choose_password::{self, Chosen, faults, school_of},
    oidc,
    rules::password::Password,
    sign_in,
    view::{Field, ProgramsTick, mailbox_state, words},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/compte", Access::SignedIn, show)
        .get("/compte/mot-de-passe", Access::SignedIn, show_password)
        .post("/compte/mot-de-passe", Access::SignedIn, change_password)
        .get("/compte/sessions", Access::SignedIn, show_sessions)
        .post("/compte/sessions/fermer", Access::SignedIn, close_others)
        .post("/compte/sessions/{session}/fermer", Access::SignedIn, close_session)
        .get("/compte/journal", Access::SignedIn, show_trail)
        .get("/compte/notifications", Access::SignedIn, show_notices)
        .post("/compte/notifications", Access::SignedIn, notices_seen)
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    t: Words,
    name: &'a str,
    identifier: &'a str,
    address: &'a str,
    school: String,
    mailbox: String,
    password_changed: String,
    backup: &'a str,
}

async fn show(visit: Visit) -> Reply {
    let agent = visit.agent()?;
    let mut tx = visit.read().await?;
    let account = account::by_person(&mut tx, agent.id).await?;
    let school = school_of(&mut tx, &account).await?;
    let mailbox = people::mailbox_activated_at(&mut tx, agent.id).await?;
    let zone = visit.academy()?.zone.clone();
    let t = words(&visit);
    let body = AccountPage {
        t,
        name: &account.display_name,
        identifier: &account.identifier,
        address: &account.address,
        school: school.map_or_else(String::new, |s| format!("{}, {} ({})", s.name, s.town, s.uai)),
        mailbox: mailbox_state(&visit, mailbox, &zone),
        password_changed: account
            .password_changed_at
            .map(|at| dates::moment(visit.locale, at, &zone))
            .unwrap_or_default(),
        backup: account.backup_address.as_deref().unwrap_or_default(),
    };
    Page::new(&visit, t.account_title()).class("page-narrow").reply(&body)
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage<'a> {
    t: Words,
    csrf: &'a str,
    identifier: &'a str,
    trouble: &'a str,
    errors: &'a Errors,
    tick: ProgramsTick,
    current: Field<'a>,
    new_password: Field<'a>,
    confirmation: Field<'a>,
}

async fn show_password(visit: Visit) -> Reply {
    let programs = app_passwords::count(&mut visit.read().await?, visit.agent_id()?).await?;
    password_page(&visit, ProgramsTick::empty(programs), "", &Errors::default())
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    new_password: String,
    #[serde(default)]
    confirmation: String,
    #[serde(default)]
    programs: String,
}

async fn change_password(visit: Visit, Form(form): Form<Change>) -> Reply {
    let t = words(&visit);
    let agent = visit.agent()?.clone();
    let (account, school, programs) = {
        let mut tx = visit.read().await?;
        let account = account::by_person(&mut tx, agent.id).await?;
        let school = school_of(&mut tx, &account).await?;
        let programs = app_passwords::count(&mut tx, agent.id).await?;
        (account, school, programs)
    };
    let tick = ProgramsTick { offered: programs > 0, ticked: !form.programs.is_empty() };
    let page = |trouble: &str, errors: &Errors| password_page(&visit, tick, trouble, errors);
    let chosen = Chosen { new_password: form.new_password, confirmation: form.confirmation };
    let mut errors = faults(visit.ctx(), Some(&account), school.as_ref(), &chosen);
    if form.current_password.is_empty() {
        errors.add("current_password", t.error_current_password());
    }
    if !errors.is_empty() {
        return page("", &errors);
    }
    let (place, counted) =
        match ask_password(visit.ctx(), &account, &form.current_password, "password.change").await? {
            Asked::Right { place, counted } => (place, counted),
            Asked::Wrong => {
                errors.add("current_password", t.error_wrong_password());
                return page("", &errors);
            }
            Asked::Slowed(answer) => return page(&sign_in::slowed(&visit, answer), &Errors::default()),
        };
    let typed = Password::new(&chosen.new_password).map_err(|_| kernel::Error::NotFound)?;
    let hash = account::hash_at(visit.ctx(), &place, typed).await?;
    let programs = Programs::posted(&form.programs);
    visit
        .write(async move |tx| {
            attempts::succeeded(tx, &counted).await?;
            account::choose_password(tx, &account, &hash, Some(agent.session), programs).await
        })
        .await?;
    Ok(redirect_saying(&visit, "/compte", t.password_changed_here()))
}

fn password_page(visit: &Visit, tick: ProgramsTick, trouble: &str, errors: &Errors) -> Reply {
    let t = words(visit);
    let agent = visit.agent()?;
    let help = choose_password::rule_for(agent.grants, t);
    let body = PasswordPage {
        t,
        csrf: visit.csrf(),
        identifier: &agent.identifier,
        trouble,
        errors,
        tick,
        current: Field::password("current_password", t.field_current_password(), t, errors),
        new_password: Field::new_password(t, &help, errors),
        confirmation: Field::confirmation(t, errors),
    };
    let page = Page::new(visit, t.link_change()).crumb(t.account_title(), "/compte").class("page-narrow");
    if trouble.is_empty() && errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

#[derive(Template)]
#[template(path = "sessions.html")]
struct SessionsPage<'a> {
    t: Words,
    csrf: &'a str,
    sessions: Vec<SessionLine>,
    tick: ProgramsTick,
}

struct SessionLine {
    id: String,
    browser: &'static str,
    address: String,
    opened: String,
    seen: String,
    current: bool,
}

async fn show_sessions(visit: Visit) -> Reply {
    let agent = visit.agent()?;
    let (rows, programs) = {
        let mut tx = visit.read().await?;
        let rows = session::of_person(&mut tx, agent.id).await?;
        (rows, app_passwords::count(&mut tx, agent.id).await?)
    };
    let zone = visit.academy()?.zone.clone();
    let when = |time| dates::short(visit.locale, time, visit.now(), &zone);
    let sessions = rows
        .into_iter()
        .map(|row| SessionLine {
            current: row.id == agent.session,
            id: row.id.to_string(),
            browser: browser_name(&row.browser),
            opened: when(row.created_at),
            seen: when(row.seen_at),
            address: row.address,
        })
        .collect();
    let t = words(&visit);
    let tick = ProgramsTick::empty(programs);
    let body = SessionsPage { t, csrf: visit.csrf(), sessions, tick };
    Page::new(&visit, t.sessions_title())
        .crumb(t.account_title(), "/compte")
        .class("page-narrow")
        .reply(&body)
}

async fn close_session(visit: Visit, Path(id): Path<String>) -> Reply {
    let agent = visit.agent()?.clone();
    let id: Id<SignedIn> = id.parse().map_err(|_| kernel::Error::NotFound)?;
    let person = agent.id;
    visit
        .write(async move |tx| {
            session::close(tx, person, id).await?;
            noted(tx, person, "session.close").await
        })
        .await?;
    if id == agent.session {
        return signed_out(&visit);
    }
    Ok(redirect_saying(&visit, "/compte/sessions", words(&visit).session_closed()))
}

#[derive(Deserialize)]
struct Closing {
    #[serde(default)]
    which: String,
    #[serde(default)]
    programs: String,
}

/// Every session but this one, or this one too.
async fn close_others(visit: Visit, Form(form): Form<Closing>) -> Reply {
    let agent = visit.agent()?.clone();
    let keep = (form.which != "all").then_some(agent.session);
    let programs = Programs::posted(&form.programs);
    visit
        .write(async move |tx| {
            // Also what an application was given to come back without the agent: all means all.
            oidc::sign_out_everywhere(tx, agent.id, keep).await?;
            if programs == Programs::Withdraw {
                let account = account::hold(tx, agent.id).await?;
                app_passwords::withdraw_all(tx, &account).await?;
            }
            noted(tx, agent.id, "session.close-all").await
        })
        .await?;
    if keep.is_none() {
        return signed_out(&visit);
    }
    Ok(redirect_saying(&visit, "/compte/sessions", words(&visit).sessions_closed()))
}

fn signed_out(visit: &Visit) -> Reply {
    let mut response = redirect_saying(visit, "/compte/connexion", words(visit).signed_out());
    response.headers_mut().append(header::SET_COOKIE, session::no_cookie(visit.ctx(), System::Identity)?);
    Ok(response)
}

async fn noted(tx: &mut kernel::Tx, person: Id<kernel::people::Person>, action: &'static str) -> Result<()> {
    let entry = audit::Entry { action, subject: Some(person), result: audit::Outcome::Done, detail: "" };
    tx.audit(entry).await
}

/// A line of the trail in words.
pub(crate) struct TrailLine {
    pub at: String,
    pub actor: String,
    pub action: String,
    pub address: String,
    pub detail: String,
    pub refused: bool,
}

impl TrailLine {
    pub(crate) fn of(line: &audit::Line, t: Words, visit: &Visit, zone: &jiff::tz::TimeZone) -> TrailLine {
        let actor = match (line.actor_id, line.subject_id) {
            (Some(actor), Some(subject)) if actor == subject => t.trail_holder().to_owned(),
            (Some(_), _) => line.actor.clone(),
            (None, _) if line.actor == "system" => t.trail_system().to_owned(),
            (None, _) => t.trail_somebody().to_owned(),
        };
        TrailLine {
            at: dates::moment(visit.locale, line.at, zone),
            actor,
            action: t.trail_action(line.action.replace('.', "-").as_str()),
            address: line.address.clone(),
            detail: detail(line, t),
            refused: line.result == audit::Outcome::Refused,
        }
    }
}

/// As it was written down, but for what is there by its key.
fn detail(line: &audit::Line, t: Words) -> String {
    if line.action == "mail-program.sign-in" {
        return t.trail_mail_program(line.detail.as_str());
    }
    if !line.action.starts_with("right.") {
        return line.detail.clone();
    }
    let (right, establishments) = line.detail.split_once(' ').unwrap_or((&line.detail, ""));
    format!("{} {establishments}", t.trail_right(right)).trim_end().to_owned()
}

#[derive(Deserialize)]
pub(crate) struct Before {
    #[serde(default)]
    pub avant: Option<i64>,
}

#[derive(Template)]
#[template(path = "trail.html")]
struct TrailPage {
    t: Words,
    lines: Vec<TrailLine>,
    older: Option<i64>,
}

const TRAIL_PAGE: i64 = 30;

async fn show_trail(visit: Visit, Query(before): Query<Before>) -> Reply {
    let agent = visit.agent()?;
    let before = before.avant.unwrap_or(i64::MAX);
    let lines = audit::about(&mut visit.read().await?, agent.id, before, TRAIL_PAGE + 1).await?;
    let zone = visit.academy()?.zone.clone();
    let t = words(&visit);
    let shown = TRAIL_PAGE as usize;
    let older = lines.get(shown).and(lines.get(shown - 1)).map(|l| l.number);
    let lines = lines.iter().take(shown).map(|l| TrailLine::of(l, t, &visit, &zone)).collect();
    let body = TrailPage { t, lines, older };
    Page::new(&visit, t.trail_title()).crumb(t.account_title(), "/compte").reply(&body)
}

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage<'a> {
    t: Words,
    csrf: &'a str,
    unseen: bool,
    notices: Vec<NoticeLine>,
}

struct NoticeLine {
    title: String,
    paragraphs: Vec<String>,
    link: Option<String>,
    at: String,
    unseen: bool,
}

async fn show_notices(visit: Visit) -> Reply {
    let agent = visit.agent()?;
    let rows = notices::of(&mut visit.read().await?, agent.id, 50).await?;
    let zone = visit.academy()?.zone.clone();
    let notices: Vec<_> = rows
        .into_iter()
        .map(|row| NoticeLine {
            paragraphs: row.body.split("\n\n").map(str::to_owned).collect(),
            title: row.title,
            link: row.link,
            at: dates::short(visit.locale, row.at, visit.now(), &zone),
            unseen: row.seen_at.is_none(),
        })
        .collect();
    let t = words(&visit);
    let body = NoticesPage { t, csrf: visit.csrf(), unseen: notices.iter().any(|n| n.unseen), notices };
    Page::new(&visit, t.notices_title()).crumb(t.account_title(), "/compte").class("page-narrow").reply(&body)
}

async fn notices_seen(visit: Visit) -> Reply {
    let person = visit.agent_id()?;
    visit.write(async move |tx| notices::seen(tx, person).await).await?;
    Ok(redirect_saying(&visit, "/compte/notifications", words(&visit).notices_all_seen()))
}
