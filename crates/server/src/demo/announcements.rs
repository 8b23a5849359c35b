//! What an académie of the demo tells everybody: announcements and the events of its calendar.

use kernel::Result;
use learning::{
    announcement::{self, NewAnnouncement},
    calendar::{self, Kind, Owner},
    rich_text::RichText,
};

use super::{
    content::{Content, audience},
    days::fill,
    people::Town,
    sessions::event,
};

pub(super) async fn publish_all(town: &Town, content: &Content) -> Result<()> {
    let mut all = Vec::new();
    for one in content.announcements.iter().filter(|one| one.academies.contains(&town.academy.slug)) {
        let body = fill(&one.body, |word| town.days.word(word))?;
        all.push(NewAnnouncement {
            title: one.title.clone(),
            author: one.author.clone(),
            body: RichText::from_markdown(&body).map_err(|refusal| {
                kernel::Error::Internal(format!("announcement {}: {refusal:?}", one.title))
            })?,
            published_at: town.days.hours_ago(one.published_hours_ago),
            until: town.days.end(one.until_day)?,
            pinned: one.pinned,
            audience: audience(&one.audience),
        });
    }
    let mut events = Vec::new();
    for planned in content.events.iter().filter(|one| one.academy == town.academy.slug) {
        events.push((audience(&planned.audience), event(&town.days, &planned.moment, Kind::Academy)?));
    }
    town.ctx
        .write(async move |tx| {
            for new in &all {
                announcement::publish(tx, new).await?;
            }
            for (functions, event) in events {
                calendar::schedule(tx, &Owner::Academy(functions), &event).await?;
            }
            Ok(())
        })
        .await
}
