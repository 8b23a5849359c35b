//! What the account's pages share: a field with its message, the académie they are shown for, and the three links.

use askama::Template;
use http::HeaderMap;
use jiff::tz::TimeZone;
use kernel::{Result, Time, people, site::System};
use web::{Errors, Visit, assets, cookies, dates, page::is_local};

use crate::words::Words;

pub(crate) fn words(visit: &Visit) -> Words {
    Words(visit.locale)
}

/// Whether the mailbox waits for its owner, in a sentence; account and help desk say it alike.
pub(crate) fn mailbox_state(visit: &Visit, activated_at: Option<Time>, zone: &TimeZone) -> String {
    let t = words(visit);
    match activated_at {
        Some(at) => t.mailbox_activated(dates::long_date(visit.locale, at.zoned(zone).date())),
        None => t.mailbox_waiting().to_owned(),
    }
}

/// One labelled field; drawn by the page with `|safe`.
#[derive(Template)]
#[template(path = "field.html")]
pub(crate) struct Field<'a> {
    pub name: &'static str,
    pub label: &'a str,
    pub help: &'a str,
    pub kind: &'static str,
    pub autocomplete: &'static str,
    pub value: &'a str,
    pub error: &'a str,
    /// Address of the strength meter, on fields where a password is chosen.
    pub strength: &'static str,
    pub icons: &'static str,
    pub show: &'a str,
    pub strength_label: &'a str,
}

impl<'a> Field<'a> {
    pub fn text(name: &'static str, label: &'a str, value: &'a str, errors: &'a Errors) -> Field<'a> {
        Field {
            name,
            label,
            help: "",
            kind: "text",
            autocomplete: "off",
            value,
            error: errors.of(name),
            strength: "",
            icons: assets::path("icons.svg"),
            show: "",
            strength_label: "",
        }
    }

    /// Never filled again by the server.
    pub fn password(name: &'static str, label: &'a str, t: Words, errors: &'a Errors) -> Field<'a> {
        Field {
            kind: "password",
            autocomplete: "current-password",
            show: t.field_show(),
            ..Field::text(name, label, "", errors)
        }
    }

    /// A password being chosen, with its meter.
    pub fn new_password(t: Words, help: &'a str, errors: &'a Errors) -> Field<'a> {
        Field {
            help,
            autocomplete: "new-password",
            strength: "/compte/force",
            strength_label: t.field_strength(),
            ..Field::password("new_password", t.field_new_password(), t, errors)
        }
    }

    pub fn confirmation(t: Words, errors: &'a Errors) -> Field<'a> {
        Field {
            autocomplete: "new-password",
            ..Field::password("confirmation", t.field_confirmation(), t, errors)
        }
    }

    #[must_use]
    pub fn help(mut self, help: &'a str) -> Field<'a> {
        self.help = help;
        self
    }

    #[must_use]
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Field<'a> {
        self.autocomplete = autocomplete;
        self
    }
}

/// Beside a new password: whether the passwords of mail programs go too. Not offered to who has none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProgramsTick {
    pub offered: bool,
    pub ticked: bool,
}

impl ProgramsTick {
    pub fn empty(programs: i64) -> ProgramsTick {
        ProgramsTick { offered: programs > 0, ticked: false }
    }
}

/// The three self-service pages, under the names the help sheet gives them.
#[derive(Template)]
#[template(path = "links.html")]
pub(crate) struct Links {
    pub t: Words,
    pub icons: &'static str,
    /// The account's origin, when the page stands on another.
    pub base: String,
    /// `?academie=…&suite=…`, or nothing.
    pub query: String,
}

impl Links {
    pub fn of(visit: &Visit, base: &str, suite: &str) -> Links {
        let icons = assets::path("icons.svg");
        Links { t: words(visit), icons, base: base.to_owned(), query: query(visit, suite) }
    }
}

/// What keeps the académie and the way back from one page of a journey to the next.
pub(crate) fn query(visit: &Visit, suite: &str) -> String {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    if let Some(academy) = &visit.academy {
        out.append_pair("academie", &academy.slug);
    }
    if !suite.is_empty() {
        out.append_pair("suite", suite);
    }
    let out = out.finish();
    if out.is_empty() { out } else { format!("?{out}") }
}

/// A way back that may be followed, or nothing: a path, or an address of one of our own hosts.
pub(crate) fn local(visit: &Visit, suite: &str) -> String {
    let site = &visit.services().site;
    let ours = || url::Url::parse(suite).is_ok_and(|url| site.is_ours(&url.origin().ascii_serialization()));
    if is_local(suite) || ours() { suite.to_owned() } else { String::new() }
}

/// The visit in the colours of the académie named by the query, or by the page it leads back to.
pub(crate) async fn for_academy(visit: Visit, slug: &str, suite: &str) -> Result<Visit> {
    if visit.academy.is_some() {
        return Ok(visit);
    }
    let slug = if slug.is_empty() { academy_of(suite).unwrap_or_default() } else { slug.to_owned() };
    if slug.is_empty() {
        return Ok(visit);
    }
    let found = people::academy(&mut visit.read().await?, &slug).await;
    match found {
        Ok(academy) => Ok(visit.in_academy(academy)),
        Err(kernel::Error::NotFound) => Ok(visit),
        Err(error) => Err(error),
    }
}

/// `academie=…` in the query of an address, or in that of the address it leads back to.
fn academy_of(suite: &str) -> Option<String> {
    let (_, query) = suite.split_once('?')?;
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let named = pairs.iter().find(|(key, value)| key == "academie" && !value.is_empty());
    match named {
        Some((_, slug)) => Some(slug.to_string()),
        None => pairs.iter().find(|(key, _)| key == "suite").and_then(|(_, inner)| academy_of(inner)),
    }
}

const DEVICE: &str = "appareil";
const PASS: &str = "passage";

fn secure(visit: &Visit) -> bool {
    visit.services().site.is_secure(System::Identity)
}

/// The secret by which this browser is known again, or a fresh one.
pub(crate) fn device(visit: &Visit, headers: &HeaderMap) -> Option<String> {
    cookies::read(headers, DEVICE, secure(visit)).filter(|d| d.len() == 43).map(str::to_owned)
}

pub(crate) fn device_cookie(visit: &Visit, device: &str) -> Option<http::HeaderValue> {
    cookies::write(DEVICE, device, cookies::Life::Seconds(365 * 86_400), secure(visit))
}

/// The pass to the "choose your password" page that this browser holds.
pub(crate) fn pass(visit: &Visit, headers: &HeaderMap) -> String {
    cookies::read(headers, PASS, secure(visit)).unwrap_or_default().to_owned()
}

pub(crate) fn pass_cookie(visit: &Visit, pass: &str) -> Option<http::HeaderValue> {
    let life = if pass.is_empty() { cookies::Life::Over } else { cookies::Life::Seconds(30 * 60) };
    cookies::write(PASS, pass, life, secure(visit))
}

#[cfg(test)]
mod tests {
    use super::academy_of;

    #[test]
    fn the_academie_is_found_in_the_way_back() {
        let suite = "/oidc/autorisation?client_id=portail&academie=ac-creteil";
        assert_eq!(academy_of(suite).as_deref(), Some("ac-creteil"));
        let nested = "/portail/connexion?suite=%2Fx%3Facademie%3Dac-creteil";
        assert_eq!(academy_of(nested).as_deref(), Some("ac-creteil"));
        assert_eq!(academy_of("/compte"), None);
    }
}
