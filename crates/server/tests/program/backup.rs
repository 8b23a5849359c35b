//! A backup put back elsewhere is the same deployment: people, trail, files, sign-ins.

use std::path::Path;

use kernel::{
    Ctx, Time,
    audit::{self, Entry, Outcome},
    people::{self, NewAcademy},
};
use server::{backup, config::Config};

async fn live(config: &Config) -> String {
    let ctx = Ctx::system(config.open().await.unwrap());
    let kept = ctx.services().files.keep_bytes(&b"une copie"[..]).await.unwrap();
    ctx.services().files.healthy().await;
    let new = NewAcademy {
        slug: "ac-creteil".into(),
        name: "Académie de Créteil".into(),
        mail_domain: "ac-creteil.example".into(),
        zone: "Europe/Paris".into(),
        accent: "bleu".into(),
    };
    let digest = kept.digest.clone();
    ctx.clone().write(async move |tx| people::found_academy(tx, &new).await).await.unwrap();
    let academy = people::academy(&mut ctx.read().await.unwrap(), "ac-creteil").await.unwrap();
    let ctx = ctx.in_academy(academy);
    ctx.write(async move |tx| {
        tx.add_file(&kept, "copie.txt", "text/plain").await?;
        tx.audit(Entry { action: "test.note", subject: None, result: Outcome::Done, detail: "ligne" }).await
    })
    .await
    .unwrap();
    digest
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_put_back_elsewhere_is_the_same_deployment() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let targets = testkit::databases(second.path()).await;
    for (source, target) in testkit::databases(first.path()).await.iter().zip(&targets) {
        let (data, other, copy) =
            (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (from, to) = (Config::of(data.path(), source), Config::of(other.path(), target));
        let digest = live(&from).await;
        let folder = copy.path().join("backup");
        // While it is open and written to.
        backup::backup(&from, &folder, Time(0)).await.unwrap();
        assert!(backup::backup(&from, &folder, Time(0)).await.is_err(), "not over another one");
        assert!(!walk(&folder).iter().any(|name| name.contains("secrets")), "the keys are apart");

        backup::restore(&to, &folder).await.unwrap();
        std::fs::copy(data.path().join("secrets"), other.path().join("secrets")).unwrap();
        let ctx = Ctx::system(to.open().await.unwrap());
        let academy = people::academy(&mut ctx.read().await.unwrap(), "ac-creteil").await.unwrap();
        let ctx = ctx.in_academy(academy);
        assert_eq!(audit::verify(&mut ctx.snapshot().await.unwrap()).await.unwrap(), 1);
        assert_eq!(&ctx.services().files.bytes(&digest).await.unwrap()[..], b"une copie");

        let again = backup::restore(&to, &folder).await.unwrap_err();
        assert!(again.to_string().contains("not empty"), "{again}");
        std::fs::remove_dir_all(other.path().join("files")).unwrap();
        assert!(backup::restore(&to, &folder).await.is_err(), "nor over a database");
        std::fs::remove_file(folder.join("preau-backup.json")).unwrap();
        let unfinished = backup::restore(&to, &folder).await.unwrap_err();
        assert!(unfinished.to_string().contains("no finished backup"), "{unfinished}");
    }
}

fn walk(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        names.push(path.display().to_string());
        if path.is_dir() {
            names.extend(walk(&path));
        }
    }
    names
}
