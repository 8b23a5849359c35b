//! The account: what a person signs in with, and in which state it is. Everything that changes it is a verb here,
//! so that each change brings its audit line and its notice.

mod people_side;
mod state;
mod store;

use std::sync::LazyLock;

use jiff::civil::Date;
use kernel::{
    Ctx, Error, Id, Result, Tx,
    audit::{Entry, Outcome},
    facts::Fact,
    keys::{Key, mac},
    notices::Notice,
    people::{self, Person},
    time::{days, hours},
};

pub use people_side::{NewAccount, open_account};
pub use state::State;
pub(crate) use store::*;
pub use store::{Account, by_identifier, by_person};

use web::dates;

use crate::{
    app_passwords::{self, Programs},
    attempts, oidc,
    rules::{
        hash::{HashPool, Place, Verified},
        numen::Numen,
        password::Password,
    },
    words::Words,
};

/// How long after the import the NUMEN opens the "choose your password" page; re-armed by the help desk.
pub const ACTIVATION_WINDOW: std::time::Duration = days(90);
/// How long after a reset.
pub const RESET_WINDOW: std::time::Duration = hours(24);
/// How long after a reset its owner may say "it was not me", and the password from before is kept.
const REFUSAL_LIFE: std::time::Duration = days(7);

/// Purposes of what is kept of the NUMEN and the birth date, each with its own key.
const NUMEN_INDEX: &str = "identity/numen-index";
const NUMEN_PROOF: &str = "identity/numen-proof";
const BIRTH_PROOF: &str = "identity/birth-proof";

static POOL: LazyLock<Option<HashPool>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    HashPool::start(cores, 32 * cores).ok()
});

fn pool() -> Result<&'static HashPool> {
    POOL.as_ref().ok_or(Error::Unavailable("the threads that hash passwords could not be started"))
}

/// A place in the pool's queue. Taken before a try is counted, so that a full queue costs nobody a try.
pub(crate) fn place_in_queue() -> Result<Place> {
    Ok(pool()?.place()?)
}

/// Hashes a password on the bounded pool; `Unavailable` when its queue is full.
pub async fn hash(ctx: &Ctx, password: Password) -> Result<String> {
    hash_at(ctx, &place_in_queue()?, password).await
}

pub(crate) async fn hash_at(ctx: &Ctx, place: &Place, password: Password) -> Result<String> {
    let services = ctx.services();
    Ok(pool()?.make(place, services.keys.clone(), ctx.chance().bytes(), password).await?)
}

/// Compares on the bounded pool; without a stored hash it does the same work for nobody.
pub(crate) async fn verify(
    ctx: &Ctx,
    place: &Place,
    stored: Option<String>,
    password: Password,
) -> Result<Verified> {
    Ok(pool()?.verify(place, ctx.services().keys.clone(), stored, password).await?)
}

/// The index under each key of the file, newest first: rows made with an older key are still found.
pub(crate) fn numen_indexes(ctx: &Ctx, numen: &Numen) -> Vec<Vec<u8>> {
    let keys = &ctx.services().keys;
    keys.numbers()
        .filter_map(|n| keys.numbered(n, NUMEN_INDEX))
        .map(|key| numen.index(&key).to_vec())
        .collect()
}

/// What is kept of a NUMEN and a birth date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proofs {
    pub index: Vec<u8>,
    pub proof: Vec<u8>,
    pub birth: Vec<u8>,
}

impl Proofs {
    /// Under today's key.
    pub(crate) fn of(ctx: &Ctx, person: Id<Person>, numen: &Numen, birth_date: Date) -> Proofs {
        let keys = &ctx.services().keys;
        Proofs {
            index: numen.index(&keys.key(NUMEN_INDEX)).to_vec(),
            proof: numen.proof(&keys.key(NUMEN_PROOF), birth_date).to_vec(),
            birth: birth_proof(&keys.key(BIRTH_PROOF), person, birth_date).to_vec(),
        }
    }
}

fn birth_proof(key: &Key, person: Id<Person>, date: Date) -> [u8; 32] {
    mac(key, &[person.to_string().as_bytes(), date.to_string().as_bytes()])
}

