//! Cuts what a client sends into commands, the bytes it announces (`{12}`) included, without reading them. Nothing larger
//! than the limit is held: such bytes are asked for no more, or let by when they come unasked (LITERAL+). Of one large
//! message, as APPEND brings it, the command says `{0}`; its bytes are beside it and mostly on disk.

use kernel::files::{Files, LARGE};

use crate::incoming::Incoming;

/// A line, without the bytes that it announces.
const LINE: usize = 64 << 10;

#[derive(Debug)]
pub(super) enum Input {
    /// A whole command, its end included, and the large message that came in it.
    Command(Vec<u8>, Option<Incoming>),
    /// The client waits until it is told to go on.
    Waiting,
    /// Past a limit: the beginning of the command, for its tag. What belonged to it has been let by.
    TooLarge(Vec<u8>),
    /// What follows can be told no more from a command.
    Lost,
}

#[derive(Debug)]
pub(super) struct Receiver {
    buffer: Vec<u8>,
    /// Up to here the command is known: the next line of it begins here.
    line: usize,
    /// Looked through for the end of the line.
    looked: usize,
    /// So many bytes of the announced are still to come, behind `line`.
    announced: usize,
    /// Whether those are of the large message.
    filling: bool,
    message: Option<Incoming>,
    limit: usize,
    /// Letting by: the command is too large.
    too_large: Option<Vec<u8>>,
}

/// More than this is not even let by.
const LET_BY: usize = 200_000_000;

impl Receiver {
    pub fn new(limit: usize) -> Receiver {
        Receiver {
            buffer: Vec::new(),
            line: 0,
            looked: 0,
            announced: 0,
            filling: false,
            message: None,
            limit,
            too_large: None,
        }
    }

    /// Of all bytes of one command.
    pub fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Bytes of the command that have come.
    pub fn held(&self) -> usize {
        self.buffer.len() + self.of_message()
    }

    fn of_message(&self) -> usize {
        self.message.as_ref().map_or(0, Incoming::size)
    }

    /// Puts what has come of a large message on disk.
    pub async fn put_by(&mut self, files: &Files) {
        if let Some(message) = &mut self.message {
            message.put_by(files).await;
        }
    }

    /// A line that is no command: what answers a challenge, the end of IDLE. Without its end.
    pub fn next_line(&mut self) -> Option<Vec<u8>> {
        let end = memchr::memchr(b'\n', &self.buffer)?;
        let mut line: Vec<u8> = self.buffer.drain(..=end).collect();
        line.pop();
        line.pop_if(|last| *last == b'\r');
        self.looked = 0;
        Some(line)
    }

    pub fn next(&mut self) -> Option<Input> {
        loop {
            if self.announced > 0 {
                let come = self.announced.min(self.buffer.len() - self.line);
                self.announced -= come;
                let bytes = self.line..self.line + come;
                match &mut self.message {
                    _ if self.too_large.is_some() => drop(self.buffer.drain(bytes)),
                    Some(message) if self.filling => {
                        message.push(self.buffer.get(bytes.clone()).unwrap_or_default());
                        self.buffer.drain(bytes);
                    }
                    _ => self.line += come,
                }
                self.looked = self.line;
                if self.announced > 0 {
                    return None;
                }
                self.filling = false;
            }
            let Some(end) = memchr::memchr(b'\n', self.buffer.get(self.looked..).unwrap_or_default()) else {
                self.looked = self.buffer.len();
                // Neither line nor literal: the rest of this cannot be told from commands.
                return (self.buffer.len() - self.line > LINE).then_some(Input::Lost);
            };
            let end = self.looked + end + 1;
            let announced = literal(self.buffer.get(self.line..end).unwrap_or_default());
            let Some((size, waits)) = announced else {
                let rest = self.buffer.split_off(end);
                let command = std::mem::replace(&mut self.buffer, rest);
                (self.line, self.looked) = (0, 0);
                let message = self.message.take();
                return Some(match self.too_large.take() {
                    Some(start) => Input::TooLarge(start),
                    None if command.len() > self.limit => Input::TooLarge(command),
                    None => Input::Command(command, message),
                });
            };
            if size > LET_BY.max(self.limit) {
                return Some(Input::Lost);
            }
            (self.line, self.looked, self.announced) = (end, end, size);
            let is_message = size >= LARGE;
            let is_too_much =
                end + self.of_message() + size > self.limit || (is_message && self.message.is_some());
            if is_too_much || self.too_large.is_some() {
                self.message = None;
                // Of a command that is too large nothing is held but its start, however it goes on.
                let mut start: Vec<u8> = self.buffer.drain(..end).collect();
                (self.line, self.looked) = (0, 0);
                start.truncate(LINE);
                let start = self.too_large.take().unwrap_or(start);
                if waits {
                    // It never sends what it is not told to.
                    self.announced = 0;
                    return Some(Input::TooLarge(start));
                }
                self.too_large = Some(start);
                continue;
            }
            if is_message {
                self.set_apart(end);
            }
            if waits {
                return Some(Input::Waiting);
            }
        }
    }
}

