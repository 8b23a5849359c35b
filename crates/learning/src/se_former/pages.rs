//! `/magistere/{academy}/se-former` and `/magistere/{academy}/offre`.

use askama::Template;
use axum::extract::Query;
use kernel::{Ctx, Id, Result};
use serde::Deserialize;
use web::{Access, Reply, Routes, Visit};

use super::{
    Filter, Mine, sorted,
    store::{self, Draft, Offer},
};
use crate::{
    place::At,
    session::{Session, life},
    view::{icons, page, words},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/magistere/{academy}/se-former", Access::SignedIn, show).get(
        "/magistere/{academy}/offre",
        Access::SignedIn,
        show_offer,
    )
}

/// A parcours as a card: a session of one's own, a design, or an offer.
pub(crate) struct Card {
    pub href: String,
    pub title: String,
    pub star_action: String,
    pub star_label: String,
    pub starred: bool,
    pub state: String,
    pub tone: &'static str,
    pub collection: &'static str,
    pub meta: Vec<String>,
    pub text: String,
    /// Done and all, for those that count.
    pub progress: Option<(i64, i64)>,
    pub next: Option<(String, String)>,
    pub action: Option<(String, &'static str)>,
}

fn starred(t: Words, title: &str, is_starred: bool) -> String {
    if is_starred { t.star_off(title) } else { t.star_on(title) }
}

/// A session of the agent's own.
pub(crate) fn card(ctx: &Ctx, session: &Mine) -> Result<Card> {
    let t = Words(ctx.locale);
    let href = format!("/magistere/{}/parcours/{}", ctx.academy()?.slug, session.id);
    let mut meta: Vec<String> = duration(t, session.duration_minutes).into_iter().collect();
    meta.extend(session.level.map(|level| level.label(t).to_owned()));
    if session.leads() {
        meta.push(session.role.label(t).to_owned());
    }
    Ok(Card {
        star_action: format!("{href}/favori"),
        star_label: starred(t, &session.title, session.is_starred),
        starred: session.is_starred,
        state: session.sentence(ctx)?,
        tone: life::tone(session.state),
        collection: session.collection.label(t),
        meta,
        text: String::new(),
        progress: (session.countable > 0 && !session.leads()).then_some((session.done, session.countable)),
        next: session
            .next_id
            .zip(session.next_title.clone())
            .map(|(id, title)| (format!("{href}/activite/{id}"), title)),
        action: None,
        title: session.title.clone(),
        href,
    })
}

fn draft(ctx: &Ctx, design: &Draft) -> Result<Card> {
    let t = Words(ctx.locale);
    let href = format!("/magistere/{}/conception/{}", ctx.academy()?.slug, design.id);
    Ok(Card {
        star_action: format!("{href}/favori"),
        star_label: starred(t, &design.title, design.is_starred),
        starred: design.is_starred,
        state: if design.is_mine { t.draft_mine() } else { t.draft_shown() }.to_owned(),
        tone: "accent",
        collection: design.collection.label(t),
        meta: Vec::new(),
        text: design.summary.clone(),
        progress: None,
        next: None,
        action: None,
        title: design.title.clone(),
        href,
    })
}

fn offer(ctx: &Ctx, one: &Offer) -> Result<Card> {
    let t = Words(ctx.locale);
    let href = format!("/magistere/{}/parcours/{}", ctx.academy()?.slug, one.id);
    let dates = life::Dates {
        state: one.state,
        starts_at: one.starts_at,
        ends_at: one.ends_at,
        readable_until: None,
        trashed_at: None,
    };
    let mut meta: Vec<String> = duration(t, one.duration_minutes).into_iter().collect();
    meta.extend(one.level.map(|level| level.label(t).to_owned()));
    meta.extend(one.nature.map(|nature| nature.label(t).to_owned()));
    if one.places > 0 {
        meta.push(t.offer_places((one.places - one.participants).max(0)));
    }
    Ok(Card {
        star_action: format!("{href}/favori"),
        star_label: starred(t, &one.title, one.is_starred),
        starred: one.is_starred,
        state: life::state_sentence(&dates, ctx.now(), &ctx.academy()?.zone, ctx.locale),
        tone: life::tone(one.state),
        collection: one.collection.label(t),
        meta,
        text: one.summary.clone(),
        progress: None,
        next: None,
        action: Some((href.clone(), if one.is_mine { t.offer_mine() } else { t.offer_see() })),
        title: one.title.clone(),
        href,
    })
}

/// «6 h», «1 h 30», «45 min»; nothing when it is not said.
fn duration(t: Words, minutes: i64) -> Option<String> {
    match (minutes / 60, minutes % 60) {
        (0, 0) => None,
        (0, minutes) => Some(t.duration_minutes(minutes)),
        (hours, 0) => Some(t.duration_hours(hours)),
        (hours, minutes) => Some(t.duration_both(hours, format!("{minutes:02}"))),
    }
}

struct Chip {
    href: String,
    label: &'static str,
    count: usize,
    current: bool,
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    filtre: String,
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "se_former/page.html")]
struct MinePage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    back: &'a str,
    home: String,
    typed: &'a str,
    filter: &'static str,
    chips: Vec<Chip>,
    cards: Vec<Card>,
    trains: bool,
    writes: bool,
}

