//! What is done to somebody's box, or in it, by others: one person asks and says why, another decides. Access to its
//! messages, a hold on them, the end of a hold, and erasure before its time. Nobody decides on what they asked for or on
//! their own box; each step is in the trail, and the owner is told, at once or when it has ended.

mod effects;
mod store;
#[cfg(test)]
mod tests;

use kernel::{
    Ctx, Error, Id, Problem, Result, Time, Tx,
    audit::{Entry, Outcome},
    jobs::Schedule,
    people::{self, Academy, Person},
    text_enum,
    time::{days, hours},
};

pub use store::Procedure;
pub(crate) use store::{Row, of_box, page, withheld, withheld_one};

use super::boxes::{self, State as BoxState};
use crate::{
    mailbox::{self, Mailbox},
    words::Words,
};

kernel::big_tables!["mail_procedures"];

text_enum! {
    pub(crate) enum Kind { Access = "access", Hold = "hold", Lift = "lift", Erase = "erase" }
}

text_enum! {
    pub(crate) enum State {
        Asked = "asked",
        Granted = "granted",
        Refused = "refused",
        /// Nobody answered in time.
        Expired = "expired",
        Withdrawn = "withdrawn",
        Ended = "ended",
    }
}

text_enum! {
    /// What makes it lawful.
    pub(crate) enum Basis {
        Continuity = "continuity",
        Judicial = "judicial",
        Inquiry = "inquiry",
        Security = "security",
        Owner = "owner",
    }
}

/// What somebody asks for, as typed but for what is chosen.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    pub kind: Kind,
    pub address: String,
    pub reason: String,
    pub basis: Option<Basis>,
    pub reference: String,
    /// Of an access.
    pub days: i64,
    /// Of a hold: its end, `Err` when it cannot be read.
    pub until: std::result::Result<Option<Time>, ()>,
    /// Of a lifting.
    pub lifts: Option<Id<Procedure>>,
    /// Why the owner is not told at once; `None` when they are.
    pub silence: Option<String>,
}

/// A request that nobody answers is none after so long.
pub(crate) const ANSWERED_WITHIN: std::time::Duration = days(3);
pub(crate) const LONGEST_ACCESS: i64 = 7;
const SHORTEST_REASON: usize = 20;
const LONGEST_TEXT: usize = 2_000;
const LONGEST_REFERENCE: usize = 100;
const LONGEST_HOLD: std::time::Duration = days(3_660);

/// Writes the request down and tells those who may decide.
pub(crate) async fn ask(tx: &mut Tx, asking: &Asking) -> Result<Id<Procedure>> {
    let t = Words(tx.locale);
    let asker = tx.agent_id()?;
    let academy = tx.academy_id()?;
    let owner = people::person_by_address(tx, asking.address.trim()).await?;
    let owner = owner.filter(|owner| owner.academy_id == academy);
    let mut wrong = check(asking, t, tx.now());
    let mut mailbox = Id::NIL;
    if let Some(owner) = &owner {
        mailbox = mailbox::of_person(owner.id);
        if let Some(why) = unfit(tx, asking, mailbox, asker).await? {
            wrong.push(Problem { field: "address", message: why });
        }
    } else {
        wrong.push(Problem { field: "address", message: t.procedure_no_box().to_owned() });
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let id = tx.new_id();
    store::insert(tx, id, mailbox, asker, asking).await?;
    let row = store::find(tx, id).await?;
    note(tx, &row, "mail-procedure.ask").await?;
    effects::tell_deciders(tx, id).await?;
    Ok(id)
}

fn check(asking: &Asking, t: Words, now: Time) -> Vec<Problem> {
    let mut wrong = Vec::new();
    let mut demand = |holds: bool, field: &'static str, message: &str| {
        if !holds {
            wrong.push(Problem { field, message: message.to_owned() });
        }
    };
    let says_why = |text: &str| (SHORTEST_REASON..=LONGEST_TEXT).contains(&text.trim().chars().count());
    demand(says_why(&asking.reason), "reason", t.procedure_reason_short());
    demand(asking.basis.is_some(), "basis", t.procedure_basis_missing());
    demand(asking.silence.as_deref().is_none_or(says_why), "silence", t.procedure_reason_short());
    match asking.kind {
        Kind::Access => {
            demand((1..=LONGEST_ACCESS).contains(&asking.days), "days", t.procedure_days_bounds());
        }
        Kind::Hold => {
            let reference = asking.reference.trim().chars().count();
            demand(
                (1..=LONGEST_REFERENCE).contains(&reference),
                "reference",
                t.procedure_reference_missing(),
            );
            let ends = match asking.until {
                Ok(until) => until.is_none_or(|until| until > now && until < now.plus(LONGEST_HOLD)),
                Err(()) => false,
            };
            demand(ends, "until", t.procedure_until_bounds());
        }
        Kind::Lift | Kind::Erase => {}
    }
    wrong
}

