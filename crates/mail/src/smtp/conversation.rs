//! What is answered to whom, and when: LMTP (RFC 2033) with the extensions that we offer. No input, no output; whose an
//! address is and what becomes of a message, the door tells.

use smtp_proto::{MAIL_BODY_BINARYMIME, MAIL_REQUIRETLS, Request};

use super::wire::BadLine;

/// Recipients of one message; the front server sends the others separately (RFC 5321 wants a hundred at least).
const RECIPIENTS: usize = 1_000;
/// Lines that are wrong, before whoever sends them is sent away.
const FAULTS: usize = 20;

/// One answer, of one line or several, without their ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply(pub String);

impl Reply {
    pub fn new(text: impl Into<String>) -> Reply {
        Reply(text.into())
    }

    /// As it goes over the wire: every line but the last says that more follows.
    pub fn wire(&self) -> String {
        self.0.lines().fold(String::new(), |wire, line| wire + line + "\r\n")
    }
}

/// What the door has to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Say(Reply),
    /// Say whose this address is: [`Conversation::recipient`] answers.
    LookUp(String),
    /// Say this, then take the content.
    Content(Reply),
    /// Take so many bytes, behind those of the chunk before or as the first of a message. They come even when they are
    /// not wanted.
    Chunk {
        size: usize,
        last: bool,
        continues: bool,
    },
    Close(Reply),
}

/// A message and where it goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Envelope<R> {
    /// Empty for what must never be answered.
    pub sender: String,
    pub recipients: Vec<R>,
}

pub(super) struct Conversation<R> {
    host: String,
    limit: usize,
    greeted: bool,
    envelope: Option<Envelope<R>>,
    chunks: bool,
    faults: usize,
}

impl<R> Conversation<R> {
    /// `host` is our name; `limit`, in bytes, of a message.
    pub fn new(host: &str, limit: usize) -> Conversation<R> {
        Conversation {
            host: host.to_owned(),
            limit,
            greeted: false,
            envelope: None,
            chunks: false,
            faults: 0,
        }
    }

    pub fn greeting(&self) -> Reply {
        Reply::new(format!("220 {} LMTP", self.host))
    }

    pub fn command(&mut self, request: Request<String>) -> Step {
        match request {
            Request::Lhlo { .. } => {
                self.greeted = true;
                self.reset();
                let (host, limit) = (&self.host, self.limit);
                Step::Say(Reply::new(format!(
                    "250-{host}\n250-PIPELINING\n250-SIZE {limit}\n250-8BITMIME\n250-SMTPUTF8\n250-CHUNKING\n\
                     250 ENHANCEDSTATUSCODES"
                )))
            }
            Request::Ehlo { .. } | Request::Helo { .. } => self.fault("500 5.5.1 This is LMTP: say LHLO"),
            Request::Mail { .. } if !self.greeted => self.fault("503 5.5.1 Say LHLO first"),
            Request::Mail { .. } if self.envelope.is_some() => {
                self.fault("503 5.5.1 The sender is known already")
            }
            Request::Mail { from } if from.size > self.limit => {
                Step::Say(Reply::new(format!("552 5.3.4 At most {} bytes", self.limit)))
            }
            Request::Mail { from } if from.flags & (MAIL_BODY_BINARYMIME | MAIL_REQUIRETLS) != 0 => {
                self.fault("555 5.5.4 This parameter was not offered")
            }
            Request::Mail { from } => {
                self.envelope = Some(Envelope { sender: from.address, recipients: Vec::new() });
                Step::Say(Reply::new("250 2.1.0 OK"))
            }
            Request::Rcpt { to } => match &self.envelope {
                None => self.fault("503 5.5.1 Say MAIL first"),
                Some(_) if self.chunks => self.fault("503 5.5.1 The message has begun"),
                Some(envelope) if envelope.recipients.len() >= RECIPIENTS => {
                    Step::Say(Reply::new("452 4.5.3 Too many recipients for one message"))
                }
                Some(_) => Step::LookUp(to.address),
            },
            Request::Data if self.chunks => self.fault("503 5.5.1 The message has begun with BDAT"),
            Request::Data => match self.missing() {
                Some(reply) => self.fault(reply),
                None => Step::Content(Reply::new("354 End with a line that holds a dot alone")),
            },
            Request::Bdat { chunk_size: size, is_last: last } => {
                let continues = self.chunks;
                self.chunks = self.missing().is_none();
                Step::Chunk { size, last, continues }
            }
            Request::Rset => {
                self.reset();
                Step::Say(Reply::new("250 2.0.0 OK"))
            }
            Request::Noop { .. } => Step::Say(Reply::new("250 2.0.0 OK")),
            // Whether somebody exists is asked with RCPT, by who has a message for them.
            Request::Vrfy { .. } => Step::Say(Reply::new("252 2.5.2 Send a message and see")),
            Request::Help { .. } => Step::Say(Reply::new("214 2.0.0 RFC 2033")),
            Request::Quit => Step::Close(Reply::new(format!("221 2.0.0 {} bids farewell", self.host))),
            _ => self.fault("502 5.5.1 Not offered here"),
        }
    }

    /// The answer to `RCPT`, once it is known who that is.
    pub fn recipient(&mut self, found: Result<R, Reply>) -> Step {
        Step::Say(match (found, &mut self.envelope) {
            (Ok(recipient), Some(envelope)) => {
                envelope.recipients.push(recipient);
                Reply::new("250 2.1.5 OK")
            }
            (Ok(_), None) => Reply::new("503 5.5.1 Say MAIL first"),
            (Err(reply), _) => reply,
        })
    }

    /// The message has come: where it goes. What follows is another one.
    pub fn take_envelope(&mut self) -> Option<Envelope<R>> {
        self.chunks = false;
        self.envelope.take_if(|envelope| !envelope.recipients.is_empty())
    }

    /// The answer to a chunk that is not the last, or that belongs to no message.
    pub fn after_chunk(&mut self) -> Step {
        match self.missing() {
            Some(reply) => self.fault(reply),
            None => Step::Say(Reply::new("250 2.0.0 OK")),
        }
    }

    pub fn bad_line(&mut self, line: BadLine) -> Step {
        match line {
            BadLine::Unknown => self.fault("500 5.5.2 Unknown command"),
            BadLine::Syntax(expected) => self.fault(&format!("501 5.5.4 Expected: {expected}")),
            BadLine::Parameter => self.fault("555 5.5.4 This parameter was not offered"),
            BadLine::TooLong => self.fault("500 5.5.2 The line is too long"),
            // Nothing that follows can be trusted to be a command.
            BadLine::BareEnd => Step::Close(Reply::new("521 5.5.2 Lines end with CR LF")),
        }
    }

    fn missing(&self) -> Option<&'static str> {
        match &self.envelope {
            None => Some("503 5.5.1 Say MAIL first"),
            Some(envelope) if envelope.recipients.is_empty() => Some("554 5.5.1 No valid recipient"),
            Some(_) => None,
        }
    }

    fn reset(&mut self) {
        self.envelope = None;
        self.chunks = false;
    }

    fn fault(&mut self, reply: &str) -> Step {
        self.faults += 1;
        if self.faults > FAULTS {
            return Step::Close(Reply::new("421 4.7.0 Too many errors"));
        }
        Step::Say(Reply::new(reply))
    }
}
