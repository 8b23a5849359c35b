use proptest::prelude::*;

use super::*;

/// Some Tuesday, to be far from zero.
const T0: i64 = 1_795_000_000_000;

fn after(failures: u32) -> AccountCounter {
    (0..failures).fold(AccountCounter::default(), |counter, _| counter.failed(T0))
}

fn wait(answer: Answer, now: i64) -> i64 {
    match answer {
        Answer::Allowed => 0,
        Answer::Wait { until_ms, .. } => until_ms - now,
        Answer::Closed { .. } => i64::MAX,
    }
}

#[test]
fn the_table_of_delays() {
    for (failures, seconds) in [
        (0, 0),
        (1, 0),
        (2, 0),
        (3, 20),
        (4, 40),
        (5, 80),
        (6, 160),
        (7, 320),
        (8, 640),
        (9, 1280),
        (10, 2560),
        (11, 3600),
        (24, 3600),
    ] {
        assert_eq!(wait(after(failures).answer(T0), T0), seconds * SECOND, "{failures} failures");
    }
    assert!(matches!(after(3).answer(T0), Answer::Wait { reason: Reason::Delay, .. }));
    assert_eq!(after(3).answer(T0 + 20 * SECOND - 1).retry_after_s(T0 + 20 * SECOND - 1), Some(1));
    assert!(after(3).answer(T0 + 20 * SECOND).is_allowed());
}

#[test]
fn the_twenty_fifth_failure_of_a_day_ends_the_day() {
    let counter = after(25);
    assert_eq!(counter.answer(T0), Answer::Wait { until_ms: T0 + DAY, reason: Reason::DayLimit });
    assert!(counter.answer(T0 + DAY).is_allowed());
}

#[test]
fn a_hundred_in_a_row_close_the_password() {
    assert!(matches!(after(99).answer(T0 + 10 * DAY), Answer::Allowed));
    assert_eq!(after(100).answer(T0 + 10 * DAY), Answer::Closed { reason: Reason::Streak });
    assert!(after(100).cleared().answer(T0).is_allowed());
}

#[test]
fn success_ends_the_delay_but_not_the_day() {
    let counter = after(24).succeeded(T0 + 1);
    assert_eq!((counter.in_a_row, counter.answer(T0)), (0, Answer::Allowed));
    assert!(matches!(counter.failed(T0 + 2).answer(T0 + 2), Answer::Wait { reason: Reason::DayLimit, .. }));
}

#[test]
fn a_try_counted_beforehand_is_given_back() {
    let before = after(2);
    let tried = before.clone().failed(T0 + 5);
    assert!(!tried.answer(T0 + 5).is_allowed());
    let done = tried.succeeded(T0 + 5);
    assert_eq!(done.log, before.log);
    assert!(done.answer(T0 + 5).is_allowed());
    // Signing in a hundred times a day is no failure.
    let busy = (0..100).fold(AccountCounter::default(), |c, n| c.failed(T0 + n).succeeded(T0 + n));
    assert_eq!(busy, AccountCounter::default());
}

#[test]
fn a_trusted_device_is_slowed_from_the_tenth_and_never_disabled() {
    let after = |failures| (0..failures).fold(DeviceCounter::default(), |c, _| c.failed(T0));
    assert!(after(9).answer(T0).is_allowed());
    assert_eq!(wait(after(10).answer(T0), T0), 20 * SECOND);
    assert_eq!(wait(after(12).answer(T0), T0), 80 * SECOND);
    assert_eq!(wait(after(5_000).answer(T0), T0), HOUR);
    assert!(after(5_000).answer(T0 + HOUR).is_allowed());
    assert_eq!(after(12).succeeded(), DeviceCounter::default());
}

