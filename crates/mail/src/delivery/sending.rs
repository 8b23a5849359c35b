//! Sending a draft: its recipients are looked at, the message is written and kept, then one transaction puts the draft
//! aside and the message in the queue, which lets it go when it is time. A second press finds it done.

use std::{collections::HashSet, sync::Arc, time::Duration};

use bytes::Bytes;
use kernel::{
    Ctx, Error, Id, Problem, Result, Time, Tx,
    audit::{Entry, Outcome},
    people,
};

use super::{Recipient, system::NO_REPLY};
use crate::{
    attachments,
    contacts::recents,
    draft::{self, Draft, DraftFile, DraftRow, Intent, Priority},
    identities::{self, Identity},
    letter::{self, Letter},
    lists::{self, List},
    mailbox::{self, Mailbox},
    message::{
        Attachment, Email, EmailAddress, Importance,
        address::{Reason, TypedList, display, is_same, normalise, on_the_wire, parse_list, split},
        compose::{self, Copies, DraftAttachment, Me, Stamp},
        safe_html::RemoteImages,
        text::{html_to_text, text_to_html},
    },
    queue::{self, Departure, Far, Notify},
    recipients,
    size::size,
    words::Words,
};

/// More recipients than this is a list's affair.
pub(crate) const MOST_RECIPIENTS: usize = 200;

/// Everyone a message goes to, known to be reachable.
#[derive(Clone, Debug, Default)]
pub(crate) struct Envelope {
    pub to: Vec<EmailAddress>,
    pub cc: Vec<EmailAddress>,
    pub bcc: Vec<EmailAddress>,
    pub recipients: Vec<Recipient>,
    /// Addresses outside of the deployment, as they go over the wire.
    pub elsewhere: Vec<Far>,
    pub lists: Vec<Id<List>>,
}

/// Reads the three address fields as typed; what cannot be written to is told beside its field.
pub(crate) async fn address(tx: &mut Tx, mailbox: Id<Mailbox>, draft: &DraftRow) -> Result<Envelope> {
    let t = Words(tx.locale);
    let mut problems = Vec::new();
    let mut envelope = Envelope::default();
    let typed = [("to", &draft.recipients), ("cc", &draft.copies), ("bcc", &draft.hidden_copies)];
    // Told together: thousands are neither looked for nor complained of one by one.
    let written: HashSet<String> = typed
        .iter()
        .flat_map(|(_, text)| parse_list(text).addresses)
        .map(|address| normalise(&address.email))
        .collect();
    if written.len() > MOST_RECIPIENTS {
        return Err(too_many(t));
    }
    for (field, text) in typed {
        let addresses = read_field(tx, field, text, &mut problems).await?;
        let found = recipients::find(tx, &addresses).await?;
        let refusing = lists::refusing(tx, mailbox, &found.lists).await?;
        let mut refuse = |message: String| problems.push(Problem { field, message });
        for list in &found.lists {
            if refusing.contains(&list.written) {
                refuse(t.list_refuses_you(&list.written, &list.name));
            } else if !envelope.lists.contains(&list.id) {
                envelope.lists.push(list.id);
            }
        }
        for address in &found.outside {
            match on_the_wire(address).filter(|_| tx.services().site.mail_leaves()) {
                Some(wire) if envelope.elsewhere.iter().any(|known| is_same(&known.address, &wire)) => {}
                Some(wire) => envelope.elsewhere.push(Far::new(&wire, Notify::default())),
                None => refuse(t.address_outside(address)),
            }
        }
        for address in &found.unknown {
            let silent = split(address).is_some_and(|(local, _)| local.eq_ignore_ascii_case(NO_REPLY));
            refuse(if silent { t.address_no_reply(address) } else { t.address_unknown(address) });
        }
        for address in &found.closed {
            refuse(t.address_closed(address));
        }
        for owner in found.owners {
            let recipient = owner.recipient();
            if !envelope.recipients.contains(&recipient) {
                envelope.recipients.push(recipient);
            }
        }
        match field {
            "to" => envelope.to = addresses,
            "cc" => envelope.cc = addresses,
            _ => envelope.bcc = addresses,
        }
    }
    let everybody = envelope.recipients.len() + envelope.elsewhere.len() + envelope.lists.len();
    if problems.is_empty() && everybody == 0 {
        problems.push(Problem { field: "to", message: t.address_missing().to_owned() });
    }
    if everybody > MOST_RECIPIENTS {
        return Err(too_many(t));
    }
    if problems.is_empty() { Ok(envelope) } else { Err(Error::Invalid(problems)) }
}

