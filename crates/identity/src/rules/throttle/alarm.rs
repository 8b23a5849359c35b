//! The alarm over all accounts: when far more sign-ins fail in an hour than usual, somebody is trying passwords
//! everywhere at once, and no counter of one account sees it.

/// How long every sign-in is slowed down while the alarm lasts.
pub const ALARM_DELAY_MS: i64 = super::SECOND;

const TIMES_THE_MEDIAN: u64 = 5;
/// Below this a handful of slips in a quiet night would ring.
const QUIET: u64 = 20;

/// Whether the failures of the current hour are alarming against those of past hours (some days of them, in any
/// order).
pub fn is_alarming(past_hours: &[u32], this_hour: u32) -> bool {
    let mut hours = past_hours.to_vec();
    hours.sort_unstable();
    let median = hours.get(hours.len() / 2).copied().unwrap_or(0);
    u64::from(this_hour) > (u64::from(median) * TIMES_THE_MEDIAN).max(QUIET)
}
