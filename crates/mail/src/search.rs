//! Searching a box: the words are looked up in the text index, everything else (`de:`, `pj:`, `avant:`…) is asked of
//! the messages found. Phrases are checked in the messages themselves.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use kernel::{Ctx, Id, Locale, Result, Time, Tx, search::fold};

use crate::{
    filing::{self, Message, MessageRow},
    folder::{Folder, FolderRow},
    mailbox::Mailbox,
    message::{
        parse,
        search_syntax::{Attached, Query, State, Term},
    },
};

/// What one page shows; whoever finds more says more precisely what they want.
pub(crate) const SHOWN: usize = 100;
/// Messages that the index is asked for.
const CANDIDATES: i64 = 600;
/// Messages looked at, newest first, when there is no word to look up.
const WINDOW: i64 = 500;
const WINDOWS: usize = 20;

/// The newest messages that hold all terms; the folders are those of the box.
pub(crate) async fn find(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    folders: &[FolderRow],
    query: &Query,
) -> Result<Vec<MessageRow>> {
    let zone = ctx.academy()?.zone.clone();
    let test = Test { query, folders, locale: ctx.locale, zone };
    let words = test.words();
    let found = {
        let mut tx = ctx.read().await?;
        if words.is_empty() {
            newest_that(&mut tx, mailbox, &test).await?
        } else {
            let ids = tx.search("message", *mailbox.bytes(), &words, CANDIDATES).await?;
            let ids: Vec<Id<Message>> = ids.into_iter().map(Id::cast).collect();
            let rows = filing::by_ids(&mut tx, mailbox, &ids).await?;
            rows.into_iter().filter(|row| test.holds(row)).collect()
        }
    };
    let phrases = test.phrases();
    if phrases.is_empty() {
        return Ok(found.into_iter().take(SHOWN).collect());
    }
    let mut kept = Vec::new();
    for row in found.into_iter().take(SHOWN) {
        if says(ctx, &row, &phrases).await? {
            kept.push(row);
        }
    }
    Ok(kept)
}

async fn newest_that(tx: &mut Tx, mailbox: Id<Mailbox>, test: &Test<'_>) -> Result<Vec<MessageRow>> {
    let (since, until) = test.bounds();
    let mut before = (until, Id::from_bytes([0; 16]));
    let mut found = Vec::new();
    for _ in 0..WINDOWS {
        let rows = filing::newest(tx, mailbox, since, before, WINDOW).await?;
        let last = rows.last().map(|row| (row.received_at, row.id));
        let full = rows.len() as i64 == WINDOW;
        found.extend(rows.into_iter().filter(|row| test.holds(row)));
        match last {
            Some(last) if full && found.len() < SHOWN => before = last,
            _ => break,
        }
    }
    Ok(found)
}

async fn says(ctx: &Ctx, row: &MessageRow, phrases: &[String]) -> Result<bool> {
    let raw = ctx.services().files.bytes(&row.digest).await?;
    let email = parse(&raw);
    let text = format!(" {} ", fold(&format!("{}\n{}", email.subject, email.readable_text())));
    Ok(phrases.iter().all(|phrase| text.contains(phrase.as_str())))
}

struct Test<'q> {
    query: &'q Query,
    folders: &'q [FolderRow],
    locale: Locale,
    zone: TimeZone,
}

impl Test<'_> {
    /// What the text index can be asked.
    fn words(&self) -> String {
        let words = self.query.terms.iter().filter_map(|term| match term {
            Term::Word(w) | Term::Phrase(w) | Term::From(w) | Term::To(w) | Term::Subject(w) => {
                Some(w.as_str())
            }
            Term::Attachment(Attached::Named(name)) => Some(name.as_str()),
            _ => None,
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn phrases(&self) -> Vec<String> {
        let phrases = self.query.terms.iter().filter_map(|term| match term {
            Term::Phrase(phrase) => Some(format!(" {} ", fold(phrase))),
            _ => None,
        });
        phrases.filter(|phrase| !phrase.trim().is_empty()).collect()
    }

    /// The moments between which the message came.
    fn bounds(&self) -> (Time, Time) {
        let mut bounds = (Time(i64::MIN), Time(i64::MAX));
        for term in &self.query.terms {
            match term {
                Term::After(day) => bounds.0 = bounds.0.max(self.start_of(*day)),
                Term::Before(day) => bounds.1 = bounds.1.min(self.start_of(*day)),
                _ => {}
            }
        }
        bounds
    }

    fn start_of(&self, day: jiff::civil::Date) -> Time {
        day.to_zoned_datetime(self.zone.clone()).map_or(Time(0), |start| start.timestamp().into())
    }

    fn holds(&self, row: &MessageRow) -> bool {
        let (since, until) = self.bounds();
        row.received_at >= since
            && row.received_at < until
            && self.query.terms.iter().all(|term| self.holds_term(row, term))
    }

    fn holds_term(&self, row: &MessageRow, term: &Term) -> bool {
        let in_words = |text: &str, wanted: &str| {
            let text = fold(text);
            fold(wanted).split(' ').all(|word| text.contains(word))
        };
        match term {
            // The index has answered for these.
            Term::Word(_) | Term::Phrase(_) | Term::Before(_) | Term::After(_) => true,
            Term::From(who) => in_words(&row.sender, who),
            Term::To(who) => in_words(&row.recipients, who),
            Term::Subject(what) => in_words(&row.subject, what),
            Term::Attachment(Attached::Some | Attached::Named(_)) => row.has_attachment,
            Term::Attachment(Attached::None) => !row.has_attachment,
            Term::In(name) => self.is_in(row.folder_id, name),
            Term::Is(State::Unread) => !row.seen,
            Term::Is(State::Read) => row.seen,
            Term::Is(State::Flagged) => row.flagged,
        }
    }

    fn is_in(&self, folder: Id<Folder>, name: &str) -> bool {
        let wanted = fold(name);
        self.folders.iter().any(|f| {
            f.id == folder
                && (fold(f.shown_name(self.locale)).starts_with(&wanted) || f.role.slug() == wanted)
        })
    }
}

/// The names of folders by their id, for results that come from all of them.
pub(crate) fn names(folders: &[FolderRow], locale: Locale) -> HashMap<Id<Folder>, String> {
    folders.iter().map(|f| (f.id, f.shown_name(locale).to_owned())).collect()
}
