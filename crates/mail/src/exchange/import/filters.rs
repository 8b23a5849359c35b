//! Scripts of filters made rules of the box: at work at once, as they were where they come from, and told one by one when
//! they could not be.

use kernel::{Error, Id, Result, Tx};

use super::{batch::Batch, place};
use crate::{
    exchange::import::item::Place,
    folder::{self, Folder},
    mailbox::Mailbox,
    message::EmailAddress,
    recipients,
    rules::{
        self, Actions, Rule, RuleRow,
        reader::{ReadRule, Remark, Unread, Why},
    },
    words::Words,
};

/// A file of rules as it was read.
pub(super) struct Script {
    pub name: String,
    pub rules: Vec<ReadRule>,
    pub unread: Vec<Unread>,
}

/// Of one file, rules that are tried and rules that are told of: a box has room for no more, and other work waits meanwhile.
const TRIED: usize = rules::MOST_RULES;

impl Batch {
    /// Answers how many rules were added.
    pub(super) async fn rules(&mut self, tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<i64> {
        let mut added = 0;
        for Script { name: file, rules: found, unread } in std::mem::take(&mut self.filters) {
            let beyond = found.len().saturating_sub(TRIED) + unread.len().saturating_sub(TRIED);
            if beyond > 0 {
                let t = Words(tx.locale);
                self.refused += beyond as i64;
                self.lines.push((file.clone(), t.box_rules_too_many(beyond as i64, TRIED as i64)));
            }
            for unread in unread.into_iter().take(TRIED) {
                let (name, why) = told(Words(tx.locale), &file, &unread);
                self.refuse(name, why);
            }
            for rule in found.into_iter().take(TRIED) {
                let name = if rule.name.is_empty() { file.clone() } else { format!("{file}, {}", rule.name) };
                let remarks = rule.remarks.clone();
                match tx.attempt(async |tx| add(tx, mailbox, rule).await).await? {
                    Ok(true) => {
                        added += 1;
                        for remark in remarks {
                            let t = Words(tx.locale);
                            let said = match remark {
                                Remark::Recipients => t.box_rule_recipients(),
                                Remark::Bin => t.box_rule_bin(),
                            };
                            self.lines.push((name.clone(), said.to_owned()));
                        }
                    }
                    // There already, word for word.
                    Ok(false) => {}
                    Err(Error::Invalid(problems)) => {
                        let why = problems.into_iter().map(|p| p.message).collect::<Vec<_>>().join(" ");
                        self.refuse(name, why);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(added)
    }
}

async fn add(tx: &mut Tx, mailbox: Id<Mailbox>, read: ReadRule) -> Result<bool> {
    let t = Words(tx.locale);
    let addresses: Vec<EmailAddress> =
        read.forward.iter().map(|address| EmailAddress::bare(address)).collect();
    let found = recipients::find(tx, &addresses).await?;
    if let Some(address) = found.outside.first().or(found.unknown.first()).or(found.closed.first()) {
        return Err(Error::invalid("", t.rule_forward_outside(address)));
    }
    let folder = match &read.folder {
        Some(name) => target(tx, mailbox, name).await?,
        None => None,
    };
    let rule = Rule {
        name: if read.name.is_empty() { t.box_rule_unnamed().to_owned() } else { read.name },
        matching: read.matching,
        conditions: read.conditions,
        actions: Actions {
            folder,
            seen: read.seen,
            flagged: read.flagged,
            labels: super::batch::keywords(tx, mailbox, &read.labels).await?,
            forward: read.forward,
            stop: read.stop,
        },
    };
    let known = rules::all(tx, mailbox).await?;
    if known.iter().filter_map(RuleRow::rule).any(|other| other == rule) {
        return Ok(false);
    }
    let id = rules::create(tx, mailbox, &rule).await?;
    if !read.enabled {
        rules::enable(tx, mailbox, id, false).await?;
    }
    Ok(true)
}

/// The folder that a script names, made when absent; the inbox is where messages stay.
async fn target(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str) -> Result<Option<Id<Folder>>> {
    let name = name.trim_start_matches('/');
    // As folders in the inbox are called by servers whose levels are parted by dots.
    let name = name.strip_prefix("INBOX.").map_or(name.to_owned(), |rest| rest.replace('.', "/"));
    let path: Vec<&str> = name.split('/').collect();
    Ok(match place::of(&path) {
        None | Some(Place::Standard(folder::FolderRole::Inbox)) => None,
        Some(Place::Standard(role)) => Some(role.in_box(mailbox)),
        Some(Place::Own(path)) => Some(folder::named(tx, mailbox, &path).await?),
    })
}

fn told(t: Words, file: &str, unread: &Unread) -> (String, String) {
    let line = unread.line as i64;
    let name =
        if unread.name.is_empty() { t.box_rule_at(file, line) } else { format!("{file}, {}", unread.name) };
    let why = match &unread.why {
        Why::Syntax => t.box_rule_syntax().to_owned(),
        Why::Command(command) => t.box_rule_command(command),
        Why::Test(test) => t.box_rule_test(test),
        Why::Field(field) => t.box_rule_field(field),
        Why::Nested => t.box_rule_nested().to_owned(),
        Why::Always => t.box_rule_always().to_owned(),
        Why::Otherwise => t.box_rule_otherwise().to_owned(),
        Why::Pattern(pattern) => t.box_rule_pattern(pattern),
        Why::KeepsNothing => t.box_rule_keeps_nothing().to_owned(),
        Why::Copies => t.box_rule_copies().to_owned(),
        Why::TooLong => t.box_rule_too_long().to_owned(),
    };
    (name, why)
}
