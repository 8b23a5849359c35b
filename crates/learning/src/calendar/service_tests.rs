//! Invitations in a calendar, on both databases. Time stands at a Monday morning, 23 November 2026.

use kernel::{Id, people::Person};
use testkit::TestApp;

use super::*;

const SERIES: &str = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:equipe@x\r\nSUMMARY:Réunion d’équipe\r\n\
    DTSTART;TZID=Europe/Paris:20261201T140000\r\nDTEND;TZID=Europe/Paris:20261201T150000\r\nLOCATION:Salle 12\r\n\
    RRULE:FREQ=WEEKLY;COUNT=4\r\nSEQUENCE:0\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// The second date of the series alone, an hour later and elsewhere.
const ONE_DATE: &str = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:equipe@x\r\nSUMMARY:Réunion d’équipe\r\n\
    RECURRENCE-ID;TZID=Europe/Paris:20261208T140000\r\nDTSTART;TZID=Europe/Paris:20261208T150000\r\n\
    DTEND;TZID=Europe/Paris:20261208T160000\r\nLOCATION:Salle 3\r\nSEQUENCE:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

async fn dates(ctx: &Ctx, person: Id<Person>) -> Vec<String> {
    let mut tx = ctx.read().await.unwrap();
    let reader = Reader { academy: tx.academy_id().unwrap(), person, function: "" };
    let (from, to) = (ctx.now(), ctx.now().plus(kernel::time::days(60)));
    let records = tx.all(verbs::between(reader, from, to)).await.unwrap();
    let zone = &ctx.academy().unwrap().zone;
    let found = verbs::upcoming(&records, from, to, 20).unwrap().into_iter();
    found
        .map(|(_, event, o)| format!("{} {}", wording::when(&event, &o, zone, Locale::Fr), event.place))
        .collect()
}

fn read_one(ctx: &Ctx, text: &str) -> Told {
    let zone = &ctx.academy().unwrap().zone;
    let reader = calendar::Reader { zone, locale: Locale::Fr, now: ctx.now(), most: 5 };
    read(text.as_bytes(), &reader).unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_told_taken_changed_and_taken_out() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let jeanne = app.person("jdupont").await;
        let ctx = app.ctx();
        let told = read_one(&ctx, SERIES);
        assert_eq!(told.when, "mardi 1er décembre 2026, de 14:00 à 15:00");
        assert_eq!(told.repeats.as_deref(), Some("Toutes les semaines, le mardi, 4 fois"));
        let around_it =
            async |told: &Told| around(&mut ctx.read().await.unwrap(), jeanne, told).await.unwrap();
        assert_eq!(around_it(&told).await, Around::default());
        let taken = take(ctx.clone(), jeanne, SERIES.into()).await.unwrap();
        assert_eq!((taken.added, taken.changed, taken.unchanged), (1, 0, 0));
        let again = take(ctx.clone(), jeanne, SERIES.into()).await.unwrap();
        assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 1));
        assert_eq!(dates(&ctx, jeanne).await.len(), 4);
        let other = Told { uid: "autre@x".into(), ..told.clone() };
        assert_eq!(around_it(&other).await.meanwhile, ["Réunion d’équipe (14:00 – 15:00)"]);
        let held = around_it(&told).await;
        assert!(held.held.unwrap().contains("/calendrier/evenements/") && held.meanwhile.is_empty());

        take(ctx.clone(), jeanne, ONE_DATE.into()).await.unwrap();
        let moved = dates(&ctx, jeanne).await;
        assert_eq!(moved.len(), 4, "the date moved, it did not double: {moved:?}");
        assert_eq!(moved[1], "mardi 8 décembre 2026, de 15:00 à 16:00 Salle 3");
        assert!(around_it(&read_one(&ctx, ONE_DATE)).await.held.is_some());
        take(ctx.clone(), jeanne, ONE_DATE.into()).await.unwrap();
        assert_eq!(dates(&ctx, jeanne).await, moved, "once more changes nothing");

        let off = ONE_DATE.replace("REQUEST", "CANCEL");
        assert_eq!(take_out(ctx.clone(), jeanne, off.clone().into()).await.unwrap(), 1);
        assert_eq!(take_out(ctx.clone(), jeanne, off.into()).await.unwrap(), 0);
        assert_eq!(dates(&ctx, jeanne).await.len(), 3);
        assert_eq!(take_out(ctx.clone(), jeanne, SERIES.into()).await.unwrap(), 1);
        assert!(dates(&ctx, jeanne).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_calendar_is_refused_in_words() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let jeanne = app.person("jdupont").await;
        let ctx = app.ctx();
        let Err(Error::Invalid(problems)) = take(ctx.clone(), jeanne, "rien".into()).await else { panic!() };
        assert!(problems[0].message.starts_with("Ce fichier n’est pas un calendrier."), "{problems:?}");
        let nobody = app.person("mberthier").await;
        take(ctx.clone(), jeanne, SERIES.into()).await.unwrap();
        assert_eq!(take_out(ctx.clone(), nobody, SERIES.into()).await.unwrap(), 0, "each their own");
        assert_eq!(dates(&ctx, jeanne).await.len(), 4);
    }
}
