//! Forms that came too late: the session or the form's token had expired. What was written is kept for an hour
//! under a secret address, shown again after the sign-in to the same person (or the same browser, when nobody is
//! known) and to nobody else, and sent with one press.

use askama::Template;
use axum::extract::{Multipart, Path};
use bytes::Bytes;
use kernel::{
    Error, Id, Result, Tx, jobs::Schedule, keys::digest, people::Person, row, site::System, sql, time::hours,
};

use crate::{Access, Page, Reply, Routes, Visit, csrf, failure, form, session, upload, words::Words};

row! {
    struct Kept {
        person_id: Option<Id<Person>>,
        browser_digest: Vec<u8>,
        path: String,
        body: String,
        files: String,
        multipart: bool,
    }
}

kernel::big_tables!["kept_forms"];

/// What is longer is not kept: no form of ours sends as much without a script that saves it meanwhile.
const LIMIT: usize = 400 << 10;
/// What one person may have kept at a time, and one network address whose people are not known.
const SHARE: i64 = 4 << 20;
/// What all strangers together may have kept: nobody fills the disk without having signed in.
const STRANGERS: i64 = 64 << 20;
/// A row costs more than its text.
const ROW: i64 = 512;
/// Files are not kept, but what follows them in the form is read: up to the largest upload of ours.
const FILES_READ: usize = 256 << 20;
/// Secrets are never written down, so they are typed again.
const SECRET: [&str; 7] =
    ["password", "current_password", "new_password", "confirmation", "numen", "birth_date", "code"];

pub(crate) fn routes() -> Routes {
    System::ALL.into_iter().fold(Routes::new(), |routes, system| {
        let path = match system {
            System::Identity => "/compte/reprise/{token}",
            System::Portal => "/portail/reprise/{token}",
            System::Learning => "/magistere/reprise/{token}",
            System::Mail => "/webmel/reprise/{token}",
        };
        routes.get(path, Access::Public, resume)
    })
}

/// What a form held.
pub(crate) struct Written {
    fields: Vec<(String, String)>,
    files: Vec<String>,
    multipart: bool,
}

impl Written {
    /// A urlencoded form.
    pub(crate) fn plain(visit: &Visit, body: &Bytes) -> Result<Written> {
        Ok(Written { fields: form::read(body, visit.words())?, files: Vec::new(), multipart: false })
    }

    /// What is left of an upload: its texts are kept, its files only counted.
    pub(crate) async fn uploaded(visit: &Visit, mut form: Multipart) -> Result<Written> {
        let t = visit.words();
        let mut written = Written { fields: Vec::new(), files: Vec::new(), multipart: true };
        let (mut texts, mut read) = (0, 0);
        while let Some(mut field) = form.next_field().await.map_err(|_| upload::broken(t))? {
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file_name) = field.file_name().map(str::to_owned) else {
                let text = upload::short_text(field, t).await?;
                texts += name.len() + text.len();
                if texts > LIMIT {
                    return Err(lost(visit));
                }
                written.fields.push((name, text));
                continue;
            };
            while let Some(chunk) = field.chunk().await.map_err(|_| upload::broken(t))? {
                read += chunk.len();
                if read > FILES_READ {
                    return Err(lost(visit));
                }
            }
            if !file_name.is_empty() || !written.files.contains(&name) {
                written.files.push(name);
            }
        }
        Ok(written)
    }
}

/// Keeps the form and answers the way back to it: through the sign-in when one is needed.
pub(crate) async fn keep(visit: &Visit, needs_sign_in: bool, written: Written) -> Result<String> {
    let Written { mut fields, files, multipart } = written;
    fields.retain(|(name, _)| name != csrf::FIELD);
    for (_, secret) in fields.iter_mut().filter(|(name, _)| is_secret(name)) {
        secret.clear();
    }
    let body = serde_html_form::to_string(&fields).map_err(Error::internal)?;
    let (path, files) = (visit.address().to_owned(), files.join("\n"));
    let length = body.len() + path.len() + files.len();
    if length > LIMIT {
        return Err(lost(visit));
    }
    let size = ROW + length as i64;
    let token = visit.chance().token();
    let key = digest(token.as_bytes());
    let browser = digest(visit.shell().browser.as_bytes());
    let own = visit.agent_id().ok();
    let system = visit.system().unwrap_or(System::Identity);
    let cookie = visit.shell().cookie.clone();
    let address = visit.origin.address.map(|a| a.to_string()).unwrap_or_default();
    let person = visit
        .write(async move |tx| {
            tx.lock("kept forms").await?;
            // A session that is over still tells whose it was.
            let person = match own {
                Some(person) => Some(person),
                None => session::owner(tx, system, &cookie).await?,
            };
            if !has_room(tx, person, &address, size).await? {
                return Ok(None);
            }
            tx.execute(sql!(
                "INSERT INTO kept_forms (token_digest, person_id, browser_digest, address, path, body, files, multipart,
                     size, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                key,
                person,
                browser,
                address,
                path,
                body,
                files,
                multipart,
                size,
                tx.now()
            ))
            .await?;
            Ok(Some(person))
        })
        .await?
        .ok_or_else(|| lost(visit))?;
    let there = format!("/{}/reprise/{token}", system.stem());
    if own.is_some() || !(needs_sign_in || person.is_some()) {
        return Ok(there);
    }
    let back = percent_encoding::utf8_percent_encode(&there, percent_encoding::NON_ALPHANUMERIC);
    let sign_in = failure::sign_in_address(visit);
    let academy =
        sign_in.split_once("&academie=").map(|(_, slug)| format!("&academie={slug}")).unwrap_or_default();
    Ok(format!("/{}/connexion?suite={back}{academy}", system.stem()))
}

