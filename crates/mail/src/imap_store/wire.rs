//! The conversation with the other server (RFC 3501): commands said, answers gathered up to the one that ends them.

use std::{io, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use imap_codec::{
    GreetingCodec, ResponseCodec,
    fragmentizer::{FragmentInfo, Fragmentizer},
    imap_types::{
        IntoStatic,
        core::Tag,
        response::{Capability, Code, Data, GreetingKind, Response, Status, StatusBody, StatusKind},
    },
};
use kernel::files::Files;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    time::timeout,
};

use super::address::ImapStore;
use crate::{
    incoming::Incoming,
    upstream::{Stream, Tls},
};

/// Without a byte for so long, the other side is gone.
const TO_ANSWER: Duration = Duration::from_mins(2);
/// Bytes of one message.
pub(super) const LARGEST: i64 = 120_000_000;
/// Bytes of one answer without the message in it.
const LONGEST: u32 = 32 << 20;

/// Why something was not done there.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// The conversation is over.
    #[error("{0}")]
    Lost(String),
    /// It answered NO, and goes on.
    #[error("{command}: {text}")]
    Refused { command: String, text: String },
}

impl Trouble {
    pub fn lost(text: impl ToString) -> Trouble {
        Trouble::Lost(text.to_string())
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::lost(error)
    }
}

/// What a command was answered.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// Each with the message that came in it.
    pub data: Vec<(Data<'static>, Option<Bytes>)>,
    pub codes: Vec<Code<'static>>,
}

pub(super) struct Connection {
    stream: BufReader<Box<dyn Stream>>,
    /// Never more than one answer: what follows it stays in the stream.
    incoming: Fragmentizer,
    /// Where messages lie while they come.
    files: Files,
    tag: u32,
}

impl Connection {
    /// Connects and enters the box of `user` by the master user (RFC 4616: acting as somebody else).
    pub async fn open(store: &ImapStore, user: &str, files: &Files) -> Result<Connection, Trouble> {
        let opening = Connection::begin(store, user, files);
        opening.await.map_err(|error| Trouble::Lost(format!("{:?}: {error}", store.imap)))
    }

    async fn begin(store: &ImapStore, user: &str, files: &Files) -> Result<Connection, Trouble> {
        let tcp = store.imap.connect().await?;
        let mut connection = if store.imap.tls == Tls::Immediate {
            Connection::on(Box::new(store.imap.encrypt(tcp).await?), files)
        } else {
            Connection::on(Box::new(tcp), files)
        };
        connection.greeting().await?;
        let offered = match store.imap.tls {
            Tls::WhenOffered | Tls::Required => {
                connection.capabilities().await?.iter().any(|c| matches!(c, Capability::StartTls))
            }
            Tls::Never | Tls::Immediate => false,
        };
        if offered {
            connection.run("STARTTLS").await?;
            if !connection.stream.buffer().is_empty() {
                // Said in clear by whoever stands in between, to be taken for what comes encrypted.
                return Err(Trouble::lost("something follows its answer to STARTTLS"));
            }
            let stream = store.imap.encrypt(connection.stream.into_inner()).await?;
            connection = Connection::on(Box::new(stream), files);
        } else if store.imap.tls == Tls::Required {
            return Err(Trouble::lost("it does not offer STARTTLS"));
        }
        let (master, password) = &store.master;
        let secret = BASE64_STANDARD.encode(format!("{user}\0{master}\0{password}"));
        connection.authenticate(&secret).await?;
        Ok(connection)
    }

    fn on(stream: Box<dyn Stream>, files: &Files) -> Connection {
        let stream = BufReader::with_capacity(1 << 14, stream);
        Connection { stream, incoming: Fragmentizer::new(LONGEST), files: files.clone(), tag: 0 }
    }

    async fn greeting(&mut self) -> Result<(), Trouble> {
        self.whole(&mut None).await?;
        let greeting = self.incoming.decode_message(&GreetingCodec::default());
        match greeting.map_err(|e| unreadable(&e))?.kind {
            GreetingKind::Ok | GreetingKind::PreAuth => Ok(()),
            GreetingKind::Bye => Err(Trouble::lost("it does not take us now")),
        }
    }

