//! «Concevoir»: the designs a person writes, and for each its record, its designers, its sessions, its trash.

use askama::Template;
use kernel::{Error, Id, Problem, Result, Tx, people, permission::May};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, dates, form, redirect, redirect_saying};

use super::{Design, DesignLine, Designer, designed_by, find};
use crate::{
    place::At,
    record::{self, CatalogueRecord, Collection, Domain, Field, Level, Nature},
    se_former::Tabs,
    session::{self, Enrolment, NewSession, Star, life, settings},
    view::{self, Choice, choices},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    const MEMBER: Access = Access::SignedIn;
    Routes::new()
        .get("/magistere/{academy}/concevoir", MEMBER, list)
        .get("/magistere/{academy}/concevoir/nouveau", MEMBER, blank)
        .post("/magistere/{academy}/concevoir/nouveau", MEMBER, create)
        .post("/magistere/{academy}/conception/{design}/favori", MEMBER, star)
        .get("/magistere/{academy}/conception/{design}/fiche", MEMBER, record_page)
        .post("/magistere/{academy}/conception/{design}/fiche", MEMBER, save_record)
        .post("/magistere/{academy}/conception/{design}/publication", MEMBER, publish)
        .post("/magistere/{academy}/conception/{design}/copie", MEMBER, copy)
        .post("/magistere/{academy}/conception/{design}/corbeille", MEMBER, trash)
        .get("/magistere/{academy}/conception/{design}/concepteurs", MEMBER, designers_page)
        .post("/magistere/{academy}/conception/{design}/concepteurs", MEMBER, add_designer)
        .post(
            "/magistere/{academy}/conception/{design}/concepteurs/{person}/retrait",
            MEMBER,
            remove_designer,
        )
        .get("/magistere/{academy}/conception/{design}/sessions", MEMBER, sessions_page)
        .get("/magistere/{academy}/conception/{design}/sessions/nouvelle", MEMBER, blank_session)
        .post("/magistere/{academy}/conception/{design}/sessions/nouvelle", MEMBER, create_session)
}

/// `/magistere/{academy}/conception/{design}`.
fn base(visit: &Visit, id: Id<Design>) -> Result<String> {
    Ok(format!("{}/conception/{id}", view::home(visit)?))
}

/// The frame of a design's own pages.
pub(crate) fn frame<'v>(visit: &'v Visit, title: &str) -> Result<Page<'v>> {
    let home = view::home(visit)?;
    Ok(view::page(visit, title)?.crumb(view::words(visit).tab_design(), format!("{home}/concevoir")))
}

/// The frame of a page below it.
fn below<'v>(visit: &'v Visit, design: &Design, title: &str) -> Result<Page<'v>> {
    Ok(frame(visit, title)?.crumb(&design.title, base(visit, design.id)?))
}

// ---- The list -------------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "design/list.html")]
struct ListPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    home: String,
    tabs: Tabs,
    may_create: bool,
    designs: Vec<Card>,
    trashed: Vec<Card>,
}

struct Card {
    base: String,
    title: String,
    summary: String,
    star_label: String,
    is_starred: bool,
    collection: &'static str,
    duration: String,
    published: bool,
    sessions: i64,
    edited: String,
}

async fn list(visit: Visit, _: At) -> Reply {
    let person = visit.agent_id()?;
    let mut tx = visit.read().await?;
    let lines = designed_by(&mut tx, person).await?;
    let known = tx.one(super::experience(visit.academy_id()?, person)).await?;
    drop(tx);
    let (trashed, designs): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.trashed_at.is_some());
    let cards = |lines: Vec<DesignLine>| -> Result<Vec<Card>> {
        lines.into_iter().map(|line| card(&visit, line)).collect()
    };
    let body = ListPage {
        t: view::words(&visit),
        icons: view::icons(),
        csrf: visit.csrf(),
        home: view::home(&visit)?,
        may_create: known.may_create(&visit, visit.academy_id()?),
        tabs: Tabs::of(&visit, &[known])?,
        designs: cards(designs)?,
        trashed: cards(trashed)?,
    };
    view::page(&visit, view::words(&visit).tab_design())?.reply(&body)
}

fn card(visit: &Visit, line: DesignLine) -> Result<Card> {
    let t = view::words(visit);
    let zone = &visit.academy()?.zone;
    Ok(Card {
        base: base(visit, line.id)?,
        star_label: if line.is_starred { t.star_off(&line.title) } else { t.star_on(&line.title) },
        is_starred: line.is_starred,
        collection: line.collection.label(t),
        duration: record::duration(line.duration_minutes),
        published: line.published,
        sessions: line.sessions,
        edited: t.edited_on(dates::short(visit.locale, line.updated_at, visit.now(), zone)),
        title: line.title,
        summary: line.summary,
    })
}

