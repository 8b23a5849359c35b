//! What mail programs send (RFC 6409): in the name of an address of their owner and of nobody else, completed where the
//! program left something out, and on its way in one transaction. Their copy is their program's affair.

use bytes::Bytes;
use kernel::{
    Ctx, Id, Result, Time,
    files::look,
    gate::{Admitted, Gate},
};

use super::{
    conversation::{Envelope, Reply, Wanted},
    inbound::{closed_box, nobody_there, not_for_you},
    server::{self, not_now},
};
use crate::{
    contacts::recents,
    delivery::{self, Recipient},
    letter::Letter,
    lists::{self, List},
    mailbox,
    message::{
        self, Email, EmailAddress,
        address::{is_same, normalise, on_the_wire, without_detail},
        header_values,
    },
    queue::{self, Departure, Far, Notify},
    recipients::{self, Owner},
};

/// Whom a mail program writes to.
#[derive(Debug)]
pub(super) enum To {
    /// One person, or those of an alias, and its lists.
    Here(Vec<Recipient>, Vec<Id<List>>, Notify),
    Elsewhere(Far),
}

/// Who is there.
pub(super) struct Author {
    admitted: Admitted,
    gate: Gate,
    /// Every address they receive at, normalised.
    addresses: Vec<String>,
}

impl Author {
    pub async fn of(ctx: &Ctx, gate: Gate, admitted: Admitted) -> Result<Author> {
        let mut tx = ctx.read().await?;
        let addresses = recipients::addresses_of(&mut tx, admitted.person).await?;
        let addresses = addresses.iter().map(|address| normalise(address)).collect();
        Ok(Author { admitted, gate, addresses })
    }

    fn has(&self, address: &str) -> bool {
        self.addresses.contains(&normalise(&without_detail(address)))
    }

    /// Receipts and answers of programs have no sender.
    pub fn may_send_as(&self, address: &str) -> Result<(), Reply> {
        if address.is_empty() || self.has(address) { Ok(()) } else { Err(not_yours(address)) }
    }

    /// Where an address leads.
    pub async fn look_up(&self, ctx: &Ctx, wanted: Wanted) -> Result<To, Reply> {
        let found = async {
            let mut tx = ctx.read().await?;
            let found = recipients::find(&mut tx, &[EmailAddress::new("", &wanted.address)]).await?;
            let me = lists::Writer {
                person: Some(self.admitted.person),
                academy: Some(self.admitted.academy),
                address: String::new(),
            };
            let refused = !lists::refused_to(&mut tx, &found.lists, &me).await?.is_empty();
            Ok((found, refused))
        };
        let (found, refused) = found.await.map_err(|error: kernel::Error| not_now(&error))?;
        if refused {
            return Err(not_for_you());
        }
        if !found.owners.is_empty() || !found.lists.is_empty() {
            let people = found.owners.iter().map(Owner::recipient);
            let lists = found.lists.iter().map(|list| list.id);
            return Ok(To::Here(people.collect(), lists.collect(), wanted.notify));
        }
        if !found.closed.is_empty() {
            return Err(closed_box());
        }
        if !found.unknown.is_empty() {
            return Err(nobody_there());
        }
        match on_the_wire(&wanted.address).filter(|_| ctx.services().site.mail_leaves()) {
            Some(address) => {
                Ok(To::Elsewhere(Far { address, notify: wanted.notify, original: wanted.original }))
            }
            None => Err(Reply::new("550 5.7.1 Nothing leaves this deployment for addresses elsewhere")),
        }
    }