#[test]
fn a_numen_may_fail_five_times_a_day() {
    let after = |failures| (0..failures).fold(NumenCounter::default(), |c, n| c.failed(T0 + n));
    assert!(after(4).answer(T0 + 4).is_allowed());
    assert_eq!(after(5).answer(T0 + 5), Answer::Wait { until_ms: T0 + DAY, reason: Reason::Numen });
    assert!(after(5).answer(T0 + DAY).is_allowed());
    assert!(after(5).succeeded().answer(T0 + 5).is_allowed());
}

#[test]
fn an_address_may_fail_thirty_times_in_ten_minutes_and_a_school_three_hundred() {
    let after = |failures| (0..failures).fold(AddressCounter::default(), |c, n| c.failed(T0 + n));
    assert!(after(29).answer(AddressKind::Ordinary, T0 + 300).is_allowed());
    let full = Answer::Wait { until_ms: T0 + 10 * MINUTE, reason: Reason::Address };
    assert_eq!(after(30).answer(AddressKind::Ordinary, T0 + 300), full);
    assert!(after(299).answer(AddressKind::SchoolExit, T0 + 300).is_allowed());
    assert_eq!(after(300).answer(AddressKind::SchoolExit, T0 + 300), full);
    assert!(after(30).answer(AddressKind::Ordinary, T0 + 10 * MINUTE).is_allowed());
    assert_eq!(after(30).failed(T0 + 10 * MINUTE).failures, 1);
    assert!(after(30).succeeded().answer(AddressKind::Ordinary, T0).is_allowed());
    // A clock set back does not make a window that never ends.
    assert_eq!(after(30).failed(T0 - DAY).failures, 1);
}

#[test]
fn ten_different_numen_an_hour_from_one_address() {
    let index = |n: u8| [n; 32];
    let spread = (0..10).fold(NumenSpread::default(), |s, n| s.tried(&index(n), T0));
    assert!(spread.answer(AddressKind::Ordinary, &index(3), T0).is_allowed());
    let full = Answer::Wait { until_ms: T0 + HOUR, reason: Reason::NumenSpread };
    assert_eq!(spread.answer(AddressKind::Ordinary, &index(10), T0), full);
    assert!(spread.answer(AddressKind::SchoolExit, &index(10), T0).is_allowed());
    assert!(spread.answer(AddressKind::Ordinary, &index(10), T0 + HOUR).is_allowed());
    let many = (0..200).fold(NumenSpread::default(), |s, n| s.tried(&index(n), T0));
    assert_eq!(many.answer(AddressKind::SchoolExit, &index(250), T0), full);
    assert_eq!(many.seen_bytes().len(), 60 * 8);
    assert_eq!(NumenSpread::stored(many.window_start_ms, &many.seen_bytes()), many);
    // The same person twice counts once.
    let one = (0..50).fold(NumenSpread::default(), |s, _| s.tried(&index(1), T0));
    assert!(one.answer(AddressKind::Ordinary, &index(2), T0).is_allowed());
}

#[test]
fn the_alarm_rings_above_five_times_the_median() {
    assert!(!is_alarming(&[10, 10, 10, 500], 50));
    assert!(is_alarming(&[10, 10, 10, 500], 51));
    assert!(!is_alarming(&[0, 0, 0], 20));
    assert!(is_alarming(&[], 21));
    assert!(!is_alarming(&[u32::MAX; 3], u32::MAX));
}

#[test]
fn answers_combine_to_the_stricter() {
    let short = Answer::Wait { until_ms: 1, reason: Reason::Delay };
    let long = Answer::Wait { until_ms: 2, reason: Reason::Address };
    let closed = Answer::Closed { reason: Reason::Streak };
    let all = [Answer::Allowed, short, long, closed];
    for (weak, one) in all.into_iter().enumerate() {
        for (strong, two) in all.into_iter().enumerate() {
            assert_eq!(one.and(two), all[weak.max(strong)]);
        }
    }
}

