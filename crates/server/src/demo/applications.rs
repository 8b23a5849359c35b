//! The application catalogue of an académie of the demo, with the favourites of those one can be.

use std::collections::HashMap;

use kernel::{Error, Result};
use portal::application::{self, AudienceKind, Launch, Network, NewApplication, Notice, NoticeKind};

use super::{
    content::{self, Content, audience},
    people::Town,
};

pub(super) async fn add_all(town: &Town, content: &Content) -> Result<()> {
    let mut categories = content.categories.clone();
    categories.sort_by_key(|category| category.order);
    let applications = content.applications.clone();
    let (days, stars) = (town.days.clone(), [town.active().id, town.manager().id]);
    town.ctx
        .write(async move |tx| {
            let mut ids = HashMap::new();
            for one in &categories {
                let id = application::add_category(tx, &one.name_fr, &one.name_en, icon(&one.icon)).await?;
                ids.insert(one.key.clone(), id);
            }
            for one in &applications {
                let category = *ids
                    .get(&one.category)
                    .ok_or_else(|| Error::Internal(format!("no category {}", one.category)))?;
                let id = application::add(tx, &written(one, category, &days)?).await?;
                if one.favourite {
                    for person in stars {
                        portal::star(tx, person, id).await?;
                    }
                }
            }
            Ok(())
        })
        .await
}

fn written(
    one: &content::Application,
    category: kernel::Id<application::Category>,
    days: &super::days::Days,
) -> Result<NewApplication> {
    let unknown = |what: &str| Error::Internal(format!("application {}: unknown {what}", one.name));
    let functions = audience(&one.audience);
    // Pay slips are another service's affair: here the catalogue only leads to it.
    let (launch, url) = match one.kind.as_str() {
        "payslips" => (Launch::Link, "https://paye.portail.example/".to_owned()),
        "magistere" | "webmel" => (Launch::Internal, one.url.clone()),
        _ => (one.launch.parse().map_err(|_| unknown("launch"))?, one.url.clone()),
    };
    let notice = match &one.notice {
        None => None,
        Some(notice) => Some(Notice {
            kind: notice.kind.parse::<NoticeKind>().map_err(|_| unknown("notice"))?,
            text_fr: notice.text_fr.clone(),
            text_en: notice.text_en.clone(),
            from: Some(days.start(notice.from_day)?),
            until: Some(days.end(notice.until_day)?),
        }),
    };
    Ok(NewApplication {
        category,
        name: one.name.clone(),
        description_fr: one.description_fr.clone(),
        description_en: one.description_en.clone(),
        icon: icon(&one.icon).to_owned(),
        launch,
        url,
        network: one.network.parse::<Network>().map_err(|_| unknown("network"))?,
        is_new: one.new,
        everybody: functions.is_empty(),
        audience_both: false,
        audience: functions.into_iter().map(|code| (AudienceKind::Function, code)).collect(),
        notice,
    })
}

/// The icon of ours for the one that the content names.
fn icon(name: &str) -> &'static str {
    match name {
        "mortarboard" => "parcours",
        "building" => "building",
        "chat-dots" => "message",
        "award" => "exam",
        "clipboard-check" => "assignment",
        "calendar-plus" => "calendar-plus",
        "calendar-check" => "calendar",
        "life-preserver" => "help",
        "cloud-arrow-up" => "upload",
        "envelope" | "envelope-paper" => "mail",
        "signpost-split" => "place",
        "book-half" => "book",
        "journal-text" => "notebook",
        "arrow-left-right" => "swap",
        "train-front" => "travel",
        "send-check" => "send",
        "people" => "users",
        "person-vcard" => "user",
        "folder2-open" => "folder",
        "cash-coin" => "pay",
        _ => "briefcase",
    }
}
