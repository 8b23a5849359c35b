//! The moments of the last failures, so that "25 in 24 hours" holds for every 24 hours and not only for those that
//! a fixed window happens to cut.

/// Moments of failures in milliseconds, oldest first. Stored as 8 bytes each, little end first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureLog(Vec<i64>);

impl FailureLog {
    /// Reads what [`FailureLog::to_bytes`] wrote; a last incomplete moment is ignored.
    pub fn from_bytes(bytes: &[u8]) -> FailureLog {
        FailureLog(bytes.as_chunks().0.iter().map(|moment| i64::from_le_bytes(*moment)).collect())
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|moment| moment.to_le_bytes()).collect()
    }

    /// When the log has room again under `most` failures in `window_ms`; `None` when it has room now.
    pub(super) fn full_until(&self, most: usize, window_ms: i64, now_ms: i64) -> Option<i64> {
        let recent = self.0.iter().filter(|moment| now_ms.saturating_sub(**moment) < window_ms);
        let surplus = recent.clone().count().checked_sub(most)?;
        // With the oldest ones out of the window, one less than `most` is left.
        recent.copied().nth(surplus).map(|oldest| oldest.saturating_add(window_ms))
    }

    /// Adds a failure and forgets what is out of the window. Keeps up to twice as many as allowed: tries that were
    /// counted at the same moment may be taken back, and must not have pushed out older failures meanwhile.
    #[must_use]
    pub(super) fn with(mut self, most: usize, window_ms: i64, now_ms: i64) -> FailureLog {
        self.0.retain(|moment| now_ms.saturating_sub(*moment) < window_ms);
        self.0.push(now_ms);
        self.0.sort_unstable();
        let surplus = self.0.len().saturating_sub(2 * most);
        self.0.drain(..surplus);
        self
    }

    /// Takes back one failure that was counted at this moment and turned out to be none.
    #[must_use]
    pub(super) fn without(mut self, counted_ms: i64) -> FailureLog {
        if let Some(at) = self.0.iter().rposition(|moment| *moment == counted_ms) {
            self.0.remove(at);
        }
        self
    }
}
