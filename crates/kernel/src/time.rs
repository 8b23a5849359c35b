//! Moments and the clock. A `Time` is what storage holds: milliseconds since 1970, UTC; a zone appears only on
//! screen, and the clock comes from `Ctx` so that tests can hold it still.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Time(pub i64);

impl Time {
    #[must_use]
    pub fn plus(self, duration: Duration) -> Time {
        Time(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    #[must_use]
    pub fn minus(self, duration: Duration) -> Time {
        Time(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier`; zero when it is not after.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0).max(0) as u64)
    }

    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The same moment for jiff; times outside its range (±9,999 years) become its nearest bound.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }

    pub fn zoned(self, zone: &TimeZone) -> ZonedDateTime {
        self.timestamp().to_zoned_datetime(zone.clone())
    }
}

impl From<Timestamp> for Time {
    fn from(timestamp: Timestamp) -> Self {
        Time(timestamp.as_millisecond())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.timestamp(), f)
    }
}

/// Hours and days as durations, for rules that read like their table.
pub const fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}
pub const fn hours(n: u64) -> Duration {
    Duration::from_secs(n * 3600)
}
pub const fn days(n: u64) -> Duration {
    Duration::from_secs(n * 86_400)
}

/// Where "now" comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Held still; moved by the test that made it.
    Held(Arc<AtomicI64>),
}

impl Clock {
    pub fn held_at(time: Time) -> Clock {
        Clock::Held(Arc::new(AtomicI64::new(time.0)))
    }

    pub fn now(&self) -> Time {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
            Clock::System => Timestamp::now().into(),
            Clock::Held(at) => Time(at.load(Ordering::Relaxed)),
        }
    }

    /// Moves a held clock forward; the system's clock does not move for us.
    pub fn advance(&self, by: Duration) {
        if let Clock::Held(at) = self {
            at.fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::Relaxed);
        }
    }
}