/// Why this cannot be asked for this box.
async fn unfit(
    tx: &mut Tx,
    asking: &Asking,
    mailbox: Id<Mailbox>,
    asker: Id<Person>,
) -> Result<Option<String>> {
    let t = Words(tx.locale);
    if mailbox == mailbox::of_person(asker) {
        return Ok(Some(t.procedure_own_box().to_owned()));
    }
    let found = match boxes::find(tx, mailbox).await {
        Ok(found) if found.state() != BoxState::Erased => found,
        Ok(_) | Err(Error::NotFound) => return Ok(Some(t.procedure_no_box().to_owned())),
        Err(error) => return Err(error),
    };
    if store::is_asked(tx, mailbox, asking.kind).await? {
        return Ok(Some(t.procedure_asked_already().to_owned()));
    }
    let why = match asking.kind {
        Kind::Access | Kind::Hold => None,
        Kind::Lift => {
            let holds = store::active_holds(tx, mailbox).await?;
            let named = holds.iter().any(|hold| Some(hold.id) == asking.lifts);
            (!named).then(|| t.procedure_no_hold().to_owned())
        }
        Kind::Erase if found.held_at.is_some() => Some(t.box_on_hold().to_owned()),
        Kind::Erase => (!matches!(found.state(), BoxState::Closed | BoxState::Aside))
            .then(|| t.procedure_erase_open().to_owned()),
    };
    Ok(why)
}

/// Whether it is about the person signed in and nobody has told them: then no page shows it to them, whatever they look after.
pub(crate) fn is_hidden(ctx: &Ctx, row: &Row) -> bool {
    let silent = !row.silence.is_empty() && matches!(row.state, State::Asked | State::Granted);
    silent && ctx.agent_id().is_ok_and(|me| mailbox::of_person(me) == row.mailbox_id)
}

/// One of the académie, as far as the person signed in may know of it.
pub(crate) async fn find(tx: &mut Tx, id: Id<Procedure>) -> Result<Row> {
    let row = store::find(tx, id).await?;
    if is_hidden(tx.ctx(), &row) { Err(Error::NotFound) } else { Ok(row) }
}

/// The holds in force on a box, as far as the person signed in may know of them.
pub(crate) async fn known_holds(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<store::Hold>> {
    let is_own = mailbox::of_person(tx.agent_id()?) == mailbox;
    let mut holds = store::active_holds(tx, mailbox).await?;
    holds.retain(|hold| !is_own || hold.silence.is_empty());
    Ok(holds)
}

/// Whether the person signed in may decide on it; why not, when they may not.
pub(crate) fn may_decide(ctx: &Ctx, row: &Row) -> std::result::Result<(), &'static str> {
    let t = Words(ctx.locale);
    match ctx.agent_id() {
        Ok(me) if me == row.asked_by => Err(t.procedure_not_by_asker()),
        Ok(me) if mailbox::of_person(me) == row.mailbox_id => Err(t.procedure_not_by_owner()),
        Ok(_) => Ok(()),
        Err(_) => Err(t.procedure_not_by_asker()),
    }
}

/// Grants or refuses what somebody else has asked for. What was answered or has expired meanwhile is `Error::Conflict`.
pub(crate) async fn decide(tx: &mut Tx, id: Id<Procedure>, grants: bool, note_of: &str) -> Result<()> {
    let t = Words(tx.locale);
    let row = store::hold_still(tx, id).await?;
    if is_hidden(tx.ctx(), &row) {
        return Err(Error::NotFound);
    }
    may_decide(tx, &row).map_err(|why| Error::Forbidden(why.to_owned()))?;
    if row.state != State::Asked || tx.now().since(row.asked_at) >= ANSWERED_WITHIN {
        return Err(Error::Conflict(t.procedure_decided_already().to_owned()));
    }
    if note_of.chars().count() > LONGEST_TEXT {
        return Err(Error::invalid("note", t.procedure_note_long()));
    }
    let me = tx.agent_id()?;
    if !grants {
        store::decide(tx, id, State::Refused, me, note_of.trim(), None).await?;
        let row = store::find(tx, id).await?;
        note(tx, &row, "mail-procedure.refuse").await?;
        return effects::tell_asker(tx, &row).await;
    }
    let until = match row.kind {
        Kind::Access => Some(tx.now().plus(days(row.days.unsigned_abs()))),
        _ => row.until,
    };
    store::decide(tx, id, State::Granted, me, note_of.trim(), until).await?;
    let row = store::find(tx, id).await?;
    note(tx, &row, "mail-procedure.grant").await?;
    effects::begin(tx, &row).await?;
    effects::tell_asker(tx, &row).await
}

