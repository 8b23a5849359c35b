//! The terms of an académie: how much room its boxes have, how long bin, junk and closed boxes keep what lies in them.
//! What lies there when they change keeps the date that it was given.

use kernel::{
    Error, Id, Problem, Result, Time, Tx,
    audit::{Entry, Outcome},
    row, sql,
    time::days,
};

use super::quota;
use crate::{
    folder::{Folder, FolderRole},
    mailbox::{Mailbox, QUOTA},
    words::Words,
};

row! {
    #[derive(PartialEq, Eq)]
    pub(crate) struct Terms {
        /// Bytes: of a box that nobody gave more or less; what its owner may take; what anybody may give.
        pub quota_default: i64,
        pub quota_own: i64,
        pub quota_most: i64,
        pub bin_days: i64,
        pub junk_days: i64,
        /// From the closing of a box to its deletion.
        pub closed_days: i64,
        /// The age at which messages of closed boxes go before.
        pub closed_message_days: Option<i64>,
        /// Functions that head an establishment, between spaces.
        pub head_functions: String,
    }
}

/// A gigabyte as people count.
pub(crate) const GIGABYTE: i64 = 1_000_000_000;
/// Room that a box may be given.
pub(crate) const ROOM: std::ops::RangeInclusive<i64> = GIGABYTE / 10..=1_000 * GIGABYTE;
/// Days that the bin and the junk may keep what lies there; and a closed box what it holds.
pub(crate) const BIN_DAYS: std::ops::RangeInclusive<i64> = 7..=180;
pub(crate) const CLOSED_DAYS: std::ops::RangeInclusive<i64> = 7..=1_825;
pub(crate) const MESSAGE_DAYS: std::ops::RangeInclusive<i64> = 30..=3_650;
const FUNCTIONS: usize = 20;
/// Heads of collèges and lycées, and of schools.
const HEADS: &str = "DIR DEC";

/// Whether holders of this function head the establishment where they work, by what the terms say if they do.
pub(crate) fn is_head(functions: Option<&str>, function: &str) -> bool {
    functions.unwrap_or(HEADS).split(' ').any(|code| code == function)
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            quota_default: QUOTA,
            quota_own: 5 * GIGABYTE,
            quota_most: 50 * GIGABYTE,
            bin_days: 30,
            junk_days: 30,
            closed_days: 30,
            closed_message_days: None,
            head_functions: HEADS.to_owned(),
        }
    }
}

impl Terms {
    fn check(&self, t: Words) -> Result<()> {
        let mut wrong = Vec::new();
        let mut demand = |holds: bool, field: &'static str, message: String| {
            if !holds {
                wrong.push(Problem { field, message });
            }
        };
        for (field, bytes) in [
            ("quota_default", self.quota_default),
            ("quota_own", self.quota_own),
            ("quota_most", self.quota_most),
        ] {
            demand(ROOM.contains(&bytes), field, t.terms_room_bounds().to_owned());
        }
        demand(self.quota_own >= self.quota_default, "quota_own", t.terms_own_below_default().to_owned());
        demand(self.quota_most >= self.quota_own, "quota_most", t.terms_most_below_own().to_owned());
        let bounds =
            |range: &std::ops::RangeInclusive<i64>| t.terms_days_bounds(*range.start(), *range.end());
        demand(BIN_DAYS.contains(&self.bin_days), "bin_days", bounds(&BIN_DAYS));
        demand(BIN_DAYS.contains(&self.junk_days), "junk_days", bounds(&BIN_DAYS));
        demand(CLOSED_DAYS.contains(&self.closed_days), "closed_days", bounds(&CLOSED_DAYS));
        let age = self.closed_message_days.is_none_or(|days| MESSAGE_DAYS.contains(&days));
        demand(age, "closed_message_days", bounds(&MESSAGE_DAYS));
        let codes: Vec<&str> = self.head_functions.split(' ').filter(|code| !code.is_empty()).collect();
        let readable =
            codes.iter().all(|code| code.len() <= 10 && code.chars().all(|c| c.is_ascii_alphanumeric()));
        demand(
            readable && codes.len() <= FUNCTIONS,
            "head_functions",
            t.terms_functions_unreadable().to_owned(),
        );
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }

    /// What of it differs, as the trail says it.
    fn changes(&self, before: &Terms) -> String {
        let months = |age: Option<i64>| age.map_or("-".to_owned(), |days| days.to_string());
        let pairs = [
            ("quota", before.quota_default.to_string(), self.quota_default.to_string()),
            ("own", before.quota_own.to_string(), self.quota_own.to_string()),
            ("most", before.quota_most.to_string(), self.quota_most.to_string()),
            ("bin", before.bin_days.to_string(), self.bin_days.to_string()),
            ("junk", before.junk_days.to_string(), self.junk_days.to_string()),
            ("closed", before.closed_days.to_string(), self.closed_days.to_string()),
            ("age", months(before.closed_message_days), months(self.closed_message_days)),
            ("heads", before.head_functions.clone(), self.head_functions.clone()),
        ];
        let changed = pairs.iter().filter(|(_, was, is)| was != is);
        changed.map(|(what, was, is)| format!("{what}: {was} → {is}")).collect::<Vec<_>>().join("; ")
    }
}