fn is_secret(name: &str) -> bool {
    SECRET.contains(&name)
}

/// It could not be kept: the browser still has it, one step back.
fn lost(visit: &Visit) -> Error {
    Error::Forbidden(visit.words().failure_expired_lost().to_owned())
}

async fn has_room(tx: &mut Tx, person: Option<Id<Person>>, address: &str, size: i64) -> Result<bool> {
    if let Some(person) = person {
        let own = tx
            .one(sql!(i64: "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM kept_forms WHERE person_id = $1", person))
            .await?;
        return Ok(own + size <= SHARE);
    }
    let (here, everywhere) = tx
        .one(sql!((i64, i64): "SELECT CAST(COALESCE(SUM(CASE WHEN address = $1 THEN size ELSE 0 END), 0) AS BIGINT),
                 CAST(COALESCE(SUM(size), 0) AS BIGINT)
              FROM kept_forms WHERE person_id IS NULL /* scan: an index of what strangers keep, which is bounded */",
            address))
        .await?;
    Ok(here + size <= SHARE && everywhere + size <= STRANGERS)
}

#[derive(Template)]
#[template(path = "kept.html")]
struct KeptPage<'a> {
    t: Words,
    action: &'a str,
    csrf: &'a str,
    multipart: bool,
    fields: Vec<Field>,
    files: Vec<FileField>,
    /// Choices and marks of the form, sent along as they were.
    others: Vec<(String, String)>,
}

struct Field {
    name: String,
    label: String,
    value: String,
    kind: Kind,
}

#[derive(PartialEq)]
enum Kind {
    Long,
    Short,
    Password,
}

struct FileField {
    name: String,
    several: bool,
}

async fn resume(visit: Visit, Path(token): Path<String>) -> Reply {
    let key = digest(token.as_bytes());
    let kept = {
        let mut tx = visit.read().await?;
        tx.one(sql!(Kept: "SELECT person_id, browser_digest, path, body, files, multipart FROM kept_forms
              WHERE token_digest = $1 AND kept_at > $2",
            key, tx.now().minus(hours(1))))
            .await?
    };
    let theirs = match kept.person_id {
        Some(person) => visit.agent()?.id == person,
        None => kept.browser_digest == digest(visit.shell().browser.as_bytes()),
    };
    if !theirs {
        return Err(Error::NotFound.into());
    }
    let t = visit.words();
    let all: Vec<(String, String)> = serde_html_form::from_str(&kept.body).map_err(Error::internal)?;
    let (mut fields, mut others) = (Vec::new(), Vec::new());
    for (name, value) in all {
        let known = label(t, &name);
        let kind = match () {
            () if value.len() > 60 || value.contains('\n') => Kind::Long,
            () if is_secret(&name) && !matches!(name.as_str(), "numen" | "birth_date") => Kind::Password,
            () => Kind::Short,
        };
        match known {
            Some(label) => fields.push(Field { label: label.to_owned(), name, value, kind }),
            None if kind == Kind::Long => fields.push(Field { label: name.clone(), name, value, kind }),
            None => others.push((name, value)),
        }
    }
    let mut files: Vec<FileField> = Vec::new();
    for name in kept.files.lines() {
        match files.iter_mut().find(|file| file.name == name) {
            Some(file) => file.several = true,
            None => files.push(FileField { name: name.to_owned(), several: false }),
        }
    }
    let (action, csrf, multipart) = (kept.path.as_str(), visit.csrf(), kept.multipart);
    let body = KeptPage { t, action, csrf, multipart, fields, files, others };
    Page::new(&visit, t.kept_title()).class("page-narrow").reply(&body)
}

/// What people type, by the names our forms give it.
fn label(t: Words, name: &str) -> Option<&'static str> {
    Some(match name {
        "title" => t.kept_field_title(),
        "name" | "name_fr" | "name_en" => t.kept_field_name(),
        "subject" => t.kept_field_subject(),
        "recipients" | "to" | "cc" | "bcc" => t.kept_field_recipients(),
        "body" | "html" | "text" | "message" | "signature" | "source" => t.kept_field_text(),
        "summary" | "description" | "description_fr" | "description_en" => t.kept_field_description(),
        "place" | "location" => t.kept_field_place(),
        "url" => t.kept_field_url(),
        "reason" => t.kept_field_reason(),
        "list" | "people" => t.kept_field_people(),
        "identifier" => t.kept_field_identifier(),
        "password" | "current_password" | "new_password" | "confirmation" => t.kept_field_password(),
        "numen" => t.kept_field_numen(),
        "birth_date" => t.kept_field_birth_date(),
        "code" => t.kept_field_code(),
        _ => return None,
    })
}

async fn forget(tx: &mut Tx) -> Result<()> {
    let before = tx.now().minus(hours(1));
    tx.execute(sql!("DELETE FROM kept_forms WHERE kept_at <= $1", before)).await?;
    let before = tx.now();
    tx.execute(sql!("DELETE FROM sign_ins WHERE expires_at <= $1", before)).await?;
    Ok(())
}

pub(crate) const CLEAN_UP: Schedule = Schedule {
    name: "web clean-up",
    every: hours(1),
    run: |ctx| Box::pin(async move { ctx.write(forget).await }),
};
