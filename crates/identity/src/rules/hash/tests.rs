use std::{
    sync::{Arc, Barrier},
    time::Duration,
};

use kernel::keys::Keys;
use proptest::prelude::*;

use super::*;

const SALT: Salt = *b"0123456789abcdef";

fn password(text: &str) -> Password {
    Password::new(text).unwrap()
}

#[test]
fn the_right_password_passes_and_others_do_not() {
    let keys = Keys::fixed(1);
    let stored = make(&keys, SALT, &password("girafe tambour neige")).unwrap();
    let right = verify(&keys, &stored, &password("girafe tambour neige"));
    assert_eq!(right, Ok(Verified::Yes { needs_rehash: false }));
    for wrong in ["girafe tambour neigé", "Girafe tambour neige", "girafe tambour neige ", ""] {
        assert_eq!(verify(&keys, &stored, &password(wrong)), Ok(Verified::No), "{wrong}");
    }
    assert_eq!(verify_nobody(&keys, &password("girafe tambour neige")), Ok(Verified::No));
}

#[test]
fn accents_typed_otherwise_are_the_same_password() {
    let keys = Keys::fixed(1);
    let stored = make(&keys, SALT, &password("été à Nîmes")).unwrap();
    let decomposed = password("e\u{301}te\u{301} a\u{300} Ni\u{302}mes");
    assert!(matches!(verify(&keys, &stored, &decomposed), Ok(Verified::Yes { .. })));
}

#[test]
fn the_stored_text_tells_costs_and_key_and_depends_on_salt_and_pepper() {
    let keys = Keys::fixed(1);
    let stored = make(&keys, SALT, &password("girafe")).unwrap();
    assert!(
        stored.starts_with("$argon2id-hmac-sha256$v=19$m=19456,t=2,p=1,k=1$MDEyMzQ1Njc4OWFiY2RlZg$"),
        "{stored}"
    );
    assert_ne!(make(&keys, *b"fedcba9876543210", &password("girafe")).unwrap(), stored);
    assert_ne!(make(&Keys::fixed(2), SALT, &password("girafe")).unwrap(), stored);
    assert_eq!(verify(&Keys::fixed(2), &stored, &password("girafe")), Ok(Verified::No));
}

#[test]
fn the_database_alone_does_not_hold_the_argon2_hash() {
    let keys = Keys::fixed(1);
    let stored: StoredHash = make(&keys, SALT, &password("girafe")).unwrap().parse().unwrap();
    let mut plain = [0; 32];
    argon2::Argon2::default().hash_password_into(b"girafe", &SALT, &mut plain).unwrap();
    assert_ne!(stored.tag, plain);
    assert_eq!(stored.tag, mac(&keys.numbered(1, PEPPER).unwrap(), &[&plain]));
}

#[test]
fn older_costs_still_pass_and_ask_for_a_new_hash() {
    let keys = Keys::fixed(1);
    let cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };
    let tag = tag(&keys, 1, cost, &SALT, &password("girafe")).unwrap();
    let stored = StoredHash { cost, key: 1, salt: SALT, tag }.to_string();
    assert_eq!(verify(&keys, &stored, &password("girafe")), Ok(Verified::Yes { needs_rehash: true }));
    assert_eq!(verify(&keys, &stored, &password("giraffe")), Ok(Verified::No));
    // The memory of one hash does not leak into the next, whatever their sizes.
    let today = make(&keys, SALT, &password("girafe")).unwrap();
    assert_eq!(make(&keys, SALT, &password("girafe")).unwrap(), today);
}

#[test]
fn a_missing_key_and_a_damaged_row_are_told() {
    let keys = Keys::fixed(1);
    let stored = make(&keys, SALT, &password("girafe")).unwrap();
    let other_key = stored.replace(",k=1$", ",k=7$");
    assert_eq!(verify(&keys, &other_key, &password("girafe")), Err(HashError::NoKey(7)));
    for damaged in [
        "",
        "$",
        "girafe",
        &stored[1..],
        &stored[..stored.len() - 1],
        &format!("{stored}$x"),
        &stored.replace("m=19456", "m=4000000000"),
        &stored.replace("t=2", "t=99999"),
        &stored.replace("p=1", "p=0"),
        &stored.replace("v=19", "v=16"),
        &stored.replace("k=1", "k=1,x=2"),
        &stored.replace("m=", "n="),
    ] {
        assert_eq!(verify(&keys, damaged, &password("girafe")), Err(HashError::Unreadable), "{damaged}");
    }
}

#[test]
fn debug_shows_neither_salt_nor_hash() {
    let stored: StoredHash = make(&Keys::fixed(1), SALT, &password("girafe")).unwrap().parse().unwrap();
    assert_eq!(
        format!("{stored:?}"),
        "StoredHash(Cost { memory_kib: 19456, passes: 2, lanes: 1 }, key 1, …)"
    );
}

