//! An activity on its page: what its type shows, what is done of it, the one before and the one after. In a design it
//! is a preview; in a session, looking at it is remembered for those who take part.

use askama::Template;
use kernel::{Error, Id, permission::May};
use serde::Deserialize;
use web::{Access, Form, Reply, Routes, Visit, redirect};

use super::{Activity, ActivityType, Completion, Showing, Shown, store, type_of};
use crate::{
    completion, enrolment,
    place::{At, Place},
    session::{self, Session},
    view,
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/magistere/{academy}/parcours/{session}/activite/{activity}", Access::SignedIn, in_session)
        .get("/magistere/{academy}/conception/{design}/activite/{activity}", Access::SignedIn, in_design)
        .post(
            "/magistere/{academy}/parcours/{session}/activite/{activity}/achevement",
            Access::SignedIn,
            complete,
        )
}

#[derive(Template)]
#[template(path = "activity/page.html")]
struct ActivityPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    title: &'a str,
    type_name: &'static str,
    /// Safe HTML of its type.
    body: String,
    mark: Mark,
    complete: String,
    edit: String,
    preview: bool,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    back: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Done,
    DoneByHand,
    ToTick,
}

async fn in_session(visit: Visit, at: At) -> Reply {
    let (id, wanted): (Id<Session>, Id<Activity>) = (at.id("session")?, at.id("activity")?);
    let (academy, person) = (visit.academy_id()?, visit.agent_id()?);
    let mut tx = visit.read().await?;
    let (found, steps) = tx
        .together((session::store::by_id(id, academy, Some(person)), store::steps(id, academy, Some(person))))
        .await?;
    let session = found.into_iter().next().ok_or(Error::NotFound)?;
    session.demand(&visit, May::View)?;
    let pages: Vec<_> = steps.iter().filter(|step| shown(&step.kind) == Shown::OnItsPage).collect();
    let place = pages.iter().position(|step| step.id == wanted).ok_or(Error::NotFound)?;
    let step = pages.get(place).copied().ok_or(Error::NotFound)?;
    let kind = known(&step.kind)?;
    let base = session::page::base(&visit, id)?;
    let here = session::page::activity_address(&base, wanted);
    let showing = Showing { locale: visit.locale, base: &here, images: "" };
    let body = kind.body(&mut tx, wanted, showing).await?;
    drop(tx);

    let followed = session.role == Some(enrolment::Role::Participant);
    let takes = followed && session.allows(&visit, May::Take);
    let views = takes && step.completion == Completion::Viewed && !step.is_done;
    if takes && (views || session.last_activity_id != Some(wanted)) {
        visit
            .write(async move |tx| {
                if views {
                    completion::complete(tx, id, wanted, person).await?;
                }
                completion::visit(tx, id, wanted, person).await
            })
            .await?;
    }
    let mark = match (step.completion, step.is_done || views) {
        (Completion::None, _) => Mark::None,
        _ if !followed => Mark::None,
        (Completion::Manual, true) if takes => Mark::DoneByHand,
        (_, true) => Mark::Done,
        (Completion::Manual, false) if takes => Mark::ToTick,
        _ => Mark::None,
    };
    let neighbour = |at: Option<usize>| {
        let step = pages.get(at?)?;
        Some((session::page::activity_address(&base, step.id), step.title.clone()))
    };
    let page = ActivityPage {
        t: view::words(&visit),
        icons: view::icons(),
        csrf: visit.csrf(),
        title: &step.title,
        type_name: kind.name(visit.locale),
        body,
        mark,
        complete: format!("{here}/achevement"),
        edit: if session.allows(&visit, May::Edit) { format!("{here}/modifier") } else { String::new() },
        preview: false,
        before: neighbour(place.checked_sub(1)),
        after: neighbour(place.checked_add(1)),
        back: base.clone(),
    };
    session::page::below(&visit, &session, &step.title)?.reply(&page)
}

async fn in_design(visit: Visit, at: At) -> Reply {
    let wanted: Id<Activity> = at.id("activity")?;
    let mut tx = visit.read().await?;
    let place = Place::find(&mut tx, at.place()?, May::View).await?;
    let all = tx.all(super::of_content(place.content(), visit.academy_id()?)).await?;
    let position = all.iter().position(|activity| activity.id == wanted).ok_or(Error::NotFound)?;
    let activity = all.get(position).ok_or(Error::NotFound)?;
    let kind = known(&activity.kind)?;
    let base = place.base(&visit)?;
    let here = session::page::activity_address(&base, wanted);
    let showing = Showing { locale: visit.locale, base: &here, images: "" };
    let body = kind.body(&mut tx, wanted, showing).await?;
    drop(tx);
    let neighbour = |at: Option<usize>| {
        let activity = all.get(at?)?;
        Some((session::page::activity_address(&base, activity.id), activity.title.clone()))
    };
    let page = ActivityPage {
        t: view::words(&visit),
        icons: view::icons(),
        csrf: visit.csrf(),
        title: &activity.title,
        type_name: kind.name(visit.locale),
        body,
        mark: Mark::None,
        complete: String::new(),
        edit: if place.allows(&visit, May::Edit) { format!("{here}/modifier") } else { String::new() },
        preview: true,
        before: neighbour(position.checked_sub(1)),
        after: neighbour(position.checked_add(1)),
        back: base.clone(),
    };
    view::page(&visit, &activity.title)?.crumb(place.title(), base).reply(&page)
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
    #[serde(default)]
    back: String,
}

/// A tick, put or taken away; both may be sent twice.
async fn complete(visit: Visit, at: At, Form(sent): Form<Done>) -> Reply {
    let (id, activity): (Id<Session>, Id<Activity>) = (at.id("session")?, at.id("activity")?);
    let done = sent.done == "1";
    visit
        .write(async move |tx| {
            let session = session::find(tx, id, May::Take).await?;
            let activity = super::find(tx, session.content_id, activity).await?;
            if activity.completion != Completion::Manual {
                return Err(Error::Conflict(Words(tx.locale).mark_not_by_hand().to_owned()));
            }
            let person = tx.agent_id()?;
            if done {
                completion::complete(tx, id, activity.id, person).await?;
            } else {
                completion::undo(tx, id, activity.id, person).await?;
            }
            Ok(())
        })
        .await?;
    let base = session::page::base(&visit, id)?;
    if sent.back == "page" {
        return Ok(redirect(&session::page::activity_address(&base, activity)));
    }
    Ok(redirect(&format!("{base}#activite-{activity}")))
}

fn shown(kind: &str) -> Shown {
    type_of(kind).map_or(Shown::OnItsPage, ActivityType::shown)
}

fn known(kind: &str) -> kernel::Result<&'static dyn ActivityType> {
    type_of(kind).ok_or_else(|| Error::internal(format!("no activity type {kind:?}")))
}
