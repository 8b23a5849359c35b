//! The parcours of the demo, written as a designer writes them.

use std::collections::HashMap;

use kernel::{Id, Result, permission::May};
use learning::{
    activity::{self, Completion},
    design::{self, Design},
    section,
};
use serde_json::json;

use super::{
    content::{Content, Parcours, Step},
    people::Town,
};

/// Designs by their parcours's key.
pub(super) type Designs = HashMap<String, Id<Design>>;

pub(super) async fn write_all(towns: &[Town], content: &Content) -> Result<Designs> {
    let mut designs = HashMap::new();
    for parcours in &content.parcours {
        let town = super::town(towns, &parcours.academy)?;
        designs.insert(parcours.key.clone(), write(town, parcours).await?);
    }
    Ok(designs)
}

/// One activity, its files kept already.
struct Ready {
    kind: &'static str,
    title: String,
    completion: Completion,
    settings: serde_json::Value,
}

async fn write(town: &Town, parcours: &Parcours) -> Result<Id<Design>> {
    let mut sections = Vec::new();
    for section in &parcours.sections {
        let mut activities = Vec::new();
        for activity in &section.activities {
            let html = activity.html.as_str();
            let (kind, completion, settings) = match &activity.step {
                Step::Page => ("page", Completion::Manual, json!({ "html": html })),
                Step::Label => ("label", Completion::None, json!({ "html": html })),
                Step::Link { address } => {
                    ("url", Completion::Viewed, json!({ "url": address, "html": html }))
                }
                Step::File { name, content } => {
                    let kept = town.ctx.services().files.keep_bytes(content.to_vec()).await?;
                    let file = json!({ "digest": kept.digest, "name": name, "type": content_type(name), "size": kept.size });
                    ("file", Completion::Viewed, json!({ "html": html, "files": [file] }))
                }
            };
            activities.push(Ready { kind, title: activity.title.clone(), completion, settings });
        }
        sections.push((section.title.clone(), activities));
    }
    let record = parcours.record.clone();
    let manager = town.manager().id;
    town.ctx
        .write(async move |tx| {
            let id = design::create(tx, &record).await?;
            let design = design::find(tx, id, May::Manage).await?;
            for (title, activities) in &sections {
                let section = section::add(tx, design.content_id, title).await?;
                for one in activities {
                    activity::add(tx, section, one.kind, &one.title, one.completion, &one.settings).await?;
                }
            }
            design::add_designer(tx, id, manager).await?;
            design::publish(tx, &design, true).await?;
            Ok(id)
        })
        .await
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("csv") => "text/csv",
        Some("md") => "text/markdown",
        _ => "text/plain",
    }
}
