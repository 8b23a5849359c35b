//! What a client is answered: who it is, which folder it has open, and each command in turn. It knows nothing of the
//! connection but where answers go.

use base64::Engine;
use bytes::Bytes;
use imap_codec::imap_types::{
    auth::AuthMechanism,
    command::{Command, CommandBody, SelectParameter},
    extensions::enable::CapabilityEnable,
};
use kernel::{
    Ctx, Error, Id, Result,
    gate::{Admitted, Credentials, Gate},
    people,
};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::{reach::SHARED, search, view::View};
use crate::{
    door::{
        self, Entry, WRONG,
        sasl::{Way, credentials},
    },
    draft,
    incoming::Incoming,
    mailbox::{self, Mailbox},
};

/// What is offered once somebody is known. LITERAL+ and the rest need no word of the client first.
pub(super) const CAPABILITIES: &str = "IMAP4rev1 LITERAL+ SASL-IR ID ENABLE IDLE NAMESPACE UIDPLUS MOVE UNSELECT CHILDREN SPECIAL-USE \
     QUOTA QUOTA=RES-STORAGE CONDSTORE ESEARCH STATUS=SIZE";
const WAYS_IN: &str = "AUTH=PLAIN AUTH=OAUTHBEARER AUTH=XOAUTH2";

/// Where answers go: gathered, and sent on when there are enough of them.
pub(super) struct Out<'s> {
    bytes: Vec<u8>,
    stream: &'s mut (dyn AsyncWrite + Unpin + Send),
}

const FULL: usize = 64 << 10;

impl<'s> Out<'s> {
    pub fn new(stream: &'s mut (dyn AsyncWrite + Unpin + Send)) -> Out<'s> {
        Out { bytes: Vec::new(), stream }
    }

    pub fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn line(&mut self, text: &str) {
        self.put(text.as_bytes());
        self.put(b"\r\n");
    }

    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Bytes that may be many, told by their number (`{12}`); `NIL` where there are none.
    pub async fn literal(&mut self, bytes: Option<&[u8]>) -> Result<()> {
        let Some(bytes) = bytes else {
            self.put(b"NIL");
            return Ok(());
        };
        self.put(format!("{{{}}}\r\n", bytes.len()).as_bytes());
        for piece in bytes.chunks(FULL) {
            let start = self.bytes.len();
            self.put(piece);
            // No literal may hold a NUL; a byte that is no text either keeps the length.
            for byte in self.bytes.iter_mut().skip(start).filter(|byte| **byte == 0) {
                *byte = 0x80;
            }
            self.flush_if_full().await?;
        }
        Ok(())
    }

    pub async fn flush_if_full(&mut self) -> Result<()> {
        if self.bytes.len() < FULL {
            Ok(())
        } else {
            self.flush().await.map_err(|_| Error::Unavailable("the client"))
        }
    }

    pub async fn flush(&mut self) -> std::io::Result<()> {
        self.stream.write_all(&std::mem::take(&mut self.bytes)).await?;
        self.stream.flush().await
    }
}

/// How a command ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Ok(String),
    No(String),
    Bad(&'static str),
}

pub(super) fn no(text: &str) -> Answer {
    Answer::No(text.to_owned())
}

/// What the connection does after a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Command,
    /// Changes are told as they come, until the client says DONE; then this tag is answered.
    Idle {
        tag: String,
    },
    /// The client answers a challenge in a line of its own.
    Challenge {
        tag: String,
        way: Way,
    },
    StartTls,
    Close,
}

pub(super) struct Session {
    pub ctx: Ctx,
    gate: Gate,
    admitted: Option<Admitted>,
    /// Nobody on the way can read along.
    pub secret: bool,
    /// Whether TLS can begin.
    pub can_start_tls: bool,
    pub view: Option<View>,
    /// The client knows of states (CONDSTORE).
    pub wants_states: bool,
    /// The last file read, with its digest.
    pub content: Option<(String, Bytes)>,
    /// What the next SEARCH is to answer (ESEARCH), said apart.
    pub search_return: Option<search::Return>,
    /// The large message that came in the command.
    pub message: Option<Incoming>,
    /// Of the command that is being answered.
    pub tag: String,
    failures: u32,
}

/// What is said when somebody is no more a member of the box whose folder is open.
pub(super) const ENDED: &str = "* BYE Your access to this box has ended";

