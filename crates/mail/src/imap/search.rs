//! SEARCH: what the rows of a folder answer is asked of them; words of the text are looked up in the index that the webmel
//! searches too; the rest is read from the files of the messages that everything else has left.

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

use imap_codec::imap_types::{
    core::{Charset, Vec1},
    datetime::NaiveDate,
    search::SearchKey,
};
use jiff::{civil::Date, tz::TimeZone};
use kernel::{Ctx, Id, Result, Time, search::fold};

use super::{
    reply,
    session::{Answer, Out, Session, no},
    store::{self, Searched},
    view::{View, narrow},
};
use crate::{
    filing::{Keywords, Message},
    mailbox::Mailbox,
    message::{self, header_values, parse},
};

/// What ESEARCH is to answer (RFC 4731).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Return {
    min: bool,
    max: bool,
    count: bool,
    all: bool,
}

/// Rows of a folder looked at together.
const ROUND: i64 = 1_000;
/// Conditions of one search: each is asked of every message.
const MOST_KEYS: usize = 500;
/// Files that one search reads; whoever needs more says more about what they look for.
const FILES: usize = 20_000;
/// Messages of the whole box that hold a word.
const HITS: i64 = 100_000;

/// Takes `RETURN (…)` out of a SEARCH command: the decoder does not know it.
pub(super) fn take_return(command: &mut Vec<u8>) -> Option<Return> {
    let line = command.split(|b| *b == b'\n').next()?;
    let text = std::str::from_utf8(line).ok()?;
    let mut words = text.split(' ');
    let (tag, mut name) = (words.next()?, words.next()?);
    let mut before = tag.len() + 1 + name.len() + 1;
    if name.eq_ignore_ascii_case("UID") {
        name = words.next()?;
        before += name.len() + 1;
    }
    let rest = text.get(before..)?;
    if !name.eq_ignore_ascii_case("SEARCH") || !rest.get(..8)?.eq_ignore_ascii_case("RETURN (") {
        return None;
    }
    let options = rest.get(8..)?;
    let end = options.find(") ")?;
    let mut wanted = Return::default();
    for option in options.get(..end)?.split(' ').filter(|option| !option.is_empty()) {
        match option.to_ascii_uppercase().as_str() {
            "MIN" => wanted.min = true,
            "MAX" => wanted.max = true,
            "COUNT" => wanted.count = true,
            "ALL" => wanted.all = true,
            _ => return None,
        }
    }
    if wanted == Return::default() {
        wanted.all = true;
    }
    command.drain(before..before + 8 + end + 2);
    Some(wanted)
}

impl Session {
    pub(super) async fn search(
        &mut self,
        charset: Option<Charset<'_>>,
        criteria: Vec1<SearchKey<'_>>,
        by_uid: bool,
        wanted: Option<Return>,
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        if let Some(charset) = charset
            && !["UTF-8", "US-ASCII"].iter().any(|known| charset.as_ref().eq_ignore_ascii_case(known))
        {
            return Ok(no("[BADCHARSET (UTF-8)] Only UTF-8 is understood"));
        }
        let ctx = self.ctx.clone();
        let key = SearchKey::And(criteria);
        if count(&key) > MOST_KEYS {
            return Ok(no("[LIMIT] Too many conditions at once"));
        }
        self.wants_states |= names_states(&key);
        let view = self.selected()?;
        let mailbox = view.reach.mailbox;
        let unread = match view.reach.reader {
            Some(reader) => {
                let found = store::unread(&mut ctx.read().await?, mailbox, reader, view.folder).await?;
                Some(found.into_iter().collect())
            }
            None => None,
        };
        let mut search = Search { ctx: &ctx, view, unread, hits: HashMap::new(), files: 0 };
        if !search.look_up(mailbox, &key).await? {
            return Ok(Answer::Bad("There is no such message"));
        }
        let Some(found) = search.run(&key).await? else {
            return Ok(no("[LIMIT] Too many messages would have to be read: say more"));
        };
        let number = |uid: u32| if by_uid { Some(uid) } else { view.place(uid).map(|place| place as u32) };
        let numbers: Vec<u32> = found.iter().filter_map(|(uid, _)| number(*uid)).collect();
        let state = found.iter().map(|(_, state)| *state).max().filter(|_| names_states(&key));
        let tag = self.tag.clone();
        answer(out, &numbers, state, by_uid, wanted, &tag);
        Ok(Answer::Ok("SEARCH is done".into()))
    }
}

