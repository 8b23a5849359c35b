//! The door itself: connections with their limits, TLS from the first byte or on demand, and the wait of IDLE. A connection
//! that waits holds next to nothing: two thousand of them are an ordinary morning.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use imap_codec::{
    CommandCodec,
    decode::{CommandDecodeError, Decoder},
    imap_types::command::CommandBody,
};
use kernel::{Id, Result, context::Services, gate::Gate, people::Person};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{Instant, timeout},
};

use super::{
    search,
    session::{Answer, ENDED, Next, Out, Session, refusal},
    wire::{Input, Receiver},
};
use crate::{
    door::{self, HURRY, LARGE, Places, Stream, Tls, nobody},
    watch,
};

/// Connections at once, of everybody and of one person (five windows of a desktop program, two phones, a copy program).
const CONNECTIONS: usize = 10_000;
const OF_ONE: usize = 20;
/// Bytes of one command: before somebody is known there is nothing large to say; afterwards a message, and words around it.
const SMALL: usize = 16 << 10;
const WORDS: usize = 64 << 10;
/// Without a word, once somebody is known (RFC 3501 asks for thirty minutes at least); within a command; and for a large
/// message to come.
const SILENCE: Duration = Duration::from_mins(31);
const IN_A_COMMAND: Duration = Duration::from_mins(2);
const LARGE_FOR: Duration = Duration::from_mins(30);
/// How often it is asked whether somebody may still be there.
const WELCOME: Duration = Duration::from_mins(2);

struct Door {
    services: Arc<Services>,
    gate: Gate,
    tls: Tls,
    connections: Semaphore,
    large: Places,
    people: Mutex<HashMap<Id<Person>, usize>>,
}

/// Serves mail programs until the future is dropped.
pub async fn serve(services: Arc<Services>, gate: Gate, tls: Tls, listener: TcpListener) -> Result<()> {
    let door = Arc::new(Door {
        services,
        gate,
        tls,
        connections: Semaphore::new(CONNECTIONS),
        large: Places::new(),
        people: Mutex::default(),
    });
    door::listen("imap", listener, |stream, peer| {
        let door = door.clone();
        async move { door.receive(stream, peer).await }
    })
    .await
}

/// What a connection reads into, and what it is in the middle of.
struct Connection {
    stream: Stream,
    receiver: Receiver,
}

