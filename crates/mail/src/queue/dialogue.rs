//! What we say to the smarthost and what it answers (RFC 5321): one message for many recipients in one go, each with an
//! answer of their own. Whether a message was taken is known only from the answer to its end.

use std::{fmt::Write, io, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use smtp_proto::response::parser::ResponseReceiver;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    time::timeout,
};

use super::{Notify, Returns, smarthost::Smarthost};
use crate::upstream::{Stream, Tls, Upstream};

/// RFC 5321, 4.5.3.2; the end of a message may take the other side a while.
const TO_CONNECT: Duration = Duration::from_secs(30);
const TO_ANSWER: Duration = Duration::from_mins(5);
const TO_TAKE: Duration = Duration::from_mins(10);
/// One piece of content.
const PIECE: usize = 1 << 16;

/// What the other side said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub code: u16,
    /// RFC 3463; zeros when it said none.
    pub enhanced: [u8; 3],
    pub text: String,
}

impl Answer {
    fn ours(code: u16, enhanced: [u8; 3], text: &str) -> Answer {
        Answer { code, enhanced, text: text.to_owned() }
    }

    pub fn is_taken(&self) -> bool {
        (200..300).contains(&self.code)
    }

    pub fn is_final(&self) -> bool {
        (500..600).contains(&self.code)
    }

    /// On one line, as the queue keeps it.
    pub fn line(&self) -> String {
        let mut line = self.code.to_string();
        let [class, subject, detail] = self.enhanced;
        if class > 0 {
            let _ = write!(line, " {class}.{subject}.{detail}");
        }
        for word in self.text.split_whitespace() {
            line.push(' ');
            line.extend(word.chars().filter(|c| !c.is_control()));
        }
        line.truncate(line.floor_char_boundary(LONGEST_ANSWER));
        line
    }
}

const LONGEST_ANSWER: usize = 500;

/// Why nothing was handed over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// The server is away, or does not let us in: what is said holds for all that waits.
    #[error("{0}")]
    Server(String),
    /// The conversation ended in the middle.
    #[error("{0}")]
    Midway(String),
    /// Somebody else has the message meanwhile.
    #[error("the message is another's")]
    NotOurs,
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Broken {
        Broken::Midway(error.to_string())
    }
}

/// What the server offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Offers {
    pipelining: bool,
    eight_bit: bool,
    utf8: bool,
    dsn: bool,
    start_tls: bool,
    /// Bytes of a message; without a limit, zero.
    size: Option<usize>,
    plain: bool,
    login: bool,
}

