//! The door for the server in front (RFC 2033): each message it hands over is in the boxes, on disk, before it is told
//! so, and each recipient has an answer of their own. The same bytes given again, because an answer was lost on the
//! way, are in the box once.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use futures::StreamExt;
use kernel::{
    Ctx, Error, Id, Result,
    context::Services,
    error::DISK_FULL,
    people::{self, Academy},
    site::System,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::timeout,
};

use super::{
    MESSAGE_LIMIT,
    conversation::{Conversation, Envelope, Reply, Step},
    wire::{Content, Input, Receiver},
};
use crate::{
    delivery::{Recipient, Taken, in_academy, into_inbox},
    letter::Letter,
    lists::{self, Answer, List, Refusal},
    message::{EmailAddress, address::without_detail},
    recipients::{self, Found},
};

/// Connections at once: the front server opens twenty to one place unless it is told otherwise.
const CONNECTIONS: usize = 100;
/// A message is whole in memory until it is filed. Those larger than this wait for one of so many places, and what is to
/// come of them waits with the other side: a hundred connections hold some 200 MB at the very most.
const SMALL: usize = 1 << 20;
const LARGE_AT_ONCE: usize = 2;
/// Boxes of one message filled at once: they share their commits.
const BOXES: usize = 16;
/// Without a word for so long, the other side is gone (RFC 5321, 4.5.3.2.7).
const SILENCE: Duration = Duration::from_mins(5);
/// A message that came by more servers than this goes in circles.
const HOPS: usize = 100;

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    /// One person, or those of an alias, and its lists.
    People(Vec<Recipient>, Vec<(Id<List>, Id<Academy>)>),
    /// Where what a member outside cannot be given comes back to.
    Return(String),
}

/// What the connections share.
struct Door {
    services: Arc<Services>,
    host: String,
    connections: Semaphore,
    large: Semaphore,
}

/// Takes messages from front servers, until the future is dropped. Others than those this site trusts are sent away.
pub async fn serve(services: Arc<Services>, listener: TcpListener) -> Result<()> {
    let host = services.site.origin(System::Mail).host_str().unwrap_or("localhost").to_owned();
    let door = Arc::new(Door {
        services,
        host,
        connections: Semaphore::new(CONNECTIONS),
        large: Semaphore::new(LARGE_AT_ONCE),
    });
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(come) => come,
            Err(error) => {
                // Out of file descriptors, for one: it passes when connections end.
                tracing::warn!(%error, "lmtp: nobody could be let in");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let door = door.clone();
        tokio::spawn(async move {
            if let Err(error) = door.receive(stream, peer).await {
                tracing::debug!(%error, %peer, "lmtp: the connection broke");
            }
        });
    }
}

impl Door {
    async fn receive(&self, mut stream: TcpStream, peer: SocketAddr) -> std::io::Result<()> {
        if !self.services.site.trusts(peer.ip()) {
            tracing::warn!(%peer, "lmtp: not a trusted front server");
            return stream.write_all(b"554 5.7.1 Not a front server of this deployment\r\n").await;
        }
        let Ok(_place) = self.connections.try_acquire() else {
            return stream.write_all(b"421 4.3.2 Too many connections\r\n").await;
        };
        stream.set_nodelay(true)?;
        let mut conversation = Conversation::new(&self.host, MESSAGE_LIMIT);
        let mut receiver = Receiver::new(MESSAGE_LIMIT);
        let mut answers = conversation.greeting().wire();
        let mut piece = vec![0; 1 << 16];
        let mut large = None;
        loop {
            // Commands that came together are answered together.
            stream.write_all(std::mem::take(&mut answers).as_bytes()).await?;
            let read = match timeout(SILENCE, stream.read(&mut piece)).await {
                Ok(read) => read?,
                Err(_) => return stream.write_all(b"421 4.4.2 Nothing came for five minutes\r\n").await,
            };
            let Some(come) = piece.get(..read).filter(|come| !come.is_empty()) else { return Ok(()) };
            receiver.push(come);
            while let Some(input) = receiver.next() {
                if self.answer(&mut conversation, &mut receiver, input, &mut answers).await.is_break() {
                    return stream.write_all(answers.as_bytes()).await;
                }
            }
            if receiver.held() <= SMALL {
                large = None;
            } else if large.is_none() {
                large = self.large.acquire().await.ok();
            }
        }
    }

