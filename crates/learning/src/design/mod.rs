//! A design (parcours): content without people, written by its designers, from which sessions are made.
//! Its copy is a new design that carries no one.

pub(crate) mod pages;
mod store;

use kernel::{
    Actor, Ctx, Error, Id, Result, Time, Tx,
    people::{Academy, Person},
    permission::{self, May, Role},
    row,
    search::{self, Doc, words_of},
};

pub(crate) use pages::routes;
pub(crate) use store::experience;
pub use store::{DesignLine, Designer, Experience, designed_by, designers};

use crate::{
    favourite,
    policy::{DESIGN, DESIGN_NEW, DESIGN_PUBLISHED, DESIGN_TRASH, POLICY},
    record::{CatalogueRecord, Collection, Domain, Level, Nature},
    section::{self, Content},
    words::Words,
};

kernel::big_tables!["designs", "designers"];

row! {
    /// A design, with what the person who loads it is to it.
    pub struct Design {
        pub id: Id<Design>,
        pub academy_id: Id<Academy>,
        pub content_id: Id<Content>,
        pub title: String,
        pub summary: String,
        pub collection: Collection,
        pub domain: Option<Domain>,
        pub level: Option<Level>,
        pub nature: Option<Nature>,
        pub duration_minutes: i64,
        pub objectives: String,
        pub keywords: String,
        pub authors: String,
        pub language: String,
        pub published: bool,
        pub version: i64,
        pub created_at: Time,
        pub updated_at: Time,
        pub trashed_at: Option<Time>,
        pub is_designer: bool,
        pub is_starred: bool,
    }
}

/// Whether this person may begin designs: managers, and those who write or train already. The others are added to a
/// design by somebody who may.
pub async fn may_create(tx: &mut Tx) -> Result<bool> {
    let academy = tx.academy_id()?;
    let known = match tx.agent_id() {
        Ok(person) => tx.one(experience(academy, person)).await?,
        Err(_) => Experience::default(),
    };
    Ok(known.may_create(tx, academy))
}

impl Experience {
    pub(crate) fn may_create(&self, ctx: &Ctx, academy: Id<Academy>) -> bool {
        let mut roles = permission::standing(&ctx.actor, academy);
        roles.extend(self.writes.then_some(Role::Designer));
        roles.extend(self.trains.then_some(Role::Trainer));
        permission::allows(POLICY, DESIGN_NEW, May::Edit, &roles)
    }
}

/// Begins a design with an empty content; whoever does it is its first designer.
pub async fn create(tx: &mut Tx, record: &CatalogueRecord) -> Result<Id<Design>> {
    let id = tx.new_id();
    create_as(tx, id, record).await?;
    Ok(id)
}

/// The same under an id chosen before, so that a form sent twice begins one design.
async fn create_as(tx: &mut Tx, id: Id<Design>, record: &CatalogueRecord) -> Result<()> {
    let academy = tx.academy_id()?;
    if tx.first(by_id(id, academy, None)).await?.is_some() {
        return Ok(());
    }
    let problems = record.problems(Words(tx.locale));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let content = section::new_content(tx).await?;
    store::insert(tx, id, content, record, &search::fold(&record.title)).await?;
    index(tx, id, record).await?;
    if let Ok(person) = tx.agent_id() {
        add_designer(tx, id, person).await?;
    }
    Ok(())
}

/// The design, for somebody who may do this with it.
pub async fn find(tx: &mut Tx, id: Id<Design>, may: May) -> Result<Design> {
    let academy = tx.academy_id()?;
    let design = tx.one(by_id(id, academy, tx.agent_id().ok())).await?;
    design.demand(&tx.actor, may)?;
    Ok(design)
}

/// The statement behind [`find`], for pages that send it together with others; they then `demand`.
pub(crate) use store::by_id;

