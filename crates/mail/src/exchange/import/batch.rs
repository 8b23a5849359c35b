//! Some of what an import brings, filed in one transaction with how far it is.

use std::collections::HashMap;

use kernel::{Error, Id, Result, Time, Tx};

use super::{
    Outcome,
    filters::Script,
    item::{Found, Place},
};
use crate::{
    contacts::exchange::{self as cards, Filed},
    exchange::{Import, store},
    filing::{self, Filing, Flags, Marking},
    folder::{self, Folder, FolderRole, FolderRow},
    labels::{self, Colour, Label},
    letter::Letter,
    mailbox::{self, Mailbox},
    words::Words,
};

#[derive(Default)]
pub(super) struct Batch {
    /// Entries up to the end of this batch, and bytes of the files.
    pub position: i64,
    pub looked_at: i64,
    pub messages: Vec<Ready>,
    pub known: i64,
    pub cards: Vec<Filed>,
    /// Events that stand in the calendar already: it takes files whole, and the same one twice changes nothing.
    pub events: i64,
    pub filters: Vec<Script>,
    pub declared: Vec<Label>,
    /// What the report says of entries.
    pub lines: Vec<(String, String)>,
    pub refused: i64,
}

/// A message whose bytes are kept.
pub(super) struct Ready {
    pub letter: Letter,
    pub found: Found,
}

/// What became of a batch.
pub(super) struct Done {
    pub ended: Option<Outcome>,
    pub keywords: HashMap<String, String>,
}

impl Batch {
    pub(super) fn weight(&self) -> i64 {
        self.messages.iter().map(|ready| ready.letter.size).sum()
    }

    pub(super) fn refuse(&mut self, name: String, why: String) {
        self.refused += 1;
        self.lines.push((name, why));
    }

    pub(super) async fn file(
        mut self,
        tx: &mut Tx,
        mailbox: Id<Mailbox>,
        id: Id<Import>,
        into: Option<Id<Folder>>,
        passed: i64,
    ) -> Result<Done> {
        // Labels that an archive of ours declares are known again by each try, whatever is accounted for.
        let keywords = self.labels_of_ours(tx, mailbox).await?;
        let mut done = Done { ended: None, keywords };
        if self.position <= passed {
            return Ok(done);
        }
        let mut counts = store::Counts { known: self.known, events: self.events, ..store::Counts::default() };
        let messages = std::mem::take(&mut self.messages);
        let mut folders = Folders { rows: folder::all(tx, mailbox).await?, mailbox, into };
        for Ready { letter, found } in messages {
            match self.message(tx, &mut folders, &letter, found).await? {
                Became::Filed => counts.filed += 1,
                Became::Known => counts.known += 1,
                Became::Full => {
                    done.ended = Some(Outcome::Full);
                    break;
                }
            }
        }
        counts.contacts = self.contacts(tx, mailbox).await?;
        counts.rules = self.rules(tx, mailbox).await?;
        counts.refused = self.refused;
        let lines = std::mem::take(&mut self.lines);
        store::add_lines(tx, id, &lines).await?;
        if !store::advance_import(tx, mailbox, id, self.position, self.looked_at, &counts).await? {
            // Stopped meanwhile: nothing of this batch is kept.
            return Err(Error::Conflict("stopped".into()));
        }
        Ok(done)
    }

    async fn message(
        &mut self,
        tx: &mut Tx,
        folders: &mut Folders,
        letter: &Letter,
        found: Found,
    ) -> Result<Became> {
        let mailbox = folders.mailbox;
        let (folder, expires) = folders.find(tx, &found, &mut self.lines).await?;
        let mut marks = found.marks;
        for name in &found.labels {
            match label(tx, mailbox, name).await? {
                Ok(keyword) if marks.keywords.iter().count() < labels::MOST => marks.keywords.add(&keyword),
                Ok(_) => {}
                Err(why) => self.lines.push((found.name.clone(), why)),
            }
        }
        let now = tx.now();
        let filing = Filing {
            folder,
            flags: Flags {
                seen: marks.seen,
                flagged: marks.flagged,
                answered: marks.answered,
                forwarded: marks.forwarded,
            },
            received_at: found.at.or(letter.sent_at).filter(|at| *at > Time(0)).unwrap_or(now).min(now),
            key: Some(filing::received_key(letter)),
            expires,
            within_quota: true,
        };
        let outcome = tx
            .attempt(async |tx| {
                // Two files may hold the same message.
                if store::is_known(tx, mailbox, &letter.digest).await? {
                    return Ok(false);
                }
                let Some(filed) = filing::file(tx, mailbox, letter, &filing).await? else { return Ok(false) };
                if marks.deleted || marks.draft || marks.keywords.iter().next().is_some() {
                    filing::mark(tx, mailbox, &[filed.id], Marking::Set, &marks, None).await?;
                }
                Ok(true)
            })
            .await?;
        match outcome {
            Ok(true) => Ok(Became::Filed),
            Ok(false) => Ok(Became::Known),
            Err(Error::Conflict(_)) => Ok(Became::Full),
            Err(error) => Err(error),
        }
    }