    pub async fn capabilities(&mut self) -> Result<Vec<Capability<'static>>, Trouble> {
        let answer = self.run("CAPABILITY").await?;
        let listed = answer.data.into_iter().find_map(|(data, _)| match data {
            Data::Capability(all) => Some(all.into_iter().collect()),
            _ => None,
        });
        Ok(listed.unwrap_or_default())
    }

    async fn authenticate(&mut self, secret: &str) -> Result<(), Trouble> {
        let tag = self.say("AUTHENTICATE PLAIN").await?;
        self.invited("AUTHENTICATE", &tag).await?;
        self.stream.write_all(format!("{secret}\r\n").as_bytes()).await?;
        self.end("AUTHENTICATE", &tag, &mut Answer::default()).await
    }

    /// Says a command and gathers what it is answered.
    pub async fn run(&mut self, command: &str) -> Result<Answer, Trouble> {
        let mut answer = Answer::default();
        self.run_into(command, &mut answer).await?;
        Ok(answer)
    }

    /// The same; what was answered is there even when the end is bad.
    pub async fn run_into(&mut self, command: &str, answer: &mut Answer) -> Result<(), Trouble> {
        let tag = self.say(command).await?;
        self.end(command, &tag, answer).await
    }

    /// A command that ends with a message.
    pub async fn run_with(&mut self, command: &str, content: &[u8]) -> Result<Answer, Trouble> {
        let tag = self.say(&format!("{command} {{{}}}", content.len())).await?;
        self.invited(command, &tag).await?;
        self.stream.write_all(content).await?;
        self.stream.write_all(b"\r\n").await?;
        let mut answer = Answer::default();
        self.end(command, &tag, &mut answer).await?;
        Ok(answer)
    }

    /// Waits until something changes in the folder that is open (RFC 2177), at most so long.
    pub async fn idle(&mut self, most: Duration) -> Result<(), Trouble> {
        let tag = self.say("IDLE").await?;
        self.invited("IDLE", &tag).await?;
        let waited = timeout(most, async {
            loop {
                if matches!(self.response().await?.0, Response::Data(_)) {
                    return Ok(());
                }
            }
        });
        let waited: Result<(), Trouble> = waited.await.unwrap_or(Ok(()));
        waited?;
        self.stream.write_all(b"DONE\r\n").await?;
        self.end("IDLE", &tag, &mut Answer::default()).await
    }

    pub async fn close(mut self) {
        timeout(Duration::from_secs(5), self.run("LOGOUT")).await.ok();
    }

    async fn say(&mut self, command: &str) -> Result<Tag<'static>, Trouble> {
        self.tag += 1;
        let tag = format!("p{}", self.tag);
        self.stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await?;
        self.stream.flush().await?;
        Tag::try_from(tag).map_err(Trouble::lost)
    }

    async fn invited(&mut self, command: &str, tag: &Tag<'static>) -> Result<(), Trouble> {
        loop {
            match self.response().await?.0 {
                Response::CommandContinuationRequest(_) => return Ok(()),
                Response::Status(Status::Tagged(end)) if end.tag == *tag => {
                    return Err(refused(command, &end.body));
                }
                _ => {}
            }
        }
    }

    async fn end(&mut self, command: &str, tag: &Tag<'static>, answer: &mut Answer) -> Result<(), Trouble> {
        loop {
            let (response, content) = self.response().await?;
            match response {
                Response::Data(data) => answer.data.push((data, content)),
                Response::Status(Status::Untagged(body)) => answer.codes.extend(body.code),
                Response::Status(Status::Tagged(end)) if end.tag == *tag => {
                    if end.body.kind != StatusKind::Ok {
                        return Err(refused(command, &end.body));
                    }
                    answer.codes.extend(end.body.code);
                    return Ok(());
                }
                Response::Status(Status::Bye(bye)) if command != "LOGOUT" => {
                    return Err(Trouble::lost(bye.text));
                }
                _ => {}
            }
        }
    }

    /// What is said next, and the message that came in it.
    async fn response(&mut self) -> Result<(Response<'static>, Option<Bytes>), Trouble> {
        loop {
            let mut content = None;
            self.whole(&mut content).await?;
            match self.incoming.decode_message(&ResponseCodec::default()) {
                Ok(response) => return Ok((response.into_static(), content)),
                // Servers tell more than they are asked; only what we asked for must be understood.
                Err(_) if is_aside(self.incoming.message_bytes()) => {}
                Err(error) => return Err(unreadable(&error)),
            }
        }
    }

    /// Reads until something whole has come. A message is put aside on its way, and NIL stands for it: it is held once,
    /// and a large one on disk.
    async fn whole(&mut self, content: &mut Option<Bytes>) -> Result<(), Trouble> {
        loop {
            match self.incoming.progress() {
                Some(_) if self.incoming.is_max_message_size_exceeded() => {
                    return Err(Trouble::lost("it says more than fits"));
                }
                Some(_) if self.incoming.is_message_complete() => return Ok(()),
                Some(FragmentInfo::Line { announcement: Some(announced), .. }) => {
                    if let Some(head) = before_content(self.incoming.message_bytes()) {
                        let said = [head, b"NIL"].concat();
                        self.incoming.skip_message();
                        self.incoming.enqueue_bytes(&said);
                        *content = Some(self.content(announced.length as usize).await?);
                    }
                }
                Some(_) => {}
                None => self.line().await?,
            }
        }
    }

    /// Reads on, up to the end of a line at most.
    async fn line(&mut self) -> Result<(), Trouble> {
        let piece = more(&mut self.stream).await?;
        let length = memchr::memchr(b'\n', piece).map_or(piece.len(), |end| end + 1);
        self.incoming.enqueue_bytes(piece.get(..length).unwrap_or_default());
        self.stream.consume(length);
        Ok(())
    }

    /// A message of so many bytes.
    async fn content(&mut self, size: usize) -> Result<Bytes, Trouble> {
        if size as i64 > LARGEST {
            return Err(Trouble::lost("it gives a message that is too large"));
        }
        let (mut content, mut left) = (Incoming::default(), size);
        while left > 0 {
            let piece = more(&mut self.stream).await?;
            let length = piece.len().min(left);
            content.push(piece.get(..length).unwrap_or_default());
            self.stream.consume(length);
            left -= length;
            content.put_by(&self.files).await;
        }
        content.whole().await.map_err(Trouble::lost)
    }
}

