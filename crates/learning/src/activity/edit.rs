//! Writing an activity: one form for what all have (title, completion) and what its type asks, with its files and
//! pasted images, in a design as in a session.

use askama::Template;
use axum::{
    extract::{FromRequest, Request},
    http::header,
};
use kernel::{Error, Id, Result, files::FileRow, permission::May};
use web::{
    Access, Errors, Form, Reply, Routes, Visit, redirect_saying,
    upload::{Part, Upload},
};

use super::{
    Activity, ActivityType, Common, Completion, FILE_LIMIT, Given, Settings, Showing, Submitted, images,
    type_of,
};
use crate::{
    place::{At, Place},
    section::{self, Section},
    session::settings::told,
    view,
    words::Words,
};

pub(crate) fn routes() -> Routes {
    const MEMBER: Access = Access::SignedIn;
    Routes::new()
        .get("/magistere/{academy}/conception/{design}/sections/{section}/nouvelle/{kind}", MEMBER, blank)
        .post("/magistere/{academy}/conception/{design}/sections/{section}/nouvelle/{kind}", MEMBER, create)
        .get("/magistere/{academy}/conception/{design}/activite/{activity}/modifier", MEMBER, edit)
        .post("/magistere/{academy}/conception/{design}/activite/{activity}/modifier", MEMBER, save)
        .get("/magistere/{academy}/parcours/{session}/sections/{section}/nouvelle/{kind}", MEMBER, blank)
        .post("/magistere/{academy}/parcours/{session}/sections/{section}/nouvelle/{kind}", MEMBER, create)
        .get("/magistere/{academy}/parcours/{session}/activite/{activity}/modifier", MEMBER, edit)
        .post("/magistere/{academy}/parcours/{session}/activite/{activity}/modifier", MEMBER, save)
}

#[derive(Template)]
#[template(path = "activity/edit.html")]
struct EditPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    heading: String,
    purpose: &'static str,
    files: bool,
    action: String,
    cancel: String,
    current: String,
    /// The id a new activity will have, so that a form sent twice makes one.
    id: String,
    version: i64,
    title: &'a str,
    completions: Vec<Way>,
    own: String,
    errors: &'a Errors,
    conflict: &'a str,
}

struct Way {
    value: &'static str,
    label: &'static str,
    hint: &'static str,
    chosen: bool,
}

/// The form of one activity, about to be shown.
struct Draft<'a> {
    place: &'a Place,
    kind: &'static dyn ActivityType,
    heading: String,
    action: String,
    /// Where it can be read as it is now.
    current: String,
    id: String,
    version: i64,
    common: Common,
    settings: Settings,
}

async fn blank(visit: Visit, at: At) -> Reply {
    let mut tx = visit.read().await?;
    let place = Place::find(&mut tx, at.place()?, May::Edit).await?;
    section::find(&mut tx, place.content(), at.id("section")?).await?;
    drop(tx);
    let kind = type_of(at.text("kind")).ok_or(Error::NotFound)?;
    let completion = kind.completions().first().copied().unwrap_or(Completion::None);
    let id: Id<Activity> = visit.new_id();
    let draft = Draft {
        heading: view::words(&visit).activity_new(kind.name(visit.locale)),
        action: visit.address().to_owned(),
        current: place.workshop(&visit)?,
        id: id.to_string(),
        version: 0,
        common: Common { title: String::new(), completion },
        settings: kind.blank(),
        kind,
        place: &place,
    };
    draw(&visit, &draft, &Errors::default(), "")
}

async fn create(visit: Visit, at: At, request: Request) -> Reply {
    let kind = type_of(at.text("kind")).ok_or(Error::NotFound)?;
    let section: Id<Section> = at.id("section")?;
    let place_id = at.place()?;
    let place = Place::find(&mut visit.read().await?, place_id, May::Edit).await?;
    let typed = submitted(&visit, request, &[]).await?;
    let (settings, problems) = kind.read(&typed, visit.locale);
    let common = common(&typed);
    let outcome = if problems.is_empty() {
        let (common, settings) = (common.clone(), settings.clone());
        let id = typed.text("id").parse().unwrap_or_else(|_| visit.new_id());
        visit
            .write(async move |tx| {
                let place = Place::find(tx, place_id, May::Edit).await?;
                section::find(tx, place.content(), section).await?;
                super::create(tx, id, section, kind, &common, &settings).await
            })
            .await
    } else {
        Err(Error::Invalid(super::with_title(problems, &common, visit.locale)))
    };
    let back = place.workshop(&visit)?;
    let draft = Draft {
        heading: view::words(&visit).activity_new(kind.name(visit.locale)),
        action: visit.address().to_owned(),
        current: back.clone(),
        id: typed.text("id").to_owned(),
        version: 0,
        common,
        settings,
        kind,
        place: &place,
    };
    finish(&visit, &draft, outcome, &format!("{back}#section-{section}"))
}

async fn edit(visit: Visit, at: At) -> Reply {
    let mut tx = visit.read().await?;
    let place = Place::find(&mut tx, at.place()?, May::Edit).await?;
    let activity = super::find(&mut tx, place.content(), at.id("activity")?).await?;
    let kind = super::known(&activity.kind)?;
    let settings = kind.settings(&mut tx, activity.id).await?;
    drop(tx);
    let draft = Draft {
        heading: view::words(&visit).activity_edit(&activity.title),
        action: visit.address().to_owned(),
        current: format!("{}/activite/{}", place.base(&visit)?, activity.id),
        id: String::new(),
        version: activity.version,
        common: Common { title: activity.title.clone(), completion: activity.completion },
        settings,
        kind,
        place: &place,
    };
    draw(&visit, &draft, &Errors::default(), "")
}

