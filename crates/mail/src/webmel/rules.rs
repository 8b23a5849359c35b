//! The rules of the box: listed in their order, moved, switched, thrown away and brought back; applied to what came
//! before them.

use askama::Template;
use axum::extract::Query;
use kernel::{Error, Id, Result, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Reply, Routes, Visit, dates, form::told, redirect, redirect_saying};

use super::{
    desk::{Desk, Side, icons, words},
    place::{self, Which, here, of_box},
    rule_form::{self, Typed},
    rules_sieve,
};
use crate::{
    mailbox::Mailbox,
    rules::{self, Matching, Rule, RuleMark, RunRow},
    words::Words,
};

pub(super) fn routes() -> Routes {
    of_box! {
        get "/regles" show;
        post "/regles" create;
        get "/regles/nouvelle" begin;
        get "/regles/sieve" rules_sieve::show;
        get "/regles/sieve/script" rules_sieve::download;
        post "/regles/application" apply;
        post "/regles/application/arret" stop;
        get "/regles/{rule}" edit;
        post "/regles/{rule}" save;
        post "/regles/{rule}/marche" enable;
        post "/regles/{rule}/place" shift;
        post "/regles/{rule}/suppression" discard;
        post "/regles/{rule}/reprise" restore;
    }
}

#[derive(Template)]
#[template(path = "webmel/rules.html")]
struct RulesPage {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    rules: Vec<Line>,
    /// Whether there is something to apply, and nothing being applied.
    may_apply: bool,
    /// The rule just thrown away.
    discarded: Option<String>,
    run: Option<Run>,
}

struct Line {
    id: String,
    name: String,
    enabled: bool,
    summary: String,
    first: bool,
    last: bool,
}

struct Run {
    going: bool,
    looked_at: i64,
    total: i64,
    sentence: String,
}

#[derive(Deserialize)]
struct At {
    /// The rule just thrown away.
    #[serde(default)]
    supprimee: String,
}

async fn show(visit: Visit, Query(at): Query<At>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load_to(&visit, May::Manage).await?;
    let (rows, run, discarded) = {
        let mut tx = visit.read().await?;
        let (rows, run) =
            tx.together((rules::rules_query(&desk.mailbox), rules::run_query(&desk.mailbox))).await?;
        let gone = match at.supprimee.parse() {
            Ok(id) => rules::is_discarded(&mut tx, desk.mailbox, id).await?.then_some(at.supprimee),
            Err(_) => None,
        };
        (rows, run.into_iter().next(), gone)
    };
    let last = rows.len().saturating_sub(1);
    let lines = rows.iter().enumerate().map(|(place, row)| {
        let rule = row.rule();
        Line {
            id: row.id.to_string(),
            name: rule.as_ref().map_or_else(|| t.rule_unreadable().to_owned(), |rule| rule.name.clone()),
            enabled: row.enabled,
            summary: rule.map(|rule| summary(&visit, &desk, &rule)).unwrap_or_default(),
            first: place == 0,
            last: place == last,
        }
    });
    let body = RulesPage {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        rules: lines.collect(),
        may_apply: rows.iter().any(|row| row.enabled)
            && run.as_ref().is_none_or(|run| run.ended_at.is_some()),
        discarded,
        run: run.map(|run| shown_run(&visit, &run)).transpose()?,
    };
    desk.page(&visit, t.rules()).reply(&Side { t, icons: icons(), nav: desk.nav(&visit, "regles"), body })
}

fn shown_run(visit: &Visit, run: &RunRow) -> Result<Run> {
    let t = words(visit);
    let sentence = match run.ended_at {
        None => t.rules_run_going(run.looked_at, run.total),
        Some(at) => {
            let when = dates::moment(visit.locale, at, &visit.academy()?.zone);
            t.rules_run_ended(run.changed, run.looked_at, when)
        }
    };
    let total = run.total.max(run.looked_at).max(1);
    Ok(Run { going: run.ended_at.is_none(), looked_at: run.looked_at, total, sentence })
}

/// The rule in a sentence.
fn summary(visit: &Visit, desk: &Desk, rule: &Rule) -> String {
    let t = words(visit);
    let conditions: Vec<String> = rule
        .conditions
        .iter()
        .map(|condition| {
            let (what, value) = rule_form::typed(condition);
            let what = t.rule_what(what);
            if value.is_empty() { what } else { t.rule_condition(&value, &what) }
        })
        .collect();
    let joined = if rule.matching == Matching::All { t.rule_and() } else { t.rule_or() };
    let actions = &rule.actions;
    let mut done = Vec::new();
    if let Some(id) = actions.folder {
        let name = desk.folder(id).map(|f| f.shown_name(visit.locale).to_owned());
        done.push(name.map_or_else(|| t.rule_does_gone().to_owned(), |name| t.rule_does_file(&name)));
    }
    let plain = [(actions.seen, t.rule_does_seen()), (actions.flagged, t.rule_does_flag())];
    done.extend(plain.iter().filter(|(on, _)| *on).map(|(_, does)| (*does).to_owned()));
    let labels = desk.labels();
    let named: Vec<&str> =
        labels.iter().filter(|l| actions.labels.contains(&l.keyword)).map(|l| l.name.as_str()).collect();
    if !named.is_empty() {
        done.push(t.rule_does_label(named.join(", ")));
    }
    if !actions.forward.is_empty() {
        done.push(t.rule_does_forward(actions.forward.join(", ")));
    }
    if actions.stop {
        done.push(t.rule_does_stop().to_owned());
    }
    t.rule_summary(conditions.join(&format!(" {joined} ")), done.join(", "))
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    message: String,
}