async fn show(visit: Visit, _: At, Query(chosen): Query<Chosen>) -> Reply {
    let (academy, person) = (visit.academy_id()?, visit.agent_id()?);
    let (sessions, designs) = {
        let mut tx = visit.read().await?;
        tx.together((store::mine(academy, person), store::designs(academy, person))).await?
    };
    let sessions = sorted(sessions);
    let filter: Filter = chosen.filtre.parse().unwrap_or(Filter::All);
    let t = words(&visit);
    let home = crate::view::home(&visit)?;
    let typed = kernel::search::fold(&chosen.q);
    let fits = |title: &str| {
        let title = kernel::search::fold(title);
        typed.split_whitespace().all(|word| title.contains(word))
    };
    let mut cards = Vec::new();
    for session in sessions.iter().filter(|s| s.fits(filter) && fits(&s.title)) {
        cards.push(card(&visit, session)?);
    }
    for design in designs.iter().filter(|d| shows(filter, d) && fits(&d.title)) {
        cards.push(draft(&visit, design)?);
    }
    let count = |filter: Filter| {
        sessions.iter().filter(|s| s.fits(filter)).count()
            + designs.iter().filter(|d| shows(filter, d)).count()
    };
    let chips = Filter::ALL
        .iter()
        .map(|one| Chip {
            href: format!("{home}/se-former?filtre={}", one.as_str()),
            label: one.label(t),
            count: count(*one),
            current: *one == filter,
        })
        .collect();
    let body = MinePage {
        t,
        icons: icons(),
        csrf: visit.csrf(),
        back: visit.address(),
        home,
        typed: chosen.q.trim(),
        filter: filter.as_str(),
        chips,
        cards,
        trains: sessions.iter().any(Mine::leads),
        writes: designs.iter().any(|d| d.is_mine),
    };
    page(&visit, t.se_former())?.reply(&body)
}

fn shows(filter: Filter, design: &Draft) -> bool {
    match filter {
        Filter::Design => design.is_mine,
        Filter::Demonstration => !design.is_mine,
        Filter::Favourites => design.is_starred,
        _ => false,
    }
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    q: String,
    /// Where the last page ended: sort key and id.
    #[serde(default)]
    cle: String,
    #[serde(default)]
    apres: String,
}

#[derive(Template)]
#[template(path = "se_former/offer.html")]
struct OfferPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    back: &'a str,
    home: String,
    typed: &'a str,
    cards: Vec<Card>,
    more: Option<String>,
}

/// Offers of one page.
const OFFERS: usize = 24;

async fn show_offer(visit: Visit, _: At, Query(wanted): Query<Wanted>) -> Reply {
    let (academy, person) = (visit.academy_id()?, visit.agent_id()?);
    let typed = wanted.q.trim();
    let mut offers = {
        let mut tx = visit.read().await?;
        if typed.is_empty() {
            let after: Id<Session> = wanted.apres.parse().unwrap_or(Id::NIL);
            tx.all(store::offers(academy, person, (&wanted.cle, after), OFFERS as i64 + 1)).await?
        } else {
            let ids = tx.search("session", *academy.bytes(), typed, 100).await?;
            store::found(&mut tx, person, &ids).await?
        }
    };
    let home = crate::view::home(&visit)?;
    let more = (typed.is_empty() && offers.len() > OFFERS).then(|| {
        offers.truncate(OFFERS);
        let last = offers.last().map(|o| (o.sort_key.clone(), o.id.to_string())).unwrap_or_default();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("cle", &last.0)
            .append_pair("apres", &last.1)
            .finish();
        format!("{home}/offre?{query}")
    });
    let t = words(&visit);
    let cards = offers.iter().map(|o| offer(&visit, o)).collect::<Result<_>>()?;
    let body = OfferPage {
        t,
        icons: icons(),
        csrf: visit.csrf(),
        back: visit.address(),
        typed,
        cards,
        more,
        home: home.clone(),
    };
    page(&visit, t.offer_title())?.crumb(t.se_former(), format!("{home}/se-former")).own_search().reply(&body)
}
