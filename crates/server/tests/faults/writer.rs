//! Agents who write letters in the webmel, and what the server told them it had done.

use std::sync::Mutex;

use kernel::{
    Id,
    people::{self, Person},
    site::System,
    sql,
};
use mail::draft::Draft;
use web::session::{self, Opening};

use crate::deployment::{AGENTS, Deployment, client};

/// Somebody at their webmel.
#[derive(Clone)]
pub struct Writer {
    pub person: Id<Person>,
    pub address: String,
    pub cookie: String,
}

impl Deployment {
    /// Everybody, signed in to the webmel; what is signed in outlives the process. What they send leaves at once.
    pub async fn writers(&self) -> Vec<Writer> {
        let ctx = self.ctx().await;
        let mut writers = Vec::new();
        for n in 0..AGENTS {
            let identifier = format!("zagent{}", char::from(b'a' + n as u8));
            let row = {
                let mut tx = ctx.read().await.unwrap();
                people::person_by_identifier(&mut tx, &identifier).await.unwrap().unwrap()
            };
            let (person, academy, now) = (row.id, row.academy_id, ctx.now());
            let opening = move |system, parent| Opening {
                system,
                person,
                academy,
                parent,
                authenticated_at: now,
                methods: "pwd".into(),
            };
            let (_, cookie) = ctx
                .write(async move |tx| {
                    let mailbox = mail::mailbox::ensure(tx, person).await?;
                    tx.execute(sql!(
                        "UPDATE mailboxes SET undo_seconds = 0 WHERE id = $1 /* tenant: a test */",
                        mailbox
                    ))
                    .await?;
                    let (account, _) = session::open(tx, &opening(System::Identity, None)).await?;
                    session::open(tx, &opening(System::Mail, Some(account))).await
                })
                .await
                .unwrap();
            let cookie = format!("{}={cookie}", System::Mail.stem());
            writers.push(Writer { person, address: row.address, cookie });
        }
        writers
    }
}

/// What the server said it had done.
#[derive(Default)]
pub struct Said {
    /// Author, recipient, subject.
    pub sent: Vec<(usize, usize, String)>,
    /// Author, draft, the last text that was saved.
    pub saved: Vec<(usize, Id<Draft>, u32)>,
}

impl Writer {
    pub async fn ask(&self, request: reqwest::RequestBuilder) -> Option<reqwest::Response> {
        request.header("cookie", &self.cookie).send().await.ok()
    }

    /// A new letter: its draft's address and the page's token.
    pub async fn begin(&self, url: &str) -> Option<(String, String)> {
        let page = self.ask(client().get(format!("{url}/webmel/ecrire"))).await?.text().await.ok()?;
        let after = |mark: &str| {
            let rest = page.split(mark).nth(1)?;
            rest.split('"').next().map(str::to_owned)
        };
        Some((after("data-autosave-url=\"")?, after("name=\"csrf-token\" content=\"")?))
    }

    /// Joins a file to a draft.
    pub async fn join(
        &self,
        url: &str,
        draft: &str,
        token: &str,
        name: &str,
        content: &[u8],
    ) -> Option<reqwest::Response> {
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n{token}\r\n--x\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--x--\r\n"].concat();
        let request = client().post(format!("{url}{draft}/pieces"));
        self.ask(request.header("content-type", "multipart/form-data; boundary=x").body(body)).await
    }

    /// Writes a letter, saved twice on the way, and sends it or leaves it; tells what was acknowledged.
    pub async fn write(
        &self,
        url: &str,
        (me, to): (usize, usize),
        all: &[Writer],
        subject: &str,
        said: &Mutex<Said>,
    ) {
        let Some((draft, token)) = self.begin(url).await else { return };
        let id: Id<Draft> = draft.rsplit('/').next().unwrap().parse().unwrap();
        let form = |version: u32| {
            [
                ("_csrf", token.clone()),
                ("version", version.to_string()),
                ("to", all[to].address.clone()),
                ("subject", subject.to_owned()),
                ("body", format!("texte {}", version + 1)),
            ]
        };
        for version in 0..2 {
            let request = client().post(format!("{url}{draft}")).header("accept", "application/json");
            let answer = self.ask(request.form(&form(version))).await;
            if answer.is_none_or(|answer| answer.status() != 200) {
                return;
            }
            let mut said = said.lock().unwrap();
            said.saved.retain(|(_, known, _)| *known != id);
            said.saved.push((me, id, version + 1));
        }
        if subject.ends_with("brouillon") {
            return;
        }
        // Whether or not the answer comes, it may be gone now.
        said.lock().unwrap().saved.retain(|(_, known, _)| *known != id);
        let answer = self.ask(client().post(format!("{url}{draft}/envoi")).form(&form(2))).await;
        if answer.is_some_and(|answer| answer.status() == 303) {
            said.lock().unwrap().sent.push((me, to, subject.to_owned()));
        }
    }
}