// ---- The head all its pages share -----------------------------------------------------------------------------

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Content,
    Record,
    Sessions,
    Designers,
}

#[derive(Template)]
#[template(path = "design/head.html")]
struct Head<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    base: String,
    design: &'a Design,
    star_label: String,
    tab: Tab,
    may_edit: bool,
    may_manage: bool,
    may_copy: bool,
    missing: Vec<&'static str>,
    trash_until: String,
}

pub(crate) fn head(visit: &Visit, design: &Design, tab: Tab) -> Result<String> {
    let t = view::words(visit);
    let zone = &visit.academy()?.zone;
    let trash_until = design.trashed_at.map(|at| {
        let day = at.plus(life::TRASH_KEEPS).zoned(zone).date();
        t.state_trash_until(dates::date(visit.locale, day))
    });
    let head = Head {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        base: base(visit, design.id)?,
        star_label: if design.is_starred { t.star_off(&design.title) } else { t.star_on(&design.title) },
        tab,
        may_edit: design.allows(&visit.actor, May::Edit),
        may_manage: design.allows(&visit.actor, May::Manage),
        may_copy: design.trashed_at.is_none(),
        missing: design.record().missing().into_iter().map(|field| field.label(t)).collect(),
        trash_until: trash_until.unwrap_or_default(),
        design,
    };
    head.render().map_err(Error::internal)
}

async fn star(visit: Visit, at: At, Form(sent): Form<Star>) -> Reply {
    let id: Id<Design> = at.id("design")?;
    let there = base(&visit, id)?;
    let starred = sent.starred == "1";
    visit
        .write(async move |tx| {
            find(tx, id, May::View).await?;
            super::star(tx, id, starred).await
        })
        .await?;
    Ok(redirect(if web::page::is_local(&sent.back) { &sent.back } else { &there }))
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    wanted: String,
}

async fn publish(visit: Visit, at: At, Form(sent): Form<Wanted>) -> Reply {
    let id: Id<Design> = at.id("design")?;
    let published = sent.wanted == "1";
    visit
        .write(async move |tx| {
            let design = find(tx, id, May::Manage).await?;
            super::publish(tx, &design, published).await
        })
        .await?;
    let t = view::words(&visit);
    let sentence = if published { t.design_published_done() } else { t.design_unpublished_done() };
    Ok(redirect_saying(&visit, &base(&visit, id)?, sentence))
}

async fn copy(visit: Visit, at: At) -> Reply {
    let id: Id<Design> = at.id("design")?;
    let made = visit
        .write(async move |tx| {
            let design = find(tx, id, May::View).await?;
            if !super::may_create(tx).await? {
                return Err(Error::Forbidden(Words(tx.locale).design_may_not().to_owned()));
            }
            super::copy(tx, &design).await
        })
        .await?;
    Ok(redirect_saying(&visit, &base(&visit, made)?, view::words(&visit).design_copied()))
}

/// To the trash and back: neither asks, since each undoes the other.
async fn trash(visit: Visit, at: At, Form(sent): Form<Wanted>) -> Reply {
    let id: Id<Design> = at.id("design")?;
    let trashed = sent.wanted == "1";
    visit
        .write(async move |tx| {
            let design = find(tx, id, May::Manage).await?;
            match (trashed, design.trashed_at) {
                (true, None) => super::trash(tx, id).await,
                (false, Some(_)) => super::restore(tx, &design).await,
                _ => Ok(()),
            }
        })
        .await?;
    let t = view::words(&visit);
    let sentence = if trashed { t.design_trashed() } else { t.design_restored() };
    Ok(redirect_saying(&visit, &base(&visit, id)?, sentence))
}

// ---- The record -----------------------------------------------------------------------------------------------

/// The record as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    id: String,
    version: i64,
    title: String,
    summary: String,
    collection: String,
    domain: String,
    level: String,
    nature: String,
    hours: String,
    minutes: String,
    objectives: String,
    keywords: String,
    authors: String,
    language: String,
}

