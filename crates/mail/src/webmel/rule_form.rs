//! The form of a rule: what was typed on its way to a rule, and back. Adding or taking away a condition draws the page
//! again with everything else as it was.

use askama::Template;
use kernel::{Id, Result, permission::May};
use serde::Deserialize;
use web::{Errors, Reply, Visit};

use super::{
    desk::{Desk, Side, folder_id, icons, words},
    listing::{Target, targets},
    place::{self, here},
};
use crate::{
    filing::{self, Message},
    folder::FolderRole,
    labels::Label,
    letter,
    mailbox::Mailbox,
    message::{
        address::{normalise, parse_list, short_name},
        clean_line,
    },
    recipients,
    rules::{
        Actions, Condition, How, LONGEST_NAME, LONGEST_TEXT, MOST_CONDITIONS, MOST_FORWARDS, MOST_KILOBYTES,
        Matching, Part, Rule, RuleMark,
    },
    words::Words,
};

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    matching: String,
    /// What each condition looks at, and for what: two lists side by side.
    #[serde(default)]
    what: Vec<String>,
    #[serde(default)]
    value: Vec<String>,
    #[serde(default)]
    folder: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    flagged: String,
    #[serde(default)]
    label: Vec<String>,
    #[serde(default)]
    forward: String,
    #[serde(default)]
    stop: String,
    /// A button other than the one that saves: `add`, `remove-0`.
    #[serde(default)]
    step: String,
    /// What is wrong with each condition.
    #[serde(skip)]
    wrong: Vec<String>,
}

/// What a condition looks at, by group, as the form names it.
const WHATS: &[&str] = &[
    "from",
    "from-not",
    "from-is",
    "recipient",
    "recipient-not",
    "recipient-is",
    "subject",
    "subject-not",
    "subject-is",
    "body",
    "body-not",
    "list",
    "list-not",
    "attachment",
    "attachment-not",
    "automatic",
    "automatic-not",
    "size-over",
    "size-under",
];

/// A condition as the form shows it.
pub(super) fn typed(condition: &Condition) -> (&'static str, String) {
    let pick = |yes: bool, one: &'static str, other: &'static str| if yes { one } else { other };
    match condition {
        Condition::Attachment { has } => (pick(*has, "attachment", "attachment-not"), String::new()),
        Condition::Automatic { is } => (pick(*is, "automatic", "automatic-not"), String::new()),
        Condition::Size { over, kilobytes } => {
            (pick(*over, "size-over", "size-under"), kilobytes.to_string())
        }
        Condition::Text { of, how, text } => {
            let what = match (of, how) {
                (Part::From, How::Contains) => "from",
                (Part::From, How::Without) => "from-not",
                (Part::From, How::Is) => "from-is",
                (Part::Recipient, How::Contains) => "recipient",
                (Part::Recipient, How::Without) => "recipient-not",
                (Part::Recipient, How::Is) => "recipient-is",
                (Part::Subject, How::Contains) => "subject",
                (Part::Subject, How::Without) => "subject-not",
                (Part::Subject, How::Is) => "subject-is",
                (Part::List, How::Without) => "list-not",
                (Part::List, _) => "list",
                (Part::Body, How::Without) => "body-not",
                (Part::Body, _) => "body",
            };
            (what, text.clone())
        }
    }
}

/// The condition, or what is wrong with it.
fn condition(t: Words, what: &str, value: &str) -> std::result::Result<Condition, String> {
    let value = clean_line(value);
    let (name, way) = what.split_once('-').unwrap_or((what, ""));
    let of = match name {
        "attachment" => return Ok(Condition::Attachment { has: way != "not" }),
        "automatic" => return Ok(Condition::Automatic { is: way != "not" }),
        "size" => {
            let kilobytes: Option<i64> = value.trim().parse().ok();
            return match kilobytes.filter(|k| (1..=MOST_KILOBYTES).contains(k)) {
                Some(kilobytes) => Ok(Condition::Size { over: way != "under", kilobytes }),
                None => Err(t.rule_bad_size(MOST_KILOBYTES)),
            };
        }
        "recipient" => Part::Recipient,
        "subject" => Part::Subject,
        "list" => Part::List,
        "body" => Part::Body,
        _ => Part::From,
    };
    let text = value.trim();
    if text.is_empty() {
        return Err(t.rule_value_missing().to_owned());
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(t.rule_value_too_long(LONGEST_TEXT as i64));
    }
    let how = match way {
        "not" => How::Without,
        "is" => How::Is,
        _ => How::Contains,
    };
    Ok(Condition::Text { of, how, text: text.to_owned() })
}