/// Whoever asked changes their mind, or gives an access back before its end.
pub(crate) async fn withdraw(tx: &mut Tx, id: Id<Procedure>) -> Result<()> {
    let row = store::hold_still(tx, id).await?;
    if tx.agent_id()? != row.asked_by {
        return Err(Error::Forbidden(String::new()));
    }
    match (row.state, row.kind) {
        (State::Asked, _) => {
            store::finish(tx, id, State::Withdrawn).await?;
            note(tx, &row, "mail-procedure.withdraw").await
        }
        (State::Granted, Kind::Access) => end(tx, &row).await,
        _ => Err(Error::Conflict(Words(tx.locale).procedure_decided_already().to_owned())),
    }
}

/// An access or a hold is over: by its date, or before.
async fn end(tx: &mut Tx, row: &Row) -> Result<()> {
    store::finish(tx, row.id, State::Ended).await?;
    note(tx, row, "mail-procedure.end").await?;
    effects::end(tx, row).await
}

/// The box by its address: who it belongs to is what the trail must tell, and not to them.
async fn note(tx: &mut Tx, row: &Row, action: &'static str) -> Result<()> {
    let detail = format!("{} {} {} ({}): {}", row.id, row.kind, row.address, row.basis, row.reason);
    tx.audit(Entry { action, subject: None, result: Outcome::Done, detail: &detail }).await
}

/// The access by which the person signed in may read this box now; `NotFound` when there is none.
pub(crate) async fn access(tx: &mut Tx, id: Id<Procedure>) -> Result<Row> {
    let row = store::find(tx, id).await?;
    let mine = row.asked_by == tx.agent_id()? && row.kind == Kind::Access && row.state == State::Granted;
    if mine && row.until.is_some_and(|until| until > tx.now()) { Ok(row) } else { Err(Error::NotFound) }
}

/// Somebody looks at something of a box by an access: who, and at what, is written down before it is shown.
pub(crate) async fn note_reading(tx: &mut Tx, id: Id<Procedure>, address: &str, what: &str) -> Result<()> {
    let detail = format!("{id} {address} {what}");
    tx.audit(Entry { action: "mail-procedure.read", subject: None, result: Outcome::Done, detail: &detail })
        .await
}

pub(crate) const FOLLOW: Schedule =
    Schedule { name: "mail procedures", every: hours(1), run: |ctx| Box::pin(follow(ctx)) };

/// What nobody answered expires; what has come to its date ends.
async fn follow(ctx: Ctx) -> Result<()> {
    let due = {
        let mut tx = ctx.read().await?;
        let before = tx.now().minus(ANSWERED_WITHIN);
        store::due(&mut tx, before).await?
    };
    let mut outcome = Ok(());
    for (id, academy) in due {
        let ctx = crate::delivery::in_academy(&ctx, academy).await?;
        let followed = ctx.write(async move |tx| {
            let row = store::hold_still(tx, id).await?;
            match row.state {
                State::Asked if tx.now().since(row.asked_at) >= ANSWERED_WITHIN => {
                    store::finish(tx, id, State::Expired).await?;
                    note(tx, &row, "mail-procedure.expire").await?;
                    let row = store::find(tx, id).await?;
                    effects::tell_asker(tx, &row).await
                }
                State::Granted if row.until.is_some_and(|until| until <= tx.now()) => end(tx, &row).await,
                _ => Ok(()),
            }
        });
        if let Err(error) = followed.await {
            // What cannot end keeps no other from ending.
            tracing::error!(%error, procedure = %id, "a procedure about a mailbox does not end");
            outcome = Err(error);
        }
    }
    outcome
}

type Due = (Id<Procedure>, Id<Academy>);
