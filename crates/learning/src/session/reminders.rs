//! Reminders of a session: to everybody on its first day, to its trainers on its last, then weekly three times while
//! nobody has archived it. Each is a job of its own, planned again when dates change, checked again when it is due.

use futures::FutureExt;
use kernel::{
    Ctx, Id, Locale, Result, Time, Tx,
    jobs::{self, JobKind},
    notices::Notice,
    people::Academy,
    sql,
    time::days,
};
use serde::{Deserialize, Serialize};

use super::{Session, State, store};
use crate::{
    enrolment::{Recipient, Role},
    words::Words,
};

/// Which reminder it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Which {
    /// It has just been opened.
    Opened,
    Start,
    End,
    /// So many weeks after the end.
    Late(u8),
}

const ALL: [Which; 5] = [Which::Start, Which::End, Which::Late(1), Which::Late(2), Which::Late(3)];

#[derive(Serialize, Deserialize)]
struct Due {
    academy: Id<Academy>,
    session: Id<Session>,
    which: Which,
    /// The date it speaks of: when the session has another by then, another reminder was planned.
    date: Time,
}

impl Which {
    fn key(self, session: Id<Session>) -> String {
        format!("session {session} {self:?}")
    }

    /// The date it speaks of, and when it is told.
    fn when(self, session: &Session) -> Option<(Time, Time)> {
        match self {
            Which::Opened => None,
            Which::Start => session.starts_at.map(|start| (start, start)),
            Which::End => session.ends_at.map(|end| (end, end)),
            Which::Late(weeks) => session.ends_at.map(|end| (end, end.plus(days(7 * u64::from(weeks))))),
        }
    }
}

/// Plans the reminders of a session that is (or becomes) `state`, and forgets those that no longer stand.
pub(super) async fn plan(tx: &mut Tx, session: &Session, state: State) -> Result<()> {
    let live = matches!(state, State::Open | State::Running);
    for which in ALL {
        let key = which.key(session.id);
        match which.when(session).filter(|(_, at)| live && *at > tx.now()) {
            Some((date, at)) => {
                let due = Due { academy: session.academy_id, session: session.id, which, date };
                tx.enqueue_at(JOB.name, &due, at, Some(&key)).await?;
            }
            None => tx.cancel_job(&key).await?,
        }
    }
    Ok(())
}

/// Tells those who were enrolled before that the session is open now.
pub(super) async fn opened(tx: &mut Tx, session: &Session) -> Result<()> {
    let date = tx.now();
    let due = Due { academy: session.academy_id, session: session.id, which: Which::Opened, date };
    tx.enqueue(JOB.name, &due).await
}

pub const JOB: JobKind =
    JobKind { name: "session.reminder", run: |ctx, payload| remind(ctx, payload).boxed() };

async fn remind(ctx: Ctx, payload: String) -> Result<()> {
    let due: Due = jobs::payload(&payload)?;
    let academy = {
        let mut tx = ctx.read().await?;
        kernel::people::academy_by_id(&mut tx, due.academy).await?
    };
    let ctx = ctx.in_academy(std::sync::Arc::new(academy.into()));
    ctx.write(async move |tx| {
        let found = tx.first(store::by_id(due.session, due.academy, None)).await?;
        // Another date by now, or none: another reminder was planned. An opening has no date that could change.
        let stands =
            |s: &Session| due.which.when(s).map_or(due.which == Which::Opened, |(d, _)| d == due.date);
        let Some(session) = found.filter(|s| s.is_live() && stands(s)) else {
            return Ok(());
        };
        let people = match due.which {
            Which::Opened => of_role(tx, session.id, Role::Participant).await?,
            Which::Start => everybody(tx, session.id).await?,
            Which::End | Which::Late(_) => of_role(tx, session.id, Role::Trainer).await?,
        };
        for one in people {
            let notice = notice(tx, &session, due.which, one.locale())?;
            tx.notify(one.person_id, notice).await?;
        }
        Ok(())
    })
    .await
}

fn notice(tx: &Tx, session: &Session, which: Which, locale: Locale) -> Result<Notice> {
    let t = Words(locale);
    let (title, body) = match which {
        Which::Opened => {
            (t.enrolled_notice_title(&session.title), t.enrolled_notice(t.role_participant(), &session.title))
        }
        Which::Start => (t.remind_start_title(&session.title), t.remind_start(&session.title)),
        Which::End => (t.remind_end_title(&session.title), t.remind_end(&session.title)),
        Which::Late(_) => (t.remind_late_title(&session.title), t.remind_late(&session.title)),
    };
    Ok(Notice {
        title,
        body,
        link: Some(format!("/magistere/{}/parcours/{}", tx.academy()?.slug, session.id)),
        topic: format!("session {}", session.id),
    })
}

async fn everybody(tx: &mut Tx, session: Id<Session>) -> Result<Vec<Recipient>> {
    tx.all(
        sql!(Recipient: "SELECT e.person_id, p.locale FROM enrolments e JOIN people p ON p.id = e.person_id
          WHERE e.session_id = $1 AND e.academy_id = $2 LIMIT 5000", session, tx.academy_id()?),
    )
    .await
}

async fn of_role(tx: &mut Tx, session: Id<Session>, role: Role) -> Result<Vec<Recipient>> {
    tx.all(
        sql!(Recipient: "SELECT e.person_id, p.locale FROM enrolments e JOIN people p ON p.id = e.person_id
          WHERE e.session_id = $1 AND e.academy_id = $2 AND e.role = $3 LIMIT 5000",
        session, tx.academy_id()?, role),
    )
    .await
}
