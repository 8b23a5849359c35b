//! What a rule says: conditions on a message, and what becomes of it. Pure: a rule and the traits of a message give an
//! outcome, and nothing is asked of anybody.

use kernel::{Id, search::fold, text_enum};
use serde::{Deserialize, Serialize};

use crate::{
    folder::Folder,
    message::{EmailAddress, address::normalise},
    traits::Traits,
};

text_enum! {
    pub enum Matching {
        /// Every condition must hold.
        All = "all",
        /// One is enough.
        Any = "any",
    }
}

text_enum! {
    pub enum Part {
        From = "from",
        /// To or Cc.
        Recipient = "recipient",
        Subject = "subject",
        List = "list",
        Body = "body",
    }
}

text_enum! {
    pub enum How { Contains = "contains", Without = "without", Is = "is" }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    Text { of: Part, how: How, text: String },
    Size { over: bool, kilobytes: i64 },
    Attachment { has: bool },
    Automatic { is: bool },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actions {
    /// Left in the inbox when absent.
    pub folder: Option<Id<Folder>>,
    #[serde(default)]
    pub seen: bool,
    #[serde(default)]
    pub flagged: bool,
    /// By their keywords.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Addresses of the deployment that get a copy.
    #[serde(default)]
    pub forward: Vec<String>,
    /// The rules below are not tried.
    #[serde(default)]
    pub stop: bool,
}

impl Actions {
    pub fn is_empty(&self) -> bool {
        *self == Actions::default()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub name: String,
    pub matching: Matching,
    pub conditions: Vec<Condition>,
    pub actions: Actions,
}

/// What the rules make of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub folder: Option<Id<Folder>>,
    pub seen: bool,
    pub flagged: bool,
    pub labels: Vec<String>,
    pub forward: Vec<String>,
}

/// Copies of one message, whatever the number of rules.
pub const MOST_FORWARDS: usize = 5;

/// Tries the rules in their order. Of several that file the message, the last decides.
pub(crate) fn run<'r>(rules: impl IntoIterator<Item = &'r Rule>, letter: &Traits) -> Outcome {
    let mut outcome = Outcome::default();
    for rule in rules {
        if !rule.holds(letter) {
            continue;
        }
        let actions = &rule.actions;
        outcome.folder = actions.folder.or(outcome.folder);
        outcome.seen |= actions.seen;
        outcome.flagged |= actions.flagged;
        for word in &actions.labels {
            if outcome.labels.len() < crate::labels::MOST && !outcome.labels.contains(word) {
                outcome.labels.push(word.clone());
            }
        }
        for address in &actions.forward {
            if outcome.forward.len() < MOST_FORWARDS && !outcome.forward.contains(address) {
                outcome.forward.push(address.clone());
            }
        }
        if actions.stop {
            break;
        }
    }
    outcome
}

impl Rule {
    pub(crate) fn holds(&self, letter: &Traits) -> bool {
        let mut conditions = self.conditions.iter();
        match self.matching {
            // A rule without a condition would take everything.
            Matching::All => !self.conditions.is_empty() && conditions.all(|c| c.holds(letter)),
            Matching::Any => conditions.any(|c| c.holds(letter)),
        }
    }
}

impl Condition {
    fn holds(&self, letter: &Traits) -> bool {
        match self {
            Condition::Size { over, kilobytes } => {
                let limit = kilobytes.saturating_mul(1024);
                if *over { letter.size > limit } else { letter.size < limit }
            }
            Condition::Attachment { has } => letter.has_attachment == *has,
            Condition::Automatic { is } => letter.is_automatic == *is,
            Condition::Text { of, how, text } => {
                let said = match of {
                    Part::From => among(&letter.from, *how, text),
                    Part::Recipient => among(&letter.named, *how, text),
                    Part::Subject => says(&letter.subject, *how, text),
                    Part::List => says(&letter.list, *how, text),
                    Part::Body if fold(text).is_empty() => letter.text().contains(text.as_str()),
                    Part::Body => letter.folded_text().contains(&fold(text)),
                };
                said != (*how == How::Without)
            }
        }
    }
}

/// Names are compared without accents and case, addresses letter by letter.
fn among(addresses: &[EmailAddress], how: How, text: &str) -> bool {
    if how == How::Is {
        let wanted = normalise(text);
        return addresses.iter().any(|a| normalise(&a.email) == wanted);
    }
    let (lower, folded) = (text.to_lowercase(), fold(text));
    addresses.iter().any(|a| {
        let named = a.name.as_deref().is_some_and(|name| !folded.is_empty() && fold(name).contains(&folded));
        named || a.email.to_lowercase().contains(&lower)
    })
}

