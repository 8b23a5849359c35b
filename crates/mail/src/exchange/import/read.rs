//! Files as people bring them: each is known by how it begins, opened as far as it goes, and what it holds is given on.
//! Nothing is unpacked to the disk, and no name in a file is a path of ours.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read, Write},
};

use bytes::Bytes;
use kernel::{Time, files::Spool};

use super::{
    item::{Counted, Found, Halt, Item, Place, Sink, Unpacking, Why, halt},
    place, tar, zimbra, zip,
};
use crate::{
    exchange::{
        mbox::{self, Mbox},
        pipe::Stored,
        status,
    },
    filing::Marks,
    folder::FolderRole,
    message::arrived_at,
};

/// Of a file of contacts, of rules or of a calendar.
const LARGEST_TEXT: u64 = 5 << 20;
const START: usize = 64 << 10;

/// A file of the import.
pub(super) struct Source {
    pub name: String,
    pub stored: Stored,
}

pub(super) fn all(sources: &[Source], sink: &mut Sink) -> Result<(), Halt> {
    for source in sources {
        sink.read.set(0);
        match one(source, sink) {
            // The other files may be sound.
            Err(Halt::Broken(name)) => sink.aside(&name, Why::Damaged)?,
            other => other?,
        }
        sink.before += source.stored.size();
    }
    Ok(())
}

fn one(source: &Source, sink: &mut Sink) -> Result<(), Halt> {
    let name = &source.name;
    let mut start = vec![0; 600];
    let mut reader = source.stored.reader();
    let mut count = 0;
    loop {
        match reader.read(&mut start[count..]).map_err(|e| halt(&e, name))? {
            0 => break,
            more => count += more,
        }
    }
    start.truncate(count);
    let counted = || Counted { from: source.stored.reader(), read: sink.read.clone() };
    if is_zip(&start) {
        return zip::read(source, sink);
    }
    if start.starts_with(&[0x1f, 0x8b]) {
        let unpacking = Unpacking::of(source.stored.size());
        let content = unpacking.reader(flate2::read::MultiGzDecoder::new(BufReader::new(counted())));
        let mut content = BufReader::with_capacity(START, content);
        let begins_as_tar = is_tar(content.fill_buf().map_err(|e| halt(&e, name))?);
        return if begins_as_tar {
            tape(name, content, sink)
        } else {
            Members::default().take(&name.replace(".gz", ""), &mut content, sink)
        };
    }
    if is_tar(&start) {
        return tape(name, BufReader::new(counted()), sink);
    }
    let mut content = BufReader::with_capacity(START, counted());
    Members::default().take(name, &mut content, sink)
}

pub(super) fn tape(name: &str, content: impl Read, sink: &mut Sink) -> Result<(), Halt> {
    let mut tar = tar::Tar::new(content);
    let mut members = Members { of_zimbra: true, ..Members::default() };
    loop {
        let Some(member) = tar.next().map_err(|e| halt(&e, name))? else { return Ok(()) };
        match member.kind {
            tar::Kind::Folder => {}
            tar::Kind::Other => sink.aside(&member.name, Why::Link)?,
            tar::Kind::File => {
                let mut content = BufReader::with_capacity(START, &mut tar);
                members.take(&member.name, &mut content, sink)?;
            }
        }
    }
}

pub(super) fn is_zip(start: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06"].iter().any(|mark| start.starts_with(*mark))
}

fn is_tar(start: &[u8]) -> bool {
    tar::is_header(start)
}

/// The members of an archive, or a file by itself.
#[derive(Default)]
pub(super) struct Members {
    /// Directories of Zimbra are cut in pieces: `Inbox!1`.
    pub of_zimbra: bool,
    /// Of an archive of ours: where the messages of a file go, or that it is nothing to take.
    pub places: HashMap<String, Option<Place>>,
    /// What Zimbra has said of the member that follows.
    pub meta: Option<zimbra::Meta>,
}

