//! A mail program of the tests: says to a server what it is told, and hands back what it is answered.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

pub struct Imap {
    stream: BufReader<TcpStream>,
    said: usize,
}

impl Imap {
    /// In the box of `user`, whom the master user of the tests enters as.
    pub async fn enter(server: SocketAddr, user: &str) -> Imap {
        let stream = TcpStream::connect(server).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut program = Imap { stream: BufReader::new(stream), said: 0 };
        program.line(&mut Vec::new()).await;
        let secret = data_encoding::BASE64.encode(format!("{user}\0preau\0secret").as_bytes());
        program.say(&format!("AUTHENTICATE PLAIN {secret}")).await;
        program
    }

    /// Says a command that is to be done; what was answered.
    pub async fn say(&mut self, command: &str) -> Vec<u8> {
        self.say_with(command, b"").await
    }

    /// The same, read as text.
    pub async fn ask(&mut self, command: &str) -> String {
        String::from_utf8_lossy(&self.say(command).await).into_owned()
    }

    /// Puts a message in a folder.
    pub async fn put(&mut self, folder: &str, flags: &str, message: &[u8]) {
        let command = format!("APPEND \"{folder}\" ({flags}) {{{}+}}\r\n", message.len());
        self.say_with(&command, message).await;
    }

    async fn say_with(&mut self, command: &str, content: &[u8]) -> Vec<u8> {
        self.said += 1;
        let tag = format!("said{} ", self.said);
        self.stream
            .get_mut()
            .write_all(&[tag.as_bytes(), command.as_bytes(), content, b"\r\n"].concat())
            .await
            .unwrap();
        let mut answer = Vec::new();
        loop {
            let from = answer.len();
            self.line(&mut answer).await;
            if answer[from..].starts_with(tag.as_bytes()) {
                let end = String::from_utf8_lossy(&answer[from..]).into_owned();
                assert!(end.starts_with(&format!("{tag}OK")), "{command}: {end}");
                return answer;
            }
        }
    }

    /// A line, with what it announces.
    async fn line(&mut self, line: &mut Vec<u8>) {
        assert!(self.stream.read_until(b'\n', line).await.unwrap() > 0, "it has hung up");
        let announced = line.strip_suffix(b"}\r\n").and_then(|line| {
            let open = line.iter().rposition(|byte| *byte == b'{')?;
            std::str::from_utf8(&line[open + 1..]).ok()?.parse::<u64>().ok()
        });
        if let Some(size) = announced {
            (&mut self.stream).take(size).read_to_end(line).await.unwrap();
            Box::pin(self.line(line)).await;
        }
    }
}
