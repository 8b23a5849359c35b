//! The rules as one Sieve script (RFC 5228 and the extensions it names), for a server that keeps the mail in our place and
//! for who wants to read them so. The rules are the truth: scripts of elsewhere are read into them (`reader`), never run.

use std::{collections::BTreeSet, fmt::Write};

use jiff::civil::Date;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{Actions, Condition, How, Matching, Part, Rule};
use crate::{
    folder::{FolderRole, FolderRow},
    message::clean_line,
    vacation::{Outside, VacationRow},
};

/// What is printed.
pub(crate) struct Script<'a> {
    /// Said in the first line, as a comment.
    pub title: &'a str,
    /// Those that are on, in their order.
    pub rules: Vec<Rule>,
    pub folders: &'a [FolderRow],
    /// Senders whose messages go to the junk, whatever the rules say.
    pub junk: Vec<String>,
    pub away: Option<Away>,
}

/// An absence: its days, the domain of those who are not outside, and the addresses that name the agent.
pub(crate) struct Away {
    pub first: Date,
    pub last: Date,
    pub domain: String,
    pub addresses: Vec<String>,
    pub vacation: VacationRow,
}

/// The script; the same rules give the same text.
pub(crate) fn print(script: &Script<'_>) -> String {
    // Only a rule that files and lets others be tried needs to remember its folder.
    let filing = |rule: &Rule| rule.actions.folder.is_some() && !rule.actions.stop;
    let variables = script.rules.iter().rev().skip(1).any(filing);
    let mut writer =
        Writer { out: String::new(), needs: BTreeSet::new(), variables, folders: script.folders };
    if variables {
        writer.needs.insert("variables");
        writer.line("set \"dollar\" \"$\";");
        writer.line("set \"folder\" \"\";");
    }
    writer.junk(&script.junk);
    if let Some(away) = &script.away {
        writer.away(away);
    }
    let last = script.rules.len().saturating_sub(1);
    for (place, rule) in script.rules.iter().enumerate() {
        writer.rule(rule, place == last);
    }
    if variables {
        writer.line("");
        writer.file_remembered("");
    }
    let mut head = format!("# {}\r\n", clean_line(script.title));
    if !writer.needs.is_empty() {
        let needs: Vec<String> = writer.needs.iter().map(|need| format!("\"{need}\"")).collect();
        let _ = write!(head, "require [{}];\r\n", needs.join(", "));
    }
    format!("{head}{}", writer.out)
}

