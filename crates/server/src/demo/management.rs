//! The mail of the demo as who looks after it finds it: a box in each state, what was asked for and decided, a month of mail.

use std::sync::Arc;

use kernel::{
    Ctx, Result,
    context::Actor,
    people::{self, SignedIn},
};
use mail::seed::{self, DemoRequest};

use super::{
    draw::Draw,
    people::{Agent, Town},
};

pub(super) async fn manage(town: &Town, draw: &Draw) -> Result<()> {
    let (one, other) = (town.postmaster(), town.manager());
    // Those drawn last are named nowhere else.
    let rest: Vec<&Agent> = town
        .staff
        .iter()
        .rev()
        .filter(|agent| ![town.active().id, one.id, other.id, town.newcomer().id].contains(&agent.id))
        .take(4)
        .collect();
    let [closed, deleted, held, absent] = rest.as_slice() else { return Ok(()) };
    let (closed, deleted) = (closed.id, deleted.id);
    let by_one = as_agent(&town.ctx, one);
    by_one
        .write(async move |tx| {
            seed::close_box(tx, closed, false).await?;
            seed::close_box(tx, deleted, true).await
        })
        .await?;
    if one.id == other.id {
        // Whoever is alone decides nothing.
        return Ok(());
    }
    let hold = DemoRequest {
        address: held.address.clone(),
        reason: "Réquisition du parquet : les messages de cette boîte sont à conserver jusqu’à nouvel ordre."
            .into(),
        reference: "PV 2026/1184".into(),
    };
    let access = DemoRequest {
        address: absent.address.clone(),
        reason: "Absence imprévue : les conventions de stage à signer sont dans sa boîte.".into(),
        reference: String::new(),
    };
    let hold = by_one
        .write(async move |tx| {
            let hold = seed::ask(tx, &hold).await?;
            seed::ask(tx, &access).await?;
            Ok(hold)
        })
        .await?;
    as_agent(&town.ctx, other).write(async move |tx| seed::grant(tx, hold).await).await?;
    let month: Vec<[i64; 4]> = (1..30).map(|ago| a_day(town, ago, draw)).collect();
    town.ctx
        .write(async move |tx| {
            for (ago, counts) in (1..).zip(month) {
                seed::count_day(tx, ago, counts).await?;
            }
            Ok(())
        })
        .await
}

/// Little is written at the end of the week.
fn a_day(town: &Town, ago: i64, draw: &Draw) -> [i64; 4] {
    let date =
        town.ctx.now().zoned(&town.ctx.academy.as_ref().map_or(jiff::tz::TimeZone::UTC, |a| a.zone.clone()));
    let weekday = date.date().saturating_sub(jiff::Span::new().days(ago)).weekday();
    let busy = if weekday.to_monday_zero_offset() > 4 { 1 } else { 6 };
    let people = town.staff.len() as i64;
    let some = |most: i64| draw.below(most.max(1).unsigned_abs()) as i64;
    let came = people * busy / 2 + some(people * busy / 3);
    let left = people * busy / 4 + some(people * busy / 6);
    [came, left, came / 25 + some(3), some(6)]
}

fn as_agent(ctx: &Ctx, agent: &Agent) -> Ctx {
    let acting = people::Agent {
        id: agent.id,
        academy: ctx.academy_id().unwrap_or(kernel::Id::NIL),
        identifier: agent.identifier.clone(),
        display_name: agent.name(),
        address: agent.address.clone(),
        function: agent.function.clone(),
        uai: Some(agent.uai.clone()),
        grants: 0,
        mailbox_closed: false,
        locale: None,
        authenticated_at: ctx.now(),
        session: kernel::Id::<SignedIn>::NIL,
        unseen_notices: 0,
    };
    ctx.clone().acting_as(Actor::Agent(Arc::new(acting)))
}
