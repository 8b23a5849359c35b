//! The text of what is joined to messages, for the search. Each distinct file is read once, whichever messages and boxes
//! hold it, in a process of its own with little memory and little time: what a hostile file does to its reader, it does
//! to nobody else.

mod store;
mod text;

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    path::PathBuf,
    process::Stdio,
    sync::OnceLock,
    time::Duration,
};

use bytes::Bytes;
use kernel::{
    Ctx, Error, Result,
    context::Services,
    files::{Files, digest_of, look},
    jobs::Schedule,
    search::fold,
    time::{days, hours},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    sync::Semaphore,
};

use self::text::Kind;
use crate::message::{self, Attachment, Email};

/// Files of a message that are read, and bytes of one.
const MOST: usize = 20;
const LARGEST: usize = 30_000_000;
/// Letters of all the words that a message is found by besides its own.
const WORDS: usize = 150_000;
/// How long a file may be read.
const PATIENCE: Duration = Duration::from_secs(20);
/// Files read at once on a node.
const AT_ONCE: usize = 2;
/// Since it was last asked for; after that the file would be read again.
const KEPT: Duration = days(60);

/// The command by which the program reads a file.
pub const COMMAND: &str = "read-attachment";

/// The program that reads files: this one, once it is known where it lies. Without it nothing is read.
struct Readers {
    program: OnceLock<PathBuf>,
    slots: Semaphore,
}

impl Default for Readers {
    fn default() -> Readers {
        Readers { program: OnceLock::new(), slots: Semaphore::new(AT_ONCE) }
    }
}

/// Says where the program lies that knows [`COMMAND`].
pub fn read_with(services: &Services, program: PathBuf) {
    // Said twice, it is the same program.
    let _ = services.shared::<Readers>().program.set(program);
}

/// What the command does, once its process has been given its bounds: a file from the standard input, its text to the
/// standard output.
pub fn read_standard_input(kind: &str) -> std::io::Result<()> {
    let Some(kind) = Kind::named(kind) else { return Err(std::io::ErrorKind::InvalidInput.into()) };
    let mut content = Vec::new();
    std::io::stdin().lock().take(LARGEST as u64).read_to_end(&mut content)?;
    std::io::stdout().lock().write_all(text::read(kind, &content).as_bytes())
}

/// Whether anything joined to a message can be read.
pub(crate) fn any(email: &Email) -> bool {
    readable(&email.attachments).next().is_some()
}

/// Whether files are read here at all.
pub(crate) fn are_read(services: &Services) -> bool {
    services.shared::<Readers>().program.get().is_some()
}

fn readable(attachments: &[Attachment]) -> impl Iterator<Item = (&Attachment, Kind)> {
    let own = attachments.iter().filter(|a| !a.inline && a.size > 0 && a.size <= LARGEST);
    own.filter_map(|a| Some((a, Kind::of(&a.name, &a.content_type)?))).take(MOST)
}

/// The content of what is joined to a message, as it was before it was sent; `None` when there is no such part.
pub(crate) async fn content(files: &Files, raw: &Bytes, part: &str) -> Result<Option<Bytes>> {
    let (raw, part) = (raw.clone(), part.to_owned());
    let (found, content) = files.write(move |spool| message::write_part(&raw, &part, spool)).await?;
    Ok(found.then_some(content))
}

/// The words of what is joined to a message, each once.
pub(crate) async fn words(ctx: &Ctx, email: &Email, raw: &Bytes) -> Result<String> {
    let mut all = String::new();
    for (attachment, kind) in readable(&email.attachments) {
        let Some(content) = content(&ctx.services().files, raw, &attachment.part_id).await? else { continue };
        all.push(' ');
        all.push_str(&words_of(ctx, kind, content).await?);
        if all.len() > WORDS {
            all.truncate(all.floor_char_boundary(WORDS));
            break;
        }
    }
    Ok(all)
}

async fn words_of(ctx: &Ctx, kind: Kind, content: Bytes) -> Result<String> {
    // Read as another kind it would say something else.
    let digest = look(content.clone(), |content| digest_of(content)).await?;
    let key = format!("{}:{digest}", kind.name());
    let now = ctx.now();
    let readers = ctx.services().shared::<Readers>();
    let Some(program) = readers.program.get() else { return Ok(String::new()) };
    let asked = key.clone();
    let known = ctx.write(async move |tx| store::known(tx, &asked, now).await).await?;
    if let Some(words) = known {
        return Ok(words);
    }
    let _slot = readers.slots.acquire().await.map_err(Error::internal)?;
    // Another box may have waited for the same file.
    let asked = key.clone();
    if let Some(words) = ctx.write(async move |tx| store::known(tx, &asked, now).await).await? {
        return Ok(words);
    }
    let text = run(program, kind, content).await?;
    let words: BTreeSet<String> = fold(&text).split(' ').filter(|w| w.len() > 1).map(str::to_owned).collect();
    let words = words.into_iter().collect::<Vec<_>>().join(" ");
    let kept = words.clone();
    ctx.write(async move |tx| store::keep(tx, &key, &kept, now).await).await?;
    Ok(words)
}

/// The text of a file; nothing when its reader fell over it or took too long.
async fn run(program: &PathBuf, kind: Kind, content: Bytes) -> Result<String> {
    let mut child = Command::new(program)
        .args([COMMAND, kind.name()])
        .env_clear()
        // The allocator reserves a gigabyte at once unless told otherwise.
        .env("MIMALLOC_ARENA_RESERVE", "65536")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(Error::internal)?;
    let (Some(mut to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Error::internal("a reader without pipes"));
    };
    let work = async {
        let give = async move {
            // One that dies early closes its end.
            let _ = to.write_all(&content).await;
        };
        let mut text = Vec::new();
        let mut from = from.take(text::LONGEST as u64 + 4);
        let ((), taken) = tokio::join!(give, from.read_to_end(&mut text));
        let ended = child.wait().await;
        match (taken, ended) {
            (Ok(_), Ok(status)) if status.success() => text,
            _ => Vec::new(),
        }
    };
    let text = tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| {
        tracing::warn!(kind = kind.name(), "a file that is joined to a message took too long to read");
        Vec::new()
    });
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Words that nobody has asked for in a while go.
pub(crate) const FORGET: Schedule = Schedule {
    name: "mail attachments",
    every: hours(24),
    run: |ctx| {
        Box::pin(async move {
            let before = ctx.now().minus(KEPT);
            ctx.write(async move |tx| store::forget(tx, before).await).await
        })
    },
};
