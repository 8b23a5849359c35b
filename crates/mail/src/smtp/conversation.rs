//! What is answered to whom, and when: SMTP (RFC 5321), LMTP (RFC 2033) and submission (RFC 6409) with the extensions that
//! we offer. No input, no output; who somebody is, whose an address is and what becomes of a message, the door tells.

use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::gate::Credentials;
use smtp_proto::{
    AUTH_LOGIN, AUTH_OAUTHBEARER, AUTH_PLAIN, AUTH_XOAUTH2, MAIL_BODY_BINARYMIME, MAIL_REQUIRETLS,
    MAIL_RET_FULL, MAIL_RET_HDRS, MailFrom, RCPT_NOTIFY_DELAY, RCPT_NOTIFY_FAILURE, RCPT_NOTIFY_NEVER,
    RCPT_NOTIFY_SUCCESS, RcptTo, Request,
};

use super::wire::BadLine;
use crate::{
    door::sasl::{Way, credentials},
    queue::{Notify, Returns},
};

/// Lines that are wrong, before whoever sends them is sent away.
const FAULTS: usize = 20;
/// Wrong passwords on one connection; those of a person and an address are counted by the gate.
const FAILURES: usize = 5;

/// Which door it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// For a front server: an answer for each recipient.
    Lmtp,
    /// For a front server that knows SMTP alone.
    Smtp,
    /// For mail programs, which say who they are.
    Submission,
}

impl Kind {
    /// Recipients of one message; whoever has more sends it several times (RFC 5321 wants a hundred at least).
    fn most_recipients(self) -> usize {
        match self {
            Kind::Lmtp | Kind::Smtp => 1_000,
            Kind::Submission => crate::delivery::sending::MOST_RECIPIENTS,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Lmtp => "lmtp",
            Kind::Smtp => "smtp",
            Kind::Submission => "submission",
        }
    }
}

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
#[derive(Debug)]
pub(super) enum Step {
    Say(Reply),
    /// Say this, then take the next line as it comes: [`Conversation::challenged`] answers.
    Challenge(Reply),
    /// Say who that is: [`Conversation::entered`] answers.
    Enter(Credentials),
    /// Say whether this may be the sender's address: [`Conversation::sender`] answers.
    Sender(String),
    /// Say whose this address is: [`Conversation::recipient`] answers.
    LookUp(Wanted),
    /// Say this, then take the content.
    Content(Reply),
    /// Take so many bytes, behind those of the chunk before or as the first of a message. They come even when they are
    /// not wanted.
    Chunk {
        size: usize,
        last: bool,
        continues: bool,
    },
    /// Say this, then encrypt; the conversation begins again.
    StartTls(Reply),
    Close(Reply),
}

/// An address that a message is for, and what is to be told of its way there (RFC 3461).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub address: String,
    pub notify: Notify,
    /// The address that its author had written.
    pub original: Option<String>,
    /// Bytes of the message, when they were said.
    pub size: usize,
}

/// A message and where it goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Envelope<R> {
    /// Empty for what must never be answered.
    pub sender: String,
    pub recipients: Vec<R>,
    pub returns: Returns,
    /// What the author calls it (RFC 3461, ENVID).
    pub name: Option<String>,
    size: usize,
}

/// In the middle of saying who one is.
#[derive(Debug)]
enum Showing {
    Answer(Way),
    /// AUTH LOGIN asks for one after the other.
    Name,
    Password(String),
}

#[derive(Debug)]
pub(super) struct Conversation<R> {
    kind: Kind,
    host: String,
    limit: usize,
    /// Nobody on the way can read along.
    secret: bool,
    can_start_tls: bool,
    greeted: bool,
    known: bool,
    showing: Option<Showing>,
    envelope: Option<Envelope<R>>,
    chunks: bool,
    faults: usize,
    failures: usize,
}

impl<R> Conversation<R> {
    /// `host` is our name; `limit`, in bytes, of a message.
    pub fn new(kind: Kind, host: &str, limit: usize, secret: bool, can_start_tls: bool) -> Conversation<R> {
        Conversation {
            kind,
            host: host.to_owned(),
            limit,
            secret,
            can_start_tls,
            greeted: false,
            known: false,
            showing: None,
            envelope: None,
            chunks: false,
            faults: 0,
            failures: 0,
        }
    }

    pub fn greeting(&self) -> Reply {
        let protocol = if self.kind == Kind::Lmtp { "LMTP" } else { "ESMTP" };
        Reply::new(format!("220 {} {protocol}", self.host))
    }

