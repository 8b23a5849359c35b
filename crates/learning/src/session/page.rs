//! The page of a session: where it stands, what to do next, its sections with what is done of them, and for those who
//! lead it the steps of its life. Somebody who may enrol themselves sees what is offered instead.

use askama::Template;
use kernel::{Id, Result, permission::May};
use web::{Page, Reply, Visit, dates};

use super::{
    Session,
    life::{self, Step},
    store,
};
use crate::{
    activity::{self, Activity, Completion, Shown, store as activities},
    enrolment,
    place::At,
    record,
    section::store as sections,
    view,
    words::Words,
};

#[derive(Template)]
#[template(path = "session/page.html")]
struct SessionPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    base: String,
    session: &'a Session,
    star_label: String,
    state: String,
    tone: &'static str,
    tools: Vec<Tool>,
    next: Option<Next>,
    progress: Option<(i64, i64)>,
    parts: Vec<Part>,
    about: About,
    steps: Vec<LifeStep>,
    may_edit: bool,
    may_leave: bool,
}

struct Tool {
    href: String,
    icon: &'static str,
    label: &'static str,
}

/// The one thing to do now.
struct Next {
    title: String,
    text: String,
    how: How,
}

enum How {
    Go { href: String, label: &'static str },
    Take(LifeStep),
}

/// A step of the session's life, or why it cannot be taken.
pub(crate) struct LifeStep {
    pub key: &'static str,
    pub label: &'static str,
    pub icon: &'static str,
    pub lacks: Vec<String>,
}

/// A section as it is shown.
struct Part {
    id: String,
    title: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    href: String,
    icon: &'static str,
    accent: &'static str,
    title: String,
    line: String,
    /// Safe HTML, of what is shown in place.
    in_place: String,
    mark: Mark,
}

/// What the participant sees of an activity's completion.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// It does not count, or not for this person.
    None,
    Done,
    /// Done, and they may take it back.
    DoneByHand,
    /// To be ticked.
    ToTick,
    /// To be looked at.
    ToView,
}

/// What is said of a session beside its content.
pub(crate) struct About {
    pub summary: String,
    pub collection: &'static str,
    pub explanation: &'static str,
    pub facts: Vec<(&'static str, String)>,
    pub objectives: Vec<String>,
}

pub(super) async fn show(visit: Visit, at: At) -> Reply {
    let id: Id<Session> = at.id("session")?;
    let (academy, person) = (visit.academy_id()?, visit.agent_id().ok());
    let (found, parts, steps, leaders) = visit
        .read()
        .await?
        .together((
            store::by_id(id, academy, person),
            sections::of_session(id, academy),
            activities::steps(id, academy, person),
            enrolment::store::leaders_of(id, academy),
        ))
        .await?;
    let session = found.into_iter().next().ok_or(kernel::Error::NotFound)?;
    let about = About::of(&visit, &session, &leaders)?;
    if !session.allows(&visit, May::View) {
        if session.is_offered_to(&visit) {
            return super::offer::show(&visit, &session, about, parts, "", &web::Errors::default());
        }
        session.demand(&visit, May::View)?;
    }
    let t = view::words(&visit);
    let base = base(&visit, session.id)?;
    let zone = visit.academy()?.zone.clone();
    let followed = session.role == Some(enrolment::Role::Participant);
    let mut life_steps = life_steps(&visit, &session)?;
    let next = next(&visit, &session, &base, &steps, &mut life_steps);
    let body = SessionPage {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        star_label: star_label(t, &session),
        state: life::sentence(&session, visit.now(), &zone, visit.locale),
        tone: life::tone(session.state),
        tools: tools(&visit, &session, &base),
        next,
        progress: (followed && session.countable > 0)
            .then(|| (session.done.unwrap_or(0).min(session.countable), session.countable)),
        parts: drawn(&visit, &session, &base, parts, steps),
        about,
        steps: life_steps,
        may_edit: session.allows(&visit, May::Edit),
        may_leave: may_leave(&session),
        session: &session,
        base,
    };
    page(&visit, &session)?.reply(&body)
}

/// The frame of every page about a session, when it is that session's own page.
fn page<'v>(visit: &'v Visit, session: &Session) -> Result<Page<'v>> {
    let home = view::home(visit)?;
    let t = view::words(visit);
    let (label, tab) = match session.role {
        Some(enrolment::Role::Trainer | enrolment::Role::Tutor) => (t.tab_train(), "former"),
        None if session.allows(visit, May::Manage) => (t.tab_train(), "former"),
        _ => (t.se_former(), "se-former"),
    };
    Ok(view::page(visit, &session.title)?.crumb(label, format!("{home}/{tab}")))
}

