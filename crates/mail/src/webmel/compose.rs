//! Writing: a new message, an answer, one sent on. Nothing is stored before the first save; from then on the draft is
//! saved as it is typed, and sending leaves no trace of it but the message.

use axum::{Json, extract::Query, response::IntoResponse};
use http::{HeaderMap, StatusCode, header};
use kernel::{Error, Id, Problem, Result, files::Kept, permission::May};
use serde::Deserialize;
use web::{
    Errors, Form, Reply, Routes, Visit,
    form::told,
    page::fragment,
    redirect, redirect_saying,
    upload::{Part, Upload},
};

use super::{
    composer::{self, Line, Writer},
    contacts::last_piece,
    desk::{icons, words},
    leaving,
    place::{self, Which, here, of_box},
    shown,
};
use crate::{
    contacts::groups::{self, Group},
    delivery::sending::{self, Leaving, MOST_RECIPIENTS, Sent},
    draft::{self, Draft, DraftFile, Intent, Priority, Writing},
    filing::{self, Message},
    identities::{self, Identity},
    letter, lists,
    mailbox::{self, Mailbox},
    members,
    message::{
        self,
        address::{normalise, parse_list},
        compose::Me,
    },
    policy,
    templates::{self, Template},
};

pub(super) fn routes() -> Routes {
    of_box! {
        get "/ecrire" begin;
        get "/brouillons/{draft}" resume;
        post "/brouillons/{draft}" save;
        post "/brouillons/{draft}/envoi" send;
        post "/brouillons/{draft}/programmation" schedule;
        post "/brouillons/{draft}/pieces" attach;
        post "/brouillons/{draft}/retrait" detach;
        post "/brouillons/{draft}/suppression" discard;
        post "/brouillons/{draft}/reprise" restore;
        post "/brouillons/{draft}/modele" insert_template;
        post "/brouillons/{draft}/en-modele" keep_as_template;
    }
    // The lines of addresses are filled from one's own contacts, whatever the box.
    .post("/webmel/brouillons/{draft}/destinataires", web::Access::SignedIn, pick)
}

/// The composer's fields as posted.
#[derive(Deserialize, Default, Clone)]
struct Typed {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    from: String,
    #[serde(default)]
    importance: String,
    #[serde(default)]
    receipt: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    cc: String,
    #[serde(default)]
    bcc: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    intent: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    quote: String,
    #[serde(default)]
    part: Vec<String>,
    /// The writer was asked and sends all the same.
    #[serde(default)]
    confirmed: String,
    /// A file chosen and not joined: without a script its name alone arrives.
    #[serde(default)]
    file: Vec<String>,
    /// The day and the hour to leave at.
    #[serde(default)]
    later_date: String,
    #[serde(default)]
    later_time: String,
    #[serde(default)]
    remove: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    pick: String,
    #[serde(default)]
    template: String,
    /// A group chosen among the suggestions.
    #[serde(default)]
    group: String,
    /// It was to leave at that day and hour.
    #[serde(skip)]
    schedules: bool,
}

impl Typed {
    fn writing(&self) -> Writing {
        Writing {
            sender: self.from.clone(),
            importance: self.importance.parse().unwrap_or(Priority::Normal),
            wants_receipt: !self.receipt.is_empty(),
            recipients: self.to.clone(),
            copies: self.cc.clone(),
            hidden_copies: self.bcc.clone(),
            subject: message::clean_line(&self.subject),
            body: self.body.replace("\r\n", "\n"),
            intent: self.intent.parse().unwrap_or(Intent::New),
            source_id: self.source.parse().ok(),
            source_digest: None,
            quotes_source: !self.quote.is_empty(),
            source_parts: self.part.join(","),
        }
    }

    /// The day and the hour as typed, when there are any.
    fn later(&self) -> Option<(String, String)> {
        let typed = !self.later_date.is_empty() || !self.later_time.is_empty();
        typed.then(|| (self.later_date.clone(), self.later_time.clone()))
    }

    /// Nothing of it was written by anybody.
    fn is_blank(&self) -> bool {
        [&self.to, &self.cc, &self.bcc, &self.subject, &self.body].iter().all(|field| field.trim().is_empty())
    }

