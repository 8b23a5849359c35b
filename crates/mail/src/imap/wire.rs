//! Cuts what a client sends into commands, the bytes it announces (`{12}`) included, without reading them. Nothing larger
//! than the limit is held: such bytes are asked for no more, or let by when they come unasked (LITERAL+).

/// A line, without the bytes that it announces.
const LINE: usize = 64 << 10;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A whole command, its end included.
    Command(Vec<u8>),
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
    limit: usize,
    /// Letting by: the command is too large.
    too_large: Option<Vec<u8>>,
}

/// More than this is not even let by.
const LET_BY: usize = 200_000_000;

impl Receiver {
    pub fn new(limit: usize) -> Receiver {
        Receiver { buffer: Vec::new(), line: 0, looked: 0, announced: 0, limit, too_large: None }
    }

    /// Of all bytes of one command.
    pub fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Bytes held.
    pub fn held(&self) -> usize {
        self.buffer.len()
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
                if self.too_large.is_some() {
                    self.buffer.drain(self.line..self.line + come);
                } else {
                    self.line += come;
                }
                self.looked = self.line;
                if self.announced > 0 {
                    return None;
                }
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
                return Some(match self.too_large.take() {
                    Some(start) => Input::TooLarge(start),
                    None if command.len() > self.limit => Input::TooLarge(command),
                    None => Input::Command(command),
                });
            };
            if size > LET_BY {
                return Some(Input::Lost);
            }
            (self.line, self.looked, self.announced) = (end, end, size);
            if end + size > self.limit {
                if waits {
                    // It never sends what it is not told to.
                    let rest = self.buffer.split_off(end);
                    let start = std::mem::replace(&mut self.buffer, rest);
                    (self.line, self.looked, self.announced) = (0, 0, 0);
                    return Some(Input::TooLarge(self.too_large.take().unwrap_or(start)));
                }
                if self.too_large.is_none() {
                    let start = self.buffer.get(..end.min(LINE)).unwrap_or_default().to_vec();
                    self.too_large = Some(start);
                    self.buffer.drain(..end);
                    (self.line, self.looked) = (0, 0);
                }
                continue;
            }
            if waits {
                return Some(Input::Waiting);
            }
        }
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

    fn all(limit: usize, pieces: &[&[u8]]) -> Vec<Input> {
        let mut receiver = Receiver::new(limit);
        let mut inputs = Vec::new();
        for piece in pieces {
            receiver.push(piece);
            while let Some(input) = receiver.next() {
                let lost = input == Input::Lost;
                inputs.push(input);
                if lost {
                    return inputs;
                }
            }
        }
        inputs
    }

    fn command(text: &str) -> Input {
        Input::Command(text.into())
    }

    #[test]
    fn commands_come_whole_with_what_they_announce() {
        assert_eq!(
            all(99, &[b"a NOOP\r\nb LOGIN {3}\r\n", b"x", b"\r\n {2+}\r\nyz\r\n"]),
            [command("a NOOP\r\n"), Input::Waiting, command("b LOGIN {3}\r\nx\r\n {2+}\r\nyz\r\n")]
        );
        assert_eq!(all(99, &[b"a {x}\r\n"]), [command("a {x}\r\n")]);
        assert_eq!(
            all(99, &[b"a APPEND x {0}\r\n", b"\r\n"]),
            [Input::Waiting, command("a APPEND x {0}\r\n\r\n")]
        );
    }

    #[test]
    fn what_is_too_large_is_not_held() {
        assert_eq!(
            all(20, &[b"a APPEND {99}\r\n", b"b NOOP\r\n"]),
            [Input::TooLarge(b"a APPEND {99}\r\n".into()), command("b NOOP\r\n")]
        );
        assert_eq!(
            all(20, &[b"a APPEND {30+}\r\n", &[b'\n'; 30], b"\r\nb NOOP\r\n"]),
            [Input::TooLarge(b"a APPEND {30+}\r\n".into()), command("b NOOP\r\n")]
        );
        assert_eq!(all(20, &[b"a APPEND {999999999+}\r\n"]), [Input::Lost]);
        assert_eq!(all(1 << 20, &[&vec![b'a'; LINE + 2]]), [Input::Lost]);
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
                command("a NOOP\r\n"), Input::Waiting, command("b APPEND x {5}\r\n{9}\r\n\r\n"),
                Input::TooLarge(b"c APPEND x {40+}\r\n".into()), command("d X {1+}\r\n\n {2+}\r\n\r\n\r\n"),
            ]);
        }

        #[test]
        fn nothing_panics(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..10)) {
            let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            all(64, &pieces);
        }
    }
}