impl Offers {
    fn read(text: &str) -> Offers {
        let mut offers = Offers::default();
        for line in text.lines().skip(1) {
            let line = line.trim().to_ascii_uppercase().replacen("AUTH=", "AUTH ", 1);
            let mut words = line.split_ascii_whitespace();
            match words.next().unwrap_or_default() {
                "PIPELINING" => offers.pipelining = true,
                "8BITMIME" => offers.eight_bit = true,
                "SMTPUTF8" => offers.utf8 = true,
                "DSN" => offers.dsn = true,
                "STARTTLS" => offers.start_tls = true,
                "SIZE" => offers.size = Some(words.next().and_then(|n| n.parse().ok()).unwrap_or(0)),
                "AUTH" => {
                    for mechanism in words {
                        offers.plain |= mechanism == "PLAIN";
                        offers.login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        offers
    }
}

/// A message to hand over.
pub(crate) struct Mail<'a> {
    pub sender: &'a str,
    pub recipients: Vec<To<'a>>,
    pub raw: &'a [u8],
    pub returns: Returns,
    /// What its author's program calls it, as it was said over the wire.
    pub name: Option<&'a str>,
}

pub(crate) struct To<'a> {
    pub address: &'a str,
    pub notify: Notify,
    pub original: Option<&'a str>,
}

pub(crate) struct Connection {
    stream: BufReader<Box<dyn Stream>>,
    offers: Offers,
}

impl Connection {
    /// Connects, with TLS and a password as the settings say; `name` is ours.
    pub async fn open(smarthost: &Smarthost, name: &str) -> Result<Connection, Broken> {
        let server = &smarthost.0;
        let opening = Connection::begin(server, name);
        opening.await.map_err(|error| Broken::Server(format!("{}:{}: {error}", server.host, server.port)))
    }

    async fn begin(server: &Upstream, name: &str) -> Result<Connection, Broken> {
        let tcp = server.connect().await?;
        let mut connection = if server.tls == Tls::Immediate {
            Connection::on(Box::new(server.encrypt(tcp).await?))
        } else {
            Connection::on(Box::new(tcp))
        };
        connection.expect(220).await?;
        connection.greet(name).await?;
        let wanted = match server.tls {
            Tls::Required if !connection.offers.start_tls => {
                return Err(Broken::Server("it does not offer STARTTLS".to_owned()));
            }
            Tls::Required => true,
            Tls::WhenOffered => connection.offers.start_tls,
            Tls::Never | Tls::Immediate => false,
        };
        if wanted {
            connection.say("STARTTLS\r\n").await?;
            connection.expect(220).await?;
            if !connection.stream.buffer().is_empty() {
                // Said in clear by whoever stands in between, to be taken for what comes encrypted.
                return Err(Broken::Server("something follows its answer to STARTTLS".to_owned()));
            }
            connection = Connection::on(Box::new(server.encrypt(connection.stream.into_inner()).await?));
            connection.greet(name).await?;
        }
        if let Some((user, password)) = &server.credentials {
            if !wanted && server.tls != Tls::Immediate && !server.is_here() {
                return Err(Broken::Server("the password is not sent in clear text".to_owned()));
            }
            connection.authenticate(user, password).await?;
        }
        Ok(connection)
    }

    fn on(stream: Box<dyn Stream>) -> Connection {
        Connection { stream: BufReader::new(stream), offers: Offers::default() }
    }

    async fn greet(&mut self, name: &str) -> Result<(), Broken> {
        self.say(&format!("EHLO {name}\r\n")).await?;
        let answer = self.expect(250).await?;
        self.offers = Offers::read(&answer.text);
        Ok(())
    }

    async fn authenticate(&mut self, user: &str, password: &str) -> Result<(), Broken> {
        if self.offers.plain {
            let secret = BASE64_STANDARD.encode(format!("\0{user}\0{password}"));
            self.say(&format!("AUTH PLAIN {secret}\r\n")).await?;
        } else if self.offers.login {
            self.say("AUTH LOGIN\r\n").await?;
            for word in [user, password] {
                self.expect(334).await?;
                self.say(&format!("{}\r\n", BASE64_STANDARD.encode(word))).await?;
            }
        } else {
            return Err(Broken::Server("it asks for no password that we know how to give".to_owned()));
        }
        self.expect(235).await.map(drop)
    }

    /// Whether the other side tells what becomes of what it has taken.
    pub fn tells(&self) -> bool {
        self.offers.dsn
    }

    /// Whether it still answers.
    pub async fn is_there(&mut self) -> bool {
        self.say("RSET\r\n").await.is_ok() && self.expect(250).await.is_ok()
    }

    pub async fn close(mut self) {
        let quit = async {
            self.say("QUIT\r\n").await?;
            self.answer(TO_CONNECT).await
        };
        timeout(TO_CONNECT, quit).await.ok();
    }

    /// Hands a message over; an answer for each recipient, in their order. `ours` is asked when all has been said but
    /// the end: until then the other side has taken nothing.
    pub async fn hand_over(
        &mut self,
        mail: &Mail<'_>,
        ours: impl AsyncFnOnce() -> bool,
    ) -> Result<Vec<Answer>, Broken> {
        let commands = match self.commands(mail) {
            Ok(commands) => commands,
            Err(answer) => return Ok(vec![answer; mail.recipients.len()]),
        };
        let mut answers = self.ask(&commands).await?;
        let sender = answers.remove(0);
        if !sender.is_taken() {
            self.reset().await?;
            return Ok(vec![sender; mail.recipients.len()]);
        }
        if !answers.iter().any(Answer::is_taken) {
            self.reset().await?;
            return Ok(answers);
        }
        let end = self.content(mail.raw, ours).await?;
        Ok(answers.into_iter().map(|answer| if answer.is_taken() { end.clone() } else { answer }).collect())
    }

    /// What is said before the content; or an answer that we can give ourselves.
    fn commands(&self, mail: &Mail<'_>) -> Result<Vec<String>, Answer> {
        let offers = &self.offers;
        if offers.size.is_some_and(|most| most > 0 && mail.raw.len() > most) {
            return Err(Answer::ours(552, [5, 3, 4], "The message is larger than the server takes"));
        }
        let head = mail.raw.get(..memchr::memmem::find(mail.raw, b"\r\n\r\n").unwrap_or(mail.raw.len()));
        let utf8 = !mail.sender.is_ascii()
            || mail.recipients.iter().any(|to| !to.address.is_ascii())
            || !head.unwrap_or_default().is_ascii();
        if utf8 && !offers.utf8 {
            return Err(Answer::ours(553, [5, 6, 7], "The server takes no addresses beyond ASCII"));
        }
        let eight_bit = !mail.raw.is_ascii();
        if eight_bit && !offers.eight_bit {
            return Err(Answer::ours(554, [5, 6, 3], "The server takes seven-bit messages only"));
        }
        let mut from = format!("MAIL FROM:<{}>", mail.sender);
        if offers.size.is_some() {
            let _ = write!(from, " SIZE={}", mail.raw.len());
        }
        if eight_bit {
            from.push_str(" BODY=8BITMIME");
        }
        if utf8 {
            from.push_str(" SMTPUTF8");
        }
        if offers.dsn && !mail.sender.is_empty() {
            let _ = write!(from, " RET={}", mail.returns.as_str());
            if let Some(name) = mail.name {
                let _ = write!(from, " ENVID={}", xtext(name));
            }
        }
        let mut commands = vec![from + "\r\n"];
        for recipient in &mail.recipients {
            let mut to = format!("RCPT TO:<{}>", recipient.address);
            if offers.dsn && mail.sender.is_empty() {
                to.push_str(" NOTIFY=NEVER");
            } else if offers.dsn {
                let original = recipient.original.unwrap_or(recipient.address);
                let kind = if original.is_ascii() { "rfc822" } else { "utf-8" };
                let notify = recipient.notify.wire();
                let _ = write!(to, " NOTIFY={notify} ORCPT={kind};{}", xtext(original));
            }
            commands.push(to + "\r\n");
        }
        Ok(commands)
    }

    /// All at once when the server likes that, one by one otherwise.
    async fn ask(&mut self, commands: &[String]) -> Result<Vec<Answer>, Broken> {
        let mut answers = Vec::with_capacity(commands.len());
        if self.offers.pipelining {
            self.say(&commands.concat()).await?;
            for _ in commands {
                answers.push(self.answer(TO_ANSWER).await?);
            }
            return Ok(answers);
        }
        for command in commands {
            self.say(command).await?;
            let answer = self.answer(TO_ANSWER).await?;
            let refused = answers.is_empty() && !answer.is_taken();
            answers.push(answer);
            if refused {
                break;
            }
        }
        Ok(answers)
    }

    async fn content(&mut self, raw: &[u8], ours: impl AsyncFnOnce() -> bool) -> Result<Answer, Broken> {
        self.say("DATA\r\n").await?;
        let go_on = self.answer(TO_ANSWER).await?;
        if go_on.code != 354 {
            return Ok(go_on);
        }
        let (mut stuffing, mut piece) = (Stuffing::of(raw), Vec::new());
        while stuffing.next(&mut piece) {
            timeout(TO_ANSWER, self.stream.write_all(&piece)).await.map_err(|_| late())??;
        }
        self.stream.flush().await?;
        if !ours().await {
            return Err(Broken::NotOurs);
        }
        self.say(".\r\n").await?;
        self.answer(TO_TAKE).await
    }

    async fn reset(&mut self) -> Result<(), Broken> {
        self.say("RSET\r\n").await?;
        self.answer(TO_ANSWER).await.map(drop)
    }

    async fn say(&mut self, text: &str) -> Result<(), Broken> {
        let said = async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.flush().await
        };
        Ok(timeout(TO_ANSWER, said).await.map_err(|_| late())??)
    }

    async fn answer(&mut self, within: Duration) -> Result<Answer, Broken> {
        timeout(within, self.response()).await.map_err(|_| late())?
    }

    async fn response(&mut self) -> Result<Answer, Broken> {
        let mut receiver = ResponseReceiver::default();
        loop {
            let come = self.stream.fill_buf().await?;
            if come.is_empty() {
                return Err(Broken::Midway("it closed the connection".to_owned()));
            }
            let (length, mut bytes) = (come.len(), come.iter());
            let parsed = receiver.parse(&mut bytes);
            let used = length - bytes.len();
            self.stream.consume(used);
            match parsed {
                Ok(response) => {
                    return Ok(Answer {
                        code: response.code,
                        enhanced: response.esc,
                        text: response.message.trim().to_owned(),
                    });
                }
                Err(smtp_proto::Error::NeedsMoreData { .. }) => {}
                Err(error) => return Err(Broken::Midway(format!("it answers in no way we know: {error:?}"))),
            }
        }
    }

    /// The answer, which must be this one.
    async fn expect(&mut self, code: u16) -> Result<Answer, Broken> {
        let answer = self.answer(TO_ANSWER).await?;
        if answer.code == code { Ok(answer) } else { Err(Broken::Server(answer.line())) }
    }
}

fn late() -> Broken {
    Broken::Midway("it does not answer in time".to_owned())
}

/// A message as it goes over the wire: lines end with CR LF and with nothing else, and one that begins with a dot bears
/// two.
pub(super) struct Stuffing<'r> {
    rest: &'r [u8],
    mid_line: bool,
}