impl Typed {
    fn of(record: &CatalogueRecord, version: i64) -> Typed {
        let number = |n: i64| if record.duration_minutes == 0 { String::new() } else { n.to_string() };
        Typed {
            id: String::new(),
            version,
            title: record.title.clone(),
            summary: record.summary.clone(),
            collection: record.collection.to_string(),
            domain: record.domain.map(|domain| domain.to_string()).unwrap_or_default(),
            level: record.level.map(|level| level.to_string()).unwrap_or_default(),
            nature: record.nature.map(|nature| nature.to_string()).unwrap_or_default(),
            hours: number(record.duration_minutes / 60),
            minutes: number(record.duration_minutes % 60),
            objectives: record.objectives.clone(),
            keywords: record.keywords.clone(),
            authors: record.authors.clone(),
            language: record.language.clone(),
        }
    }

    fn read(&self, t: Words) -> Result<CatalogueRecord> {
        let number = |typed: &str| if typed.trim().is_empty() { Ok(0) } else { typed.trim().parse::<i64>() };
        let duration = match (number(&self.hours), number(&self.minutes)) {
            (Ok(hours @ 0..=1000), Ok(minutes @ 0..=60_000)) => Some(hours * 60 + minutes),
            _ => None,
        };
        let record = CatalogueRecord {
            title: self.title.trim().to_owned(),
            summary: self.summary.trim().to_owned(),
            collection: self.collection.parse().unwrap_or(Collection::Discovery),
            domain: self.domain.parse().ok(),
            level: self.level.parse().ok(),
            nature: self.nature.parse().ok(),
            duration_minutes: duration.unwrap_or(0),
            objectives: lines(&self.objectives, &['\n']),
            keywords: lines(&self.keywords, &['\n', ',', ';']),
            authors: lines(&self.authors, &['\n']),
            language: if self.language == "en" { "en" } else { "fr" }.to_owned(),
        };
        if duration.is_some() {
            return Ok(record);
        }
        let mut problems = record.problems(t);
        problems.push(Problem { field: "duration", message: t.record_duration_wrong().to_owned() });
        Err(Error::Invalid(problems))
    }
}

/// One item a line, without blanks.
fn lines(typed: &str, separators: &[char]) -> String {
    let items: Vec<&str> = typed.split(separators).map(str::trim).filter(|item| !item.is_empty()).collect();
    items.join("\n")
}

#[derive(Template)]
#[template(path = "design/record.html")]
struct RecordPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    head: String,
    is_new: bool,
    action: String,
    cancel: String,
    typed: &'a Typed,
    collections: Vec<(&'static str, &'static str, &'static str, bool)>,
    domains: Vec<Choice>,
    levels: Vec<Choice>,
    natures: Vec<Choice>,
    compulsory: Vec<&'static str>,
    errors: &'a Errors,
    conflict: &'a str,
}

impl RecordPage<'_> {
    /// What stands after a label: nothing when the collection asks for the field.
    fn mark(&self, field: Field) -> &'static str {
        if self.compulsory.contains(&field.name()) { "" } else { self.t.optional() }
    }
}

async fn blank(visit: Visit, _: At) -> Reply {
    if !super::may_create(&mut visit.read().await?).await? {
        return Err(Error::Forbidden(view::words(&visit).design_may_not().to_owned()).into());
    }
    let id: Id<Design> = visit.new_id();
    let typed = Typed { id: id.to_string(), language: "fr".to_owned(), ..Typed::default() };
    draw_record(&visit, None, &typed, &Errors::default(), "")
}

async fn create(visit: Visit, _: At, Form(typed): Form<Typed>) -> Reply {
    let id: Id<Design> = typed.id.parse().unwrap_or_else(|_| visit.new_id());
    let sent = typed.clone();
    let outcome = visit
        .write(async move |tx| {
            if !super::may_create(tx).await? {
                return Err(Error::Forbidden(Words(tx.locale).design_may_not().to_owned()));
            }
            super::create_as(tx, id, &sent.read(Words(tx.locale))?).await
        })
        .await;
    match form::told(outcome)? {
        Ok(()) => Ok(redirect(&base(&visit, id)?)),
        Err(errors) => draw_record(&visit, None, &typed, &errors, ""),
    }
}

async fn record_page(visit: Visit, at: At) -> Reply {
    let design = find(&mut visit.read().await?, at.id("design")?, May::Edit).await?;
    let typed = Typed::of(&design.record(), design.version);
    draw_record(&visit, Some(&design), &typed, &Errors::default(), "")
}