impl Door {
    async fn receive(&self, stream: TcpStream, peer: SocketAddr) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let Ok(_place) = self.connections.try_acquire() else {
            let mut stream = stream;
            return stream.write_all(b"* BYE [UNAVAILABLE] Too many connections\r\n").await;
        };
        let address = peer.ip().to_canonical();
        let (stream, can_start_tls) = (self.tls.begin(stream).await?, self.tls.is_on_demand());
        // A front server of ours has ended TLS already, and nobody listens on this machine's own loop.
        let secret = self.tls.is_at_once() || self.services.site.trusts(address);
        let mut session =
            Session::new(nobody(self.services.clone(), address), self.gate, secret, can_start_tls);
        let mut connection = Connection { stream, receiver: Receiver::new(SMALL) };
        let greeting = format!("* OK [CAPABILITY {}] Ready\r\n", session.capabilities());
        connection.stream.write_all(greeting.as_bytes()).await?;
        connection.stream.flush().await?;
        let outcome = self.converse(&mut session, &mut connection, address).await;
        if let Some(person) = session.person() {
            self.gone(person);
        }
        outcome
    }

    async fn converse(
        &self,
        session: &mut Session,
        connection: &mut Connection,
        address: IpAddr,
    ) -> std::io::Result<()> {
        let mut asked = Instant::now();
        let began = Instant::now();
        loop {
            let known = session.person().is_some();
            let Some(input) = self.next(connection, door::patience(known, SILENCE, began)).await? else {
                return Ok(());
            };
            if known && asked.elapsed() > WELCOME {
                asked = Instant::now();
                if !self.is_welcome(session).await {
                    return connection.say(b"* BYE You are no more welcome: say again who you are\r\n").await;
                }
            }
            let mut next = self.answer(session, connection, input).await?;
            if let Next::Challenge { tag, way } = next {
                let Some(line) = connection.line(HURRY).await? else { return Ok(()) };
                let answer = session.challenged(way, &line).await;
                let mut out = Out::new(&mut connection.stream);
                next = session.finish(&tag, &answer, &mut out);
                out.flush().await?;
            }
            if !known && let Some(person) = session.person() {
                if !self.come(person) {
                    return connection.say(b"* BYE [LIMIT] Too many connections of one person\r\n").await;
                }
                tracing::debug!(%address, %person, "imap: somebody came in");
                connection.receiver.set_limit(self.services.site.mail_message() + WORDS);
            }
            match next {
                Next::Command | Next::Challenge { .. } => {}
                Next::Close => return Ok(()),
                Next::Idle { tag } => {
                    if !self.idle(session, connection, &tag).await? {
                        return Ok(());
                    }
                }
                Next::StartTls => {
                    // What came before the handshake was written by whoever sits in between (RFC 3501, 11.1).
                    connection.receiver = Receiver::new(SMALL);
                    let plain = std::mem::replace(&mut connection.stream, Box::new(tokio::io::empty()));
                    connection.stream = self.tls.start(plain).await?;
                    (session.secret, session.can_start_tls) = (true, false);
                }
            }
        }
    }

    /// The next command, when it has come whole; `None` when the client has gone or keeps silent.
    async fn next(&self, connection: &mut Connection, patience: Duration) -> std::io::Result<Option<Input>> {
        let mut large = None;
        let mut until = None;
        loop {
            if let Some(input) = connection.receiver.next() {
                return Ok(Some(input));
            }
            connection.receiver.put_by(&self.services.files).await;
            if connection.receiver.held() > LARGE && large.is_none() {
                large = self.large.take().await;
                if large.is_none() {
                    connection.say(b"* BYE Too many large messages at once\r\n").await?;
                    return Ok(None);
                }
                until = Some(Instant::now() + LARGE_FOR);
            }
            let left = until.map(|until: Instant| until.saturating_duration_since(Instant::now()));
            let patience = match left {
                Some(left) => left.min(IN_A_COMMAND),
                None if connection.receiver.held() > 0 => patience.min(IN_A_COMMAND),
                None => patience,
            };
            match timeout(patience, connection.read()).await {
                Ok(Ok(0)) => return Ok(None),
                Ok(read) => {
                    read?;
                }
                Err(_) => {
                    connection.say(b"* BYE Nothing came for a long time\r\n").await?;
                    return Ok(None);
                }
            }
        }
    }

    async fn answer(
        &self,
        session: &mut Session,
        connection: &mut Connection,
        input: Input,
    ) -> std::io::Result<Next> {
        let mut out = Out::new(&mut connection.stream);
        let next = match input {
            Input::Waiting => {
                out.line("+ Go on");
                Next::Command
            }
            Input::TooLarge(start) => {
                let limit = self.services.site.mail_message();
                out.line(&format!("{} NO [TOOBIG] At most {limit} bytes", tag_of(&start)));
                Next::Command
            }
            Input::Lost => {
                out.line("* BYE This is no command");
                Next::Close
            }
            Input::Command(mut bytes, message) => {
                session.search_return = search::take_return(&mut bytes);
                session.message = message;
                match CommandCodec::default().decode(&bytes) {
                    Ok((_, command))
                        if session.message.is_some()
                            && !matches!(command.body, CommandBody::Append { .. }) =>
                    {
                        session.finish(&tag_of(&bytes), &Answer::Bad("Messages come by APPEND"), &mut out)
                    }
                    Ok((_, command)) => match Box::pin(session.command(command, &mut out)).await {
                        Ok(next) => next,
                        Err(error) => session.finish(&tag_of(&bytes), &refusal(&error), &mut out),
                    },
                    Err(
                        CommandDecodeError::Failed
                        | CommandDecodeError::Incomplete
                        | CommandDecodeError::LiteralFound { .. },
                    ) => session.finish(&tag_of(&bytes), &Answer::Bad("This is not understood"), &mut out),
                }
            }
        };
        out.flush().await?;
        Ok(next)
    }

    /// Tells what changes until the client says DONE; `false` when it has gone.
    async fn idle(
        &self,
        session: &mut Session,
        connection: &mut Connection,
        tag: &str,
    ) -> std::io::Result<bool> {
        session.content = None;
        let Ok(mailbox) = session.selected().map(|view| view.reach.mailbox) else { return Ok(false) };
        let mut changes = watch::changes_of(&self.services, mailbox);
        let until = Instant::now() + SILENCE;
        let mut ask = Instant::now() + WELCOME;
        loop {
            if matches!(session.still_reaches().await, Ok(false)) {
                connection.say(format!("{ENDED}\r\n").as_bytes()).await?;
                return Ok(false);
            }
            let mut out = Out::new(&mut connection.stream);
            if let Err(error) = session.tell_changes(&mut out).await {
                // The database may be away for a moment; the next change tells all.
                tracing::debug!(%error, "imap: changes could not be told");
            }
            out.flush().await?;
            if let Some(line) = connection.receiver.next_line() {
                let answer = if line.eq_ignore_ascii_case(b"DONE") {
                    Answer::Ok("IDLE is done".into())
                } else {
                    Answer::Bad("DONE ends IDLE")
                };
                let mut out = Out::new(&mut connection.stream);
                session.finish(tag, &answer, &mut out);
                out.flush().await?;
                return Ok(true);
            }
            tokio::select! {
                read = connection.read() => {
                    if read? == 0 || connection.receiver.held() > SMALL {
                        return Ok(false);
                    }
                }
                changed = changes.changed() => {
                    if changed.is_err() {
                        return Ok(false);
                    }
                }
                () = tokio::time::sleep_until(ask.min(until)) => {
                    if Instant::now() >= until || !self.is_welcome(session).await {
                        connection.say(b"* BYE Say again who you are\r\n").await?;
                        return Ok(false);
                    }
                    ask = Instant::now() + WELCOME;
                }
            }
        }
    }

    async fn is_welcome(&self, session: &Session) -> bool {
        // Unknown for a moment is no reason to send everybody away at once.
        session.is_still_welcome().await.unwrap_or(true)
    }

    /// Counts a connection of somebody; `false` when they have too many.
    fn come(&self, person: Id<Person>) -> bool {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        let count = people.entry(person).or_default();
        *count += 1;
        *count <= OF_ONE
    }

    fn gone(&self, person: Id<Person>) {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = people.get_mut(&person) {
            *count -= 1;
            if *count == 0 {
                people.remove(&person);
            }
        }
    }
}

