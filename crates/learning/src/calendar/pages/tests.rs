//! The calendar as agents use it, on both databases. Time stands at a Monday morning, 23 November 2026.

use http::StatusCode;
use kernel::{Id, permission::Role};
use testkit::{Seen, TestApp, Visitor};

use crate::{
    calendar::{CalendarEvent, Event, Kind, Owner, instant, schedule},
    enrolment,
    record::Collection,
    testing::parcours,
};

const HERE: &str = "/magistere/ac-creteil/calendrier";
const NEW: &str = "/magistere/ac-creteil/calendrier/nouveau";

/// What the form of a new event sends; later fields replace earlier ones of the same name.
fn written<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("title", "Conseil de classe"),
        ("start_date", "2026-11-24"),
        ("start_time", "17:00"),
        ("end_date", "2026-11-24"),
        ("end_time", "18:30"),
        ("place", "Salle 12"),
    ];
    fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    fields.extend(more);
    fields
}

async fn added(visitor: &mut Visitor, more: &[(&str, &str)]) -> String {
    visitor.get(&format!("{HERE}/nouveau")).await;
    let seen = visitor.post(NEW, &written(more)).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    seen.location().to_owned()
}

fn weekly<'a>() -> [(&'a str, &'a str); 4] {
    [("repeat", "week"), ("interval", "1"), ("repeat_end", "count"), ("count", "4")]
}

