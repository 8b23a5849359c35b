//! A parcours of the demo: a front matter, then sections and their activities, marked by titles in Markdown.

use kernel::{Error, Result};
use learning::{
    record::{CatalogueRecord, Collection},
    rich_text::RichText,
};
use serde::Deserialize;

mod files {
    include!(concat!(env!("OUT_DIR"), "/demo_files.rs"));
}

pub(in crate::demo) struct Parcours {
    /// Its file's name without number and ending.
    pub key: String,
    pub academy: String,
    pub record: CatalogueRecord,
    pub sections: Vec<Section>,
}

pub(in crate::demo) struct Section {
    pub title: String,
    pub activities: Vec<Activity>,
}

pub(in crate::demo) struct Activity {
    pub title: String,
    pub step: Step,
    /// Its text, made safe.
    pub html: RichText,
}

/// What an activity is, besides its text.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::demo) enum Step {
    Page,
    Label,
    File { name: &'static str, content: &'static [u8] },
    Link { address: String },
}

pub(super) fn read() -> Result<Vec<Parcours>> {
    files::PARCOURS.iter().filter(|(name, _)| is_markdown(name)).map(|(name, text)| one(name, text)).collect()
}

fn is_markdown(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "md")
}

#[derive(Deserialize)]
struct Head {
    title: String,
    summary: String,
    collection: String,
    domain: String,
    level: String,
    nature: String,
    duration_minutes: i64,
    objectives: Vec<String>,
    keywords: Vec<String>,
    authors: Vec<String>,
    language: String,
    academy: String,
}

fn one(name: &str, text: &str) -> Result<Parcours> {
    let wrong = |what: &str| Error::Internal(format!("demo/parcours/{name}: {what}"));
    let key =
        name.trim_end_matches(".md").split_once('-').map(|(_, key)| key).ok_or_else(|| wrong("no number"))?;
    let text = text.strip_prefix("+++\n").ok_or_else(|| wrong("no front matter"))?;
    let (head, body) = text.split_once("\n+++\n").ok_or_else(|| wrong("a front matter without end"))?;
    let head: Head = super::toml(name, head)?;
    let collection: Collection = head.collection.parse().map_err(|_| wrong("unknown collection"))?;
    let record = CatalogueRecord {
        summary: head.summary,
        domain: Some(head.domain.parse().map_err(|_| wrong("unknown domain"))?),
        level: Some(head.level.parse().map_err(|_| wrong("unknown level"))?),
        nature: Some(head.nature.parse().map_err(|_| wrong("unknown nature"))?),
        duration_minutes: head.duration_minutes,
        objectives: head.objectives.join("\n"),
        keywords: head.keywords.join("\n"),
        authors: head.authors.join("\n"),
        language: head.language,
        ..CatalogueRecord::titled(head.title, collection)
    };
    let mut sections = Vec::new();
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            sections.push(Section { title: title.trim().to_owned(), activities: Vec::new() });
        } else if let Some(heading) = line.strip_prefix("### ") {
            let mut markdown = String::new();
            while let Some(inside) = lines.next_if(|line| !is_heading(line)) {
                markdown.push_str(inside);
                markdown.push('\n');
            }
            let section = sections.last_mut().ok_or_else(|| wrong("an activity before any section"))?;
            section.activities.push(activity(heading, &markdown).map_err(|what| wrong(&what))?);
        } else if !line.trim().is_empty() {
            return Err(wrong("text outside of any activity"));
        }
    }
    Ok(Parcours { key: key.to_owned(), academy: head.academy, record, sections })
}

fn is_heading(line: &str) -> bool {
    line.starts_with("## ") || line.starts_with("### ")
}

fn activity(heading: &str, markdown: &str) -> Result<Activity, String> {
    let (kind, rest) = heading.split_once(": ").ok_or_else(|| format!("no kind: {heading}"))?;
    let (title, target) = match rest.split_once(" | ") {
        Some((title, target)) => (title, target.trim()),
        None => (rest, ""),
    };
    let step = match kind {
        "page" => Step::Page,
        "label" => Step::Label,
        "url" => Step::Link { address: target.to_owned() },
        "file" => {
            let found = files::FILES.iter().find(|(name, _)| *name == target);
            let (name, content) = found.copied().ok_or_else(|| format!("no file {target}"))?;
            Step::File { name, content }
        }
        other => return Err(format!("unknown kind {other}")),
    };
    let html = RichText::from_markdown(markdown).map_err(|_| format!("too long: {title}"))?;
    Ok(Activity { title: title.trim().to_owned(), step, html })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parcours_of_the_demo_is_whole() {
        let all = read().unwrap();
        assert!(all.len() >= 12, "{}", all.len());
        for parcours in &all {
            assert!(parcours.record.missing().is_empty(), "{}", parcours.key);
            assert!(parcours.sections.len() > 1, "{}", parcours.key);
            for section in &parcours.sections {
                assert!(!section.activities.is_empty(), "{}: {}", parcours.key, section.title);
                for activity in &section.activities {
                    assert!(!activity.html.is_empty(), "{}: {}", parcours.key, activity.title);
                }
            }
        }
        let whole: usize = all.iter().flat_map(|p| &p.sections).map(|s| s.activities.len()).sum();
        let headings = files::PARCOURS.iter().map(|(_, text)| text.matches("\n### ").count()).sum::<usize>();
        assert_eq!(whole, headings);
    }

    #[test]
    fn a_file_and_a_link_know_where_they_lead() {
        let link = activity("url: Le Code | https://www.legifrance.gouv.fr", "Un *texte*.").unwrap();
        assert_eq!(link.step, Step::Link { address: "https://www.legifrance.gouv.fr".into() });
        assert_eq!(link.title, "Le Code");
        assert!(link.html.as_str().contains("<em>texte</em>"));
        assert!(activity("file: Rien | absent.csv", "").is_err());
        assert!(activity("quiz: Rien", "").is_err());
    }
}
