//! An application: what it is, where it opens, for whom, and what is to be known about it now.

mod store;

use kernel::{Ctx, Id, Locale, Problem, Result, Time, Tx, people, text_enum};

pub use store::*;

use crate::words::Words;

text_enum! {
    /// How it is opened. All but `Internal` lead to the application's own address, which signs on in its own way.
    pub enum Launch { Internal = "internal", Link = "link", Oidc = "oidc", Cas = "cas", Saml = "saml" }
}
text_enum! {
    /// From where it may be reached.
    pub enum Network { Outside = "outside", Inside = "inside" }
}
text_enum! {
    pub enum NoticeKind { Information = "information", Maintenance = "maintenance", Moved = "moved" }
}
text_enum! {
    pub enum AudienceKind { Function = "function", Establishment = "establishment", Person = "person" }
}

/// Icons a manager chooses from; all stand in the sprite.
pub const ICONS: [&str; 24] = [
    "parcours",
    "user",
    "users",
    "school",
    "building",
    "exam",
    "message",
    "calendar",
    "calendar-plus",
    "assignment",
    "pay",
    "folder",
    "send",
    "travel",
    "swap",
    "book",
    "notebook",
    "place",
    "mail",
    "upload",
    "help",
    "briefcase",
    "health",
    "link",
];

/// What a manager writes of an application.
#[derive(Clone, Debug)]
pub struct NewApplication {
    pub category: Id<Category>,
    pub name: String,
    pub description_fr: String,
    pub description_en: String,
    pub icon: String,
    pub launch: Launch,
    /// A path of ours for `Internal`, where `{academy}` stands for the slug; else an https address.
    pub url: String,
    pub network: Network,
    pub is_new: bool,
    pub everybody: bool,
    /// Functions and establishments count together: one of the functions, in one of the establishments.
    pub audience_both: bool,
    pub audience: Vec<(AudienceKind, String)>,
    pub notice: Option<Notice>,
}

#[derive(Clone, Debug)]
pub struct Notice {
    pub kind: NoticeKind,
    pub text_fr: String,
    pub text_en: String,
    pub from: Option<Time>,
    pub until: Option<Time>,
}

impl NewApplication {
    /// What is wrong, beside each field.
    pub fn problems(&self, t: Words) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut say = |field, message: &str| problems.push(Problem { field, message: message.to_owned() });
        if self.name.is_empty() || self.name.chars().count() > 80 {
            say("name", t.error_name());
        }
        for (field, text) in
            [("description_fr", &self.description_fr), ("description_en", &self.description_en)]
        {
            if text.chars().count() > 300 {
                say(field, t.error_description());
            }
        }
        if !self.has_good_address() {
            say("url", if self.launch == Launch::Internal { t.error_path() } else { t.error_url() });
        }
        if !self.everybody && self.audience.is_empty() {
            say("everybody", t.error_audience());
        }
        // What was typed is not thrown away without a word.
        if self.everybody && !self.audience.is_empty() {
            say("everybody", t.error_audience_unused());
        }
        let names = |kind| self.audience.iter().any(|(k, _)| *k == kind);
        if self.audience_both
            && !self.everybody
            && !(names(AudienceKind::Function) && names(AudienceKind::Establishment))
        {
            say("audience_both", t.error_audience_both());
        }
        if let Some(notice) = &self.notice {
            if notice.text_fr.is_empty() || notice.text_fr.chars().count() > 300 {
                say("notice_fr", t.error_notice());
            }
            if let (Some(from), Some(until)) = (notice.from, notice.until)
                && until < from
            {
                say("notice_until", t.error_notice_days());
            }
        }
        problems
    }

    fn has_good_address(&self) -> bool {
        if self.launch == Launch::Internal {
            return web::page::is_local(&self.url);
        }
        let parsed = url::Url::parse(&self.url);
        parsed.is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.host_str().is_some())
    }
}

/// From where an agent asks, as far as networks are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whence {
    /// A network of the académie, or elsewhere with a second factor, which is worth as much.
    Inside,
    Outside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    Maintenance,
    Outside,
}

impl Seen {
    pub fn description(&self, locale: Locale) -> &str {
        match locale {
            Locale::En if !self.description_en.is_empty() => &self.description_en,
            _ => &self.description_fr,
        }
    }

    /// The notice to be read now.
    pub fn notice(&self, ctx: &Ctx) -> Option<(NoticeKind, &str)> {
        let now = ctx.now();
        let kind = self.notice_kind?;
        let begun = self.notice_from.is_none_or(|from| from <= now);
        let over = self.notice_until.is_some_and(|until| until < now);
        let text = match ctx.locale {
            Locale::En if !self.notice_en.is_empty() => &self.notice_en,
            _ => &self.notice_fr,
        };
        (begun && !over).then_some((kind, text.as_str()))
    }

    /// Why it cannot be opened from here now.
    pub fn closed(&self, ctx: &Ctx, from: Whence) -> Option<Closed> {
        if matches!(self.notice(ctx), Some((NoticeKind::Maintenance, _))) {
            return Some(Closed::Maintenance);
        }
        (self.network == Network::Inside && from == Whence::Outside).then_some(Closed::Outside)
    }

    /// Where it opens. M@gistère and the webmel are entered through their sign-on, so that one lands signed in.
    pub fn address(&self, slug: &str) -> String {
        let path = self.url.replace("{academy}", slug);
        let system = path.split('/').nth(1).unwrap_or_default();
        match (self.launch, system) {
            (Launch::Internal | Launch::Oidc, "magistere" | "webmel") if path.starts_with('/') => {
                let query = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("suite", &path)
                    .append_pair("academie", slug)
                    .finish();
                format!("/{system}/connexion?{query}")
            }
            _ => path,
        }
    }
}

/// Adds an application at the end of its category.
pub async fn add(tx: &mut Tx, new: &NewApplication) -> Result<Id<Application>> {
    check(tx, new).await?;
    let id = tx.new_id();
    store::insert(tx, id, new).await?;
    store::set_audience(tx, id, &new.audience).await?;
    Ok(id)
}

/// Changes it, unless somebody else has since `version`.
pub async fn edit(tx: &mut Tx, id: Id<Application>, version: i64, new: &NewApplication) -> Result<()> {
    check(tx, new).await?;
    if !store::update(tx, id, version, new).await? {
        return Err(kernel::Error::Conflict(Words(tx.locale).conflict().to_owned()));
    }
    store::set_audience(tx, id, &new.audience).await
}

/// Its fields, and whether the category, the establishments and people it names are of this académie.
async fn check(tx: &mut Tx, new: &NewApplication) -> Result<()> {
    let t = Words(tx.locale);
    let mut problems = new.problems(t);
    let academy = tx.academy_id()?;
    match store::category(tx, new.category).await {
        Ok(_) => {}
        Err(kernel::Error::NotFound) => {
            problems.push(Problem { field: "category", message: t.error_category().to_owned() });
        }
        Err(error) => return Err(error),
    }
    for (kind, value) in &new.audience {
        let (field, known) = match kind {
            AudienceKind::Function => {
                ("functions", value.len() <= 8 && value.chars().all(char::is_alphanumeric))
            }
            AudienceKind::Establishment => {
                ("establishments", people::establishment(tx, value).await?.is_some())
            }
            AudienceKind::Person => {
                let found = people::person_by_identifier(tx, value).await?;
                ("people", found.is_some_and(|person| person.academy_id == academy))
            }
        };
        if !known {
            problems.push(Problem { field, message: t.error_unknown(value) });
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(kernel::Error::Invalid(problems)) }
}
