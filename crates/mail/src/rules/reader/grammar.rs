//! The grammar of Sieve (RFC 5228, section 8): a script becomes commands with their arguments, tests and blocks, whatever
//! they mean. The last comment before a command stays with it: that is where programs write the names of their rules.

/// A command, or a test of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub name: String,
    pub arguments: Vec<Argument>,
    pub tests: Vec<Command>,
    pub block: Vec<Command>,
    /// Without its marks.
    pub comment: Option<String>,
    /// From 1.
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// Without its colon, in small letters.
    Tag(String),
    Number(u64),
    Texts(Vec<String>),
}

/// Where a script stops to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub line: usize,
}

/// Blocks and tests within each other.
const DEEPEST: usize = 15;

/// The commands up to the end, or up to where the script cannot be read.
pub(super) fn read(script: &str) -> (Vec<Command>, Option<Broken>) {
    let mut parser = Parser { rest: script.trim_start_matches('\u{feff}'), line: 1, comment: None, depth: 0 };
    let mut commands = Vec::new();
    loop {
        match parser.space() {
            Ok(()) if parser.rest.is_empty() => return (commands, None),
            Ok(()) => {}
            Err(broken) => return (commands, Some(broken)),
        }
        match parser.command() {
            Ok(command) => commands.push(command),
            Err(broken) => return (commands, Some(broken)),
        }
    }
}

struct Parser<'s> {
    rest: &'s str,
    line: usize,
    comment: Option<String>,
    depth: usize,
}

type Read<T> = Result<T, Broken>;

impl<'s> Parser<'s> {
    fn broken<T>(&self) -> Read<T> {
        Err(Broken { line: self.line })
    }

    fn advance(&mut self, bytes: usize) -> &'s str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    /// Passes over spaces and comments.
    fn space(&mut self) -> Read<()> {
        loop {
            let blank = self.rest.len() - self.rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            self.advance(blank);
            if self.rest.starts_with('#') {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                let comment = self.advance(end).trim_start_matches('#').trim().to_owned();
                self.comment = Some(comment);
            } else if self.rest.starts_with("/*") {
                let Some(end) = self.rest.find("*/") else { return self.broken() };
                self.advance(end + 2);
            } else {
                return Ok(());
            }
        }
    }

    fn take(&mut self, sign: char) -> Read<bool> {
        self.space()?;
        let found = self.rest.starts_with(sign);
        if found {
            self.advance(sign.len_utf8());
        }
        Ok(found)
    }

    fn identifier(&mut self) -> Read<String> {
        self.space()?;
        let end =
            self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(self.rest.len());
        if end == 0 || self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return self.broken();
        }
        Ok(self.advance(end).to_ascii_lowercase())
    }

    fn command(&mut self) -> Read<Command> {
        self.space()?;
        let comment = self.comment.take();
        let line = self.line;
        let mut command = Command { name: self.identifier()?, comment, line, ..Command::default() };
        self.arguments(&mut command)?;
        if self.take(';')? {
            return Ok(command);
        }
        if !self.take('{')? {
            return self.broken();
        }
        self.deeper()?;
        while !self.take('}')? {
            if self.rest.is_empty() {
                return self.broken();
            }
            command.block.push(self.command()?);
        }
        self.depth -= 1;
        Ok(command)
    }

    fn deeper(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > DEEPEST { self.broken() } else { Ok(()) }
    }

    fn test(&mut self) -> Read<Command> {
        self.deeper()?;
        self.space()?;
        let line = self.line;
        let mut test = Command { name: self.identifier()?, line, ..Command::default() };
        self.arguments(&mut test)?;
        self.depth -= 1;
        Ok(test)
    }

    fn arguments(&mut self, of: &mut Command) -> Read<()> {
        loop {
            self.space()?;
            match self.rest.chars().next() {
                Some(':') => {
                    self.advance(1);
                    of.arguments.push(Argument::Tag(self.identifier()?));
                }
                Some('0'..='9') => of.arguments.push(Argument::Number(self.number()?)),
                Some('"') => of.arguments.push(Argument::Texts(vec![self.text()?])),
                Some('[') => {
                    self.advance(1);
                    let mut texts = Vec::new();
                    if !self.take(']')? {
                        loop {
                            self.space()?;
                            texts.push(self.text()?);
                            if self.take(']')? {
                                break;
                            }
                            if !self.take(',')? {
                                return self.broken();
                            }
                        }
                    }
                    of.arguments.push(Argument::Texts(texts));
                }
                Some('(') => {
                    self.advance(1);
                    loop {
                        of.tests.push(self.test()?);
                        if self.take(')')? {
                            return Ok(());
                        }
                        if !self.take(',')? {
                            return self.broken();
                        }
                    }
                }
                Some(c) if c.is_ascii_alphabetic() => {
                    if self.rest.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("text:")) {
                        of.arguments.push(Argument::Texts(vec![self.lines()?]));
                    } else {
                        of.tests.push(self.test()?);
                        return Ok(());
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    fn number(&mut self) -> Read<u64> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let Ok(number) = self.advance(end).parse::<u64>() else { return self.broken() };
        let shift = match self.rest.bytes().next().map(|b| b.to_ascii_uppercase()) {
            Some(b'K') => 10,
            Some(b'M') => 20,
            Some(b'G') => 30,
            _ => return Ok(number),
        };
        self.advance(1);
        match number.checked_mul(1 << shift) {
            Some(number) => Ok(number),
            None => self.broken(),
        }
    }

    fn text(&mut self) -> Read<String> {
        if !self.rest.starts_with('"') {
            return self.broken();
        }
        let mut text = String::new();
        let mut escaped = false;
        for (at, c) in self.rest.char_indices().skip(1) {
            match c {
                c if escaped => {
                    text.push(c);
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    self.advance(at + 1);
                    return Ok(text);
                }
                c => text.push(c),
            }
        }
        self.broken()
    }

    /// `text:` and lines up to one with nothing but a dot.
    fn lines(&mut self) -> Read<String> {
        self.advance(5);
        let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        let head = self.advance(end).trim();
        if !head.is_empty() && !head.starts_with('#') {
            return self.broken();
        }
        let mut text = String::new();
        while !self.rest.is_empty() {
            let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
            let line = self.advance(end);
            let bare = line.trim_end_matches(['\r', '\n']);
            if bare == "." {
                return Ok(text);
            }
            text.push_str(bare.strip_prefix('.').filter(|rest| rest.starts_with('.')).unwrap_or(bare));
            text.push('\n');
        }
        self.broken()
    }
}
