//! The rules of a box, printed as a Sieve script and made its active one by ManageSieve (RFC 5804): what comes to the other
//! server is sorted there as it would be here. A box whose owner never had rules here is left alone: its scripts are theirs.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::{Ctx, Id, files::digest_of};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    time::timeout,
};

use super::{address::ImapStore, base, pass::Failure, wire::Trouble};
use crate::{
    mailbox::Mailbox,
    rules,
    upstream::{Stream, Tls},
};

/// What the script is called there.
const NAME: &str = "preau";
const TO_ANSWER: Duration = Duration::from_secs(30);
/// Of one line, and of what it announces.
const LONGEST: u64 = 1 << 16;

/// Puts the rules there unless they are there already.
pub(super) async fn carry(
    ctx: &Ctx,
    store: &ImapStore,
    user: &str,
    mailbox: Id<Mailbox>,
) -> Result<(), Failure> {
    if store.sieve.is_none() {
        return Ok(());
    }
    let (script, known) = {
        let mut tx = ctx.read().await?;
        (rules::script_of(&mut tx, mailbox, NAME).await?, base::script(&mut tx, mailbox).await?)
    };
    let now = match &script {
        Some(script) => digest_of(script.as_bytes()),
        None if known.is_empty() => return Ok(()),
        None => String::new(),
    };
    if now == known {
        return Ok(());
    }
    let text = script.unwrap_or_else(|| rules::empty_script(NAME));
    let mut connection = Connection::open(store, user).await?;
    connection.put(&text).await?;
    ctx.write(async move |tx| base::set_script(tx, mailbox, &now).await).await?;
    Ok(())
}

struct Connection(BufReader<Box<dyn Stream>>);

impl Connection {
    async fn open(store: &ImapStore, user: &str) -> Result<Connection, Trouble> {
        let opening = Connection::begin(store, user);
        opening.await.map_err(|error| Trouble::Lost(format!("ManageSieve: {error}")))
    }

    async fn begin(store: &ImapStore, user: &str) -> Result<Connection, Trouble> {
        let Some(server) = &store.sieve else { return Err(Trouble::lost("it is not spoken to about rules")) };
        let mut connection = Connection(BufReader::new(Box::new(server.connect().await?)));
        let offered = connection.answer("greeting").await?;
        let offers_tls = offered.iter().any(|line| line.to_ascii_uppercase().starts_with("\"STARTTLS\""));
        match server.tls {
            Tls::Never => {}
            _ if offers_tls => {
                connection.say("STARTTLS").await?;
                if !connection.0.buffer().is_empty() {
                    return Err(Trouble::lost("something follows its answer to STARTTLS"));
                }
                let stream = server.encrypt(connection.0.into_inner()).await?;
                connection = Connection(BufReader::new(Box::new(stream)));
                connection.answer("greeting").await?;
            }
            Tls::WhenOffered => {}
            _ => return Err(Trouble::lost("it does not offer STARTTLS")),
        }
        let (master, password) = &store.master;
        let secret = BASE64_STANDARD.encode(format!("{user}\0{master}\0{password}"));
        connection.0.write_all(format!("AUTHENTICATE \"PLAIN\" \"{secret}\"\r\n").as_bytes()).await?;
        connection.answer("AUTHENTICATE").await?;
        Ok(connection)
    }

    /// Makes this script the active one; refused, nothing changes.
    async fn put(&mut self, script: &str) -> Result<(), Trouble> {
        let command = format!("PUTSCRIPT \"{NAME}\" {{{}+}}\r\n{script}\r\n", script.len());
        self.0.write_all(command.as_bytes()).await?;
        self.answer("PUTSCRIPT").await?;
        self.say(&format!("SETACTIVE \"{NAME}\"")).await?;
        self.say("LOGOUT").await.map(drop)
    }

    async fn say(&mut self, command: &str) -> Result<Vec<String>, Trouble> {
        self.0.write_all(format!("{command}\r\n").as_bytes()).await?;
        self.answer(command).await
    }

    /// The lines before the one that ends the answer.
    async fn answer(&mut self, command: &str) -> Result<Vec<String>, Trouble> {
        let mut lines = Vec::new();
        loop {
            let line = timeout(TO_ANSWER, self.line())
                .await
                .map_err(|_| Trouble::lost("it does not answer in time"))??;
            let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match word.to_ascii_uppercase().as_str() {
                "OK" => return Ok(lines),
                "NO" | "BYE" => {
                    return Err(Trouble::Refused { command: command.to_owned(), text: rest.to_owned() });
                }
                _ => lines.push(line),
            }
        }
    }

    /// A line with what it announces.
    async fn line(&mut self) -> Result<String, Trouble> {
        let mut bytes = Vec::new();
        loop {
            let mut line = Vec::new();
            (&mut self.0).take(LONGEST).read_until(b'\n', &mut line).await?;
            if line.last() != Some(&b'\n') {
                return Err(Trouble::lost("it has hung up"));
            }
            let line = line.trim_ascii_end();
            let Some(size) = announced(line).filter(|size| *size <= LONGEST) else {
                bytes.extend_from_slice(line);
                return Ok(String::from_utf8_lossy(&bytes).into_owned());
            };
            (&mut self.0).take(size).read_to_end(&mut bytes).await?;
        }
    }
}

fn announced(line: &[u8]) -> Option<u64> {
    let inner = line.strip_suffix(b"}")?;
    let open = memchr::memrchr(b'{', inner)?;
    std::str::from_utf8(inner.get(open + 1..)?).ok()?.parse().ok()
}
