//! The way in: files are brought, a job reads them, and a report says what became of each.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Id, Result, permission::May};
use web::{
    Errors, Reply, Visit, dates,
    form::told,
    redirect, redirect_saying,
    upload::{Part, Upload},
};

use super::{
    super::{
        desk::{self, Desk, icons, words},
        shown,
    },
    HOME, home,
};
use crate::{
    exchange::{self, Brought, Import, ImportRow, LARGEST, LineRow, MOST_FILES, Outcome},
    folder::{self, FolderRole},
    policy,
    words::Words,
};

/// An import in a list and above its report.
pub(super) struct Done {
    pub href: String,
    pub when: String,
    pub sentence: String,
    /// Of a hundred, while it goes on.
    pub going: Option<i64>,
    pub is_whole: bool,
}

impl Done {
    pub(super) fn of(visit: &Visit, row: &ImportRow) -> Result<Done> {
        let t = words(visit);
        let sentence = match row.outcome {
            Outcome::Going => t.box_import_going().to_owned(),
            Outcome::Done if row.refused == 0 => t.box_import_done().to_owned(),
            Outcome::Done => t.box_import_done_but(row.refused),
            Outcome::Full => t.box_import_full().to_owned(),
            Outcome::Stopped => t.box_import_stopped().to_owned(),
            Outcome::TooMany => t.box_import_too_many().to_owned(),
            Outcome::Bomb => t.box_import_bomb().to_owned(),
            Outcome::Failed => t.box_import_failed().to_owned(),
        };
        let going = row.outcome == Outcome::Going;
        Ok(Done {
            href: format!("{HOME}/imports/{}", row.id),
            when: dates::moment(visit.locale, row.asked_at, &visit.academy()?.zone),
            sentence,
            going: going.then(|| (row.looked_at * 100 / row.size.max(1)).clamp(0, 100)),
            is_whole: row.outcome == Outcome::Done && row.refused == 0,
        })
    }
}

#[derive(Template)]
#[template(path = "webmel/exchange/report.html")]
struct ReportPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    done: Done,
    /// What was taken, each in a sentence.
    counts: Vec<String>,
    files: Vec<String>,
    lines: Vec<LineRow>,
    further: String,
}

/// Lines of a report that a page lists.
const LISTED: usize = 200;

pub(super) async fn begin(visit: Visit, mut upload: Upload) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let t = words(&visit);
    let mut files = Vec::new();
    let mut into = String::new();
    let mut room = LARGEST;
    loop {
        match told(upload.next(room).await.map_err(Error::from))? {
            Ok(Some(Part::File { file_name, kept, .. })) => {
                room = room.saturating_sub(kept.size);
                files.push(Brought { name: file_name, kept });
                if files.len() > MOST_FILES {
                    return refuse(&visit, t.box_import_too_many_files(MOST_FILES as i64)).await;
                }
            }
            Ok(Some(Part::Text { name, value })) if name == "into" => into = value,
            Ok(Some(Part::Text { .. })) => {}
            Ok(None) => break,
            Err(_) if !files.is_empty() => {
                return refuse(&visit, t.box_import_too_heavy(shown::size(visit.locale, LARGEST as i64)))
                    .await;
            }
            Err(errors) => return home::reply(&visit, errors).await,
        }
    }
    if files.is_empty() {
        return refuse(&visit, t.import_no_file().to_owned()).await;
    }
    let begun = visit
        .write(async move |tx| {
            let folder = match into.as_str() {
                "" => None,
                slug => {
                    let wanted = desk::folder_id(mailbox, slug).ok_or(Error::NotFound)?;
                    let folders = folder::all(tx, mailbox).await?;
                    let found = folders.iter().find(|f| f.id == wanted && f.role != FolderRole::Drafts);
                    Some(found.ok_or(Error::NotFound)?.id)
                }
            };
            exchange::begin(tx, mailbox, &files, folder).await
        })
        .await;
    match told(begun)? {
        Ok(id) => Ok(redirect(&format!("{HOME}/imports/{id}"))),
        Err(errors) => home::reply(&visit, errors).await,
    }
}

async fn refuse(visit: &Visit, sentence: String) -> Reply {
    let mut errors = Errors::default();
    errors.add("file", sentence);
    home::reply(visit, errors).await
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Reply {
    let id: Id<Import> = id.parse().map_err(|_| Error::NotFound)?;
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let (row, files, mut lines) = {
        let mut tx = visit.read().await?;
        let row = exchange::find_import(&mut tx, desk.mailbox, id).await?;
        let files = exchange::files(&mut tx, id).await?;
        (row, files, exchange::lines(&mut tx, id, LISTED as i64 + 1).await?)
    };
    let is_cut = lines.len() > LISTED;
    lines.truncate(LISTED);
    let body = ReportPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        done: Done::of(&visit, &row)?,
        counts: counts(t, &row),
        files: files
            .into_iter()
            .take(20)
            .map(|file| format!("{} ({})", file.name, shown::size(visit.locale, file.size)))
            .collect(),
        lines,
        further: if is_cut { t.box_import_further().to_owned() } else { String::new() },
    };
    let (page, side) = desk.beside(&visit, "reglages", t.box_import_report(), body);
    page.reply(&side)
}

fn counts(t: Words, row: &ImportRow) -> Vec<String> {
    let mut counts = vec![t.box_import_filed(row.filed)];
    if row.known > 0 {
        counts.push(t.box_import_known(row.known));
    }
    if row.contacts > 0 {
        counts.push(t.box_import_contacts_taken(row.contacts));
    }
    if row.events > 0 {
        counts.push(t.box_import_events(row.events));
    }
    if row.rules > 0 {
        counts.push(t.box_import_rules(row.rules));
    }
    if row.refused > 0 {
        counts.push(t.box_import_refused(row.refused));
    }
    counts
}

pub(super) async fn stop(visit: Visit, Path(id): Path<String>) -> Reply {
    let id: Id<Import> = id.parse().map_err(|_| Error::NotFound)?;
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let t = words(&visit);
    visit.write(async move |tx| exchange::stop(tx, mailbox, id).await).await?;
    Ok(redirect_saying(&visit, &format!("{HOME}/imports/{id}"), t.box_import_stopped()))
}
