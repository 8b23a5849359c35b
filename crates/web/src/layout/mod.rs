//! The frame of every page: top bar, breadcrumb, content, footer. Pages without menus (sign-in, the account's
//! journeys) keep the académie's name and the footer.

use askama::Template;
use kernel::{Actor, people::Academy, permission::Role, site::System};

use crate::{Crumb, Page, Undo, assets, visit::Visit, words::Words};

#[derive(Template)]
#[template(path = "layout.html")]
pub(crate) struct Layout<'a, B: Template> {
    t: Words,
    lang: &'static str,
    theme: Option<&'static str>,
    accent: &'a str,
    title: &'a str,
    system_name: &'a str,
    academy: String,
    home: String,
    crumbs: &'a [Crumb],
    class: &'static str,
    bare: bool,
    shortcuts: bool,
    systems: Vec<SystemLink>,
    search: Option<Search>,
    person: Option<PersonMenu<'a>>,
    sign_in: Option<String>,
    csrf: &'a str,
    address: &'a str,
    flash: Option<&'a str>,
    undo: Option<&'a Undo>,
    manifest: Option<&'static str>,
    stylesheet: &'static str,
    scripts: Vec<&'static str>,
    icons: &'static str,
    favicon: &'static str,
    other_locale: (&'static str, &'static str),
    body: &'a B,
}

struct SystemLink {
    label: &'static str,
    href: String,
    current: bool,
}

/// Looks among what the system holds: applications, parcours, messages.
struct Search {
    label: &'static str,
    /// Also a page of its own, for screens without room for the field.
    action: String,
}

struct PersonMenu<'a> {
    name: &'a str,
    address: &'a str,
    unseen: i64,
    account: String,
    notices: String,
    sign_out: String,
    help_desk: Option<String>,
    management: Option<String>,
}

impl<'a, B: Template> Layout<'a, B> {
    pub(crate) fn of(page: &'a Page<'a>, body: &'a B) -> Self {
        let visit = page.visit;
        let t = visit.words();
        let academy = visit.academy.as_deref();
        let shell = visit.shell();
        Layout {
            t,
            lang: visit.locale.tag(),
            theme: shell.theme,
            accent: academy.map_or("bleu", |a| &a.accent),
            title: &page.title,
            system_name: visit.system().map_or("Préau", |s| name_of(s, t)),
            academy: academy.map(Academy::capitals).unwrap_or_default(),
            home: home(visit),
            crumbs: &page.crumbs,
            class: page.class,
            bare: page.bare,
            shortcuts: page.shortcuts,
            systems: systems(visit),
            search: search(visit).filter(|_| !page.searches && !page.bare),
            person: person_menu(visit),
            sign_in: visit.agent().is_err().then(|| crate::failure::sign_in_address(visit)),
            csrf: visit.csrf(),
            address: visit.address(),
            flash: page.said.or(shell.flash.as_deref()),
            undo: page.undo.as_ref(),
            manifest: page.manifest,
            stylesheet: assets::path("app.css"),
            scripts: std::iter::once("app.js")
                .chain(page.scripts.iter().copied())
                .map(assets::path)
                .collect(),
            icons: assets::path("icons.svg"),
            favicon: assets::path("favicon.svg"),
            other_locale: match visit.locale {
                kernel::Locale::Fr => ("en", "English"),
                kernel::Locale::En => ("fr", "Français"),
            },
            body,
        }
    }
}

fn name_of(system: System, t: Words) -> &'static str {
    match system {
        System::Identity => t.system_identity(),
        System::Portal => t.system_portal(),
        System::Learning => t.system_learning(),
        System::Mail => t.system_mail(),
    }
}

/// Where the name at the top left leads.
fn home(visit: &Visit) -> String {
    match (&visit.academy, visit.system()) {
        (Some(academy), Some(System::Learning)) => format!("/magistere/{}", academy.slug),
        (Some(academy), _) => format!("/portail/{}", academy.slug),
        (None, _) => "/".to_owned(),
    }
}

fn systems(visit: &Visit) -> Vec<SystemLink> {
    let Some(academy) = visit.academy.as_deref() else { return Vec::new() };
    let t = visit.words();
    [System::Portal, System::Learning, System::Mail]
        .into_iter()
        .map(|system| {
            let path = match system {
                System::Mail => "/webmel".to_owned(),
                other => format!("/{}/{}", other.stem(), academy.slug),
            };
            let href = address(visit, system, path);
            SystemLink { label: name_of(system, t), href, current: visit.system() == Some(system) }
        })
        .collect()
}

/// A path of the page's own host, or the whole address on another's.
fn address(visit: &Visit, system: System, path: String) -> String {
    let site = &visit.services().site;
    let same_origin = site.origin(system) == site.origin(visit.system().unwrap_or(System::Identity));
    if same_origin { path } else { site.url(system, &path) }
}

/// The search of the system one is in; the account's pages offer the portal's.
fn search(visit: &Visit) -> Option<Search> {
    let agent = visit.agent().ok()?;
    let academy = visit.academy.as_deref()?;
    let t = visit.words();
    let (system, label, path) = match visit.system()? {
        System::Learning => {
            (System::Learning, t.layout_search_learning(), format!("/magistere/{}/offre", academy.slug))
        }
        System::Mail => (System::Mail, t.layout_search_mail(), "/webmel/recherche".to_owned()),
        // Another académie's portal shows nothing of its applications.
        System::Portal | System::Identity if academy.id == agent.academy => {
            (System::Portal, t.layout_search_portal(), format!("/portail/{}/recherche", academy.slug))
        }
        System::Portal | System::Identity => return None,
    };
    Some(Search { label, action: address(visit, system, path) })
}

fn person_menu(visit: &Visit) -> Option<PersonMenu<'_>> {
    let Actor::Agent(agent) = &visit.actor else { return None };
    let system = visit.system().unwrap_or(System::Identity);
    let account = |path: &str| address(visit, System::Identity, path.to_owned());
    let manages = agent.has(Role::Manager) || agent.has(Role::Administrator);
    Some(PersonMenu {
        name: &agent.display_name,
        address: &agent.address,
        unseen: agent.unseen_notices,
        account: account("/compte"),
        notices: account("/compte/notifications"),
        sign_out: format!("/{}/deconnexion", system.stem()),
        help_desk: (agent.has(Role::HelpDesk) || manages).then(|| account("/compte/assistance")),
        management: visit
            .academy
            .as_ref()
            .filter(|_| manages)
            .map(|a| address(visit, System::Portal, format!("/portail/{}/gestion", a.slug))),
    })
}
