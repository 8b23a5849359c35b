//! `/magistere/{academy}/se-former` and `/magistere/{academy}/offre`.

use askama::Template;
use axum::extract::Query;
use kernel::{Ctx, Id, Result};
use serde::Deserialize;
use web::{Access, Reply, Routes, Visit};

use super::{
    Filter, Mine, Tabs, sorted,
    store::{self, Draft, Offer},
};
use crate::{
    design,
    place::At,
    session::{Enrolment, Session, State, life},
    view::{icons, manages, page, words},
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
        next: session.next(&href),
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
        state: match (design.is_mine, design.published) {
            (true, _) => t.draft_mine(),
            (false, true) => t.draft_shown(),
            (false, false) => t.design_private(),
        }
        .to_owned(),
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
    let offered = one.enrolment == Enrolment::OneSelf && matches!(one.state, State::Open | State::Running);
    let action = match (one.is_mine, offered) {
        (true, _) => Some(t.offer_mine()),
        (false, true) => Some(t.offer_see()),
        (false, false) => None,
    };
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
        action: action.map(|label| (href.clone(), label)),
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
    count: String,
    current: bool,
    empty: bool,
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
    tabs: Tabs,
}

async fn show(visit: Visit, _: At, Query(chosen): Query<Chosen>) -> Reply {
    let (academy, person) = (visit.academy_id()?, visit.agent_id()?);
    let typed = kernel::search::fold(&chosen.q);
    let (sessions, own, shown, starred, known) = {
        let mut tx = visit.read().await?;
        tx.together((
            store::mine(academy, person),
            store::own_designs(academy, person),
            store::shown_designs(academy, person, &typed, manages(&visit)?),
            store::starred(academy, person, manages(&visit)?),
            design::experience(academy, person),
        ))
        .await?
    };
    let fits = |sort_key: &str| typed.split_whitespace().all(|word| sort_key.contains(word));
    let all_shown = (shown.len() as i64) < store::SHOWN;
    let mut found: Vec<Found> =
        sorted(sessions).into_iter().filter(|s| fits(&s.sort_key)).map(Found::Mine).collect();
    found.extend(starred.into_iter().filter(|o| fits(&o.sort_key)).map(Found::Starred));
    let mut designs: Vec<Draft> = own.into_iter().chain(shown).filter(|d| fits(&d.sort_key)).collect();
    designs.sort_by(|a, b| a.sort_key.cmp(&b.sort_key));
    found.extend(designs.into_iter().map(Found::Design));

    let filter: Filter = chosen.filtre.parse().unwrap_or(Filter::All);
    let (t, home, typed) = (words(&visit), crate::view::home(&visit)?, chosen.q.trim());
    let chip = |one: Filter| {
        let count = found.iter().filter(|f| f.fits(one)).count();
        let more = if one == Filter::Demonstration && !all_shown { "+" } else { "" };
        Chip {
            href: address(&home, one, typed),
            label: one.label(t),
            count: format!("{count}{more}"),
            current: one == filter,
            empty: count == 0 && one != Filter::All,
        }
    };
    // A filter that would show nothing only takes room, but for the one that is chosen and the way back to all.
    let chips = Filter::ALL.iter().map(|one| chip(*one)).filter(|chip| chip.current || !chip.empty).collect();
    let cards = found.iter().filter(|f| f.fits(filter)).map(|f| f.card(&visit)).collect::<Result<_>>()?;
    let body = MinePage {
        t,
        icons: icons(),
        csrf: visit.csrf(),
        back: visit.address(),
        home,
        typed,
        filter: filter.as_str(),
        chips,
        cards,
        tabs: Tabs::of(&visit, &known)?,
    };
    page(&visit, t.se_former())?.reply(&body)
}

/// The page under another filter, with the same search.
fn address(home: &str, filter: Filter, typed: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("filtre", filter.as_str());
    if !typed.is_empty() {
        query.append_pair("q", typed);
    }
    format!("{home}/se-former?{}", query.finish())
}

/// One card of the page.
enum Found {
    Mine(Mine),
    /// A session they starred and are not in.
    Starred(Offer),
    Design(Draft),
}

impl Found {
    fn fits(&self, filter: Filter) -> bool {
        match self {
            Found::Mine(session) => session.fits(filter),
            Found::Starred(_) => filter == Filter::Favourites,
            Found::Design(design) => shows(filter, design),
        }
    }

    fn card(&self, ctx: &Ctx) -> Result<Card> {
        match self {
            Found::Mine(session) => card(ctx, session),
            Found::Starred(session) => offer(ctx, session),
            Found::Design(design) => draft(ctx, design),
        }
    }
}

fn shows(filter: Filter, design: &Draft) -> bool {
    match filter {
        Filter::Design => design.is_mine,
        Filter::Demonstration => !design.is_mine && design.published,
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
