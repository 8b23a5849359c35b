//! «Former»: the sessions that a person trains, tutors or made, with how far their participants have come.

use askama::Template;
use kernel::{
    Id, Time,
    db::Query,
    people::{Academy, Person},
    row, sql,
};
use web::{Reply, Visit};

use super::{Session, State, life};
use crate::{design, enrolment::Role, place::At, record::Collection, se_former::Tabs, view, words::Words};

row! {
    struct Led {
        id: Id<Session>,
        title: String,
        collection: Collection,
        state: State,
        starts_at: Option<Time>,
        ends_at: Option<Time>,
        readable_until: Option<Time>,
        trashed_at: Option<Time>,
        participants: i64,
        countable: i64,
        role: Option<Role>,
        is_starred: bool,
        /// Activities done by all participants together.
        done: i64,
        finished: i64,
    }
}

fn led_by(person: Id<Person>, academy: Id<Academy>) -> Query<'static, Led> {
    sql!(Led: "WITH mine AS (
             SELECT session_id FROM enrolments WHERE person_id = $1 AND role <> 'participant'
             UNION SELECT x.id FROM designers w JOIN sessions x ON x.design_id = w.design_id WHERE w.person_id = $1),
          led AS (
             SELECT s.id, s.title, s.sort_key, s.collection, s.state, s.starts_at, s.ends_at, s.readable_until, s.trashed_at,
                s.participants, c.countable,
                CASE s.state WHEN 'preparation' THEN 0 WHEN 'open' THEN 1 WHEN 'running' THEN 1 WHEN 'archived' THEN 2
                   ELSE 3 END AS turn
             FROM mine JOIN sessions s ON s.id = mine.session_id JOIN contents c ON c.id = s.content_id
             WHERE s.academy_id = $2 ORDER BY turn, s.sort_key, s.id LIMIT 300),
          far AS (
             SELECT p.session_id, CAST(SUM(p.done) AS BIGINT) AS done,
                COUNT(CASE WHEN p.done >= led.countable THEN 1 END) AS finished
             FROM led JOIN enrolments p ON p.session_id = led.id AND p.role = 'participant' GROUP BY p.session_id)
          SELECT led.id, led.title, led.collection, led.state, led.starts_at, led.ends_at, led.readable_until,
             led.trashed_at, led.participants, led.countable, e.role,
             CASE WHEN f.person_id IS NULL THEN 0 ELSE 1 END AS is_starred,
             COALESCE(far.done, 0) AS done, COALESCE(far.finished, 0) AS finished
          FROM led LEFT JOIN far ON far.session_id = led.id
          LEFT JOIN enrolments e ON e.session_id = led.id AND e.person_id = $1
          LEFT JOIN favourites f ON f.object_id = led.id AND f.person_id = $1
          ORDER BY led.turn, led.sort_key, led.id",
        person, academy)
    .detached()
}

#[derive(Template)]
#[template(path = "session/lead.html")]
struct LeadPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    home: String,
    tabs: Tabs,
    groups: Vec<(&'static str, Vec<Line>)>,
}

struct Line {
    href: String,
    title: String,
    star_label: String,
    is_starred: bool,
    collection: &'static str,
    role: &'static str,
    state: String,
    tone: &'static str,
    participants: i64,
    finished: i64,
    /// Per cent of what there is to do, over all participants; `None` when nothing counts or nobody is there.
    progress: Option<i64>,
}

pub(super) async fn show(visit: Visit, _: At) -> Reply {
    let (person, academy) = (visit.agent_id()?, visit.academy_id()?);
    let (led, known) =
        visit.read().await?.together((led_by(person, academy), design::experience(academy, person))).await?;
    let t = view::words(&visit);
    let home = view::home(&visit)?;
    let zone = visit.academy()?.zone.clone();
    let mut groups =
        vec![(t.lead_live(), Vec::new()), (t.lead_archived(), Vec::new()), (t.lead_trash(), Vec::new())];
    for one in led {
        let dates = life::Dates {
            state: one.state,
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            readable_until: one.readable_until,
            trashed_at: one.trashed_at,
        };
        let all = one.participants * one.countable;
        let line = Line {
            href: format!("{home}/parcours/{}", one.id),
            star_label: if one.is_starred { t.star_off(&one.title) } else { t.star_on(&one.title) },
            is_starred: one.is_starred,
            collection: one.collection.label(t),
            role: one.role.map_or(t.role_designer(), |role| role.label(t)),
            state: life::state_sentence(&dates, visit.now(), &zone, visit.locale),
            tone: life::tone(one.state),
            participants: one.participants,
            finished: if one.countable > 0 { one.finished } else { 0 },
            progress: (all > 0).then(|| (one.done * 100 / all).min(100)),
            title: one.title,
        };
        let group = match one.state {
            State::Preparation | State::Open | State::Running => 0,
            State::Archived => 1,
            State::Trash => 2,
        };
        if let Some((_, lines)) = groups.get_mut(group) {
            lines.push(line);
        }
    }
    groups.retain(|(_, lines)| !lines.is_empty());
    let body = LeadPage {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        home,
        tabs: Tabs::of(&visit, &known)?,
        groups,
    };
    view::page(&visit, t.tab_train())?.reply(&body)
}
