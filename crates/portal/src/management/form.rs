//! The form of an application, between what is typed and what is kept.

use jiff::tz::TimeZone;
use kernel::{Id, Problem, Time};
use serde::Deserialize;

use crate::{
    application::{AudienceKind, Launch, Network, NewApplication, Notice, NoticeKind, Record},
    days,
    words::Words,
};

/// As typed. Lists are one code a line, or separated by commas.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ApplicationForm {
    pub version: i64,
    pub category: String,
    pub name: String,
    pub description_fr: String,
    pub description_en: String,
    pub icon: String,
    pub launch: String,
    pub url: String,
    pub network: String,
    pub is_new: String,
    pub everybody: String,
    pub audience_both: String,
    pub functions: String,
    pub establishments: String,
    pub people: String,
    pub notice_kind: String,
    pub notice_fr: String,
    pub notice_en: String,
    pub notice_from: String,
    pub notice_until: String,
}

impl ApplicationForm {
    pub(super) fn of(
        record: &Record,
        audience: &[(AudienceKind, String)],
        zone: &TimeZone,
    ) -> ApplicationForm {
        let lines = |kind| {
            let of_kind = audience.iter().filter(|(k, _)| *k == kind).map(|(_, value)| value.as_str());
            of_kind.collect::<Vec<_>>().join("\n")
        };
        let tick = |yes: bool| if yes { "1".to_owned() } else { String::new() };
        ApplicationForm {
            version: record.version,
            category: record.category_id.to_string(),
            name: record.name.clone(),
            description_fr: record.description_fr.clone(),
            description_en: record.description_en.clone(),
            icon: record.icon.clone(),
            launch: record.launch.as_str().to_owned(),
            url: record.url.clone(),
            network: record.network.as_str().to_owned(),
            is_new: tick(record.is_new),
            everybody: tick(record.everybody),
            audience_both: tick(record.audience_both),
            functions: lines(AudienceKind::Function),
            establishments: lines(AudienceKind::Establishment),
            people: lines(AudienceKind::Person),
            notice_kind: record.notice_kind.map_or("", NoticeKind::as_str).to_owned(),
            notice_fr: record.notice_fr.clone(),
            notice_en: record.notice_en.clone(),
            notice_from: days::field(record.notice_from, zone),
            notice_until: days::field(record.notice_until, zone),
        }
    }

    /// An empty form for a new application.
    pub(super) fn blank() -> ApplicationForm {
        ApplicationForm {
            icon: "briefcase".into(),
            launch: "link".into(),
            network: "outside".into(),
            everybody: "1".into(),
            ..ApplicationForm::default()
        }
    }

    /// What was typed as an application, or all that is wrong with it at once.
    pub(super) fn parse(&self, zone: &TimeZone, t: Words) -> Result<NewApplication, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut say = |field, message: &str| problems.push(Problem { field, message: message.to_owned() });
        let category = self.category.parse().unwrap_or_else(|_| {
            say("category", t.error_category());
            Id::NIL
        });
        let mut day = |field, value: Result<Option<Time>, ()>| {
            value.unwrap_or_else(|()| {
                say(field, t.error_day());
                None
            })
        };
        let from = day("notice_from", days::start(&self.notice_from, zone));
        let until = day("notice_until", days::end(&self.notice_until, zone));
        let kind = self.notice_kind.parse::<NoticeKind>().ok();
        let written = [&self.notice_fr, &self.notice_en, &self.notice_from, &self.notice_until];
        if kind.is_none() && written.iter().any(|text| !text.trim().is_empty()) {
            say("notice_kind", t.error_notice_kind());
        }
        let icon =
            if crate::application::ICONS.contains(&self.icon.as_str()) { &self.icon } else { "briefcase" };
        let new = NewApplication {
            category,
            name: self.name.trim().to_owned(),
            description_fr: self.description_fr.trim().to_owned(),
            description_en: self.description_en.trim().to_owned(),
            icon: icon.to_owned(),
            launch: self.launch.parse().unwrap_or(Launch::Link),
            url: self.url.trim().to_owned(),
            network: self.network.parse().unwrap_or(Network::Outside),
            is_new: self.is_new == "1",
            everybody: self.everybody == "1",
            audience_both: self.audience_both == "1",
            audience: self.audience(),
            notice: kind.map(|kind| Notice {
                kind,
                text_fr: self.notice_fr.trim().to_owned(),
                text_en: self.notice_en.trim().to_owned(),
                from,
                until,
            }),
        };
        if problems.is_empty() {
            return Ok(new);
        }
        // The rest is checked when it is saved, which it is not: told with these, lest the form come back twice.
        problems.extend(new.problems(t));
        Err(problems)
    }

    fn audience(&self) -> Vec<(AudienceKind, String)> {
        let mut audience = Vec::new();
        for (kind, text) in [
            (AudienceKind::Function, self.functions.to_uppercase()),
            (AudienceKind::Establishment, self.establishments.to_uppercase()),
            (AudienceKind::Person, self.people.to_lowercase()),
        ] {
            audience.extend(codes(&text).map(|value| (kind, value.to_owned())));
        }
        audience
    }
}

/// Codes one a line, or separated by commas, semicolons or spaces.
pub(crate) fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n', '\r', ' ']).filter(|code| !code.is_empty())
}
