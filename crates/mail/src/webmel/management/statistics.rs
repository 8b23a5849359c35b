//! `/webmel/gestion/statistiques`: how much mail, how long it takes to leave, how full the boxes are; drawn by the server,
//! with the figures in a table.

use askama::Template;
use jiff::{ToSpan, civil::date};
use kernel::permission::May;
use web::{Reply, Visit, dates};

use super::{
    super::{desk::words, shown},
    Tabs, page,
};
use crate::{
    administration::counters::{self, Count, LEAST, SHOWN, What},
    policy,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/management/statistics.html")]
struct StatisticsPage {
    t: Words,
    tabs: Option<Tabs>,
    facts: Vec<(&'static str, String)>,
    chart: Chart,
    days: Vec<Day>,
    delays: Vec<(&'static str, i64)>,
    places: Vec<Place>,
    least: i64,
}

/// Two bars a day on a field of 1,000 by 260.
struct Chart {
    bars: Vec<Bar>,
    /// Heights of the grid, with what they stand for.
    grid: Vec<(i64, i64)>,
    first: String,
    last: String,
}

struct Bar {
    x: i64,
    y: i64,
    height: i64,
    class: &'static str,
}

struct Day {
    name: String,
    arrived: i64,
    left: i64,
    junk: i64,
    refused: i64,
}

struct Place {
    name: String,
    boxes: i64,
    activated: i64,
    used: String,
}

const BOTTOM: i64 = 230;
const TOP: i64 = 20;
const LEFT: i64 = 70;
const STEP: i64 = 31;
const PLACES: i64 = 10;

pub(super) async fn show(visit: Visit) -> Reply {
    policy::of_academy(visit.ctx(), "mail statistics", May::View)?;
    let t = words(&visit);
    let today = counters::day(visit.academy()?, visit.now());
    let since = today - SHOWN + 1;
    let (counts, level, places) = {
        let mut tx = visit.read().await?;
        let counts = counters::counts(&mut tx, since).await?;
        (counts, counters::level(&mut tx).await?, counters::largest(&mut tx, PLACES).await?)
    };
    let of = |day: i64, what: What| total(&counts, |one| one.day == day && one.what == what);
    let days: Vec<Day> = (since..=today)
        .map(|day| Day {
            name: name_of(&visit, day),
            arrived: of(day, What::In),
            left: of(day, What::Out),
            junk: of(day, What::Junk),
            refused: of(day, What::Refused),
        })
        .collect();
    let whole = |what: What| total(&counts, |one| one.what == what);
    let mut facts = Vec::new();
    if let Some(level) = level {
        facts.push((t.statistics_boxes(), level.boxes.to_string()));
        facts.push((t.statistics_activated(), level.activated.to_string()));
        facts.push((t.statistics_used(), shown::size(visit.locale, level.used_bytes)));
        facts.push((t.statistics_taken(), name_of(&visit, level.day)));
    }
    let place = |one: counters::PlaceLevel| Place {
        name: if one.place == one.uai { one.uai } else { format!("{} ({})", one.place, one.uai) },
        boxes: one.boxes,
        activated: one.activated,
        used: shown::size(visit.locale, one.used_bytes),
    };
    let body = StatisticsPage {
        t,
        tabs: super::manages(&visit).then(|| Tabs::of(&visit, "statistics")),
        facts,
        chart: draw(&days),
        delays: vec![
            (t.delay_minute(), whole(What::Minute)),
            (t.delay_quarter(), whole(What::Quarter)),
            (t.delay_hours(), whole(What::Hours)),
            (t.delay_longer(), whole(What::Longer)),
        ],
        places: places.into_iter().map(place).collect(),
        days: days.into_iter().rev().collect(),
        least: LEAST,
    };
    page(&visit, t.statistics(), false, &body)
}

fn total(counts: &[Count], which: impl Fn(&Count) -> bool) -> i64 {
    counts.iter().filter(|one| which(one)).map(|one| one.total).sum()
}

fn name_of(visit: &Visit, day: i64) -> String {
    let date = date(1970, 1, 1).saturating_add(day.days());
    dates::date(visit.locale, date)
}

/// The least round number of two digits that is no smaller.
fn round(most: i64) -> i64 {
    let mut unit = 1;
    while most / unit >= 100 {
        unit *= 10;
    }
    ((most + unit - 1) / unit * unit).max(4)
}

fn draw(days: &[Day]) -> Chart {
    let top = round(days.iter().map(|day| day.arrived.max(day.left)).max().unwrap_or(0));
    let height = |count: i64| (count * (BOTTOM - TOP) + top / 2) / top;
    let mut bars = Vec::new();
    for (index, day) in days.iter().enumerate() {
        let x = LEFT + index as i64 * STEP;
        for (at, count, class) in [(x, day.arrived, "chart-bar"), (x + 13, day.left, "chart-bar-2")] {
            let height = height(count);
            bars.push(Bar { x: at, y: BOTTOM - height, height, class });
        }
    }
    let name = |day: Option<&Day>| day.map(|day| day.name.clone()).unwrap_or_default();
    Chart {
        bars,
        grid: [top, top / 2].into_iter().map(|count| (BOTTOM - height(count), count)).collect(),
        first: name(days.first()),
        last: name(days.last()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_the_ground_and_reach_no_higher_than_the_chart() {
        let day = |arrived, left| Day { name: String::new(), arrived, left, junk: 0, refused: 0 };
        let chart = draw(&[day(0, 0), day(1_234, 617)]);
        assert_eq!(chart.grid[0].1, 1_300);
        assert!(chart.bars.iter().all(|bar| bar.y >= TOP && bar.y + bar.height == BOTTOM));
        assert_eq!(chart.bars[2].height, (1_234 * (BOTTOM - TOP) + 650) / 1_300);
        assert!(draw(&[day(0, 0)]).bars.iter().all(|bar| bar.height == 0), "nothing divides by nothing");
    }
}
