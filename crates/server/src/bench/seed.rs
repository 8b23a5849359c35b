//! What a benchmark is run on: an académie of its own with its agents, sessions, enrolments and one large mailbox.

use std::sync::Arc;

use identity::{
    account::{self, NewAccount},
    rules::password::Password,
};
use kernel::{
    Ctx, Error, Id, Result,
    context::Services,
    people::{self, Academy, Civility, NewAcademy, Person},
    site::System,
    sql,
};
use learning::{
    activity::{self, Completion},
    design,
    record::{CatalogueRecord, Collection},
    section,
    session::{self, Enrolment, NewSession, Session, State},
};
use web::session as sign_ins;

use super::{Options, imap::Account};

pub const PASSWORD: &str = "girafe tambour neige violon";
/// What the server under measure takes for its own address, whatever port it is given.
pub const ORIGIN: &str = "http://127.0.0.1:8080";
const SLUG: &str = "ac-banc";
/// Agents whose pages are asked for.
const VISITORS: usize = 64;
const UNIT: usize = 500;
/// Sessions of one agent.
const ENROLMENTS: i64 = 10;

pub struct Seeded {
    academy: Arc<Academy>,
    /// The first ones; the very first owns the large box.
    people: Vec<Id<Person>>,
    /// A message of the large box.
    pub message: String,
    pub first_draft: u64,
}

impl Seeded {
    /// The last of the visitors, in whose box letters are put, and the context of the académie.
    pub fn owner_of_letters(&self, services: &Arc<Services>) -> (Ctx, Id<Person>) {
        let ctx = Ctx::system(services.clone()).in_academy(self.academy.clone());
        (ctx, self.people.last().copied().unwrap_or(Id::NIL))
    }
}

/// Somebody whose pages are asked for.
#[derive(Clone)]
pub struct Agent {
    pub identifier: String,
    /// Cookies of all four systems, as one header.
    pub cookies: String,
    pub csrf: String,
    pub device: String,
    pub session: String,
}

pub async fn seed(services: &Arc<Services>, options: &Options) -> Result<Seeded> {
    let system = Ctx::system(services.clone());
    let known = people::academy(&mut system.read().await?, SLUG).await;
    let academy = match known {
        Ok(academy) => academy,
        Err(Error::NotFound) => found(&system).await?,
        Err(error) => return Err(error),
    };
    let ctx = system.in_academy(academy.clone());
    let agents = count_people(&ctx).await?;
    if agents == 0 {
        eprintln!(
            "seeding {} agents, {} sessions, {} messages in one box and {} in each other",
            options.people, options.sessions, options.messages, options.letters
        );
        people(&ctx, options.people).await?;
        sessions(&ctx, options.sessions).await?;
        enrol(&ctx, options.sessions).await?;
        mail(&ctx, options.messages).await?;
        letters(&ctx, options.letters).await?;
        applications(&ctx).await?;
        services.db.analyze().await?;
    }
    let people = first_people(&ctx).await?;
    let owner = people.first().copied().ok_or(Error::NotFound)?;
    let message = ctx
        .read()
        .await?
        .one(sql!(Id<()>: "SELECT id FROM mail_messages WHERE mailbox_id = $1 ORDER BY received_at DESC LIMIT 1", owner))
        .await?
        .to_string();
    let first_draft = u64::try_from(ctx.now().0).unwrap_or(0) << 20;
    Ok(Seeded { academy, people, message, first_draft })
}

async fn found(ctx: &Ctx) -> Result<Arc<Academy>> {
    let new = NewAcademy {
        slug: SLUG.into(),
        name: "Académie du Banc".into(),
        mail_domain: "ac-banc.example".into(),
        zone: "Europe/Paris".into(),
        accent: "bleu".into(),
    };
    ctx.write(async move |tx| {
        people::found_academy(tx, &new).await?;
        people::academy(tx, SLUG).await
    })
    .await
}

async fn count_people(ctx: &Ctx) -> Result<i64> {
    let academy = ctx.academy_id()?;
    ctx.read()
        .await?
        .one(sql!(i64: "SELECT COUNT(*) FROM (SELECT 1 FROM people WHERE academy_id = $1 LIMIT 1) AS few", academy))
        .await
}

