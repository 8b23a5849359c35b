use futures::future::BoxFuture;

use super::*;
use crate::{Ctx, db::tests::benches, people::NewAcademy};

async fn academy(ctx: &Ctx) -> Ctx {
    let new = NewAcademy {
        slug: "ac-creteil".into(),
        name: "Académie de Créteil".into(),
        mail_domain: "ac-creteil.example".into(),
        zone: "Europe/Paris".into(),
        accent: "bleu".into(),
    };
    let found = ctx.write(async move |tx| {
        people::found_academy(tx, &new).await?;
        people::academy(tx, "ac-creteil").await
    });
    ctx.clone().in_academy(found.await.unwrap())
}

async fn note(ctx: &Ctx, detail: &'static str) {
    ctx.write(async move |tx| {
        tx.audit(Entry { action: "test.note", subject: None, result: Outcome::Done, detail }).await
    })
    .await
    .unwrap();
}

async fn checked(ctx: &Ctx) -> Result<i64> {
    verify(&mut ctx.snapshot().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_proves_itself_whatever_was_written_in_it() {
    for bench in benches("audit_whole").await {
        let ctx = academy(&Ctx::system(bench.services.clone())).await;
        assert_eq!(checked(&ctx).await.unwrap(), 0);
        for detail in ["un", "deux\0trois", "« quatre »"] {
            note(&ctx, detail).await;
        }
        assert_eq!(checked(&ctx).await.unwrap(), 3);
    }
}

type Hand = fn(&mut Tx) -> BoxFuture<'_, Result<u64>>;

/// What somebody with a shell on the database might do.
const HANDS: &[(&str, Hand)] = &[
    ("a line edited", |tx| {
        Box::pin(tx.execute(sql!("UPDATE audit SET detail = 'rien' WHERE number = 3 /* tenant: a test */")))
    }),
    ("a line taken out", |tx| {
        Box::pin(tx.execute(sql!("DELETE FROM audit WHERE number = 3 /* tenant: a test */")))
    }),
    ("two lines exchanged", |tx| {
        Box::pin(async move {
            tx.execute(sql!("UPDATE audit SET number = 99 WHERE number = 3 /* tenant: a test */")).await?;
            tx.execute(sql!("UPDATE audit SET number = 3 WHERE number = 4 /* tenant: a test */")).await?;
            tx.execute(sql!("UPDATE audit SET number = 4 WHERE number = 99 /* tenant: a test */")).await
        })
    }),
    ("the end cut off", |tx| {
        Box::pin(tx.execute(sql!("DELETE FROM audit WHERE number = 5 /* tenant: a test */")))
    }),
    ("the end cut off and the head put back", |tx| {
        Box::pin(async move {
            tx.execute(sql!("DELETE FROM audit WHERE number = 5 /* tenant: a test */")).await?;
            tx.execute(sql!(
                "UPDATE audit_heads SET number = 4, hash = (SELECT hash FROM audit WHERE number = 4) /* tenant: a test */"
            ))
            .await
        })
    }),
    ("the beginning taken away and a floor made up", |tx| {
        Box::pin(async move {
            tx.execute(sql!(
                "UPDATE audit_heads SET floor = 2, floor_hash = (SELECT hash FROM audit WHERE number = 2) /* tenant: a test */"
            ))
            .await?;
            tx.execute(sql!("DELETE FROM audit WHERE number <= 2 /* tenant: a test */")).await
        })
    }),
    ("the head taken away", |tx| Box::pin(tx.execute(sql!("DELETE FROM audit_heads /* tenant: a test */")))),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_tells_that_other_hands_were_there() {
    for (n, (what, change)) in HANDS.iter().enumerate() {
        for bench in benches(&format!("audit_hands{n}")).await {
            let ctx = academy(&Ctx::system(bench.services.clone())).await;
            for _ in 0..5 {
                note(&ctx, "ligne").await;
            }
            assert_eq!(checked(&ctx).await.unwrap(), 5);
            ctx.write(async move |tx| change(tx).await).await.unwrap();
            let told = checked(&ctx).await;
            assert!(matches!(told, Err(Error::Conflict(_))), "{what}: {told:?}");
            // Nor is it made good by what the program writes afterwards.
            if *what != "the head taken away" {
                note(&ctx, "après").await;
                assert!(matches!(checked(&ctx).await, Err(Error::Conflict(_))), "{what}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_go_after_a_year_and_the_rest_still_proves_itself() {
    for bench in benches("audit_purge").await {
        let ctx = academy(&Ctx::system(bench.services.clone())).await;
        let purged = async || (PURGE.run)(Ctx::system(bench.services.clone())).await.unwrap();
        let left = async || {
            let all = sql!(i64: "SELECT number FROM audit ORDER BY number /* scan: a test's table */");
            ctx.read().await.unwrap().all(all).await.unwrap()
        };
        for _ in 0..5 {
            note(&ctx, "ancienne").await;
        }
        bench.services.clock.advance(days(200));
        for _ in 0..3 {
            note(&ctx, "récente").await;
        }
        purged().await;
        assert_eq!(left().await.len(), 8, "nothing is a year old");
        bench.services.clock.advance(days(166));
        purged().await;
        assert_eq!(left().await, [6, 7, 8]);
        assert_eq!(checked(&ctx).await.unwrap(), 8);
        note(&ctx, "nouvelle").await;
        assert_eq!(checked(&ctx).await.unwrap(), 9);
        bench.services.clock.advance(days(400));
        purged().await;
        assert!(left().await.is_empty());
        assert_eq!(checked(&ctx).await.unwrap(), 9, "the end is known though every line is gone");
        note(&ctx, "après").await;
        assert_eq!(checked(&ctx).await.unwrap(), 10);
    }
}