/// Failures of one connection, before it is closed; those of a person and an address are counted by the gate.
const FAILURES: u32 = 5;

impl Session {
    pub fn new(ctx: Ctx, gate: Gate, secret: bool, can_start_tls: bool) -> Session {
        Session {
            ctx,
            gate,
            admitted: None,
            secret,
            can_start_tls,
            view: None,
            wants_states: false,
            content: None,
            search_return: None,
            message: None,
            tag: String::new(),
            failures: 0,
        }
    }

    pub fn person(&self) -> Option<Id<people::Person>> {
        self.admitted.map(|admitted| admitted.person)
    }

    pub fn mailbox(&self) -> Result<Id<Mailbox>> {
        self.person().map(mailbox::of_person).ok_or(Error::SignInNeeded)
    }

    pub fn selected(&mut self) -> Result<&mut View> {
        self.view.as_mut().ok_or(Error::SignInNeeded)
    }

    /// Whether who was let in may still be there.
    pub async fn is_still_welcome(&self) -> Result<bool> {
        match self.admitted {
            Some(admitted) => (self.gate.still)(self.ctx.clone(), admitted).await,
            None => Ok(true),
        }
    }

    pub fn capabilities(&self) -> String {
        let tls = if self.can_start_tls { " STARTTLS" } else { "" };
        match (&self.admitted, self.secret) {
            (Some(_), _) => CAPABILITIES.to_owned(),
            (None, true) => format!("{CAPABILITIES}{tls} {WAYS_IN}"),
            (None, false) => format!("{CAPABILITIES}{tls} LOGINDISABLED"),
        }
    }

    /// Answers one command.
    pub async fn command(&mut self, command: Command<'_>, out: &mut Out<'_>) -> Result<Next> {
        let tag = command.tag.as_ref().to_owned();
        self.tag.clone_from(&tag);
        // A program that comes back finds the folder gone, which it understands better than a folder that refuses all.
        if !matches!(command.body, CommandBody::Logout) && !self.still_reaches().await? {
            out.line(ENDED);
            return Ok(Next::Close);
        }
        let answer = match command.body {
            CommandBody::Logout => {
                out.line("* BYE Goodbye");
                out.line(&format!("{tag} OK LOGOUT is done"));
                return Ok(Next::Close);
            }
            CommandBody::StartTLS if self.can_start_tls && self.admitted.is_none() => {
                out.line(&format!("{tag} OK Begin TLS now"));
                return Ok(Next::StartTls);
            }
            CommandBody::Authenticate { mechanism, initial_response } => {
                let way = match mechanism {
                    AuthMechanism::Plain => Some(Way::Plain),
                    AuthMechanism::OAuthBearer | AuthMechanism::XOAuth2 => Some(Way::Token),
                    _ => None,
                };
                match (way, initial_response) {
                    (None, _) => no("[CANNOT] This way in is not offered"),
                    (Some(way), None) if self.secret && self.admitted.is_none() => {
                        out.line("+ ");
                        return Ok(Next::Challenge { tag, way });
                    }
                    (Some(_), None) => self.not_now(),
                    (Some(way), Some(answer)) => self.shown(way, answer.declassify()).await?,
                }
            }
            CommandBody::Idle if self.view.is_some() => {
                out.line("+ idling");
                return Ok(Next::Idle { tag });
            }
            body => self.dispatch(body, out).await,
        };
        Ok(self.finish(&tag, &answer, out))
    }

    /// Says how a command ended; too many failures end the connection with it.
    pub fn finish(&self, tag: &str, answer: &Answer, out: &mut Out<'_>) -> Next {
        match answer {
            Answer::Ok(text) => out.line(&format!("{tag} OK {text}")),
            Answer::No(text) => out.line(&format!("{tag} NO {text}")),
            Answer::Bad(text) => out.line(&format!("{tag} BAD {text}")),
        }
        if self.failures < FAILURES {
            return Next::Command;
        }
        out.line("* BYE Too many failures");
        Next::Close
    }

    /// The answer to a challenge, as it came: base 64, or `*` to give up.
    pub async fn challenged(&mut self, way: Way, line: &[u8]) -> Answer {
        match base64::engine::general_purpose::STANDARD.decode(line) {
            Ok(answer) => self.shown(way, &answer).await.unwrap_or_else(|error| refusal(&error)),
            Err(_) if line == b"*" => Answer::Bad("Given up"),
            Err(_) => Answer::Bad("This is not base 64"),
        }
    }

