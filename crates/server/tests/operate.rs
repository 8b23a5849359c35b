//! The operator's commands on a deployment at hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use kernel::{
    audit::{Entry, Outcome},
    sql,
};
use server::{
    audit,
    exits::{self, ExitsCommand},
};
use testkit::TestApp;

fn domains() -> Vec<web::Module> {
    server::modules::modules().into_iter().filter(|m| !["kernel", "web"].contains(&m.base.name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn exits_of_schools_are_told_as_the_counters_know_them() {
    for app in TestApp::on_each_database(&domains()).await {
        let run = async |command| exits::run(app.services().clone(), command).await.unwrap();
        let known = async || {
            let all = sql!(String: "SELECT address FROM school_exits ORDER BY address");
            app.ctx().read().await.unwrap().all(all).await.unwrap()
        };
        for address in ["192.0.2.7", "2001:db8:1:2:3::4", "192.0.2.7"] {
            run(ExitsCommand::Add { address: address.parse().unwrap() }).await;
        }
        assert_eq!(known().await, ["192.0.2.7", "2001:db8:1:2::/64"]);
        run(ExitsCommand::Remove { address: "2001:db8:1:2:ffff::1".parse().unwrap() }).await;
        let absent = run(ExitsCommand::Remove { address: "192.0.2.8".parse().unwrap() }).await;
        assert_eq!(format!("{absent:?}"), format!("{:?}", std::process::ExitCode::FAILURE));
        assert_eq!(known().await, ["192.0.2.7"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_that_was_changed_ends_the_command_with_a_failure() {
    for app in TestApp::on_each_database(&domains()).await {
        let note = Entry { action: "test.note", subject: None, result: Outcome::Done, detail: "ligne" };
        app.ctx().write(async move |tx| tx.audit(note).await).await.unwrap();
        let told = async |slug: Option<&str>| {
            format!("{:?}", audit::verify(app.services().clone(), slug).await.unwrap())
        };
        let (whole, changed) = [std::process::ExitCode::SUCCESS, std::process::ExitCode::FAILURE]
            .map(|c| format!("{c:?}"))
            .into();
        assert_eq!(told(None).await, whole);
        let by_hand = async |tx: &mut kernel::Tx| {
            tx.execute(sql!("UPDATE audit SET detail = 'rien' /* tenant: a test */")).await
        };
        app.ctx().write(by_hand).await.unwrap();
        assert_eq!(told(Some("ac-creteil")).await, changed);
        assert!(audit::verify(app.services().clone(), Some("ac-nulle-part")).await.is_err());
    }
}