/// The frame of the pages below it.
pub(crate) fn below<'v>(visit: &'v Visit, session: &Session, title: impl Into<String>) -> Result<Page<'v>> {
    Ok(view::page(visit, title)?.crumb(&session.title, base(visit, session.id)?))
}

pub(crate) fn base(visit: &Visit, session: Id<Session>) -> Result<String> {
    Ok(format!("{}/parcours/{session}", view::home(visit)?))
}

fn star_label(t: Words, session: &Session) -> String {
    if session.is_starred { t.star_off(&session.title) } else { t.star_on(&session.title) }
}

fn may_leave(session: &Session) -> bool {
    session.role == Some(enrolment::Role::Participant)
        && session.enrolment == super::Enrolment::OneSelf
        && session.is_live()
}

fn tools(visit: &Visit, session: &Session, base: &str) -> Vec<Tool> {
    let t = view::words(visit);
    let mut tools = Vec::new();
    let mut tool = |path: &str, icon, label| tools.push(Tool { href: format!("{base}/{path}"), icon, label });
    if session.allows(visit, May::Edit) {
        tool("contenu", "edit", t.tool_content());
    }
    if enrolment::sees_people(session, visit) {
        tool("participants", "users", t.tool_people());
    }
    if session.allows(visit, May::Edit) {
        tool("reglages", "settings", t.tool_settings());
    }
    tools
}

/// The steps of its life that this person may take, with what each lacks.
pub(crate) fn life_steps(visit: &Visit, session: &Session) -> Result<Vec<LifeStep>> {
    if !session.allows(visit, May::Manage) {
        return Ok(Vec::new());
    }
    let (t, zone) = (view::words(visit), &visit.academy()?.zone);
    let steps = Step::of(session.state).iter().map(|step| {
        let (label, icon) = match step {
            Step::Open => (t.step_open(), "play"),
            Step::Archive => (t.step_archive(), "archive"),
            Step::Trash => (t.step_trash(), "trash"),
            Step::Restore => (t.step_restore(), "restore"),
        };
        let lacks = step.lacks(session, visit.now());
        LifeStep {
            key: step.key(),
            label,
            icon,
            lacks: lacks.into_iter().map(|lack| lack.message(t, zone)).collect(),
        }
    });
    Ok(steps.collect())
}

/// What to do next: for a participant where they were, for those who lead it the step its life waits for. A step
/// shown there leaves the list of the others.
fn next(
    visit: &Visit,
    session: &Session,
    base: &str,
    steps: &[activities::Step],
    life_steps: &mut Vec<LifeStep>,
) -> Option<Next> {
    let t = view::words(visit);
    if session.allows(visit, May::Take) {
        return go_on(t, session, base, steps);
    }
    let over = session.ends_at.is_some_and(|end| end <= visit.now());
    let (wanted, title, text) = match session.state {
        super::State::Preparation => (Step::Open, t.next_open(), t.next_open_hint()),
        super::State::Open | super::State::Running if over => {
            (Step::Archive, t.next_archive(), t.next_archive_hint())
        }
        super::State::Trash => (Step::Restore, t.next_restore(), t.next_restore_hint()),
        _ => return None,
    };
    let at = life_steps.iter().position(|step| step.key == wanted.key())?;
    Some(Next { title: title.to_owned(), text: text.to_owned(), how: How::Take(life_steps.remove(at)) })
}

/// Where a participant goes on: to a page, or to what is ticked in the session itself.
fn go_on(t: Words, session: &Session, base: &str, steps: &[activities::Step]) -> Option<Next> {
    let open = |step: &&activities::Step| !step.is_done && step.completion != Completion::None;
    let last = session.last_activity_id;
    let here = steps.iter().position(|step| Some(step.id) == last);
    // Where they were if it is not done, else what comes after, else what they left behind.
    let to_do = here
        .and_then(|at| steps.get(at..))
        .and_then(|rest| rest.iter().find(open))
        .or_else(|| steps.iter().find(open));
    let begun = last.is_some() || session.done.unwrap_or(0) > 0;
    let (step, title, text, label) = match (to_do, begun) {
        (Some(step), false) => (step, t.next_start().to_owned(), step.title.clone(), t.next_start()),
        (Some(step), true) => {
            (step, t.next_resume(&step.title), t.next_resume_hint().to_owned(), t.next_resume_verb())
        }
        // All done, or nothing counts: one may still read again.
        (None, true) if session.countable > 0 => return None,
        (None, _) => {
            let step = steps.iter().find(|step| shown(&step.kind) == Shown::OnItsPage)?;
            (step, t.next_start().to_owned(), step.title.clone(), t.next_start())
        }
    };
    Some(Next { title, text, how: How::Go { href: step_address(base, &step.kind, step.id), label } })
}

