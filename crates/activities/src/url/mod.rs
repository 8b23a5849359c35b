//! A link to another site, with a few words on what is there. It opens beside M@gistère, which tells the other site
//! nothing of who comes.

mod store;

use askama::Template;
use kernel::{Error, Id, Locale, Problem, Result, Tx, people::Person};
use learning::activity::{
    Activity, ActivityType, Completion, RowText, Settings, Showing, Shown, Submitted, Work,
};
use serde_json::json;
use url::Url;
use web::{Errors, assets};

use crate::{text, words::Words};

pub(crate) struct Link;

/// No browser goes beyond.
const LONGEST: usize = 2_000;

#[derive(Template)]
#[template(path = "url/form.html")]
struct Form<'a> {
    t: Words,
    icons: &'static str,
    address: &'a str,
    error: &'a str,
    text: String,
}

#[derive(Template)]
#[template(path = "url/body.html")]
struct Body<'a> {
    t: Words,
    icons: &'static str,
    address: &'a str,
    host: &'a str,
    html: &'a str,
}

impl ActivityType for Link {
    fn key(&self) -> &'static str {
        "url"
    }

    fn name(&self, locale: Locale) -> &'static str {
        Words(locale).url_name()
    }

    fn purpose(&self, locale: Locale) -> &'static str {
        Words(locale).url_purpose()
    }

    fn icon(&self) -> &'static str {
        "url"
    }

    fn accent(&self) -> &'static str {
        "vert"
    }

    fn shown(&self) -> Shown {
        Shown::OnItsPage
    }

    fn completions(&self) -> &'static [Completion] {
        &[Completion::Viewed, Completion::Manual, Completion::None]
    }

    fn blank(&self) -> Settings {
        json!({ "url": "", "html": "" })
    }

    fn form(&self, settings: &Settings, errors: &Errors, showing: &Showing<'_>) -> Result<String> {
        let t = Words(showing.locale);
        let mut text = text::Field::new(t.text_around(), settings, errors.of("html"), showing);
        text.optional = t.field_optional();
        let form = Form {
            t,
            icons: assets::path("icons.svg"),
            address: address_of(settings),
            error: errors.of("url"),
            text: text.draw()?,
        };
        form.render().map_err(Error::internal)
    }

    fn read(&self, typed: &Submitted, locale: Locale) -> (Settings, Vec<Problem>) {
        let mut problems = Vec::new();
        let text = text::read(typed, locale, &mut problems);
        let typed = typed.text("url").trim();
        let address = match checked(typed, locale) {
            Ok(url) => url.to_string(),
            Err(message) => {
                problems.push(Problem { field: "url", message: message.to_owned() });
                typed.to_owned()
            }
        };
        (json!({ "url": address, "html": text.as_str() }), problems)
    }

    fn save<'a>(
        &'a self,
        tx: &'a mut Tx,
        activity: Id<Activity>,
        settings: &'a Settings,
    ) -> Work<'a, RowText> {
        Box::pin(async move {
            let text = text::safe(settings, tx.locale)?;
            let url = checked(address_of(settings), tx.locale).map_err(|e| Error::invalid("url", e))?;
            store::put(tx, activity, url.as_str(), text.as_str()).await?;
            Ok(RowText { detail: host_of(&url), in_place: String::new() })
        })
    }

    fn settings<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, Settings> {
        Box::pin(async move {
            let (url, html) = store::link(tx, activity).await?;
            Ok(json!({ "url": url, "html": html }))
        })
    }

    fn delete<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, ()> {
        Box::pin(store::delete(tx, activity))
    }

    fn line(&self, detail: &str, locale: Locale) -> String {
        Words(locale).url_line(detail)
    }

    fn body<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>, showing: Showing<'a>) -> Work<'a, String> {
        Box::pin(async move {
            let (address, html) = store::link(tx, activity).await?;
            let host = Url::parse(&address).map(|url| host_of(&url)).unwrap_or_default();
            let body = Body {
                t: Words(showing.locale),
                icons: assets::path("icons.svg"),
                address: &address,
                host: &host,
                html: &html,
            };
            body.render().map_err(Error::internal)
        })
    }

    /// Nothing: who followed the link is not known.
    fn about<'a>(&'a self, _: &'a mut Tx, _: Id<Person>) -> Work<'a, Option<serde_json::Value>> {
        Box::pin(async { Ok::<_, Error>(None) })
    }

    fn erase<'a>(&'a self, _: &'a mut Tx, _: Id<Person>) -> Work<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

fn address_of(settings: &Settings) -> &str {
    settings.get("url").and_then(Settings::as_str).unwrap_or_default()
}

/// What people know a site by.
fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned()
}

/// An address of the web: no script, no password on its way, no file of the reader's own computer.
fn checked(typed: &str, locale: Locale) -> Result<Url, &'static str> {
    let t = Words(locale);
    if typed.is_empty() {
        return Err(t.url_missing());
    }
    if typed.len() > LONGEST {
        return Err(t.url_too_long());
    }
    // People paste what their browser shows, often without its beginning.
    let started =
        typed.contains("://") || typed.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('.'));
    let full = if started { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&full).map_err(|_| t.url_wrong())?;
    let on_the_web = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none();
    if on_the_web { Ok(url) } else { Err(t.url_wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        let ok = |typed: &str| checked(typed, Locale::Fr).map(|url| url.to_string()).ok();
        assert_eq!(
            ok("https://eduscol.education.fr/a?b#c").as_deref(),
            Some("https://eduscol.education.fr/a?b#c")
        );
        assert_eq!(ok("eduscol.education.fr/a").as_deref(), Some("https://eduscol.education.fr/a"));
        assert_eq!(ok("localhost.example:8080/a").as_deref(), Some("https://localhost.example:8080/a"));
        for refused in [
            "",
            "javascript:alert(1)",
            "data:text/html,a",
            "file:///etc/passwd",
            "ftp://site.example",
            "https://",
            "https://jeanne:secret@site.example",
            "mailto:jeanne@site.example",
            "un site",
        ] {
            assert_eq!(ok(refused), None, "{refused}");
        }
        assert_eq!(ok(&format!("https://site.example/{}", "a".repeat(2_000))), None);
    }
}