struct Writer<'a> {
    out: String,
    /// Extensions in use.
    needs: BTreeSet<&'static str>,
    /// Whether `${…}` means something in this script.
    variables: bool,
    folders: &'a [FolderRow],
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push_str("\r\n");
    }

    fn junk(&mut self, senders: &[String]) {
        if senders.is_empty() {
            return;
        }
        self.needs.insert("fileinto");
        let senders: Vec<String> = senders.iter().map(|sender| self.quoted(sender)).collect();
        self.line("");
        self.line(&format!("if address :is \"from\" {}", list(&senders)));
        self.line(&format!("{{\r\n    fileinto \"{}\";\r\n    stop;\r\n}}", FolderRole::Junk.wire_name()));
    }

    /// RFC 5230: who is answered, how often, and never a list or a program, is the server's affair.
    fn away(&mut self, away: &Away) {
        self.needs.extend(["date", "relational", "vacation"]);
        self.line("");
        let day = |compare: &str, day: Date| format!("currentdate :value \"{compare}\" \"date\" \"{day}\"");
        self.line(&format!("if allof ({},\r\n    {})", day("ge", away.first), day("le", away.last)));
        self.line("{");
        let vacation = &away.vacation;
        if vacation.outside == Outside::Same {
            self.answer(away, &vacation.body, "    ");
        } else {
            let domain = self.quoted(&away.domain);
            self.line(&format!("    if address :domain :is \"from\" {domain}\r\n    {{"));
            self.answer(away, &vacation.body, "        ");
            self.line("    }");
            if vacation.outside == Outside::Other {
                self.line("    else\r\n    {");
                self.answer(away, &vacation.outside_body, "        ");
                self.line("    }");
            }
        }
        self.line("}");
    }

    fn answer(&mut self, away: &Away, body: &str, indent: &str) {
        let addresses: Vec<String> = away.addresses.iter().map(|address| self.quoted(address)).collect();
        let subject = match away.vacation.subject.as_str() {
            "" => String::new(),
            subject => format!(" :subject {}", self.quoted(subject)),
        };
        let (days, addresses, body) = (away.vacation.every_days, list(&addresses), self.text(body));
        self.line(&format!("{indent}vacation :days {days} :addresses {addresses}{subject} {body};"));
    }

    fn rule(&mut self, rule: &Rule, is_last: bool) {
        self.line("");
        // The mark by which other editors of rules show their names.
        self.line(&format!("# rule:[{}]", clean_line(&rule.name).replace(['[', ']'], " ")));
        let tests: Vec<String> = rule.conditions.iter().map(|condition| self.test(condition)).collect();
        let of = if rule.matching == Matching::All { "allof" } else { "anyof" };
        let test = match tests.as_slice() {
            [] => "false".to_owned(),
            [one] => one.clone(),
            several => format!("{of} ({})", several.join(",\r\n    ")),
        };
        self.line(&format!("if {test}"));
        self.line("{");
        self.actions(&rule.actions, is_last);
        self.line("}");
    }

    fn actions(&mut self, actions: &Actions, is_last: bool) {
        let flags = [(actions.seen, "\\Seen"), (actions.flagged, "\\Flagged")];
        let flags = flags.iter().filter(|(on, _)| *on).map(|(_, flag)| *flag);
        let flags: Vec<&str> = flags.chain(actions.labels.iter().map(String::as_str)).collect();
        if !flags.is_empty() {
            self.needs.insert("imap4flags");
            let flags: Vec<String> = flags.iter().map(|flag| self.quoted(flag)).collect();
            self.line(&format!("    addflag {};", list(&flags)));
        }
        for address in &actions.forward {
            self.needs.insert("copy");
            let address = self.quoted(address);
            self.line(&format!("    redirect :copy {address};"));
        }
        let folder = actions.folder.and_then(|id| self.folders.iter().find(|f| f.id == id));
        match folder.map(FolderRow::wire_name) {
            Some(name) if actions.stop || is_last => {
                self.needs.insert("fileinto");
                let name = self.quoted(name);
                self.line(&format!("    fileinto {name};"));
            }
            Some(name) => {
                let name = self.quoted(name);
                self.line(&format!("    set \"folder\" {name};"));
                return;
            }
            None if actions.stop && self.variables => self.file_remembered("    "),
            None => {}
        }
        if actions.stop {
            self.line("    stop;");
        } else if is_last && folder.is_some() && self.variables {
            // What an earlier rule remembered no longer counts.
            self.line("    set \"folder\" \"\";");
        }
    }

    fn file_remembered(&mut self, indent: &str) {
        self.needs.insert("fileinto");
        self.line(&format!("{indent}if not string :is \"${{folder}}\" \"\" {{ fileinto \"${{folder}}\"; }}"));
    }

    fn test(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Size { over, kilobytes } => {
                format!("size {} {kilobytes}K", if *over { ":over" } else { ":under" })
            }
            Condition::Attachment { has } => {
                self.needs.insert("mime");
                let test = "header :mime :anychild :contains \"content-disposition\" \"attachment\"";
                if *has { test.to_owned() } else { format!("not {test}") }
            }
            Condition::Automatic { is } => {
                if *is {
                    AUTOMATIC.to_owned()
                } else {
                    format!("not {AUTOMATIC}")
                }
            }
            Condition::Text { of, how, text } => {
                let values: Vec<String> = spellings(text).iter().map(|text| self.quoted(text)).collect();
                let values = list(&values);
                let matched = if *how == How::Is { ":is" } else { ":contains" };
                let test = match of {
                    Part::From if *how == How::Is => format!("address :is [\"from\", \"sender\"] {values}"),
                    Part::From => format!("header :contains [\"from\", \"sender\"] {values}"),
                    Part::Recipient if *how == How::Is => format!("address :is [\"to\", \"cc\"] {values}"),
                    Part::Recipient => format!("header :contains [\"to\", \"cc\"] {values}"),
                    Part::Subject => format!("header {matched} \"subject\" {values}"),
                    Part::List if *how == How::Is => {
                        let id = self.quoted(&format!("<{text}>"));
                        format!("header :contains \"list-id\" {id}")
                    }
                    Part::List => format!("header :contains \"list-id\" {values}"),
                    Part::Body => {
                        self.needs.insert("body");
                        format!("body :text :contains {values}")
                    }
                };
                if *how == How::Without { format!("not {test}") } else { test }
            }
        }
    }

    /// A quoted string, on one line; what would be taken for a variable stays what it is.
    fn quoted(&self, text: &str) -> String {
        self.text(&clean_line(text))
    }

    /// The same on several lines.
    fn text(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        if self.variables {
            format!("\"{}\"", text.replace("${", "${dollar}{"))
        } else {
            format!("\"{text}\"")
        }
    }
}

/// What `message::parse` takes for automatic, as far as Sieve can say it.
pub(super) const AUTOMATIC: &str = "anyof (exists \"list-id\", exists \"list-post\", exists \"list-unsubscribe\",\r\n        \
    exists \"x-auto-response-suppress\", exists \"feedback-id\",\r\n        \
    allof (exists \"auto-submitted\", not header :is \"auto-submitted\" \"no\"),\r\n        \
    header :is \"precedence\" [\"bulk\", \"list\", \"junk\", \"auto_reply\"],\r\n        \
    address :contains :localpart \"from\" [\"noreply\", \"no-reply\", \"ne-pas-repondre\", \"mailer-daemon\"])";

fn list(values: &[String]) -> String {
    match values {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// As typed, and without its accents: Sieve compares letters as they are, but for their case.
fn spellings(text: &str) -> Vec<String> {
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    if plain == text { vec![plain] } else { vec![text.to_owned(), plain] }
}