    async fn dispatch(&mut self, body: CommandBody<'_>, out: &mut Out<'_>) -> Answer {
        let name = body.name();
        // Boxed: the longest command would otherwise weigh on every idle connection.
        let done: std::pin::Pin<Box<dyn Future<Output = Result<Answer>> + Send + '_>> = match body {
            CommandBody::Capability => {
                out.line(&format!("* CAPABILITY {}", self.capabilities()));
                return Answer::Ok("CAPABILITY is done".into());
            }
            CommandBody::Id { .. } => {
                out.line("* ID (\"name\" \"Preau\")");
                return Answer::Ok("ID is done".into());
            }
            CommandBody::Noop => Box::pin(self.noop(name, out)),
            CommandBody::Login { username, password } => Box::pin(async move {
                let name = String::from_utf8_lossy(username.as_ref()).into_owned();
                let password = String::from_utf8_lossy(password.declassify().as_ref()).into_owned();
                self.enter(Credentials::Password { name, password }).await
            }),
            _ if self.admitted.is_none() => return Answer::Bad("Say first who you are"),
            CommandBody::Enable { capabilities } => {
                let states = capabilities.as_ref().iter().any(|c| matches!(c, CapabilityEnable::CondStore));
                self.wants_states |= states;
                out.line(if states { "* ENABLED CONDSTORE" } else { "* ENABLED" });
                return Answer::Ok("ENABLE is done".into());
            }
            CommandBody::Namespace => {
                out.line(&format!("* NAMESPACE ((\"\" \"/\")) NIL ((\"{SHARED}/\" \"/\"))"));
                return Answer::Ok("NAMESPACE is done".into());
            }
            CommandBody::Select { mailbox, parameters } => {
                Box::pin(self.select(mailbox, names_condstore(&parameters), false, out))
            }
            CommandBody::Examine { mailbox, parameters } => {
                Box::pin(self.select(mailbox, names_condstore(&parameters), true, out))
            }
            CommandBody::Create { mailbox } => Box::pin(self.create(mailbox)),
            CommandBody::Delete { mailbox } => Box::pin(self.delete(mailbox)),
            CommandBody::Rename { from, to } => Box::pin(self.rename(from, to)),
            CommandBody::Subscribe { mailbox } => Box::pin(self.subscribe(mailbox, true)),
            CommandBody::Unsubscribe { mailbox } => Box::pin(self.subscribe(mailbox, false)),
            CommandBody::List { reference, mailbox_wildcard } => {
                Box::pin(self.list(reference, mailbox_wildcard, false, out))
            }
            CommandBody::Lsub { reference, mailbox_wildcard } => {
                Box::pin(self.list(reference, mailbox_wildcard, true, out))
            }
            CommandBody::Status { mailbox, item_names } => Box::pin(self.status(mailbox, item_names, out)),
            CommandBody::Append { mailbox, flags, date, message } => {
                Box::pin(self.append(mailbox, flags, date, message, out))
            }
            CommandBody::GetQuota { root } => Box::pin(self.quota(root, out)),
            CommandBody::GetQuotaRoot { mailbox } => Box::pin(self.quota_root(mailbox, out)),
            CommandBody::SetQuota { .. } => return no("[NOPERM] The quota is the administrators' affair"),
            CommandBody::Idle => return Answer::Bad("Open a folder first"),
            _ if self.view.is_none() => return Answer::Bad("Open a folder first"),
            CommandBody::Check => Box::pin(self.noop(name, out)),
            CommandBody::Unselect => {
                self.leave();
                return Answer::Ok("UNSELECT is done".into());
            }
            CommandBody::Close => Box::pin(self.close()),
            CommandBody::Expunge => Box::pin(self.expunge(None, out)),
            CommandBody::ExpungeUid { sequence_set } => Box::pin(self.expunge(Some(sequence_set), out)),
            CommandBody::Search { charset, criteria, uid } => {
                let wanted = self.search_return.take();
                Box::pin(self.search(charset, criteria, uid, wanted, out))
            }
            CommandBody::Fetch { sequence_set, macro_or_item_names, uid, modifiers } => {
                Box::pin(async move {
                    self.fetch(&sequence_set, &macro_or_item_names, uid, &modifiers, out).await
                })
            }
            CommandBody::Store { sequence_set, kind, response, flags, uid, modifiers } => {
                Box::pin(async move {
                    self.store(&sequence_set, kind, response, &flags, uid, &modifiers, out).await
                })
            }
            CommandBody::Copy { sequence_set, mailbox, uid } => {
                Box::pin(self.copy(sequence_set, mailbox, uid, out))
            }
            CommandBody::Move { sequence_set, mailbox, uid } => {
                Box::pin(self.move_messages(sequence_set, mailbox, uid, out))
            }
            _ => return Answer::Bad("This command is not offered"),
        };
        done.await.unwrap_or_else(|error| refusal(&error))
    }

    async fn noop(&mut self, name: &str, out: &mut Out<'_>) -> Result<Answer> {
        self.tell_changes(out).await?;
        Ok(Answer::Ok(format!("{name} is done")))
    }

    /// What others have changed in the folder that is open.
    pub async fn tell_changes(&mut self, out: &mut Out<'_>) -> Result<()> {
        let with_state = self.wants_states;
        match &mut self.view {
            Some(view) => view.sync(&self.ctx, out.bytes(), with_state).await,
            None => Ok(()),
        }
    }

    pub fn leave(&mut self) {
        self.view = None;
        self.content = None;
    }

    async fn shown(&mut self, way: Way, answer: &[u8]) -> Result<Answer> {
        match credentials(way, answer) {
            Some(credentials) => self.enter(credentials).await,
            None => Ok(Answer::Bad("This answer says nobody")),
        }
    }

    fn not_now(&self) -> Answer {
        if self.admitted.is_some() {
            Answer::Bad("You are known already")
        } else {
            no("[PRIVACYREQUIRED] Passwords travel over TLS only")
        }
    }

    /// What is being written in the box is shown to programs from now on.
    pub async fn read_by_program(&self, mailbox: Id<Mailbox>) -> Result<()> {
        if draft::copy::is_news(&mut self.ctx.read().await?, mailbox).await? {
            self.ctx.write(async move |tx| draft::copy::met_program(tx, mailbox).await).await?;
        }
        Ok(())
    }

    async fn enter(&mut self, credentials: Credentials) -> Result<Answer> {
        if self.admitted.is_some() || !self.secret {
            return Ok(self.not_now());
        }
        let (admitted, ctx) = match door::enter(&self.ctx, self.gate, credentials).await? {
            Entry::In(admitted, ctx) => (admitted, ctx),
            Entry::Wrong => {
                self.failures += 1;
                return Ok(Answer::No(format!("[AUTHENTICATIONFAILED] {WRONG}")));
            }
            Entry::Slowed { seconds } => {
                self.failures += 1;
                return Ok(Answer::No(format!("[UNAVAILABLE] Too many tries: wait {seconds} seconds")));
            }
        };
        self.ctx = ctx;
        self.admitted = Some(admitted);
        self.read_by_program(self.mailbox()?).await?;
        Ok(Answer::Ok(format!("[CAPABILITY {}] Welcome", self.capabilities())))
    }
}

fn names_condstore(parameters: &[SelectParameter]) -> bool {
    parameters.iter().any(|parameter| matches!(parameter, SelectParameter::CondStore))
}

/// What a failed command is answered.
pub(super) fn refusal(error: &Error) -> Answer {
    match error {
        Error::NotFound => no("[NONEXISTENT] There is no such folder"),
        Error::Conflict(what) if what == "quota" => no("[OVERQUOTA] The box is full"),
        Error::Conflict(what) if what == "keywords" => no("[LIMIT] Too many keywords on one message"),
        Error::Invalid(problems) => {
            // The folder's name is refused in the owner's language; answers are ASCII for the oldest of clients.
            let text = problems.first().map(|p| any_ascii::any_ascii(&p.message)).unwrap_or_default();
            Answer::No(format!("[CANNOT] {text}"))
        }
        Error::Forbidden(text) => Answer::No(format!("[NOPERM] {}", any_ascii::any_ascii(text))),
        Error::SignInNeeded => Answer::Bad("Not now"),
        error => {
            tracing::warn!(%error, "imap: not now");
            no("[UNAVAILABLE] Not now, try again later")
        }
    }
}
