//! Who acts, for which académie, in which language, with which clock (`Ctx`); and the same with an open
//! transaction (`Tx`). Requests, jobs, commands and tests all make theirs the same way.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    net::IpAddr,
    ops::Deref,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use crate::{
    calendar::Calendar,
    chance::Chance,
    db::{Conn, Db, DbError, FromRow, Queries, Query, Statement},
    error::{Error, Result},
    facts::Listener,
    files::Files,
    files::Keeper,
    groups::GroupKind,
    id::Id,
    jobs::{JobKind, Schedule, Signal},
    keys::Keys,
    locale::Locale,
    module::Module,
    people::{Academy, Agent, Person},
    site::Site,
    time::{Clock, Time},
};

/// What the whole process shares.
pub struct Services {
    pub db: Db,
    pub clock: Clock,
    pub chance: Chance,
    pub keys: Keys,
    pub files: Files,
    pub site: Site,
    pub signal: Signal,
    pub(crate) jobs: Vec<JobKind>,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) keepers: Vec<Keeper>,
    groups: Vec<GroupKind>,
    calendar: Option<Calendar>,
    shared: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Services {
    /// What a domain keeps in memory for as long as the process runs: one of each type, made when first asked for.
    pub fn shared<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let one = shared.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        // It was put there under its own type.
        one.clone().downcast().unwrap_or_default()
    }

    /// Every kind of group that a domain keeps.
    pub fn groups(&self) -> &[GroupKind] {
        &self.groups
    }

    /// The calendar that people have here; a program without it has none.
    pub fn calendar(&self) -> Option<Calendar> {
        self.calendar
    }

    pub fn new(
        modules: &[Module],
        db: Db,
        clock: Clock,
        chance: Chance,
        keys: Keys,
        files: Files,
        site: Site,
    ) -> Arc<Services> {
        Arc::new(Services {
            db,
            clock,
            chance,
            keys,
            files,
            site,
            signal: Signal::default(),
            jobs: modules.iter().flat_map(|m| m.jobs).copied().collect(),
            listeners: modules.iter().flat_map(|m| m.listeners).copied().collect(),
            schedules: modules.iter().flat_map(|m| m.schedules).copied().collect(),
            keepers: modules.iter().flat_map(|m| m.keepers).copied().collect(),
            groups: modules.iter().flat_map(|m| m.groups).copied().collect(),
            calendar: modules.iter().find_map(|m| m.calendar),
            shared: Mutex::default(),
        })
    }
}

/// Who is at the other end.
#[derive(Clone, Debug, Default)]
pub enum Actor {
    #[default]
    Nobody,
    /// A person signed in.
    Agent(Arc<Agent>),
    /// A job, a command of the operator, a test's preparation: may do everything, and the audit says so.
    System,
}

/// Where a request came from; empty for jobs and commands.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub address: Option<IpAddr>,
    pub browser: Option<Arc<str>>,
}

#[derive(Clone)]
pub struct Ctx {
    pub actor: Actor,
    pub academy: Option<Arc<Academy>>,
    pub locale: Locale,
    pub origin: Origin,
    services: Arc<Services>,
    queries: Arc<AtomicU32>,
}

impl Ctx {
    /// For jobs, commands and tests: the system itself, in no académie yet.
    pub fn system(services: Arc<Services>) -> Ctx {
        Ctx::new(services, Actor::System, None, Locale::Fr, Origin::default())
    }

    pub fn new(
        services: Arc<Services>,
        actor: Actor,
        academy: Option<Arc<Academy>>,
        locale: Locale,
        origin: Origin,
    ) -> Ctx {
        Ctx { actor, academy, locale, origin, services, queries: Arc::default() }
    }

    #[must_use]
    pub fn in_academy(mut self, academy: Arc<Academy>) -> Ctx {
        self.academy = Some(academy);
        self
    }

    #[must_use]
    pub fn acting_as(mut self, actor: Actor) -> Ctx {
        self.actor = actor;
        self
    }

    pub fn services(&self) -> &Arc<Services> {
        &self.services
    }

    pub fn now(&self) -> Time {
        self.services.clock.now()
    }

    pub fn chance(&self) -> &Chance {
        &self.services.chance
    }

    pub fn new_id<T>(&self) -> Id<T> {
        Id::at(self.now().0, self.chance().bytes())
    }

    /// The académie this happens in. Tenant tables are read and written through it alone.
    pub fn academy(&self) -> Result<&Arc<Academy>> {
        self.academy.as_ref().ok_or_else(|| Error::internal("no académie in this context"))
    }

    pub fn academy_id(&self) -> Result<Id<Academy>> {
        Ok(self.academy()?.id)
    }

    /// The person signed in, or a way to the sign-in page.
    pub fn agent(&self) -> Result<&Arc<Agent>> {
        match &self.actor {
            Actor::Agent(agent) => Ok(agent),
            _ => Err(Error::SignInNeeded),
        }
    }

    pub fn agent_id(&self) -> Result<Id<Person>> {
        Ok(self.agent()?.id)
    }

    /// Statements sent to the database so far, for this context and its clones.
    pub fn queries(&self) -> u32 {
        self.queries.load(Ordering::Relaxed)
    }

    /// A transaction that can only read. Keep it for one page; drop it before waiting for anything else.
    pub async fn read(&self) -> Result<Tx> {
        let conn = self.services.db.reader().await?;
        Ok(Tx::new(self.clone(), conn))
    }

    /// As [`Ctx::read`], for reads that take long and must fit together: all of them see the same moment on both
    /// engines. It costs a connection on PostgreSQL; not for pages.
    pub async fn snapshot(&self) -> Result<Tx> {
        let conn = self.services.db.snapshot().await?;
        Ok(Tx::new(self.clone(), conn))
    }

