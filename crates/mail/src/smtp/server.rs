//! The door itself: connections with their limits, TLS, and what the conversation asks for. A large message lies on disk
//! while it comes.

use std::{net::SocketAddr, ops::ControlFlow, sync::Arc, time::Duration};

use bytes::Bytes;
use kernel::{
    Ctx, Error, Result, context::Services, error::DISK_FULL, gate::Credentials, gate::Gate, site::System,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout},
};

use super::{
    conversation::{Conversation, Envelope, Kind, Reply, Step, Wanted},
    inbound::{self, Target},
    submission::{self, Author},
    wire::{Content, Input, Receiver},
};
use crate::door::{self, Entry, LARGE, Places, Stream, Tls, WRONG, nobody};

/// Connections at once: a front server opens twenty to one place unless it is told otherwise; mail programs keep theirs
/// for one message, as a rule.
const CONNECTIONS: usize = 100;
const CONNECTIONS_OF_PROGRAMS: usize = 1_000;
/// Without a word for so long, the other side is gone (RFC 5321, 4.5.3.2.7); before somebody is known it is sooner.
const SILENCE: Duration = Duration::from_mins(5);
/// A message that came by more servers than this goes in circles.
const HOPS: usize = 100;

/// Which door, and how it lets people in.
pub struct Opening {
    pub kind: Kind,
    pub tls: Tls,
    pub gate: Gate,
}

/// What the connections share.
struct Door {
    services: Arc<Services>,
    opening: Opening,
    host: String,
    connections: Semaphore,
    large: Places,
}

/// Takes messages until the future is dropped: from front servers that this site trusts, or from mail programs.
pub async fn serve(services: Arc<Services>, opening: Opening, listener: TcpListener) -> Result<()> {
    let host = services.site.origin(System::Mail).host_str().unwrap_or("localhost").to_owned();
    let kind = opening.kind;
    let most = if kind == Kind::Submission { CONNECTIONS_OF_PROGRAMS } else { CONNECTIONS };
    let door =
        Arc::new(Door { services, opening, host, connections: Semaphore::new(most), large: Places::new() });
    door::listen(kind.name(), listener, |stream, peer| {
        let door = door.clone();
        async move { door.receive(stream, peer).await }
    })
    .await
}

/// Whom a message is for: all of them are known before it is taken.
#[derive(Debug)]
pub(super) enum To {
    /// From a front server.
    Here(Target),
    /// From a mail program.
    Sent(submission::To),
}

/// One connection: what is said on it, and who is there.
struct Session<'d> {
    door: &'d Door,
    ctx: Ctx,
    conversation: Conversation<To>,
    receiver: Receiver,
    answers: String,
    author: Option<Author>,
}

/// What comes after an answer.
enum Next {
    Command,
    StartTls,
    Close,
}

impl Door {
    async fn receive(&self, mut stream: TcpStream, peer: SocketAddr) -> std::io::Result<()> {
        let kind = self.opening.kind;
        let address = peer.ip().to_canonical();
        if kind != Kind::Submission && !self.services.site.trusts(address) {
            tracing::warn!(%peer, "{}: not a trusted front server", kind.name());
            return stream.write_all(b"554 5.7.1 Not a front server of this deployment\r\n").await;
        }
        let Ok(_place) = self.connections.try_acquire() else {
            return stream.write_all(b"421 4.3.2 Too many connections\r\n").await;
        };
        stream.set_nodelay(true)?;
        let tls = &self.opening.tls;
        let mut stream = tls.begin(stream).await?;
        // A front server of ours has ended TLS already, and nobody listens on this machine's own loop.
        let secret = tls.is_at_once() || self.services.site.trusts(address);
        let limit = self.services.site.mail_message();
        let conversation = Conversation::new(kind, &self.host, limit, secret, tls.is_on_demand());
        let mut session = Session {
            door: self,
            ctx: match kind {
                Kind::Submission => nobody(self.services.clone(), address),
                Kind::Lmtp | Kind::Smtp => Ctx::system(self.services.clone()),
            },
            answers: conversation.greeting().wire(),
            conversation,
            receiver: Receiver::new(limit),
            author: None,
        };
        loop {
            match session.converse(&mut stream).await? {
                Next::StartTls => {
                    let plain = std::mem::replace(&mut stream, Box::new(tokio::io::empty()));
                    stream = tls.start(plain).await?;
                    // What came before the handshake was written by whoever sits in between (RFC 3207, 6).
                    session.receiver = Receiver::new(limit);
                    session.conversation.encrypted();
                }
                Next::Command | Next::Close => return Ok(()),
            }
        }
    }
}

