//! One or several documents to download, with a few words on them. The files themselves are the kernel's, kept once
//! whatever the number of copies of the activity.

mod pages;
mod size;
mod store;

use askama::Template;
use kernel::{
    Error, Id, Locale, Problem, Result, Tx,
    files::{FileRow, Kept},
    people::Person,
};
use learning::activity::{
    Activity, ActivityType, Completion, FILE_LIMIT, Given, RowText, Settings, Showing, Shown, Submitted, Work,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Errors, assets};

pub(crate) use pages::routes;

use crate::{text, words::Words};

pub(crate) struct File;

/// Most files of one activity; more is a folder's affair.
const MOST: usize = 20;

/// One document, as settings hold it. The id is known in this deployment only; the digest is the content itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Document {
    #[serde(default)]
    id: Option<Id<FileRow>>,
    digest: String,
    name: String,
    #[serde(rename = "type")]
    content_type: String,
    size: i64,
}

/// What the row says of the documents.
#[derive(Serialize, Deserialize)]
struct Detail {
    files: i64,
    bytes: i64,
    /// Of the only file, such as `pdf`.
    extension: String,
}

#[derive(Template)]
#[template(path = "file/form.html")]
struct Form<'a> {
    t: Words,
    icons: &'static str,
    limit: u64,
    limit_mo: u64,
    documents: Vec<Shape>,
    error: &'a str,
    text: String,
}

#[derive(Template)]
#[template(path = "file/body.html")]
struct Body {
    icons: &'static str,
    html: String,
    documents: Vec<Shape>,
}

/// A document as pages show it.
struct Shape {
    id: String,
    name: String,
    size: String,
    href: String,
}

