//! A parcours with real activities for the tests of their pages, plainly fictitious.

use kernel::{Id, people::Person, permission::May};
use learning::{
    activity::{self, Activity, Completion},
    design,
    enrolment::{self, Role},
    record::{CatalogueRecord, Collection},
    section::{self, Section},
    session::{self, Enrolment, NewSession, Session, State},
};
use serde_json::json;
use testkit::TestApp;

pub const HERE: &str = "/magistere/ac-creteil";

pub async fn apps() -> Vec<TestApp> {
    TestApp::on_each_database(&[learning::module(), activities::module()]).await
}

/// «Comprendre»: a page that is viewed, a label that is ticked. «Agir»: a page that is ticked, one that does not
/// count.
pub struct Parcours {
    pub id: Id<Session>,
    pub base: String,
    pub understand: Id<Section>,
    pub act: Id<Section>,
    pub viewed: Id<Activity>,
    pub label: Id<Activity>,
    pub ticked: Id<Activity>,
    pub extra: Id<Activity>,
}

impl Parcours {
    pub fn page(&self, activity: Id<Activity>) -> String {
        format!("{}/activite/{activity}", self.base)
    }

    pub fn tick(&self, activity: Id<Activity>) -> String {
        format!("{}/achevement", self.page(activity))
    }
}

/// It is running, with this participant in it.
pub async fn parcours(app: &TestApp, title: &str, participant: Id<Person>) -> Parcours {
    let record = CatalogueRecord::titled(title, Collection::SelfPaced);
    app.ctx()
        .write(async move |tx| {
            let design = design::create(tx, &record).await?;
            let new = NewSession {
                enrolment: Enrolment::OneSelf,
                ..NewSession::of(&design::find(tx, design, May::View).await?)
            };
            let id = session::create(tx, design, &new).await?;
            let found = session::find(tx, id, May::Manage).await?;
            let understand = section::add(tx, found.content_id, "Comprendre").await?;
            let act = section::add(tx, found.content_id, "Agir").await?;
            let html = json!({ "html": "<p>Bonjour.</p>" });
            let viewed = activity::add(tx, understand, "page", "Lire", Completion::Viewed, &html).await?;
            let label = activity::add(tx, understand, "label", "Pause", Completion::Manual, &html).await?;
            let ticked = activity::add(tx, act, "page", "Essayer", Completion::Manual, &html).await?;
            let extra =
                activity::add(tx, act, "page", "Pour aller plus loin", Completion::None, &html).await?;
            let found = session::find(tx, id, May::Manage).await?;
            session::set_state(tx, &found, State::Running).await?;
            enrolment::enrol(tx, id, participant, Role::Participant).await?;
            let base = format!("{HERE}/parcours/{id}");
            Ok(Parcours { id, base, understand, act, viewed, label, ticked, extra })
        })
        .await
        .unwrap()
}

/// The system puts the session in a state.
pub async fn put(app: &TestApp, session: Id<Session>, state: State) {
    app.ctx()
        .write(async move |tx| {
            let found = session::find(tx, session, May::Manage).await?;
            session::set_state(tx, &found, state).await
        })
        .await
        .unwrap();
}

pub async fn enrol(app: &TestApp, session: Id<Session>, person: Id<Person>, role: Role) {
    app.ctx().write(async move |tx| enrolment::enrol(tx, session, person, role).await).await.unwrap();
}