async fn save_record(visit: Visit, at: At, Form(typed): Form<Typed>) -> Reply {
    let id: Id<Design> = at.id("design")?;
    let sent = typed.clone();
    let outcome = visit
        .write(async move |tx| {
            find(tx, id, May::Edit).await?;
            super::edit(tx, id, sent.version, &sent.read(Words(tx.locale))?).await
        })
        .await;
    let (errors, conflict) = match outcome {
        Ok(()) => {
            return Ok(redirect_saying(&visit, &base(&visit, id)?, view::words(&visit).saved()));
        }
        Err(Error::Invalid(problems)) => (Errors::from(problems), String::new()),
        Err(Error::Conflict(why)) => (Errors::default(), why),
        Err(other) => return Err(other.into()),
    };
    let design = find(&mut visit.read().await?, id, May::Edit).await?;
    let version = if conflict.is_empty() { typed.version } else { design.version };
    draw_record(&visit, Some(&design), &Typed { version, ..typed }, &errors, &conflict)
}

fn draw_record(
    visit: &Visit,
    design: Option<&Design>,
    typed: &Typed,
    errors: &Errors,
    conflict: &str,
) -> Reply {
    let t = view::words(visit);
    let collection: Option<Collection> = typed.collection.parse().ok();
    let (action, cancel, head) = if let Some(design) = design {
        let base = base(visit, design.id)?;
        (format!("{base}/fiche"), base, head(visit, design, Tab::Record)?)
    } else {
        let home = view::home(visit)?;
        (format!("{home}/concevoir/nouveau"), format!("{home}/concevoir"), String::new())
    };
    let body = RecordPage {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        head,
        is_new: design.is_none(),
        action,
        cancel,
        collections: Collection::ALL
            .iter()
            .map(|one| (one.as_str(), one.label(t), one.explanation(t), Some(*one) == collection))
            .collect(),
        domains: choices!(t, Domain, typed.domain.parse().ok()),
        levels: choices!(t, Level, typed.level.parse().ok()),
        natures: choices!(t, Nature, typed.nature.parse().ok()),
        compulsory: collection.map_or(Vec::new(), |one| one.compulsory().iter().map(|f| f.name()).collect()),
        typed,
        errors,
        conflict,
    };
    let page = match design {
        Some(design) => below(visit, design, t.tab_record())?,
        None => frame(visit, t.design_new())?.class("page-narrow"),
    };
    settings::told(page, errors, conflict).reply(&body)
}

// ---- Its designers --------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "design/designers.html")]
struct DesignersPage<'a> {
    t: Words,
    csrf: &'a str,
    head: String,
    base: String,
    designers: Vec<Designer>,
    typed: &'a str,
    found: Vec<people::PersonRow>,
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn designers_page(visit: Visit, at: At, query: axum::extract::Query<Search>) -> Reply {
    let mut tx = visit.read().await?;
    let design = find(&mut tx, at.id("design")?, May::Manage).await?;
    let designers = super::designers(&mut tx, design.id).await?;
    let found = people::look_up(&mut tx, &query.q, 12).await?;
    drop(tx);
    let t = view::words(&visit);
    let body = DesignersPage {
        t,
        csrf: visit.csrf(),
        head: head(&visit, &design, Tab::Designers)?,
        base: base(&visit, design.id)?,
        found: found.into_iter().filter(|one| designers.iter().all(|other| other.id != one.id)).collect(),
        designers,
        typed: &query.q,
    };
    below(&visit, &design, t.tab_designers())?.reply(&body)
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    person: String,
}

async fn add_designer(visit: Visit, at: At, Form(sent): Form<Chosen>) -> Reply {
    let id: Id<Design> = at.id("design")?;
    let person = sent.person.parse().map_err(|_| Error::NotFound)?;
    visit
        .write(async move |tx| {
            find(tx, id, May::Manage).await?;
            let known = people::person(tx, person).await?;
            if known.academy_id != tx.academy_id()? || known.closed_at.is_some() {
                return Err(Error::NotFound);
            }
            super::add_designer(tx, id, person).await
        })
        .await?;
    let there = format!("{}/concepteurs", base(&visit, id)?);
    Ok(redirect_saying(&visit, &there, view::words(&visit).designer_added()))
}

async fn remove_designer(visit: Visit, at: At) -> Reply {
    let id: Id<Design> = at.id("design")?;
    let person = at.id("person")?;
    visit
        .write(async move |tx| {
            find(tx, id, May::Manage).await?;
            super::remove_designer(tx, id, person).await
        })
        .await?;
    // Whoever takes themselves out no longer sees the page.
    let there = if visit.agent_id()? == person {
        format!("{}/concevoir", view::home(&visit)?)
    } else {
        format!("{}/concepteurs", base(&visit, id)?)
    };
    Ok(redirect_saying(&visit, &there, view::words(&visit).designer_removed()))
}