impl Account {
    /// Whether this NUMEN is the account's own.
    pub(crate) fn has_numen(&self, ctx: &Ctx, numen: &Numen) -> bool {
        let key = ctx.services().keys.numbered(self.key_number as u32, NUMEN_INDEX);
        key.is_some_and(|key| kernel::keys::same(&numen.index(&key), &self.numen_index))
    }

    /// Whether the person was born on that day, as far as the last import said.
    pub(crate) fn is_born_on(&self, ctx: &Ctx, date: Date) -> bool {
        let key = ctx.services().keys.numbered(self.key_number as u32, BIRTH_PROOF);
        key.zip(self.birth_proof.as_ref())
            .is_some_and(|(key, proof)| kernel::keys::same(&birth_proof(&key, self.person_id, date), proof))
    }

    /// Whether NUMEN and birth date are both the account's own.
    pub(crate) fn is_proved_by(&self, ctx: &Ctx, numen: &Numen, birth_date: Date) -> bool {
        let key = ctx.services().keys.numbered(self.key_number as u32, NUMEN_PROOF);
        key.is_some_and(|key| kernel::keys::same(&numen.proof(&key, birth_date), &self.numen_proof))
    }

    /// Whether the NUMEN opens the "choose your password" page now.
    pub fn opens_with_numen(&self, ctx: &Ctx) -> bool {
        self.state.waits_for_password() && self.opens_until > ctx.now() && self.closed_at.is_none()
    }

    /// Whether a password opens a session now.
    pub fn opens_with_password(&self) -> bool {
        self.state == State::Active && self.closed_at.is_none()
    }

    /// Whether the account, read again, still is the one a password was checked for: in the same state, with the same
    /// password.
    pub(crate) fn is_still(&self, checked: &Account) -> bool {
        self.state == checked.state
            && self.password_hash == checked.password_hash
            && self.closed_at == checked.closed_at
    }

    /// The password from before the last resets, while it is kept.
    fn former(&self, ctx: &Ctx) -> Option<&str> {
        self.former_hash.as_deref().filter(|_| self.former_until > ctx.now())
    }

    /// Whether a password was chosen since the reset, so that refusing it leaves the account to the help desk.
    pub(crate) fn refusing_stops_it(&self, ctx: &Ctx) -> bool {
        self.password_hash.is_some() || self.former(ctx).is_none()
    }
}

/// The agent chose a password: the account is theirs. Ends every session but `keep`. `account` is what the proof was
/// checked against: while the password was hashed it may have been suspended, closed or reset.
pub(crate) async fn choose_password(
    tx: &mut Tx,
    account: &Account,
    hash: &str,
    keep: Option<Id<people::SignedIn>>,
    programs: Programs,
) -> Result<()> {
    let person = account.person_id;
    attempts::forgive(tx, person).await?;
    if !store::hold(tx, person).await?.is_still(account) {
        return Err(Error::Conflict(Words(tx.locale).trouble_changed_meanwhile().to_owned()));
    }
    let first = account.activated_at.is_none();
    store::set_password(tx, person, hash).await?;
    // The right to say "it was not me" stays: whoever stole the account also chooses a password.
    store::drop_passes_for(tx, person, Purpose::Password).await?;
    oidc::sign_out_everywhere(tx, person, keep).await?;
    if programs == Programs::Withdraw {
        app_passwords::withdraw_all(tx, account).await?;
    }
    let action = if account.state == State::Active { "password.change" } else { "account.activate" };
    tx.audit(Entry { action, subject: Some(person), result: Outcome::Done, detail: "" }).await?;
    if account.state != State::Active {
        tx.emit(Fact::AccountActivated { academy: account.academy_id, person }).await?;
    }
    let t = Words(locale_of(account, tx));
    let (title, body) = if first {
        (t.notice_activated_title(), t.notice_activated_body())
    } else {
        (t.notice_password_title(), t.notice_password_body())
    };
    notify(tx, person, title, body, Some("/compte/sessions"), "password").await
}

