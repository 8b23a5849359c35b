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
    attempts,
    rules::{
        hash::Verified,
        numen::Numen,
        password::Password,
        throttle::{ALARM_DELAY_MS, Answer},
    },
    words::Words,
};

/// How long one has for choosing a password.
pub(crate) const PASS_LIFE: std::time::Duration = minutes(30);

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
    /// The password was right, and the help desk has stopped the account.
    Suspended,
    Wrong,
    Slowed(Answer),
}

/// Tries a password (or the NUMEN) for what was typed as identifier. `device` knows this browser again.
pub(crate) async fn try_password(ctx: &Ctx, typed: &str, password: &str, device: &str) -> Result<Tried> {
    let (identifier, known) = (typed.to_owned(), device.to_owned());
    let (account, counted) = ctx
        .write(async move |tx| {
            let account = account::by_identifier(tx, &identifier).await?;
            let counted = attempts::password(tx, account.as_ref(), Some(&known)).await?;
            Ok((account, counted))
        })
        .await?;
    let counted = match counted {
        Ok(counted) => counted,
        Err(answer) => return Ok(Tried::Slowed(answer)),
    };
    // One hash for everybody, so that the time tells nothing of whether the account exists.
    let stored = account.as_ref().filter(|a| may_have_password(a)).and_then(|a| a.password_hash.clone());
    let verified = match Password::new(password) {
        Ok(password) => account::verify(ctx, stored, password).await?,
        Err(_) => Verified::No,
    };
    let numen = password.parse::<Numen>().ok();
    let Some(account) = account else { return failed(ctx, None).await };
    if let Verified::Yes { needs_rehash } = verified {
        if account.state == State::Suspended {
            return Ok(Tried::Suspended);
        }
        let fresh = match (needs_rehash, Password::new(password)) {
            (true, Ok(password)) => Some(account::hash(ctx, password).await?),
            _ => None,
        };
        let device = device.to_owned();
        let ctx = at_home(ctx, &account).await?;
        let cookie = ctx
            .write(async move |tx| {
                attempts::succeeded(tx, &counted).await?;
                if let Some(fresh) = fresh {
                    account::rehash(tx, account.person_id, &fresh).await?;
                }
                open(tx, &account, &device).await
            })
            .await?;
        return Ok(Tried::In { cookie });
    }
    let has_numen = numen.is_some_and(|numen| account.has_numen(ctx, &numen));
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
    failed(ctx, Some(account)).await
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

async fn failed(ctx: &Ctx, account: Option<Account>) -> Result<Tried> {
    let ctx = match &account {
        Some(account) => at_home(ctx, account).await?,
        None => ctx.clone(),
    };
    let alarming = ctx
        .write(async move |tx| {
            if let Some(account) = account {
                let subject = Some(account.person_id);
                tx.audit(Entry { action: "sign-in", subject, result: Outcome::Refused, detail: "" }).await?;
            }
            attempts::failed(tx).await
        })
        .await?;
    if alarming {
        tokio::time::sleep(std::time::Duration::from_millis(ALARM_DELAY_MS as u64)).await;
    }
    Ok(Tried::Wrong)
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