fn answer(
    out: &mut Out<'_>,
    numbers: &[u32],
    state: Option<i64>,
    by_uid: bool,
    wanted: Option<Return>,
    tag: &str,
) {
    let mut words = Vec::new();
    if let Some(wanted) = wanted {
        words.push(format!("* ESEARCH (TAG \"{tag}\")"));
        words.extend(by_uid.then(|| "UID".to_owned()));
        words.extend(numbers.iter().min().filter(|_| wanted.min).map(|min| format!("MIN {min}")));
        words.extend(numbers.iter().max().filter(|_| wanted.max).map(|max| format!("MAX {max}")));
        words.extend(wanted.count.then(|| format!("COUNT {}", numbers.len())));
        if wanted.all && !numbers.is_empty() {
            words.push(format!("ALL {}", reply::set(numbers.iter().copied())));
        }
        words.extend(state.map(|state| format!("MODSEQ {state}")));
    } else {
        words.push("* SEARCH".to_owned());
        words.extend(numbers.iter().map(ToString::to_string));
        words.extend(state.map(|state| format!("(MODSEQ {state})")));
    }
    out.line(&words.join(" "));
}

fn count(key: &SearchKey<'_>) -> usize {
    match key {
        SearchKey::And(keys) => keys.as_ref().iter().map(count).sum(),
        SearchKey::Not(key) => 1 + count(key),
        SearchKey::Or(a, b) => 1 + count(a) + count(b),
        _ => 1,
    }
}

fn names_states(key: &SearchKey<'_>) -> bool {
    match key {
        SearchKey::ModSequence { .. } => true,
        SearchKey::And(keys) => keys.as_ref().iter().any(names_states),
        SearchKey::Not(key) => names_states(key),
        SearchKey::Or(a, b) => names_states(a) || names_states(b),
        _ => false,
    }
}

struct Search<'s> {
    ctx: &'s Ctx,
    view: &'s View,
    /// What a member has not read, in a box that is not their own.
    unread: Option<HashSet<Id<Message>>>,
    /// Messages that hold the words of a key.
    hits: HashMap<String, HashSet<Id<Message>>>,
    files: usize,
}

/// What a message's row says to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Yes,
    No,
    /// Only its file can say.
    Unknown,
}

impl Holds {
    fn not(self) -> Holds {
        match self {
            Holds::Yes => Holds::No,
            Holds::No => Holds::Yes,
            Holds::Unknown => Holds::Unknown,
        }
    }

    fn of(holds: bool) -> Holds {
        if holds { Holds::Yes } else { Holds::No }
    }
}

