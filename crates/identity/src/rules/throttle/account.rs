//! Counters of one account, of one device that the account already trusts, and of one NUMEN on the pages that ask
//! for it. None of them can be used by a stranger to lock an agent out for good.

use super::{Answer, DAY, FailureLog, HOUR, Reason, SECOND};

const FIRST_DELAY: i64 = 20 * SECOND;
const LONGEST_DELAY: i64 = HOUR;

/// Failures on one account from devices that it does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountCounter {
    pub in_a_row: u32,
    pub wait_until_ms: i64,
    pub log: FailureLog,
}

impl AccountCounter {
    const FREE: u32 = 2;
    const A_DAY: usize = 25;
    const MOST_IN_A_ROW: u32 = 100;

    pub fn answer(&self, now_ms: i64) -> Answer {
        if self.in_a_row >= Self::MOST_IN_A_ROW {
            return Answer::Closed { reason: Reason::Streak };
        }
        let day = self.log.full_until(Self::A_DAY, DAY, now_ms);
        waiting(day, Reason::DayLimit, now_ms).and(waiting(Some(self.wait_until_ms), Reason::Delay, now_ms))
    }

    /// The counter after one more failure: from the third, 20 s, 40 s, 80 s, up to an hour.
    #[must_use]
    pub fn failed(self, now_ms: i64) -> AccountCounter {
        let in_a_row = self.in_a_row.saturating_add(1);
        AccountCounter {
            in_a_row,
            wait_until_ms: later(self.wait_until_ms, now_ms, delay(in_a_row, Self::FREE)),
            log: self.log.with(Self::A_DAY, DAY, now_ms),
        }
    }

    /// The counter after the right password. `counted_ms` is when this try was counted as a failure beforehand. The
    /// other failures of the day stay: a stranger's 25 guesses are not given back each time the agent signs in.
    #[must_use]
    pub fn succeeded(self, counted_ms: i64) -> AccountCounter {
        AccountCounter { in_a_row: 0, wait_until_ms: 0, log: self.log.without(counted_ms) }
    }

    /// The counter after the help desk, a reset or a passkey has proved who the agent is.
    #[must_use]
    pub fn cleared(self) -> AccountCounter {
        AccountCounter::default()
    }
}

/// Failures from one device that signed in before (known by its signed cookie). Ten are free, then the same growing
/// delays: slowed down, never disabled, whatever strangers do to the account meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeviceCounter {
    pub in_a_row: u32,
    pub wait_until_ms: i64,
}

impl DeviceCounter {
    const FREE: u32 = 9;

    pub fn answer(&self, now_ms: i64) -> Answer {
        waiting(Some(self.wait_until_ms), Reason::Delay, now_ms)
    }

    #[must_use]
    pub fn failed(self, now_ms: i64) -> DeviceCounter {
        let in_a_row = self.in_a_row.saturating_add(1);
        DeviceCounter {
            in_a_row,
            wait_until_ms: later(self.wait_until_ms, now_ms, delay(in_a_row, Self::FREE)),
        }
    }

    #[must_use]
    pub fn succeeded(self) -> DeviceCounter {
        DeviceCounter::default()
    }
}

/// Wrong birth dates (or passwords) for one NUMEN index, known or not: five in 24 hours, then the help desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumenCounter {
    pub log: FailureLog,
}

impl NumenCounter {
    const A_DAY: usize = 5;

    pub fn answer(&self, now_ms: i64) -> Answer {
        waiting(self.log.full_until(Self::A_DAY, DAY, now_ms), Reason::Numen, now_ms)
    }

    #[must_use]
    pub fn failed(self, now_ms: i64) -> NumenCounter {
        NumenCounter { log: self.log.with(Self::A_DAY, DAY, now_ms) }
    }

    #[must_use]
    pub fn succeeded(self) -> NumenCounter {
        NumenCounter::default()
    }
}

/// The delay after the n-th failure in a row, the first `free` of which cost nothing.
fn delay(in_a_row: u32, free: u32) -> i64 {
    match in_a_row.checked_sub(free + 1) {
        None => 0,
        // 20 s doubled eight times is above the hour already.
        Some(doublings) => (FIRST_DELAY << doublings.min(8)).min(LONGEST_DELAY),
    }
}

/// A counter's next moment: never earlier than the one it had, so that nothing shortens a delay but a success.
fn later(wait_until_ms: i64, now_ms: i64, delay: i64) -> i64 {
    if delay == 0 { wait_until_ms } else { wait_until_ms.max(now_ms.saturating_add(delay)) }
}

pub(super) fn waiting(until_ms: Option<i64>, reason: Reason, now_ms: i64) -> Answer {
    match until_ms {
        Some(until_ms) if until_ms > now_ms => Answer::Wait { until_ms, reason },
        _ => Answer::Allowed,
    }
}
