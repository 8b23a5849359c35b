//! Messages lie in Dovecot: we are killed again and again while boxes are filled here and there, and in the end each
//! message is in its box once, on both sides.

use std::{collections::BTreeMap, time::Duration};

use kernel::sql;
use testkit::{Dovecot, free_address};
use tokio::time::sleep;

use crate::{
    deployment::{Deployment, Process},
    handover::is_taken,
};

/// How often each subject lies in a box there.
fn there(dovecot: &Dovecot, user: &str) -> BTreeMap<String, usize> {
    let told = dovecot.admin(&["-f", "flow", "fetch"], user, &["hdr.subject", "ALL"]);
    let mut counts = BTreeMap::new();
    for line in told.lines() {
        *counts.entry(line.trim_start_matches("hdr.subject=").to_owned()).or_default() += 1;
    }
    counts
}

async fn here(deployment: &Deployment, user: &str) -> BTreeMap<String, usize> {
    let ctx = deployment.ctx().await;
    let mut tx = ctx.read().await.unwrap();
    let rows = tx
        .all(sql!((String, i64): "SELECT m.subject, COUNT(*) FROM mail_messages m JOIN people p ON p.id = m.mailbox_id
              WHERE p.address = $1 GROUP BY m.subject /* tenant: all; scan: a test */", user))
        .await
        .unwrap();
    rows.into_iter().map(|(subject, count)| (subject, count as usize)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_carried_to_dovecot_is_there_once_whatever_is_killed() {
    for deployment in Deployment::on_each_database().await {
        let dovecot = Dovecot::start().await;
        let to = deployment.writers().await.remove(0).address;
        let setting = ("PREAU_IMAP_STORE", dovecot.url());
        for round in 0..4 {
            let settings = std::slice::from_ref(&setting);
            let mut process =
                Process::start_with(&deployment, &deployment.database, free_address(), settings).await;
            for n in 0..15 {
                assert!(is_taken(process.lmtp, &format!("ici {round}.{n}"), &[&to]).await);
                if n % 3 == 0 {
                    let message = format!("Subject: l\u{e0} {round}.{n}\r\n\r\nBonjour.\r\n");
                    dovecot.admin_with(&["save"], &to, &["-m", "INBOX"], message.as_bytes());
                }
            }
            // Somewhere between the first message carried and the last.
            sleep(Duration::from_millis(100 + 150 * round)).await;
            process.kill();
        }
        let process =
            Process::start_with(&deployment, &deployment.database, free_address(), &[setting]).await;
        // Something changed here: what changed there is looked for as well.
        assert!(is_taken(process.lmtp, "fin", &[&to]).await);
        for _ in 0..450 {
            sleep(Duration::from_millis(200)).await;
            if here(&deployment, &to).await.len() == 81 && there(&dovecot, &to).len() == 81 {
                break;
            }
        }
        for (side, counts) in [("here", here(&deployment, &to).await), ("there", there(&dovecot, &to))] {
            assert_eq!(counts.len(), 81, "{side}: {counts:?}");
            assert!(counts.values().all(|count| *count == 1), "{side}: {counts:?}");
        }
    }
}
