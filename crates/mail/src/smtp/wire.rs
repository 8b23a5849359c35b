//! Cuts what a client sends into commands and content. A line ends with CR LF and with nothing else: whoever reads a
//! bare CR or LF as an end can be made to see a second message inside the first (SMTP smuggling), so both are refused.

use kernel::files::Files;
use smtp_proto::Request;

use crate::incoming::Incoming;

/// A line, its end included: RFC 5321 asks for 512, the extensions for some hundreds more, and RFC 4954 for this much
/// when somebody shows who they are.
const LINE: usize = 12_288;
/// An unfinished line of content is taken in pieces of this size.
const PIECE: usize = 1 << 16;

#[derive(Debug)]
pub(super) enum Input {
    Command(Request<String>),
    /// The line that answers a challenge, without its end.
    Line(Vec<u8>),
    /// A line that is no command.
    Bad(BadLine),
    /// The message that `DATA` announced, without its dots.
    Content(Content),
    /// The bytes that `BDAT` announced have come; with the last of them, the message.
    Chunk(Option<Content>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadLine {
    /// Not in the protocol.
    Unknown,
    /// In it, but not written so; what should have been written.
    Syntax(&'static str),
    /// A parameter that we did not offer.
    Parameter,
    TooLong,
    /// Ended by LF alone, or with a CR or NUL inside.
    BareEnd,
}

#[derive(Debug, Default)]
pub(super) struct Content {
    pub message: Incoming,
    /// Past the limit: what came after it is not here.
    pub too_large: bool,
    /// A CR or LF stood alone in it.
    pub bare_end: bool,
    /// It came by BDAT, whose ends no line decides.
    pub in_chunks: bool,
    /// Of chunks, which may part a CR from its LF.
    ends_in_cr: bool,
}

#[derive(Debug, Default)]
enum Expecting {
    #[default]
    Commands,
    Answer,
    Content {
        /// The start of the line was taken already.
        mid_line: bool,
    },
    Chunk {
        left: usize,
        last: bool,
    },
}

#[derive(Debug)]
pub(super) struct Receiver {
    buffer: Vec<u8>,
    expecting: Expecting,
    content: Content,
    limit: usize,
    /// Inside a command line that was too long already.
    skipping: bool,
}

impl Receiver {
    pub fn new(limit: usize) -> Receiver {
        Receiver {
            buffer: Vec::new(),
            expecting: Expecting::Commands,
            content: Content::default(),
            limit,
            skipping: false,
        }
    }

    /// What has come from the client. Ask for all inputs before the next: nothing is held beyond them.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Bytes of a message that have come.
    pub fn come(&self) -> usize {
        self.content.message.size()
    }

    /// Puts what has come of a large message on disk.
    pub async fn put_by(&mut self, files: &Files) {
        self.content.message.put_by(files).await;
    }

    /// After a challenge.
    pub fn expect_line(&mut self) {
        self.expecting = Expecting::Answer;
    }

    /// After `DATA` was accepted.
    pub fn expect_content(&mut self) {
        self.content = Content::default();
        self.expecting = Expecting::Content { mid_line: false };
    }

    /// After `BDAT`, accepted or not: its bytes come anyway. What came before is of the same message only if it continues.
    /// Of one that was refused nothing is held.
    pub fn expect_chunk(&mut self, size: usize, last: bool, continues: bool, refused: bool) {
        if !continues || refused {
            self.content = Content { too_large: refused, ..Content::default() };
        }
        self.expecting = Expecting::Chunk { left: size, last };
    }

    /// The next input, when it has come whole.
    pub fn next(&mut self) -> Option<Input> {
        match self.expecting {
            Expecting::Commands | Expecting::Answer => self.line(),
            Expecting::Content { mid_line } => self.content(mid_line),
            Expecting::Chunk { left, last } => self.chunk(left, last),
        }
    }

    fn line(&mut self) -> Option<Input> {
        let Some(end) = memchr::memchr(b'\n', &self.buffer) else {
            if self.buffer.len() > LINE {
                self.buffer.clear();
                self.skipping = true;
            }
            return None;
        };
        let line: Vec<u8> = self.buffer.drain(..=end).collect();
        if std::mem::take(&mut self.skipping) || line.len() > LINE {
            return Some(Input::Bad(BadLine::TooLong));
        }
        let is_answer = matches!(std::mem::take(&mut self.expecting), Expecting::Answer);
        Some(match line.strip_suffix(b"\r\n") {
            Some(text) if text.iter().any(|b| matches!(b, b'\r' | 0)) => Input::Bad(BadLine::BareEnd),
            Some(text) if is_answer => Input::Line(text.to_vec()),
            Some(_) => command(&line),
            None => Input::Bad(BadLine::BareEnd),
        })
    }

    fn content(&mut self, mut mid_line: bool) -> Option<Input> {
        let mut from = 0;
        loop {
            let rest = self.buffer.get(from..).unwrap_or_default();
            let Some(length) = memchr::memmem::find(rest, b"\r\n") else { break };
            let line = rest.get(..length).unwrap_or_default();
            from += length + 2;
            if line == b"." && !mid_line {
                self.buffer.drain(..from);
                self.expecting = Expecting::Commands;
                return Some(Input::Content(std::mem::take(&mut self.content)));
            }
            let line = if mid_line { line } else { line.strip_prefix(b".").unwrap_or(line) };
            self.content.bare_end |= has_bare_end(line);
            self.content.add(line, self.limit);
            self.content.add(b"\r\n", self.limit);
            mid_line = false;
        }
        self.buffer.drain(..from);
        // A line without an end does not fill the memory; its last byte may be the CR of its end.
        if self.buffer.len() > PIECE {
            let last = self.buffer.pop();
            let piece = self.buffer.as_slice();
            let piece = if mid_line { piece } else { piece.strip_prefix(b".").unwrap_or(piece) };
            self.content.bare_end |= has_bare_end(piece);
            self.content.add(piece, self.limit);
            self.buffer.clear();
            self.buffer.extend(last);
            mid_line = true;
        }
        self.expecting = Expecting::Content { mid_line };
        None
    }

    fn chunk(&mut self, left: usize, last: bool) -> Option<Input> {
        let come = left.min(self.buffer.len());
        let bytes = self.buffer.get(..come).unwrap_or_default();
        self.content.in_chunks = true;
        self.content.watch_ends(bytes);
        self.content.add(bytes, self.limit);
        self.buffer.drain(..come);
        if come < left {
            self.expecting = Expecting::Chunk { left: left - come, last };
            return None;
        }
        self.content.bare_end |= last && self.content.ends_in_cr;
        self.expecting = Expecting::Commands;
        Some(Input::Chunk(last.then(|| std::mem::take(&mut self.content))))
    }
}

impl Content {
    fn watch_ends(&mut self, bytes: &[u8]) {
        let byte = |at: usize| bytes.get(at).copied();
        let Some(first) = byte(0) else { return };
        self.bare_end |= self.ends_in_cr && first != b'\n';
        for at in memchr::memchr2_iter(b'\r', b'\n', bytes) {
            let follows_cr = at.checked_sub(1).map_or(self.ends_in_cr, |before| byte(before) == Some(b'\r'));
            let is_bare = if byte(at) == Some(b'\n') {
                !follows_cr
            } else {
                byte(at + 1).is_some_and(|next| next != b'\n')
            };
            self.bare_end |= is_bare;
        }
        self.ends_in_cr = bytes.ends_with(b"\r");
    }

    fn add(&mut self, bytes: &[u8], limit: usize) {
        if self.message.size() + bytes.len() > limit {
            self.too_large = true;
            // Nobody will read it.
            self.message = Incoming::default();
        } else if !self.too_large {
            self.message.push(bytes);
        }
    }
}

fn has_bare_end(line: &[u8]) -> bool {
    memchr::memchr2(b'\r', b'\n', line).is_some()
}

fn command(line: &[u8]) -> Input {
    // Addresses may be UTF-8 (SMTPUTF8); anything else is no text.
    if std::str::from_utf8(line).is_err() {
        return Input::Bad(BadLine::Unknown);
    }
    match Request::parse(&mut line.iter()) {
        Ok(request) => Input::Command(request.into_owned()),
        Err(smtp_proto::Error::SyntaxError { syntax }) => Input::Bad(BadLine::Syntax(syntax)),
        Err(smtp_proto::Error::InvalidSenderAddress) => Input::Bad(BadLine::Syntax("MAIL FROM:<address>")),
        Err(smtp_proto::Error::InvalidRecipientAddress) => Input::Bad(BadLine::Syntax("RCPT TO:<address>")),
        Err(smtp_proto::Error::InvalidParameter { param }) => Input::Bad(BadLine::Syntax(param)),
        Err(smtp_proto::Error::UnsupportedParameter { .. }) => Input::Bad(BadLine::Parameter),
        Err(_) => Input::Bad(BadLine::Unknown),
    }
}
