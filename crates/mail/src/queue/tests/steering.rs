//! What a postmaster sees of the queue, and what becomes of a message that they stop, try again or take out.

use http::StatusCode;
use kernel::permission::Role;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_postmaster_stops_tries_and_takes_out_without_reading() {
    for app in apps().await {
        let (jeanne, paul) = (owner(&app, "jdupont").await, owner(&app, "ppostier").await);
        app.ctx()
            .write(async move |tx| kernel::people::grant(tx, paul, Role::Postmaster).await)
            .await
            .unwrap();
        let peer = Peer::default();
        let smarthost = smarthost(peer.open().await);
        peer.answer("publics@ailleurs.example", "450 4.2.1 <publics@ailleurs.example>: come again");
        let mut author = app.signed_in(jeanne).await;
        press(&mut author, "publics@ailleurs.example, autre@musee.example", "envoi", &[]).await;
        let mut postmaster = app.signed_in(paul).await;
        assert_eq!(author.get("/webmel/gestion/envois").await.status, StatusCode::FORBIDDEN);
        let page = postmaster.get("/webmel/gestion/envois").await;
        assert_eq!(page.text(".empty-state strong").unwrap(), "Rien n’attend", "its author may call it back");
        app.later(HELD).await;
        runner::run_due(app.services(), &smarthost).await.unwrap();
        let page = postmaster.get("/webmel/gestion/envois").await;
        assert_eq!(page.text(".row-title").unwrap(), "ailleurs.example", "the other one was reached");
        assert_eq!(page.text(".row-meta code").unwrap(), "450 4.2.1 …@ailleurs.example>: come again");
        for secret in ["Sortie au musée", "jdupont", "publics"] {
            assert!(!page.body.contains(secret), "{secret}");
        }
        let action = page.attribute(".row form", "action").unwrap();
        let held = action.replace("/essai", "/suspension");
        postmaster.post(&held, &[]).await;
        app.later(minutes(2)).await;
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 0, "it is on hold");
        let page = postmaster.get("/webmel/gestion/envois").await;
        assert!(page.text(".row-meta").unwrap().contains("Suspendu après 1 essai"), "{}", page.body);
        postmaster.post(&action, &[]).await;
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 1, "it is tried at once");
        let removal = action.replace("/essai", "/retrait");
        let asked = postmaster.post(&removal, &[]).await;
        assert_eq!(asked.status, StatusCode::OK, "it asks first");
        postmaster.post(&removal, &[("confirmed", "1")]).await;
        app.later(hours(1)).await;
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 0);
        assert_eq!(subjects(&app, jeanne, FolderRole::Inbox).await, ["Non remis\u{a0}: Sortie au musée"]);
        assert!(newest(&app, jeanne).await.contains("a retiré ce message de la file d’envoi"));
        let trail = app.ctx().read().await.unwrap().all(sql!(String: "SELECT action FROM audit WHERE action LIKE 'mail_queue.%' ORDER BY number /* tenant: all; scan: a test */")).await.unwrap();
        assert_eq!(trail, ["mail_queue.hold", "mail_queue.retry", "mail_queue.drop"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_under_way_is_left_alone_and_pages_follow_each_other() {
    for app in apps().await {
        let (jeanne, paul) = (owner(&app, "jdupont").await, owner(&app, "ppostier").await);
        app.ctx()
            .write(async move |tx| kernel::people::grant(tx, paul, Role::Postmaster).await)
            .await
            .unwrap();
        let mut author = app.signed_in(jeanne).await;
        for _ in 0..26 {
            press(&mut author, "publics@ailleurs.example", "envoi", &[]).await;
        }
        app.later(HELD).await;
        let claimed = app
            .ctx()
            .write(async move |tx| {
                let until = tx.now().plus(minutes(1));
                store::claim(tx, &[], until).await
            })
            .await
            .unwrap()
            .unwrap();
        let mut postmaster = app.signed_in(paul).await;
        postmaster.get("/webmel").await;
        let held = postmaster.post(&format!("/webmel/gestion/envois/{}/suspension", claimed.id), &[]).await;
        let said = postmaster.get(held.location()).await;
        assert_eq!(said.text(".notice").unwrap(), "Ce message est en cours d’envoi, ou n’attend plus.");
        let rows = |seen: &testkit::Seen| seen.body.matches("row-title").count();
        let page = postmaster.get("/webmel/gestion/envois").await;
        assert_eq!(rows(&page), 25);
        let next = page.attribute(".pagination a", "href").unwrap();
        assert_eq!(rows(&postmaster.get(&next).await), 1);
    }
}