impl Session<'_> {
    async fn converse(&mut self, stream: &mut Stream) -> std::io::Result<Next> {
        let mut piece = vec![0; 1 << 16];
        let mut large: Option<SemaphorePermit<'_>> = None;
        let began = Instant::now();
        loop {
            // Commands that came together are answered together.
            stream.write_all(std::mem::take(&mut self.answers).as_bytes()).await?;
            stream.flush().await?;
            let known = self.author.is_some() || self.door.opening.kind != Kind::Submission;
            let Ok(read) = timeout(door::patience(known, SILENCE, began), stream.read(&mut piece)).await
            else {
                stream.write_all(b"421 4.4.2 Nothing came for a long time\r\n").await?;
                return Ok(Next::Close);
            };
            let read = read?;
            let Some(come) = piece.get(..read).filter(|come| !come.is_empty()) else {
                return Ok(Next::Close);
            };
            self.receiver.push(come);
            while let Some(input) = self.receiver.next() {
                match self.answer(input).await {
                    Next::Command => {}
                    next => {
                        stream.write_all(std::mem::take(&mut self.answers).as_bytes()).await?;
                        stream.flush().await?;
                        return Ok(next);
                    }
                }
            }
            self.receiver.put_by(&self.ctx.services().files).await;
            if self.receiver.come() <= LARGE {
                large = None;
            } else if large.is_none() {
                large = self.door.large.take().await;
                if large.is_none() {
                    stream.write_all(b"421 4.3.2 Too many large messages at once\r\n").await?;
                    return Ok(Next::Close);
                }
            }
        }
    }

    async fn answer(&mut self, input: Input) -> Next {
        let mut step = match input {
            Input::Command(request) => self.conversation.command(request),
            Input::Line(line) => self.conversation.challenged(&line),
            Input::Bad(line) => self.conversation.bad_line(line),
            Input::Content(content) | Input::Chunk(Some(content)) => {
                if let Some(envelope) = self.conversation.take_envelope() {
                    for reply in self.take(envelope, content).await {
                        self.say(&reply);
                    }
                    return Next::Command;
                }
                self.conversation.after_chunk()
            }
            Input::Chunk(None) => self.conversation.after_chunk(),
        };
        loop {
            match self.step(step).await {
                ControlFlow::Continue(next) => step = next,
                ControlFlow::Break(next) => return next,
            }
        }
    }

    async fn step(&mut self, step: Step) -> ControlFlow<Next, Step> {
        let (reply, next) = match step {
            Step::Enter(credentials) => {
                let entered = self.enter(credentials).await;
                return ControlFlow::Continue(self.conversation.entered(entered));
            }
            Step::Sender(address) => {
                let found = self.author.as_ref().ok_or_else(|| Reply::new("530 5.7.0 Say who you are first"));
                let found = found.and_then(|author| author.may_send_as(&address));
                return ControlFlow::Continue(self.conversation.sender(found));
            }
            Step::LookUp(wanted) => {
                let found = self.look_up(wanted).await;
                return ControlFlow::Continue(self.conversation.recipient(found));
            }
            Step::Chunk { size, last, continues } => {
                let refused = !self.conversation.takes_chunks();
                self.receiver.expect_chunk(size, last, continues, refused);
                return ControlFlow::Break(Next::Command);
            }
            Step::Content(reply) => {
                self.receiver.expect_content();
                (reply, Next::Command)
            }
            Step::Challenge(reply) => {
                self.receiver.expect_line();
                (reply, Next::Command)
            }
            Step::Say(reply) => (reply, Next::Command),
            Step::StartTls(reply) => (reply, Next::StartTls),
            Step::Close(reply) => (reply, Next::Close),
        };
        self.say(&reply);
        ControlFlow::Break(next)
    }

    fn say(&mut self, reply: &Reply) {
        self.answers.push_str(&reply.wire());
    }

    async fn enter(&mut self, credentials: Credentials) -> Result<(), Reply> {
        let gate = self.door.opening.gate;
        match door::enter(&self.ctx, gate, credentials).await.map_err(|error| not_now(&error))? {
            Entry::In(admitted, ctx) => {
                self.author = Some(Author::of(&ctx, gate, admitted).await.map_err(|error| not_now(&error))?);
                self.ctx = ctx;
                Ok(())
            }
            Entry::Wrong => Err(Reply::new(format!("535 5.7.8 {WRONG}"))),
            Entry::Slowed { seconds } => {
                Err(Reply::new(format!("454 4.7.0 Too many tries: wait {seconds} seconds")))
            }
        }
    }

    async fn look_up(&self, wanted: Wanted) -> Result<To, Reply> {
        if let Some(author) = &self.author {
            return author.look_up(&self.ctx, wanted).await.map(To::Sent);
        }
        let kind = self.door.opening.kind;
        let target = inbound::look_up(&self.ctx, &wanted, kind).await?;
        let others = self.conversation.recipients();
        let alone = |to: &To| matches!(to, To::Here(other) if other.stands_alone());
        if kind == Kind::Smtp && (others.iter().any(alone) || (target.stands_alone() && !others.is_empty())) {
            return Err(Reply::new(
                "452 4.5.3 A list wants its message apart: send it again for this address",
            ));
        }
        Ok(To::Here(target))
    }

    /// Does with a message what its door is for: an answer for each recipient over LMTP, one otherwise.
    async fn take(&self, envelope: Envelope<To>, content: Content) -> Vec<Reply> {
        let answers = if self.door.opening.kind == Kind::Lmtp { envelope.recipients.len() } else { 1 };
        let raw = match self.fit(content).await {
            Ok(raw) => raw,
            Err(reply) => return vec![reply; answers],
        };
        if let Some(author) = &self.author {
            return vec![author.send(&self.ctx, envelope, raw, &self.door.host).await];
        }
        let to = envelope.recipients.into_iter().filter_map(|to| match to {
            To::Here(target) => Some(target),
            To::Sent(_) => None,
        });
        let to: Vec<Target> = to.collect();
        let ctx = &self.ctx;
        if self.door.opening.kind == Kind::Lmtp {
            inbound::file_each(ctx, &envelope.sender, &to, raw).await
        } else {
            vec![inbound::file_all(ctx, &envelope.sender, &to, raw).await]
        }
    }

    /// The message, or why nobody gets it, whoever it is for.
    async fn fit(&self, content: Content) -> Result<Bytes, Reply> {
        if content.too_large {
            let limit = self.ctx.services().site.mail_message();
            return Err(Reply::new(format!("552 5.3.4 At most {limit} bytes")));
        }
        // In chunks it hides no second message, and a front server may hand over what it was given; of who sends in the
        // name of an address here it may hide another author.
        if content.bare_end && (!content.in_chunks || self.door.opening.kind == Kind::Submission) {
            return Err(Reply::new("554 5.6.0 A CR or LF stands alone in the message"));
        }
        let raw = content.message.whole().await.map_err(|error| not_now(&error))?;
        if hops(&raw) > HOPS {
            return Err(Reply::new("554 5.4.6 The message goes in circles"));
        }
        Ok(raw)
    }
}

/// How many servers a message has passed.
fn hops(raw: &[u8]) -> usize {
    let header = raw.get(..memchr::memmem::find(raw, b"\r\n\r\n").unwrap_or(raw.len())).unwrap_or_default();
    let lines = header.split(|b| *b == b'\n');
    lines.filter(|line| line.get(..9).is_some_and(|name| name.eq_ignore_ascii_case(b"received:"))).count()
}

/// The message stays with the other side, which will come again.
pub(super) fn not_now(error: &Error) -> Reply {
    tracing::warn!(%error, "smtp: not now");
    Reply::new(match error {
        Error::Unavailable(DISK_FULL) => "452 4.3.1 The disk is full",
        _ => "451 4.3.0 Try again later",
    })
}
