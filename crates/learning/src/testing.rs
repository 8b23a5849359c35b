//! Parcours for the tests of M@gistère, plainly fictitious.

use kernel::{Id, people::Person};
use testkit::TestApp;

use crate::{
    design,
    enrolment::{self, Role},
    record::{CatalogueRecord, Collection},
    session::{self, Enrolment, NewSession, Session, State},
};

/// A running session one can enrol oneself in, with this participant in it.
pub(crate) async fn parcours(
    app: &TestApp,
    title: &str,
    collection: Collection,
    participant: Option<Id<Person>>,
) -> Id<Session> {
    let record = CatalogueRecord::titled(title, collection);
    app.ctx()
        .write(async move |tx| {
            let design = design::create(tx, &record).await?;
            let new = NewSession {
                title: record.title.clone(),
                summary: "Un résumé.".into(),
                nature: None,
                starts_at: None,
                ends_at: None,
                enrolment: Enrolment::OneSelf,
                enrolment_key: String::new(),
                places: 0,
                uai: None,
                venue: String::new(),
            };
            let id = session::create(tx, design, &new).await?;
            let session = session::find(tx, id, kernel::permission::May::Manage).await?;
            session::life::set_state(tx, &session, State::Running).await?;
            if let Some(person) = participant {
                enrolment::enrol(tx, id, person, Role::Participant).await?;
            }
            Ok(id)
        })
        .await
        .unwrap()
}
