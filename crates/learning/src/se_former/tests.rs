//! «Se former» and the offer, on both databases.

use testkit::TestApp;

use crate::{
    design, enrolment,
    record::{CatalogueRecord, Collection},
    session,
    testing::parcours,
};

const HERE: &str = "/magistere/ac-creteil/se-former";

#[tokio::test(flavor = "multi_thread")]
async fn ones_sessions_are_found_by_filter_with_their_counts() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        assert!(jeanne.get(HERE).await.body.contains("Aucun parcours ici."));
        let first =
            parcours(&app, "Évaluer pour faire progresser", Collection::SelfPaced, Some(person)).await;
        parcours(&app, "Le réseau des documentalistes", Collection::CollaborativeSpace, Some(person)).await;
        parcours(&app, "Pas le mien", Collection::SelfPaced, None).await;
        let seen = jeanne.get(HERE).await;
        assert_eq!(seen.text(".chip[aria-current]").unwrap(), "Tous 2");
        assert!(!seen.body.contains("Pas le mien"));
        jeanne.post(&format!("/magistere/ac-creteil/parcours/{first}/favori"), &[("starred", "1")]).await;
        let starred = jeanne.get(&format!("{HERE}?filtre=favoris")).await;
        assert_eq!(starred.text(".chip[aria-current]").unwrap(), "Favoris 1");
        assert_eq!(starred.text(".card-title").unwrap(), "Évaluer pour faire progresser");
        let spaces = jeanne.get(&format!("{HERE}?filtre=espaces-collaboratifs")).await;
        assert_eq!(spaces.text(".card-title").unwrap(), "Le réseau des documentalistes");
        assert_eq!(jeanne.get(&format!("{HERE}?q=evaluer")).await.body.matches("class=\"card\"").count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_found_on_offer_by_a_word_without_its_accents() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        for n in 0..30 {
            parcours(&app, &format!("Parcours {n:02}"), Collection::SelfPaced, None).await;
        }
        parcours(&app, "Laïcité au quotidien", Collection::SelfPaced, None).await;
        let all = jeanne.get("/magistere/ac-creteil/offre").await;
        assert_eq!(all.body.matches("class=\"card\"").count(), 24);
        let found = jeanne.get("/magistere/ac-creteil/offre?q=laicite").await;
        assert_eq!(found.text(".card-title").unwrap(), "Laïcité au quotidien");
        assert_eq!(found.body.matches("class=\"card\"").count(), 1);
        let few = all.headers["x-queries"].clone();
        assert_eq!(few, "2");
    }
}

async fn grant(app: &TestApp, person: kernel::Id<kernel::people::Person>, role: kernel::permission::Role) {
    app.ctx().write(async move |tx| kernel::people::grant(tx, person, role).await).await.unwrap();
}