async fn save(visit: Visit, at: At, request: Request) -> Reply {
    let (place_id, id): (_, Id<Activity>) = (at.place()?, at.id("activity")?);
    let (place, before, settings) = {
        let mut tx = visit.read().await?;
        let place = Place::find(&mut tx, place_id, May::Edit).await?;
        let before = super::find(&mut tx, place.content(), id).await?;
        let settings = super::known(&before.kind)?.settings(&mut tx, id).await?;
        (place, before, settings)
    };
    let kind = super::known(&before.kind)?;
    let typed = submitted(&visit, request, &kind.files(&settings)).await?;
    let (settings, problems) = kind.read(&typed, visit.locale);
    let common = common(&typed);
    let version = typed.text("version").parse().unwrap_or(0);
    let outcome = if problems.is_empty() {
        let (common, settings) = (common.clone(), settings.clone());
        visit
            .write(async move |tx| {
                let place = Place::find(tx, place_id, May::Edit).await?;
                let before = super::find(tx, place.content(), id).await?;
                super::edit(tx, &before, version, &common, &settings).await
            })
            .await
    } else {
        Err(Error::Invalid(super::with_title(problems, &common, visit.locale)))
    };
    let draft = Draft {
        heading: view::words(&visit).activity_edit(&before.title),
        action: visit.address().to_owned(),
        current: format!("{}/activite/{id}", place.base(&visit)?),
        id: String::new(),
        // After a conflict the author has been told, and sending again replaces.
        version: if matches!(outcome, Err(Error::Conflict(_))) { before.version } else { version },
        common,
        settings,
        kind,
        place: &place,
    };
    let back = format!("{}#section-{}", place.workshop(&visit)?, before.section_id);
    finish(&visit, &draft, outcome, &back)
}

fn finish(visit: &Visit, draft: &Draft<'_>, outcome: Result<()>, back: &str) -> Reply {
    match outcome {
        Ok(()) => Ok(redirect_saying(visit, back, view::words(visit).saved())),
        Err(Error::Invalid(problems)) => draw(visit, draft, &Errors::from(problems), ""),
        Err(Error::Conflict(why)) => draw(visit, draft, &Errors::default(), &why),
        Err(other) => Err(other.into()),
    }
}

fn draw(visit: &Visit, draft: &Draft<'_>, errors: &Errors, conflict: &str) -> Reply {
    let t = view::words(visit);
    let images = format!("{}/images", draft.place.base(visit)?);
    let showing = Showing { locale: visit.locale, base: &draft.current, images: &images };
    let own = draft.kind.form(&draft.settings, errors, &showing)?;
    let completions = draft.kind.completions().iter().map(|way| {
        let (label, hint) = match way {
            Completion::Viewed => (t.way_viewed(), t.way_viewed_hint()),
            Completion::Manual => (t.way_manual(), t.way_manual_hint()),
            Completion::None => (t.way_none(), t.way_none_hint()),
        };
        Way { value: way.as_str(), label, hint, chosen: *way == draft.common.completion }
    });
    let workshop = draft.place.workshop(visit)?;
    let page = EditPage {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        heading: draft.heading.clone(),
        purpose: draft.kind.purpose(visit.locale),
        files: draft.kind.takes_files(),
        action: draft.action.clone(),
        cancel: workshop.clone(),
        current: draft.current.clone(),
        id: draft.id.clone(),
        version: draft.version,
        title: &draft.common.title,
        completions: completions.collect(),
        own,
        errors,
        conflict,
    };
    let frame = view::page(visit, &draft.heading)?.crumb(draft.place.title(), workshop);
    told(frame, errors, conflict).class("page-narrow").reply(&page)
}

fn common(typed: &Submitted) -> Common {
    Common {
        title: typed.text("title").trim().to_owned(),
        completion: typed.text("completion").parse().unwrap_or(Completion::None),
    }
}

/// The form, whichever way it was sent: its fields, the files to keep (`known`, or this author's own uploads), those
/// that came, and the images pasted into its texts.
async fn submitted(visit: &Visit, request: Request, known: &[Id<FileRow>]) -> Result<Submitted> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut typed = Submitted::default();
    let mut came = Vec::new();
    if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let mut upload = Upload::from_request(request, &()).await?;
        while let Some(part) = upload.next(FILE_LIMIT).await? {
            match part {
                Part::Text { name, value } => typed.fields.push((name, value)),
                Part::File { file_name, content_type, kept, .. } => {
                    came.push((kept, file_name, content_type));
                }
            }
        }
    } else {
        let Form(fields) = Form::from_request(request, &()).await?;
        typed.fields = fields;
    }
    let keep: Vec<Id<FileRow>> = typed.all("keep").filter_map(|id| id.parse().ok()).take(100).collect();
    if !keep.is_empty() || !came.is_empty() {
        let (person, known) = (visit.agent_id()?, known.to_vec());
        typed.files = visit
            .write(async move |tx| {
                let mut files = Vec::new();
                for id in keep {
                    let file = tx.file(id).await?;
                    // Nobody takes another's file by naming it.
                    if known.contains(&id) || file.owner_id == Some(person) {
                        files.push(Given::from(file));
                    }
                }
                for (kept, name, content_type) in came {
                    let id = tx.add_file(&kept, &name, &content_type).await?;
                    files.push(Given::from(tx.file(id).await?));
                }
                Ok(files)
            })
            .await?;
    }
    typed.images = images::keep_pasted(visit, &typed.fields).await?;
    Ok(typed)
}