#[test]
fn every_reason_has_its_words() {
    for reason in
        [Reason::Delay, Reason::DayLimit, Reason::Streak, Reason::Address, Reason::NumenSpread, Reason::Numen]
    {
        let answer = Answer::Closed { reason };
        let (french, english) = (answer.message(Locale::Fr).unwrap(), answer.message(Locale::En).unwrap());
        assert_ne!(french, english);
        assert!(!french.contains(" :") && !french.contains('\'') && !french.contains("  "), "{french}");
    }
    assert_eq!(Answer::Allowed.message(Locale::Fr), None);
}

proptest! {
    #[test]
    fn one_more_failure_never_shortens_the_wait(gaps in proptest::collection::vec(0i64..2 * HOUR, 1..140), look in 0i64..2 * DAY) {
        let mut now = T0;
        let (mut counter, mut device, mut numen) = (AccountCounter::default(), DeviceCounter::default(), NumenCounter::default());
        for gap in gaps {
            now += gap;
            let then = now + look;
            let before = [wait(counter.answer(then), then), wait(device.answer(then), then), wait(numen.answer(then), then)];
            counter = counter.failed(now);
            device = device.failed(now);
            numen = numen.failed(now);
            let after = [wait(counter.answer(then), then), wait(device.answer(then), then), wait(numen.answer(then), then)];
            for (before, after) in before.iter().zip(after) {
                prop_assert!(after >= *before, "{after} < {before}");
            }
        }
    }

    #[test]
    fn nobody_guesses_more_than_25_times_in_any_24_hours(
        gaps in proptest::collection::vec(prop_oneof![0i64..MINUTE, 0i64..3 * HOUR, 20 * HOUR..26 * HOUR], 1..200),
        signs_in in proptest::collection::vec(any::<bool>(), 200)
    ) {
        let (mut now, mut counter, mut guesses) = (T0, AccountCounter::default(), Vec::new());
        for (gap, owner_signs_in) in gaps.into_iter().zip(signs_in) {
            now += gap;
            if owner_signs_in {
                counter = counter.failed(now).succeeded(now);
            }
            if counter.answer(now).is_allowed() {
                counter = counter.failed(now);
                guesses.push(now);
            }
        }
        for (at, first) in guesses.iter().enumerate() {
            let within = guesses[at..].iter().take_while(|g| **g - first < DAY).count();
            prop_assert!(within <= 25, "{within}");
        }
    }

    #[test]
    fn whoever_waits_as_told_is_let_in(gaps in proptest::collection::vec(0i64..HOUR, 1..99)) {
        let (mut now, mut counter) = (T0, AccountCounter::default());
        for gap in gaps {
            now += gap;
            counter = counter.failed(now);
            if let Answer::Wait { until_ms, .. } = counter.answer(now) {
                prop_assert!(!counter.answer(until_ms - 1).is_allowed());
                prop_assert!(counter.answer(until_ms).is_allowed());
                prop_assert!(until_ms <= now + DAY);
            }
        }
    }

    #[test]
    fn counters_survive_storage(moments in proptest::collection::vec(0i64..DAY, 0..40)) {
        let log = moments.iter().fold(AccountCounter::default(), |c, m| c.failed(T0 + m)).log;
        prop_assert!(log.to_bytes().len() <= 50 * 8);
        prop_assert_eq!(FailureLog::from_bytes(&log.to_bytes()), log);
    }

    #[test]
    fn no_stored_row_makes_it_panic(in_a_row: u32, until: i64, bytes in proptest::collection::vec(any::<u8>(), 0..300), now: i64) {
        let counter = AccountCounter { in_a_row, wait_until_ms: until, log: FailureLog::from_bytes(&bytes) };
        let _ = counter.answer(now).retry_after_s(now);
        let _ = counter.clone().failed(now).succeeded(now);
        let _ = DeviceCounter { in_a_row, wait_until_ms: until }.failed(now).answer(now);
        let _ = AddressCounter { window_start_ms: until, failures: in_a_row }.failed(now).answer(AddressKind::Ordinary, now);
        let _ = NumenSpread::stored(until, &bytes).tried(&[1; 32], now).answer(AddressKind::SchoolExit, &[2; 32], now);
    }
}
