//! Notices: what the product tells a person, in the page (the bell) and by a real message in their mailbox.

use crate::{Id, Result, Time, Tx, facts::Fact, people::Person, row, sql, time::days};

crate::big_tables!["notices"];

/// One thing to tell, already in the reader's language.
#[derive(Clone, Debug)]
pub struct Notice {
    pub title: String,
    /// Plain text, paragraphs separated by blank lines.
    pub body: String,
    /// Where to act on it: a path of ours, absolute from the root.
    pub link: Option<String>,
    /// Notices of one topic make one conversation in the mailbox: `password`, `session 01h…`.
    pub topic: String,
}

row! {
    pub struct NoticeRow {
        pub id: Id<NoticeRow>,
        pub at: Time,
        pub title: String,
        pub body: String,
        pub link: Option<String>,
        pub seen_at: Option<Time>,
    }
}

impl Tx {
    /// Tells a person something, in this unit of work.
    pub async fn notify(&mut self, person: Id<Person>, notice: Notice) -> Result<()> {
        let academy = self.academy_id()?;
        let id: Id<NoticeRow> = self.new_id();
        self.execute(sql!(
            "INSERT INTO notices (id, academy_id, person_id, at, title, body, link, topic)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id,
            academy,
            person,
            self.now(),
            notice.title,
            notice.body,
            notice.link,
            notice.topic
        ))
        .await?;
        let Notice { title, body, link, topic } = notice;
        let at = self.now();
        self.emit(Fact::Noticed { academy, person, notice: id, at, title, body, link, topic }).await
    }
}

/// The person's notices, newest first.
pub async fn of(tx: &mut Tx, person: Id<Person>, limit: i64) -> Result<Vec<NoticeRow>> {
    tx.all(sql!(NoticeRow: "SELECT id, at, title, body, link, seen_at FROM notices WHERE person_id = $1 AND academy_id = $2
          ORDER BY at DESC LIMIT $3", person, tx.academy_id()?, limit))
    .await
}

/// The person has seen them all.
pub async fn seen(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE notices SET seen_at = $2 WHERE person_id = $1 AND academy_id = $3 AND seen_at IS NULL",
        person,
        tx.now(),
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

pub(crate) async fn forget_old(tx: &mut Tx) -> Result<()> {
    let before = tx.now().minus(days(180));
    tx.execute(sql!("DELETE FROM notices WHERE at < $1 /* tenant: all; scan: four times a day */", before))
        .await?;
    Ok(())
}