/// Why NUMEN and birth date do not reset an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoReset {
    /// A reset was refused, or the help desk stopped the account: it is for the help desk to start again.
    Stopped,
    /// Never activated, and the time for it is over: as for signing in with the NUMEN.
    WindowOver,
}

/// The NUMEN is the password again: sessions end, and only the "choose your password" page opens, for a day, or as
/// long as it was open anyway. Answers the account as it is then.
pub(crate) async fn reset(tx: &mut Tx, person: Id<Person>) -> Result<Result<Account, NoReset>> {
    let account = store::hold(tx, person).await?;
    if account.reset_frozen
        || matches!(account.state, State::Suspended | State::Closed)
        || account.closed_at.is_some()
    {
        return Ok(Err(NoReset::Stopped));
    }
    let now = tx.now();
    let never = account.activated_at.is_none();
    if never && account.opens_until <= now {
        return Ok(Err(NoReset::WindowOver));
    }
    let until = now.plus(RESET_WINDOW);
    let until = if account.state.waits_for_password() { until.max(account.opens_until) } else { until };
    let state = if never { State::Imported } else { State::Activating };
    // Resets in a row keep the password from before the first: those between may be a thief's.
    let hash = account.former(tx).or(account.password_hash.as_deref());
    let former = store::Former { hash, until: now.plus(REFUSAL_LIFE) };
    store::put_back(tx, person, state, until, former).await?;
    store::drop_passes_for(tx, person, Purpose::Password).await?;
    let refusal = tx.chance().token();
    store::add_pass(tx, &account, Purpose::Refusal, &refusal, now.plus(REFUSAL_LIFE)).await?;
    oidc::sign_out_everywhere(tx, person, None).await?;
    app_passwords::end(tx, person).await?;
    tx.audit(Entry { action: "password.reset", subject: Some(person), result: Outcome::Done, detail: "" })
        .await?;
    let locale = locale_of(&account, tx);
    let t = Words(locale);
    let link = format!("/compte/pas-moi/{refusal}");
    let body = t.notice_reset_body(dates::moment(locale, until, &tx.academy()?.zone));
    notify(tx, person, t.notice_reset_title(), &body, Some(&link), "password").await?;
    store::by_person(tx, person).await.map(Ok)
}

/// "It was not me": no reset is accepted until the help desk has spoken with the agent, and every session ends. When
/// nobody has chosen a password since, the one from before is good again; else the account is stopped, with the one
/// from before for the help desk to give back: which of the two passwords is the agent's, no link can tell.
///
/// Answers whether the account is stopped.
pub(crate) async fn refuse_reset(tx: &mut Tx, person: Id<Person>) -> Result<bool> {
    let account = store::hold(tx, person).await?;
    let state = match account.state {
        stopped @ (State::Suspended | State::Closed) => stopped,
        _ if account.refusing_stops_it(tx) => State::Suspended,
        _ => State::Active,
    };
    let former = account.former(tx);
    store::freeze(tx, person, state, former).await?;
    store::drop_passes(tx, person).await?;
    oidc::sign_out_everywhere(tx, person, None).await?;
    app_passwords::end(tx, person).await?;
    tx.audit(Entry {
        action: "password.reset-refused",
        subject: Some(person),
        result: Outcome::Done,
        detail: "",
    })
    .await?;
    Ok(state != State::Active)
}

pub(crate) async fn notify(
    tx: &mut Tx,
    person: Id<Person>,
    title: &str,
    body: &str,
    link: Option<&str>,
    topic: &str,
) -> Result<()> {
    tx.notify(
        person,
        Notice {
            title: title.to_owned(),
            body: body.to_owned(),
            link: link.map(str::to_owned),
            topic: topic.to_owned(),
        },
    )
    .await
}

/// The language the person reads: their own choice, else that of the page.
pub(crate) fn locale_of(account: &Account, tx: &Tx) -> kernel::Locale {
    account.locale.as_deref().and_then(|l| l.parse().ok()).unwrap_or(tx.locale)
}

/// Gives an account its first password without its owner being there: demo data, benchmarks, tests.
pub async fn set_first_password(tx: &mut Tx, person: Id<Person>, hash: &str) -> Result<()> {
    store::set_password(tx, person, hash).await
}