impl Typed {
    /// A new rule begins with one condition to fill.
    pub(super) fn blank() -> Typed {
        Typed {
            what: vec!["from".to_owned()],
            value: vec![String::new()],
            stop: "1".to_owned(),
            ..Typed::default()
        }
    }

    pub(super) fn of(rule: &Rule, mailbox: Id<Mailbox>) -> Typed {
        let (what, value) = rule
            .conditions
            .iter()
            .map(|c| {
                let (w, v) = typed(c);
                (w.to_owned(), v)
            })
            .unzip();
        let flag = |on: bool| if on { "1".to_owned() } else { String::new() };
        let actions = &rule.actions;
        let slug = |id: Id<crate::folder::Folder>| {
            let standard = FolderRole::STANDARD.into_iter().find(|role| role.in_box(mailbox) == id);
            standard.map_or_else(|| id.to_string(), |role| role.slug().to_owned())
        };
        Typed {
            name: rule.name.clone(),
            matching: rule.matching.as_str().to_owned(),
            what,
            value,
            folder: actions.folder.map(slug).unwrap_or_default(),
            seen: flag(actions.seen),
            flagged: flag(actions.flagged),
            label: actions.labels.clone(),
            forward: actions.forward.join(", "),
            stop: flag(actions.stop),
            ..Typed::default()
        }
    }

    /// Does what another button than that of saving asks for. Answers whether there was one.
    pub(super) fn step(&mut self) -> bool {
        self.level();
        if self.step == "add" {
            self.what.push("subject".to_owned());
            self.value.push(String::new());
        } else if let Some(place) = self.step.strip_prefix("remove-").and_then(|n| n.parse::<usize>().ok())
            && place < self.what.len()
        {
            self.what.remove(place);
            self.value.remove(place);
        } else {
            return false;
        }
        true
    }

    /// As many texts as conditions, and no more than a rule has.
    fn level(&mut self) {
        self.what.truncate(MOST_CONDITIONS);
        self.value.resize(self.what.len(), String::new());
    }
}

/// Reads the rule; what is wrong is told beside its field.
pub(super) async fn read(
    visit: &Visit,
    desk: &Desk,
    typed: &mut Typed,
) -> Result<std::result::Result<Rule, Errors>> {
    let t = words(visit);
    let (mailbox, labels) = (desk.mailbox, desk.labels());
    let mut errors = Errors::default();
    typed.level();
    let name = clean_line(&typed.name).trim().to_owned();
    if name.is_empty() {
        errors.add("name", t.rule_name_missing());
    } else if name.chars().count() > LONGEST_NAME {
        errors.add("name", t.rule_name_too_long(LONGEST_NAME as i64));
    }
    let mut conditions = Vec::new();
    typed.wrong = vec![String::new(); typed.what.len()];
    for ((what, value), wrong) in typed.what.iter().zip(&typed.value).zip(&mut typed.wrong) {
        match condition(t, what, value) {
            Ok(condition) => conditions.push(condition),
            Err(message) => *wrong = message,
        }
    }
    if typed.what.is_empty() {
        errors.add("condition", t.rule_condition_missing());
    } else if conditions.len() < typed.what.len() {
        errors.add("condition", t.rule_condition_wrong());
    }
    let folder = if typed.folder.is_empty() { None } else { folder_id(mailbox, &typed.folder) };
    if folder.is_none() && !typed.folder.is_empty() {
        errors.add("folder", t.rule_folder_gone());
    }
    let actions = Actions {
        folder,
        seen: !typed.seen.is_empty(),
        flagged: !typed.flagged.is_empty(),
        labels: typed
            .label
            .iter()
            .filter(|word| labels.iter().any(|l| l.keyword == **word))
            .cloned()
            .collect(),
        forward: forward(visit, &typed.forward, &mut errors).await?,
        stop: !typed.stop.is_empty(),
    };
    if actions.is_empty() && errors.is_empty() {
        errors.add("folder", t.rule_action_missing());
    }
    let matching = typed.matching.parse().unwrap_or(Matching::All);
    Ok(if errors.is_empty() { Ok(Rule { name, matching, conditions, actions }) } else { Err(errors) })
}

/// Whom copies go to: people of the deployment.
async fn forward(visit: &Visit, typed: &str, errors: &mut Errors) -> Result<Vec<String>> {
    let t = words(visit);
    let list = parse_list(typed);
    if let Some(bad) = list.errors.first() {
        errors.add("forward", t.address_bad(&bad.text));
    }
    if list.addresses.len() > MOST_FORWARDS {
        errors.add("forward", t.rule_too_many_forwards(MOST_FORWARDS as i64));
        return Ok(Vec::new());
    }
    let found = {
        let mut tx = visit.read().await?;
        recipients::find(&mut tx, &list.addresses).await?
    };
    if let Some(address) = found.outside.first() {
        errors.add("forward", t.rule_forward_outside(address));
    }
    if let Some(address) = found.unknown.first() {
        errors.add("forward", t.address_unknown(address));
    }
    if let Some(address) = found.closed.first() {
        errors.add("forward", t.address_closed(address));
    }
    Ok(list.addresses.iter().map(|a| normalise(&a.email)).collect())
}