fn shown(kind: &str) -> Shown {
    activity::type_of(kind).map_or(Shown::OnItsPage, activity::ActivityType::shown)
}

fn drawn(
    visit: &Visit,
    session: &Session,
    base: &str,
    parts: Vec<crate::section::Section>,
    steps: Vec<activities::Step>,
) -> Vec<Part> {
    let followed = session.role == Some(enrolment::Role::Participant);
    let takes = followed && session.allows(visit, May::Take);
    let mut parts: Vec<_> = parts
        .into_iter()
        .map(|section| {
            (section.id, Part { id: section.id.to_string(), title: section.title, rows: Vec::new() })
        })
        .collect();
    for step in steps {
        let Some((_, part)) = parts.iter_mut().find(|(id, _)| *id == step.section_id) else { continue };
        let kind = activity::type_of(&step.kind);
        let in_place = shown(&step.kind) == Shown::InPlace;
        part.rows.push(Row {
            href: if in_place { String::new() } else { format!("{base}/activite/{}", step.id) },
            icon: kind.map_or("page", activity::ActivityType::icon),
            accent: kind.map_or("ardoise", activity::ActivityType::accent),
            line: kind.map(|kind| kind.line(&step.detail, visit.locale)).unwrap_or_default(),
            mark: if followed { mark(&step, takes) } else { Mark::None },
            id: step.id.to_string(),
            title: step.title,
            in_place: step.in_place,
        });
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

fn mark(step: &activities::Step, takes: bool) -> Mark {
    match (step.completion, step.is_done, takes) {
        (Completion::None, ..) | (_, false, false) => Mark::None,
        (Completion::Manual, true, true) => Mark::DoneByHand,
        (_, true, _) => Mark::Done,
        (Completion::Manual, false, true) => Mark::ToTick,
        (Completion::Viewed, false, true) => Mark::ToView,
    }
}

impl About {
    pub(crate) fn of(
        visit: &Visit,
        session: &Session,
        leaders: &[enrolment::store::Leader],
    ) -> Result<About> {
        let t = view::words(visit);
        let zone = &visit.academy()?.zone;
        let day = |time: kernel::Time| dates::long_date(visit.locale, time.zoned(zone).date());
        let names = |role| {
            let of_role: Vec<_> =
                leaders.iter().filter(|l| l.role == role).map(|l| l.display_name.as_str()).collect();
            of_role.join(", ")
        };
        let facts = [
            (t.about_starts(), session.starts_at.map(day).unwrap_or_default()),
            (t.about_ends(), session.ends_at.map(day).unwrap_or_default()),
            (t.record_duration(), record::duration(session.duration_minutes)),
            (t.record_nature(), session.nature.map(|n| n.label(t).to_owned()).unwrap_or_default()),
            (t.about_venue(), session.venue.clone()),
            (t.record_level(), session.level.map(|l| l.label(t).to_owned()).unwrap_or_default()),
            (t.record_domain(), session.domain.map(|d| d.label(t).to_owned()).unwrap_or_default()),
            (t.about_trainers(), names(enrolment::Role::Trainer)),
            (t.about_tutors(), names(enrolment::Role::Tutor)),
        ];
        Ok(About {
            summary: session.summary.clone(),
            collection: session.collection.label(t),
            explanation: session.collection.explanation(t),
            facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
            objectives: session.objectives.lines().map(str::to_owned).collect(),
        })
    }
}

/// Where a step of the session is done: on its page, or among the others when it has none.
pub(crate) fn step_address(base: &str, kind: &str, activity: Id<Activity>) -> String {
    match shown(kind) {
        Shown::OnItsPage => activity_address(base, activity),
        Shown::InPlace => format!("{base}#activite-{activity}"),
    }
}

/// The page of an activity.
pub(crate) fn activity_address(base: &str, activity: Id<Activity>) -> String {
    format!("{base}/activite/{activity}")
}
