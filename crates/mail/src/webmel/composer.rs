//! The page where a message is written: its fields as last typed, what it answers below them, what is joined, and
//! beside each field what is wrong with it.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use kernel::{Error, Id, Result, permission::May};
use web::{Errors, Reply, Visit, dates};

use super::{
    desk::{Desk, Side, icons, words},
    leaving, list,
    place::here,
    shown,
};
use crate::{
    delivery::sending,
    draft::{self, Draft, DraftFile, DraftRow, Intent, Priority, Writing},
    identities::{self, Identity},
    letter, mailbox,
    message::{self, Email, address::display},
    templates::{self, TemplateLine},
    words::Words,
};

/// What the page shows of a draft, saved or not.
pub(super) struct Writer {
    pub id: Id<Draft>,
    pub version: i64,
    pub writing: Writing,
    pub files: Vec<DraftFile>,
    /// Said under the fields: when it was saved.
    pub saved: String,
    pub errors: Errors,
    /// Asked before sending: forgotten attachment, many recipients.
    pub doubts: Vec<String>,
    /// An answer to all would go to so many: it is for the author alone.
    pub too_many: Option<usize>,
    /// Somebody's other window was faster.
    pub conflict: String,
    /// Plain text, asked for on this page.
    pub plain: bool,
    /// The day and the hour to leave at, as typed.
    pub later: Option<(String, String)>,
    /// It was to leave then, and what is asked about it is asked on the way there.
    pub schedules: bool,
}

impl Writer {
    pub(super) fn new(id: Id<Draft>, writing: Writing) -> Writer {
        Writer {
            id,
            version: 0,
            writing,
            files: Vec::new(),
            saved: String::new(),
            errors: Errors::default(),
            doubts: Vec::new(),
            too_many: None,
            conflict: String::new(),
            plain: false,
            later: None,
            schedules: false,
        }
    }

    pub(super) fn of(visit: &Visit, row: DraftRow, files: Vec<DraftFile>) -> Writer {
        let saved = match visit.academy() {
            Ok(academy) => {
                words(visit).saved_at(dates::short(visit.locale, row.saved_at, visit.now(), &academy.zone))
            }
            Err(_) => String::new(),
        };
        Writer { version: row.version, files, saved, ..Writer::new(row.id, row.writing()) }
    }
}

#[derive(Template)]
#[template(path = "webmel/composer.html")]
struct Composer {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    id: String,
    version: i64,
    title: &'static str,
    identities: Vec<Sender>,
    from_error: String,
    to: Line,
    copies: Vec<Line>,
    copies_open: bool,
    importance: Priority,
    wants_receipt: bool,
    options_open: bool,
    templates: Vec<TemplateLine>,
    /// Somebody else is writing this.
    writing_too: String,
    /// As whom it is sent, when that is another box than one's own.
    sent_as: String,
    may_send: bool,
    image_href: String,
    subject: String,
    subject_error: String,
    body: String,
    body_error: String,
    rich: bool,
    plain_href: String,
    intent: &'static str,
    source: String,
    quote: Option<Quoted>,
    parts: Vec<SourcePart>,
    files: Vec<Joined>,
    file_error: String,
    max_bytes: i64,
    max_shown: String,
    saved: String,
    errors: Vec<(String, String)>,
    doubts: Vec<String>,
    too_many: String,
    conflict: String,
    close: String,
    later: (String, String),
    schedules: bool,
    later_error: String,
}

/// One line of addresses.
#[derive(Template)]
#[template(path = "webmel/address_line.html")]
pub(super) struct Line {
    pub icons: &'static str,
    pub draft: String,
    pub field: &'static str,
    pub label: &'static str,
    pub value: String,
    pub error: String,
    pub focus: bool,
}

/// An address one may write as, with what stands below the text then.
struct Sender {
    address: String,
    shown: String,
    signature: String,
    chosen: bool,
}

struct Quoted {
    who: String,
    text: String,
    shown: bool,
}

/// A file of the message sent on.
struct SourcePart {
    id: String,
    name: String,
    size: String,
    kept: bool,
}

struct Joined {
    id: String,
    name: String,
    size: String,
}

/// What of the quoted text the composer shows; the message has it whole.
const QUOTE_SHOWN: usize = 4_000;

pub(super) async fn reply(visit: &Visit, writer: Writer) -> Reply {
    let status = match () {
        () if !writer.conflict.is_empty() => StatusCode::CONFLICT,
        () if !writer.errors.is_empty() || !writer.doubts.is_empty() => StatusCode::UNPROCESSABLE_ENTITY,
        () => StatusCode::OK,
    };
    page(visit, writer, status).await
}

async fn page(visit: &Visit, writer: Writer, status: StatusCode) -> Result<Response, web::Failure> {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let body = composer(visit, &desk, writer).await?;
    let page = desk.page(visit, body.title).status(status);
    page.reply(&Side { t, icons: icons(), nav: desk.nav(visit, ""), body })
}

