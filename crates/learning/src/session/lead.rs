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
use crate::{enrolment::Role, place::At, record::Collection, view, words::Words};

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
        /// Activities done by all participants together.
        done: i64,
        finished: i64,
    }
}

fn led_by(person: Id<Person>, academy: Id<Academy>) -> Query<'static, Led> {
    sql!(Led: "SELECT s.id, s.title, s.collection, s.state, s.starts_at, s.ends_at, s.readable_until, s.trashed_at,
             s.participants, c.countable, e.role,
             (SELECT CAST(COALESCE(SUM(p.done), 0) AS BIGINT) FROM enrolments p
                WHERE p.session_id = s.id AND p.role = 'participant') AS done,
             (SELECT COUNT(*) FROM enrolments p
                WHERE p.session_id = s.id AND p.role = 'participant' AND p.done >= c.countable) AS finished
          FROM (
             SELECT session_id FROM enrolments WHERE person_id = $1 AND role <> 'participant'
             UNION SELECT x.id FROM designers w JOIN sessions x ON x.design_id = w.design_id WHERE w.person_id = $1
          ) AS mine
          JOIN sessions s ON s.id = mine.session_id
          JOIN contents c ON c.id = s.content_id
          LEFT JOIN enrolments e ON e.session_id = s.id AND e.person_id = $1
          WHERE s.academy_id = $2
          ORDER BY CASE s.state WHEN 'preparation' THEN 0 WHEN 'open' THEN 1 WHEN 'running' THEN 1
             WHEN 'archived' THEN 2 ELSE 3 END, s.sort_key, s.id LIMIT 300",
        person, academy)
    .detached()
}

#[derive(Template)]
#[template(path = "session/lead.html")]
struct LeadPage {
    t: Words,
    icons: &'static str,
    home: String,
    trains: bool,
    writes: bool,
    groups: Vec<(&'static str, Vec<Line>)>,
}

struct Line {
    href: String,
    title: String,
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
    let led = visit.read().await?.all(led_by(person, academy)).await?;
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
    let body = LeadPage { t, icons: view::icons(), home, trains: true, writes: true, groups };
    view::page(&visit, t.tab_train())?.reply(&body)
}