impl Search<'_> {
    /// Asks the index for the words of the keys, once. `false` when a place is named that does not exist.
    async fn look_up(&mut self, mailbox: Id<Mailbox>, key: &SearchKey<'_>) -> Result<bool> {
        let mut keys = vec![key];
        while let Some(key) = keys.pop() {
            match key {
                SearchKey::And(all) => keys.extend(all.as_ref()),
                SearchKey::Not(one) => keys.push(one),
                SearchKey::Or(a, b) => keys.extend([&**a, &**b]),
                SearchKey::SequenceSet(set) if self.view.named(set, false).is_none() => return Ok(false),
                SearchKey::Body(words) | SearchKey::Text(words) => {
                    let words = text(words.as_ref());
                    if !self.hits.contains_key(&words) {
                        let mut tx = self.ctx.read().await?;
                        let found = tx.search("message", *mailbox.bytes(), &words, HITS).await?;
                        self.hits.insert(words, found.into_iter().map(Id::cast).collect());
                    }
                }
                _ => {}
            }
        }
        Ok(true)
    }

    /// Numbers and states of the messages that hold; `None` when too many files would have to be read.
    async fn run(&mut self, key: &SearchKey<'_>) -> Result<Option<Vec<(u32, i64)>>> {
        let mut found = Vec::new();
        let mut from = 0;
        loop {
            let rows = store::searched(&mut self.ctx.read().await?, self.view.folder, from, ROUND).await?;
            let Some(last) = rows.last() else { return Ok(Some(found)) };
            from = last.uid + 1;
            for row in &rows {
                if self.view.place(narrow(row.uid)).is_none() {
                    continue;
                }
                let holds = match self.holds(row, None, key) {
                    Holds::Unknown => {
                        self.files += 1;
                        if self.files > FILES {
                            return Ok(None);
                        }
                        let raw = self.ctx.services().files.bytes(&row.digest).await?;
                        self.holds(row, Some(&File::of(&raw)), key) == Holds::Yes
                    }
                    known => known == Holds::Yes,
                };
                if holds {
                    found.push((narrow(row.uid), row.state));
                }
            }
        }
    }

    fn is_seen(&self, row: &Searched) -> bool {
        self.unread.as_ref().map_or(row.seen, |unread| !unread.contains(&row.id))
    }

    fn holds(&self, row: &Searched, file: Option<&File<'_>>, key: &SearchKey<'_>) -> Holds {
        let uid = narrow(row.uid);
        let day = || utc_day(row.received_at);
        match key {
            SearchKey::And(keys) => {
                let mut all = Holds::Yes;
                for key in keys.as_ref() {
                    match self.holds(row, file, key) {
                        Holds::No => return Holds::No,
                        Holds::Unknown => all = Holds::Unknown,
                        Holds::Yes => {}
                    }
                }
                all
            }
            SearchKey::Or(a, b) => match (self.holds(row, file, a), self.holds(row, file, b)) {
                (Holds::Yes, _) | (_, Holds::Yes) => Holds::Yes,
                (Holds::No, Holds::No) => Holds::No,
                _ => Holds::Unknown,
            },
            SearchKey::Not(key) => self.holds(row, file, key).not(),
            SearchKey::All | SearchKey::Old => Holds::Yes,
            // Nothing is recent: who has seen a message first is remembered nowhere.
            SearchKey::Recent | SearchKey::New => Holds::No,
            SearchKey::SequenceSet(set) => Holds::of(self.view.is_named(set, false, uid)),
            SearchKey::Uid(set) => Holds::of(self.view.is_named(set, true, uid)),
            SearchKey::Answered => Holds::of(row.answered),
            SearchKey::Unanswered => Holds::of(!row.answered),
            SearchKey::Deleted => Holds::of(row.deleted),
            SearchKey::Undeleted => Holds::of(!row.deleted),
            SearchKey::Draft => Holds::of(row.draft),
            SearchKey::Undraft => Holds::of(!row.draft),
            SearchKey::Flagged => Holds::of(row.flagged),
            SearchKey::Unflagged => Holds::of(!row.flagged),
            SearchKey::Seen => Holds::of(self.is_seen(row)),
            SearchKey::Unseen => Holds::of(!self.is_seen(row)),
            SearchKey::Keyword(word) => Holds::of(has_keyword(row, word.as_ref())),
            SearchKey::Unkeyword(word) => Holds::of(!has_keyword(row, word.as_ref())),
            SearchKey::Larger(size) => Holds::of(row.size > i64::from(*size)),
            SearchKey::Smaller(size) => Holds::of(row.size < i64::from(*size)),
            SearchKey::Before(date) => Holds::of(day() < civil(date)),
            SearchKey::On(date) => Holds::of(day() == civil(date)),
            SearchKey::Since(date) => Holds::of(day() >= civil(date)),
            SearchKey::ModSequence { modseq, .. } => {
                Holds::of(row.state >= i64::try_from(*modseq).unwrap_or(i64::MAX))
            }
            SearchKey::From(what) => Holds::of(contains(&row.sender, what.as_ref())),
            SearchKey::Subject(what) => Holds::of(contains(&row.subject, what.as_ref())),
            SearchKey::Body(words) | SearchKey::Text(words) => {
                Holds::of(self.hits.get(&text(words.as_ref())).is_some_and(|hits| hits.contains(&row.id)))
            }
            key => match file {
                Some(file) => Holds::of(holds_in_file(file, key)),
                None => Holds::Unknown,
            },
        }
    }
}

