//! FETCH: what a client asks of messages, some at a time, from the row alone where that is enough, from the remembered
//! shape, or from the file.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    fmt::Write as _,
};

use bytes::Bytes;
use imap_codec::imap_types::{
    command::FetchModifier,
    fetch::{MacroOrMessageDataItemNames, MessageDataItemName, Part, Section},
    sequence::SequenceSet,
};
use kernel::{Ctx, Result};

use super::{
    reply,
    session::{Answer, Out, Session},
    shape::{self, Piece, Shape},
    store::{self, ShapeRow},
    view::narrow,
};
use crate::filing::{self, MarkedRow, Marking, Marks, Side};

/// Messages read and answered together.
const ROUND: usize = 50;

/// A thing asked of each message.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Uid,
    Flags,
    State,
    Date,
    Size,
    Envelope,
    Structure { extended: bool },
    Piece { label: String, number: String, piece: Piece, partial: Option<(u32, u32)>, peek: bool },
}

impl Item {
    fn needs_shape(&self) -> bool {
        matches!(self, Item::Envelope | Item::Structure { .. })
    }

    fn marks_seen(&self) -> bool {
        matches!(self, Item::Piece { peek: false, .. })
    }
}

impl Session {
    pub(super) async fn fetch(
        &mut self,
        set: &SequenceSet,
        names: &MacroOrMessageDataItemNames<'_>,
        by_uid: bool,
        modifiers: &[FetchModifier],
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        let Some(mut items) = items(names) else {
            return Ok(Answer::Bad("This part of a message cannot be asked for"));
        };
        let since = modifiers.iter().map(|modifier| match modifier {
            FetchModifier::ChangedSince(state) => i64::try_from(state.get()).unwrap_or(i64::MAX),
            FetchModifier::Vanished => 0,
        });
        let since = since.max();
        if modifiers.iter().any(|m| matches!(m, FetchModifier::Vanished)) {
            return Ok(Answer::Bad("QRESYNC is not offered"));
        }
        if by_uid && !items.contains(&Item::Uid) {
            items.insert(0, Item::Uid);
        }
        if since.is_some() && !items.contains(&Item::State) {
            items.push(Item::State);
        }
        self.wants_states |= items.contains(&Item::State);
        let Some(named) = self.selected()?.named(set, by_uid) else {
            return Ok(Answer::Bad("There is no such message"));
        };
        for round in named.chunks(ROUND) {
            self.fetch_some(round, &items, since, out).await?;
            out.flush_if_full().await?;
        }
        Ok(Answer::Ok("FETCH is done".into()))
    }

    async fn fetch_some(
        &mut self,
        uids: &[u32],
        items: &[Item],
        since: Option<i64>,
        out: &mut Out<'_>,
    ) -> Result<()> {
        let (ctx, folder) = (self.ctx.clone(), self.selected()?.folder);
        let wide: Vec<i64> = uids.iter().map(|uid| i64::from(*uid)).collect();
        let reader = self.selected()?.reach.reader;
        let needs_shape = items.iter().any(Item::needs_shape);
        let (mut rows, known) = {
            let mut tx = ctx.read().await?;
            let rows = store::by_uids_query(folder, &wide);
            let (rows, known) = if needs_shape {
                let with_structure = items.iter().any(|item| matches!(item, Item::Structure { .. }));
                tx.together((rows, store::shapes_query(folder, &wide, with_structure))).await?
            } else {
                (tx.all(rows).await?, Vec::new())
            };
            (filing::read_by(&mut tx, reader, rows).await?, known)
        };
        rows.retain(|row| {
            wide.binary_search(&row.uid).is_ok() && since.is_none_or(|since| row.state > since)
        });
        let shapes = if needs_shape { shapes(&ctx, &rows, known).await? } else { HashMap::new() };
        let marks_seen = items.iter().any(Item::marks_seen) && !self.selected()?.read_only;
        if marks_seen {
            self.mark_seen(&mut rows).await?;
        }
        for row in &rows {
            let Some(place) = self.selected()?.place(narrow(row.uid)) else { continue };
            let raw = if items.iter().any(|item| matches!(item, Item::Piece { .. })) {
                self.content(&row.digest).await?
            } else {
                Bytes::new()
            };
            out.put(format!("* {place} FETCH (").as_bytes());
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.put(b" ");
                }
                match item {
                    Item::Piece { label, number, piece, partial, .. } => {
                        let whole = shape::piece(&raw, number, piece);
                        write_piece(label, whole.as_deref(), *partial, out).await?;
                    }
                    other => write(out.bytes(), other, row, shapes.get(&row.digest)),
                }
            }
            if marks_seen && !items.contains(&Item::Flags) {
                out.put(format!(" FLAGS {}", reply::flags(&row.marks())).as_bytes());
            }
            out.line(")");
            out.flush_if_full().await?;
        }
        Ok(())
    }

    /// Reading the text of a message marks it, unless the client only peeks.
    async fn mark_seen(&mut self, rows: &mut [MarkedRow]) -> Result<()> {
        let unseen: Vec<_> = rows.iter().filter(|row| !row.seen).map(|row| row.id).collect();
        if unseen.is_empty() {
            return Ok(());
        }
        let Side { mailbox, reader } = self.selected()?.reach.side();
        let seen = Marks { seen: true, ..Marks::default() };
        let marked = self
            .ctx
            .write(async move |tx| {
                filing::mark_as(tx, mailbox, reader, &unseen, Marking::Add, &seen, None).await
            })
            .await?;
        for row in rows {
            if let Some(now) = marked.iter().find(|now| now.uid == row.uid) {
                (row.seen, row.state) = (true, now.state);
            }
        }
        Ok(())
    }

    /// The file of a message; the last one is at hand, as clients ask for a large one piece by piece.
    async fn content(&mut self, digest: &str) -> Result<Bytes> {
        if let Some((known, raw)) = &self.content
            && known == digest
        {
            return Ok(raw.clone());
        }
        let raw = self.ctx.services().files.bytes(digest).await?;
        self.content = Some((digest.to_owned(), raw.clone()));
        Ok(raw)
    }
}