async fn begin(visit: Visit, Query(from): Query<From>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Manage).await?;
    let typed = match from.message.parse() {
        Ok(message) => rule_form::from_message(&visit, mailbox, message).await?,
        Err(_) => Typed::blank(),
    };
    rule_form::page(&visit, None, typed, Errors::default()).await
}

async fn create(visit: Visit, Form(mut typed): Form<Typed>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Manage).await?;
    if typed.step() {
        return rule_form::page(&visit, None, typed, Errors::default()).await;
    }
    let rule = match rule_form::read(&visit, &Desk::load_to(&visit, May::Manage).await?, &mut typed).await? {
        Ok(rule) => rule,
        Err(errors) => return rule_form::page(&visit, None, typed, errors).await,
    };
    match told(visit.write(async move |tx| rules::create(tx, mailbox, &rule).await).await)? {
        Ok(_) => Ok(redirect_saying(&visit, &here(&visit, "/regles"), words(&visit).rule_created())),
        Err(errors) => rule_form::page(&visit, None, typed, errors).await,
    }
}

async fn edit(visit: Visit, Which(id): Which<String>) -> Reply {
    let (mailbox, id) = named(&visit, &id).await?;
    let row = {
        let mut tx = visit.read().await?;
        rules::find(&mut tx, mailbox, id).await?
    };
    let typed = Typed::of(&row.rule().ok_or(Error::NotFound)?, mailbox);
    rule_form::page(&visit, Some(id), typed, Errors::default()).await
}

async fn save(visit: Visit, Which(id): Which<String>, Form(mut typed): Form<Typed>) -> Reply {
    let (mailbox, id) = named(&visit, &id).await?;
    {
        let mut tx = visit.read().await?;
        rules::find(&mut tx, mailbox, id).await?;
    }
    if typed.step() {
        return rule_form::page(&visit, Some(id), typed, Errors::default()).await;
    }
    let rule = match rule_form::read(&visit, &Desk::load_to(&visit, May::Manage).await?, &mut typed).await? {
        Ok(rule) => rule,
        Err(errors) => return rule_form::page(&visit, Some(id), typed, errors).await,
    };
    match told(visit.write(async move |tx| rules::change(tx, mailbox, id, &rule).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, &here(&visit, "/regles"), words(&visit).rule_saved())),
        Err(errors) => rule_form::page(&visit, Some(id), typed, errors).await,
    }
}

async fn named(visit: &Visit, id: &str) -> Result<(Id<Mailbox>, Id<RuleMark>)> {
    let mailbox = place::mailbox(visit, May::Manage).await?;
    Ok((mailbox, id.parse().map_err(|_| Error::NotFound)?))
}

#[derive(Deserialize)]
struct Switched {
    #[serde(default)]
    on: String,
}

async fn enable(visit: Visit, Which(id): Which<String>, Form(form): Form<Switched>) -> Reply {
    let (mailbox, id) = named(&visit, &id).await?;
    let on = !form.on.is_empty();
    visit.write(async move |tx| rules::enable(tx, mailbox, id, on).await).await?;
    Ok(redirect(&here(&visit, "/regles")))
}

#[derive(Deserialize)]
struct Shifted {
    #[serde(default)]
    way: String,
}

async fn shift(visit: Visit, Which(id): Which<String>, Form(form): Form<Shifted>) -> Reply {
    let (mailbox, id) = named(&visit, &id).await?;
    let up = form.way == "up";
    visit.write(async move |tx| rules::shift(tx, mailbox, id, up).await).await?;
    Ok(redirect(&here(&visit, "/regles")))
}

async fn discard(visit: Visit, Which(id): Which<String>) -> Reply {
    let (mailbox, id) = named(&visit, &id).await?;
    visit.write(async move |tx| rules::discard(tx, mailbox, id).await).await?;
    Ok(redirect(&here(&visit, format_args!("/regles?supprimee={id}"))))
}

async fn restore(visit: Visit, Which(id): Which<String>) -> Reply {
    let (mailbox, id) = named(&visit, &id).await?;
    visit.write(async move |tx| rules::restore(tx, mailbox, id).await).await?;
    Ok(redirect_saying(&visit, &here(&visit, "/regles"), words(&visit).rule_restored()))
}

async fn apply(visit: Visit) -> Reply {
    let mailbox = place::mailbox(&visit, May::Manage).await?;
    visit.write(async move |tx| rules::apply(tx, mailbox).await).await?;
    Ok(redirect_saying(&visit, &here(&visit, "/regles"), words(&visit).rules_run_started()))
}

async fn stop(visit: Visit) -> Reply {
    let mailbox = place::mailbox(&visit, May::Manage).await?;
    visit.write(async move |tx| rules::stop(tx, mailbox).await).await?;
    Ok(redirect_saying(&visit, &here(&visit, "/regles"), words(&visit).rules_run_stopped()))
}