    fn put(&mut self, name: &str, value: String) {
        match name {
            "version" => self.version = value.parse().unwrap_or(0),
            "from" => self.from = value,
            "importance" => self.importance = value,
            "receipt" => self.receipt = value,
            "to" => self.to = value,
            "cc" => self.cc = value,
            "bcc" => self.bcc = value,
            "subject" => self.subject = value,
            "body" => self.body = value,
            "intent" => self.intent = value,
            "source" => self.source = value,
            "quote" => self.quote = value,
            "part" => self.part.push(value),
            "later_date" => self.later_date = value,
            "later_time" => self.later_time = value,
            _ => {}
        }
    }
}

fn draft_id(text: &str) -> Result<Id<Draft>> {
    text.parse().map_err(|_| Error::NotFound)
}

async fn begin(visit: Visit) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let asked = shown::query(&visit);
    let value = |name: &str| asked.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let answers =
        [("reponse", Intent::Reply), ("reponse-a-tous", Intent::ReplyAll), ("transfert", Intent::Forward)];
    let source = answers.into_iter().find_map(|(name, intent)| Some((value(name)?, intent)));
    let mut too_many = None;
    let writing = if let Some((id, intent)) = source {
        let (writing, others) = answer(&visit, mailbox, id, intent).await?;
        too_many = others;
        writing
    } else if let Some(group) = value("groupe") {
        let group = group.parse().map_err(|_| Error::NotFound)?;
        let own = policy::own_box(visit.ctx(), May::View)?;
        let recipients = group_members(&visit, own, group).await?;
        Writing { recipients, ..Typed::default().writing() }
    } else {
        let to: Vec<&str> = asked.iter().filter(|(key, _)| key == "a").map(|(_, v)| v.as_str()).collect();
        Writing {
            recipients: to.join(", "),
            subject: value("objet").unwrap_or_default().to_owned(),
            ..Typed::default().writing()
        }
    };
    let mut writer = Writer::new(visit.new_id(), writing);
    writer.plain = value("format") == Some("texte");
    writer.too_many = too_many;
    composer::reply(&visit, writer).await
}

async fn group_members(visit: &Visit, mailbox: Id<Mailbox>, group: Id<Group>) -> Result<String> {
    let mut tx = visit.read().await?;
    groups::find(&mut tx, mailbox, group).await?;
    groups::typed(&mut tx, mailbox, group).await
}

/// Where an answer or a message sent on begins, and how many an answer to all would have gone to when they are too many.
async fn answer(
    visit: &Visit,
    mailbox: Id<Mailbox>,
    id: &str,
    intent: Intent,
) -> Result<(Writing, Option<usize>)> {
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let (digest, identities) = {
        let mut tx = visit.read().await?;
        let digest = filing::digest_of(&mut tx, mailbox, id).await?;
        (digest, identities::all(&mut tx, mailbox).await?)
    };
    let aliases: Vec<String> = identities.iter().map(|identity| identity.address.clone()).collect();
    let original = letter::email(&visit.services().files, &digest).await?.0;
    // Whoever answers in another box is that box.
    let from = identities.first().map(Identity::email_address);
    let from = from.unwrap_or(sending::myself(visit.agent()?));
    let me = Me { address: &from, aliases: &aliases, zone: &visit.academy()?.zone, locale: visit.locale };
    let start = sending::beginning(&original, intent, &me);
    // One answers from the address that was written to.
    let sender = identities::written_to(&identities, &original).filter(|_| intent != Intent::Forward);
    let parts: Vec<&str> = original.attachments.iter().map(|a| a.part_id.as_str()).collect();
    let intent = if start.too_many.is_some() { Intent::Reply } else { intent };
    let writing = Writing {
        sender: sender.map(|identity| identity.address.clone()).unwrap_or_default(),
        recipients: start.to,
        copies: start.cc,
        subject: start.subject,
        intent,
        source_id: Some(id),
        source_digest: Some(digest),
        quotes_source: true,
        source_parts: if intent == Intent::Forward { parts.join(",") } else { String::new() },
        ..Typed::default().writing()
    };
    Ok((writing, start.too_many))
}

#[derive(Deserialize)]
struct Format {
    #[serde(default)]
    format: String,
}

