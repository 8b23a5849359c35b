//! How often: an application that guesses secrets, or a browser sent round in circles, is slowed down before it costs
//! anything.

use kernel::{Ctx, Error, Id, Result, Time, Tx, people::SignedIn, sql, time::minutes};

use crate::attempts;

/// Sign-ons of one session within a minute: three systems and a few applications; more is a loop.
const SIGN_ONS_A_MINUTE: i64 = 40;

/// Counts a wrong secret against the network address it came from, apart from people's passwords; refuses when there
/// were too many. The sign-on within this process has no address.
pub(super) async fn count_failure(ctx: &Ctx) -> Result<()> {
    if ctx.origin.address.is_none() {
        return Ok(());
    }
    match ctx.write(async |tx| attempts::client_secret(tx).await).await? {
        None => Ok(()),
        Some(answer) => {
            Err(Error::TooMany { retry_after_s: answer.retry_after_s(ctx.now().0).unwrap_or(600) })
        }
    }
}

/// Refuses a session that is signed on over and over.
pub(super) async fn check_sign_ons(tx: &mut Tx, session: Id<SignedIn>) -> Result<()> {
    let since: Time = tx.now().minus(minutes(1));
    let recent = tx
        .one(sql!(i64: "SELECT COUNT(*) FROM oidc_grants WHERE session_id = $1 AND created_at > $2 /* tenant: by session */",
            session, since))
        .await?;
    if recent >= SIGN_ONS_A_MINUTE { Err(Error::TooMany { retry_after_s: 60 }) } else { Ok(()) }
}
