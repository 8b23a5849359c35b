//! The calendar as other domains know it (`kernel::calendar`): an invitation read, looked up, put in or taken out of the
//! calendar of whoever got it.

use bytes::Bytes;
use jiff::tz::TimeZone;
use kernel::{
    Ctx, Error, Id, Locale, Result, Time, Tx,
    calendar::{self, Around, Calendar, Taken, Told},
    people::{self, Person},
    permission::May,
    site::System,
};

use super::{
    CalendarEvent, Event, Kind, Occurrence, Reader, Scope, civil,
    import::{self, Draft, ImportOptions, Imported},
    intake::{self, Counts},
    pages::address,
    recurrence, store, verbs, wire, wording,
};

pub(crate) const SERVICE: Calendar = Calendar {
    read,
    around: |tx, person, told| Box::pin(around(tx, person, told)),
    take: |ctx, person, text| Box::pin(take(ctx, person, text)),
    drop: |ctx, person, text| Box::pin(take_out(ctx, person, text)),
};

/// What else happens at that time: more is a busy day.
const MEANWHILE: usize = 3;
const REMARKS: usize = 20;

fn options(zone: &TimeZone, locale: Locale, now: Time) -> ImportOptions {
    ImportOptions { zone: zone.clone(), kind: Kind::Personal, locale, now }
}

fn read(text: &[u8], to: &calendar::Reader<'_>) -> Result<Vec<Told>> {
    let options = options(to.zone, to.locale, to.now);
    let (drafts, _) = drafts(text, &options)?;
    Ok(drafts.into_iter().take(to.most).map(|draft| told(draft, to.zone, to.locale)).collect())
}

fn drafts(text: &[u8], options: &ImportOptions) -> Result<(Vec<Draft>, Imported)> {
    import::drafts(text, options).map_err(|refusal| Error::invalid("file", refusal.message(options.locale)))
}

fn told(draft: Draft, zone: &TimeZone, locale: Locale) -> Told {
    let occurrence = Occurrence { start: draft.start, end: draft.end, original: draft.start };
    let repeats = draft.repeat.as_ref();
    let repeats =
        repeats.map(|repeat| wording::repeat(repeat, civil(&draft.zone, draft.start).date(), locale));
    let event = plain(&draft);
    Told {
        when: wording::when(&event, &occurrence, zone, locale),
        uid: draft.uid,
        title: draft.title,
        repeats,
        place: draft.place,
        description: draft.description,
        starts_at: draft.start,
        ends_at: draft.end,
        date_of_series: draft.replaces,
        is_cancelled: draft.is_cancelled,
    }
}

/// The first date of what a text tells of.
fn plain(draft: &Draft) -> Event {
    Event {
        title: draft.title.clone(),
        description: String::new(),
        place: String::new(),
        start: draft.start,
        end: draft.end,
        zone: draft.zone.clone(),
        all_day: draft.all_day,
        repeat: None,
        exceptions: Vec::new(),
        remind: None,
        kind: Kind::Personal,
    }
}

/// The identifier under which one date of a series stands when it is held by itself.
fn uid_of_date(uid: &str, original: Time) -> String {
    format!("{uid}/{}", wire::utc(original))
}

async fn around(tx: &mut Tx, person: Id<Person>, told: &Told) -> Result<Around> {
    let alone = told.date_of_series.map(|original| uid_of_date(&told.uid, original));
    let uids: Vec<String> = alone.into_iter().chain([told.uid.clone()]).collect();
    let function = people::person(tx, person).await?.function;
    let reader = Reader { academy: tx.academy_id()?, person, function: &function };
    // What has no length happens at its moment.
    let end = told.ends_at.max(Time(told.starts_at.0 + 1));
    let records = tx.all(verbs::between(reader, told.starts_at, end)).await?;
    let known = store::known(tx, person, &uids).await?;
    let ctx = tx.ctx().clone();
    let held = uids.iter().find_map(|uid| known.iter().find(|one| one.uid == *uid));
    let held = match held {
        Some(one) => {
            let start = told.date_of_series.unwrap_or(told.starts_at);
            Some(ctx.services().site.url(System::Learning, &address(&ctx, one.id, start)?))
        }
        None => None,
    };
    let others: Vec<_> = records.into_iter().filter(|record| !uids.contains(&record.uid)).collect();
    let zone = ctx.academy()?.zone.clone();
    let t = crate::words::Words(ctx.locale);
    let meanwhile = verbs::upcoming(&others, told.starts_at, end, MEANWHILE)?;
    let meanwhile = meanwhile
        .into_iter()
        .map(|(_, event, occurrence)| {
            format!("{} ({})", event.title, wording::hours(&event, &occurrence, &zone, t))
        })
        .collect();
    Ok(Around { held, meanwhile })
}