    async fn contacts(&mut self, tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<i64> {
        let taken = std::mem::take(&mut self.cards);
        if taken.is_empty() {
            return Ok(0);
        }
        let count = taken.len() as i64;
        match tx.attempt(async |tx| cards::take_in(tx, mailbox, taken).await).await? {
            Ok(taken) => Ok(taken.added + taken.completed),
            Err(Error::Invalid(problems)) => {
                self.refused += count;
                let t = Words(tx.locale);
                for problem in problems {
                    self.lines.push((t.box_import_contacts().to_owned(), problem.message));
                }
                Ok(0)
            }
            Err(error) => Err(error),
        }
    }

    /// What keywords of the archive are called here: the label of the same name, or a new one.
    async fn labels_of_ours(&mut self, tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<HashMap<String, String>> {
        let mut keywords = HashMap::new();
        for declared in std::mem::take(&mut self.declared) {
            let known = labels::stored(&mailbox::find(tx, mailbox).await?.ok_or(Error::NotFound)?.labels);
            let made = if let Some(label) = labels::named(&known, &declared.name) {
                Ok(label.keyword.clone())
            } else {
                let colour = declared.colour;
                let name = declared.name.clone();
                tx.attempt(async |tx| labels::create(tx, mailbox, &name, colour).await).await?
            };
            match made {
                Ok(keyword) => {
                    keywords.insert(declared.keyword, keyword);
                }
                Err(Error::Invalid(problems)) => {
                    for problem in problems {
                        self.lines.push((declared.name.clone(), problem.message));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(keywords)
    }
}

enum Became {
    Filed,
    Known,
    Full,
}

/// The label of this name, made when absent; or why it cannot be.
async fn label(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str) -> Result<std::result::Result<String, String>> {
    let known = labels::stored(&mailbox::find(tx, mailbox).await?.ok_or(Error::NotFound)?.labels);
    if let Some(label) = labels::named(&known, name) {
        return Ok(Ok(label.keyword.clone()));
    }
    let name: String = name.chars().take(labels::LONGEST_NAME).collect();
    let colours = [Colour::Blue, Colour::Green, Colour::Plum, Colour::Brick, Colour::Ocean, Colour::Slate];
    let colour = colours[known.len() % colours.len()];
    match tx.attempt(async |tx| labels::create(tx, mailbox, &name, colour).await).await? {
        Ok(keyword) => Ok(Ok(keyword)),
        Err(Error::Invalid(problems)) => {
            let why = problems.into_iter().map(|p| p.message).collect::<Vec<_>>().join(" ");
            Ok(Err(Words(tx.locale).box_import_label(&name, &why)))
        }
        Err(error) => Err(error),
    }
}

/// The keywords of labels that a rule names, by name or keyword; those that cannot be made are left out.
pub(super) async fn keywords(tx: &mut Tx, mailbox: Id<Mailbox>, names: &[String]) -> Result<Vec<String>> {
    let mut keywords = Vec::new();
    for name in names {
        if let Ok(keyword) = label(tx, mailbox, name).await? {
            keywords.push(keyword);
        }
    }
    Ok(keywords)
}

/// The folders of the box, as far as they are known, and those made on the way.
struct Folders {
    rows: Vec<FolderRow>,
    mailbox: Id<Mailbox>,
    into: Option<Id<Folder>>,
}

impl Folders {
    /// Where a message goes, and whether it leaves by itself from there.
    async fn find(
        &mut self,
        tx: &mut Tx,
        found: &Found,
        lines: &mut Vec<(String, String)>,
    ) -> Result<(Id<Folder>, bool)> {
        if let Some(into) = self.into {
            // One taken away since: the inbox is always there.
            let there = self.rows.iter().find(|row| row.id == into);
            return Ok(there.map_or((FolderRole::Inbox.in_box(self.mailbox), false), |row| {
                (row.id, row.role.expires())
            }));
        }
        let path = match &found.place {
            None => return Ok((FolderRole::Inbox.in_box(self.mailbox), false)),
            Some(Place::Standard(role)) => return Ok((role.in_box(self.mailbox), role.expires())),
            Some(Place::Own(path)) => path,
        };
        if let Some(row) = self.rows.iter().find(|row| row.role == FolderRole::Own && row.name == *path) {
            return Ok((row.id, false));
        }
        let mailbox = self.mailbox;
        match tx.attempt(async |tx| folder::named(tx, mailbox, path).await).await? {
            Ok(id) => {
                self.rows = folder::all(tx, mailbox).await?;
                let expires = self.rows.iter().any(|row| row.id == id && row.role.expires());
                Ok((id, expires))
            }
            // No room for one more, or no name of a folder: the message is filed all the same.
            Err(Error::Invalid(problems)) => {
                let why = problems.into_iter().map(|p| p.message).collect::<Vec<_>>().join(" ");
                lines.push((found.name.clone(), Words(tx.locale).box_import_folder(path, &why)));
                Ok((FolderRole::Archive.in_box(mailbox), false))
            }
            Err(error) => Err(error),
        }
    }
}