impl Stuffing<'_> {
    pub(super) fn of(raw: &[u8]) -> Stuffing<'_> {
        Stuffing { rest: raw, mid_line: false }
    }

    /// Writes the next piece in the place of the last; `false` when there is none.
    pub(super) fn next(&mut self, piece: &mut Vec<u8>) -> bool {
        piece.clear();
        while !self.rest.is_empty() && piece.len() < PIECE {
            let near = self.rest.get(..PIECE).unwrap_or(self.rest);
            if near.first() == Some(&b'.') && !self.mid_line {
                piece.push(b'.');
            }
            let end = memchr::memchr2(b'\r', b'\n', near);
            let (line, after) = self.rest.split_at(end.unwrap_or(near.len()));
            piece.extend_from_slice(line);
            self.mid_line = end.is_none() && !after.is_empty();
            if !self.mid_line {
                piece.extend_from_slice(b"\r\n");
            }
            self.rest = match end {
                Some(_) => after.strip_prefix(b"\r\n").or(after.get(1..)).unwrap_or_default(),
                None => after,
            };
        }
        !piece.is_empty()
    }
}

/// RFC 3461, 4.
fn xtext(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '+' | '=' => {
                let _ = write!(out, "+{:02X}", u32::from(c));
            }
            '!'..='~' => out.push(c),
            // Of addresses in Unicode, as RFC 6533 writes them.
            c if !c.is_ascii() => out.push(c),
            c => {
                let _ = write!(out, "+{:02X}", u32::from(c));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_what_it_offers() {
        let offers =
            Offers::read("mx.example\nPIPELINING\r\nsize 1000\n8BITMIME\nAUTH=LOGIN PLAIN\nX-OTHER\n");
        let expected = Offers {
            pipelining: true,
            eight_bit: true,
            size: Some(1000),
            plain: true,
            login: true,
            ..Offers::default()
        };
        assert_eq!(offers, expected);
    }

    #[test]
    fn no_line_of_a_message_ends_it() {
        let text = |raw: &str| {
            let (mut stuffing, mut piece, mut all) = (Stuffing::of(raw.as_bytes()), Vec::new(), Vec::new());
            while stuffing.next(&mut piece) {
                assert!(piece.len() <= 2 * PIECE + 3);
                all.extend_from_slice(&piece);
            }
            String::from_utf8(all).unwrap()
        };
        assert_eq!(text("a\r\n.\r\nb\r\n"), "a\r\n..\r\nb\r\n");
        assert_eq!(text("a\n.\nb\r.\rc"), "a\r\n..\r\nb\r\n..\r\nc\r\n");
        assert_eq!(text("..\r\n\r\n"), "...\r\n\r\n");
        assert_eq!(text(""), "");
        // Wherever the pieces end: a dot in the middle of a line is one, a line that ends with a piece ends once.
        for length in PIECE - 3..PIECE + 3 {
            let line = "x".repeat(length);
            assert_eq!(text(&format!("{line}.\r\n.\r\n")), format!("{line}.\r\n..\r\n"));
            assert_eq!(text(&format!("{line}\r\n.")), format!("{line}\r\n..\r\n"));
            assert_eq!(text(&line), format!("{line}\r\n"));
        }
    }

    #[test]
    fn an_answer_is_one_line() {
        let answer = Answer { code: 550, enhanced: [5, 1, 1], text: "Nobody\u{7}\nhere".to_owned() };
        assert_eq!(answer.line(), "550 5.1.1 Nobody here");
        assert_eq!(xtext("a+b=c@x.example"), "a+2Bb+3Dc@x.example");
    }
}