async fn resume(visit: Visit, Which(id): Which<String>, Query(asked): Query<Format>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id = draft_id(&id)?;
    match composer::saved(&visit, mailbox, id).await {
        Ok(mut writer) => {
            writer.plain = asked.format == "texte";
            composer::reply(&visit, writer).await
        }
        Err(Error::NotFound) if is_leaving(&visit, mailbox, id).await? => {
            Ok(redirect_saying(&visit, &here(&visit, "/envois"), words(&visit).draft_leaving()))
        }
        Err(Error::NotFound) if is_sent(&visit, mailbox, id).await? => Ok(redirect_saying(
            &visit,
            &here(&visit, "/dossiers/envoyes"),
            words(&visit).draft_sent_already(),
        )),
        Err(error) => Err(error.into()),
    }
}

async fn is_sent(visit: &Visit, mailbox: Id<Mailbox>, id: Id<Draft>) -> Result<bool> {
    let mut tx = visit.read().await?;
    draft::is_sent(&mut tx, mailbox, id).await
}

async fn is_leaving(visit: &Visit, mailbox: Id<Mailbox>, id: Id<Draft>) -> Result<bool> {
    let mut tx = visit.read().await?;
    Ok(draft::leaves_at(&mut tx, mailbox, id).await?.is_some())
}

/// Saves what was typed; answers the new version.
async fn keep(visit: &Visit, mailbox: Id<Mailbox>, id: Id<Draft>, typed: &Typed) -> Result<i64> {
    let (version, mut writing) = (typed.version, typed.writing());
    visit
        .write(async move |tx| {
            if version == 0
                && let Some(source) = writing.source_id
            {
                writing.source_digest = filing::digest_of(tx, mailbox, source).await.ok();
                writing.source_id = writing.source_digest.is_some().then_some(source);
            }
            let version = draft::save(tx, mailbox, id, version, &writing).await?;
            // Those who use a box together see who is writing.
            let writer = tx.agent()?.id;
            if mailbox != mailbox::of_person(writer) {
                members::wrote(tx, mailbox, id, writer).await?;
            }
            Ok(version)
        })
        .await
}

async fn save(visit: Visit, Which(id): Which<String>, headers: HeaderMap, Form(typed): Form<Typed>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id = draft_id(&id)?;
    let by_script = headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"));
    let outcome = keep(&visit, mailbox, id, &typed).await;
    if by_script {
        return saved_by_script(&visit, outcome);
    }
    match outcome {
        Ok(_) => Ok(redirect_saying(
            &visit,
            &here(&visit, format_args!("/brouillons/{id}")),
            words(&visit).draft_saved(),
        )),
        Err(error) => again(&visit, mailbox, id, &typed, error).await,
    }
}

