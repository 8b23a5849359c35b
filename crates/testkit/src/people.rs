//! People and académies for tests, plainly fictitious.

use std::sync::Arc;

use kernel::{
    Ctx, Id, Time,
    people::{self, Academy, Civility, NewAcademy, NewPerson, Person},
    site::System,
};
use web::session::{self, Opening};

use crate::{TestApp, Visitor};

/// Monday 23 November 2026, 9:00 in Paris.
pub const A_MORNING: Time = Time(1_795_420_800_000);

pub(crate) async fn creteil(ctx: &Ctx) -> Arc<Academy> {
    let new = NewAcademy {
        slug: "ac-creteil".into(),
        name: "Académie de Créteil".into(),
        mail_domain: "ac-creteil.fr".into(),
        zone: "Europe/Paris".into(),
        accent: "bleu".into(),
    };
    ctx.write(async move |tx| {
        people::found_academy(tx, &new).await?;
        people::academy(tx, "ac-creteil").await
    })
    .await
    .unwrap()
}

impl TestApp {
    /// A person of the académie, known by an identifier such as `jdupont`.
    pub async fn person(&self, identifier: &str) -> Id<Person> {
        let ctx = self.ctx();
        let mut surname = identifier.chars().skip(1).collect::<String>();
        surname[..1].make_ascii_uppercase();
        let new = NewPerson {
            id: ctx.new_id(),
            identifier: identifier.into(),
            given_names: identifier[..1].to_uppercase() + "eanne",
            surname,
            civility: Civility::Mrs,
            function: "ENS".into(),
            uai: None,
            corps: "certifié".into(),
            address: format!("{identifier}@ac-creteil.fr"),
        };
        let id = new.id;
        ctx.write(async move |tx| people::add_person(tx, &new).await).await.unwrap();
        id
    }

    /// That person's browser, signed in to every system without walking through the sign-in pages.
    pub async fn signed_in(&self, person: Id<Person>) -> Visitor {
        let ctx = self.ctx();
        let academy = self.academy.id;
        let now = ctx.now();
        let mut visitor = self.visitor();
        let mut parent = None;
        for system in System::ALL {
            let opening =
                Opening { system, person, academy, parent, authenticated_at: now, methods: "pwd".into() };
            let (id, cookie) = ctx.write(async move |tx| session::open(tx, &opening).await).await.unwrap();
            parent = parent.or(Some(id));
            visitor.set_session(system, &cookie);
        }
        visitor
    }
}
