//! `/webmel/gestion/non-activees`: the boxes of an establishment that nobody has entered, for its head and its help desk; as a
//! page and as a table for a spreadsheet.

use askama::Template;
use axum::{body::Body, extract::Query, response::IntoResponse};
use futures::{StreamExt, stream};
use http::header;
use jiff::tz::TimeZone;
use kernel::{
    Ctx, Id, Result, Time, Tx,
    people::{self, Establishment},
    search,
};
use serde::Deserialize;
use web::{Reply, Visit, dates};

use super::{
    super::{
        desk::{icons, words},
        shown::encoded,
    },
    Tabs, page,
};
use crate::{
    administration::{
        not_entered::{self, Among, Looked, Waiting},
        terms,
    },
    mailbox::Mailbox,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/management/not_entered.html")]
struct WaitingPage {
    t: Words,
    icons: &'static str,
    /// Of who looks after the whole académie.
    tabs: Option<Tabs>,
    /// Types which establishment.
    types: bool,
    /// Chooses among several.
    choices: Vec<Choice>,
    uai: String,
    place: String,
    summary: String,
    rows: Vec<Row>,
    export: Option<String>,
    next: Option<String>,
}

struct Choice {
    uai: String,
    name: String,
    current: bool,
}

struct Row {
    name: String,
    address: String,
    created: String,
    messages: i64,
    since: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    uai: String,
    apres: String,
    boite: String,
}

const ROWS: usize = 50;

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let t = words(&visit);
    let typed = asked.uai.trim().to_uppercase();
    let after = (asked.apres, asked.boite.parse().unwrap_or(Id::NIL));
    let mut tx = visit.read().await?;
    let terms = terms::of(&mut tx).await?;
    let Looked { uai, among } = not_entered::look(&mut tx, &terms, &typed).await?;
    let choices = match &among {
        Among::These(codes) if codes.len() > 1 => choices(&mut tx, codes, uai.as_deref()).await?,
        _ => Vec::new(),
    };
    let (mut found, place, summary) = match &uai {
        Some(uai) => {
            let found = not_entered::page(&mut tx, uai, &after, ROWS as i64 + 1).await?;
            let (waiting, boxes) = not_entered::count(&mut tx, uai).await?;
            let place = people::establishment(&mut tx, uai).await?.map(full_name);
            (found, place.unwrap_or_else(|| uai.clone()), t.not_entered_summary(boxes, waiting))
        }
        None => (Vec::new(), String::new(), String::new()),
    };
    drop(tx);
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let uai = uai.unwrap_or_default();
    let next = found.last().filter(|_| more).map(|last| {
        let (uai, key) = (encoded(&uai), encoded(&last.sort_key));
        format!("/webmel/gestion/non-activees?uai={uai}&apres={key}&boite={}", last.id)
    });
    let zone = visit.academy()?.zone.clone();
    let day = |at: Time| dates::date(visit.locale, at.zoned(&zone).date());
    let row = |one: Waiting| Row {
        name: one.name,
        address: one.address,
        created: day(one.created_at),
        messages: one.messages,
        since: one.since.map(day).unwrap_or_default(),
    };
    let body = WaitingPage {
        t,
        icons: icons(),
        tabs: super::manages(&visit).then(|| Tabs::of(&visit, "not_entered")),
        types: matches!(among, Among::Any),
        choices,
        export: (!found.is_empty())
            .then(|| format!("/webmel/gestion/non-activees.csv?uai={}", encoded(&uai))),
        uai,
        place,
        summary,
        rows: found.into_iter().map(row).collect(),
        next,
    };
    page(&visit, t.not_entered(), false, &body)
}

/// By name; those that are not known come by their codes.
async fn choices(tx: &mut Tx, codes: &[String], current: Option<&str>) -> Result<Vec<Choice>> {
    let asked: Vec<&str> = codes.iter().map(String::as_str).collect();
    let known = people::establishments(tx, &asked).await?;
    let named = codes.iter().map(|code| {
        let place = known.iter().find(|place| place.uai == *code).cloned();
        let name = place.map_or_else(|| code.clone(), full_name);
        Choice { uai: code.clone(), name, current: current == Some(code) }
    });
    let mut choices: Vec<Choice> = named.collect();
    choices.sort_by_cached_key(|choice| search::fold(&choice.name));
    Ok(choices)
}

fn full_name(place: Establishment) -> String {
    format!("{}, {} ({})", place.name, place.town, place.uai)
}

/// Lines of the table made at once.
const LINES: i64 = 500;

pub(super) async fn export(visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let t = words(&visit);
    let typed = asked.uai.trim().to_uppercase();
    let uai = {
        let mut tx = visit.read().await?;
        let terms = terms::of(&mut tx).await?;
        not_entered::look(&mut tx, &terms, &typed).await?.uai.unwrap_or_default()
    };
    let heads =
        [t.box_owner(), t.box_address(), t.box_created(), t.not_entered_messages(), t.not_entered_since()];
    let head = line(&heads.map(str::to_owned));
    let (ctx, zone) = (visit.ctx().clone(), visit.academy()?.zone.clone());
    let name = format!("attachment; filename=\"boites-non-activees-{}.csv\"", encoded(&uai));
    let rest = stream::unfold(Some((String::new(), Id::NIL)), move |after| {
        let (ctx, zone, uai) = (ctx.clone(), zone.clone(), uai.clone());
        async move {
            let after = after?;
            match some_lines(&ctx, &zone, &uai, &after).await {
                Ok((text, next)) => Some((Ok(text), next)),
                Err(error) => Some((Err(std::io::Error::other(error.to_string())), None)),
            }
        }
    });
    // The mark tells spreadsheets that it is UTF-8. Whoever compresses the answer asks once more at its end.
    let first = stream::once(async move { Ok::<_, std::io::Error>(format!("\u{feff}{head}")) });
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(first.chain(rest).fuse())).into_response())
}

type After = Option<(String, Id<Mailbox>)>;

async fn some_lines(
    ctx: &Ctx,
    zone: &TimeZone,
    uai: &str,
    after: &(String, Id<Mailbox>),
) -> Result<(String, After)> {
    let found = not_entered::page(&mut ctx.read().await?, uai, after, LINES).await?;
    let next = found.last().map(|last| (last.sort_key.clone(), last.id));
    let day = |at: Time| at.zoned(zone).strftime("%d/%m/%Y").to_string();
    let text = found.into_iter().map(|one| {
        let since = one.since.map(day).unwrap_or_default();
        line(&[one.name, one.address, day(one.created_at), one.messages.to_string(), since])
    });
    Ok((text.collect(), next))
}

/// A line for a spreadsheet, which must take nothing in it for a formula.
fn line(cells: &[String]) -> String {
    let cells = cells.iter().map(|cell| {
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    });
    cells.collect::<Vec<_>>().join(";") + "\r\n"
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_cell_is_a_formula() {
        let cells = ["=1+1", "Jeanne \"Jo\" Dupont", "a;b"].map(str::to_owned);
        assert_eq!(super::line(&cells), "\"'=1+1\";\"Jeanne \"\"Jo\"\" Dupont\";\"a;b\"\r\n");
    }
}