fn pool(slots: usize, waiting: usize) -> HashPool {
    HashPool::start(slots, waiting).unwrap()
}

async fn verify_in(pool: &HashPool, stored: Option<&str>, text: &str) -> Result<Verified, HashError> {
    let place = pool.place().unwrap();
    pool.verify(&place, Keys::fixed(1), stored.map(str::to_owned), password(text)).await
}

#[tokio::test]
async fn the_pool_makes_and_verifies() {
    let pool = pool(2, 8);
    let place = pool.place().unwrap();
    let stored = pool.make(&place, Keys::fixed(1), SALT, password("girafe")).await.unwrap();
    assert_eq!(verify_in(&pool, Some(&stored), "girafe").await, Ok(Verified::Yes { needs_rehash: false }));
    assert_eq!(verify_in(&pool, Some(&stored), "giraffe").await, Ok(Verified::No));
    assert_eq!(verify_in(&pool, None, "girafe").await, Ok(Verified::No));
    assert_eq!(verify_in(&pool, Some("x"), "girafe").await, Err(HashError::Unreadable));
}

type Occupied = tokio::task::JoinHandle<Result<(), HashError>>;

/// Keeps one slot of the pool occupied until the barrier is passed.
fn occupy(pool: &HashPool) -> (Arc<Barrier>, Occupied) {
    let (started, release) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (pool, inside) = (pool.clone(), (Arc::clone(&started), Arc::clone(&release)));
    let task = tokio::spawn(async move {
        let place = pool.place().unwrap();
        pool.run(&place, move || {
            inside.0.wait();
            inside.1.wait();
            Ok(())
        })
        .await
    });
    // Waits on another thread than the task's.
    tokio::task::block_in_place(|| started.wait());
    (release, task)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_says_so_before_anything_is_done() {
    let pool = pool(1, 1);
    let (release, occupied) = occupy(&pool);
    let waiting = pool.place().unwrap();
    let full = Busy { retry_after_s: 1 };
    assert_eq!(pool.place().unwrap_err(), full);
    assert!(matches!(kernel::Error::from(full), kernel::Error::Unavailable(_)));
    release.wait();
    assert_eq!(occupied.await.unwrap(), Ok(()));
    assert_eq!(pool.verify(&waiting, Keys::fixed(1), None, password("a")).await, Ok(Verified::No));
    // Twice on one place, as for checking a password and hashing the next.
    assert_eq!(pool.verify(&waiting, Keys::fixed(1), None, password("a")).await, Ok(Verified::No));
    drop(waiting);
    assert_eq!(verify_in(&pool, None, "c").await, Ok(Verified::No));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_left_is_not_worked_for() {
    let pool = pool(1, 4);
    let (release, occupied) = occupy(&pool);
    let (told, mut tells) = tokio::sync::mpsc::unbounded_channel();
    let left = tokio::spawn({
        let pool = pool.clone();
        async move {
            let place = pool.place().unwrap();
            pool.run(&place, move || {
                let _ = told.send(());
                Ok(())
            })
            .await
        }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    left.abort();
    let _ = left.await;
    release.wait();
    let _ = occupied.await;
    assert!(verify_in(&pool, None, "c").await.is_ok());
    assert_eq!(tells.recv().await, None);
}

#[tokio::test]
async fn a_panic_costs_one_answer_and_no_thread() {
    let pool = pool(1, 4);
    let place = pool.place().unwrap();
    let failed: Result<(), _> = pool.run(&place, || panic!("on purpose")).await;
    assert_eq!(failed, Err(HashError::Failed));
    assert_eq!(verify_in(&pool, None, "c").await, Ok(Verified::No));
}

#[test]
fn a_longer_queue_asks_for_more_patience() {
    assert_eq!(pool(1, 10).retry_after_s, 1);
    assert_eq!(pool(2, 200).retry_after_s, 6);
    assert_eq!(pool(0, 0).retry_after_s, 1);
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in ".{0,80}", tail in "[$a-zA-Z0-9=,+/]{0,120}") {
        let _ = text.parse::<StoredHash>();
        let _ = format!("$argon2id-hmac-sha256$v=19${tail}").parse::<StoredHash>();
    }

    #[test]
    fn stored_hashes_read_back(salt: Salt, tag: [u8; 32], key: u32, memory_kib in 8u32..=262_144, passes in 1u32..=16, lanes in 1u32..=8) {
        let stored = StoredHash { cost: Cost { memory_kib, passes, lanes }, key, salt, tag };
        prop_assert_eq!(stored.to_string().parse::<StoredHash>().unwrap(), stored);
    }
}