    /// After TLS has begun: nothing that was said before counts (RFC 3207, 4.2).
    pub fn encrypted(&mut self) {
        self.reset();
        (self.secret, self.can_start_tls, self.greeted) = (true, false, false);
    }

    pub fn command(&mut self, request: Request<String>) -> Step {
        let lmtp = self.kind == Kind::Lmtp;
        match request {
            Request::Lhlo { .. } if !lmtp => self.fault("500 5.5.1 This is SMTP: say EHLO"),
            Request::Ehlo { .. } | Request::Helo { .. } if lmtp => {
                self.fault("500 5.5.1 This is LMTP: say LHLO")
            }
            Request::Lhlo { .. } | Request::Ehlo { .. } => {
                self.greeted = true;
                self.reset();
                Step::Say(self.offers())
            }
            Request::Helo { .. } => {
                self.greeted = true;
                self.reset();
                Step::Say(Reply::new(format!("250 {}", self.host)))
            }
            Request::StartTls if self.known => self.fault("503 5.5.1 Too late: you are known already"),
            Request::StartTls if self.can_start_tls => Step::StartTls(Reply::new("220 2.0.0 Begin TLS now")),
            Request::Auth { mechanism, initial_response } => self.auth(mechanism, &initial_response),
            Request::Mail { from } => self.mail(from),
            Request::Rcpt { to } => self.rcpt(to),
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
            Request::Help { .. } => {
                Step::Say(Reply::new(if lmtp { "214 2.0.0 RFC 2033" } else { "214 2.0.0 RFC 5321" }))
            }
            Request::Quit => Step::Close(Reply::new(format!("221 2.0.0 {} bids farewell", self.host))),
            _ => self.fault("502 5.5.1 Not offered here"),
        }
    }

    fn offers(&self) -> Reply {
        let (host, limit) = (&self.host, self.limit);
        let mut offers = format!("250-{host}\n250-PIPELINING\n250-SIZE {limit}\n");
        if self.can_start_tls {
            offers.push_str("250-STARTTLS\n");
        }
        if self.kind == Kind::Submission {
            offers.push_str("250-DSN\n");
            if self.secret && !self.known {
                offers.push_str("250-AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2\n");
            }
        }
        offers.push_str("250-8BITMIME\n250-SMTPUTF8\n250-CHUNKING\n250 ENHANCEDSTATUSCODES");
        Reply(offers)
    }

    // --- who that is ---

    fn auth(&mut self, mechanism: u64, initial: &str) -> Step {
        if self.kind != Kind::Submission {
            return self.fault("502 5.5.1 Not offered here");
        }
        if !self.greeted || self.known || self.envelope.is_some() {
            return self.fault("503 5.5.1 Not now");
        }
        if !self.secret {
            return self.fault("538 5.7.11 Passwords travel over TLS only: say STARTTLS first");
        }
        let showing = match mechanism {
            AUTH_PLAIN => Showing::Answer(Way::Plain),
            AUTH_OAUTHBEARER | AUTH_XOAUTH2 => Showing::Answer(Way::Token),
            AUTH_LOGIN => Showing::Name,
            _ => return self.fault("504 5.5.4 This way in is not offered"),
        };
        let question = if matches!(showing, Showing::Name) { "334 VXNlcm5hbWU6" } else { "334 " };
        self.showing = Some(showing);
        match initial {
            "" => Step::Challenge(Reply::new(question)),
            // An answer of no bytes (RFC 4954, 4).
            "=" => self.challenged(b""),
            answer => self.challenged(answer.as_bytes()),
        }
    }

    /// The answer to a challenge, as it came: base 64, or `*` to give up.
    pub fn challenged(&mut self, line: &[u8]) -> Step {
        let Some(showing) = self.showing.take() else { return self.fault("503 5.5.1 Nothing was asked") };
        if line == b"*" {
            return self.fault("501 5.7.0 Given up");
        }
        let Ok(answer) = BASE64_STANDARD.decode(line) else {
            return self.fault("501 5.5.2 This is not base 64");
        };
        let shown = match showing {
            Showing::Answer(way) => credentials(way, &answer),
            Showing::Name => {
                self.showing = Some(Showing::Password(String::from_utf8_lossy(&answer).into_owned()));
                return Step::Challenge(Reply::new("334 UGFzc3dvcmQ6"));
            }
            Showing::Password(name) => {
                String::from_utf8(answer).ok().map(|password| Credentials::Password { name, password })
            }
        };
        match shown {
            Some(credentials) => Step::Enter(credentials),
            None => self.fault("501 5.5.2 This answer says nobody"),
        }
    }