async fn lead(
    app: &TestApp,
    session: kernel::Id<crate::session::Session>,
    person: kernel::Id<kernel::people::Person>,
) {
    app.ctx()
        .write(async move |tx| enrolment::enrol(tx, session, person, enrolment::Role::Trainer).await)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_starred_offer_is_a_favourite_in_both_places_until_it_can_be_seen_no_more() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let id = parcours(&app, "Évaluer pour faire progresser", Collection::SelfPaced, None).await;
        jeanne.get(HERE).await;
        let star = format!("/magistere/ac-creteil/parcours/{id}/favori");
        jeanne.post(&star, &[("starred", "1")]).await;
        let favourites = format!("{HERE}?filtre=favoris");
        let seen = jeanne.get(&favourites).await;
        assert_eq!(seen.text(".chip[aria-current]").unwrap(), "Favoris 1");
        assert_eq!(seen.text(".card-title").unwrap(), "Évaluer pour faire progresser");
        assert!(seen.text(".card-foot .btn").unwrap().starts_with("Voir et s’inscrire"));
        let home = jeanne.get("/magistere/ac-creteil").await;
        assert_eq!(
            home.text("[aria-labelledby=b-favoris] .row-title").unwrap(),
            "Évaluer pour faire progresser"
        );
        // Not one of theirs: under no other filter.
        assert_eq!(jeanne.get(HERE).await.text(".chip[aria-current]").unwrap(), "Tous 0");
        app.ctx()
            .write(async move |tx| {
                let found = session::find(tx, id, kernel::permission::May::Manage).await?;
                session::life::set_state(tx, &found, session::State::Archived).await
            })
            .await
            .unwrap();
        assert!(jeanne.get(&favourites).await.body.contains("Aucun parcours ici."));
        assert_eq!(
            jeanne.get("/magistere/ac-creteil").await.text("[aria-labelledby=b-favoris] .row-title"),
            None
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_keep_the_search_and_show_what_has_something() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        parcours(&app, "Évaluer à l’oral", Collection::SelfPaced, Some(person)).await;
        parcours(&app, "Évaluer ensemble", Collection::CollaborativeSpace, Some(person)).await;
        parcours(&app, "Lire", Collection::SelfPaced, Some(person)).await;
        let seen = jeanne.get(&format!("{HERE}?q=%C3%A9valuer")).await;
        let html = scraper::Html::parse_document(&seen.body);
        let chip = scraper::Selector::parse(".chip").unwrap();
        let chips: Vec<(String, String)> = html
            .select(&chip)
            .map(|c| {
                let text = c.text().collect::<String>();
                (text, c.attr("href").unwrap().to_owned())
            })
            .collect();
        let labels: Vec<_> = chips.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(labels, ["Tous 2", "Se former 1", "Espaces collaboratifs 1"]);
        let spaces = jeanne.get(&chips[2].1).await;
        assert_eq!(spaces.attribute("#q", "value").unwrap(), "évaluer");
        assert_eq!(spaces.text(".card-title").unwrap(), "Évaluer ensemble");
        // The one that is chosen stays in sight even when nothing fits.
        let archives = jeanne.get(&format!("{HERE}?filtre=archives")).await;
        assert_eq!(archives.text(".chip[aria-current]").unwrap(), "Archives 0");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_designs_are_all_there_however_many_are_shown() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let jeanne = app.person("jdupont").await;
        grant(&app, jeanne, kernel::permission::Role::Manager).await;
        let mut jeanne = app.signed_in(jeanne).await;
        app.ctx()
            .write(async move |tx| {
                for n in 0..310 {
                    let record = CatalogueRecord::titled(format!("Modèle {n:03}"), Collection::Discovery);
                    design::create(tx, &record).await?;
                }
                tx.execute(kernel::sql!(
                    "UPDATE designs SET published = 1 WHERE academy_id = $1",
                    tx.academy_id()?
                ))
                .await
            })
            .await
            .unwrap();
        let new = "/magistere/ac-creteil/concevoir/nouveau";
        let id = jeanne.get(new).await.attribute("input[name=id]", "value").unwrap();
        jeanne.post(new, &[("id", &id), ("title", "Zébrer la page"), ("collection", "decouverte")]).await;
        let seen = jeanne.get(&format!("{HERE}?filtre=concevoir")).await;
        assert_eq!(seen.text(".chip[aria-current]").unwrap(), "Concevoir 1");
        assert_eq!(seen.text(".card-title").unwrap(), "Zébrer la page");
        let shown = jeanne.get(&format!("{HERE}?filtre=demonstration")).await;
        assert_eq!(shown.text(".chip[aria-current]").unwrap(), "Démonstration 300+");
        let last = jeanne.get(&format!("{HERE}?filtre=demonstration&q=modele+309")).await;
        assert_eq!(last.text(".card-title").unwrap(), "Modèle 309");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_has_the_tabs_of_what_they_may_do() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let (learner, trainer, boss) =
            (app.person("jdupont").await, app.person("tmartin").await, app.person("mberthier").await);
        grant(&app, boss, kernel::permission::Role::Manager).await;
        let session = parcours(&app, "Lire", Collection::SelfPaced, Some(learner)).await;
        lead(&app, session, trainer).await;
        let tabs = |seen: &testkit::Seen| {
            let tab =
                |word: &str| seen.body.contains(&format!("/{word}\"")) && seen.text("nav.tabs").is_some();
            (tab("former"), tab("concevoir"))
        };
        for (person, expected) in [(learner, (false, false)), (trainer, (true, true)), (boss, (false, true))]
        {
            let mut visitor = app.signed_in(person).await;
            for page in ["", "/se-former"] {
                let seen = visitor.get(&format!("/magistere/ac-creteil{page}")).await;
                assert_eq!(tabs(&seen), expected, "{page}");
            }
        }
        // Whoever may begin a first parcours finds the button behind the tab; who may not is told whom to ask.
        let mut boss = app.signed_in(boss).await;
        let seen = boss.get("/magistere/ac-creteil/concevoir").await;
        assert!(seen.body.contains("/concevoir/nouveau"));
        let mut learner = app.signed_in(learner).await;
        let seen = learner.get("/magistere/ac-creteil/concevoir").await;
        assert_eq!((tabs(&seen).0, seen.body.contains("/concevoir/nouveau")), (false, false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn former_lists_what_one_leads_with_how_far_it_has_come_and_a_star() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let trainer = app.person("tmartin").await;
        let mut visitor = app.signed_in(trainer).await;
        let former = "/magistere/ac-creteil/former";
        for n in 0..3 {
            let participant = app.person(&format!("zperrin{n}")).await;
            let id = parcours(&app, &format!("Lire {n}"), Collection::SelfPaced, Some(participant)).await;
            lead(&app, id, trainer).await;
            app.ctx()
                .write(async move |tx| {
                    let found = session::find(tx, id, kernel::permission::May::View).await?;
                    let here = tx.academy_id()?;
                    tx.execute(kernel::sql!("UPDATE contents SET countable = 4 WHERE id = $1 AND academy_id = $2",
                        found.content_id, here))
                    .await?;
                    tx.execute(kernel::sql!(
                        "UPDATE enrolments SET done = $3 WHERE session_id = $1 AND person_id = $2 AND academy_id = $4",
                        id, participant, 2 * n, here))
                    .await
                })
                .await
                .unwrap();
        }
        parcours(&app, "Pas la mienne", Collection::SelfPaced, None).await;
        let seen = visitor.get(former).await;
        let html = scraper::Html::parse_document(&seen.body);
        let rows = scraper::Selector::parse("tbody tr").unwrap();
        let rows: Vec<String> = html
            .select(&rows)
            .map(|r| r.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(rows.len(), 3);
        for (row, (percent, finished)) in rows.iter().zip([("0", "0"), ("50", "0"), ("100", "1")]) {
            assert!(row.contains(&format!(" {percent}")) && row.ends_with(finished), "{row}");
        }
        let star = seen.attribute("tbody form", "action").unwrap();
        let sent = visitor.post(&star, &[("starred", "1"), ("back", former)]).await;
        assert_eq!(sent.location(), former);
        assert_eq!(visitor.get(former).await.attribute("tbody .star", "aria-pressed").unwrap(), "true");
    }
}