impl Receiver {
    /// The message announced by the line that ends here is held apart from the command.
    fn set_apart(&mut self, end: usize) {
        let open = memchr::memrchr(b'{', self.buffer.get(..end).unwrap_or_default()).unwrap_or(end);
        self.buffer.splice(open..end, *b"{0}\r\n");
        self.line = open + 5;
        self.looked = self.line;
        self.message = Some(Incoming::default());
        self.filling = true;
    }
}

/// The number of bytes a line announces at its end, and whether the client waits for a word before it sends them.
fn literal(line: &[u8]) -> Option<(usize, bool)> {
    let line = line.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let open = memchr::memrchr(b'{', line)?;
    let number = line.get(open + 1..)?;
    let (number, waits) = match number.strip_suffix(b"+") {
        Some(number) => (number, false),
        None => (number, true),
    };
    if number.is_empty() || number.len() > 10 || !number.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(number).ok()?.parse().ok().map(|size| (size, waits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An input, and how many bytes its message has.
    #[derive(Debug, PartialEq, Eq)]
    enum Told {
        Command(String, usize),
        Waiting,
        TooLarge(String),
        Lost,
    }

    fn all(limit: usize, pieces: &[&[u8]]) -> Vec<Told> {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let mut receiver = Receiver::new(limit);
        let mut inputs = Vec::new();
        for piece in pieces {
            receiver.push(piece);
            while let Some(input) = receiver.next() {
                inputs.push(match input {
                    Input::Command(command, message) => {
                        Told::Command(text(command), message.map_or(0, |message| message.size()))
                    }
                    Input::Waiting => Told::Waiting,
                    Input::TooLarge(start) => Told::TooLarge(text(start)),
                    Input::Lost => Told::Lost,
                });
                if inputs.last() == Some(&Told::Lost) {
                    return inputs;
                }
            }
        }
        inputs
    }

    fn command(text: &str) -> Told {
        Told::Command(text.to_owned(), 0)
    }

    fn too_large(text: &str) -> Told {
        Told::TooLarge(text.to_owned())
    }

    #[test]
    fn commands_come_whole_with_what_they_announce() {
        assert_eq!(
            all(99, &[b"a NOOP\r\nb LOGIN {3}\r\n", b"x", b"\r\n {2+}\r\nyz\r\n"]),
            [command("a NOOP\r\n"), Told::Waiting, command("b LOGIN {3}\r\nx\r\n {2+}\r\nyz\r\n")]
        );
        assert_eq!(all(99, &[b"a {x}\r\n"]), [command("a {x}\r\n")]);
        assert_eq!(
            all(99, &[b"a APPEND x {0}\r\n", b"\r\n"]),
            [Told::Waiting, command("a APPEND x {0}\r\n\r\n")]
        );
    }

    #[test]
    fn what_is_too_large_is_not_held() {
        assert_eq!(
            all(20, &[b"a APPEND {99}\r\n", b"b NOOP\r\n"]),
            [too_large("a APPEND {99}\r\n"), command("b NOOP\r\n")]
        );
        assert_eq!(
            all(20, &[b"a APPEND {30+}\r\n", &[b'\n'; 30], b"\r\nb NOOP\r\n"]),
            [too_large("a APPEND {30+}\r\n"), command("b NOOP\r\n")]
        );
        assert_eq!(all(20, &[b"a APPEND {999999999+}\r\n"]), [Told::Lost]);
        assert_eq!(
            all(20, &[b"a APPEND {30+}\r\n", &[b'\n'; 30], b" {5}\r\n", b"b NOOP\r\n"]),
            [too_large("a APPEND {30+}\r\n"), command("b NOOP\r\n")]
        );
        let mut receiver = Receiver::new(20);
        receiver.push(b"a APPEND {30+}\r\n");
        receiver.push(&[b'\n'; 30]);
        for _ in 0..100 {
            receiver.push(&[&[b'x'; 1_000][..], b" {0+}\r\n"].concat());
            assert!(receiver.next().is_none());
            assert!(receiver.held() < 2_000, "{}", receiver.held());
        }
        assert_eq!(all(1 << 20, &[&vec![b'a'; LINE + 2]]), [Told::Lost]);
    }

    #[test]
    fn a_large_message_is_apart_from_its_command() {
        let message = vec![b'{'; LARGE];
        let announced = format!("a APPEND x ({{\\Seen}}) {{{LARGE}}}\r\n");
        let unasked = announced.replace("}\r\n", "+}\r\n");
        let held = Told::Command("a APPEND x ({\\Seen}) {0}\r\n\r\n".to_owned(), LARGE);
        let limit = LARGE + 100;
        let (begins, ends) = message.split_at(1_000);
        assert_eq!(
            all(limit, &[announced.as_bytes(), begins, ends, b"\r\nb NOOP\r\n"]),
            [Told::Waiting, held, command("b NOOP\r\n")]
        );
        let whole = [unasked.as_bytes(), &message, b"\r\nb NOOP\r\n"].concat();
        let held = Told::Command("a APPEND x ({\\Seen}) {0}\r\n\r\n".to_owned(), LARGE);
        assert_eq!(all(limit, &[&whole]), [held, command("b NOOP\r\n")]);
        // Two in one command, or one with too much around it, are let by.
        let twice = [unasked.as_bytes(), &message, b" {1048576+}\r\n", &message, b"\r\nb NOOP\r\n"].concat();
        let inputs = all(3 * LARGE, &[&twice]);
        assert!(matches!(inputs.as_slice(), [Told::TooLarge(_), Told::Command(..)]), "{inputs:?}");
        assert_eq!(all(LARGE, &[&whole]).last(), Some(&command("b NOOP\r\n")));
    }

    proptest! {
        #[test]
        fn where_it_is_cut_on_the_way_does_not_matter(cuts in prop::collection::vec(1..12_usize, 0..30)) {
            let whole = b"a NOOP\r\nb APPEND x {5}\r\n{9}\r\n\r\nc APPEND x {40+}\r\n0123456789012345678901234567890123456789\r\nd X {1+}\r\n\n {2+}\r\n\r\n\r\n";
            let mut pieces = Vec::new();
            let mut from = 0;
            for cut in cuts {
                let to = (from + cut).min(whole.len());
                pieces.push(&whole[from..to]);
                from = to;
            }
            pieces.push(&whole[from..]);
            let inputs = all(30, &pieces);
            prop_assert_eq!(inputs, [
                command("a NOOP\r\n"), Told::Waiting, command("b APPEND x {5}\r\n{9}\r\n\r\n"),
                too_large("c APPEND x {40+}\r\n"), command("d X {1+}\r\n\n {2+}\r\n\r\n\r\n"),
            ]);
        }

        #[test]
        fn nothing_panics(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..10)) {
            let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            all(64, &pieces);
        }
    }
}
