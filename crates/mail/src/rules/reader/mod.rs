//! Filters of other systems, written in Sieve, read into rules of ours: each command for itself, as far as our rules can
//! say the same. What they cannot say is named with its reason. Scripts are read and never run.

mod asked;
#[cfg(test)]
pub(crate) mod fuzz;
mod grammar;
#[cfg(test)]
mod tests;

use self::{
    asked::conditions,
    grammar::{Argument, Command},
};
use super::{Condition, LONGEST_NAME, LONGEST_TEXT, MOST_CONDITIONS, MOST_FORWARDS, Matching};
use crate::message::clean_line;

/// A rule as a script says it: folders by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadRule {
    pub name: String,
    pub enabled: bool,
    pub matching: Matching,
    pub conditions: Vec<Condition>,
    pub folder: Option<String>,
    pub seen: bool,
    pub flagged: bool,
    pub labels: Vec<String>,
    pub forward: Vec<String>,
    pub stop: bool,
    /// What it does a little otherwise than the script.
    pub remarks: Vec<Remark>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remark {
    /// Only one of `To` and `Cc` was looked at.
    Recipients,
    /// What was thrown away goes to the bin.
    Bin,
}

/// A part of a script that is no rule of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    pub name: String,
    pub line: usize,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// From here on the script is not Sieve.
    Syntax,
    Command(String),
    Test(String),
    Field(String),
    /// Conditions of conditions.
    Nested,
    /// It would take every message.
    Always,
    /// What applies only when another does not.
    Otherwise,
    Pattern(String),
    /// It sends on and keeps nothing.
    KeepsNothing,
    /// It files in several places.
    Copies,
    TooLong,
}

/// The rules of a script in their order, and what of it is none.
pub(crate) fn read(script: &str) -> (Vec<ReadRule>, Vec<Unread>) {
    let (commands, broken) = grammar::read(script);
    // In a script of ours a dollar before a brace is written by a variable.
    let variables = commands.iter().any(|c| c.name == "set" && text(c, 0) == Some("dollar"));
    let mut reader = Reader { variables, rules: Vec::new(), unread: Vec::new(), last_stops: false };
    for command in &commands {
        reader.command(command);
    }
    if let Some(broken) = broken {
        reader.unread.push(Unread { name: String::new(), line: broken.line, why: Why::Syntax });
    }
    (reader.rules, reader.unread)
}

struct Reader {
    variables: bool,
    rules: Vec<ReadRule>,
    unread: Vec<Unread>,
    /// Whether the branch before ended the script for what it took.
    last_stops: bool,
}

impl Reader {
    fn command(&mut self, command: &Command) {
        let outcome = match command.name.as_str() {
            "require" | "set" | "keep" => return,
            "if" if is_remembered(command) => return,
            "if" => self.rule(command, true),
            "disabled_if" => self.rule(command, false),
            "elsif" if self.last_stops => self.rule(command, true),
            "elsif" | "else" => Err(Why::Otherwise),
            "fileinto" | "redirect" | "discard" | "stop" | "addflag" | "setflag" => Err(Why::Always),
            name => Err(Why::Command(name.to_owned())),
        };
        match outcome {
            Ok(rule) => {
                self.last_stops = rule.stop;
                self.rules.push(rule);
            }
            Err(why) => {
                self.last_stops = false;
                let name = name_of(command).unwrap_or_default();
                self.unread.push(Unread { name, line: command.line, why });
            }
        }
    }

    fn rule(&self, command: &Command, enabled: bool) -> Result<ReadRule, Why> {
        let [test] = command.tests.as_slice() else { return Err(Why::Always) };
        let mut remarks = Vec::new();
        let (matching, conditions) = conditions(test, &|text| self.plain(text), &mut remarks)?;
        let too_long =
            |c: &Condition| matches!(c, Condition::Text { text, .. } if text.chars().count() > LONGEST_TEXT);
        if conditions.len() > MOST_CONDITIONS || conditions.iter().any(too_long) {
            return Err(Why::TooLong);
        }
        let mut rule = ReadRule {
            name: name_of(command).unwrap_or_default(),
            enabled,
            matching,
            conditions,
            folder: None,
            seen: false,
            flagged: false,
            labels: Vec::new(),
            forward: Vec::new(),
            stop: false,
            remarks,
        };
        self.actions(&command.block, &mut rule)?;
        rule.remarks.dedup();
        Ok(rule)
    }