    /// Sends a message to everybody it names, or to nobody.
    pub async fn send(&self, ctx: &Ctx, envelope: Envelope<server::To>, raw: Bytes, host: &str) -> Reply {
        match self.is_still_welcome(ctx).await {
            Ok(true) => {}
            Ok(false) => return Reply::new("535 5.7.8 You are no more welcome: say again who you are"),
            Err(error) => return not_now(&error),
        }
        let read = look(raw.clone(), |raw| (sole_author(raw), message::parse(raw))).await;
        let email = match read.map_err(|error| not_now(&error)).and_then(|read| self.has_written(read)) {
            Ok(email) => email,
            Err(reply) => return reply,
        };
        match self.let_go(ctx, envelope, raw, email, host).await {
            Ok(Some(id)) => Reply::new(format!("250 2.0.0 On its way as {id}")),
            Ok(None) => Reply::new(format!(
                "450 4.7.1 At most {} addresses elsewhere in a day",
                queue::MOST_ELSEWHERE
            )),
            Err(error) => not_now(&error),
        }
    }

    async fn is_still_welcome(&self, ctx: &Ctx) -> Result<bool> {
        (self.gate.still)(ctx.clone(), self.admitted).await
    }

    /// The message, which says itself that it is theirs: what readers see is `From`, not the envelope.
    fn has_written(&self, (sole_author, email): (bool, Email)) -> Result<Email, Reply> {
        if !sole_author {
            return Err(Reply::new("554 5.6.0 One From: line is wanted, and one Sender: line at most"));
        }
        if email.from.is_empty() {
            return Err(Reply::new("554 5.6.0 The From: line names nobody"));
        }
        match email.from.iter().chain(&email.sender).find(|named| !self.has(&named.email)) {
            Some(stranger) => Err(not_yours(&stranger.email)),
            None => Ok(email),
        }
    }

    /// `None` when the day's addresses elsewhere are used up.
    async fn let_go(
        &self,
        ctx: &Ctx,
        envelope: Envelope<server::To>,
        raw: Bytes,
        email: Email,
        host: &str,
    ) -> Result<Option<Id<queue::Outgoing>>> {
        let (person, mailbox) = (self.admitted.person, mailbox::of_person(self.admitted.person));
        let me = Recipient { person, academy: self.admitted.academy };
        let id: Id<queue::Outgoing> = ctx.new_id();
        let stamp = Completion { id, host, domain: &ctx.academy()?.mail_domain, now: ctx.now() };
        let (head, rest) = stamp.complete(&raw);
        let rest = raw.slice(rest..);
        let letter = Letter::keep_all(ctx, [head.into(), rest]).await?;
        let Envelope { sender, recipients, returns, name, .. } = envelope;
        let (mut told, mut silent, mut confirmed) = (vec![], vec![], vec![]);
        let (mut to_lists, mut elsewhere): (Vec<Id<List>>, Vec<Far>) = (vec![], vec![]);
        for to in recipients {
            match to {
                server::To::Sent(To::Here(people, lists, notify)) => {
                    for list in lists {
                        if !to_lists.contains(&list) {
                            to_lists.push(list);
                        }
                    }
                    for to in people {
                        if told.contains(&to) || silent.contains(&to) {
                            continue;
                        }
                        if notify.success {
                            confirmed.push(to.person);
                        }
                        if notify.failure && !sender.is_empty() { &mut told } else { &mut silent }.push(to);
                    }
                }
                server::To::Sent(To::Elsewhere(to)) => {
                    if !elsewhere.iter().any(|known: &Far| is_same(&known.address, &to.address)) {
                        elsewhere.push(to);
                    }
                }
                server::To::Here(_) => {}
            }
        }
        let written_to: Vec<EmailAddress> = email.to.into_iter().chain(email.cc).collect();
        ctx.write(async move |tx| {
            if !queue::has_room_elsewhere(tx, mailbox, elsewhere.len()).await? {
                return Ok(None);
            }
            delivery::deliver_confirmed(tx, &letter, &told, me, confirmed).await?;
            delivery::deliver(tx, &letter, &silent, None).await?;
            if !elsewhere.is_empty() || !to_lists.is_empty() {
                let departure = Departure {
                    mailbox: Some(mailbox),
                    sender: &sender,
                    elsewhere: &elsewhere,
                    lists: &to_lists,
                    returns,
                    name: name.as_deref(),
                    ..Departure::of(id, &letter, tx.now())
                };
                queue::put(tx, &departure).await?;
            }
            recents::note(tx, mailbox, written_to.iter()).await?;
            Ok(Some(id))
        })
        .await
    }
}