fn too_many(t: Words) -> Error {
    let message = t.address_too_many(MOST_RECIPIENTS as i64);
    Error::Invalid(vec![Problem { field: "to", message }])
}

async fn read_field(
    tx: &mut Tx,
    field: &'static str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Result<Vec<EmailAddress>> {
    let t = Words(tx.locale);
    let TypedList { mut addresses, errors } = parse_list(text);
    for bad in errors {
        // A name alone is enough when one person bears it.
        let named = if bad.reason == Reason::NoAt {
            people::look_up_all(tx, &bad.text, 4).await?
        } else {
            Vec::new()
        };
        match named.as_slice() {
            [one] => addresses.push(EmailAddress::new(&one.display_name, &one.address)),
            [] => problems.push(Problem { field, message: t.address_bad(&bad.text) }),
            several => {
                let shown: Vec<String> =
                    several.iter().map(|p| format!("{} <{}>", p.display_name, p.address)).collect();
                problems.push(Problem { field, message: t.address_several(&bad.text, shown.join(", ")) });
            }
        }
    }
    Ok(addresses)
}

/// When a message leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    Now,
    /// When its author can no longer call it back, as their settings say.
    AfterAWhile,
    At(Time),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    Now,
    /// It can be called back until then.
    Held(Time),
    /// By an earlier press of the same button.
    Already,
}

/// Sends the draft as it was saved in this version.
pub(crate) async fn send(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    version: i64,
    leaving: Leaving,
) -> Result<Sent> {
    let (row, files, envelope, identity, undo_seconds, aliases) = {
        let mut tx = ctx.read().await?;
        let Some(row) = draft::find(&mut tx, mailbox, draft).await? else {
            let done = draft::is_sent(&mut tx, mailbox, draft).await?;
            return if done { Ok(Sent::Already) } else { Err(Error::NotFound) };
        };
        let files = draft::files(&mut tx, mailbox, draft).await?;
        let envelope = address(&mut tx, mailbox, &row).await?;
        let identity = identities::of_draft(&mut tx, mailbox, &row.sender).await?;
        let undo_seconds = mailbox::find(&mut tx, mailbox).await?.ok_or(Error::NotFound)?.undo_seconds;
        let aliases = recipients::addresses_of(&mut tx, mailbox.cast()).await?;
        (row, files, envelope, identity, undo_seconds, aliases)
    };
    let message = Arc::new(written(ctx, &row, &files, &envelope, &identity, &aliases).await?);
    let now = ctx.now();
    let (leaves_at, sent_at) = match leaving {
        Leaving::Now => (now, now),
        Leaving::AfterAWhile => (now.plus(Duration::from_secs(undo_seconds.max(0) as u64)), now),
        Leaving::At(time) => (time, time),
    };
    let message_id = draft::message_id(draft, &ctx.academy()?.mail_domain);
    let stamp = Stamp { message_id: &message_id, sent_at };
    let kept = Letter::compose(ctx, message.clone(), &stamp, Copies::Kept).await?;
    let delivered = match message.bcc.as_slice() {
        [] => None,
        _ => Some(Letter::compose(ctx, message.clone(), &stamp, Copies::Delivered).await?),
    };
    let sender = on_the_wire(&message.from.email).unwrap_or_default();
    ctx.write(async move |tx| {
        if !draft::put_aside(tx, mailbox, draft, version, leaves_at).await? {
            // Another press, or another window: the transaction that put the draft aside says which.
            return if draft::is_sent(tx, mailbox, draft).await? {
                Ok(Sent::Already)
            } else {
                Err(Error::Conflict(Words(tx.locale).draft_changed().to_owned()))
            };
        }
        has_room(tx, mailbox, draft, kept.size).await?;
        if !queue::has_room_elsewhere(tx, mailbox, envelope.elsewhere.len()).await? {
            return Err(Error::invalid(
                "to",
                Words(tx.locale).too_many_elsewhere(queue::MOST_ELSEWHERE as i64),
            ));
        }
        let letter = delivered.as_ref().unwrap_or(&kept);
        let departure = Departure {
            mailbox: Some(mailbox),
            sender: &sender,
            kept: delivered.is_some().then_some(&kept),
            boxes: &envelope.recipients,
            elsewhere: &envelope.elsewhere,
            lists: &envelope.lists,
            files_copy: true,
            ..Departure::of(draft.cast(), letter, leaves_at)
        };
        queue::put(tx, &departure).await?;
        let agent = tx.agent()?.id;
        if mailbox != mailbox::of_person(agent) {
            let entry = Entry {
                action: "mailbox.send_as",
                subject: Some(mailbox.cast()),
                result: Outcome::Done,
                detail: &message_id,
            };
            tx.audit(entry).await?;
        }
        // Whoever writes remembers whom they wrote to, whatever the box.
        let written_to = envelope.to.iter().chain(&envelope.cc).chain(&envelope.bcc);
        recents::note(tx, mailbox::of_person(agent), written_to).await?;
        Ok(if leaves_at > now { Sent::Held(leaves_at) } else { Sent::Now })
    })
    .await
}

