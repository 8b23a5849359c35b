//! Searching a box: the words are looked up in the text index, everything else (`de:`, `pj:`, `avant:`…) is asked of
//! the messages found, window after window until a page is full. Phrases are checked in the messages themselves. The next
//! page goes on where one ended, whether it was full or had looked at enough.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use kernel::{Ctx, Id, Locale, Result, Time, people::Person, search::fold};

use crate::{
    filing::{self, Keywords, Message, MessageRow, Wanted},
    folder::{Folder, FolderRow},
    labels::{self, Label},
    letter,
    mailbox::Mailbox,
    members::unread,
    message::search_syntax::{Attached, Query, State, Term},
};

/// What one page shows.
pub(crate) const SHOWN: usize = 50;
/// Messages that the index is asked for at a time.
const WINDOW: i64 = 500;
/// Messages with all the words that are looked at for a page, and of which the text is read for its phrases.
const LOOKED_AT: usize = 20_000;
const READ: usize = 1_000;

#[derive(Default)]
pub(crate) struct Found {
    /// The newest that hold all terms, newest first, no more than a page shows.
    pub rows: Vec<MessageRow>,
    /// Where older ones are looked for, when there may be any.
    pub older: Option<Start>,
    /// So many were looked at before the page was full.
    pub looked_at: Option<usize>,
}

/// A place among all that a search finds: after what was shown or looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// After a document of the index: of searches with words.
    Doc(i64),
    /// After a message: of searches without.
    Row(Time, Id<Message>),
}

/// Searches a box; folders and labels are those of the box. What was read is what `reader` has read, a member of the box.
pub(crate) async fn find(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    reader: Option<Id<Person>>,
    folders: &[FolderRow],
    labels: &[Label],
    query: &Query,
    start: Option<Start>,
) -> Result<Found> {
    let zone = ctx.academy()?.zone.clone();
    let test = Test { reader, query, folders, labels, locale: ctx.locale, zone };
    let words = test.words();
    if words.is_empty() {
        return newest_that(ctx, mailbox, &test, start).await;
    }
    let phrases = test.phrases();
    // Every hit of plain words is shown.
    let window = if test.is_of_words() { SHOWN as i64 + 1 } else { WINDOW };
    let mut before = match start {
        Some(Start::Doc(doc)) => doc,
        _ => i64::MAX,
    };
    let mut found = Found::default();
    let (mut looked_at, mut read) = (0, 0);
    loop {
        let (hits, rows) = {
            let mut tx = ctx.read().await?;
            let hits = tx.search_before("message", *mailbox.bytes(), &words, before, window).await?;
            let ids: Vec<Id<Message>> = hits.iter().map(|hit| hit.object_id.cast()).collect();
            let mut rows = filing::by_ids(&mut tx, mailbox, &ids).await?;
            if let Some(reader) = reader {
                unread::put_in_messages(&mut tx, reader, &mut rows).await?;
            }
            (hits, rows)
        };
        let mut rows: HashMap<Id<()>, MessageRow> =
            rows.into_iter().map(|row| (row.id.cast(), row)).collect();
        for hit in &hits {
            looked_at += 1;
            if let Some(row) = rows.remove(&hit.object_id).filter(|row| test.holds(row)) {
                read += usize::from(!phrases.is_empty());
                if phrases.is_empty() || says(ctx, &row, &phrases).await? {
                    if found.rows.len() == SHOWN {
                        found.older = Some(Start::Doc(before));
                        return Ok(found);
                    }
                    found.rows.push(row);
                }
            }
            before = hit.doc;
            if read == READ || looked_at == LOOKED_AT {
                found.older = Some(Start::Doc(before));
                found.looked_at = Some(if phrases.is_empty() { looked_at } else { read });
                return Ok(found);
            }
        }
        if (hits.len() as i64) < window {
            return Ok(found);
        }
    }
}

/// Without a word to look up, the database itself leaves out what does not fit.
async fn newest_that(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    test: &Test<'_>,
    start: Option<Start>,
) -> Result<Found> {
    let Some(mut wanted) = test.wanted() else { return Ok(Found::default()) };
    if let Some(Start::Row(at, id)) = start {
        wanted.before = wanted.before.min((at, id));
    }
    let mut tx = ctx.read().await?;
    let mut rows = filing::newest_that(&mut tx, mailbox, &wanted, SHOWN as i64 + 1).await?;
    let more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    if let Some(reader) = test.reader {
        unread::put_in_messages(&mut tx, reader, &mut rows).await?;
    }
    let older = rows.last().filter(|_| more).map(|row| Start::Row(row.received_at, row.id));
    Ok(Found { rows, older, looked_at: None })
}

async fn says(ctx: &Ctx, row: &MessageRow, phrases: &[String]) -> Result<bool> {
    let email = letter::email(&ctx.services().files, &row.digest).await?.0;
    let text = format!(" {} ", fold(&format!("{}\n{}", email.subject, email.readable_text())));
    Ok(phrases.iter().all(|phrase| text.contains(phrase.as_str())))
}

struct Test<'q> {
    reader: Option<Id<Person>>,
    query: &'q Query,
    folders: &'q [FolderRow],
    labels: &'q [Label],
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

    /// Whether the text index answers the whole question.
    fn is_of_words(&self) -> bool {
        self.query.terms.iter().all(|term| matches!(term, Term::Word(_)))
    }

    fn phrases(&self) -> Vec<String> {
        let phrases = self.query.terms.iter().filter_map(|term| match term {
            Term::Phrase(phrase) => Some(format!(" {} ", fold(phrase))),
            _ => None,
        });
        phrases.filter(|phrase| !phrase.trim().is_empty()).collect()
    }

    /// What the columns of a message must hold; `None` when no message can (read and unread at once).
    fn wanted(&self) -> Option<Wanted> {
        let (since, until) = self.bounds();
        let mut wanted = Wanted {
            since,
            // No message has this id: until then, and not at that moment.
            before: (until, Id::NIL),
            seen: None,
            flagged: None,
            attachment: None,
            folders: None,
            keyword: None,
            reader: self.reader,
        };
        let agree = |known: &mut Option<bool>, asked: bool| *known.get_or_insert(asked) == asked;
        for term in &self.query.terms {
            let possible = match term {
                Term::Is(State::Unread) => agree(&mut wanted.seen, false),
                Term::Is(State::Read) => agree(&mut wanted.seen, true),
                Term::Is(State::Flagged) => agree(&mut wanted.flagged, true),
                Term::Attachment(Attached::None) => agree(&mut wanted.attachment, false),
                Term::Attachment(_) => agree(&mut wanted.attachment, true),
                Term::Label(name) => match labels::named(self.labels, name) {
                    Some(label) => {
                        let known = wanted.keyword.get_or_insert_with(|| label.keyword.clone());
                        *known == label.keyword
                    }
                    None => false,
                },
                Term::In(name) => {
                    let known = wanted.folders.take();
                    let all = self.folders.iter().map(|f| f.id).filter(|id| self.is_in(*id, name));
                    let both = all.filter(|id| known.as_ref().is_none_or(|k: &Vec<_>| k.contains(id)));
                    wanted.folders = Some(both.collect());
                    true
                }
                _ => true,
            };
            if !possible {
                return None;
            }
        }
        Some(wanted)
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
            Term::Label(name) => {
                let wanted = labels::named(self.labels, name);
                wanted.is_some_and(|label| Keywords::stored(&row.keywords).has(&label.keyword))
            }
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
