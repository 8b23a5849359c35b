//! PostgreSQL behind a slow line: its answers arrive message by message, as they may over any network.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{
    DbConfig,
    tests::{bench, keys, post, postgres, put},
};
use crate::{Ctx, Error};

/// What the server says is handed over one message at a time: each is a kind, a length of four bytes, and the rest.
async fn in_pieces(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) -> std::io::Result<()> {
    loop {
        let mut message = vec![0; 5];
        from.read_exact(&mut message).await?;
        let length = u32::from_be_bytes([message[1], message[2], message[3], message[4]]) as usize;
        message.resize(1 + length, 0);
        from.read_exact(&mut message[5..]).await?;
        to.write_all(&message).await?;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Stands before this server; answers where.
async fn before(server: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.unwrap();
            client.set_nodelay(true).unwrap();
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(in_pieces(from_server, to_client));
            tokio::spawn(async move {
                let (mut from, mut to) = (from_client, to_server);
                tokio::io::copy(&mut from, &mut to).await.ok();
                to.shutdown().await.ok();
            });
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_goes_on_though_the_answers_to_what_it_posted_come_in_pieces() {
    let Some(mut url) = postgres("pieces").await else { return };
    let port = before(format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))).await;
    url.set_port(Some(port)).unwrap();
    let folder = std::env::temp_dir().join(format!("preau-db-{}-pieces", std::process::id()));
    let bench = bench(DbConfig::parse(url.as_str()).unwrap(), &folder, &[]).await;
    let ctx = Ctx::system(bench.services.clone());
    // The statement is made ready once; from then on what is posted leaves without waiting.
    ctx.write(async |tx| post(tx, "first").await).await.unwrap();
    let unit = ctx.write(async |tx| {
        post(tx, "second").await?;
        post(tx, "third").await?;
        put(tx, "waited for").await
    });
    tokio::time::timeout(Duration::from_mins(1), unit).await.expect("the connection stands still").unwrap();
    let failed = ctx.write(async |tx| {
        post(tx, "fourth").await?;
        post(tx, "first").await?;
        put(tx, "behind what failed").await
    });
    let failed = tokio::time::timeout(Duration::from_mins(1), failed);
    let failed = failed.await.expect("the connection stands still");
    assert!(matches!(failed, Err(Error::Conflict(_))), "{failed:?}");
    let mut kept = keys(&ctx).await;
    kept.sort();
    assert_eq!(kept, ["first", "second", "third", "waited for"]);
}
