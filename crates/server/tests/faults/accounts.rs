//! Postfix and Dovecot ask the database who has an address and who has a box, as docs/operating/mail.md sets them up: by a
//! role that reads two views and nothing else.

use std::process::Command;

use kernel::{Id, people::Person, sql};
use testkit::{Dovecot, as_root, documented};
use url::Url;

use crate::deployment::Deployment;

/// What is said to the database by this role, or by whoever made it; whether it was taken, and the answer.
fn psql(database: &Url, role: Option<&str>, command: &str) -> (bool, String) {
    let mut database = database.clone();
    if let Some(role) = role {
        database.set_username(role).unwrap();
    }
    let ran = Command::new("psql").args([database.as_str(), "-Atqc", command]).output().unwrap();
    (ran.status.success(), String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).trim().to_owned())
}

/// A table of Postfix, asked as Postfix asks it.
struct Table<'t> {
    folder: &'t std::path::Path,
    name: &'t str,
}

impl Table<'_> {
    fn ask(&self, address: &str) -> String {
        let table = format!("pgsql:{}", self.folder.join(self.name).display());
        let config = self.folder.display().to_string();
        let ran = as_root("postmap").args(["-c", &config, "-q", address, &table]).output().unwrap();
        assert!(ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8_lossy(&ran.stdout).trim().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_and_dovecot_learn_from_the_database_who_has_a_box() {
    for deployment in Deployment::on_each_database().await {
        if !deployment.database.starts_with("postgres") {
            continue;
        }
        let database: Url = deployment.database.parse().unwrap();
        let name = database.path().trim_start_matches('/').to_owned();
        let role = format!("mail_{name}");
        let elsewhere = deployment.people_elsewhere().await;
        let ctx = deployment.ctx().await;
        let people = {
            let mut tx = ctx.read().await.unwrap();
            let people = sql!((Id<Person>, String): "SELECT id, address FROM people WHERE address LIKE '%@ac-creteil.example' ORDER BY identifier /* tenant: all; scan: a test */");
            tx.all(people).await.unwrap()
        };
        let [(here, present), (gone, left), ..] = people.as_slice() else { panic!("two agents") };
        let (here, gone) = (*here, *gone);
        ctx.write(async move |tx| {
            tx.execute(sql!("UPDATE people SET closed_at = 1 WHERE id = $1 /* tenant: a test */", gone))
                .await?;
            tx.execute(sql!(
                "INSERT INTO addresses (address, person_id) VALUES ('ancien.nom@ac-creteil.example', $1)",
                here
            ))
            .await?;
            let (alias, academy) = (tx.new_id::<()>(), tx.academy_id()?);
            tx.execute(sql!(
                "INSERT INTO mail_aliases (id, academy_id, address, note, created_at)
                  VALUES ($1, $2, 'secretariat@ac-creteil.example', '', 1)",
                alias,
                academy
            ))
            .await?;
            tx.execute(sql!(
                "INSERT INTO mail_alias_people (alias_id, person_id, academy_id) VALUES ($1, $2, $3)",
                alias,
                here,
                academy
            ))
            .await
        })
        .await
        .unwrap();
        let granted = documented("mail.md", "Accounts from the database").replace("preau_mail", &role);
        for command in granted.split(';').map(str::trim).filter(|command| !command.is_empty()) {
            let (taken, answer) = psql(&database, None, command);
            assert!(taken, "{command}: {answer}");
        }
        let (taken, answer) = psql(&database, Some(&role), "SELECT surname FROM people");
        assert!(!taken && answer.contains("permission denied"), "{answer}");

        let folder = tempfile::tempdir().unwrap();
        as_root("chmod").args(["755", &folder.path().display().to_string()]).status().unwrap();
        std::fs::write(folder.path().join("main.cf"), "compatibility_level = 3.6\n").unwrap();
        let place = format!("{}:{}", database.host_str().unwrap(), database.port().unwrap());
        let head = documented("mail.md", "Postfix asks the database")
            .replace("127.0.0.1:5432", &place)
            .replace("preau_mail", &role)
            .replace("dbname = preau", &format!("dbname = {name}"));
        for table in documented("mail.md", "Queries of Postfix").split("# ").skip(1) {
            let (file, query) = table.split_once('\n').unwrap();
            std::fs::write(folder.path().join(file), format!("{head}{query}")).unwrap();
        }
        let table = |name| Table { folder: folder.path(), name };
        let (recipients, boxes) = (table("preau-recipients.cf"), table("preau-boxes.cf"));
        assert_eq!(recipients.ask(present), "1");
        assert_eq!(recipients.ask(&present.to_uppercase()), "1");
        assert_eq!(recipients.ask("personne@ac-creteil.example"), "");
        assert_eq!(recipients.ask(left), "", "who has left takes no mail");
        assert_eq!(recipients.ask("x' OR 'a'='a"), "");
        assert_eq!(boxes.ask("ancien.nom@ac-creteil.example"), *present);
        assert_eq!(boxes.ask(present), "", "the name of a box leads nowhere else");
        let doors = table("preau-doors.cf");
        assert_eq!(doors.ask(present), "");
        assert_eq!(doors.ask("secretariat@ac-creteil.example"), "lmtp:inet:127.0.0.1:2424");
        assert_eq!(recipients.ask("secretariat@ac-creteil.example"), "1");

        let accounts = documented("mail.md", "Questions of Dovecot")
            .replace("127.0.0.1 port=5432", &place.replace(':', " port="))
            .replace("preau_mail", &role)
            .replace("dbname=preau ", &format!("dbname={name} "));
        let dovecot = Dovecot::knowing(&accounts).await;
        let lmtp = |to: &str| {
            let ran = Command::new("swaks")
                .args([
                    "--protocol",
                    "LMTP",
                    "--server",
                    &dovecot.lmtp.to_string(),
                    "--from",
                    "parent@ailleurs.example",
                ])
                .args(["--to", to, "--suppress-data"])
                .output()
                .unwrap();
            String::from_utf8_lossy(&ran.stdout).into_owned()
        };
        let said = lmtp(present);
        assert!(said.contains("250 2.0.0"), "{said}{}", dovecot.log());
        let said = lmtp("personne@ac-creteil.example");
        assert!(said.contains("550 5.1.1"), "{said}");
        // Whoever has left is still read by us until their box is erased.
        assert!(lmtp(left).contains("250 2.0.0"));

        // Of the same name in another académie: another person, under that domain alone.
        let (login, _) = present.split_once('@').unwrap();
        let namesake = format!("{login}@ac-lille.example");
        assert_eq!(recipients.ask(&namesake), "1");
        assert_eq!(boxes.ask(&namesake), "");
        for nobody in ["ancien.nom@ac-lille.example", "secretariat@ac-lille.example", login] {
            assert_eq!(recipients.ask(nobody), "", "{nobody}");
            assert!(dovecot.tool(&["user", nobody], b"").is_err(), "{nobody}");
        }
        let said = lmtp(&namesake);
        assert!(said.contains("250 2.0.0"), "{said}{}", dovecot.log());
        let subjects =
            |user: &str| dovecot.admin(&["-f", "flow", "fetch"], user, &["uid", "ALL"]).lines().count();
        assert_eq!((subjects(present), subjects(&namesake)), (1, 1));

        // All who have a box, and the room of each: a tenth more than ours.
        let mut all: Vec<String> =
            dovecot.tool(&["user", "*"], b"").unwrap().lines().map(str::to_owned).collect();
        all.sort();
        let mut told = ctx.read().await.unwrap();
        let everybody =
            sql!(String: "SELECT address FROM people ORDER BY address /* tenant: all; scan: a test */");
        let mut everybody = told.all(everybody).await.unwrap();
        everybody.sort();
        assert_eq!(all, everybody);
        let room =
            |user: &str| dovecot.tool(&["user", "-f", "quota_rule", user], b"").unwrap().trim().to_owned();
        assert_eq!(room(present), "*:bytes=2362232012", "two gigabytes and a tenth");
        let name = namesake.as_str();
        let there = sql!(Id<Person>: "SELECT id FROM people WHERE address = $1 /* tenant: a test */", name);
        let there = told.one(there).await.unwrap();
        elsewhere
            .write(async move |tx| {
                let mailbox = mail::mailbox::ensure(tx, there).await?;
                tx.execute(sql!(
                    "UPDATE mailboxes SET quota_bytes = 1000 WHERE id = $1 /* tenant: a test */",
                    mailbox
                ))
                .await
            })
            .await
            .unwrap();
        assert_eq!(room(&namesake), "*:bytes=1100");
        assert_eq!(room(present), "*:bytes=2362232012");
    }
}
