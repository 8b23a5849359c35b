//! The people of a session as others address them: a mailing list, without knowing what a session is.

use kernel::{
    Id, Locale, Result, Tx,
    db::list,
    groups::{Group, GroupKind},
    people::Person,
    sql,
};

use super::Role;
use crate::words::Words;

pub(crate) const PARTICIPANTS: GroupKind = GroupKind {
    key: "session participants",
    label: |locale: Locale| Words(locale).group_participants(),
    named: |tx, session| Box::pin(named(tx, session)),
    after: |tx, session, after, limit| Box::pin(people(tx, session, &[Role::Participant], after, limit)),
    of: |tx, person| Box::pin(of(tx, person, &[Role::Participant])),
};

/// Whoever leads it, tutors as well.
pub(crate) const TRAINERS: GroupKind = GroupKind {
    key: "session trainers",
    label: |locale: Locale| Words(locale).group_trainers(),
    named: |tx, session| Box::pin(named(tx, session)),
    after: |tx, session, after, limit| {
        Box::pin(people(tx, session, &[Role::Trainer, Role::Tutor], after, limit))
    },
    of: |tx, person| Box::pin(of(tx, person, &[Role::Trainer, Role::Tutor])),
};

async fn named(tx: &mut Tx, session: Id<Group>) -> Result<Option<String>> {
    tx.first(
        sql!(String: "SELECT title FROM sessions WHERE id = $1 AND academy_id = $2 AND trashed_at IS NULL",
        session, tx.academy_id()?),
    )
    .await
}

async fn people(
    tx: &mut Tx,
    session: Id<Group>,
    roles: &[Role],
    after: Id<Person>,
    limit: i64,
) -> Result<Vec<Id<Person>>> {
    tx.all(sql!(Id<Person>: "SELECT e.person_id FROM enrolments e JOIN sessions s ON s.id = e.session_id
          WHERE e.session_id = $1 AND e.academy_id = $2 AND s.trashed_at IS NULL AND e.person_id > $3
            AND e.role IN LIST($4) ORDER BY e.person_id LIMIT $5",
        session, tx.academy_id()?, after, list(roles.iter().map(|role| role.as_str())), limit))
        .await
}

async fn of(tx: &mut Tx, person: Id<Person>, roles: &[Role]) -> Result<Vec<Id<Group>>> {
    tx.all(sql!(Id<Group>: "SELECT session_id FROM enrolments WHERE person_id = $1 AND academy_id = $2 AND role IN LIST($3)",
        person, tx.academy_id()?, list(roles.iter().map(|role| role.as_str()))))
        .await
}

#[cfg(test)]
mod tests {
    use testkit::TestApp;

    use super::*;
    use crate::{enrolment, record::Collection, testing::parcours};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_session_answers_for_its_people_and_for_nobody_elses() {
        for app in TestApp::on_each_database(&[crate::module()]).await {
            let (one, two) = (app.person("jdupont").await, app.person("mberthier").await);
            let session = parcours(&app, "Lire", Collection::Action, Some(one)).await;
            let other = parcours(&app, "Écrire", Collection::Action, Some(two)).await;
            app.ctx()
                .write(async move |tx| enrolment::enrol(tx, session, two, Role::Trainer).await)
                .await
                .unwrap();
            let mut tx = app.ctx().read().await.unwrap();
            let id: Id<Group> = session.cast();
            assert_eq!((PARTICIPANTS.named)(&mut tx, id).await.unwrap().as_deref(), Some("Lire"));
            assert_eq!((PARTICIPANTS.named)(&mut tx, Id::NIL).await.unwrap(), None);
            assert_eq!((PARTICIPANTS.after)(&mut tx, id, Id::NIL, 10).await.unwrap(), [one]);
            assert_eq!((PARTICIPANTS.after)(&mut tx, id, one, 10).await.unwrap(), []);
            assert_eq!((TRAINERS.after)(&mut tx, id, Id::NIL, 10).await.unwrap(), [two]);
            assert_eq!((PARTICIPANTS.of)(&mut tx, two).await.unwrap(), [other.cast()]);
            assert_eq!((TRAINERS.of)(&mut tx, two).await.unwrap(), [id]);
        }
    }
}