/// The titles of the month, with the hour before each.
fn lines(seen: &Seen) -> Vec<String> {
    let html = scraper::Html::parse_document(&seen.body);
    let selector = scraper::Selector::parse(".calendar-event").unwrap();
    html.select(&selector)
        .map(|link| {
            let text: String = link.text().take_while(|t| !t.starts_with(", ")).collect();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_written_once_and_stands_in_the_month_the_agenda_and_on_the_home_page() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let form = jeanne.get(&format!("{HERE}/nouveau?date=2026-11-24")).await;
        let id = form.attribute("input[name=id]", "value").unwrap();
        assert_eq!(form.attribute("#start_date", "value").unwrap(), "2026-11-24");
        let fields = written(&[("id", &id)]);
        let there = jeanne.post(NEW, &fields).await.location().to_owned();
        assert_eq!(jeanne.post(NEW, &fields).await.location(), there, "sent twice, it is one event");
        let event = jeanne.get(&there).await;
        assert_eq!(event.text("h1").unwrap(), "Conseil de classe");
        assert!(event.body.contains("mardi 24 novembre 2026, de 17:00 à 18:30"));
        assert!(event.body.contains("Salle 12"));
        assert_eq!(lines(&jeanne.get(HERE).await), ["17:00 Conseil de classe"]);
        assert_eq!(lines(&jeanne.get(&format!("{HERE}?vue=semaine&du=2026-11-24")).await).len(), 1);
        assert!(lines(&jeanne.get(&format!("{HERE}?mois=2026-12")).await).is_empty());
        let agenda = jeanne.get(&format!("{HERE}?vue=agenda")).await;
        assert_eq!(agenda.text("section h3").unwrap(), "Demain");
        let home = jeanne.get("/magistere/ac-creteil").await;
        assert_eq!(home.text(".event .row-title").unwrap(), "Conseil de classe");
        assert_eq!(home.text(".event-day").unwrap(), "24 nov.");
        let mut stranger = app.signed_in(app.person("slopez").await).await;
        assert_eq!(stranger.get(&there).await.status, StatusCode::NOT_FOUND);
        assert!(lines(&stranger.get(HERE).await).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        jeanne.get(HERE).await;
        let refused =
            jeanne.post(NEW, &written(&[("title", ""), ("end_time", "16:00"), ("place", "Gymnase")])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.text("#title-error").unwrap(), "Donnez un titre à l’événement.");
        assert_eq!(refused.text("#end_time-error").unwrap(), "La fin doit venir après le début.");
        assert_eq!(refused.attribute("#place", "value").unwrap(), "Gymnase");
        let long = "x".repeat(10_001);
        let refused = jeanne.post(NEW, &written(&[("description", &long)])).await;
        assert!(refused.text("#description-error").unwrap().contains("10000 au plus"));
        assert!(lines(&jeanne.get(HERE).await).is_empty());
        assert_eq!(jeanne.get(&format!("{HERE}?mois=9999-99&vue=rien&du=x")).await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_date_some_dates_or_all_dates_of_a_repeated_event_are_changed() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let there = added(&mut jeanne, &weekly()).await;
        let page = there.split('?').next().unwrap().to_owned();
        let december = format!("{HERE}?mois=2026-12");
        assert_eq!(
            lines(&jeanne.get(&december).await).len(),
            3,
            "the end of November is on the page of December"
        );
        // 1 December, moved by an hour: still a date of the same event.
        let second = jeanne.get(&december).await.attribute(".calendar-event", "href").unwrap();
        let date = second.split("date=").nth(1).unwrap().to_owned();
        let way = |date: &str, scope: &str| format!("{page}/modification?date={date}&portee={scope}");
        let form = jeanne.get(&way(&date, "une")).await;
        assert!(form.body.contains("Seule cette date change"));
        assert_eq!(form.text("#repeat"), None);
        let version = form.attribute("input[name=version]", "value").unwrap();
        let day = form.attribute("#start_date", "value").unwrap();
        assert_eq!(day, "2026-12-01");
        let moved = written(&[
            ("version", &version),
            ("start_date", &day),
            ("end_date", &day),
            ("start_time", "16:00"),
        ]);
        assert_eq!(jeanne.post(&way(&date, "une"), &moved).await.status, StatusCode::SEE_OTHER);
        assert_eq!(lines(&jeanne.get(&december).await)[0], "16:00 Conseil de classe");
        // The second person to save over what they had read is told, with their text kept.
        let late = jeanne.post(&way(&date, "une"), &moved).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert_eq!(late.attribute("#start_time", "value").unwrap(), "16:00");
        // From 8 December on, another title.
        let third = first_with(&jeanne.get(&december).await, "17:00");
        let form = jeanne.get(&way(&third, "suivantes")).await;
        assert_eq!(form.attribute("#count", "value").unwrap(), "2");
        let version = form.attribute("input[name=version]", "value").unwrap();
        let mut later = written(&[
            ("version", &version),
            ("title", "Conseil bis"),
            ("start_date", "2026-12-08"),
            ("end_date", "2026-12-08"),
        ]);
        later.extend([("repeat", "week"), ("interval", "1"), ("repeat_end", "count"), ("count", "2")]);
        let saved = jeanne.post(&way(&third, "suivantes"), &later).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        assert_eq!(
            lines(&jeanne.get(&december).await),
            ["16:00 Conseil de classe", "17:00 Conseil bis", "17:00 Conseil bis"]
        );
        // All dates of the first part get another place.
        let form = jeanne.get(&way("", "toutes")).await;
        let version = form.attribute("input[name=version]", "value").unwrap();
        let until = form.attribute("#until", "value").unwrap();
        let mut all = written(&[("version", &version), ("place", "Salle 3")]);
        all.extend([("repeat", "week"), ("interval", "1"), ("repeat_end", "date"), ("until", &until)]);
        assert_eq!(jeanne.post(&way("", "toutes"), &all).await.status, StatusCode::SEE_OTHER);
        assert!(jeanne.get(&page).await.body.contains("Salle 3"));
        assert_eq!(
            lines(&jeanne.get(&december).await)[0],
            "16:00 Conseil de classe",
            "a moved date stays moved"
        );
    }
}

/// The date in the link of the first event at that hour.
fn first_with(seen: &Seen, hour: &str) -> String {
    let html = scraper::Html::parse_document(&seen.body);
    let selector = scraper::Selector::parse(".calendar-event").unwrap();
    let link = html.select(&selector).find(|link| link.text().any(|t| t == hour)).unwrap();
    link.value().attr("href").unwrap().split("date=").nth(1).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_date_or_all_go_after_a_question() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let there = added(&mut jeanne, &weekly()).await;
        let (page, date) = there.split_once("?date=").unwrap();
        let asked = jeanne.get(&format!("{page}/suppression?date={date}")).await;
        assert_eq!(asked.text("h1").unwrap(), "Supprimer « Conseil de classe »");
        let version = asked.attribute("input[name=version]", "value").unwrap();
        let gone = jeanne
            .post(&format!("{page}/suppression"), &[("date", date), ("version", &version), ("portee", "une")])
            .await;
        assert_eq!(gone.location(), HERE);
        assert!(
            !lines(&jeanne.get(&format!("{HERE}?vue=semaine&du={}", "2026-11-24")).await)
                .contains(&"17:00 Conseil de classe".to_owned())
        );
        assert_eq!(lines(&jeanne.get(&format!("{HERE}?mois=2026-12")).await).len(), 3);
        let fields = [("date", date), ("version", &version), ("portee", "toutes")];
        assert_eq!(
            jeanne.post(&format!("{page}/suppression"), &fields).await.status,
            StatusCode::NOT_FOUND,
            "that date is gone"
        );
        let asked = jeanne.get(&format!("{page}/suppression")).await;
        let version = asked.attribute("input[name=version]", "value").unwrap();
        let date = asked.attribute("input[name=date]", "value").unwrap();
        let fields = [("date", date.as_str()), ("version", &version), ("portee", "toutes")];
        assert_eq!(jeanne.post(&format!("{page}/suppression"), &fields).await.location(), HERE);
        assert!(lines(&jeanne.get(&format!("{HERE}?mois=2026-12")).await).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_and_the_academie_have_events_that_those_concerned_see() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let (jeanne, trainer, boss, other) = (
            app.person("jdupont").await,
            app.person("tmartin").await,
            app.person("mberthier").await,
            app.person("slopez").await,
        );
        app.ctx().write(async move |tx| kernel::people::grant(tx, boss, Role::Manager).await).await.unwrap();
        let session = parcours(&app, "Lire à voix haute", Collection::SelfPaced, Some(jeanne)).await;
        app.ctx()
            .write(async move |tx| enrolment::enrol(tx, session, trainer, enrolment::Role::Trainer).await)
            .await
            .unwrap();
        let (mut jeanne, mut trainer, mut boss, mut other) = (
            app.signed_in(jeanne).await,
            app.signed_in(trainer).await,
            app.signed_in(boss).await,
            app.signed_in(other).await,
        );
        let session = session.to_string();
        assert!(
            trainer.get(&format!("{HERE}/nouveau")).await.body.contains("Session\u{a0}: Lire à voix haute")
        );
        let class =
            added(&mut trainer, &[("title", "Classe virtuelle"), ("calendar", &session), ("remind", "60")])
                .await;
        added(
            &mut boss,
            &[("title", "Rentrée des chefs"), ("calendar", "academy"), ("audience", "dir, per")],
        )
        .await;
        added(&mut boss, &[("title", "Vœux de la rectrice"), ("calendar", "academy")]).await;
        assert_eq!(lines(&jeanne.get(HERE).await), ["17:00 Classe virtuelle", "17:00 Vœux de la rectrice"]);
        assert_eq!(lines(&other.get(HERE).await), ["17:00 Vœux de la rectrice"]);
        assert!(jeanne.get(&class).await.body.contains("Lire à voix haute"));
        assert_eq!(other.get(&class).await.status, StatusCode::NOT_FOUND);
        // A participant reads and changes nothing.
        let (page, _) = class.split_once('?').unwrap();
        assert!(!jeanne.get(&class).await.body.contains("/modification"));
        assert_eq!(jeanne.get(&format!("{page}/modification")).await.status, StatusCode::FORBIDDEN);
        for calendar in ["academy", session.as_str()] {
            let refused = jeanne.post(NEW, &written(&[("calendar", calendar)])).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
        }
        // An hour before, those enrolled are reminded; once.
        app.later(kernel::time::minutes(31 * 60 + 30)).await;
        let count = async |person: &str| {
            let mut tx = app.ctx().read().await.unwrap();
            let row = kernel::people::person_by_identifier(&mut tx, person).await.unwrap().unwrap();
            kernel::notices::of(&mut tx, row.id, 10)
                .await
                .unwrap()
                .into_iter()
                .filter(|n| n.title == "Rappel\u{a0}: Classe virtuelle")
                .count()
        };
        assert_eq!((count("jdupont").await, count("tmartin").await, count("slopez").await), (1, 1, 0));
        app.later(kernel::time::days(9)).await;
        assert_eq!(count("jdupont").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_audience_is_that_of_the_dates_that_were_meant() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let (boss, teacher) = (app.person("mberthier").await, app.person("jdupont").await);
        app.ctx().write(async move |tx| kernel::people::grant(tx, boss, Role::Manager).await).await.unwrap();
        let (mut boss, mut teacher) = (app.signed_in(boss).await, app.signed_in(teacher).await);
        let mut fields = weekly().to_vec();
        fields.extend([("calendar", "academy"), ("audience", "ens")]);
        let there = added(&mut boss, &fields).await;
        let page = there.split('?').next().unwrap().to_owned();
        let months = [HERE.to_owned(), format!("{HERE}?mois=2026-12")];
        let seen = async |teacher: &mut Visitor| {
            (lines(&teacher.get(&months[0]).await).len(), lines(&teacher.get(&months[1]).await).len())
        };
        // 24 November; 1, 8 and 15 December: the table of each month shows the first days of the other.
        assert_eq!(seen(&mut teacher).await, (2, 3));
        let rewrite = async |boss: &mut Visitor, day: &str, scope: &str, hour: &str| {
            let at: jiff::civil::Date = day.parse().unwrap();
            let paris = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
            let date = instant(&paris, at.at(17, 0, 0, 0)).unwrap().0;
            let way = format!("{page}/modification?date={date}&portee={scope}");
            let version = boss.get(&way).await.attribute("input[name=version]", "value").unwrap();
            let fields = written(&[
                ("version", &version),
                ("start_date", day),
                ("end_date", day),
                ("start_time", hour),
                ("audience", "dir"),
                ("repeat", if scope == "une" { "" } else { "keep" }),
            ]);
            assert_eq!(boss.post(&way, &fields).await.status, StatusCode::SEE_OTHER);
        };
        // Only for heads on 1 December, at the same hour as ever.
        rewrite(&mut boss, "2026-12-01", "une", "17:00").await;
        assert_eq!(seen(&mut teacher).await, (1, 2), "the other dates are still the teachers’");
        assert_eq!(lines(&boss.get(&months[1]).await).len(), 2, "nor is the manager a head");
        rewrite(&mut boss, "2026-12-15", "suivantes", "17:00").await;
        assert_eq!(seen(&mut teacher).await, (1, 1));
        rewrite(&mut boss, "2026-11-24", "toutes", "17:00").await;
        assert_eq!(seen(&mut teacher).await, (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_event_reminds_before_each_of_its_dates() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        let mut fields = weekly().to_vec();
        fields.push(("remind", "1440"));
        added(&mut jeanne, &fields).await;
        let count = async || {
            kernel::notices::of(&mut app.ctx().read().await.unwrap(), person, 10).await.unwrap().len()
        };
        let mut seen = Vec::new();
        app.later(kernel::time::hours(10)).await;
        for _ in 0..5 {
            seen.push(count().await);
            app.later(kernel::time::days(7)).await;
        }
        // Looked at each Monday evening, a day before each of the four Tuesdays.
        assert_eq!(seen, [1, 2, 3, 4, 4]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_address_gives_the_calendar_until_it_is_changed() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        added(&mut jeanne, &weekly()).await;
        let exchange = format!("{HERE}/echanges");
        assert_eq!(jeanne.get(&exchange).await.attribute("#feed", "value"), None, "nobody has one unasked");
        jeanne.post(&format!("{exchange}/adresse"), &[]).await;
        let first = jeanne.get(&exchange).await.attribute("#feed", "value").unwrap();
        let mut phone = app.visitor();
        let feed = phone.get(&first).await;
        assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
        assert!(feed.body.contains("SUMMARY:Conseil de classe\r\n"));
        assert!(feed.body.contains("RRULE:FREQ=WEEKLY;COUNT=4\r\n"));
        let tag = feed.headers["etag"].clone();
        let again =
            http::Request::get(&first).header("if-none-match", tag).body(axum::body::Body::empty()).unwrap();
        assert_eq!(phone.send(again).await.status, StatusCode::NOT_MODIFIED);
        // It asks once, on a page of its own, and asking changes nothing.
        let question = jeanne.get(&format!("{exchange}/adresse")).await;
        assert!(question.text(".lede").unwrap().contains("cessera de fonctionner"));
        assert_eq!(phone.get(&first).await.status, StatusCode::OK);
        jeanne.post(&format!("{exchange}/adresse"), &[]).await;
        let second = jeanne.get(&exchange).await.attribute("#feed", "value").unwrap();
        assert_ne!(first, second);
        assert_eq!(phone.get(&first).await.status, StatusCode::NOT_FOUND);
        assert_eq!(phone.get(&second).await.status, StatusCode::OK);
        let forged = second.replace(".ics", "A.ics");
        for wrong in
            [forged.as_str(), &format!("{HERE}/flux/x.ics"), &format!("{HERE}/flux/{}.x.ics", Id::<()>::NIL)]
        {
            assert_eq!(phone.get(wrong).await.status, StatusCode::NOT_FOUND);
        }
    }
}

const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//Y//FR\r\n\
    BEGIN:VEVENT\r\nUID:un@exemple\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261125T090000Z\r\nDTEND:20261125T100000Z\r\n\
    SUMMARY:Réunion importée\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:deux@exemple\r\nSUMMARY:Sans date\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_in_once_and_says_what_it_left_out() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let there = format!("{HERE}/echanges");
        jeanne.get(HERE).await;
        let seen = jeanne.upload(&there, "file", "agenda.ics", FILE.as_bytes()).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        assert!(seen.body.contains("1 événement ajouté"));
        assert_eq!(seen.text("tbody td").unwrap(), "11");
        assert_eq!(lines(&jeanne.get(HERE).await), ["10:00 Réunion importée"]);
        let again = jeanne.upload(&there, "file", "agenda.ics", FILE.as_bytes()).await;
        assert!(again.body.contains("0 événement ajouté, 0 mis à jour, 1 déjà à jour"), "{}", again.body);
        let changed = FILE.replace("importée", "déplacée");
        let seen = jeanne.upload(&there, "file", "agenda.ics", changed.as_bytes()).await;
        assert!(seen.body.contains("1 mis à jour"));
        assert_eq!(lines(&jeanne.get(HERE).await), ["10:00 Réunion déplacée"]);
        for wrong in [b"%PDF-1.7 \0\xff".as_slice(), b"", &vec![b'x'; 5_000_001]] {
            let refused = jeanne.upload(&there, "file", "agenda.ics", wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        }
        assert_eq!(jeanne.upload(&there, "file", "", b"").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_asks_the_same_questions_however_much_it_holds() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        let empty = jeanne.get(HERE).await.headers["x-queries"].clone();
        let home = jeanne.get("/magistere/ac-creteil").await.headers["x-queries"].clone();
        app.ctx()
            .write(async move |tx| {
                let zone = tx.academy()?.zone.clone();
                for n in 0..60_i8 {
                    let start = instant(&zone, jiff::civil::date(2026, 11, 24).at(n % 24, 0, 0, 0)).unwrap();
                    let event = Event {
                        title: format!("Rendez-vous {n}"),
                        description: String::new(),
                        place: String::new(),
                        start,
                        end: start,
                        zone: zone.clone(),
                        all_day: false,
                        repeat: None,
                        exceptions: Vec::new(),
                        remind: None,
                        kind: Kind::Personal,
                    };
                    let _: Id<CalendarEvent> = schedule(tx, &Owner::Person(person), &event).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let full = jeanne.get(HERE).await;
        assert_eq!(full.headers["x-queries"], empty);
        assert_eq!(lines(&full).len(), 4);
        assert_eq!(full.text(".calendar-more").unwrap(), "et 56 autres");
        assert_eq!(jeanne.get("/magistere/ac-creteil").await.headers["x-queries"], home);
        println!("calendar month: {} queries", empty.to_str().unwrap());
    }
}