impl Connection {
    /// Reads what has come. Nothing is set aside while nothing comes.
    async fn read(&mut self) -> std::io::Result<usize> {
        let mut first = [0; 256];
        let read = self.stream.read(&mut first).await?;
        self.receiver.push(first.get(..read).unwrap_or_default());
        if read == first.len() {
            let mut piece = vec![0; 64 << 10];
            // More lies there already, as a rule; when it does not, the next read waits for it.
            if let Ok(more) = timeout(Duration::from_millis(1), self.stream.read(&mut piece)).await {
                let more = more?;
                self.receiver.push(piece.get(..more).unwrap_or_default());
            }
        }
        Ok(read)
    }

    /// A line that is no command.
    async fn line(&mut self, patience: Duration) -> std::io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(line) = self.receiver.next_line() {
                return Ok(Some(line));
            }
            match timeout(patience, self.read()).await {
                Ok(Ok(read)) if read > 0 && self.receiver.held() <= SMALL => {}
                _ => return Ok(None),
            }
        }
    }

    async fn say(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(line).await?;
        self.stream.flush().await
    }
}

/// What the answer to a line that was not understood begins with.
pub(super) fn tag_of(line: &[u8]) -> String {
    let tag = line.split(|b| matches!(b, b' ' | b'\r' | b'\n')).next().unwrap_or_default();
    let is_tag = !tag.is_empty()
        && tag.len() <= 64
        && tag.iter().all(|b| b.is_ascii_graphic() && !b"+(){%*\"\\".contains(b));
    if is_tag { String::from_utf8_lossy(tag).into_owned() } else { "*".to_owned() }
}