/// A message itself, read once for all the keys that ask.
pub(super) struct File<'r> {
    raw: &'r [u8],
    read: OnceCell<message::Email>,
}

impl File<'_> {
    pub(super) fn of(raw: &[u8]) -> File<'_> {
        File { raw, read: OnceCell::new() }
    }

    fn email(&self) -> &message::Email {
        self.read.get_or_init(|| parse(self.raw))
    }
}

/// What only the message itself says.
pub(super) fn holds_in_file(file: &File<'_>, key: &SearchKey<'_>) -> bool {
    let people = |list: &[message::EmailAddress], what: &[u8]| {
        list.iter().any(|address| contains(&message::address::display(address), what))
    };
    let sent = || file.email().sent_at.map(utc_day);
    match key {
        SearchKey::To(what) => people(&file.email().to, what.as_ref()),
        SearchKey::Cc(what) => people(&file.email().cc, what.as_ref()),
        SearchKey::Bcc(what) => people(&file.email().bcc, what.as_ref()),
        SearchKey::SentBefore(date) => sent().is_some_and(|day| day < civil(date)),
        SearchKey::SentOn(date) => sent().is_some_and(|day| day == civil(date)),
        SearchKey::SentSince(date) => sent().is_some_and(|day| day >= civil(date)),
        SearchKey::Header(name, what) => {
            let what = text(what.as_ref()).to_lowercase();
            header_values(file.raw, &text(name.as_ref()))
                .iter()
                .any(|value| value.to_lowercase().contains(&what))
        }
        _ => false,
    }
}

fn has_keyword(row: &Searched, word: &str) -> bool {
    if word.eq_ignore_ascii_case(reply::FORWARDED) {
        return row.forwarded;
    }
    Keywords::stored(&row.keywords).has(word)
}

/// Accents and case aside; what folds to nothing (`@`) is looked for as it is.
fn contains(text: &str, what: &[u8]) -> bool {
    let what = self::text(what);
    text.to_lowercase().contains(&what.to_lowercase())
        || (!fold(&what).is_empty() && fold(text).contains(&fold(&what)))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The day of a moment, as INTERNALDATE shows it.
fn utc_day(at: Time) -> Date {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    TimeZone::UTC.to_datetime(moment).date()
}

fn civil(date: &NaiveDate) -> Date {
    date.as_ref().to_string().parse().unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(command: &str) -> (Option<Return>, String) {
        let mut bytes = command.as_bytes().to_vec();
        let wanted = take_return(&mut bytes);
        (wanted, String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn what_to_answer_is_taken_out_of_the_command() {
        let all = Return { all: true, ..Return::default() };
        assert_eq!(taken("a SEARCH RETURN () ALL\r\n"), (Some(all), "a SEARCH ALL\r\n".into()));
        let some = Return { min: true, count: true, ..Return::default() };
        assert_eq!(
            taken("a uid search return (MIN count) 1:*\r\n"),
            (Some(some), "a uid search 1:*\r\n".into())
        );
        for other in
            ["a SEARCH ALL\r\n", "a SEARCH RETURN (SAVE) ALL\r\n", "a NOOP\r\n", "", "a SEARCH RETURN ("]
        {
            assert_eq!(taken(other), (None, other.into()));
        }
    }

    #[test]
    fn texts_are_found_without_their_accents() {
        assert!(contains("Évaluation d’été", "evaluation".as_bytes()));
        assert!(contains("jean@x.fr", b"@x.fr"));
        assert!(!contains("jean@x.fr", b"paul"));
        assert!(contains("quoi que ce soit", b""));
    }
}
