//! The door for the server in front (RFC 2033): each message it hands over is in the boxes, on disk, before it is told
//! so, and each recipient has an answer of their own. The same bytes given again, because an answer was lost on the
//! way, are in the box once.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use futures::StreamExt;
use kernel::{Ctx, Error, Result, context::Services, error::DISK_FULL, people, site::System};
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
    delivery::{Recipient, Taken, into_inbox},
    letter::Letter,
    message::EmailAddress,
    recipients,
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
        conversation: &mut Conversation<Recipient>,
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
    async fn look_up(&self, address: &str) -> Result<Recipient, Reply> {
        let ctx = Ctx::system(self.services.clone());
        let found = async {
            let mut tx = ctx.read().await?;
            recipients::find(&mut tx, &[EmailAddress::new("", address)]).await
        };
        let found = found.await.map_err(|error| not_now(&error))?;
        match found.owners.first() {
            Some(owner) => Ok(Recipient { person: owner.person, academy: owner.academy }),
            None if !found.closed.is_empty() => {
                Err(Reply::new("550 5.2.1 This box is closed: its owner has left"))
            }
            None if !found.unknown.is_empty() => Err(Reply::new("550 5.1.1 Nobody has this address")),
            None => Err(Reply::new("550 5.7.1 Not an address of this deployment")),
        }
    }

    /// Files the message in each box; an answer for each recipient, in their order.
    async fn deliver(&self, envelope: Envelope<Recipient>, content: Content) -> Vec<Reply> {
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
        let mut people: Vec<Recipient> = recipients.clone();
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
        let filed: Vec<(kernel::Id<people::Person>, Reply)> = filed.buffer_unordered(BOXES).collect().await;
        let answer_of = |to: &Recipient| {
            let known = filed.iter().find(|(person, _)| *person == to.person);
            known.map_or_else(|| Reply::new("451 4.3.0 Try again"), |(_, reply)| reply.clone())
        };
        recipients.iter().map(answer_of).collect()
    }
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