impl Members {
    pub(super) fn take(
        &mut self,
        path: &str,
        content: &mut (impl BufRead + ?Sized),
        sink: &mut Sink,
    ) -> Result<(), Halt> {
        let Some(parts) = parts(path) else { return sink.aside(path, Why::BadName) };
        let Some((file, folders)) = parts.split_last() else { return Ok(()) };
        if parts.first() == Some(&"__MACOSX") || *file == ".DS_Store" {
            return Ok(());
        }
        let known = self.places.get(path).cloned();
        if known == Some(None) {
            return Ok(());
        }
        let extension = file.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
        let start = content.fill_buf().map_err(|e| halt(&e, path))?;
        if extension == "meta" {
            self.meta = zimbra::Meta::read(&text(content, path)?.unwrap_or_default());
            return match self.meta.as_ref().and_then(zimbra::Meta::card) {
                Some(card) => sink.give(Item::Contacts { name: path.to_owned(), bytes: card.into_bytes() }),
                None => Ok(()),
            };
        }
        let meta = self.meta.take();
        if start.is_empty() {
            return Ok(());
        }
        if is_zip(start) || start.starts_with(&[0x1f, 0x8b]) || is_tar(start) {
            return sink.aside(path, Why::Nested);
        }
        if mbox::begins(start) {
            // Apple Mail calls the file `mbox` in a folder called `Projets.mbox`.
            let place = known.flatten().or_else(|| match (*file, folders) {
                ("mbox", [.., _]) => place::of(folders),
                _ => place::of(&[folders, &[*file]].concat()),
            });
            return messages(path, place, content, sink);
        }
        let upper = start[..start.len().min(200)].to_ascii_uppercase();
        let begins = |mark: &[u8]| memchr::memmem::find(&upper, mark).is_some_and(|at| at < 8);
        if extension == "ics" || begins(b"BEGIN:VCALENDAR") {
            return match text(content, path)? {
                Some(bytes) => sink.give(Item::Calendar { name: path.to_owned(), bytes }),
                None => sink.aside(path, Why::TooLarge),
            };
        }
        if matches!(extension.as_str(), "vcf" | "vcard" | "ldif" | "csv") || begins(b"BEGIN:VCARD") {
            return match text(content, path)? {
                Some(bytes) => sink.give(Item::Contacts { name: path.to_owned(), bytes }),
                None => sink.aside(path, Why::TooLarge),
            };
        }
        if matches!(extension.as_str(), "sieve" | "siv") {
            return match text(content, path)? {
                Some(bytes) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    sink.give(Item::Filters { name: path.to_owned(), text })
                }
                None => sink.aside(path, Why::TooLarge),
            };
        }
        let maildir = matches!(folders.last(), Some(&"cur" | &"new"));
        // Of Zimbra, appointments and tasks are messages too, of another extension.
        let is_mail = maildir || matches!(extension.as_str(), "eml" | "msg" | "");
        if !is_mail || !begins_as_message(start) {
            let why = match extension.as_str() {
                "appt" | "task" => Why::Calendar,
                "eml" => Why::NoMessage,
                _ => Why::Unknown,
            };
            return sink.aside(path, why);
        }
        let Some(raw) = with_crlf(content, sink).map_err(|e| halt(&e, path))? else {
            return sink.aside(path, Why::TooLarge);
        };
        let folders: Vec<&str> = folders.iter().map(|folder| self.folder(folder)).collect();
        let place = match folders.as_slice() {
            [around @ .., "cur" | "new"] => maildir_place(around),
            folders => place::of(folders),
        };
        let mut found = Found { name: path.to_owned(), place, ..message(raw, None) };
        if maildir {
            found.marks = maildir_marks(file, folders.last() == Some(&"new"));
        }
        if let Some(meta) = meta.filter(|_| self.of_zimbra) {
            meta.say(&mut found);
        }
        sink.give(Item::Message(Box::new(found)))
    }

    fn folder<'p>(&self, folder: &'p str) -> &'p str {
        match folder.rsplit_once('!') {
            Some((name, piece)) if self.of_zimbra && piece.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => folder,
        }
    }
}

/// The folders and the file of a member's name; `None` for one that would lead out of them.
fn parts(path: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    if path.len() > 4_096 || path.contains('\0') {
        return None;
    }
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => return None,
            part => parts.push(part),
        }
    }
    Some(parts)
}

