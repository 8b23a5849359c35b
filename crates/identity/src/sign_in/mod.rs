//! Signing in: an identifier and a password against a session; or, before a password was ever chosen, the NUMEN
//! against the "choose your password" page and nothing else.

mod pages;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::{
    Ctx, Id, Result, Tx,
    audit::{Entry, Outcome},
    people::{self, Academy, SignedIn},
    site::System,
    time::minutes,
};
use web::session::{self, Opening};

pub use pages::SignInCard;
pub(crate) use pages::{routes, slowed};

use crate::{
    account::{self, Account, Purpose, State},
    attempts::{self, Counted, Refused, Whose},
    rules::{hash::Verified, numen::Numen, password::Password, throttle::Answer},
    words::Words,
};

/// How long one has for choosing a password.
pub(crate) const PASS_LIFE: std::time::Duration = minutes(30);

/// Failures in a row that the agent is told of once they are in.
const MANY: u32 = 5;

/// What came of a try.
pub(crate) enum Tried {
    /// Signed in: the cookie of the new session.
    In {
        cookie: String,
    },
    /// The NUMEN was right: the pass to the "choose your password" page.
    Choose {
        pass: String,
    },
    /// The NUMEN was right, too late.
    WindowOver,
    /// The password was right, and the account is stopped: by the help desk, or since a reset was refused.
    Suspended {
        frozen: bool,
    },
    Wrong,
    Slowed(Answer),
}

/// Tries a password (or the NUMEN) for what was typed as identifier. `device` knows this browser again.
pub(crate) async fn try_password(ctx: &Ctx, typed: &str, password: &str, device: &str) -> Result<Tried> {
    let place = account::place_in_queue()?;
    let (identifier, known) = (typed.to_owned(), device.to_owned());
    let (account, counted) = ctx
        .write(async move |tx| {
            let account = account::by_identifier(tx, &identifier).await?;
            let whose = account.as_ref().map_or(Whose::Nobody(&identifier), |a| Whose::Person(a.person_id));
            let counted = attempts::password(tx, whose, Some(&known)).await?;
            Ok((account, counted))
        })
        .await?;
    let counted = match counted {
        Ok(counted) => counted,
        Err(answer) => return Ok(Tried::Slowed(answer)),
    };
    // One hash for everybody, so that the time tells nothing of whether the account exists.
    let stored = account.as_ref().filter(|a| may_have_password(a)).and_then(|a| a.password_hash.clone());
    let typed = Password::new(password).ok();
    let verified = match typed.clone() {
        Some(password) => account::verify(ctx, &place, stored, password).await?,
        None => Verified::No,
    };
    let Some(account) = account else { return wrong(ctx, None).await };
    if let Verified::Yes { needs_rehash } = verified {
        let fresh = match typed.filter(|_| needs_rehash) {
            Some(password) => Some(account::hash_at(ctx, &place, password).await?),
            None => None,
        };
        return enter(ctx, account, counted, fresh, device).await;
    }
    let has_numen = password.parse::<Numen>().is_ok_and(|numen| account.has_numen(ctx, &numen));
    if has_numen && account.state.waits_for_password() && account.closed_at.is_none() {
        if !account.opens_with_numen(ctx) {
            return Ok(Tried::WindowOver);
        }
        let pass = ctx
            .write(async move |tx| {
                attempts::succeeded(tx, &counted).await?;
                give_pass(tx, &account).await
            })
            .await?;
        return Ok(Tried::Choose { pass });
    }
    wrong(ctx, Some(&account)).await
}

/// The password was right for the account as it was then: a session, unless it was stopped, reset or closed meanwhile.
async fn enter(
    ctx: &Ctx,
    checked: Account,
    counted: Counted,
    fresh: Option<String>,
    device: &str,
) -> Result<Tried> {
    let device = device.to_owned();
    at_home(ctx, &checked)
        .await?
        .write(async move |tx| {
            let failures = attempts::succeeded(tx, &counted).await?;
            let account = account::hold(tx, checked.person_id).await?;
            if account.state == State::Suspended {
                return Ok(Tried::Suspended { frozen: account.reset_frozen });
            }
            if !account.is_still(&checked) {
                return Ok(Tried::Wrong);
            }
            if let Some(fresh) = fresh {
                account::rehash(tx, account.person_id, &fresh).await?;
            }
            let cookie = open(tx, &account, &device).await?;
            if failures >= MANY {
                tell_of_failures(tx, &account, failures).await?;
            }
            Ok(Tried::In { cookie })
        })
        .await
}

async fn wrong(ctx: &Ctx, account: Option<&Account>) -> Result<Tried> {
    attempts::failed(ctx, account, Refused::SignIn).await?;
    Ok(Tried::Wrong)
}

fn may_have_password(account: &Account) -> bool {
    matches!(account.state, State::Active | State::Suspended) && account.closed_at.is_none()
}

/// A pass for this browser; a new one revokes the old.
pub(crate) async fn give_pass(tx: &mut Tx, account: &Account) -> Result<String> {
    let pass = tx.chance().token();
    let until = tx.now().plus(PASS_LIFE).min(account.opens_until);
    account::drop_passes_for(tx, account.person_id, Purpose::Password).await?;
    account::add_pass(tx, account, Purpose::Password, &pass, until).await?;
    Ok(pass)
}

/// Opens the account's session on this device, and tells the owner when the device is new.
pub(crate) async fn open(tx: &mut Tx, account: &Account, device: &str) -> Result<String> {
    let person = account.person_id;
    let opening = Opening {
        system: System::Identity,
        person,
        academy: account.academy_id,
        parent: None,
        authenticated_at: tx.now(),
        methods: "pwd".into(),
    };
    let (_, cookie): (Id<SignedIn>, String) = session::open(tx, &opening).await?;
    tx.audit(Entry { action: "sign-in", subject: Some(person), result: Outcome::Done, detail: "" }).await?;
    let is_new = account::know_device(tx, account, device).await?;
    if is_new && account.state == State::Active {
        let t = Words(account::locale_of(account, tx));
        let browser = tx.origin.browser.clone().unwrap_or_default();
        let body = t.notice_device_body(crate::home::browser_name(&browser));
        account::notify(tx, person, t.notice_device_title(), &body, Some("/compte/sessions"), "sign-in")
            .await?;
    }
    Ok(cookie)
}

async fn tell_of_failures(tx: &mut Tx, account: &Account, failures: u32) -> Result<()> {
    let t = Words(account::locale_of(account, tx));
    let body = t.notice_failures_body(i64::from(failures));
    let link = Some("/compte/journal");
    account::notify(tx, account.person_id, t.notice_failures_title(), &body, link, "sign-in").await
}

/// The context in the account's own académie: its audit trail is there.
pub(crate) async fn at_home(ctx: &Ctx, account: &Account) -> Result<Ctx> {
    if ctx.academy.as_ref().is_some_and(|a| a.id == account.academy_id) {
        return Ok(ctx.clone());
    }
    let row = people::academy_by_id(&mut ctx.read().await?, account.academy_id).await?;
    let academy: Arc<Academy> = Arc::new(row.into());
    Ok(ctx.clone().in_academy(academy))
}