async fn take(ctx: Ctx, person: Id<Person>, text: Bytes) -> Result<Taken> {
    let options = options(&ctx.academy()?.zone, ctx.locale, ctx.now());
    // A large file takes a while to read; others are not to wait for it.
    let (imported, dates) = tokio::task::spawn_blocking(move || {
        let (drafts, mut imported) = drafts(&text, &options)?;
        let dates: Vec<(String, Time)> =
            drafts.iter().filter_map(|d| Some((d.uid.clone(), d.replaces?))).collect();
        import::assemble(drafts, &options, &mut imported);
        Ok::<_, Error>((imported, dates))
    })
    .await
    .map_err(Error::internal)??;
    let mut counts = Counts::default();
    intake::all(&ctx, person, &imported.entries, &mut counts).await?;
    // A date that came without its series stands by itself: the series that is held gives it up.
    let alone: Vec<(String, Time)> = dates
        .into_iter()
        .filter(|(uid, at)| imported.entries.iter().any(|entry| entry.uid == uid_of_date(uid, *at)))
        .collect();
    ctx.write(async move |tx| {
        for (uid, original) in &alone {
            take_date_out(tx, person, uid, *original).await?;
        }
        Ok(())
    })
    .await?;
    let remarks = imported.problems.iter().take(REMARKS).map(|problem| match problem.title.as_str() {
        "" => problem.message(ctx.locale),
        title => format!("{title}\u{a0}: {}", problem.message(ctx.locale)),
    });
    Ok(Taken {
        added: counts.added,
        changed: counts.updated,
        unchanged: counts.unchanged,
        remarks: remarks.collect(),
        more_remarks: imported.problems.len().saturating_sub(REMARKS) as i64 + imported.more_problems as i64,
    })
}

async fn take_out(ctx: Ctx, person: Id<Person>, text: Bytes) -> Result<i64> {
    let options = options(&ctx.academy()?.zone, ctx.locale, ctx.now());
    let (drafts, _) = drafts(&text, &options)?;
    let named: Vec<(String, Option<Time>)> = drafts.into_iter().map(|d| (d.uid, d.replaces)).collect();
    ctx.write(async move |tx| {
        let mut gone = 0;
        for (uid, date) in &named {
            gone += match date {
                None => take_whole_out(tx, person, uid).await?,
                Some(original) => {
                    take_whole_out(tx, person, &uid_of_date(uid, *original)).await?
                        + take_date_out(tx, person, uid, *original).await?
                }
            };
        }
        Ok(gone)
    })
    .await
}

async fn held(tx: &mut Tx, person: Id<Person>, uid: &str) -> Result<Option<Id<CalendarEvent>>> {
    let known = store::known(tx, person, &[uid.to_owned()]).await?;
    Ok(known.first().map(|one| one.id))
}

async fn take_whole_out(tx: &mut Tx, person: Id<Person>, uid: &str) -> Result<i64> {
    let Some(id) = held(tx, person, uid).await? else { return Ok(0) };
    let record = verbs::find(tx, id, May::Edit).await?;
    verbs::remove(tx, &record, record.version, Scope::All, record.starts_at).await?;
    Ok(1)
}

/// Takes one date out of a series that the person holds; one that is not a date of it changes nothing.
async fn take_date_out(tx: &mut Tx, person: Id<Person>, uid: &str, original: Time) -> Result<i64> {
    let Some(id) = held(tx, person, uid).await? else { return Ok(0) };
    let record = verbs::find(tx, id, May::Edit).await?;
    let event = record.event()?;
    if event.repeat.is_none() && event.exceptions.is_empty() {
        return Ok(0);
    }
    let (first, last) = recurrence::extent(&event);
    if !recurrence::occurrences(&event, first, Time(last.0 + 1)).iter().any(|o| o.original == original) {
        return Ok(0);
    }
    verbs::remove(tx, &record, record.version, Scope::One, original).await?;
    Ok(1)
}

#[cfg(test)]
#[path = "service_tests.rs"]
mod tests;
