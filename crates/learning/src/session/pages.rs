//! The addresses of a session: its page, the star, enrolling oneself, its settings, the steps of its life.

use kernel::{Error, Id, permission::May};
use serde::Deserialize;
use web::{Access, Form, Reply, Routes, Visit, form, redirect, redirect_saying};

use super::{Session, find, lead, life, offer, page, settings, store};
use crate::{enrolment, place::At, section::store as sections, view};

pub(crate) fn routes() -> Routes {
    const MEMBER: Access = Access::SignedIn;
    Routes::new()
        .get("/magistere/{academy}/former", MEMBER, lead::show)
        .get("/magistere/{academy}/parcours/{session}", MEMBER, page::show)
        .post("/magistere/{academy}/parcours/{session}/favori", MEMBER, star)
        .post("/magistere/{academy}/parcours/{session}/inscription", MEMBER, enrol)
        .get("/magistere/{academy}/parcours/{session}/inscription/retrait", MEMBER, ask_leave)
        .post("/magistere/{academy}/parcours/{session}/inscription/retrait", MEMBER, leave)
        .get("/magistere/{academy}/parcours/{session}/reglages", MEMBER, settings::show)
        .post("/magistere/{academy}/parcours/{session}/reglages", MEMBER, settings::save)
        .post("/magistere/{academy}/parcours/{session}/fiche", MEMBER, settings::refresh)
        .get("/magistere/{academy}/parcours/{session}/etat/{step}", MEMBER, ask_step)
        .post("/magistere/{academy}/parcours/{session}/etat", MEMBER, step)
}

/// A star, put or taken away; both may be sent twice.
#[derive(Deserialize)]
pub(crate) struct Star {
    #[serde(default)]
    pub starred: String,
    /// The page the star stands on, when it is another one.
    #[serde(default)]
    pub back: String,
}

async fn star(visit: Visit, at: At, Form(sent): Form<Star>) -> Reply {
    let id: Id<Session> = at.id("session")?;
    let there = page::base(&visit, id)?;
    let starred = sent.starred == "1";
    visit
        .write(async move |tx| {
            let session = tx.one(store::by_id(id, tx.academy_id()?, tx.agent_id().ok())).await?;
            if !session.is_offered_to(tx) {
                session.demand(tx, May::View)?;
            }
            super::star(tx, id, starred).await
        })
        .await?;
    Ok(redirect(if web::page::is_local(&sent.back) { &sent.back } else { &there }))
}

#[derive(Deserialize)]
struct Enrol {
    #[serde(default)]
    key: String,
}

async fn enrol(visit: Visit, at: At, Form(sent): Form<Enrol>) -> Reply {
    let id: Id<Session> = at.id("session")?;
    let key = sent.key.clone();
    let outcome = visit.write(async move |tx| enrolment::self_enrol(tx, id, &key).await).await;
    match form::told(outcome)? {
        Ok(()) => Ok(redirect_saying(&visit, &page::base(&visit, id)?, view::words(&visit).enrol_done())),
        Err(errors) => {
            let academy = visit.academy_id()?;
            let (found, parts, leaders) = visit
                .read()
                .await?
                .together((
                    store::by_id(id, academy, visit.agent_id().ok()),
                    sections::of_session(id, academy),
                    enrolment::store::leaders_of(id, academy),
                ))
                .await?;
            let session = found.into_iter().next().ok_or(Error::NotFound)?;
            let about = page::About::of(&visit, &session, &leaders)?;
            offer::show(&visit, &session, about, parts, &sent.key, &errors)
        }
    }
}

async fn ask_leave(visit: Visit, at: At) -> Reply {
    let session = find(&mut visit.read().await?, at.id("session")?, May::View).await?;
    let t = view::words(&visit);
    let base = page::base(&visit, session.id)?;
    let asked = view::Asked {
        title: t.leave(),
        text: &t.leave_question(&session.title),
        action: &format!("{base}/inscription/retrait"),
        yes: t.leave(),
        icon: "sign-out",
        no: &base,
        fields: &[],
    };
    view::ask(&visit, page::below(&visit, &session, t.leave())?, &asked)
}

async fn leave(visit: Visit, at: At) -> Reply {
    let id = at.id("session")?;
    visit
        .write(async move |tx| {
            let session = find(tx, id, May::View).await?;
            enrolment::leave(tx, &session).await
        })
        .await?;
    let there = format!("{}/se-former", view::home(&visit)?);
    Ok(redirect_saying(&visit, &there, view::words(&visit).leave_done()))
}

/// Archiving cannot be undone by its author, so it asks first.
async fn ask_step(visit: Visit, at: At) -> Reply {
    let session = find(&mut visit.read().await?, at.id("session")?, May::Manage).await?;
    if at.text("step") != life::Step::Archive.key() {
        return Err(Error::NotFound.into());
    }
    let t = view::words(&visit);
    let base = page::base(&visit, session.id)?;
    let asked = view::Asked {
        title: t.step_archive(),
        text: &t.archive_question(&session.title),
        action: &format!("{base}/etat"),
        yes: t.step_archive(),
        icon: "archive",
        no: &base,
        fields: &[("step", life::Step::Archive.key())],
    };
    view::ask(&visit, page::below(&visit, &session, t.step_archive())?, &asked)
}

#[derive(Deserialize)]
struct Take {
    #[serde(default)]
    step: String,
}

async fn step(visit: Visit, at: At, Form(sent): Form<Take>) -> Reply {
    let id: Id<Session> = at.id("session")?;
    let step = life::Step::from_key(&sent.step).ok_or(Error::NotFound)?;
    visit
        .write(async move |tx| {
            let session = find(tx, id, May::Manage).await?;
            if step.is_taken(&session) {
                // Sent twice: it is done already.
                return Ok(());
            }
            life::take(tx, &session, step).await
        })
        .await?;
    let t = view::words(&visit);
    let sentence = match step {
        life::Step::Open => t.step_open_done(),
        life::Step::Archive => t.step_archive_done(),
        life::Step::Trash => t.step_trash_done(),
        life::Step::Restore => t.step_restore_done(),
    };
    Ok(redirect_saying(&visit, &page::base(&visit, id)?, sentence))
}
