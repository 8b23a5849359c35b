//! The keys that sign, over the months.

use kernel::time::{days, hours};

use super::*;
use crate::oidc::keys;

async fn published(app: &TestApp) -> Vec<String> {
    let seen = app.visitor().get("/oidc/cles").await;
    assert_eq!(seen.headers[header::CACHE_CONTROL], "public, max-age=3600");
    let set: Value = serde_json::from_str(&seen.body).unwrap();
    for key in set["keys"].as_array().unwrap() {
        assert_eq!((text(key, "alg"), text(key, "crv"), text(key, "use")), ("ES256", "P-256", "sig"));
        assert!(key.get("d").is_none(), "the public half alone");
    }
    set["keys"].as_array().unwrap().iter().map(|key| text(key, "kid").to_owned()).collect()
}

async fn signing(app: &TestApp) -> String {
    keys::signing(&app.ctx()).await.unwrap().id.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_published_a_month_before_it_signs_and_a_day_after() {
    for app in TestApp::on_each_database(&[module()]).await {
        let before = published(&app).await;
        assert_eq!(before.len(), 2);
        assert_eq!(signing(&app).await, before[0]);
        app.services().clock.advance(hours(30 * 24 - 1));
        assert_eq!(signing(&app).await, before[0]);
        app.services().clock.advance(hours(1));
        let after = published(&app).await;
        assert_eq!(after[..2], before, "the one before is still there");
        assert_eq!(after.len(), 3);
        assert_eq!(signing(&app).await, before[1]);
        app.services().clock.advance(days(1));
        assert_eq!(published(&app).await, after[1..]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_slept_for_months_makes_fresh_keys() {
    for app in TestApp::on_each_database(&[module()]).await {
        let before = published(&app).await;
        app.services().clock.advance(days(200));
        let after = published(&app).await;
        assert_eq!(after.len(), 2);
        assert!(!after.iter().any(|id| before.contains(id)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn private_halves_are_sealed_to_their_row() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        let key = keys::signing(&ctx).await.unwrap();
        assert!(key.private(&ctx).is_ok());
        let mut other = keys::published(&ctx).await.unwrap().pop().unwrap();
        assert_ne!(other.id, key.id);
        other.id = key.id;
        assert!(other.private(&ctx).is_err(), "a sealed key moved to another row does not open");
    }
}
