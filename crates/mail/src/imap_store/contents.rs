//! Contents that lie in the other server: fetched when they are asked for, let go of when they have not been for a while.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use bytes::Bytes;
use kernel::{
    Ctx, Result, Time,
    context::Services,
    files,
    jobs::Schedule,
    time::{days, hours},
};

use super::{base, client::Client, pass::Failure, runner::Runner};

/// How long a content stays here after it was fetched.
const KEPT: Duration = days(7);
/// Contents let go of together, and at a time.
const SOME: i64 = 500;
const ROUNDS: usize = 200;

/// What the file store calls for a content that is not here.
pub(super) fn fetch(services: &Arc<Services>) -> files::Fetch {
    let services: Weak<Services> = Arc::downgrade(services);
    Arc::new(move |digest| {
        let services = services.clone();
        Box::pin(async move {
            match services.upgrade() {
                Some(services) => find(&Ctx::system(services), &digest).await,
                None => Ok(None),
            }
        })
    })
}

/// In whichever box it lies.
async fn find(ctx: &Ctx, digest: &str) -> Result<Option<Bytes>> {
    let runner = Runner::of(ctx.services());
    let places = base::places_of(&mut ctx.read().await?, digest).await?;
    for place in places {
        match look_there(&runner, &place).await {
            Ok(Some(raw)) => {
                let content = [digest.to_owned()];
                ctx.write(async move |tx| {
                    let now = tx.now();
                    base::set_used(tx, &content, now).await
                })
                .await?;
                return Ok(Some(raw));
            }
            Ok(None) => {}
            Err(failure) => {
                tracing::warn!(%failure, "a content that lies in the IMAP store cannot be fetched");
                return Err(kernel::Error::Unavailable("the IMAP store"));
            }
        }
    }
    Ok(None)
}

async fn look_there(runner: &Runner, place: &base::Place) -> Result<Option<Bytes>, Failure> {
    let mut client = runner.enter(place.mailbox_id, &place.address).await?;
    client.select(&place.wire).await?;
    let found = client.content(place.uid).await?;
    runner.keep(place.mailbox_id, client);
    Ok(found)
}

/// What has not been asked for lies there alone from now on.
pub(crate) const LET_GO: Schedule = Schedule {
    name: "mail contents elsewhere",
    every: hours(1),
    run: |ctx| {
        Box::pin(async move {
            if !super::is_on(ctx.services()) {
                return Ok(());
            }
            let_go_of(&ctx, ctx.now().minus(KEPT)).await
        })
    },
};

/// Lets go of contents that were fetched before this moment and not asked for since.
pub(super) async fn let_go_of(ctx: &Ctx, before: Time) -> Result<()> {
    for _ in 0..ROUNDS {
        if let_some_go(ctx, before).await? == 0 {
            break;
        }
    }
    Ok(())
}

async fn let_some_go(ctx: &Ctx, before: Time) -> Result<usize> {
    let (mut some, needed) = {
        let mut tx = ctx.read().await?;
        let some = base::unused(&mut tx, before, SOME).await?;
        let needed = base::needed(&mut tx, &some, before).await?;
        (some, needed)
    };
    let count = some.len();
    some.retain(|content| !needed.contains(content));
    // Said before it is done: what is gone is looked for there, and what is here is found here in any case.
    let leaving = some.clone();
    ctx.write(async move |tx| {
        let now = tx.now();
        base::set_used(tx, &leaving, Time(0)).await?;
        base::set_used(tx, &needed, now).await
    })
    .await?;
    files::let_go(ctx, "mail_messages", some, before).await?;
    Ok(count)
}

/// Fetches what lies there alone and is still spoken of here, before it is taken away there.
pub(super) async fn save(ctx: &Ctx, client: &mut Client, leaving: &[(i64, &str)]) -> Result<(), Failure> {
    let contents: Vec<String> = leaving.iter().map(|(_, content)| (*content).to_owned()).collect();
    let spoken_of = files::spoken_of(ctx, "mail_messages", &contents).await?;
    for (uid, content) in leaving {
        if spoken_of.contains(*content)
            && !ctx.services().files.is_here(content).await
            && let Some(raw) = client.content(*uid).await?
        {
            ctx.services().files.keep_bytes(raw).await?;
        }
    }
    Ok(())
}
