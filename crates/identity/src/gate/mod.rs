//! The gate for mail programs: whom they speak for, by a password made for them or by a token of our provider. What is
//! right costs a read, for telephones come every few minutes; what is wrong is counted and told as on the sign-in page.

mod store;
#[cfg(test)]
mod tests;

use kernel::{
    Ctx, Id, Result, Tx,
    gate::{Admitted, Credentials, Gate, Verdict},
};
use web::session;

use crate::{
    account::{self, Account},
    app_passwords,
    attempts::{self, Refused, Whose},
    oidc,
    rules::{app_password::AppPassword, throttle::Answer},
};

/// Handed by the program to the domain that opens the doors.
pub const GATE: Gate =
    Gate { admit: |ctx, shown| Box::pin(admit(ctx, shown)), still: |ctx, by| Box::pin(still(ctx, by)) };

/// Bytes of the longest address there is.
const LONGEST_NAME: usize = 320;
/// When time alone does not help, mail programs are told to come back this much later.
const CLOSED_S: i64 = 3_600;

async fn admit(ctx: Ctx, shown: Credentials) -> Result<Verdict> {
    match shown {
        Credentials::Password { name, password } => by_password(&ctx, &name, &password).await,
        Credentials::Token(token) => by_token(&ctx, &token).await,
    }
}

async fn by_password(ctx: &Ctx, name: &str, password: &str) -> Result<Verdict> {
    let name = looked_up_as(name);
    let shown = AppPassword::read(password);
    let (account, opening) = {
        let mut tx = ctx.read().await?;
        let account = account::by_identifier(&mut tx, &name).await?;
        // The same is asked for a name that nobody has.
        let person = account.as_ref().map_or(Id::NIL, |a| a.person_id);
        let proofs = app_passwords::proofs(ctx, person, shown.as_ref());
        let opening = app_passwords::find(&mut tx, person, &proofs).await?;
        (account, opening)
    };
    let Some(opening) = opening else {
        // The shape alone tells the two mistakes apart: whether it is the account's password is not looked at, so that
        // it cannot be guessed here.
        let mistake = if shown.is_some() { Refused::AppPassword } else { Refused::OtherPassword };
        return refuse(ctx, account.as_ref(), name, mistake).await;
    };
    if let Some(day) = opening.unwritten_day(ctx.now()) {
        let network = ctx.origin.address.map(attempts::network_of).unwrap_or_default();
        ctx.write(async move |tx| app_passwords::write_use(tx, opening.id, day, &network).await).await?;
    }
    Ok(Verdict::In(Admitted {
        person: opening.person_id,
        academy: opening.academy_id,
        by: opening.id.cast(),
    }))
}

/// As names are looked up; one that nobody can have is nobody's.
fn looked_up_as(typed: &str) -> String {
    let typed = typed.trim();
    if typed.len() > LONGEST_NAME || typed.chars().any(char::is_control) {
        return String::new();
    }
    typed.to_lowercase()
}

async fn refuse(ctx: &Ctx, account: Option<&Account>, name: String, mistake: Refused) -> Result<Verdict> {
    let person = account.map(|account| account.person_id);
    let slowed = ctx
        .write(async move |tx| {
            let whose = person.map_or(Whose::Nobody(&name), Whose::Person);
            attempts::mail_password(tx, whose).await
        })
        .await?;
    if let Some(answer) = slowed {
        return Ok(Verdict::Slowed { seconds: seconds(ctx, answer) });
    }
    attempts::failed(ctx, account, mistake).await?;
    Ok(Verdict::Wrong)
}

fn seconds(ctx: &Ctx, answer: Answer) -> i64 {
    answer.retry_after_s(ctx.now().0).map_or(CLOSED_S, i64::from)
}

/// A token holds 256 bits of chance and names nobody when it is wrong: there is nothing to count it under, and a program
/// whose token has just expired only asks for the next one.
async fn by_token(ctx: &Ctx, token: &str) -> Result<Verdict> {
    let admitted = oidc::opens_mail(&mut ctx.read().await?, token).await?;
    Ok(admitted.map_or(Verdict::Wrong, Verdict::In))
}

async fn still(ctx: Ctx, admitted: Admitted) -> Result<bool> {
    let mut tx = ctx.read().await?;
    match store::standing(&mut tx, admitted).await? {
        None => Ok(false),
        Some(standing) => lasts(&mut tx, standing).await,
    }
}

/// Without offline access nothing outlives the session that the token came from.
async fn lasts(tx: &mut Tx, standing: store::Standing) -> Result<bool> {
    match standing.session_id.filter(|_| !standing.offline) {
        Some(session) => Ok(session::live(tx, session).await?.is_some()),
        None => Ok(true),
    }
}
