//! What a visitor chose for this browser: language and theme; and the one sentence a page leaves for the next.

use http::{HeaderMap, header};
use kernel::{
    Ctx, Error, Id, Locale, Result,
    keys::{mac, same},
    people::{self, Person},
    site::System,
};
use serde::Deserialize;

use crate::{
    Access, Form, Reply, Routes, Visit,
    cookies::{self, Life},
    page::{is_local, redirect},
    session,
};

const LOCALE: &str = "langue";
const THEME: &str = "theme";
pub(crate) const FLASH: &str = "phrase";
const YEAR_S: u32 = 365 * 86_400;

pub(crate) fn routes() -> Routes {
    // These forms stand on the pages of every system, and here no system's cookie is looked at.
    Routes::new().post("/langue", Access::SignInForm, choose_locale).post(
        "/apparence",
        Access::SignInForm,
        choose_theme,
    )
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    choice: String,
    #[serde(default)]
    back: String,
}

/// In this browser; and for a person signed in, in their other browsers, on the other hosts and in their mails too.
async fn choose_locale(visit: Visit, headers: HeaderMap, Form(form): Form<Choice>) -> Reply {
    let locale: Locale = form.choice.parse().map_err(|()| Error::invalid("choice", "fr / en"))?;
    if let Some(person) = signed_in(&visit, &headers).await? {
        visit.write(async move |tx| people::choose_locale(tx, person, locale).await).await?;
    }
    chosen(&visit, LOCALE, locale.tag(), &form.back)
}

async fn choose_theme(visit: Visit, Form(form): Form<Choice>) -> Reply {
    let theme = known_theme(&form.choice).unwrap_or("auto");
    chosen(&visit, THEME, theme, &form.back)
}

/// Who sends a form that stands on the pages of every system: the person behind the cookie of any of them.
async fn signed_in(visit: &Visit, headers: &HeaderMap) -> Result<Option<Id<Person>>> {
    let site = &visit.services().site;
    let cookies: Vec<(System, &str)> = System::ALL
        .into_iter()
        .filter_map(|system| Some((system, cookies::read(headers, system.stem(), site.is_secure(system))?)))
        .collect();
    if cookies.is_empty() {
        return Ok(None);
    }
    let mut tx = visit.read().await?;
    for (system, cookie) in cookies {
        if let Some((agent, ..)) = session::find(&mut tx, system, cookie).await? {
            return Ok(Some(agent.id));
        }
    }
    Ok(None)
}

fn chosen(visit: &Visit, name: &str, value: &str, back: &str) -> Reply {
    let mut response = redirect(if is_local(back) { back } else { "/" });
    let secure = visit.services().site.is_secure(System::of_path(back).unwrap_or(System::Identity));
    let cookie = cookies::write(name, value, Life::Seconds(YEAR_S), secure).ok_or(Error::NotFound)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

fn known_theme(text: &str) -> Option<&'static str> {
    ["light", "dark"].into_iter().find(|theme| *theme == text)
}

pub(crate) fn locale(headers: &HeaderMap, secure: bool) -> Option<Locale> {
    cookies::read(headers, LOCALE, secure)?.parse().ok()
}

pub(crate) fn theme(headers: &HeaderMap, secure: bool) -> Option<&'static str> {
    known_theme(cookies::read(headers, THEME, secure)?)
}

/// A sentence of ours, signed so that nobody else can put words on our pages.
pub(crate) fn seal_flash(ctx: &Ctx, sentence: &str) -> String {
    let seal = mac(&ctx.services().keys.key("flash"), &[sentence.as_bytes()]);
    let text = data_encoding::BASE64URL_NOPAD.encode(sentence.as_bytes());
    format!("{text}.{}", data_encoding::BASE64URL_NOPAD.encode(&seal[..16]))
}

pub(crate) fn flash(ctx: &Ctx, headers: &HeaderMap, secure: bool) -> Option<String> {
    let (text, seal) = cookies::read(headers, FLASH, secure)?.split_once('.')?;
    let sentence = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let seal = data_encoding::BASE64URL_NOPAD.decode(seal.as_bytes()).ok()?;
    let expected = mac(&ctx.services().keys.key("flash"), &[&sentence]);
    if same(&expected[..16], &seal) { String::from_utf8(sentence).ok() } else { None }
}
