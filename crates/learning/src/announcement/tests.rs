//! Announcements: who writes them, who reads them.

use http::StatusCode;
use kernel::permission::Role;
use testkit::TestApp;

const HERE: &str = "/magistere/ac-creteil/annonces";

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_writes_and_those_concerned_read_until_the_day_given() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let malik = app.person("mberthier").await;
        app.ctx().write(async move |tx| kernel::people::grant(tx, malik, Role::Manager).await).await.unwrap();
        let mut manager = app.signed_in(malik).await;
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        assert_eq!(jeanne.get(&format!("{HERE}/nouvelle")).await.status, StatusCode::FORBIDDEN);
        manager.get(HERE).await;
        let mut fields = vec![
            ("title", "Plan de formation"),
            ("author", ""),
            ("body", "<p>Déposez vos <strong>vœux</strong>.<script>alert(1)</script></p>"),
            ("until", "2026-12-01"),
            ("audience", "ens"),
        ];
        let refused = manager.post(HERE, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.attribute("#title", "value").unwrap(), "Plan de formation");
        fields[1].1 = "Rectorat";
        assert_eq!(manager.post(HERE, &fields).await.location(), HERE);
        let seen = jeanne.get(HERE).await;
        assert!(seen.body.contains("<strong>vœux</strong>"));
        assert!(!seen.body.contains("alert(1)"));
        let edit = manager.get(HERE).await.attribute("article a", "href").unwrap();
        fields[4].1 = "DIR";
        fields.push(("version", "1"));
        manager.post(&edit, &fields).await;
        assert!(!jeanne.get(HERE).await.body.contains("vœux"), "for heads only now");
        let second = manager.post(&edit, &fields).await;
        assert!(second.text("#title-error").unwrap().contains("Quelqu’un d’autre"));
        let question = manager.get(&format!("{edit}/suppression")).await;
        assert!(question.text(".lede").unwrap().contains("Plan de formation"), "it names what goes");
        manager.post(&format!("{edit}/suppression"), &[]).await;
        assert!(manager.get(HERE).await.body.contains("Aucune annonce"));
    }
}
