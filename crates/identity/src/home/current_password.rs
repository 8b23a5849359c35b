//! The password asked again of somebody who is signed in, before what a stolen browser must not do.

use kernel::{
    Ctx, Result,
    audit::{Entry, Outcome},
};

use crate::{
    account::{self, Account},
    attempts::{self, Counted, Refused, Whose},
    rules::{
        hash::{Place, Verified},
        password::Password,
        throttle::Answer,
    },
};

/// What came of it.
pub(crate) enum Asked {
    /// To be taken back by `attempts::succeeded` in the unit that does what it was asked for. The place in the queue
    /// is there for hashing another.
    Right {
        place: Place,
        counted: Counted,
    },
    Wrong,
    Slowed(Answer),
}

/// Checks it, and writes in the trail what was refused for want of it.
pub(crate) async fn ask(ctx: &Ctx, account: &Account, typed: &str, action: &'static str) -> Result<Asked> {
    let place = account::place_in_queue()?;
    let person = account.person_id;
    let counted =
        ctx.write(async move |tx| attempts::password(tx, Whose::Person(person), None).await).await?;
    let counted = match counted {
        Ok(counted) => counted,
        Err(answer) => return Ok(Asked::Slowed(answer)),
    };
    let verified = match Password::new(typed) {
        Ok(typed) => account::verify(ctx, &place, account.password_hash.clone(), typed).await?,
        Err(_) => Verified::No,
    };
    if verified != Verified::No {
        return Ok(Asked::Right { place, counted });
    }
    let entry = Entry { action, subject: Some(person), result: Outcome::Refused, detail: "" };
    ctx.write(async move |tx| tx.audit(entry).await).await?;
    attempts::failed(ctx, None, Refused::PasswordChange).await?;
    Ok(Asked::Wrong)
}