fn messages(
    path: &str,
    place: Option<Place>,
    content: &mut (impl BufRead + ?Sized),
    sink: &mut Sink,
) -> Result<(), Halt> {
    let mut mbox = Mbox::new(content, sink.largest, &sink.incoming);
    let mut number = 0;
    while let Some(piece) = mbox.next().map_err(|e| halt(&e, path))? {
        number += 1;
        let name = format!("{path}, {number}");
        match piece.raw {
            None => sink.aside(&name, Why::TooLarge)?,
            Some(raw) => {
                let (raw, said) = status::take(raw);
                if said.is_gone {
                    continue;
                }
                if !begins_as_message(&raw) {
                    sink.aside(&name, Why::NoMessage)?;
                    continue;
                }
                let known = said.marks.is_some();
                // Taken off once: what stands below is the message's own.
                let mut found = Found { name, place: place.clone(), ..bare(raw, said.marks, piece.at) };
                if !said.gmail.is_empty() {
                    let gmail = place::gmail(&said.gmail);
                    found.place = gmail.place;
                    found.labels = gmail.labels;
                    if !known {
                        found.marks.seen = !gmail.is_unread;
                        found.marks.flagged = gmail.is_flagged;
                    }
                }
                sink.give(Item::Message(Box::new(found)))?;
            }
        }
    }
    Ok(())
}

/// A message by itself. What says nothing of its marks has been read: nobody wants ten years of mail as unread.
fn message(raw: Bytes, at: Option<Time>) -> Found {
    let (raw, said) = status::take(raw);
    bare(raw, said.marks, at)
}

fn bare(raw: Bytes, marks: Option<Marks>, at: Option<Time>) -> Found {
    let at = at.or_else(|| arrived_at(&raw));
    let marks = marks.unwrap_or(Marks { seen: true, ..Marks::default() });
    Found { raw, marks, at, ..Found::default() }
}

/// A message begins with a field: letters, digits and hyphens, then a colon.
fn begins_as_message(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let start = &start[..start.len().min(1_000)];
    let Some(colon) = memchr::memchr(b':', start) else { return false };
    colon > 0 && start[..colon].iter().all(u8::is_ascii_graphic)
}

/// A message by itself with the ends of line of the Internet, whatever they were; `None` when it is too large.
fn with_crlf(content: &mut (impl BufRead + ?Sized), sink: &Sink) -> io::Result<Option<Bytes>> {
    let mut raw = Spool::in_folder(&sink.incoming);
    let mut last = 0;
    let mut is_first = true;
    loop {
        let come = content.fill_buf()?;
        if come.is_empty() {
            return raw.finish().map(Some);
        }
        let used = come.len();
        let start = if std::mem::take(&mut is_first) && come.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        for line in come[start..].split_inclusive(|b| *b == b'\n') {
            match line.strip_suffix(b"\n") {
                Some(text) => {
                    raw.write_all(text)?;
                    if text.last().copied().unwrap_or(last) != b'\r' {
                        raw.write_all(b"\r")?;
                    }
                    raw.write_all(b"\n")?;
                }
                None => raw.write_all(line)?,
            }
            last = line.last().copied().unwrap_or(last);
        }
        content.consume(used);
        if raw.size() > sink.largest as u64 {
            return Ok(None);
        }
    }
}

fn text(content: &mut (impl BufRead + ?Sized), path: &str) -> Result<Option<Vec<u8>>, Halt> {
    limited(content, LARGEST_TEXT, path)
}

/// All of it, unless it is larger.
fn limited(content: &mut (impl BufRead + ?Sized), most: u64, path: &str) -> Result<Option<Vec<u8>>, Halt> {
    let mut bytes = Vec::new();
    content.take(most + 1).read_to_end(&mut bytes).map_err(|e| halt(&e, path))?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// `Maildir/.Projets.2026/cur/…`: a dot before each level.
fn maildir_place(folders: &[&str]) -> Option<Place> {
    match folders.last() {
        Some(last) if last.starts_with('.') => {
            let path: Vec<&str> = last.split('.').filter(|part| !part.is_empty()).collect();
            place::of(&path)
        }
        Some(last) if place::of(&[last]).is_some() => place::of(folders),
        _ => Some(Place::Standard(FolderRole::Inbox)),
    }
}

/// The letters behind `:2,`; systems that cannot write a colon put `;` or `!`.
fn maildir_marks(file: &str, is_new: bool) -> Marks {
    let letters =
        [":2,", ";2,", "!2,"].iter().find_map(|mark| Some(file.rsplit_once(*mark)?.1)).unwrap_or("");
    let has = |letter| letters.contains(letter);
    Marks {
        seen: has('S') && !is_new,
        answered: has('R'),
        flagged: has('F'),
        forwarded: has('P'),
        draft: has('D'),
        deleted: has('T'),
        ..Marks::default()
    }
}
