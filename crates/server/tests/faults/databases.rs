//! A database that is away or locked for a while.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    time::sleep,
};

use crate::deployment::{Deployment, PASSWORD, Process, client, is_signed_in, sign_in};

/// Something between us and PostgreSQL that can be cut and mended.
pub struct Cable {
    pub address: SocketAddr,
    pub cut: Arc<AtomicBool>,
}

impl Cable {
    pub async fn lay(to: SocketAddr) -> Cable {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let cable = Cable { address: listener.local_addr().unwrap(), cut: Arc::default() };
        let cut = cable.cut.clone();
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let cut = cut.clone();
                tokio::spawn(async move {
                    if cut.load(Ordering::Relaxed) {
                        return;
                    }
                    let mut far = TcpStream::connect(to).await.unwrap();
                    let broken = async {
                        while !cut.load(Ordering::Relaxed) {
                            sleep(Duration::from_millis(20)).await;
                        }
                    };
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        () = broken => {}
                    }
                });
            }
        });
        cable
    }
}

impl Cable {
    /// Between us and the deployment's PostgreSQL; the address of the database through it.
    pub async fn to_database(deployment: &Deployment) -> (Cable, String) {
        let mut url: url::Url = deployment.database.parse().unwrap();
        let to = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432)).parse().unwrap();
        let cable = Cable::lay(to).await;
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(cable.address.port())).unwrap();
        (cable, url.into())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_goes_away_and_comes_back() {
    for deployment in Deployment::on_each_database().await {
        if !deployment.database.starts_with("postgres") {
            continue;
        }
        let (cable, url) = Cable::to_database(&deployment).await;
        let process = Process::start(&deployment, &url).await;
        let cookie = sign_in(&process.url(""), "zagenta").await.expect("signed in");
        assert!(is_signed_in(&process, &cookie).await);
        cable.cut.store(true, Ordering::Relaxed);
        sleep(Duration::from_millis(200)).await;
        let told = client().get(process.url("/compte")).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(told.status(), 503);
        assert!(told.headers().contains_key("retry-after"));
        let page = told.text().await.unwrap();
        assert!(page.contains("momentanément indisponible"), "{page}");
        cable.cut.store(false, Ordering::Relaxed);
        let mut back = false;
        for _ in 0..50 {
            back = client()
                .get(process.url("/compte"))
                .header("cookie", &cookie)
                .send()
                .await
                .is_ok_and(|r| r.status() == 200);
            if back {
                break;
            }
            sleep(Duration::from_millis(200)).await;
        }
        assert!(back, "it recovers alone, and the session is still there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_is_told_and_waited_for() {
    for deployment in Deployment::on_each_database().await {
        let Some(path) = deployment.database.strip_prefix("sqlite://") else { continue };
        let process = Process::start(&deployment, &deployment.database).await;
        let lock = Lock::take(Path::new(path));
        let url = process.url("");
        let waiting = tokio::spawn(async move { sign_in(&url, "zagenta").await });
        sleep(Duration::from_millis(700)).await;
        drop(lock);
        let cookie = waiting.await.unwrap().expect("the write waited for the lock and went through");
        assert!(is_signed_in(&process, &cookie).await);
        // Held longer than anybody waits.
        let lock = Lock::take(Path::new(path));
        let told = client()
            .post(process.url("/compte/connexion"))
            .header("origin", process.url(""))
            .form(&[("identifier", "zagentb"), ("password", PASSWORD)])
            .send()
            .await
            .unwrap();
        assert_eq!(told.status(), 503);
        assert!(told.headers().contains_key("retry-after"));
        let page = told.text().await.unwrap();
        assert!(page.contains("momentanément indisponible"), "{page}");
        assert!(is_signed_in(&process, &cookie).await, "what only reads goes on");
        drop(lock);
        assert!(sign_in(&process.url(""), "zagentb").await.is_some(), "it recovers alone");
    }
}

/// Another program that holds SQLite's write lock: a backup, an administrator's shell.
struct Lock(rusqlite::Connection);

impl Lock {
    fn take(path: &Path) -> Lock {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        Lock(connection)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.0.execute_batch("ROLLBACK").unwrap();
    }
}