async fn composer(visit: &Visit, desk: &Desk, writer: Writer) -> Result<Composer> {
    let t = words(visit);
    let Writer {
        id,
        version,
        writing,
        files,
        saved,
        errors,
        doubts,
        too_many,
        conflict,
        plain,
        later,
        schedules,
    } = writer;
    let (identities, templates) = {
        let mut tx = visit.read().await?;
        (
            identities::all(&mut tx, desk.mailbox).await?,
            templates::all(&mut tx, mailbox::of_person(visit.agent_id()?)).await?,
        )
    };
    let writing_too = if version > 0 {
        list::writers(visit, desk, &[id]).await?.remove(&id).unwrap_or_default()
    } else {
        String::new()
    };
    let source = match &writing.source_digest {
        Some(digest) => Some(letter::email(&visit.services().files, digest).await?.0),
        None => None,
    };
    let rich = desk.row.rich_text && !plain;
    let body = if rich { writing.body.clone() } else { sending::text_of(&writing.body) };
    let title = match writing.intent {
        Intent::New => t.compose_new(),
        Intent::Reply | Intent::ReplyAll => t.compose_reply(),
        Intent::Forward => t.compose_forward(),
    };
    let line = |field: &'static str, label, value: &str| Line {
        icons: icons(),
        draft: id.to_string(),
        field,
        label,
        value: value.to_owned(),
        error: errors.of(field).to_owned(),
        focus: field == "to" && value.is_empty(),
    };
    let plain_href = if version > 0 {
        here(visit, format_args!("/brouillons/{id}?format=texte"))
    } else {
        let mark = if visit.address().contains('?') { '&' } else { '?' };
        format!("{}{mark}format=texte", visit.address())
    };
    Ok(Composer {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        id: id.to_string(),
        version,
        title,
        identities: senders(&identities, &writing.sender),
        from_error: errors.of("from").to_owned(),
        to: line("to", t.to(), &writing.recipients),
        copies: vec![line("cc", t.cc(), &writing.copies), line("bcc", t.bcc(), &writing.hidden_copies)],
        copies_open: [&writing.copies, &writing.hidden_copies].iter().any(|line| !line.is_empty())
            || ["cc", "bcc"].iter().any(|field| !errors.of(field).is_empty()),
        importance: writing.importance,
        wants_receipt: writing.wants_receipt,
        options_open: writing.wants_receipt || writing.importance != Priority::Normal,
        templates,
        writing_too,
        sent_as: desk.place.standing.as_ref().map(|standing| standing.name.clone()).unwrap_or_default(),
        may_send: desk.place.may(May::Take),
        image_href: here(visit, format_args!("/brouillons/{id}/images")),
        subject: writing.subject.clone(),
        subject_error: errors.of("subject").to_owned(),
        body,
        body_error: errors.of("body").to_owned(),
        rich,
        plain_href,
        intent: writing.intent.as_str(),
        source: writing.source_id.map(|id| id.to_string()).unwrap_or_default(),
        quote: source.as_ref().map(|email| quoted(t, email, writing.quotes_source)),
        parts: source.as_ref().map(|email| parts(visit, email, &writing)).unwrap_or_default(),
        files: files
            .into_iter()
            .filter(|f| f.content_id.is_none())
            .map(|f| Joined { id: f.id.to_string(), name: f.name, size: shown::size(visit.locale, f.size) })
            .collect(),
        file_error: errors.of("file").to_owned(),
        max_bytes: visit.services().site.mail_files(),
        max_shown: shown::size(visit.locale, visit.services().site.mail_files()),
        saved,
        errors: summary(&errors),
        doubts,
        too_many: too_many
            .map(|count| t.answer_too_many(count as i64, sending::MOST_RECIPIENTS as i64))
            .unwrap_or_default(),
        conflict,
        later: later.unwrap_or_else(|| leaving::proposed(visit)),
        schedules,
        later_error: errors.of("later").to_owned(),
        close: match writing.source_id {
            Some(id) => here(visit, format_args!("/messages/{id}")),
            None => here(visit, ""),
        },
    })
}

fn senders(identities: &[Identity], chosen: &str) -> Vec<Sender> {
    // An address that is theirs no more is told beside the field when the message is sent.
    let chosen = identities::named(identities, chosen).or_else(|| identities::named(identities, ""));
    let sender = |identity: &Identity| Sender {
        address: identity.address.clone(),
        shown: display(&identity.email_address()),
        signature: sending::text_of(&identity.signature),
        chosen: chosen.is_some_and(|chosen| chosen.address == identity.address),
    };
    identities.iter().map(sender).collect()
}

/// The summary on top leads to each field.
fn summary(errors: &Errors) -> Vec<(String, String)> {
    let anchor = |field: &str| if field.is_empty() { "contenu".to_owned() } else { field.to_owned() };
    errors.iter().map(|problem| (anchor(problem.field), problem.message.clone())).collect()
}

fn quoted(t: Words, email: &Email, shown: bool) -> Quoted {
    let who = email.from.first().map(message::address::short_name).unwrap_or_default();
    let mut text = email.readable_text();
    if text.len() > QUOTE_SHOWN {
        text.truncate(text.floor_char_boundary(QUOTE_SHOWN));
        text.push('…');
    }
    Quoted { who: if who.is_empty() { t.unknown_sender().to_owned() } else { who.to_owned() }, text, shown }
}

fn parts(visit: &Visit, email: &Email, writing: &Writing) -> Vec<SourcePart> {
    if writing.intent != Intent::Forward {
        return Vec::new();
    }
    let kept: Vec<&str> = writing.source_parts.split(',').collect();
    let listed = email.attachments.iter().filter(|a| !a.inline);
    listed
        .map(|a| SourcePart {
            kept: kept.contains(&a.part_id.as_str()),
            id: a.part_id.clone(),
            name: a.name.clone(),
            size: shown::size(visit.locale, a.size as i64),
        })
        .collect()
}

/// A draft of this box as it was saved last.
pub(super) async fn saved(
    visit: &Visit,
    desk_box: Id<crate::mailbox::Mailbox>,
    id: Id<Draft>,
) -> Result<Writer> {
    let (row, files) = {
        let mut tx = visit.read().await?;
        let row = draft::find(&mut tx, desk_box, id).await?.ok_or(Error::NotFound)?;
        (row, draft::files(&mut tx, desk_box, id).await?)
    };
    Ok(Writer::of(visit, row, files))
}