// ---- Its sessions ---------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "design/sessions.html")]
struct SessionsPage {
    t: Words,
    icons: &'static str,
    head: String,
    base: String,
    lines: Vec<SessionLine>,
    may_make: bool,
}

struct SessionLine {
    href: String,
    title: String,
    state: String,
    tone: &'static str,
    participants: i64,
}

async fn sessions_page(visit: Visit, at: At) -> Reply {
    let mut tx = visit.read().await?;
    let design = find(&mut tx, at.id("design")?, May::Edit).await?;
    let sessions =
        tx.all(session::store::of_design(design.id, design.academy_id, visit.agent_id().ok())).await?;
    drop(tx);
    let t = view::words(&visit);
    let home = view::home(&visit)?;
    let zone = visit.academy()?.zone.clone();
    let lines = sessions.into_iter().map(|one| {
        let of = life::Dates {
            state: one.state,
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            readable_until: one.readable_until,
            trashed_at: one.trashed_at,
        };
        SessionLine {
            href: format!("{home}/parcours/{}", one.id),
            state: life::state_sentence(&of, visit.now(), &zone, visit.locale),
            tone: life::tone(one.state),
            participants: one.participants,
            title: one.title,
        }
    });
    let body = SessionsPage {
        t,
        icons: view::icons(),
        head: head(&visit, &design, Tab::Sessions)?,
        base: base(&visit, design.id)?,
        lines: lines.collect(),
        may_make: design.trashed_at.is_none(),
    };
    below(&visit, &design, t.tab_sessions())?.reply(&body)
}

async fn blank_session(visit: Visit, at: At) -> Reply {
    let design = find(&mut visit.read().await?, at.id("design")?, May::Edit).await?;
    let id: Id<session::Session> = visit.new_id();
    let typed = settings::Typed {
        id: id.to_string(),
        train: if design.collection.is_self_paced() { String::new() } else { "1".to_owned() },
        enrolment: if design.collection.is_self_paced() { Enrolment::OneSelf } else { Enrolment::Invited }
            .to_string(),
        ..settings::Typed::of(&NewSession::of(&design), 0, &visit.academy()?.zone)
    };
    draw_session(&visit, &design, &typed, &Errors::default())
}

async fn create_session(visit: Visit, at: At, Form(typed): Form<settings::Typed>) -> Reply {
    let design: Id<Design> = at.id("design")?;
    let id = typed.id.parse().unwrap_or_else(|_| visit.new_id());
    let (sent, zone) = (typed.clone(), visit.academy()?.zone.clone());
    let outcome = visit
        .write(async move |tx| {
            find(tx, design, May::Edit).await?;
            let new = sent.read(Words(tx.locale), &zone)?;
            let trainer = if sent.train.is_empty() { None } else { Some(tx.agent_id()?) };
            make(tx, id, design, &new, trainer).await
        })
        .await;
    match form::told(outcome)? {
        Ok(()) => {
            let there = session::page::base(&visit, id)?;
            Ok(redirect_saying(&visit, &there, view::words(&visit).session_created()))
        }
        Err(errors) => {
            let design = find(&mut visit.read().await?, design, May::Edit).await?;
            draw_session(&visit, &design, &typed, &errors)
        }
    }
}

async fn make(
    tx: &mut Tx,
    id: Id<session::Session>,
    design: Id<Design>,
    new: &NewSession,
    trainer: Option<Id<people::Person>>,
) -> Result<()> {
    session::create_as(tx, id, design, new).await?;
    if let Some(trainer) = trainer {
        crate::enrolment::enrol(tx, id, trainer, crate::enrolment::Role::Trainer).await?;
    }
    Ok(())
}

fn draw_session(visit: &Visit, design: &Design, typed: &settings::Typed, errors: &Errors) -> Reply {
    let t = view::words(visit);
    let base = base(visit, design.id)?;
    let body = settings::SettingsPage {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        title: t.session_new(),
        action: format!("{base}/sessions/nouvelle"),
        cancel: format!("{base}/sessions"),
        natures: choices!(t, Nature, typed.nature.parse().ok()),
        typed,
        is_new: true,
        errors,
        conflict: "",
        missing: Vec::new(),
        record: String::new(),
        refresh: String::new(),
    };
    settings::told(below(visit, design, t.session_new())?, errors, "").class("page-narrow").reply(&body)
}
