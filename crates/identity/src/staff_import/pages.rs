//! `/compte/gestion/import`: the manager's page.

use askama::Template;
use axum::{
    body::Body,
    extract::Path,
    response::{IntoResponse, Response},
};
use futures::stream;
use http::header;
use kernel::{
    Ctx, Error, Id,
    permission::{May, Role, demand, standing},
};
use web::{
    Access, Errors, Page, Reply, Routes, Visit, dates,
    form::told,
    redirect_saying,
    upload::{Part, Upload},
};

use super::{
    Import, ImportRow, ReportLine, Uploaded,
    store::{self, report},
};
use crate::{policy::POLICY, view::words, words::Words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/compte/gestion/import", Access::Granted(Role::Manager), show)
        .post("/compte/gestion/import", Access::Granted(Role::Manager), start)
        .get("/compte/gestion/import/{import}", Access::Granted(Role::Manager), follow)
        .get("/compte/gestion/import/{import}/rapport.csv", Access::Granted(Role::Manager), download)
}

/// Bytes a staff file may have; the largest académie's has about 10 MB.
const LIMIT: u64 = 100 << 20;

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage<'a> {
    t: Words,
    csrf: &'a str,
    limit: u64,
    trouble: &'a str,
    errors: &'a Errors,
    imports: Vec<ImportLine>,
}

struct ImportLine {
    id: String,
    file_name: String,
    started: String,
    state: String,
    created: i64,
    changed: i64,
    closed: i64,
    rejected: i64,
}

/// Also asked by the routes' own access; here it is the académie's policy that answers.
fn may(visit: &Visit, may: May) -> kernel::Result<()> {
    demand(POLICY, "staff import", may, &standing(&visit.actor, visit.academy_id()?))
}

async fn show(visit: Visit) -> Reply {
    may(&visit, May::View)?;
    page(&visit, &Errors::default()).await
}

async fn page(visit: &Visit, errors: &Errors) -> Reply {
    let rows = store::latest(&mut visit.read().await?, 30).await?;
    let t = words(visit);
    let zone = visit.academy()?.zone.clone();
    let imports = rows
        .into_iter()
        .map(|row| ImportLine {
            id: row.id.to_string(),
            started: dates::short(visit.locale, row.started_at, visit.now(), &zone),
            state: t.import_state(&row.state),
            file_name: row.file_name,
            created: row.created,
            changed: row.changed,
            closed: row.closed,
            rejected: row.rejected,
        })
        .collect();
    let body = ImportPage { t, csrf: visit.csrf(), limit: LIMIT, trouble: "", errors, imports };
    let page = Page::new(visit, t.import_title()).crumb(t.account_title(), "/compte");
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

async fn start(visit: Visit, mut upload: Upload) -> Reply {
    may(&visit, May::Edit)?;
    let academy = visit.academy_id()?;
    let mut file = None;
    let mut close_missing = false;
    loop {
        match told(upload.next(LIMIT).await.map_err(Error::from))? {
            Ok(Some(Part::File { file_name, kept, .. })) => file = Some((file_name, kept)),
            Ok(Some(Part::Text { name, .. })) => close_missing |= name == "close_missing",
            Ok(None) => break,
            Err(errors) => return page(&visit, &errors).await,
        }
    }
    let t = words(&visit);
    let Some((file_name, kept)) = file else {
        let mut errors = Errors::default();
        errors.add("file", t.import_no_file());
        return page(&visit, &errors).await;
    };
    let begun = visit
        .write(async move |tx| {
            let source =
                super::Source { file_name: file_name.clone(), digest: kept.digest.clone(), close_missing };
            let by = tx.agent_id().ok();
            let import = store::begin(tx, &source, by).await?;
            let job = Uploaded { academy, import: import.id, digest: kept.digest };
            let key = format!("staff import {}", import.id);
            let now = tx.now();
            tx.enqueue_at("staff import", &job, now, Some(&key)).await?;
            tx.audit(kernel::audit::Entry {
                action: "staff.import",
                subject: None,
                result: kernel::audit::Outcome::Done,
                detail: &file_name,
            })
            .await?;
            Ok(import)
        })
        .await;
    let import = match begun {
        Err(Error::Conflict(why)) => {
            let mut errors = Errors::default();
            errors.add("file", why);
            return page(&visit, &errors).await;
        }
        other => other?,
    };
    Ok(redirect_saying(&visit, &format!("/compte/gestion/import/{}", import.id), t.import_started()))
}

#[derive(Template)]
#[template(path = "import_report.html")]
struct ReportPage {
    t: Words,
    import: ImportRow,
    id: String,
    state: String,
    running: bool,
    lines: Vec<ReportLine>,
    count: i64,
}

const SHOWN: i64 = 100;

async fn follow(visit: Visit, Path(id): Path<String>) -> Reply {
    may(&visit, May::View)?;
    let id: Id<Import> = id.parse().map_err(|_| Error::NotFound)?;
    let (import, lines) = {
        let mut tx = visit.read().await?;
        let import = store::import(&mut tx, id).await?;
        (import, report(&mut tx, id, (0, -1), SHOWN).await?)
    };
    let t = words(&visit);
    let body = ReportPage {
        t,
        id: id.to_string(),
        state: t.import_state(&import.state),
        running: import.state == "running",
        import,
        count: lines.len() as i64,
        lines: lines.into_iter().map(|(_, line)| line).collect(),
    };
    Page::new(&visit, t.import_report())
        .crumb(t.account_title(), "/compte")
        .crumb(t.import_title(), "/compte/gestion/import")
        .reply(&body)
}

/// The whole report, page after page of the table, never in memory whole.
async fn download(visit: Visit, Path(name): Path<String>) -> Reply<Response> {
    may(&visit, May::View)?;
    let id: Id<Import> = name.parse().map_err(|_| Error::NotFound)?;
    store::import(&mut visit.read().await?, id).await?;
    let t = words(&visit);
    let header =
        format!("{};{};{}\r\n", t.import_report_line(), t.import_report_field(), t.import_report_reason());
    let ctx = visit.ctx().clone();
    let rest = stream::unfold(Some((0, -1)), move |after| {
        let ctx = ctx.clone();
        async move {
            let after = after?;
            match some_lines(&ctx, id, after).await {
                Ok((text, next)) => Some((Ok(text), next)),
                Err(error) => Some((Err(std::io::Error::other(error.to_string())), None)),
            }
        }
    });
    let first = stream::once(async move { Ok::<_, std::io::Error>(format!("\u{feff}{header}")) });
    let body = Body::from_stream(futures::StreamExt::fuse(futures::StreamExt::chain(first, rest)));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"compte-rendu-import.csv\""),
    ];
    Ok((headers, body).into_response())
}

type After = Option<(i64, i64)>;

async fn some_lines(ctx: &Ctx, id: Id<Import>, after: (i64, i64)) -> kernel::Result<(String, After)> {
    let lines = report(&mut ctx.read().await?, id, after, 500).await?;
    let next = lines.last().map(|(place, line)| (line.line, *place));
    let mut out = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for (_, line) in &lines {
        out.write_record([&line.line.to_string(), &line.field, &line.reason]).map_err(Error::internal)?;
    }
    let bytes = out.into_inner().map_err(Error::internal)?;
    Ok((String::from_utf8_lossy(&bytes).into_owned(), next))
}