    async fn answer(
        &self,
        conversation: &mut Conversation<Target>,
        receiver: &mut Receiver,
        input: Input,
        answers: &mut String,
    ) -> std::ops::ControlFlow<()> {
        let mut step = match input {
            Input::Command(request) => conversation.command(request),
            Input::Bad(line) => conversation.bad_line(line),
            Input::Content(content) | Input::Chunk(Some(content)) => {
                if let Some(envelope) = conversation.take_envelope() {
                    for reply in self.deliver(envelope, content).await {
                        answers.push_str(&reply.wire());
                    }
                    return std::ops::ControlFlow::Continue(());
                }
                conversation.after_chunk()
            }
            Input::Chunk(None) => conversation.after_chunk(),
        };
        loop {
            let reply = match step {
                Step::LookUp(address) => {
                    step = conversation.recipient(self.look_up(&address).await);
                    continue;
                }
                Step::Content(reply) => {
                    receiver.expect_content();
                    reply
                }
                Step::Chunk { size, last, continues } => {
                    receiver.expect_chunk(size, last, continues);
                    return std::ops::ControlFlow::Continue(());
                }
                Step::Close(reply) => {
                    answers.push_str(&reply.wire());
                    return std::ops::ControlFlow::Break(());
                }
                Step::Say(reply) => reply,
            };
            answers.push_str(&reply.wire());
            return std::ops::ControlFlow::Continue(());
        }
    }

    /// Whose an address is.
    async fn look_up(&self, address: &str) -> Result<Target, Reply> {
        let ctx = Ctx::system(self.services.clone());
        let found = async {
            let mut tx = ctx.read().await?;
            // Returns have an address of their own behind that of their list.
            let returns = lists::guests::token_of(address).is_some();
            let asked = if returns { without_detail(address) } else { address.to_owned() };
            let found = recipients::find(&mut tx, &[EmailAddress::new("", &asked)]).await?;
            Ok((found, returns))
        };
        let (found, returns): (Found, bool) = found.await.map_err(|error: Error| not_now(&error))?;
        if returns && !found.lists.is_empty() {
            return Ok(Target::Return(address.to_owned()));
        }
        match () {
            () if !found.owners.is_empty() || !found.lists.is_empty() => {
                let people = found.owners.iter();
                let people = people.map(|owner| Recipient { person: owner.person, academy: owner.academy });
                let lists = found.lists.iter().map(|list| (list.id, list.academy));
                Ok(Target::People(people.collect(), lists.collect()))
            }
            () if !found.closed.is_empty() => {
                Err(Reply::new("550 5.2.1 This box is closed: its owner has left"))
            }
            () if !found.unknown.is_empty() => Err(Reply::new("550 5.1.1 Nobody has this address")),
            () => Err(Reply::new("550 5.7.1 Not an address of this deployment")),
        }
    }

    /// Files the message in each box; an answer for each recipient, in their order.
    async fn deliver(&self, envelope: Envelope<Target>, content: Content) -> Vec<Reply> {
        let recipients = &envelope.recipients;
        let refused = if content.too_large {
            Some(Reply::new(format!("552 5.3.4 At most {MESSAGE_LIMIT} bytes")))
        } else if content.bare_end {
            Some(Reply::new("554 5.6.0 A CR or LF stands alone in the message"))
        } else if hops(&content.bytes) > HOPS {
            Some(Reply::new("554 5.4.6 The message goes in circles"))
        } else {
            None
        };
        if let Some(reply) = refused {
            return vec![reply; recipients.len()];
        }
        let ctx = Ctx::system(self.services.clone());
        let mut raw = content.bytes;
        raw.splice(..0, format!("Return-Path: <{}>\r\n", envelope.sender).into_bytes());
        let letter = match Letter::keep(&ctx, raw).await {
            Ok(letter) => letter,
            Err(error) => return vec![not_now(&error); recipients.len()],
        };
        let (ctx, letter) = (&ctx, &letter);
        // One person with two of their addresses gets it once.
        let mut people: Vec<Recipient> = recipients.iter().flat_map(Target::people).copied().collect();
        people.sort_unstable_by_key(|to| to.person);
        people.dedup_by_key(|to| to.person);
        let filed = futures::stream::iter(people).map(move |to| async move {
            let reply = match into_inbox(ctx, to, letter, true).await {
                Ok(Taken::Filed) => Reply::new("250 2.1.5 Delivered"),
                Ok(Taken::Full) => Reply::new("552 5.2.2 This box is full"),
                Ok(Taken::Closed) => Reply::new("550 5.2.1 This box is closed: its owner has left"),
                Err(error) => not_now(&error),
            };
            (to.person, reply)
        });
        let filed: Vec<(Id<people::Person>, Reply)> = filed.buffer_unordered(BOXES).collect().await;
        let mut replies = Vec::with_capacity(recipients.len());
        for target in recipients {
            let mut parts: Vec<Reply> = Vec::new();
            match target {
                Target::People(people, to_lists) => {
                    let known = people.iter().map(|to| filed.iter().find(|(person, _)| *person == to.person));
                    parts.extend(known.flatten().map(|(_, reply)| reply.clone()));
                    for (list, academy) in to_lists {
                        parts.push(to_list(ctx, *list, *academy, letter).await);
                    }
                }
                Target::Return(address) => parts.push(came_back(ctx, address, letter).await),
            }
            replies.push(together(parts));
        }
        replies
    }
}

