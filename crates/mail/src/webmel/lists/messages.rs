//! What was spread on a list, for those who may read it, and what waits, for its owners: read as in the webmel, in a frame
//! where nothing runs.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{Error, Id, Result, permission::May};
use serde::Deserialize;
use web::{Reply, Visit, dates};

use super::{
    super::{
        attachments, body as frame,
        desk::{Desk, icons, words},
        reading::initials,
        shown,
    },
    Tabs,
};
use crate::{
    letter,
    lists::{self, Opened, Post, PostRow, State, archive, held},
    message::{
        address::parse_list,
        safe_html::{Reading, RemoteImages, safe_html},
        text::text_to_html,
    },
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/lists/archive.html")]
struct ArchivePage {
    t: Words,
    icons: &'static str,
    title: String,
    href: String,
    tabs: Tabs,
    kept: String,
    rows: Vec<Row>,
    older: Option<String>,
}

/// A message in a list of them.
pub(super) struct Row {
    pub id: String,
    pub author: String,
    pub address: String,
    pub subject: String,
    pub preview: String,
    pub when: String,
    pub machine_date: String,
    pub has_attachment: bool,
}

impl Row {
    pub fn of(visit: &Visit, post: &PostRow) -> Result<Row> {
        let t = words(visit);
        let zone = &visit.academy()?.zone;
        let address = parse_list(&post.author).addresses.into_iter().next().unwrap_or_default();
        Ok(Row {
            id: post.id.to_string(),
            author: if post.author_name.is_empty() {
                t.unknown_sender().to_owned()
            } else {
                post.author_name.clone()
            },
            address: address.email,
            subject: if post.subject.is_empty() { t.no_subject().to_owned() } else { post.subject.clone() },
            preview: post.preview.clone(),
            when: dates::moment(visit.locale, post.came_at, zone),
            machine_date: dates::machine(post.came_at),
            has_attachment: post.has_attachment,
        })
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Place {
    avant: String,
}

const ROWS: usize = 50;

pub(super) async fn list(visit: Visit, Path(address): Path<String>, Query(at): Query<Place>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let (opened, waiting, mut found) = {
        let mut tx = visit.read().await?;
        let opened = lists::open(&mut tx, &address, May::View).await?;
        let waiting = if opened.moderates() { held::count(&mut tx, &opened).await? } else { 0 };
        let found = archive::page(&mut tx, &opened, shown::place(&at.avant), ROWS as i64 + 1).await?;
        (opened, waiting, found)
    };
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let older = found.last().filter(|_| more);
    let href = super::href(&opened);
    let body = ArchivePage {
        t,
        icons: icons(),
        title: opened.list.name.clone(),
        tabs: Tabs::of(&visit, &opened, waiting, "archive"),
        kept: t.list_archive_kept(opened.list.keep_days),
        older: older.map(|post| format!("{href}/archives?avant={}", shown::cursor(post.came_at, post.id))),
        rows: found.iter().map(|post| Row::of(&visit, post)).collect::<Result<_>>()?,
        href,
    };
    let title = format!("{}, {}", opened.list.name, t.list_archive());
    let (page, side) = desk.beside(&visit, "listes", &title, body);
    page.reply(&side)
}

#[derive(Template)]
#[template(path = "webmel/lists/message.html")]
struct MessagePage {
    t: Words,
    icons: &'static str,
    csrf: String,
    href: String,
    list: String,
    row: Row,
    initials: String,
    /// It waits for an owner.
    held: bool,
    warnings: Vec<String>,
    text: Option<String>,
    frame: Option<String>,
    /// Where its remote images are shown.
    blocked: Option<String>,
    attachments: Vec<(String, String, String)>,
}

async fn found(visit: &Visit, address: &str, post: &str) -> Result<(Opened, PostRow)> {
    let id: Id<Post> = post.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.read().await?;
    let opened = lists::open(&mut tx, address, May::View).await?;
    let post = archive::one(&mut tx, &opened, id).await?;
    Ok((opened, post))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Images {
    images: String,
}

pub(super) async fn show(
    visit: Visit,
    Path((address, post)): Path<(String, String)>,
    Query(asked): Query<Images>,
) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let (opened, post) = found(&visit, &address, &post).await?;
    let email = letter::email(&visit.services().files, &post.original_digest).await?.0;
    let path = format!("{}/messages/{}", super::href(&opened), post.id);
    let with_images = asked.images == "oui";
    let mut body = MessagePage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        href: super::href(&opened),
        list: opened.list.name.clone(),
        row: Row::of(&visit, &post)?,
        initials: initials(&post.author_name),
        held: post.state == State::Held,
        warnings: Vec::new(),
        text: None,
        frame: None,
        blocked: None,
        attachments: Vec::new(),
    };
    match (&email.html_body, &email.text_body) {
        (Some(html), _) => {
            let safe = safe_html(html, &Reading { remote_images: RemoteImages::Blocked, cid_url: &|_| None });
            let warned = safe.misleading_links.iter();
            body.warnings = warned.map(|link| t.misleading_link(&link.shown, &link.target)).collect();
            body.blocked = (safe.blocked_images > 0 && !with_images).then(|| format!("{path}?images=oui"));
            body.frame = Some(format!("{path}/corps{}", if with_images { "?images=oui" } else { "" }));
        }
        (None, Some(text)) => body.text = Some(text_to_html(text.trim_end())),
        (None, None) => {}
    }
    let listed = email.attachments.iter().filter(|attached| !attached.inline);
    body.attachments = listed
        .map(|attached| {
            let size = shown::size(visit.locale, attached.size as i64);
            (format!("{path}/pieces/{}", attached.part_id), attached.name.clone(), size)
        })
        .collect();
    let title = body.row.subject.clone();
    let (page, side) = desk.beside(&visit, "listes", &title, body);
    page.reply(&side)
}

pub(super) async fn body(
    visit: Visit,
    Path((address, post)): Path<(String, String)>,
    Query(asked): Query<frame::Asked>,
) -> Reply {
    let (opened, post) = found(&visit, &address, &post).await?;
    let images = format!("{}/messages/{}/images", super::href(&opened), post.id);
    frame::document(&visit, &post.original_digest, &images, asked.with_images()).await
}

pub(super) async fn image(
    visit: Visit,
    Path((address, post, part)): Path<(String, String, String)>,
) -> Reply {
    let (_, post) = found(&visit, &address, &post).await?;
    attachments::image_of(&visit, &post.original_digest, &part).await
}

pub(super) async fn download(
    visit: Visit,
    Path((address, post, part)): Path<(String, String, String)>,
) -> Reply {
    let (_, post) = found(&visit, &address, &post).await?;
    attachments::file_of(&visit, &post.original_digest, &part).await
}