    /// One unit of work: committed when it answers `Ok`, undone otherwise. The closure moves to the writer, so it
    /// owns what it uses, and it waits for nothing but the database.
    ///
    /// ```ignore
    /// let id = ctx.write(async move |tx| favourite::star(tx, design).await).await?;
    /// ```
    pub async fn write<T, F>(&self, unit: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.services.db.write(self.clone(), unit).await
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx")
            .field("actor", &self.actor)
            .field("locale", &self.locale)
            .finish_non_exhaustive()
    }
}

/// What waits for the commit.
#[derive(Default)]
pub(crate) struct Effects {
    pub(crate) wake_jobs: bool,
}

impl Effects {
    pub(crate) fn after_commit(self, ctx: &Ctx) {
        if self.wake_jobs {
            ctx.services().signal.wake();
        }
    }
}

/// `Ctx` with an open transaction; verbs take `&mut Tx` first.
pub struct Tx {
    ctx: Ctx,
    conn: Conn,
    pub(crate) effects: Effects,
    /// A statement has failed, outside of any attempt.
    failed: bool,
}

impl Tx {
    pub(crate) fn new(ctx: Ctx, conn: Conn) -> Tx {
        Tx { ctx, conn, effects: Effects::default(), failed: false }
    }

    /// Whether PostgreSQL would undo the unit at its commit, and say nothing of it.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }

    pub(crate) fn into_parts(self) -> (Ctx, Conn, Effects) {
        (self.ctx, self.conn, self.effects)
    }

    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// From here on the unit happens in this académie: for who learns which it is on the way.
    pub fn enter(&mut self, academy: Arc<Academy>) {
        self.ctx.academy = Some(academy);
    }

    fn count(&self, statements: u32) {
        self.ctx.queries.fetch_add(statements, Ordering::Relaxed);
    }

    /// All rows.
    pub async fn all<R: FromRow>(&mut self, query: Query<'_, R>) -> Result<Vec<R>> {
        self.count(1);
        let at = query.statement;
        let rows = self.conn.all(query).await;
        self.cause_of(rows, |error| located(error, at)).await
    }

    /// The first row, if any.
    pub async fn first<R: FromRow>(&mut self, query: Query<'_, R>) -> Result<Option<R>> {
        Ok(self.all(query).await?.into_iter().next())
    }

    /// The row; its absence is `NotFound`.
    pub async fn one<R: FromRow>(&mut self, query: Query<'_, R>) -> Result<R> {
        self.first(query).await?.ok_or(Error::NotFound)
    }

    /// Changes rows; answers how many.
    pub async fn execute(&mut self, query: Query<'_, ()>) -> Result<u64> {
        self.count(1);
        let at = query.statement;
        let changed = self.conn.execute(query).await;
        self.cause_of(changed, |error| located(error, at)).await
    }

    /// Changes rows, where what comes next need not know how many: on PostgreSQL nobody waits for the answer before the
    /// unit ends. What fails fails the unit, at the latest there.
    pub async fn post(&mut self, query: Query<'_, ()>) -> Result<()> {
        self.count(1);
        let at = query.statement;
        let posted = self.conn.post(query).await;
        self.cause_of(posted, |error| located(error, at)).await
    }

    /// Independent reads, in one round trip where the engine can.
    pub async fn together<Q: Queries>(&mut self, queries: Q) -> Result<Q::Rows> {
        self.count(Q::COUNT);
        let rows = queries.run(&mut self.conn).await;
        self.cause_of(rows, Error::from).await
    }

    /// A statement may fail because one posted before it has: that one is to be told.
    async fn cause_of<T>(
        &mut self,
        outcome: Result<T, DbError>,
        told: impl FnOnce(DbError) -> Error,
    ) -> Result<T> {
        match outcome {
            Ok(value) => Ok(value),
            Err(error) => {
                self.failed = true;
                self.settle().await?;
                Err(told(error))
            }
        }
    }

    async fn settle(&mut self) -> Result<()> {
        self.conn.settle().await.map_err(|(error, at)| located(error, at))
    }

    /// Part of a unit that may fail alone: what it wrote is undone and the unit goes on.
    pub async fn attempt<T>(&mut self, part: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<Result<T>> {
        // What was posted before is no part of it, what it posts itself is.
        self.settle().await?;
        let failed_before = self.failed;
        self.conn.command("SAVEPOINT attempt").await?;
        let outcome = part(self).await;
        let outcome = self.settle().await.and(outcome);
        if outcome.is_err() {
            self.conn.command("ROLLBACK TO SAVEPOINT attempt").await?;
            self.failed = failed_before;
        }
        self.conn.command("RELEASE SAVEPOINT attempt").await?;
        Ok(outcome)
    }

    /// Lets one unit at a time through for this name, until it ends. SQLite has one writer anyway.
    pub async fn lock(&mut self, name: &str) -> Result<()> {
        if self.conn.shared().is_some() {
            let hash = crate::keys::digest(name.as_bytes());
            let number =
                i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]]);
            self.conn.command(&format!("SELECT pg_advisory_xact_lock({number})")).await?;
        }
        Ok(())
    }

    /// A fixed text of ours: migrations only.
    pub(crate) async fn command(&mut self, text: &str) -> Result<()> {
        self.conn.command(text).await.map_err(Error::from)
    }
}

/// A broken statement is a bug: the log says which one.
pub(crate) fn located(error: DbError, at: &'static Statement) -> Error {
    match error {
        DbError::Other(cause) => Error::Internal(format!("{}:{}: {cause}", at.file, at.line)),
        known => known.into(),
    }
}

impl Deref for Tx {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}
