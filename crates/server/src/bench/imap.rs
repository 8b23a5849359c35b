//! The large box through IMAP: fifty messages asked for at a time, as a mail program fills its list. The ceiling is the
//! same number of bytes on the same loop, from a peer that computes nothing. And what connections that wait weigh.

use std::{net::SocketAddr, time::Duration};

use kernel::{Error, Result};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use super::load::{Customer, Measure, run};

/// Messages of one question.
const ROUND: usize = 50;

#[derive(Clone)]
pub struct Account {
    pub identifier: String,
    pub password: String,
}

struct Program {
    stream: BufReader<TcpStream>,
    messages: usize,
}

impl Program {
    async fn open(imap: SocketAddr, account: &Account) -> Result<Program> {
        let stream = TcpStream::connect(imap).await.map_err(Error::internal)?;
        stream.set_nodelay(true).map_err(Error::internal)?;
        let mut program = Program { stream: BufReader::with_capacity(64 << 10, stream), messages: 0 };
        program.line(&mut String::new()).await?;
        program.say(&format!("x LOGIN {} \"{}\"\r\n", account.identifier, account.password)).await?;
        program.answer().await?;
        program.say("x SELECT INBOX\r\n").await?;
        let opened = program.answer().await?;
        let exists =
            opened.lines().find_map(|line| line.strip_prefix("* ")?.strip_suffix(" EXISTS")?.parse().ok());
        program.messages = exists.unwrap_or(0);
        Ok(program)
    }

    async fn say(&mut self, text: &str) -> Result<()> {
        self.stream.get_mut().write_all(text.as_bytes()).await.map_err(Error::internal)
    }

    async fn line(&mut self, line: &mut String) -> Result<()> {
        match self.stream.read_line(line).await {
            Ok(read) if read > 0 => Ok(()),
            _ => Err(Error::Unavailable("the IMAP door")),
        }
    }

    /// All that is said up to the end of the command.
    async fn answer(&mut self) -> Result<String> {
        let mut all = String::new();
        loop {
            let from = all.len();
            self.line(&mut all).await?;
            if all.get(from..).is_some_and(|line| line.starts_with("x ")) {
                let right = all.get(from..).is_some_and(|line| line.starts_with("x OK"));
                return if right { Ok(all) } else { Err(Error::Internal(all)) };
            }
        }
    }
}

impl Customer for Program {
    async fn once(&mut self, number: usize) -> Result<(bool, u64)> {
        let last = self.messages.saturating_sub(ROUND).max(1);
        let first = 1 + number.wrapping_mul(7_919) % last;
        let to = (first + ROUND - 1).min(self.messages);
        self.say(&format!("x FETCH {first}:{to} (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\r\n")).await?;
        let answer = self.answer().await?;
        let told = answer.lines().filter(|line| line.starts_with("* ")).count();
        Ok((told == to + 1 - first, answer.len() as u64))
    }
}

/// Bytes and nothing else, asked for by a word and ended by a line.
struct Plain {
    stream: TcpStream,
    bytes: Vec<u8>,
}

impl Customer for Plain {
    async fn once(&mut self, _: usize) -> Result<(bool, u64)> {
        self.stream.write_all(b"x\n").await.map_err(Error::internal)?;
        self.stream.read_exact(&mut self.bytes).await.map_err(Error::internal)?;
        Ok((true, self.bytes.len() as u64))
    }
}

async fn plain_server(size: usize) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(Error::internal)?;
    let address = listener.local_addr().map_err(Error::internal)?;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut word, bytes) = ([0; 2], vec![b'x'; size]);
                while stream.read_exact(&mut word).await.is_ok() && stream.write_all(&bytes).await.is_ok() {}
            });
        }
    });
    Ok(address)
}

/// Questions a second about the inbox of this account, and the ceiling.
pub async fn measure(
    imap: SocketAddr,
    account: &Account,
    connections: usize,
    during: Duration,
) -> Result<(Measure, Measure)> {
    let open = async || Program::open(imap, account).await;
    // The first time a message is shown, its shape is made.
    let mut first = Program::open(imap, account).await?;
    first.say("x FETCH 1:* (ENVELOPE)\r\n").await?;
    first.answer().await?;
    let (_, size) = first.once(0).await?;
    let measure = run(connections, during, 0, open).await?;
    let plain = plain_server(size as usize).await?;
    let customer = async || {
        let stream = TcpStream::connect(plain).await.map_err(Error::internal)?;
        Ok(Plain { stream, bytes: vec![0; size as usize] })
    };
    let ceiling = run(connections, during, 0, customer).await?;
    Ok((measure, ceiling))
}

/// Opens connections that wait for news, and keeps them.
pub async fn wait(imap: SocketAddr, accounts: &[Account], count: usize) -> Result<Vec<impl Sized + use<>>> {
    let mut waiting = Vec::with_capacity(count);
    for account in accounts.iter().cycle().take(count) {
        let mut program = Program::open(imap, account).await?;
        program.say("x IDLE\r\n").await?;
        program.line(&mut String::new()).await?;
        waiting.push(program);
    }
    Ok(waiting)
}