fn saved_by_script(visit: &Visit, outcome: Result<i64>) -> Reply {
    let t = words(visit);
    match outcome {
        Ok(version) => {
            let at = web::dates::hour(&visit.now().zoned(&visit.academy()?.zone));
            let fields = serde_json::json!({ "version": version.to_string() });
            Ok(Json(serde_json::json!({ "message": t.saved_at(at), "fields": fields })).into_response())
        }
        Err(Error::Conflict(message)) => {
            Ok((StatusCode::CONFLICT, Json(serde_json::json!({ "message": message }))).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let message: Vec<String> = problems.into_iter().map(|p| p.message).collect();
            let body = Json(serde_json::json!({ "message": message.join(" ") }));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, body).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page once more with everything typed, and what is wrong with it.
async fn again(visit: &Visit, mailbox: Id<Mailbox>, id: Id<Draft>, typed: &Typed, error: Error) -> Reply {
    let mut writer = match composer::saved(visit, mailbox, id).await {
        Ok(saved) => saved,
        Err(Error::NotFound) => Writer::new(id, typed.writing()),
        Err(error) => return Err(error.into()),
    };
    let digest = writer.writing.source_digest.take();
    writer.writing = Writing { source_digest: digest, ..typed.writing() };
    writer.later = typed.later();
    writer.schedules = typed.schedules;
    match error {
        Error::Invalid(problems) => writer.errors = Errors::from(problems),
        Error::Conflict(sentence) => {
            writer.conflict = sentence;
            writer.version = typed.version;
        }
        other => return Err(other.into()),
    }
    composer::reply(visit, writer).await
}

async fn send(visit: Visit, Which(id): Which<String>, Form(typed): Form<Typed>) -> Reply {
    let id = draft_id(&id)?;
    dispatch(&visit, id, typed, Ok(Leaving::AfterAWhile)).await
}

async fn schedule(visit: Visit, Which(id): Which<String>, Form(typed): Form<Typed>) -> Reply {
    let id = draft_id(&id)?;
    let leaving = leaving::chosen(&visit, &typed.later_date, &typed.later_time).map(Leaving::At);
    dispatch(&visit, id, Typed { schedules: true, ..typed }, leaving).await
}

/// Saves what was typed, asks what a writer often regrets, and sends; at a wrong hour it is saved all the same.
async fn dispatch(visit: &Visit, id: Id<Draft>, typed: Typed, leaving: Result<Leaving>) -> Reply {
    let mailbox = place::mailbox(visit, May::Take).await?;
    if is_sent(visit, mailbox, id).await? {
        return sent(visit, mailbox, id, &typed, Sent::Already).await;
    }
    let version = match keep(visit, mailbox, id, &typed).await {
        Ok(version) => version,
        Err(_) if is_sent(visit, mailbox, id).await? => {
            return sent(visit, mailbox, id, &typed, Sent::Already).await;
        }
        Err(error) => return again(visit, mailbox, id, &typed, error).await,
    };
    let typed = Typed { version, ..typed };
    let leaving = match leaving {
        Ok(leaving) => leaving,
        Err(error) => return again(visit, mailbox, id, &typed, error).await,
    };
    if let Some(name) = typed.file.iter().find(|name| !name.is_empty()) {
        let problem = Problem { field: "file", message: words(visit).file_not_joined(name) };
        return again(visit, mailbox, id, &typed, Error::Invalid(vec![problem])).await;
    }
    if typed.confirmed.is_empty() {
        let mut writer = match composer::saved(visit, mailbox, id).await {
            // The other of two presses has sent it meanwhile.
            Err(Error::NotFound) if is_sent(visit, mailbox, id).await? => {
                return sent(visit, mailbox, id, &typed, Sent::Already).await;
            }
            other => other?,
        };
        writer.doubts = doubts(visit, &writer).await?;
        if !writer.doubts.is_empty() {
            writer.later = typed.later();
            writer.schedules = typed.schedules;
            return composer::reply(visit, writer).await;
        }
    }
    match sending::send(visit.ctx(), mailbox, id, version, leaving).await {
        Ok(outcome) => sent(visit, mailbox, id, &typed, outcome).await,
        Err(error) => again(visit, mailbox, id, &typed, error).await,
    }
}

/// Where one goes after sending: back to what was answered if it is still there, or to the inbox.
async fn sent(visit: &Visit, mailbox: Id<Mailbox>, id: Id<Draft>, typed: &Typed, outcome: Sent) -> Reply {
    let mut there = here(visit, "");
    if let Ok(source) = typed.source.parse::<Id<Message>>() {
        match filing::digest_of(&mut visit.read().await?, mailbox, source).await {
            Ok(_) => there = here(visit, format_args!("/messages/{source}")),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(leaving::after_sending(visit, &there, id, outcome))
}

/// An answer to all beyond this many asks first.
const MANY: usize = 20;

/// What a writer often regrets.
async fn doubts(visit: &Visit, writer: &Writer) -> Result<Vec<String>> {
    let t = words(visit);
    let writing = &writer.writing;
    let mut doubts = Vec::new();
    let text = kernel::search::fold(&sending::text_of(&writing.body));
    let speaks_of_file = [
        "ci joint",
        "ci joints",
        "ci jointe",
        "ci jointes",
        "piece jointe",
        "pieces jointes",
        "fichier joint",
        "fichiers joints",
        "document joint",
        "documents joints",
        "en pj",
        "attached",
        "attachment",
        "attachments",
        "enclosed",
    ]
    .iter()
    .any(|words| format!(" {text} ").contains(&format!(" {words} ")));
    let joined = writer.files.iter().any(|file| file.content_id.is_none());
    if speaks_of_file && !joined && writing.source_parts.is_empty() {
        doubts.push(t.doubt_attachment().to_owned());
    }
    if writing.intent == Intent::ReplyAll {
        let written = [&writing.recipients, &writing.copies].map(|line| parse_list(line).addresses);
        let count = written.iter().flatten().count();
        if count <= MOST_RECIPIENTS {
            let keys: Vec<String> = written.iter().flatten().map(|a| normalise(&a.email)).collect();
            let keys: Vec<&String> = keys.iter().collect();
            // A list is as many people as it has members.
            let lists = lists::by_addresses(&mut visit.read().await?, &keys).await?;
            let members: i64 = lists.iter().map(|list| list.members - 1).sum();
            let count = count as i64 + members;
            if count > MANY as i64 {
                doubts.push(t.doubt_many(count));
            }
        }
    }
    if writing.subject.is_empty() {
        doubts.push(t.doubt_subject().to_owned());
    }
    Ok(doubts)
}

/// Joins files: everything typed comes with them, so that nothing is lost on the way.
async fn attach(visit: Visit, Which(id): Which<String>, mut upload: Upload) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id = draft_id(&id)?;
    let mut room = {
        let mut tx = visit.read().await?;
        let joined = draft::files(&mut tx, mailbox, id).await?;
        visit.services().site.mail_files() - joined.iter().map(|f| f.size).sum::<i64>()
    };
    let mut left = room;
    let mut typed = Typed::default();
    let mut files = Vec::new();
    let mut too_large = loop {
        match upload.next(left.max(0) as u64).await {
            Ok(Some(Part::Text { name, value })) => typed.put(&name, value),
            Ok(Some(Part::File { file_name, content_type, kept, .. })) => {
                left -= size_of(&kept);
                files.push((kept, file_name, content_type));
            }
            Ok(None) => break false,
            // What was typed came before the file: it is saved all the same.
            Err(failure) => match Error::from(failure) {
                Error::Invalid(_) => break true,
                other => return Err(other.into()),
            },
        }
    };
    let version = match keep(&visit, mailbox, id, &typed).await {
        Ok(version) => version,
        Err(error) => return again(&visit, mailbox, id, &typed, error).await,
    };
    let row = {
        let mut tx = visit.read().await?;
        draft::find(&mut tx, mailbox, id).await?.ok_or(Error::NotFound)?
    };
    room -= sending::weight_of_source(visit.ctx(), &row).await?;
    files.retain(|(kept, _, _)| {
        let fits = size_of(kept) <= room;
        room -= if fits { size_of(kept) } else { 0 };
        too_large |= !fits;
        fits
    });
    let joined = visit
        .write(async move |tx| {
            for (kept, name, content_type) in files {
                draft::attach(tx, mailbox, id, &kept, &name, &content_type).await?;
            }
            Ok(())
        })
        .await;
    let error = match joined {
        Ok(()) if too_large => {
            let max = shown::size(visit.locale, visit.services().site.mail_files());
            Error::invalid("file", words(&visit).files_too_large(max))
        }
        Ok(()) => return Ok(redirect(&here(&visit, format_args!("/brouillons/{id}")))),
        Err(error) => error,
    };
    again(&visit, mailbox, id, &Typed { version, ..typed }, error).await
}

fn size_of(kept: &Kept) -> i64 {
    i64::try_from(kept.size).unwrap_or(i64::MAX)
}

async fn detach(visit: Visit, Which(id): Which<String>, Form(typed): Form<Typed>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id = draft_id(&id)?;
    let file: Id<DraftFile> = typed.remove.parse().map_err(|_| Error::NotFound)?;
    if let Err(error) = keep(&visit, mailbox, id, &typed).await {
        return again(&visit, mailbox, id, &typed, error).await;
    }
    visit.write(async move |tx| draft::detach(tx, mailbox, id, file).await).await?;
    Ok(redirect(&here(&visit, format_args!("/brouillons/{id}"))))
}

/// The page that follows offers to bring it back, with what was typed last.
async fn discard(visit: Visit, Which(id): Which<String>, Form(typed): Form<Typed>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id = draft_id(&id)?;
    if typed.version > 0 || !typed.is_blank() {
        // Changed meanwhile in another window, or too long: what was saved last is what comes back.
        told(keep(&visit, mailbox, id, &typed).await.or_else(|error| match error {
            Error::Conflict(_) | Error::NotFound => Ok(0),
            other => Err(other),
        }))?
        .ok();
    }
    if visit.write(async move |tx| draft::discard(tx, mailbox, id).await).await? {
        return Ok(redirect(&here(&visit, format_args!("?brouillon={id}"))));
    }
    Ok(redirect_saying(&visit, &here(&visit, ""), words(&visit).draft_discarded()))
}

async fn restore(visit: Visit, Which(id): Which<String>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id = draft_id(&id)?;
    visit.write(async move |tx| draft::restore(tx, mailbox, id).await).await?;
    Ok(redirect_saying(
        &visit,
        &here(&visit, format_args!("/brouillons/{id}")),
        words(&visit).draft_restored(),
    ))
}

/// A suggestion was chosen: the line again, with the person, or the members of the group, in place of what was being
/// typed.
async fn pick(visit: Visit, Which(id): Which<String>, Form(typed): Form<Typed>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::View)?;
    let picked = match typed.group.parse() {
        Ok(group) => group_members(&visit, mailbox, group).await?,
        Err(_) => message::clean_line(&typed.pick),
    };
    let t = words(&visit);
    let (field, label, value) = match typed.field.as_str() {
        "cc" => ("cc", t.cc(), &typed.cc),
        "bcc" => ("bcc", t.bcc(), &typed.bcc),
        _ => ("to", t.to(), &typed.to),
    };
    let (before, _) = last_piece(value);
    let before = before.trim();
    let gap = if before.is_empty() { "" } else { " " };
    fragment(&Line {
        icons: icons(),
        draft: draft_id(&id)?.to_string(),
        field,
        label,
        value: format!("{before}{gap}{picked}, "),
        error: String::new(),
        // The browser would put the caret before what was chosen, and take it from whoever writes elsewhere by now.
        focus: false,
    })
}

/// Puts a template after what is written; its subject when there is none yet.
async fn insert_template(visit: Visit, Which(id): Which<String>, Form(mut typed): Form<Typed>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id = draft_id(&id)?;
    let own = policy::own_box(visit.ctx(), May::View)?;
    let template: Id<Template> = typed.template.parse().map_err(|_| Error::NotFound)?;
    let template = {
        let mut tx = visit.read().await?;
        templates::find(&mut tx, own, template).await?
    };
    typed.body = templates::joined(&typed.body, &template.body);
    if typed.subject.trim().is_empty() {
        typed.subject = template.subject;
    }
    match keep(&visit, mailbox, id, &typed).await {
        Ok(_) => Ok(redirect(&here(&visit, format_args!("/brouillons/{id}")))),
        Err(error) => again(&visit, mailbox, id, &typed, error).await,
    }
}

async fn keep_as_template(visit: Visit, Which(id): Which<String>, Form(typed): Form<Typed>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id = draft_id(&id)?;
    let version = match keep(&visit, mailbox, id, &typed).await {
        Ok(version) => version,
        Err(error) => return again(&visit, mailbox, id, &typed, error).await,
    };
    let own = policy::own_box(visit.ctx(), May::Edit)?;
    let (subject, mut body) = (typed.subject.clone(), typed.body.replace("\r\n", "\n"));
    // They belong to this draft and leave with it.
    let has_images = sending::shows_images(&body);
    if has_images {
        body = message::safe_html::outgoing(&body);
    }
    match told(visit.write(async move |tx| templates::keep(tx, own, &subject, &body).await).await)? {
        Ok(name) => {
            let t = words(&visit);
            let said = if has_images { t.template_kept_bare(&name) } else { t.template_kept(&name) };
            Ok(redirect_saying(&visit, &here(&visit, format_args!("/brouillons/{id}")), &said))
        }
        Err(errors) => {
            // The name of a template is no field of this page.
            let told = errors.iter().map(|p| Problem { field: "body", message: p.message.clone() });
            let error = Error::Invalid(told.collect());
            again(&visit, mailbox, id, &Typed { version, ..typed }, error).await
        }
    }
}