    /// The answer to credentials, once the gate has spoken.
    pub fn entered(&mut self, entered: Result<(), Reply>) -> Step {
        match entered {
            Ok(()) => {
                self.known = true;
                Step::Say(Reply::new("235 2.7.0 Welcome"))
            }
            Err(reply) => {
                self.failures += 1;
                if self.failures < FAILURES { Step::Say(reply) } else { Step::Close(reply) }
            }
        }
    }

    // --- the envelope ---

    fn mail(&mut self, from: MailFrom<String>) -> Step {
        let submission = self.kind == Kind::Submission;
        if !self.greeted {
            return self.fault(if self.kind == Kind::Lmtp {
                "503 5.5.1 Say LHLO first"
            } else {
                "503 5.5.1 Say EHLO first"
            });
        }
        if submission && !self.known {
            let reply =
                if self.secret { "530 5.7.0 Say who you are first" } else { "530 5.7.0 Say STARTTLS first" };
            return self.fault(reply);
        }
        if self.envelope.is_some() {
            return self.fault("503 5.5.1 The sender is known already");
        }
        if from.size > self.limit {
            return Step::Say(Reply::new(format!("552 5.3.4 At most {} bytes", self.limit)));
        }
        let dsn = from.flags & (MAIL_RET_FULL | MAIL_RET_HDRS) != 0 || from.env_id.is_some();
        if from.flags & (MAIL_BODY_BINARYMIME | MAIL_REQUIRETLS) != 0 || (dsn && !submission) {
            return self.fault(NOT_OFFERED);
        }
        let returns = if from.flags & MAIL_RET_FULL != 0 { Returns::Everything } else { Returns::Headers };
        self.envelope = Some(Envelope {
            sender: from.address.clone(),
            recipients: Vec::new(),
            returns,
            name: from.env_id,
            size: from.size,
        });
        if submission { Step::Sender(from.address) } else { self.sender(Ok(())) }
    }

    /// The answer to `MAIL`, once it is known whether that may be its sender.
    pub fn sender(&mut self, found: Result<(), Reply>) -> Step {
        Step::Say(match found {
            Ok(()) => Reply::new("250 2.1.0 OK"),
            Err(reply) => {
                self.envelope = None;
                reply
            }
        })
    }

    fn rcpt(&mut self, to: RcptTo<String>) -> Step {
        let asked =
            to.flags & (RCPT_NOTIFY_NEVER | RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY);
        match &self.envelope {
            None => self.fault("503 5.5.1 Say MAIL first"),
            Some(_) if self.chunks => self.fault("503 5.5.1 The message has begun"),
            Some(_) if self.kind != Kind::Submission && (asked != 0 || to.orcpt.is_some()) => {
                self.fault(NOT_OFFERED)
            }
            Some(_) if asked & RCPT_NOTIFY_NEVER != 0 && asked != RCPT_NOTIFY_NEVER => {
                self.fault("501 5.5.4 NOTIFY=NEVER stands alone")
            }
            Some(envelope) if envelope.recipients.len() >= self.kind.most_recipients() => {
                Step::Say(Reply::new("452 4.5.3 Too many recipients for one message"))
            }
            Some(envelope) => Step::LookUp(Wanted {
                address: to.address,
                notify: notify(asked),
                original: to.orcpt,
                size: envelope.size,
            }),
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

    /// Who has been taken for the message so far.
    pub fn recipients(&self) -> &[R] {
        self.envelope.as_ref().map(|envelope| envelope.recipients.as_slice()).unwrap_or_default()
    }

    /// The message has come: where it goes. What follows is another one.
    pub fn take_envelope(&mut self) -> Option<Envelope<R>> {
        self.chunks = false;
        self.envelope.take_if(|envelope| !envelope.recipients.is_empty())
    }

    /// Whether there is somebody to give the message to that comes in pieces.
    pub fn takes_chunks(&self) -> bool {
        self.chunks
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
            BadLine::Parameter => self.fault(NOT_OFFERED),
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

const NOT_OFFERED: &str = "555 5.5.4 This parameter was not offered";

/// Whoever asks for nothing learns of failures and delays, as everybody does (RFC 3461, 4.1).
fn notify(asked: u64) -> Notify {
    if asked == 0 {
        return Notify::default();
    }
    Notify {
        success: asked & RCPT_NOTIFY_SUCCESS != 0,
        failure: asked & RCPT_NOTIFY_FAILURE != 0,
        delay: asked & RCPT_NOTIFY_DELAY != 0,
    }
}
