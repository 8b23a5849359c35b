//! A front server that hands over mail while we are killed, without room or without a database: it comes again with
//! whatever was not acknowledged, and each message is in each box once.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use kernel::sql;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::{
    databases::Cable,
    deployment::{AGENTS, Deployment, Process},
    disks::SmallDisk,
    writer::Writer,
};

/// Hands a message over to these addresses: the last answers, one for each, when all have come.
async fn hand_over(lmtp: SocketAddr, subject: &str, to: &[&str]) -> Option<Vec<String>> {
    let recipients = to.iter().fold(String::new(), |said, to| said + "RCPT TO:<" + to + ">\r\n");
    let said = format!(
        "LHLO mx.example\r\nMAIL FROM:<parent@ailleurs.example>\r\n{recipients}DATA\r\nSubject: {subject}\r\n\r\nBonjour.\r\n.\r\nQUIT\r\n"
    );
    let conversation = async {
        let mut stream = BufReader::new(TcpStream::connect(lmtp).await.ok()?);
        stream.get_mut().write_all(said.as_bytes()).await.ok()?;
        let mut answers = Vec::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            if line.starts_with("221 ") {
                let after = answers.len() - to.len();
                return Some(answers.split_off(after));
            }
            answers.push(line.trim_end().to_owned());
        }
    };
    timeout(Duration::from_secs(30), conversation).await.ok().flatten()
}

pub async fn is_taken(lmtp: SocketAddr, subject: &str, to: &[&str]) -> bool {
    let answers = hand_over(lmtp, subject, to).await;
    answers.is_some_and(|answers| answers.iter().all(|answer| answer.starts_with("250 ")))
}

/// How often each subject lies in each box.
async fn lying(deployment: &Deployment) -> Vec<(String, i64, i64)> {
    let ctx = deployment.ctx().await;
    let mut tx = ctx.read().await.unwrap();
    tx.all(sql!((String, i64, i64): "SELECT subject, COUNT(*), COUNT(DISTINCT mailbox_id) FROM mail_messages
          GROUP BY subject ORDER BY subject /* tenant: all; scan: a test */"))
        .await
        .unwrap()
}

fn addresses(writers: &[Writer]) -> Vec<&str> {
    writers.iter().map(|writer| writer.address.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_message_handed_over_is_in_each_box_once_whatever_is_killed() {
    for deployment in Deployment::on_each_database().await {
        let writers = Arc::new(deployment.writers().await);
        let number = Arc::new(AtomicUsize::new(0));
        // Handed over and not acknowledged: it is handed over again.
        let waiting: Arc<Mutex<Vec<usize>>> = Arc::default();
        let acknowledged = Arc::new(AtomicUsize::new(0));
        for round in 1..=3 {
            let mut process = Process::start(&deployment, &deployment.database).await;
            let stop = Arc::new(AtomicBool::new(false));
            let mut busy = Vec::new();
            for _ in 0..6 {
                let (lmtp, stop, writers) = (process.lmtp, stop.clone(), writers.clone());
                let (number, waiting, acknowledged) = (number.clone(), waiting.clone(), acknowledged.clone());
                busy.push(tokio::spawn(async move {
                    while !stop.load(Ordering::Relaxed) {
                        let known = waiting.lock().unwrap().pop();
                        let one = known.unwrap_or_else(|| number.fetch_add(1, Ordering::Relaxed));
                        if is_taken(lmtp, &format!("lettre {one}"), &addresses(&writers)).await {
                            acknowledged.fetch_add(1, Ordering::Relaxed);
                        } else {
                            waiting.lock().unwrap().push(one);
                        }
                    }
                }));
            }
            for _ in 0..2_000 {
                sleep(Duration::from_millis(10)).await;
                if acknowledged.load(Ordering::Relaxed) > 12 * round {
                    break;
                }
            }
            process.kill();
            stop.store(true, Ordering::Relaxed);
            for one in busy {
                one.await.unwrap();
            }
            assert!(!waiting.lock().unwrap().is_empty(), "nothing was under way");
        }
        let process = Process::start(&deployment, &deployment.database).await;
        let left = std::mem::take(&mut *waiting.lock().unwrap());
        for one in left {
            assert!(is_taken(process.lmtp, &format!("lettre {one}"), &addresses(&writers)).await);
        }
        let lying = lying(&deployment).await;
        assert_eq!(lying.len(), number.load(Ordering::Relaxed));
        for (subject, copies, boxes) in lying {
            assert_eq!((copies, boxes), (AGENTS as i64, AGENTS as i64), "{subject}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_room_the_front_server_keeps_its_mail_until_there_is_some() {
    for deployment in Deployment::on_each_database().await {
        let to = deployment.writers().await.remove(0).address;
        let disk = SmallDisk::new();
        let process = disk.serve(&deployment, "24m").await;
        assert!(is_taken(process.lmtp, "avant", &[&to]).await);
        disk.fill().await;
        let answers = hand_over(process.lmtp, "pendant", &[&to]).await.unwrap();
        assert_eq!(answers, ["452 4.3.1 The disk is full"]);
        disk.free().await;
        assert!(is_taken(process.lmtp, "pendant", &[&to]).await, "it recovers alone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_database_the_front_server_keeps_its_mail_until_it_is_back() {
    for deployment in Deployment::on_each_database().await {
        if !deployment.database.starts_with("postgres") {
            continue;
        }
        let to = deployment.writers().await.remove(0).address;
        let (cable, url) = Cable::to_database(&deployment).await;
        let process = Process::start(&deployment, &url).await;
        assert!(is_taken(process.lmtp, "avant", &[&to]).await);
        cable.cut.store(true, Ordering::Relaxed);
        sleep(Duration::from_millis(200)).await;
        let mut stream = BufReader::new(TcpStream::connect(process.lmtp).await.unwrap());
        let said = format!("LHLO mx.example\r\nMAIL FROM:<a@ailleurs.example>\r\nRCPT TO:<{to}>\r\n");
        stream.get_mut().write_all(said.as_bytes()).await.unwrap();
        let mut answer = String::new();
        while !answer.starts_with("45") {
            answer.clear();
            assert!(stream.read_line(&mut answer).await.unwrap() > 0);
        }
        assert_eq!(answer, "451 4.3.0 Try again later\r\n");
        cable.cut.store(false, Ordering::Relaxed);
        let mut back = false;
        for _ in 0..50 {
            back = is_taken(process.lmtp, "après", &[&to]).await;
            if back {
                break;
            }
            sleep(Duration::from_millis(200)).await;
        }
        assert!(back, "it recovers alone");
        let lying = lying(&deployment).await;
        assert!(lying.iter().all(|(_, copies, _)| *copies == 1), "{lying:?}");
    }
}
