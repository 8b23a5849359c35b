//! The absence: when, in what words, for whom; stopped from every page while it lasts.

use askama::Template;
use jiff::civil::Date;
use kernel::{Result, Time, permission::May, time::days};
use serde::Deserialize;
use web::{Errors, Form, Reply, Routes, Visit, dates, form::told, redirect_saying};

use super::{
    desk::{Desk, Side, icons, words},
    place::{self, here, of_box},
    shown,
};
use crate::{
    mailbox::MailboxRow,
    message::{clean_line, clean_text},
    vacation::{self, EVERY_DAYS, LONGEST_BODY, LONGEST_SUBJECT, MOST_DAYS, Outside, Vacation, VacationRow},
    words::Words,
};

pub(super) fn routes() -> Routes {
    of_box! {
        get "/absence" show;
        post "/absence" begin;
        post "/absence/arret" end;
    }
}

/// Said above the pages of the webmel while those who write are answered.
pub(super) struct Absence {
    pub sentence: String,
    pub csrf: String,
    pub base: String,
    /// Whether the visitor decides about it.
    pub editable: bool,
}

impl Absence {
    pub(super) fn of(visit: &Visit, desk: &Desk) -> Option<Absence> {
        let row = &desk.row;
        let until = row.absent_until.filter(|_| vacation::is_active(row, visit.now()))?;
        let sentence = words(visit).absence_active(last_day(visit, until).ok()?);
        let editable = desk.place.may(May::Manage);
        Some(Absence { sentence, csrf: visit.csrf().to_owned(), base: desk.base.clone(), editable })
    }
}

/// The last day of an absence that ends at this moment.
fn last_day(visit: &Visit, until: Time) -> Result<String> {
    let last = until.minus(std::time::Duration::from_secs(1));
    Ok(dates::long_date(visit.locale, last.zoned(&visit.academy()?.zone).date()))
}

#[derive(Template)]
#[template(path = "webmel/vacation.html")]
struct VacationPage {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    typed: Typed,
    errors: Errors,
    /// Its time in a sentence, when there is one now or to come.
    planned: Option<String>,
    most_days: i64,
}

#[derive(Clone, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    every: String,
    #[serde(default)]
    outside: String,
    #[serde(default)]
    outside_body: String,
}

impl Typed {
    /// What was written last, for another absence or for the one under way.
    fn of(visit: &Visit, row: &MailboxRow, known: Option<VacationRow>) -> Result<Typed> {
        let zone = &visit.academy()?.zone;
        let day = |time: Time| time.zoned(zone).date().to_string();
        let time = row.absent_from.zip(row.absent_until).filter(|(_, until)| *until > visit.now());
        let known = known.unwrap_or(VacationRow {
            subject: String::new(),
            body: String::new(),
            outside: Outside::Same,
            outside_body: String::new(),
            every_days: EVERY_DAYS,
        });
        Ok(Typed {
            from: day(time.map_or(visit.now(), |(from, _)| from)),
            until: time
                .map(|(_, until)| day(until.minus(std::time::Duration::from_secs(1))))
                .unwrap_or_default(),
            subject: known.subject,
            body: known.body,
            every: known.every_days.to_string(),
            outside: known.outside.as_str().to_owned(),
            outside_body: known.outside_body,
        })
    }

    fn read(&self, visit: &Visit) -> Result<std::result::Result<Vacation, Errors>> {
        let t = words(visit);
        let zone = &visit.academy()?.zone;
        let mut errors = Errors::default();
        let start = |day: Date| day.to_zoned_datetime(zone.clone()).map(|at| Time::from(at.timestamp())).ok();
        let day =
            |typed: &str| typed.trim().parse::<Date>().ok().filter(|day| (2000..=2200).contains(&day.year()));
        let from = day(&self.from).and_then(start);
        let until = day(&self.until).and_then(|day| start(day.tomorrow().ok()?));
        if from.is_none() {
            errors.add("from", t.absence_date_missing());
        }
        match (from, until) {
            (_, None) => errors.add("until", t.absence_date_missing()),
            (Some(from), Some(until)) if until <= from => errors.add("until", t.absence_order()),
            (_, Some(until)) if until <= visit.now() => errors.add("until", t.absence_over()),
            (Some(from), Some(until)) if until.since(from) > days(367) => {
                errors.add("until", t.absence_too_long());
            }
            _ => {}
        }
        let outside = self.outside.parse().unwrap_or(Outside::Same);
        let vacation = Vacation {
            from: from.unwrap_or_default(),
            until: until.unwrap_or_default(),
            subject: clean_line(&self.subject).trim().to_owned(),
            body: clean_text(&self.body).trim_end().to_owned(),
            outside,
            outside_body: clean_text(&self.outside_body).trim_end().to_owned(),
            every_days: self.every.trim().parse().unwrap_or(0),
        };
        if vacation.subject.chars().count() > LONGEST_SUBJECT {
            errors.add("subject", t.absence_subject_too_long(LONGEST_SUBJECT as i64));
        }
        let other = (outside == Outside::Other).then_some(("outside_body", &vacation.outside_body));
        for (field, text) in [("body", &vacation.body)].into_iter().chain(other) {
            if text.trim().is_empty() {
                errors.add(field, t.absence_text_missing());
            } else if text.chars().count() > LONGEST_BODY {
                errors.add(field, t.absence_text_too_long(LONGEST_BODY as i64));
            }
        }
        if !(1..=MOST_DAYS).contains(&vacation.every_days) {
            errors.add("every", t.absence_bad_every(MOST_DAYS));
        }
        Ok(if errors.is_empty() { Ok(vacation) } else { Err(errors) })
    }
}

async fn show(visit: Visit) -> Reply {
    page(&visit, None, Errors::default()).await
}

async fn page(visit: &Visit, typed: Option<Typed>, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load_to(visit, May::Manage).await?;
    let known = {
        let mut tx = visit.read().await?;
        vacation::find(&mut tx, desk.mailbox).await?
    };
    let zone = &visit.academy()?.zone;
    let planned = match desk.row.absent_from.zip(desk.row.absent_until) {
        Some((from, until)) if until > visit.now() => {
            let from = dates::long_date(visit.locale, from.zoned(zone).date());
            Some(t.absence_planned(from, last_day(visit, until)?))
        }
        _ => None,
    };
    let typed = match typed {
        Some(typed) => typed,
        None => Typed::of(visit, &desk.row, known)?,
    };
    let body = VacationPage {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        typed,
        errors,
        planned,
        most_days: MOST_DAYS,
    };
    let mut page = desk.page(visit, t.absence());
    if !body.errors.is_empty() {
        page = page.refused();
    }
    page.reply(&Side { t, icons: icons(), nav: desk.nav(visit, "absence"), body })
}

async fn begin(visit: Visit, Form(typed): Form<Typed>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Manage).await?;
    let vacation = match typed.read(&visit)? {
        Ok(vacation) => vacation,
        Err(errors) => return page(&visit, Some(typed), errors).await,
    };
    match told(visit.write(async move |tx| vacation::begin(tx, mailbox, &vacation).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, &here(&visit, "/absence"), words(&visit).absence_saved())),
        Err(errors) => page(&visit, Some(typed), errors).await,
    }
}

#[derive(Deserialize)]
struct Stopped {
    #[serde(default)]
    back: String,
}

async fn end(visit: Visit, Form(stopped): Form<Stopped>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Manage).await?;
    visit.write(async move |tx| vacation::end(tx, mailbox).await).await?;
    let home = here(&visit, "");
    Ok(redirect_saying(&visit, shown::back(&stopped.back, &home), words(&visit).absence_ended()))
}
