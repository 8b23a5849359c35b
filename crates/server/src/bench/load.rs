//! Drives a server over loopback: some connections kept alive, each sending its next request as soon as the last is
//! answered, every answer checked and timed.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use bytes::Bytes;
use hdrhistogram::Histogram;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use kernel::{Error, Result};
use tokio::net::TcpStream;

pub type Ask = Request<Full<Bytes>>;

/// What one page was measured at.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Measure {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub requests: u64,
    /// Answers with another status than the page's own.
    pub wrong: u64,
    /// Bytes of one answer's body, as sent.
    pub bytes: u64,
}

/// One kept-alive connection.
pub struct Browser {
    sender: SendRequest<Full<Bytes>>,
}

impl Browser {
    pub async fn open(address: SocketAddr) -> Result<Browser> {
        let stream = TcpStream::connect(address).await.map_err(Error::internal)?;
        stream.set_nodelay(true).map_err(Error::internal)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(Error::internal)?;
        tokio::spawn(connection);
        Ok(Browser { sender })
    }

    pub async fn ask(&mut self, request: Ask) -> Result<Response<Bytes>> {
        self.sender.ready().await.map_err(Error::internal)?;
        let answer = self.sender.send_request(request).await.map_err(Error::internal)?;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(Error::internal)?.to_bytes();
        Ok(Response::from_parts(parts, body))
    }
}

/// What is done over and over on one connection.
pub trait Customer: Send {
    /// Once more; answers whether it went as it should, and the bytes that came.
    fn once(&mut self, number: usize) -> impl Future<Output = Result<(bool, u64)>> + Send;
}

/// A browser that asks for what `make` gives.
struct Visitor<M> {
    browser: Browser,
    expected: StatusCode,
    make: M,
}

impl<M: Fn(usize) -> Ask + Send> Customer for Visitor<M> {
    async fn once(&mut self, number: usize) -> Result<(bool, u64)> {
        let answer = self.browser.ask((self.make)(number)).await?;
        Ok((answer.status() == self.expected, answer.body().len() as u64))
    }
}

/// Sends what `make` gives (told the number of the request, so that each may ask for another thing) over
/// `connections` connections for that long, after a short warming up.
pub async fn drive(
    address: SocketAddr,
    connections: usize,
    during: Duration,
    expected: StatusCode,
    make: impl Fn(usize) -> Ask + Clone + Send + Sync + 'static,
) -> Result<Measure> {
    let open = || {
        let make = make.clone();
        async move { Ok(Visitor { browser: Browser::open(address).await?, expected, make }) }
    };
    // To warm up.
    run(connections, during / 5, 0, open).await?;
    run(connections, during, 0, open).await
}

/// So many customers at once for that long; `first` is the number of the first thing done.
pub async fn run<C: Customer + 'static>(
    connections: usize,
    during: Duration,
    first: usize,
    open: impl AsyncFn() -> Result<C>,
) -> Result<Measure> {
    let mut customers = Vec::new();
    for _ in 0..connections {
        customers.push(open().await?);
    }
    let mut tasks = Vec::new();
    let start = now();
    for (connection, mut customer) in customers.into_iter().enumerate() {
        tasks.push(tokio::spawn(async move {
            let mut times = Histogram::<u64>::new(3).map_err(Error::internal)?;
            let (mut wrong, mut bytes) = (0, 0);
            let mut number = first + connection;
            while start.elapsed() < during {
                let sent = now();
                let (right, came) = customer.once(number).await?;
                times.record(sent.elapsed().as_micros() as u64).map_err(Error::internal)?;
                wrong += u64::from(!right);
                bytes = came;
                number += connections;
            }
            Ok::<_, Error>((times, wrong, bytes))
        }));
    }
    let mut all = Histogram::<u64>::new(3).map_err(Error::internal)?;
    let (mut wrong, mut bytes) = (0, 0);
    for task in tasks {
        let (times, w, b) = task.await.map_err(Error::internal)??;
        all.add(times).map_err(Error::internal)?;
        wrong += w;
        bytes = b;
    }
    let requests = all.len();
    Ok(Measure {
        per_second: requests as f64 / start.elapsed().as_secs_f64(),
        p50_ms: all.value_at_quantile(0.5) as f64 / 1000.0,
        p99_ms: all.value_at_quantile(0.99) as f64 / 1000.0,
        requests,
        wrong,
        bytes,
    })
}

pub fn now() -> Instant {
    Instant::now()
}