impl Target {
    fn people(&self) -> &[Recipient] {
        match self {
            Target::People(people, _) => people,
            Target::Return(_) => &[],
        }
    }
}

/// One answer for all that an address leads to: what may still come is waited for; what one of them took was delivered.
fn together(parts: Vec<Reply>) -> Reply {
    let of = |code: char| parts.iter().find(|reply| reply.0.starts_with(code));
    let reply = of('4').or_else(|| of('2')).or_else(|| parts.first());
    reply.cloned().unwrap_or_else(|| Reply::new("451 4.3.0 Try again"))
}

/// Refused here, the message is returned by the server that has it, to whom it knows: nothing is sent by us.
async fn to_list(ctx: &Ctx, list: Id<List>, academy: Id<Academy>, letter: &Letter) -> Reply {
    let taken = async {
        let ctx = in_academy(ctx, academy).await?;
        let letter = letter.clone();
        ctx.write(async move |tx| {
            let writer = lists::Writer::of(tx, &letter).await?;
            lists::take(tx, list, &letter, &writer).await
        })
        .await
    };
    match taken.await {
        Ok(Answer::Spread) => Reply::new("250 2.1.5 Taken for the members of the list"),
        Ok(Answer::Held) => Reply::new("250 2.1.5 Waits for the owners of the list"),
        Ok(Answer::Refused(Refusal::Writer)) => {
            Reply::new("550 5.7.1 This list takes no messages from this address: ask its owners")
        }
        Ok(Answer::Refused(Refusal::Automatic)) => {
            Reply::new("550 5.7.1 Lists take no messages of programs or of other lists")
        }
        Ok(Answer::Refused(Refusal::Junk)) => Reply::new("550 5.7.1 Taken for junk"),
        Ok(Answer::Refused(Refusal::Full)) => {
            Reply::new("450 4.2.2 Too much waits for the owners of the list")
        }
        Ok(Answer::Refused(Refusal::Gone)) => Reply::new("550 5.1.1 This list is no more"),
        Err(error) => not_now(&error),
    }
}

/// Only what says that it could not be delivered counts; answers of absence and news of delays are nobody's.
async fn came_back(ctx: &Ctx, address: &str, letter: &Letter) -> Reply {
    let failed = match ctx.services().files.bytes(&letter.digest).await {
        Ok(raw) => lists::guests::says_it_failed(&raw),
        Err(error) => return not_now(&error),
    };
    let counted = if failed { lists::guests::returned(ctx, address).await } else { Ok(()) };
    counted.map_or_else(|error| not_now(&error), |()| Reply::new("250 2.1.5 Noted"))
}

/// The message stays with the front server, which will come again.
fn not_now(error: &Error) -> Reply {
    tracing::warn!(%error, "lmtp: not now");
    Reply::new(match error {
        Error::Unavailable(DISK_FULL) => "452 4.3.1 The disk is full",
        _ => "451 4.3.0 Try again later",
    })
}

/// How many servers a message has passed.
fn hops(raw: &[u8]) -> usize {
    let header = raw.get(..memchr::memmem::find(raw, b"\r\n\r\n").unwrap_or(raw.len())).unwrap_or_default();
    let lines = header.split(|b| *b == b'\n');
    lines.filter(|line| line.get(..9).is_some_and(|name| name.eq_ignore_ascii_case(b"received:"))).count()
}
