//! What the doors for mail programs and servers share: the loop that lets connections in, how they are encrypted, and how
//! somebody shows who they are (`sasl`). What is spoken behind a door is the affair of `imap` and `smtp`.

pub(crate) mod sasl;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use kernel::{
    Actor, Ctx, Locale, Result,
    context::{Origin, Services},
    gate::{Admitted, Credentials, Gate, Verdict},
    people,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout},
};
use tokio_rustls::TlsAcceptor;

use crate::{mailbox, recipients};

/// Whoever wants to encrypt has so long to agree on how.
const HANDSHAKE: Duration = Duration::from_secs(20);
/// To say who one is: one word, and all words together.
pub(crate) const HURRY: Duration = Duration::from_mins(1);
const LOGIN: Duration = Duration::from_mins(3);
/// Messages larger than this wait so long for one of so many places at a door, and what is to come of them waits with the
/// other side: what is never ended must not fill the disk.
pub(crate) const LARGE: usize = 1 << 20;
const LARGE_AT_ONCE: usize = 16;
const TURN: Duration = Duration::from_mins(4);

pub(crate) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}
pub(crate) type Stream = Box<dyn Duplex>;

/// How a listener encrypts.
#[derive(Clone)]
pub enum Tls {
    /// From the first byte (993, 465).
    AtOnce(TlsAcceptor),
    /// When the client asks for it (143, 587, 25).
    OnDemand(TlsAcceptor),
    /// Never: a front server on this machine does.
    Never,
}

impl Tls {
    /// What is spoken on from the first byte.
    pub(crate) async fn begin(&self, stream: TcpStream) -> io::Result<Stream> {
        match self {
            Tls::AtOnce(acceptor) => Ok(Box::new(timeout(HANDSHAKE, acceptor.accept(stream)).await??)),
            Tls::OnDemand(_) | Tls::Never => Ok(Box::new(stream)),
        }
    }

    /// What is spoken on after STARTTLS.
    pub(crate) async fn start(&self, plain: Stream) -> io::Result<Stream> {
        let Tls::OnDemand(acceptor) = self else { return Err(io::ErrorKind::Unsupported.into()) };
        Ok(Box::new(timeout(HANDSHAKE, acceptor.accept(plain)).await??))
    }

    pub(crate) fn is_at_once(&self) -> bool {
        matches!(self, Tls::AtOnce(_))
    }

    pub(crate) fn is_on_demand(&self) -> bool {
        matches!(self, Tls::OnDemand(_))
    }
}

/// Lets connections in until the future is dropped; `name` is the door's in the log.
pub(crate) async fn listen<F>(
    name: &'static str,
    listener: TcpListener,
    receive: impl Fn(TcpStream, SocketAddr) -> F,
) -> Result<()>
where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(come) => come,
            Err(error) => {
                // Out of file descriptors, for one: it passes when connections end.
                tracing::warn!(%error, "{name}: nobody could be let in");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let received = receive(stream, peer);
        tokio::spawn(async move {
            if let Err(error) = received.await {
                tracing::debug!(%error, %peer, "{name}: the connection broke");
            }
        });
    }
}

/// How long the next word of a connection is waited for, which began then.
pub(crate) fn patience(is_known: bool, silence: Duration, began: Instant) -> Duration {
    if is_known { silence } else { HURRY.min(LOGIN.saturating_sub(began.elapsed())) }
}

/// The places of a door for large messages.
pub(crate) struct Places(Semaphore);

impl Places {
    pub(crate) fn new() -> Places {
        Places(Semaphore::new(LARGE_AT_ONCE))
    }

    /// `None` when none was left for too long.
    pub(crate) async fn take(&self) -> Option<SemaphorePermit<'_>> {
        timeout(TURN, self.0.acquire()).await.ok()?.ok()
    }
}

/// The context of a connection before anybody is known.
pub(crate) fn nobody(services: Arc<Services>, address: IpAddr) -> Ctx {
    let origin = Origin { address: Some(address), browser: None };
    Ctx::new(services, Actor::Nobody, None, Locale::Fr, origin)
}

/// What came of showing credentials at a door.
pub(crate) enum Entry {
    /// From now on it is in this context, of the académie and the language of who came in.
    In(Admitted, Ctx),
    Wrong,
    Slowed {
        seconds: i64,
    },
}

/// What somebody reads whose name or password is wrong.
pub(crate) const WRONG: &str =
    "Wrong name or password; mail programs need a password of their own, made on the page of the account";

/// Asks the gate. The first entry activates the box, by whichever door.
pub(crate) async fn enter(ctx: &Ctx, gate: Gate, credentials: Credentials) -> Result<Entry> {
    let admitted = match (gate.admit)(ctx.clone(), credentials).await? {
        Verdict::In(admitted) => admitted,
        Verdict::Wrong => return Ok(Entry::Wrong),
        Verdict::Slowed { seconds } => return Ok(Entry::Slowed { seconds }),
    };
    let person = admitted.person;
    let (academy, locale, known) = {
        let mut tx = ctx.read().await?;
        let academy = people::academy_by_id(&mut tx, admitted.academy).await?;
        let locale = recipients::locale_of(&mut tx, person).await?;
        (academy, locale, mailbox::find(&mut tx, mailbox::of_person(person)).await?)
    };
    // The password is right, and opens nothing.
    if known.as_ref().is_some_and(|known| known.closed_at.is_some()) {
        return Ok(Entry::Wrong);
    }
    let (services, origin) = (ctx.services().clone(), ctx.origin.clone());
    let ctx = Ctx::new(services, Actor::System, Some(Arc::new(academy.into())), locale, origin);
    if known.is_none_or(|known| known.activated_at.is_none()) {
        ctx.write(async move |tx| mailbox::activate(tx, person).await).await?;
    }
    Ok(Entry::In(admitted, ctx))
}