async fn write_piece(
    label: &str,
    whole: Option<&[u8]>,
    partial: Option<(u32, u32)>,
    out: &mut Out<'_>,
) -> Result<()> {
    out.put(label.as_bytes());
    if let Some((from, _)) = partial {
        out.put(format!("<{from}>").as_bytes());
    }
    out.put(b" ");
    out.literal(whole.map(|whole| cut(whole, partial))).await
}

/// The part of a piece that was asked for.
fn cut(piece: &[u8], partial: Option<(u32, u32)>) -> &[u8] {
    let Some((from, count)) = partial else { return piece };
    let from = (from as usize).min(piece.len());
    let to = from.saturating_add(count as usize).min(piece.len());
    piece.get(from..to).unwrap_or_default()
}

/// What the row and the shape tell.
fn write(out: &mut Vec<u8>, item: &Item, row: &MarkedRow, shape: Option<&Shape>) {
    match item {
        Item::Uid => out.extend_from_slice(format!("UID {}", row.uid).as_bytes()),
        Item::Flags => out.extend_from_slice(format!("FLAGS {}", reply::flags(&row.marks())).as_bytes()),
        Item::State => out.extend_from_slice(format!("MODSEQ ({})", row.state.max(1)).as_bytes()),
        Item::Date => {
            out.extend_from_slice(format!("INTERNALDATE {}", reply::date(row.received_at)).as_bytes());
        }
        Item::Size => out.extend_from_slice(format!("RFC822.SIZE {}", row.size).as_bytes()),
        Item::Envelope => {
            out.extend_from_slice(b"ENVELOPE ");
            out.extend_from_slice(shape.map_or(b"NIL", |shape| &shape.envelope));
        }
        Item::Structure { extended } => {
            out.extend_from_slice(if *extended { b"BODYSTRUCTURE " } else { b"BODY " });
            let known = shape.map(|shape| if *extended { &shape.body_structure } else { &shape.body });
            out.extend_from_slice(known.map_or(b"NIL", Vec::as_slice));
        }
        // Written piece by piece where it is asked for.
        Item::Piece { .. } => {}
    }
}

