//! How failures slow a guesser down without locking the agent out: counters that grow delays, by account, trusted
//! device, NUMEN and address. Pure: a stored counter and the time give an answer and the counter to store.
//!
//! Whoever checks a password counts the failure *before* the check, in the transaction that asked for the answer, and
//! calls `succeeded` afterwards. A thousand tries at the same moment then wait like a thousand tries in turn.

mod account;
mod address;
mod alarm;
mod log;
#[cfg(test)]
mod tests;

use kernel::Locale;

pub use self::{
    account::{AccountCounter, DeviceCounter, NumenCounter},
    address::{AddressCounter, AddressKind, NumenSpread},
    alarm::{ALARM_DELAY_MS, is_alarming},
    log::FailureLog,
};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// May this try go on? Times are milliseconds since 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Allowed,
    /// Not before this moment.
    Wait {
        until_ms: i64,
        reason: Reason,
    },
    /// Time does not help: a passkey or the help desk does.
    Closed {
        reason: Reason,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The growing delay after some failures in a row.
    Delay,
    /// 25 failures in 24 hours.
    DayLimit,
    /// 100 failures in a row.
    Streak,
    /// Too many failures from one address.
    Address,
    /// Too many different NUMEN tried from one address.
    NumenSpread,
    /// Too many wrong birth dates for one NUMEN.
    Numen,
}

impl Answer {
    pub fn is_allowed(self) -> bool {
        self == Answer::Allowed
    }

    /// The stricter of two answers, to combine the counters of one try.
    #[must_use]
    pub fn and(self, other: Answer) -> Answer {
        match (self, other) {
            (Answer::Closed { .. }, _) | (_, Answer::Allowed) => self,
            (Answer::Wait { until_ms: one, .. }, Answer::Wait { until_ms: two, .. }) if one >= two => self,
            _ => other,
        }
    }

    /// What happened and the way out. The page adds when to come back.
    pub fn message(self, locale: Locale) -> Option<&'static str> {
        match self {
            Answer::Allowed => None,
            Answer::Wait { reason, .. } | Answer::Closed { reason } => Some(reason.message(locale)),
        }
    }

    /// Seconds to wait, rounded up, for `Retry-After`.
    pub fn retry_after_s(self, now_ms: i64) -> Option<u32> {
        match self {
            Answer::Wait { until_ms, .. } => {
                let seconds = until_ms.saturating_sub(now_ms).max(0).saturating_add(SECOND - 1) / SECOND;
                Some(u32::try_from(seconds).unwrap_or(u32::MAX))
            }
            Answer::Allowed | Answer::Closed { .. } => None,
        }
    }
}

impl Reason {
    pub fn message(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Reason::Delay, Locale::Fr) => {
                "Plusieurs essais ont échoué. Votre compte n’est pas bloqué\u{a0}: patientez un peu, \
                 ou réinitialisez votre mot de passe oublié."
            }
            (Reason::Delay, Locale::En) => {
                "Several attempts failed. Your account is not locked: wait a little, or reset your forgotten password."
            }
            (Reason::DayLimit, Locale::Fr) => {
                "Trop d’essais ont échoué depuis vingt-quatre heures. Votre compte existe toujours\u{a0}: \
                 revenez plus tard, connectez-vous depuis un appareil habituel, ou appelez l’assistance."
            }
            (Reason::DayLimit, Locale::En) => {
                "Too many attempts failed in the last twenty-four hours. Your account still exists: come back later, \
                 sign in from a device you often use, or call the help desk."
            }
            (Reason::Streak, Locale::Fr) => {
                "Cent essais de suite ont échoué\u{a0}: le mot de passe n’est plus accepté. \
                 Connectez-vous avec une clé d’accès, ou appelez l’assistance. Votre compte existe toujours."
            }
            (Reason::Streak, Locale::En) => {
                "A hundred attempts in a row failed: the password is no longer accepted. \
                 Sign in with a passkey, or call the help desk. Your account still exists."
            }
            (Reason::Address, Locale::Fr) => {
                "Trop d’essais ont échoué depuis votre réseau. Patientez quelques minutes."
            }
            (Reason::Address, Locale::En) => {
                "Too many attempts failed from your network. Wait a few minutes."
            }
            (Reason::NumenSpread, Locale::Fr) => {
                "Trop de NUMEN différents ont été essayés depuis votre réseau. Patientez, ou appelez l’assistance."
            }
            (Reason::NumenSpread, Locale::En) => {
                "Too many different NUMEN were tried from your network. Wait, or call the help desk."
            }
            (Reason::Numen, Locale::Fr) => {
                "Trop d’essais ont échoué depuis vingt-quatre heures. Appelez l’assistance, qui peut vous aider tout de suite."
            }
            (Reason::Numen, Locale::En) => {
                "Too many attempts failed in the last twenty-four hours. Call the help desk, who can help you at once."
            }
        }
    }
}