/// Those of the context's académie.
pub(crate) async fn of(tx: &mut Tx) -> Result<Terms> {
    let found = tx
        .first(sql!(Terms: "SELECT quota_default, quota_own, quota_most, bin_days, junk_days, closed_days, closed_message_days,
                 head_functions FROM mail_terms WHERE academy_id = $1", tx.academy_id()?))
        .await?;
    Ok(found.unwrap_or_default())
}

/// Boxes that nobody gave more or less follow a change of their room.
pub(crate) async fn set(tx: &mut Tx, terms: &Terms) -> Result<()> {
    terms.check(Words(tx.locale))?;
    let before = of(tx).await?;
    let changes = terms.changes(&before);
    if changes.is_empty() {
        return Ok(());
    }
    tx.execute(sql!(
        "INSERT INTO mail_terms (academy_id, quota_default, quota_own, quota_most, bin_days, junk_days, closed_days,
             closed_message_days, head_functions)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
          ON CONFLICT (academy_id) DO UPDATE SET quota_default = excluded.quota_default, quota_own = excluded.quota_own,
             quota_most = excluded.quota_most, bin_days = excluded.bin_days, junk_days = excluded.junk_days,
             closed_days = excluded.closed_days, closed_message_days = excluded.closed_message_days,
             head_functions = excluded.head_functions",
        tx.academy_id()?,
        terms.quota_default,
        terms.quota_own,
        terms.quota_most,
        terms.bin_days,
        terms.junk_days,
        terms.closed_days,
        terms.closed_message_days,
        terms.head_functions
    ))
    .await?;
    tx.audit(Entry { action: "mail-terms.change", subject: None, result: Outcome::Done, detail: &changes })
        .await?;
    if before.quota_default == terms.quota_default { Ok(()) } else { quota::spread(tx).await }
}

row! {
    struct Days { bin_days: i64, junk_days: i64 }
}

/// When what comes into a folder of the box goes by itself.
pub(crate) async fn expiry(tx: &mut Tx, mailbox: Id<Mailbox>, role: FolderRole) -> Result<Option<Time>> {
    if !role.expires() {
        return Ok(None);
    }
    let found = tx
        .first(sql!(Days: "SELECT t.bin_days, t.junk_days FROM mailboxes b JOIN mail_terms t ON t.academy_id = b.academy_id
              WHERE b.id = $1", mailbox))
        .await?;
    let terms = Terms::default();
    let Days { bin_days, junk_days } =
        found.unwrap_or(Days { bin_days: terms.bin_days, junk_days: terms.junk_days });
    let kept = if role == FolderRole::Junk { junk_days } else { bin_days };
    Ok(Some(tx.now().plus(days(kept.unsigned_abs()))))
}

/// The same for the bin or the junk by its id.
pub(crate) async fn expiry_in(tx: &mut Tx, mailbox: Id<Mailbox>, folder: Id<Folder>) -> Result<Option<Time>> {
    let junk = folder == FolderRole::Junk.in_box(mailbox);
    expiry(tx, mailbox, if junk { FolderRole::Junk } else { FolderRole::Trash }).await
}