    fn actions(&self, block: &[Command], rule: &mut ReadRule) -> Result<(), Why> {
        let (mut kept, mut sent_away) = (false, false);
        for action in block {
            let tags = tags(action);
            match action.name.as_str() {
                "fileinto" => {
                    if tags.contains(&"copy") || rule.folder.is_some() {
                        return Err(Why::Copies);
                    }
                    flags(flags_of(action, "flags").iter().map(String::as_str), rule);
                    rule.folder = Some(self.plain(last_text(action).unwrap_or_default()));
                }
                // As scripts of ours remember where a message goes while other rules are tried.
                "set" if text(action, 0) == Some("folder") => {
                    let name = self.plain(text(action, 1).unwrap_or_default());
                    if !name.is_empty() {
                        rule.folder = Some(name);
                    }
                }
                "if" if is_remembered(action) => {}
                "keep" => kept = true,
                "discard" => {
                    rule.folder = Some("Trash".to_owned());
                    rule.remarks.push(Remark::Bin);
                }
                "redirect" => {
                    sent_away |= !tags.contains(&"copy");
                    rule.forward.push(self.plain(last_text(action).unwrap_or_default()));
                    if rule.forward.len() > MOST_FORWARDS {
                        return Err(Why::TooLong);
                    }
                }
                "addflag" | "setflag" | "flag" | "tag" => {
                    let words = texts(action).into_iter().flatten();
                    flags(words.map(String::as_str), rule);
                }
                "stop" => {
                    rule.stop = true;
                    break;
                }
                name => return Err(Why::Command(name.to_owned())),
            }
        }
        // A copy alone, and nothing kept: ours keeps the message.
        if sent_away && !kept && rule.folder.is_none() { Err(Why::KeepsNothing) } else { Ok(()) }
    }

    fn plain(&self, text: &str) -> String {
        if self.variables { text.replace("${dollar}{", "${") } else { text.to_owned() }
    }
}

/// `if not string :is "${folder}" "" { fileinto "${folder}"; }`
fn is_remembered(command: &Command) -> bool {
    match (command.tests.as_slice(), command.block.as_slice()) {
        ([not], [file]) if not.name == "not" && file.name == "fileinto" => {
            last_text(file) == Some("${folder}")
                && not.tests.first().is_some_and(|test| test.name == "string")
        }
        _ => false,
    }
}

fn flags<'w>(words: impl Iterator<Item = &'w str>, rule: &mut ReadRule) {
    for word in words.flat_map(|word| word.split(' ')).filter(|word| !word.is_empty()) {
        match word.to_ascii_lowercase().as_str() {
            "\\seen" | "read" => rule.seen = true,
            "\\flagged" | "flagged" => rule.flagged = true,
            _ if rule.labels.iter().any(|known| known == word) => {}
            _ => rule.labels.push(word.to_owned()),
        }
    }
}

fn flags_of(action: &Command, tag: &str) -> Vec<String> {
    let at = action.arguments.iter().position(|a| matches!(a, Argument::Tag(name) if name == tag));
    match at.and_then(|at| action.arguments.get(at + 1)) {
        Some(Argument::Texts(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn tags(command: &Command) -> Vec<&str> {
    let tags = command.arguments.iter().filter_map(|argument| match argument {
        Argument::Tag(name) => Some(name.as_str()),
        _ => None,
    });
    tags.collect()
}

fn texts(command: &Command) -> Vec<&Vec<String>> {
    let texts = command.arguments.iter().filter_map(|argument| match argument {
        Argument::Texts(texts) => Some(texts),
        _ => None,
    });
    texts.collect()
}

fn text(command: &Command, at: usize) -> Option<&str> {
    texts(command).get(at)?.first().map(String::as_str)
}

fn last_text(command: &Command) -> Option<&str> {
    texts(command).last()?.first().map(String::as_str)
}

/// In the comment before a rule: ours and Roundcube's, Horde's, that of Sun's servers, or nothing but the name.
fn name_of(command: &Command) -> Option<String> {
    let comment = command.comment.as_deref()?;
    let within = |before: &str, after: char| {
        let rest = &comment[comment.find(before)? + before.len()..];
        Some(rest.find(after).map_or(rest, |end| &rest[..end]))
    };
    let name = within("rule:[", ']')
        .or_else(|| within("$Name=\"", '"'))
        .or_else(|| comment.strip_prefix("Filter:"))
        .unwrap_or(comment);
    let name: String = clean_line(name).chars().take(LONGEST_NAME).collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