/// Where the last people by name are written to: none of them visits the pages.
pub async fn addresses(services: &Arc<Services>, seeded: &Seeded, count: usize) -> Result<Vec<String>> {
    let ctx = Ctx::system(services.clone());
    ctx.read()
        .await?
        .all(sql!(String: "SELECT address FROM people WHERE academy_id = $1 ORDER BY sort_key DESC, id DESC LIMIT $2",
            seeded.academy.id, count as i64))
        .await
}

/// Passwords for mail programs of the first people by name; the very first owns the large box.
pub async fn app_passwords(services: &Arc<Services>, seeded: &Seeded, count: usize) -> Result<Vec<Account>> {
    let ctx = Ctx::system(services.clone()).in_academy(seeded.academy.clone());
    let people = ctx
        .read()
        .await?
        .all(sql!((Id<Person>, String): "SELECT id, identifier FROM people WHERE academy_id = $1 ORDER BY sort_key, id LIMIT $2",
            seeded.academy.id, count as i64))
        .await?;
    let mut accounts = Vec::new();
    for (person, identifier) in people {
        let password = ctx
            .write(async move |tx| {
                // Those of earlier runs would add up to more than a person may have.
                tx.execute(sql!("DELETE FROM app_passwords WHERE person_id = $1", person)).await?;
                identity::app_passwords::make(tx, person, "Banc").await
            })
            .await?;
        accounts.push(Account { identifier, password: password.shown() });
    }
    Ok(accounts)
}

async fn first_people(ctx: &Ctx) -> Result<Vec<Id<Person>>> {
    let academy = ctx.academy_id()?;
    ctx.read()
        .await?
        .all(sql!(Id<Person>: "SELECT id FROM people WHERE academy_id = $1 ORDER BY sort_key, id LIMIT $2", academy, VISITORS as i64))
        .await
}

/// A surname for each number, in letters; in the order of the numbers, so that the first people by name are the first.
fn surname(mut number: usize) -> String {
    let mut letters = ['a'; 5];
    for letter in letters.iter_mut().rev() {
        *letter = char::from(b'a' + (number % 26) as u8);
        number /= 26;
    }
    letters.iter().fold("Aa".to_owned(), |name, letter| name + &letter.to_string())
}

async fn people(ctx: &Ctx, all: usize) -> Result<()> {
    let typed = Password::new(PASSWORD).map_err(|_| Error::NotFound)?;
    let hash = account::hash(ctx, typed).await?;
    for from in (0..all).step_by(UNIT) {
        let hash = hash.clone();
        ctx.write(async move |tx| {
            for number in from..(from + UNIT).min(all) {
                let new = NewAccount {
                    numen: format!("24E{:02}{:05}ABC", number / 100_000, number % 100_000)
                        .parse()
                        .map_err(|_| Error::NotFound)?,
                    birth_date: jiff::civil::date(1980, 3, 12),
                    surname: surname(number),
                    given_names: "Zoé".into(),
                    civility: Civility::Mrs,
                    function: "ENS".into(),
                    uai: None,
                    corps: "CERT".into(),
                    backup_address: None,
                };
                let person = account::open_account(tx, &new).await?;
                if number < 4 * VISITORS {
                    account::set_first_password(tx, person, &hash).await?;
                }
            }
            Ok(())
        })
        .await?;
    }
    // What the accounts would tell other domains is not what is measured.
    ctx.write(async move |tx| {
        tx.execute(sql!("DELETE FROM jobs WHERE kind = 'fact' /* scan: a benchmark's own */")).await
    })
    .await?;
    Ok(())
}