/// The shapes of these messages; those not known yet are made and remembered.
async fn shapes(ctx: &Ctx, rows: &[MarkedRow], known: Vec<ShapeRow>) -> Result<HashMap<String, Shape>> {
    let mut shapes: HashMap<String, Shape> =
        known.into_iter().map(|row| (row.content.clone(), row.shape())).collect();
    // By their names: others who keep the same ones do so in the same order, and nobody waits for who waits for them.
    let mut fresh = BTreeMap::new();
    for row in rows {
        if let Entry::Vacant(unknown) = shapes.entry(row.digest.clone()) {
            let shape = shape::of(&ctx.services().files.bytes(unknown.key()).await?);
            fresh.insert(unknown.key().clone(), shape.clone());
            unknown.insert(shape);
        }
    }
    if !fresh.is_empty() {
        ctx.write(async move |tx| {
            for (digest, shape) in &fresh {
                store::keep_shape(tx, digest, shape).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(shapes)
}

/// What the names stand for; `None` when one of them is not offered.
fn items(names: &MacroOrMessageDataItemNames<'_>) -> Option<Vec<Item>> {
    match names {
        MacroOrMessageDataItemNames::Macro(short) => short.expand().iter().map(item).collect(),
        MacroOrMessageDataItemNames::MessageDataItemNames(names) => names.iter().map(item).collect(),
    }
}

fn item(name: &MessageDataItemName<'_>) -> Option<Item> {
    let whole = |label: &str, piece: Piece, peek: bool| Item::Piece {
        label: label.to_owned(),
        number: String::new(),
        piece,
        partial: None,
        peek,
    };
    Some(match name {
        MessageDataItemName::Uid => Item::Uid,
        MessageDataItemName::Flags => Item::Flags,
        MessageDataItemName::ModSeq => Item::State,
        MessageDataItemName::InternalDate => Item::Date,
        MessageDataItemName::Rfc822Size => Item::Size,
        MessageDataItemName::Envelope => Item::Envelope,
        MessageDataItemName::Body => Item::Structure { extended: false },
        MessageDataItemName::BodyStructure => Item::Structure { extended: true },
        MessageDataItemName::Rfc822 => whole("RFC822", Piece::Body, false),
        MessageDataItemName::Rfc822Header => whole("RFC822.HEADER", Piece::Header, true),
        MessageDataItemName::Rfc822Text => whole("RFC822.TEXT", Piece::Text, false),
        MessageDataItemName::BodyExt { section, partial, peek } => {
            let (label, number, piece) = section_piece(section.as_ref());
            let partial = partial.map(|(from, count)| (from, count.get()));
            Item::Piece { label: format!("BODY[{label}]"), number, piece, partial, peek: *peek }
        }
        MessageDataItemName::Binary { .. } | MessageDataItemName::BinarySize { .. } => return None,
    })
}

/// What is answered of the pieces of a message; `None` where none is asked for.
#[cfg(test)]
pub(super) async fn pieces(raw: &[u8], names: &MacroOrMessageDataItemNames<'_>) -> Option<Vec<u8>> {
    let mut answer = Vec::new();
    let mut out = Out::new(&mut answer);
    let mut count = 0;
    out.put(b"* 1 FETCH (");
    for item in items(names)? {
        if let Item::Piece { label, number, piece, partial, .. } = item {
            out.put(if count > 0 { b" " } else { b"" });
            count += 1;
            let whole = shape::piece(raw, &number, &piece);
            write_piece(&label, whole.as_deref(), partial, &mut out).await.ok()?;
        }
    }
    out.line(")");
    out.flush().await.ok()?;
    drop(out);
    (count > 0).then_some(answer)
}

/// How a section is written, which part it is of, and which piece of that.
fn section_piece(section: Option<&Section<'_>>) -> (String, String, Piece) {
    let number = |part: &Part| {
        let numbers: Vec<String> = part.0.as_ref().iter().map(ToString::to_string).collect();
        numbers.join(".")
    };
    let of = |part: &Option<Part>, word: &str| {
        let number = part.as_ref().map(number).unwrap_or_default();
        (if number.is_empty() { word.to_owned() } else { format!("{number}.{word}") }, number)
    };
    match section {
        None => (String::new(), String::new(), Piece::Body),
        Some(Section::Part(part)) => (number(part), number(part), Piece::Body),
        Some(Section::Mime(part)) => (format!("{}.MIME", number(part)), number(part), Piece::Mime),
        Some(Section::Header(part)) => {
            let (label, number) = of(part, "HEADER");
            (label, number, Piece::Header)
        }
        Some(Section::Text(part)) => {
            let (label, number) = of(part, "TEXT");
            (label, number, Piece::Text)
        }
        Some(Section::HeaderFields(part, names) | Section::HeaderFieldsNot(part, names)) => {
            let except = matches!(section, Some(Section::HeaderFieldsNot(..)));
            let names: Vec<String> = names
                .as_ref()
                .iter()
                .map(|name| String::from_utf8_lossy(name.as_ref()).into_owned())
                .collect();
            let (mut label, number) = of(part, if except { "HEADER.FIELDS.NOT" } else { "HEADER.FIELDS" });
            let mut list = Vec::new();
            for name in &names {
                if !list.is_empty() {
                    list.push(b' ');
                }
                let is_atom =
                    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
                if is_atom {
                    list.extend_from_slice(name.as_bytes());
                } else {
                    reply::string(&mut list, name.as_bytes());
                }
            }
            let _ = write!(label, " ({})", String::from_utf8_lossy(&list));
            (label, number, Piece::Fields { names, except })
        }
    }
}
