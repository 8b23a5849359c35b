//! Mail handed over by LMTP: each message another one, on disk and in its box before it is acknowledged. The ceiling is
//! the file store alone, which syncs as many files of the same bytes to the disk.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use data_encoding::BASE64_MIME;
use kernel::{Error, Result, context::Services};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::load::{Customer, Measure, run};

/// 24 kB: a page of text and a small attachment.
fn message(number: usize, run: u128) -> Vec<u8> {
    let text = "Bonjour,\r\n\r\nVoici le compte rendu de la réunion de jeudi : le calendrier des conseils de classe, les \
                heures de remplacement, la commande des manuels et le voyage de juin. Chacun peut y ajouter ses \
                remarques avant vendredi ; nous en reparlerons en salle des professeurs.\r\n"
        .repeat(6);
    message_of(number, run, &text)
}

/// The same with this text, of at most some kilobytes.
pub fn message_of(number: usize, run: u128, text: &str) -> Vec<u8> {
    let attached: Vec<u8> = (0..16_000).map(|at| (at * 7 + number) as u8).collect();
    format!(
        "From: Parent {number} <parent{number}@ailleurs.example>\r\nTo: agent@ac-banc.example\r\n\
         Subject: Lettre {number} du banc\r\nMessage-ID: <{run}.{number}@ailleurs.example>\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n\
         --x\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=a.bin\r\n\r\n{}\r\n--x--\r\n",
        BASE64_MIME.encode(&attached)
    )
    .into_bytes()
}

struct FrontServer {
    stream: BufReader<TcpStream>,
    boxes: Arc<[String]>,
    run: u128,
}

impl FrontServer {
    async fn open(lmtp: SocketAddr, boxes: Arc<[String]>, run: u128) -> Result<FrontServer> {
        let stream = TcpStream::connect(lmtp).await.map_err(Error::internal)?;
        stream.set_nodelay(true).map_err(Error::internal)?;
        let mut server = FrontServer { stream: BufReader::new(stream), boxes, run };
        server.say(b"LHLO banc.example\r\n").await?;
        server.answers(2).await?;
        Ok(server)
    }

    async fn say(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.get_mut().write_all(bytes).await.map_err(Error::internal)
    }

    /// The last of so many answers.
    async fn answers(&mut self, mut count: usize) -> Result<String> {
        let mut line = String::new();
        while count > 0 {
            line.clear();
            if self.stream.read_line(&mut line).await.map_err(Error::internal)? == 0 {
                return Err(Error::Unavailable("the LMTP door"));
            }
            count -= usize::from(line.as_bytes().get(3) != Some(&b'-'));
        }
        Ok(line)
    }
}

impl Customer for FrontServer {
    async fn once(&mut self, number: usize) -> Result<(bool, u64)> {
        let to = self.boxes.get(number % self.boxes.len().max(1)).cloned().unwrap_or_default();
        let envelope = format!("MAIL FROM:<parent@ailleurs.example>\r\nRCPT TO:<{to}>\r\nDATA\r\n");
        let mut said = envelope.into_bytes();
        let message = message(number, self.run);
        said.extend_from_slice(&message);
        said.extend_from_slice(b".\r\n");
        self.say(&said).await?;
        let last = self.answers(4).await?;
        Ok((last.starts_with("250"), message.len() as u64))
    }
}

/// The file store alone.
struct Keeper {
    services: Arc<Services>,
    run: u128,
}

impl Customer for Keeper {
    async fn once(&mut self, number: usize) -> Result<(bool, u64)> {
        let kept = self.services.files.keep_bytes(message(number, self.run)).await?;
        Ok((true, kept.size))
    }
}

/// What is handed over to these boxes, and the ceiling.
pub async fn measure(
    services: &Arc<Services>,
    lmtp: SocketAddr,
    boxes: Vec<String>,
    connections: usize,
    during: Duration,
) -> Result<(Measure, Measure)> {
    let boxes: Arc<[String]> = boxes.into();
    // Never the same message twice, in whatever run.
    let this = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
    let open = async || FrontServer::open(lmtp, boxes.clone(), this).await;
    let warm = run(connections, during / 5, 0, open).await?;
    let done = warm.requests as usize + connections;
    let measure = run(connections, during, done * connections, open).await?;
    let keeper = async || Ok(Keeper { services: services.clone(), run: this + 1 });
    let ceiling = run(connections, during, 0, keeper).await?;
    Ok((measure, ceiling))
}