/// What has come and was not taken yet; waits for it when there is nothing.
async fn more(stream: &mut BufReader<Box<dyn Stream>>) -> Result<&[u8], Trouble> {
    let reading = timeout(TO_ANSWER, stream.fill_buf()).await;
    let piece = reading.map_err(|_| Trouble::lost("it does not answer in time"))??;
    if piece.is_empty() {
        return Err(Trouble::lost("it has hung up"));
    }
    Ok(piece)
}

/// What stands before the size of a message that is about to come.
fn before_content(said: &[u8]) -> Option<&[u8]> {
    let size = memchr::memrchr(b'{', said)?;
    said.get(..size).filter(|head| head.ends_with(b"BODY[] "))
}

fn refused(command: &str, body: &StatusBody<'_>) -> Trouble {
    // What stands behind the first word may be somebody's.
    let command =
        command.split(' ').take(if command.starts_with("UID") { 2 } else { 1 }).collect::<Vec<_>>().join(" ");
    Trouble::Refused { command, text: body.text.to_string() }
}

fn is_aside(said: &[u8]) -> bool {
    let mut words = said.split(|b| *b == b' ');
    words.next() == Some(b"*") && !words.take(2).any(|word| word.eq_ignore_ascii_case(b"FETCH"))
}

fn unreadable(error: &dyn std::fmt::Debug) -> Trouble {
    tracing::debug!(?error, "an answer of the other server cannot be read");
    Trouble::lost("its answer cannot be read")
}
