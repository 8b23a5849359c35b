//! Sets the French and the English text of each message side by side, as one method to write.
//! What one language has and the other lacks is a problem, never a silent fallback.

use std::collections::BTreeMap;

use crate::catalogue::{Language, Message};
use crate::problem::Problem;
use crate::rust::identifier;
use crate::text::{Arguments, Kind, Text, arguments, merge};

#[derive(Clone, Debug)]
pub(crate) struct Method {
    /// The Rust name, made from the key.
    pub name: String,
    pub arguments: Arguments,
    pub french: Text,
    pub english: Text,
}

type Messages = BTreeMap<String, Message>;

pub(crate) fn pair(french: Messages, english: Messages, problems: &mut Vec<Problem>) -> Vec<Method> {
    // A message that did not resolve is absent here too; its own problem is enough.
    let complete = problems.is_empty();
    if complete {
        missing(&french, &english, Language::English, problems);
        missing(&english, &french, Language::French, problems);
    }
    let mut taken = BTreeMap::<String, String>::new();
    let mut methods = Vec::new();
    for (key, french) in french {
        let Some(english) = english.get(&key) else { continue };
        let name = identifier(&key);
        if let Some(other) = taken.insert(name.clone(), key.clone()) {
            let what = format!("gives the same method {name} as {other}");
            problems.push(Problem::new(french.place.clone(), &key, what));
        }
        if let Some(arguments) = common_arguments(&key, &french, english, problems) {
            methods.push(Method { name, arguments, french: french.text, english: english.text.clone() });
        }
    }
    methods
}

fn missing(from: &Messages, within: &Messages, language: Language, problems: &mut Vec<Problem>) {
    for (key, message) in from.iter().filter(|(key, _)| !within.contains_key(*key)) {
        problems.push(Problem::new(message.place.clone(), key, format!("missing in {}", language.name())));
    }
}

fn common_arguments(
    key: &str,
    french: &Message,
    english: &Message,
    problems: &mut Vec<Problem>,
) -> Option<Arguments> {
    let (of_french, of_english) = (arguments(&french.text), arguments(&english.text));
    if !of_french.keys().eq(of_english.keys()) {
        let what = format!("takes {} in English but {} in French", list(&of_english), list(&of_french));
        problems.push(Problem::new(english.place.clone(), key, what));
        return None;
    }
    let mut merged = of_french;
    for (name, kind) in of_english {
        merge(&mut merged, &name, kind);
    }
    let torn = merged.iter().find(|(_, kind)| **kind == Kind::Contradictory).map(|(name, _)| name.clone());
    if let Some(name) = torn {
        let what = format!("${name} chooses both a plural and a name");
        problems.push(Problem::new(french.place.clone(), key, what));
        return None;
    }
    Some(merged)
}

fn list(arguments: &Arguments) -> String {
    if arguments.is_empty() {
        return "no argument".to_owned();
    }
    arguments.keys().map(|name| format!("${name}")).collect::<Vec<_>>().join(", ")
}
