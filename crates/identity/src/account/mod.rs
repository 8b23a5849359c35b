//! The account: what a person signs in with, and in which state it is. Everything that changes it is a verb here,
//! so that each change brings its audit line and its notice.

mod people_side;
mod state;
mod store;

use std::sync::LazyLock;

use kernel::{
    Ctx, Error, Id, Result, Tx,
    audit::{Entry, Outcome},
    facts::Fact,
    notices::Notice,
    people::{self, Person},
    time::{days, hours},
};

pub use people_side::{NewAccount, open_account};
pub use state::State;
pub(crate) use store::*;
pub use store::{Account, by_identifier, by_person};

use crate::{
    oidc,
    rules::{
        hash::{HashPool, Verified},
        numen::Numen,
        password::Password,
    },
    words::Words,
};

/// How long after the import the NUMEN opens the "choose your password" page; re-armed by the help desk.
pub const ACTIVATION_WINDOW: std::time::Duration = days(90);
/// How long after a reset.
pub const RESET_WINDOW: std::time::Duration = hours(24);

/// Purposes of the two NUMEN hashes, each with its own key.
const NUMEN_INDEX: &str = "identity/numen-index";
const NUMEN_PROOF: &str = "identity/numen-proof";

static POOL: LazyLock<Option<HashPool>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    HashPool::start(cores, 32 * cores).ok()
});

fn pool() -> Result<&'static HashPool> {
    POOL.as_ref().ok_or(Error::Unavailable("the threads that hash passwords could not be started"))
}

/// Hashes a password on the bounded pool; `Unavailable` when its queue is full.
pub async fn hash(ctx: &Ctx, password: Password) -> Result<String> {
    let services = ctx.services();
    Ok(pool()?.make(services.keys.clone(), ctx.chance().bytes(), password).await??)
}

/// Compares on the bounded pool; without a stored hash it does the same work for nobody.
pub(crate) async fn verify(ctx: &Ctx, stored: Option<String>, password: Password) -> Result<Verified> {
    Ok(pool()?.verify(ctx.services().keys.clone(), stored, password).await??)
}

/// The index under each key of the file, newest first: rows made with an older key are still found.
pub(crate) fn numen_indexes(ctx: &Ctx, numen: &Numen) -> Vec<Vec<u8>> {
    let keys = &ctx.services().keys;
    keys.numbers()
        .filter_map(|n| keys.numbered(n, NUMEN_INDEX))
        .map(|key| numen.index(&key).to_vec())
        .collect()
}

/// Index and proof under today's key.
pub(crate) fn numen_hashes(ctx: &Ctx, numen: &Numen, birth_date: jiff::civil::Date) -> (Vec<u8>, Vec<u8>) {
    let keys = &ctx.services().keys;
    (numen.index(&keys.key(NUMEN_INDEX)).to_vec(), numen.proof(&keys.key(NUMEN_PROOF), birth_date).to_vec())
}

impl Account {
    /// Whether this NUMEN is the account's own.
    pub(crate) fn has_numen(&self, ctx: &Ctx, numen: &Numen) -> bool {
        let key = ctx.services().keys.numbered(self.key_number as u32, NUMEN_INDEX);
        key.is_some_and(|key| kernel::keys::same(&numen.index(&key), &self.numen_index))
    }

    /// Whether NUMEN and birth date are both the account's own.
    pub(crate) fn is_proved_by(&self, ctx: &Ctx, numen: &Numen, birth_date: jiff::civil::Date) -> bool {
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
}

/// The agent chose a password: the account is theirs. Ends every session but `keep`.
pub(crate) async fn choose_password(
    tx: &mut Tx,
    account: &Account,
    hash: &str,
    keep: Option<Id<people::SignedIn>>,
) -> Result<()> {
    let person = account.person_id;
    let first = account.activated_at.is_none();
    store::set_password(tx, person, hash).await?;
    store::drop_passes(tx, person).await?;
    oidc::sign_out_everywhere(tx, person, keep).await?;
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

/// The NUMEN is the password again: sessions end, and only the "choose your password" page opens, for a day.
/// Answers the secret of the "it was not me" address.
pub(crate) async fn reset(tx: &mut Tx, account: &Account) -> Result<String> {
    let person = account.person_id;
    let refusal = tx.chance().token();
    store::arm(tx, person, State::Activating, tx.now().plus(RESET_WINDOW)).await?;
    store::drop_passes(tx, person).await?;
    store::add_pass(tx, account, store::Purpose::Refusal, &refusal, tx.now().plus(days(7))).await?;
    oidc::sign_out_everywhere(tx, person, None).await?;
    tx.audit(Entry { action: "password.reset", subject: Some(person), result: Outcome::Done, detail: "" })
        .await?;
    let t = Words(locale_of(account, tx));
    let link = format!("/compte/pas-moi/{refusal}");
    notify(tx, person, t.notice_reset_title(), t.notice_reset_body(), Some(&link), "password").await?;
    Ok(refusal)
}

/// "It was not me": the password from before the reset is good again, and no reset is accepted until the help desk
/// has spoken with the agent.
pub(crate) async fn refuse_reset(tx: &mut Tx, account: &Account) -> Result<()> {
    let person = account.person_id;
    let state = if account.password_hash.is_some() { State::Active } else { State::Suspended };
    store::freeze_reset(tx, person, state).await?;
    store::drop_passes(tx, person).await?;
    oidc::sign_out_everywhere(tx, person, None).await?;
    tx.audit(Entry {
        action: "password.reset-refused",
        subject: Some(person),
        result: Outcome::Done,
        detail: "",
    })
    .await
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