/// Whether it says once, and in one line, who wrote it.
fn sole_author(raw: &[u8]) -> bool {
    message::head_is_whole(raw)
        && header_values(raw, "from").len() == 1
        && header_values(raw, "sender").len() <= 1
}

fn not_yours(address: &str) -> Reply {
    Reply::new(format!("550 5.7.1 {} is not an address of yours", message::clean_line(address)))
}

/// What a message gets on its way out.
struct Completion<'a> {
    id: Id<queue::Outgoing>,
    host: &'a str,
    domain: &'a str,
    now: Time,
}

/// Lines that say who else had it, or that only a receiving server writes.
const TAKEN_OUT: [&str; 3] = ["bcc", "resent-bcc", "return-path"];

impl Completion<'_> {
    /// The message with what every message has (RFC 6409, 8), and without hidden recipients. Where its author sits is
    /// nobody's affair: the line of its passage here says neither address nor program. Its head is written anew; behind it
    /// comes what stands from this byte on.
    fn complete(&self, raw: &[u8]) -> (Vec<u8>, usize) {
        let date = message::compose::date(self.now);
        let mut out =
            format!("Received: by {} with ESMTPSA id {};\r\n\t{date}\r\n", self.host, self.id).into_bytes();
        let end = memchr::memmem::find(raw, b"\r\n\r\n").map_or(raw.len(), |end| end + 2);
        let head = raw.get(..end).unwrap_or_default();
        if header_values(raw, "date").is_empty() {
            out.extend(format!("Date: {date}\r\n").into_bytes());
        }
        if header_values(raw, "message-id").is_empty() {
            out.extend(format!("Message-ID: <{}@{}>\r\n", self.id, self.domain).into_bytes());
        }
        let mut taken_out = false;
        for line in head.split_inclusive(|byte| *byte == b'\n') {
            if !line.starts_with(b" ") && !line.starts_with(b"\t") {
                let name = line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii_end();
                taken_out = TAKEN_OUT.iter().any(|out| name.eq_ignore_ascii_case(out.as_bytes()));
            }
            if !taken_out {
                out.extend_from_slice(line);
            }
        }
        (out, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_behind_thousands_of_fields_is_none() {
        assert!(sole_author(b"From: a@x\r\nSubject: a\r\n\r\n"));
        let hidden = format!("From: a@x\r\n{}From: b@x\r\n\r\n", "X-A: b\r\n".repeat(10_000));
        assert!(!sole_author(hidden.as_bytes()));
    }

    #[test]
    fn a_message_is_completed_and_hidden_recipients_stay_hidden() {
        let stamp = Completion {
            id: Id::NIL,
            host: "webmel.example",
            domain: "ac.example",
            now: Time(1_767_225_600_000),
        };
        let complete = |raw: &str| {
            let (head, rest) = stamp.complete(raw.as_bytes());
            String::from_utf8([&head, &raw.as_bytes()[rest..]].concat()).unwrap()
        };
        let hidden = "From: a@x\r\nBcc: b@x,\r\n c@x\r\nbcc : d@x\r\nTo: e@x\r\n\r\nBcc: f@x\r\n";
        insta::assert_snapshot!(complete(hidden), @r"
        Received: by webmel.example with ESMTPSA id 00000000000000000000000000;
        	Thu, 1 Jan 2026 00:00:00 +0000
        Date: Thu, 1 Jan 2026 00:00:00 +0000
        Message-ID: <00000000000000000000000000@ac.example>
        From: a@x
        To: e@x

        Bcc: f@x
        ");
        let whole = "Date: x\r\nMessage-ID: <a@x>\r\nFrom: a@x\r\n\r\n";
        assert!(complete(whole).ends_with(&format!("\r\n{whole}")), "nothing is said twice");
        assert!(complete("From: a@x\r\n").ends_with("From: a@x\r\n"), "a message may have no text");
    }
}