/// A rule that would take this message and those like it.
pub(super) async fn from_message(visit: &Visit, mailbox: Id<Mailbox>, id: Id<Message>) -> Result<Typed> {
    let digest = {
        let mut tx = visit.read().await?;
        filing::digest_of(&mut tx, mailbox, id).await?
    };
    let email = letter::email(&visit.services().files, &digest).await?.0;
    let t = words(visit);
    let mut typed = Typed::blank();
    let (what, value, who) = match (&email.list.id, email.from.first()) {
        (Some(list), _) => ("list", list.clone(), list.clone()),
        (None, Some(from)) => ("from-is", from.email.clone(), short_name(from).to_owned()),
        (None, None) => ("subject", email.subject.clone(), email.subject.clone()),
    };
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    typed.name = cut(&t.rule_name_of(&who), LONGEST_NAME);
    typed.what = vec![what.to_owned()];
    typed.value = vec![cut(&value, LONGEST_TEXT)];
    Ok(typed)
}

#[derive(Template)]
#[template(path = "webmel/rule.html")]
struct RulePage {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    title: &'static str,
    action: String,
    typed: Typed,
    rows: Vec<Row>,
    whats: &'static [&'static str],
    targets: Vec<Target>,
    labels: Vec<Label>,
    errors: Errors,
    room: bool,
}

struct Row {
    number: i64,
    what: String,
    value: String,
    wrong: String,
}

pub(super) async fn page(visit: &Visit, id: Option<Id<RuleMark>>, mut typed: Typed, errors: Errors) -> Reply {
    place::mailbox(visit, May::Manage).await?;
    let t = words(visit);
    let desk = Desk::load_to(visit, May::Manage).await?;
    typed.level();
    let rows = typed.what.iter().zip(&typed.value).enumerate().map(|(index, (what, value))| Row {
        number: index as i64 + 1,
        what: what.clone(),
        value: value.clone(),
        wrong: typed.wrong.get(index).cloned().unwrap_or_default(),
    });
    let body = RulePage {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: if id.is_some() { t.rule_edit() } else { t.rule_new() },
        action: id.map_or_else(|| here(visit, "/regles"), |id| here(visit, format_args!("/regles/{id}"))),
        rows: rows.collect(),
        whats: WHATS,
        targets: targets(visit, &desk.folders)
            .into_iter()
            .filter(|target| target.id != FolderRole::Inbox.slug())
            .collect(),
        labels: desk.labels(),
        room: typed.what.len() < MOST_CONDITIONS,
        typed,
        errors,
    };
    let mut page = desk.page(visit, body.title);
    if !body.errors.is_empty() {
        page = page.refused();
    }
    page.reply(&Side { t, icons: icons(), nav: desk.nav(visit, "regles"), body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_of_the_form_is_read_back() {
        let t = Words(kernel::Locale::Fr);
        for what in WHATS {
            let read = condition(t, what, "12").unwrap();
            // These say everything by themselves.
            let alone = what.starts_with("attachment") || what.starts_with("automatic");
            let value = if alone { "" } else { "12" };
            assert_eq!(super::typed(&read), (*what, value.to_owned()));
        }
    }

    #[test]
    fn a_condition_without_its_text_says_so() {
        let t = Words(kernel::Locale::Fr);
        for (what, value) in
            [("from", "  "), ("size-over", "beaucoup"), ("size-over", "0"), ("size-over", "999999999")]
        {
            assert!(condition(t, what, value).is_err(), "{what} {value}");
        }
        assert!(condition(t, "subject", &"x".repeat(LONGEST_TEXT + 1)).is_err());
    }

    #[test]
    fn conditions_are_added_and_taken_away_without_touching_the_others() {
        let mut typed = Typed { value: vec!["a".to_owned(), "b".to_owned()], ..Typed::default() };
        typed.what = vec!["from".to_owned(), "body".to_owned()];
        "add".clone_into(&mut typed.step);
        assert!(typed.step());
        assert_eq!(typed.value, ["a", "b", ""]);
        "remove-0".clone_into(&mut typed.step);
        assert!(typed.step());
        assert_eq!(
            (typed.what.as_slice(), typed.value[0].as_str()),
            (["body", "subject"].map(str::to_owned).as_slice(), "b")
        );
        "remove-9".clone_into(&mut typed.step);
        assert!(!typed.step());
    }
}