async fn sessions(ctx: &Ctx, all: usize) -> Result<()> {
    let design = ctx
        .write(async move |tx| {
            let record = CatalogueRecord::titled("Évaluer pour faire progresser", Collection::SelfPaced);
            let id = design::create(tx, &record).await?;
            let content = design::find(tx, id, kernel::permission::May::Edit).await?.content_id;
            for part in 1..=4 {
                let section = section::add(tx, content, &format!("Partie {part}")).await?;
                for page in 1..=5 {
                    let text =
                        "<p>Une évaluation dit à l’élève où il en est et ce qu’il peut faire ensuite.</p>"
                            .repeat(8);
                    let settings = serde_json::json!({ "html": text });
                    let title = format!("Étape {part}.{page}");
                    activity::add(tx, section, "page", &title, Completion::Manual, &settings).await?;
                }
            }
            Ok(id)
        })
        .await?;
    for from in (0..all).step_by(50) {
        ctx.write(async move |tx| {
            for number in from..(from + 50).min(all) {
                let new = NewSession {
                    title: format!("Évaluer pour faire progresser, groupe {number}"),
                    summary: "Une session de trois heures, à distance.".into(),
                    nature: None,
                    starts_at: None,
                    ends_at: None,
                    enrolment: Enrolment::OneSelf,
                    enrolment_key: String::new(),
                    places: 0,
                    uai: None,
                    venue: String::new(),
                };
                let id = session::create(tx, design, &new).await?;
                let one = session::find(tx, id, kernel::permission::May::Manage).await?;
                session::life::set_state(tx, &one, State::Running).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Ten sessions an agent, spread evenly: one statement a thousand agents, since a million calls would measure
/// patience. The nth agent gets the nth session and every tenth of them from there.
async fn enrol(ctx: &Ctx, sessions: usize) -> Result<()> {
    let academy = ctx.academy_id()?;
    let mut after = Id::<Person>::NIL;
    let mut first = 0_i64;
    loop {
        let some: Vec<Id<Person>> = ctx
            .read()
            .await?
            .all(sql!(Id<Person>: "SELECT id FROM people WHERE academy_id = $1 AND id > $2 ORDER BY id LIMIT 1000 /* scan: a benchmark's own */", academy, after))
            .await?;
        let Some(last) = some.last().copied() else { break };
        let (from, stride) = (after, (sessions as i64 / ENROLMENTS).max(1));
        ctx.write(async move |tx| {
            tx.execute(sql!("INSERT INTO enrolments (session_id, person_id, academy_id, role, enrolled_at, done)
                  SELECT s.id, p.id, $1, 'participant', $2, 0
                  FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 + $3 AS n FROM people
                     WHERE academy_id = $1 AND id > $4 AND id <= $5) AS p
                  CROSS JOIN (SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS k FROM sessions WHERE academy_id = $1 LIMIT $6) AS one
                  JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n FROM sessions WHERE academy_id = $1) AS s
                    ON s.n = (p.n + one.k * $7) % $8 /* scan: a benchmark's own */",
                academy, tx.now(), first, from, last, ENROLMENTS.min(sessions as i64), stride, sessions as i64))
                .await
        })
        .await?;
        first += some.len() as i64;
        after = last;
    }
    Ok(())
}

async fn mail(ctx: &Ctx, all: usize) -> Result<()> {
    let people = first_people(ctx).await?;
    for (n, person) in people.iter().enumerate() {
        let person = *person;
        ctx.write(async move |tx| {
            mail::seed::ensure_box(tx, person).await?;
            mail::seed::activate(tx, person).await?;
            Ok(())
        })
        .await?;
        let count = if n == 0 { all } else { 50 };
        let now = ctx.now();
        let seeds = (0..count)
            .map(|number| mail::seed::Seed {
                place: mail::seed::Place::named("inbox"),
                raw: letter(number, if n == 0 && number == all / 2 { RARE } else { word_of(number) }),
                flags: mail::seed::Flags::default(),
                received_at: now.minus(kernel::time::minutes(number as u64 * 7)),
            })
            .collect();
        mail::seed::file_all(ctx, person, seeds).await?;
    }
    Ok(())
}

/// The same letters in every box that has none: their bytes are kept once, as those of a letter to everybody are.
async fn letters(ctx: &Ctx, each: usize) -> Result<()> {
    let academy = ctx.academy_id()?;
    let mut kept = Vec::new();
    for number in 0..each {
        kept.push(mail::seed::Letter::keep(ctx, letter(number, word_of(number))).await?);
    }
    let kept: Arc<[mail::seed::Letter]> = kept.into();
    let visitors = first_people(ctx).await?;
    let mut after = Id::<Person>::NIL;
    if each == 0 {
        return Ok(());
    }
    loop {
        let some: Vec<Id<Person>> = ctx
            .read()
            .await?
            .all(sql!(Id<Person>: "SELECT id FROM people WHERE academy_id = $1 AND id > $2 ORDER BY id LIMIT 50 /* scan: a benchmark's own */", academy, after))
            .await?;
        let Some(last) = some.last().copied() else { break };
        let (kept, visitors) = (kept.clone(), visitors.clone());
        ctx.write(async move |tx| {
            let now = tx.now();
            for person in some.into_iter().filter(|person| !visitors.contains(person)) {
                mail::seed::ensure_box(tx, person).await?;
                for (number, letter) in kept.iter().enumerate() {
                    let at = now.minus(kernel::time::hours(number as u64 * 7));
                    let (place, flags) = (mail::seed::Place::named("inbox"), mail::seed::Flags::default());
                    mail::seed::file_message(tx, person, &place, letter, flags, at).await?;
                }
            }
            Ok(())
        })
        .await?;
        after = last;
    }
    Ok(())
}

const SUBJECTS: [&str; 8] = [
    "Réunion de rentrée",
    "Budget des sorties",
    "Conseil de classe de 4e B",
    "Remplacement de jeudi",
    "Projet de lecture",
    "Commande de manuels",
    "Voyage à Rouen",
    "Compte rendu",
];

/// What one message in forty speaks of.
pub const COMMON: &str = "budget";
/// What a single message of the large box speaks of, in the middle of its years.
pub const RARE: &str = "hippocampe";

fn word_of(number: usize) -> &'static str {
    if number.is_multiple_of(40) { COMMON } else { "calendrier" }
}

fn letter(number: usize, word: &str) -> Vec<u8> {
    let subject = SUBJECTS.get(number % SUBJECTS.len()).copied().unwrap_or_default();
    format!(
        "From: Collègue {} <collegue{}@exemple.example>\r\nTo: zoe.aa@ac-banc.example\r\nSubject: {subject} {number}\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <banc-{number}@exemple.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         Bonjour,\r\n\r\nVoici le {word} dont nous avons parlé, à relire avant la réunion de jeudi.\r\n\
         Chacun peut y ajouter ses remarques ; nous en parlerons en salle des professeurs.\r\n\r\nBien cordialement\r\n",
        number % 60, number % 60
    )
    .into_bytes()
}

async fn applications(ctx: &Ctx) -> Result<()> {
    use portal::application::{self, Launch, Network, NewApplication};
    ctx.write(async move |tx| {
        for c in 0..5 {
            let category = application::add_category(tx, &format!("Rubrique {c}"), "", "briefcase").await?;
            for a in 0..4 {
                let new = NewApplication {
                    category,
                    name: format!("Application {c}.{a}"),
                    description_fr: "Une application de l’académie.".into(),
                    description_en: String::new(),
                    icon: "briefcase".into(),
                    launch: Launch::Link,
                    url: "https://exemple.example/".into(),
                    network: Network::Outside,
                    is_new: false,
                    everybody: true,
                    audience_both: false,
                    audience: Vec::new(),
                    notice: None,
                };
                application::add(tx, &new).await?;
            }
        }
        Ok(())
    })
    .await
}

/// Opens sessions for the visitors on all four systems, without walking through the pages.
pub async fn sign_in_some(services: &Arc<Services>, seeded: &Seeded) -> Result<Vec<Agent>> {
    let ctx = Ctx::system(services.clone()).in_academy(seeded.academy.clone());
    let mut agents = Vec::new();
    for person in seeded.people.iter().copied() {
        let (academy, now) = (seeded.academy.id, ctx.now());
        let (identifier, session) = {
            let mut tx = ctx.read().await?;
            let identifier = people::person(&mut tx, person).await?.identifier;
            let session: Id<Session> = tx
                .one(sql!(Id<Session>: "SELECT session_id FROM enrolments WHERE person_id = $1 ORDER BY session_id LIMIT 1", person))
                .await?;
            (identifier, session)
        };
        let cookies = ctx
            .write(async move |tx| {
                let mut parent = None;
                let mut cookies = Vec::new();
                for system in System::ALL {
                    let opening = sign_ins::Opening {
                        system,
                        person,
                        academy,
                        parent,
                        authenticated_at: now,
                        methods: "pwd".into(),
                    };
                    let (id, cookie) = sign_ins::open(tx, &opening).await?;
                    parent = parent.or(Some(id));
                    cookies.push((system, cookie));
                }
                Ok(cookies)
            })
            .await?;
        let mail =
            cookies.iter().find(|(system, _)| *system == System::Mail).map_or("", |(_, cookie)| cookie);
        agents.push(Agent {
            identifier,
            csrf: web::csrf::token(&ctx, mail),
            cookies: cookies.iter().map(|(s, c)| format!("{}={c}", s.stem())).collect::<Vec<_>>().join("; "),
            device: ctx.chance().token(),
            session: session.to_string(),
        });
    }
    Ok(agents)
}
