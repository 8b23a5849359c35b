//! SQL of the words of joined files.

use kernel::{Result, Time, Tx, sql};

kernel::big_tables!["mail_attachment_words"];

/// What is known of a file, which is kept for longer now.
pub(super) async fn known(tx: &mut Tx, content: &str, now: Time) -> Result<Option<String>> {
    tx.first(
        sql!(String: "UPDATE mail_attachment_words SET asked_at = $2 WHERE content = $1 RETURNING words", content, now),
    )
    .await
}

pub(super) async fn keep(tx: &mut Tx, content: &str, words: &str, now: Time) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_attachment_words (content, words, asked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        content,
        words,
        now
    ))
    .await?;
    Ok(())
}

pub(super) async fn forget(tx: &mut Tx, before: Time) -> Result<()> {
    tx.execute(sql!("DELETE FROM mail_attachment_words WHERE asked_at < $1", before)).await?;
    Ok(())
}
