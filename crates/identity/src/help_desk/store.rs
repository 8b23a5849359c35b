//! SQL of the help desk of some establishments.

use kernel::{Result, Tx, db::list, people::PersonRow, search, sql};

/// As `people::look_up`, among the staff of these establishments: some hundred people, where a common name of the
/// whole académie would push them out of its first rows.
pub(super) async fn look_up(tx: &mut Tx, typed: &str, scope: &[String], most: i64) -> Result<Vec<PersonRow>> {
    let folded = search::fold(typed);
    let mut words = folded.split_whitespace();
    let Some(first) = words.next() else { return Ok(Vec::new()) };
    let second = words.next().unwrap_or_default();
    let after = |prefix: &str| format!("{prefix}\u{10FFFF}");
    tx.all(sql!(PersonRow: "SELECT id, academy_id, identifier, surname, given_names, display_name, address, function, uai, kind, closed_at
          FROM people p WHERE p.academy_id = $1 AND p.uai IN LIST($2) AND p.closed_at IS NULL AND p.kind = 'individual'
             AND EXISTS (SELECT 1 FROM name_words w WHERE w.person_id = p.id AND w.word >= $3 AND w.word < $4)
             AND ($5 = '' OR EXISTS (SELECT 1 FROM name_words o WHERE o.person_id = p.id AND o.word >= $5 AND o.word < $6))
          ORDER BY sort_key, id LIMIT $7",
        tx.academy_id()?, list(scope), first, after(first), second, after(second), most))
    .await
}
