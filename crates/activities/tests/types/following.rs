//! A participant follows a parcours: what the page offers next, what counts as done, both ends, what is over.

use super::parcours::{HERE, apps, enrol, parcours, put};
use http::StatusCode;
use learning::{enrolment::Role, session::State};
use testkit::Seen;

fn queries(seen: &Seen) -> String {
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    seen.headers["x-queries"].to_str().unwrap().to_owned()
}

const GO_ON: &str = ".next-action a.btn-primary";

#[tokio::test(flavor = "multi_thread")]
async fn the_next_thing_to_do_leads_step_by_step_to_all_done() {
    for app in apps().await {
        let jeanne = app.person("jdupont").await;
        let p = parcours(&app, "Lire à voix haute", jeanne).await;
        let mut jeanne = app.signed_in(jeanne).await;
        let next = |seen: &Seen| seen.attribute(".card-foot a", "href");
        let se_former = format!("{HERE}/se-former");

        let seen = jeanne.get(&p.base).await;
        assert_eq!(seen.text(".progress-line").unwrap(), "0 sur 3");
        assert_eq!(seen.text(GO_ON).unwrap(), "Commencer");
        assert_eq!(seen.attribute(GO_ON, "href").unwrap(), p.page(p.viewed));
        assert_eq!(next(&jeanne.get(&se_former).await).unwrap(), p.page(p.viewed));

        let home = jeanne.get(HERE).await;
        assert_eq!(home.text("#next").unwrap(), "Commencer « Lire à voix haute »");
        assert_eq!(home.attribute(GO_ON, "href").unwrap(), p.page(p.viewed));

        // Looking at it is doing it; looking again changes nothing.
        for _ in 0..2 {
            assert_eq!(jeanne.get(&p.page(p.viewed)).await.text(".badge-success").unwrap(), "Terminé");
        }
        let seen = jeanne.get(&p.base).await;
        assert_eq!(seen.text(".progress-line").unwrap(), "1 sur 3");
        // A label has no page: what is to do is ticked where it stands, and the link leads there.
        let label = format!("{}#activite-{}", p.base, p.label);
        assert_eq!(seen.attribute(GO_ON, "href").unwrap(), label);
        assert!(seen.attribute(&format!("#activite-{}", p.label), "id").is_some());
        let listed = jeanne.get(&se_former).await;
        assert_eq!(next(&listed).unwrap(), label);
        assert_eq!(listed.text(".card-foot .text-sm").unwrap(), "À faire : Pause");
        assert_eq!(jeanne.get(&p.page(p.label)).await.status, StatusCode::NOT_FOUND);
        let home = jeanne.get(HERE).await;
        assert_eq!(home.text("#next").unwrap(), "Reprendre « Lire à voix haute »");
        assert_eq!(home.attribute(GO_ON, "href").unwrap(), label);

        // Ticked twice, done once; taken back, and ticked again.
        for (done, count) in [("1", 2), ("1", 2), ("0", 1), ("0", 1), ("1", 2)] {
            let sent = jeanne.post(&p.tick(p.label), &[("done", done)]).await;
            assert_eq!(sent.location(), label);
            let seen = jeanne.get(&p.base).await;
            assert_eq!(seen.text(".progress-line").unwrap(), format!("{count} sur 3"));
        }
        // What looking completes is not ticked by hand, what does not count is not ticked at all.
        for other in [p.viewed, p.extra] {
            let refused = jeanne.post(&p.tick(other), &[("done", "0")]).await;
            assert_eq!(refused.status, StatusCode::CONFLICT);
        }
        assert_eq!(jeanne.get(&p.base).await.attribute(GO_ON, "href").unwrap(), p.page(p.ticked));
        let sent = jeanne.post(&p.tick(p.ticked), &[("done", "1"), ("back", "page")]).await;
        assert_eq!(sent.location(), p.page(p.ticked));
        let seen = jeanne.get(&p.base).await;
        assert_eq!(seen.attribute(GO_ON, "href"), None);
        assert!(seen.text(".notice-success").is_some());
        assert_eq!(next(&jeanne.get(&se_former).await), None);
        assert_eq!(jeanne.get(HERE).await.text("#next"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_and_the_ends_have_one_neighbour() {
    for app in apps().await {
        let jeanne = app.person("jdupont").await;
        let p = parcours(&app, "Lire à voix haute", jeanne).await;
        let mut jeanne = app.signed_in(jeanne).await;
        let around = async |visitor: &mut testkit::Visitor, activity| {
            let seen = visitor.get(&p.page(activity)).await;
            (seen.attribute("[rel=prev]", "href"), seen.attribute("[rel=next]", "href"))
        };
        // The label between them is read in passing.
        assert_eq!(around(&mut jeanne, p.viewed).await, (None, Some(p.page(p.ticked))));
        assert_eq!(around(&mut jeanne, p.ticked).await, (Some(p.page(p.viewed)), Some(p.page(p.extra))));
        assert_eq!(around(&mut jeanne, p.extra).await, (Some(p.page(p.ticked)), None));
        // The one opened last is where the parcours goes on, until it is done.
        jeanne.get(&p.page(p.ticked)).await;
        let next = async |visitor: &mut testkit::Visitor| {
            let there = visitor.get(&p.base).await.attribute(GO_ON, "href").unwrap();
            assert_eq!(
                visitor.get(HERE).await.attribute(GO_ON, "href").unwrap(),
                there,
                "said alike on both"
            );
            there
        };
        assert_eq!(next(&mut jeanne).await, p.page(p.ticked));
        // Then what was skipped.
        jeanne.post(&p.tick(p.ticked), &[("done", "1")]).await;
        assert_eq!(next(&mut jeanne).await, format!("{}#activite-{}", p.base, p.label));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_session_is_read_and_nothing_in_it_changes() {
    for app in apps().await {
        let (jeanne, trainer) = (app.person("jdupont").await, app.person("tmartin").await);
        let p = parcours(&app, "Lire à voix haute", jeanne).await;
        enrol(&app, p.id, trainer, Role::Trainer).await;
        let (mut jeanne, mut trainer) = (app.signed_in(jeanne).await, app.signed_in(trainer).await);
        jeanne.get(&p.base).await;
        jeanne.post(&p.tick(p.label), &[("done", "1")]).await;
        trainer.get(&p.base).await;
        put(&app, p.id, State::Archived).await;

        let seen = jeanne.get(&p.base).await;
        assert!(seen.text(".state").unwrap().contains("2027"), "says until when: {:?}", seen.text(".state"));
        assert_eq!(seen.text(".progress-line").unwrap(), "1 sur 3");
        assert!(!seen.body.contains("/achevement"), "nothing to tick");
        assert_eq!(seen.attribute(GO_ON, "href"), None);
        assert_eq!(jeanne.post(&p.tick(p.label), &[("done", "0")]).await.status, StatusCode::FORBIDDEN);
        // Looking completes nothing any more.
        let page = jeanne.get(&p.page(p.viewed)).await;
        assert_eq!((page.status, page.text(".badge-success")), (StatusCode::OK, None));
        assert_eq!(jeanne.get(&p.base).await.text(".progress-line").unwrap(), "1 sur 3");
        // It is found among the archives, and no longer among what there is to do.
        assert!(jeanne.get(&format!("{HERE}/se-former")).await.body.contains("Aucun parcours ici."));
        let archives = jeanne.get(&format!("{HERE}/se-former?filtre=archives")).await;
        assert_eq!(archives.text(".card-title").unwrap(), "Lire à voix haute");

        for (path, fields) in [
            ("sections".to_owned(), vec![("title", "De plus")]),
            (format!("sections/{}/suppression", p.act), vec![]),
            (format!("activite/{}/modifier", p.viewed), vec![("title", "Autre")]),
            (format!("activite/{}/suppression", p.viewed), vec![]),
            (format!("activite/{}/place", p.viewed), vec![("to", "down")]),
            ("reglages".to_owned(), vec![("title", "Autre")]),
            ("participants/liste".to_owned(), vec![("list", "jdupont")]),
        ] {
            let refused = trainer.post(&format!("{}/{path}", p.base), &fields).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_ask_the_same_questions_however_much_there_is() {
    for app in apps().await {
        let (jeanne, trainer) = (app.person("jdupont").await, app.person("tmartin").await);
        let first = parcours(&app, "Parcours 0", jeanne).await;
        enrol(&app, first.id, trainer, Role::Trainer).await;
        let (mut participant, mut leader) = (app.signed_in(jeanne).await, app.signed_in(trainer).await);
        let pages = [
            (false, first.base.clone()),
            (false, first.page(first.ticked)),
            (false, format!("{HERE}/se-former")),
            (false, format!("{HERE}/offre")),
            (true, format!("{HERE}/former")),
            (true, format!("{HERE}/concevoir")),
            (true, format!("{}/participants", first.base)),
            (true, format!("{}/contenu", first.base)),
        ];
        let mut counts = Vec::new();
        for round in 0..2 {
            let mut seen = Vec::new();
            for (leads, page) in &pages {
                let visitor = if *leads { &mut leader } else { &mut participant };
                // The first look at an activity writes; the second is as all others.
                visitor.get(page).await;
                seen.push(queries(&visitor.get(page).await));
            }
            counts.push(seen);
            if round == 1 {
                break;
            }
            for n in 1..8 {
                let more = parcours(&app, &format!("Parcours {n}"), jeanne).await;
                enrol(&app, more.id, trainer, Role::Trainer).await;
                let other = app.person(&format!("zautre{n}")).await;
                enrol(&app, first.id, other, Role::Participant).await;
                participant.get(&more.base).await;
                participant.post(&format!("{}/favori", more.base), &[("starred", "1")]).await;
                leader.get(&first.base).await;
                let section = leader.post(&format!("{}/sections", first.base), &[("title", "De plus")]).await;
                assert_eq!(section.status, StatusCode::SEE_OTHER);
            }
        }
        assert_eq!(counts[0], counts[1]);
        println!("{counts:?}");
    }
}