impl Design {
    /// What it is to the policy.
    pub fn resource(&self) -> &'static str {
        match (self.trashed_at, self.published) {
            (Some(_), _) => DESIGN_TRASH,
            (None, true) => DESIGN_PUBLISHED,
            (None, false) => DESIGN,
        }
    }

    fn roles(&self, actor: &Actor) -> Vec<Role> {
        let mut roles = permission::standing(actor, self.academy_id);
        if self.is_designer {
            roles.push(Role::Designer);
        }
        roles
    }

    pub fn allows(&self, actor: &Actor, may: May) -> bool {
        permission::allows(POLICY, self.resource(), may, &self.roles(actor))
    }

    pub fn demand(&self, actor: &Actor, may: May) -> Result<()> {
        permission::demand(POLICY, self.resource(), may, &self.roles(actor))
    }

    pub fn record(&self) -> CatalogueRecord {
        CatalogueRecord {
            title: self.title.clone(),
            summary: self.summary.clone(),
            collection: self.collection,
            domain: self.domain,
            level: self.level,
            nature: self.nature,
            duration_minutes: self.duration_minutes,
            objectives: self.objectives.clone(),
            keywords: self.keywords.clone(),
            authors: self.authors.clone(),
            language: self.language.clone(),
        }
    }
}

/// Writes the record over the version that its author had read.
pub async fn edit(tx: &mut Tx, id: Id<Design>, version: i64, record: &CatalogueRecord) -> Result<()> {
    let t = Words(tx.locale);
    let problems = record.problems(t);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    if !store::update(tx, id, version, record, &search::fold(&record.title)).await? {
        return Err(Error::Conflict(t.conflict_record().to_owned()));
    }
    index(tx, id, record).await
}

/// Shows the design in the design catalogue, or takes it out.
pub async fn publish(tx: &mut Tx, design: &Design, published: bool) -> Result<()> {
    if published && !design.record().missing().is_empty() {
        return Err(Error::Conflict(Words(tx.locale).design_publish_incomplete().to_owned()));
    }
    store::set_published(tx, design.id, published).await
}

/// A new design with the same record and content, of the person who copies.
pub async fn copy(tx: &mut Tx, design: &Design) -> Result<Id<Design>> {
    let mut record = design.record();
    record.title = Words(tx.locale).design_copy_title(&design.title).chars().take(200).collect();
    let id = create(tx, &record).await?;
    let content = store::content_of(tx, id).await?;
    section::copy_content(tx, design.content_id, content).await?;
    Ok(id)
}

pub async fn trash(tx: &mut Tx, design: Id<Design>) -> Result<()> {
    let now = tx.now();
    tx.unindex("design", *design.bytes()).await?;
    store::set_trashed(tx, design, Some(now)).await
}

pub async fn restore(tx: &mut Tx, design: &Design) -> Result<()> {
    store::set_trashed(tx, design.id, None).await?;
    index(tx, design.id, &design.record()).await
}

/// Lets a person write the design.
pub async fn add_designer(tx: &mut Tx, design: Id<Design>, person: Id<Person>) -> Result<()> {
    store::add_designer(tx, design, person).await
}

/// The last designer stays: a design always has somebody who answers for it.
pub async fn remove_designer(tx: &mut Tx, design: Id<Design>, person: Id<Person>) -> Result<()> {
    let everyone = designers(tx, design).await?;
    if everyone.len() == 1 && everyone.iter().any(|designer| designer.id == person) {
        return Err(Error::Conflict(Words(tx.locale).design_last_designer().to_owned()));
    }
    store::remove_designer(tx, design, person).await
}

pub async fn star(tx: &mut Tx, design: Id<Design>, starred: bool) -> Result<()> {
    let person = tx.agent_id()?;
    let object = favourite::Object::Design(design);
    if starred {
        favourite::star(tx, person, object).await
    } else {
        favourite::unstar(tx, person, object).await
    }
}

/// Puts the words of the record where the catalogue searches.
async fn index(tx: &mut Tx, id: Id<Design>, record: &CatalogueRecord) -> Result<()> {
    let academy = tx.academy_id()?;
    let words = words_of(&[&record.title, &record.summary, &record.objectives, &record.keywords]);
    let doc =
        Doc { kind: "design", object: *id.bytes(), scope: *academy.bytes(), at: tx.now(), words: &words };
    tx.index(doc).await
}