/// A text made of signs alone is compared as it is: nothing would be left of it.
fn says(said: &str, how: How, text: &str) -> bool {
    let folded = fold(text);
    let (said, text) =
        if folded.is_empty() { (said.to_owned(), text.to_owned()) } else { (fold(said), folded) };
    if how == How::Is { said == text } else { said.contains(&text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{folder::id_from, letter::Letter, message::parse};

    fn traits(raw: &str) -> std::sync::Arc<Traits> {
        let raw = raw.replace('\n', "\r\n");
        Letter::read(&parse(raw.as_bytes()), "", raw.len() as i64).traits
    }

    fn text(of: Part, how: How, text: &str) -> Condition {
        Condition::Text { of, how, text: text.to_owned() }
    }

    fn rule(conditions: Vec<Condition>, actions: Actions) -> Rule {
        Rule { name: "Règle".to_owned(), matching: Matching::All, conditions, actions }
    }

    const LETTER: &str = "From: \"Élise Noël\" <Elise.Noel@ac-creteil.fr>\nTo: jdupont@ac-creteil.fr\n\
        Cc: Conseil <conseil@ac-creteil.fr>\nSubject: Réunion de rentrée\nList-Id: Les profs <profs.exemple.fr>\n\n\
        Rendez-vous à l'amphithéâtre.\n";

    #[test]
    fn texts_are_compared_without_accents_and_case() {
        use How::{Contains, Is, Without};
        use Part::{Body, From, List, Recipient, Subject};
        let letter = traits(LETTER);
        for (of, how, wanted) in [
            (From, Contains, "elise"),
            (From, Contains, "@AC-creteil.fr"),
            (From, Is, "elise.noel@ac-creteil.fr"),
            (From, Without, "Martin"),
            (Recipient, Contains, "conseil"),
            (Recipient, Is, "JDUPONT@ac-creteil.fr"),
            (Subject, Contains, "REUNION"),
            (Subject, Is, "reunion de rentree"),
            (Subject, Without, "annulé"),
            (List, Contains, "profs.exemple"),
            (Body, Contains, "amphitheatre"),
            (Body, Without, "cantine"),
        ] {
            assert!(text(of, how, wanted).holds(&letter), "{of} {how} {wanted}");
        }
        for (of, how, wanted) in [
            (From, Is, "elise"),
            (From, Contains, "ac creteil"),
            (Recipient, Without, "conseil"),
            (Subject, Is, "réunion"),
            (Subject, Contains, "!!!"),
            (Body, Contains, "réunion"),
        ] {
            assert!(!text(of, how, wanted).holds(&letter), "{of} {how} {wanted}");
        }
    }

    #[test]
    fn size_attachments_and_robots_are_seen() {
        let letter = traits(LETTER);
        for (condition, holds) in [
            (Condition::Size { over: true, kilobytes: 1 }, false),
            (Condition::Size { over: false, kilobytes: 1 }, true),
            (Condition::Attachment { has: true }, false),
            (Condition::Automatic { is: true }, true),
        ] {
            assert_eq!(condition.holds(&letter), holds, "{condition:?}");
        }
    }

    #[test]
    fn all_or_any_and_the_last_that_files_decides() {
        let letter = traits(LETTER);
        let (one, two) = (id_from::<Folder>("t", &[b"1"]), id_from::<Folder>("t", &[b"2"]));
        let yes = text(Part::Subject, How::Contains, "rentrée");
        let no = text(Part::Subject, How::Contains, "vacances");
        let file = |folder, stop| Actions { folder: Some(folder), stop, ..Actions::default() };
        let mut both = rule(vec![yes.clone(), no], file(one, false));
        assert!(!both.holds(&letter));
        both.matching = Matching::Any;
        assert!(both.holds(&letter));
        let second = rule(vec![yes.clone()], Actions { seen: true, ..file(two, true) });
        let third = rule(vec![yes], file(one, false));
        let outcome = run([&both, &second, &third], &letter);
        assert_eq!((outcome.folder, outcome.seen), (Some(two), true), "the second says stop");
        let mut nothing = rule(Vec::new(), file(one, false));
        assert!(!nothing.holds(&letter));
        nothing.matching = Matching::Any;
        assert!(!nothing.holds(&letter));
    }

    #[test]
    fn a_message_is_sent_on_to_five_people_at_most() {
        let forward = |from: usize| Actions {
            forward: (from..from + 4).map(|n| format!("a{n}@x.fr")).collect(),
            ..Actions::default()
        };
        let yes = || vec![text(Part::Subject, How::Contains, "rentrée")];
        let rules = [rule(yes(), forward(0)), rule(yes(), forward(2)), rule(yes(), forward(20))];
        let outcome = run(&rules, &traits(LETTER));
        assert_eq!(outcome.forward, ["a0@x.fr", "a1@x.fr", "a2@x.fr", "a3@x.fr", "a4@x.fr"]);
    }
}