impl ActivityType for File {
    fn key(&self) -> &'static str {
        "file"
    }

    fn name(&self, locale: Locale) -> &'static str {
        Words(locale).file_name()
    }

    fn purpose(&self, locale: Locale) -> &'static str {
        Words(locale).file_purpose()
    }

    fn icon(&self) -> &'static str {
        "file"
    }

    fn accent(&self) -> &'static str {
        "bleu"
    }

    fn shown(&self) -> Shown {
        Shown::OnItsPage
    }

    fn completions(&self) -> &'static [Completion] {
        &[Completion::Viewed, Completion::Manual, Completion::None]
    }

    fn takes_files(&self) -> bool {
        true
    }

    fn blank(&self) -> Settings {
        json!({ "html": "", "files": [] })
    }

    fn form(&self, settings: &Settings, errors: &Errors, showing: &Showing<'_>) -> Result<String> {
        let t = Words(showing.locale);
        let mut text = text::Field::new(t.text_around(), settings, errors.of("html"), showing);
        text.optional = t.field_optional();
        let form = Form {
            t,
            icons: assets::path("icons.svg"),
            limit: FILE_LIMIT,
            limit_mo: FILE_LIMIT >> 20,
            documents: documents(settings).iter().map(|document| shape(document, showing)).collect(),
            error: errors.of("file"),
            text: text.draw()?,
        };
        form.render().map_err(Error::internal)
    }

    fn read(&self, typed: &Submitted, locale: Locale) -> (Settings, Vec<Problem>) {
        let t = Words(locale);
        let mut problems = Vec::new();
        let text = text::read(typed, locale, &mut problems);
        let documents: Vec<Document> = typed.files.iter().map(Document::from).collect();
        if documents.is_empty() {
            problems.push(Problem { field: "file", message: t.file_missing().to_owned() });
        }
        if documents.len() > MOST {
            problems.push(Problem { field: "file", message: t.file_too_many(MOST) });
        }
        (json!({ "html": text.as_str(), "files": documents }), problems)
    }

    fn save<'a>(
        &'a self,
        tx: &'a mut Tx,
        activity: Id<Activity>,
        settings: &'a Settings,
    ) -> Work<'a, RowText> {
        Box::pin(async move {
            let text = text::safe(settings, tx.locale)?;
            let mut documents = documents(settings);
            documents.truncate(MOST);
            let mut ids = Vec::with_capacity(documents.len());
            for document in &documents {
                ids.push(kept(tx, document).await?);
            }
            store::put(tx, activity, text.as_str(), &ids).await?;
            let detail = detail(&documents);
            Ok(RowText {
                detail: serde_json::to_string(&detail).map_err(Error::internal)?,
                ..RowText::default()
            })
        })
    }

    fn settings<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, Settings> {
        Box::pin(async move {
            let html = store::html(tx, activity).await?;
            let documents: Vec<Document> = store::files(tx, activity)
                .await?
                .into_iter()
                .map(|row| Document::from(&Given::from(row)))
                .collect();
            Ok(json!({ "html": html, "files": documents }))
        })
    }

    fn files(&self, settings: &Settings) -> Vec<Id<FileRow>> {
        documents(settings).iter().filter_map(|document| document.id).collect()
    }

    fn delete<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, ()> {
        Box::pin(store::delete(tx, activity))
    }

    fn line(&self, detail: &str, locale: Locale) -> String {
        let t = Words(locale);
        let Ok(detail) = serde_json::from_str::<Detail>(detail) else { return t.file_name().to_owned() };
        let size = size::of(detail.bytes, locale);
        if detail.files == 1 && !detail.extension.is_empty() {
            format!("{}, {size}", detail.extension.to_uppercase())
        } else {
            t.file_line(detail.files, size)
        }
    }

    fn body<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>, showing: Showing<'a>) -> Work<'a, String> {
        Box::pin(async move {
            let html = store::html(tx, activity).await?;
            let documents = store::files(tx, activity)
                .await?
                .into_iter()
                .map(|row| shape(&Document::from(&Given::from(row)), &showing))
                .collect();
            Body { icons: assets::path("icons.svg"), html, documents }.render().map_err(Error::internal)
        })
    }

    /// Nothing: who downloads is not written down.
    fn about<'a>(&'a self, _: &'a mut Tx, _: Id<Person>) -> Work<'a, Option<serde_json::Value>> {
        Box::pin(async { Ok::<_, Error>(None) })
    }

    fn erase<'a>(&'a self, _: &'a mut Tx, _: Id<Person>) -> Work<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

impl From<&Given> for Document {
    fn from(given: &Given) -> Document {
        Document {
            id: Some(given.id),
            digest: given.digest.clone(),
            name: given.name.clone(),
            content_type: given.content_type.clone(),
            size: given.size,
        }
    }
}

fn documents(settings: &Settings) -> Vec<Document> {
    let listed = settings.get("files").cloned().unwrap_or_default();
    serde_json::from_value(listed).unwrap_or_default()
}

/// The académie's own row for this content: the known one, or a new name for content that is kept already.
async fn kept(tx: &mut Tx, document: &Document) -> Result<Id<FileRow>> {
    if let Some(id) = document.id {
        match tx.file(id).await {
            Ok(row) if row.digest == document.digest => return Ok(id),
            Ok(_) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    let kept = Kept { digest: document.digest.clone(), size: u64::try_from(document.size).unwrap_or(0) };
    tx.add_file(&kept, &document.name, &document.content_type).await
}

fn detail(documents: &[Document]) -> Detail {
    let extension = match documents {
        [only] => only.name.rsplit_once('.').map_or("", |(_, extension)| extension),
        _ => "",
    };
    Detail {
        files: documents.len() as i64,
        bytes: documents.iter().map(|document| document.size).sum(),
        extension: extension.chars().take(8).collect(),
    }
}

fn shape(document: &Document, showing: &Showing<'_>) -> Shape {
    let id = document.id.map(|id| id.to_string()).unwrap_or_default();
    Shape {
        href: format!("{}/fichiers/{id}", showing.base),
        name: document.name.clone(),
        size: size::of(document.size, showing.locale),
        id,
    }
}
