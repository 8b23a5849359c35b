//! A content is written by several people at once: the second is told, a form sent twice counts once, activities move
//! between sections, what is deleted is counted no longer.

use super::parcours::{HERE, Parcours, apps, enrol, parcours};
use http::StatusCode;
use kernel::Id;
use learning::{activity::Activity, enrolment::Role, section::Section};
use testkit::{Seen, TestApp, Visitor};

async fn with_trainers(app: &TestApp) -> (Parcours, Visitor, Visitor, Visitor) {
    let (jeanne, one, two) =
        (app.person("jdupont").await, app.person("tmartin").await, app.person("slopez").await);
    let p = parcours(app, "Lire à voix haute", jeanne).await;
    enrol(app, p.id, one, Role::Trainer).await;
    enrol(app, p.id, two, Role::Trainer).await;
    (p, app.signed_in(jeanne).await, app.signed_in(one).await, app.signed_in(two).await)
}

fn version(seen: &Seen) -> String {
    seen.attribute("input[name=version]", "value").unwrap()
}

/// Titles on the page of the session, section by section.
async fn titles(visitor: &mut Visitor, p: &Parcours) -> Vec<String> {
    let seen = visitor.get(&format!("{}/contenu", p.base)).await;
    let html = scraper::Html::parse_document(&seen.body);
    let wanted = scraper::Selector::parse(".block-title, .row-title > a:not(.row-link)").unwrap();
    html.select(&wanted).map(|one| one.text().collect::<String>().trim().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_people_is_told_and_keeps_what_they_typed() {
    for app in apps().await {
        let (p, _, mut one, mut two) = with_trainers(&app).await;
        let edit = format!("{}/modifier", p.page(p.viewed));
        let rename = format!("{}/sections/{}/titre", p.base, p.act);
        let settings = format!("{}/reglages", p.base);
        for (page, field, more) in [
            (&edit, "#html", vec![("html", "<p>Ma phrase.</p>"), ("completion", "viewed")]),
            (&rename, "#title", vec![]),
            (&settings, "#summary", vec![("summary", "Mon résumé."), ("enrolment", "self")]),
        ] {
            let (first, second) = (one.get(page).await, two.get(page).await);
            let (read, also_read) = (version(&first), version(&second));
            let mut sent = vec![("title", "Le premier"), ("version", &read)];
            sent.extend(more.iter().filter(|(name, _)| *name == "enrolment" || *name == "completion"));
            if more.iter().any(|(name, _)| *name == "html") {
                sent.push(("html", "<p>Celle de l’autre.</p>"));
            }
            assert_eq!(one.post(page, &sent).await.status, StatusCode::SEE_OTHER, "{page}");
            let mut late = vec![("title", "Le second"), ("version", also_read.as_str())];
            late.extend(&more);
            let told = two.post(page, &late).await;
            assert_eq!(told.status, StatusCode::CONFLICT, "{page}");
            assert!(told.text("[role=alert]").unwrap().contains("Quelqu’un"), "{page}");
            assert_eq!(told.attribute("#title", "value").unwrap(), "Le second");
            if field != "#title" {
                let kept = more.first().unwrap().1;
                assert_eq!(told.text(field).unwrap(), kept, "{page}");
            }
            // What the first wrote stands until the second, who knows now, sends theirs again.
            assert_eq!(two.get(page).await.attribute("#title", "value").unwrap(), "Le premier");
            let again = version(&told);
            late[1].1 = &again;
            assert_eq!(two.post(page, &late).await.status, StatusCode::SEE_OTHER, "{page}");
            assert_eq!(one.get(page).await.attribute("#title", "value").unwrap(), "Le second");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_of_a_design_is_not_overwritten_unawares() {
    for app in apps().await {
        let boss = app.person("mberthier").await;
        app.ctx()
            .write(async move |tx| kernel::people::grant(tx, boss, kernel::permission::Role::Manager).await)
            .await
            .unwrap();
        let mut boss = app.signed_in(boss).await;
        let new = format!("{HERE}/concevoir/nouveau");
        let id = boss.get(&new).await.attribute("input[name=id]", "value").unwrap();
        let fields = [("id", id.as_str()), ("title", "Observer"), ("collection", "decouverte")];
        let there = boss.post(&new, &fields).await.location().to_owned();
        assert_eq!(boss.post(&new, &fields).await.location(), there, "sent twice, it is one design");
        let listed = boss.get(&format!("{HERE}/concevoir")).await;
        assert_eq!(listed.body.matches("class=\"card\"").count(), 1);

        let record = format!("{there}/fiche");
        let read = version(&boss.get(&record).await);
        let sent = |title, summary| {
            [("version", read.as_str()), ("title", title), ("summary", summary), ("collection", "decouverte")]
        };
        assert_eq!(boss.post(&record, &sent("Observer", "Un")).await.status, StatusCode::SEE_OTHER);
        let told = boss.post(&record, &sent("Regarder", "Deux")).await;
        assert_eq!(told.status, StatusCode::CONFLICT);
        assert_eq!(told.attribute("#title", "value").unwrap(), "Regarder");
        assert_eq!(told.text("#summary").unwrap(), "Deux");
        assert_eq!(boss.get(&record).await.text("#summary").unwrap(), "Un");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn activities_move_by_buttons_and_by_drops_across_sections() {
    for app in apps().await {
        let (p, _, mut one, _) = with_trainers(&app).await;
        let start = ["Comprendre", "Lire", "Pause", "Agir", "Essayer", "Pour aller plus loin"];
        assert_eq!(titles(&mut one, &p).await, start);
        let moved = async |visitor: &mut Visitor, id: Id<Activity>, to: &str| {
            let sent = visitor.post(&format!("{}/place", p.page(id)), &[("to", to)]).await;
            assert_eq!(sent.location(), format!("{}/contenu#activite-{id}", p.base));
        };
        // Past the end of its section it enters the next one at its beginning, and comes back.
        moved(&mut one, p.label, "down").await;
        let entered = ["Comprendre", "Lire", "Agir", "Pause", "Essayer", "Pour aller plus loin"];
        assert_eq!(titles(&mut one, &p).await, entered);
        moved(&mut one, p.label, "up").await;
        assert_eq!(titles(&mut one, &p).await, start);
        // At both ends of the content nothing moves.
        moved(&mut one, p.viewed, "up").await;
        moved(&mut one, p.extra, "down").await;
        assert_eq!(titles(&mut one, &p).await, start);
        let nowhere = one.post(&format!("{}/place", p.page(p.viewed)), &[("to", "ailleurs")]).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);

        let drop =
            async |visitor: &mut Visitor, moved: Id<Activity>, list: Id<Section>, order: &[Id<Activity>]| {
                let (moved, list) = (moved.to_string(), list.to_string());
                let order: Vec<String> = order.iter().map(Id::to_string).collect();
                let mut fields = vec![("moved", moved.as_str()), ("list", &list)];
                fields.extend(order.iter().map(|id| ("order", id.as_str())));
                visitor.post(&format!("{}/activites/ordre", p.base), &fields).await.status
            };
        // Dropped between two of the other section, whose list the page sends as it saw it: what somebody added
        // meanwhile keeps its place after them.
        let seen = [p.ticked, p.viewed];
        assert!(drop(&mut one, p.viewed, p.act, &seen).await.is_success());
        let dropped = ["Comprendre", "Pause", "Agir", "Essayer", "Lire", "Pour aller plus loin"];
        assert_eq!(titles(&mut one, &p).await, dropped);
        // An activity of another parcours cannot be pulled in.
        let jeanne = app.person("zperrin").await;
        let other = parcours(&app, "Un autre", jeanne).await;
        assert_eq!(drop(&mut one, other.viewed, p.act, &[other.viewed]).await, StatusCode::NOT_FOUND);
        assert_eq!(drop(&mut one, p.viewed, other.act, &[p.viewed]).await, StatusCode::NOT_FOUND);
        assert_eq!(titles(&mut one, &p).await, dropped);

        let order = [p.act.to_string(), p.understand.to_string()];
        let fields = [("list", "sections"), ("order", &order[0]), ("order", &order[1])];
        assert!(one.post(&format!("{}/sections/ordre", p.base), &fields).await.status.is_success());
        assert_eq!(titles(&mut one, &p).await[0], "Agir");
        one.post(&format!("{}/sections/{}/place", p.base, p.act), &[("to", "down")]).await;
        assert_eq!(titles(&mut one, &p).await, dropped);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_adds_one_section_and_one_activity() {
    for app in apps().await {
        let (p, _, mut one, _) = with_trainers(&app).await;
        let workshop = one.get(&format!("{}/contenu", p.base)).await;
        let id = workshop.attribute("input[name=id]", "value").unwrap();
        for _ in 0..2 {
            let sent = one.post(&format!("{}/sections", p.base), &[("id", &id), ("title", "Conclure")]).await;
            assert_eq!(sent.location(), format!("{}/contenu#section-{id}", p.base));
        }
        let new = format!("{}/sections/{id}/nouvelle/page", p.base);
        let form = one.get(&new).await;
        let activity = form.attribute("input[name=id]", "value").unwrap();
        let refused = one.post(&new, &[("id", &activity), ("title", ""), ("html", "<p>Gardé.</p>")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.text("#html").unwrap(), "<p>Gardé.</p>");
        let fields = [("id", activity.as_str()), ("title", "Bilan"), ("html", "<p>Et vous ?</p>")];
        for _ in 0..2 {
            assert_eq!(one.post(&new, &fields).await.status, StatusCode::SEE_OTHER);
        }
        let all = titles(&mut one, &p).await;
        assert_eq!(all[6..], ["Conclure", "Bilan"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_asked_about_once_and_counts_no_longer() {
    for app in apps().await {
        let (p, mut jeanne, mut one, _) = with_trainers(&app).await;
        jeanne.get(&p.page(p.viewed)).await;
        jeanne.post(&p.tick(p.ticked), &[("done", "1")]).await;
        let progress = async |visitor: &mut Visitor| visitor.get(&p.base).await.text(".progress-line");
        assert_eq!(progress(&mut jeanne).await.unwrap(), "2 sur 3");
        let gone = format!("{}/sections/{}/suppression", p.base, p.understand);
        let question = one.get(&gone).await;
        assert!(question.text(".lede").unwrap().contains("Comprendre"));
        for _ in 0..2 {
            let sent = one.post(&gone, &[]).await;
            assert_eq!(sent.location(), format!("{}/contenu", p.base), "the second click finds it gone");
        }
        assert_eq!(titles(&mut one, &p).await, ["Agir", "Essayer", "Pour aller plus loin"]);
        assert_eq!(progress(&mut jeanne).await.unwrap(), "1 sur 1");
        assert_eq!(jeanne.get(&p.page(p.viewed)).await.status, StatusCode::NOT_FOUND);
        // What was the last place is gone: one goes on from the beginning, without an error.
        jeanne.get(&p.page(p.ticked)).await;
        one.get(&p.base).await;
        one.post(&format!("{}/suppression", p.page(p.ticked)), &[]).await;
        let seen = jeanne.get(&p.base).await;
        assert_eq!((seen.status, seen.text(".progress-line")), (StatusCode::OK, None));
        assert_eq!(seen.attribute(".next-action a", "href").unwrap(), p.page(p.extra));
    }
}