/// The copy that its author keeps takes the place of what is joined to the draft.
async fn has_room(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>, size: i64) -> Result<()> {
    let weight = draft::weight(tx, draft).await?;
    let found = mailbox::find(tx, mailbox).await?.ok_or(Error::NotFound)?;
    if found.used_bytes - weight + size > found.quota_bytes {
        return Err(Error::invalid("", Words(tx.locale).quota_full()));
    }
    Ok(())
}

/// Sends at once what is waiting to leave; `false` when it has left.
pub(crate) async fn send_now(ctx: &Ctx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<bool> {
    let version = ctx
        .write(async move |tx| {
            if !queue::call_back(tx, mailbox, draft.cast()).await? {
                return Ok(None);
            }
            Ok(draft::find(tx, mailbox, draft).await?.map(|row| row.version))
        })
        .await?;
    match version {
        Some(version) => send(ctx, mailbox, draft, version, Leaving::Now).await.map(|_| true),
        None => Ok(false),
    }
}

/// The message that the draft stands for: what was typed, the signature, what is quoted, what is joined.
pub(super) async fn written(
    ctx: &Ctx,
    row: &DraftRow,
    files: &[DraftFile],
    envelope: &Envelope,
    identity: &Identity,
    aliases: &[String],
) -> Result<compose::Draft> {
    let academy = ctx.academy()?;
    let (from, signature) = (identity.email_address(), &identity.signature);
    let me = Me { address: &from, aliases, zone: &academy.zone, locale: ctx.locale };
    let mut joined = Vec::new();
    let based = match &row.source_digest {
        Some(digest) => {
            let (original, raw) = letter::email(&ctx.services().files, digest).await?;
            if row.intent == Intent::Forward {
                for attached in original.attachments.iter().filter(|of| goes_along(of, &row.source_parts)) {
                    let content =
                        attachments::content(&ctx.services().files, &raw, &attached.part_id).await?;
                    joined.extend(content.map(|content| compose::joined(attached, content)));
                }
            }
            Some(based_on(&original, row, &me))
        }
        None => None,
    };
    let (quote_text, quote_html, as_html) = match &based {
        Some(base) if row.quotes_source => (
            base.text.clone().unwrap_or_default(),
            base.html.clone().unwrap_or_default(),
            // A letter sent on keeps its form even when the words above it have none.
            is_html(&row.body) || row.intent == Intent::Forward,
        ),
        _ => (String::new(), String::new(), is_html(&row.body)),
    };
    let mut body = row.body.clone();
    for file in files {
        if let Some(content_id) = &file.content_id {
            // An image taken out of the text again is not sent.
            let shown = draft::image_path(row.id, file.id);
            if !body.contains(&shown) {
                continue;
            }
            body = body.replace(&shown, &format!("cid:{content_id}"));
        }
        let content = ctx.services().files.bytes(&file.digest).await?;
        joined.push(DraftAttachment {
            name: file.name.clone(),
            content_type: file.content_type.clone(),
            content,
            content_id: file.content_id.clone(),
        });
    }
    // Copied from another message: it would be missing where this one arrives.
    if shows_images(&body) {
        return Err(Error::invalid("body", Words(ctx.locale).image_elsewhere()));
    }
    let total: i64 = joined.iter().map(|a| a.content.len() as i64).sum();
    let most = ctx.services().site.mail_files();
    if total > most {
        let shown = |bytes| size(ctx.locale, bytes);
        let sentence = Words(ctx.locale).files_too_heavy(shown(most), shown(total));
        return Err(Error::invalid("file", sentence));
    }
    let html = as_html.then(|| format!("{}{}{quote_html}", html_of(&body), signature_html(signature)));
    if let Some(html) = &html {
        // An image that the text no longer shows is a file like any other.
        for attached in &mut joined {
            attached.content_id = attached.content_id.take().filter(|id| html.contains(&format!("cid:{id}")));
        }
    }
    let text = format!("{}{}{quote_text}", text_of(&body), signature_text(signature));
    Ok(compose::Draft {
        from: from.clone(),
        to: envelope.to.clone(),
        cc: envelope.cc.clone(),
        bcc: envelope.bcc.clone(),
        subject: row.subject.clone(),
        text: html.is_none().then_some(text),
        html,
        attachments: joined,
        in_reply_to: based.as_ref().map(|base| base.in_reply_to.clone()).unwrap_or_default(),
        references: based.map(|base| base.references).unwrap_or_default(),
        importance: match row.importance {
            Priority::High => Importance::High,
            Priority::Normal => Importance::Normal,
            Priority::Low => Importance::Low,
        },
        headers: wishes(row, &from),
        ..compose::Draft::default()
    })
}

/// Fields for programs that know `Importance` by an older name, and the wish for a receipt.
fn wishes(row: &DraftRow, from: &EmailAddress) -> Vec<(String, String)> {
    let priority = match row.importance {
        Priority::High => Some("1"),
        Priority::Normal => None,
        Priority::Low => Some("5"),
    };
    let receipt = on_the_wire(&from.email).filter(|_| row.wants_receipt);
    let fields = [
        priority.map(|value| ("X-Priority".to_owned(), value.to_owned())),
        receipt.map(|address| ("Disposition-Notification-To".to_owned(), format!("<{address}>"))),
    ];
    fields.into_iter().flatten().collect()
}

fn based_on(original: &Email, row: &DraftRow, me: &Me<'_>) -> compose::Draft {
    match row.intent {
        Intent::Forward => compose::forward(original, me, RemoteImages::Allowed),
        _ => compose::reply(original, me, row.intent == Intent::ReplyAll),
    }
}

/// The images of a letter sent on go with its text, its other files when they are ticked.
fn goes_along(attached: &Attachment, source_parts: &str) -> bool {
    attached.inline || source_parts.split(',').any(|part| part == attached.part_id)
}

/// What the files of the letter sent on weigh in this draft.
pub(crate) async fn weight_of_source(ctx: &Ctx, row: &DraftRow) -> Result<i64> {
    let Some(digest) = row.source_digest.as_ref().filter(|_| row.intent == Intent::Forward) else {
        return Ok(0);
    };
    let original = letter::email(&ctx.services().files, digest).await?.0;
    let along = original.attachments.iter().filter(|attached| goes_along(attached, &row.source_parts));
    Ok(along.map(|attached| attached.size as i64).sum())
}

/// What the editor wrote starts with a tag; what was typed without it does not.
pub(crate) fn is_html(body: &str) -> bool {
    let body = body.trim();
    let name = body.strip_prefix('<').unwrap_or_default();
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && body.ends_with('>')
}

/// Whether a text shows images that lie in a draft.
pub(crate) fn shows_images(body: &str) -> bool {
    is_html(body) && body.contains(" src=\"/webmel/brouillons/")
}

pub(crate) fn html_of(body: &str) -> String {
    if is_html(body) { body.to_owned() } else { format!("<p>{}</p>", text_to_html(body.trim_end())) }
}

pub(crate) fn text_of(body: &str) -> String {
    if is_html(body) { html_to_text(body) } else { body.replace("\r\n", "\n").trim_end().to_owned() }
}

fn signature_text(signature: &str) -> String {
    let signature = text_of(signature);
    if signature.trim().is_empty() { String::new() } else { format!("\n\n-- \n{}", signature.trim_end()) }
}

fn signature_html(signature: &str) -> String {
    let signature = signature.trim_end();
    match () {
        () if signature.is_empty() => String::new(),
        () if is_html(signature) => format!("<p>-- </p>{signature}"),
        () => format!("<p>-- <br>{}</p>", text_to_html(signature)),
    }
}

/// What answering or sending on starts from: the fields, and the line of recipients as one would type it.
pub(crate) struct Beginning {
    pub to: String,
    pub cc: String,
    pub subject: String,
    /// How many an answer to all would go to, when a message cannot: it is then for the author alone.
    pub too_many: Option<usize>,
}

pub(crate) fn beginning(original: &Email, intent: Intent, me: &Me<'_>) -> Beginning {
    let line = |list: &[EmailAddress]| list.iter().map(display).collect::<Vec<_>>().join(", ");
    let mut base = match intent {
        Intent::Forward => compose::forward_attached(original, Bytes::new(), me),
        _ => compose::reply(original, me, intent == Intent::ReplyAll),
    };
    let everybody = base.to.len() + base.cc.len();
    let too_many = (intent == Intent::ReplyAll && everybody > MOST_RECIPIENTS).then_some(everybody);
    if too_many.is_some() {
        base = compose::reply(original, me, false);
    }
    Beginning { to: line(&base.to), cc: line(&base.cc), subject: base.subject, too_many }
}

/// The person who writes, as the model of messages knows them.
pub(crate) fn myself(person: &people::Agent) -> EmailAddress {
    EmailAddress::new(&person.display_name, &person.address)
}
