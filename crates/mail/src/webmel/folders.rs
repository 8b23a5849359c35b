//! Folders of one's own: made, renamed, taken away (what they held goes to the bin); bin and junk emptied at once.

use askama::Template;
use kernel::{Error, Id, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Reply, Routes, Visit, form::told, redirect, redirect_saying};

use super::{
    desk::{Desk, Side, folder_id, icons, words},
    filing::Confirm,
    place::{self, Which, here, of_box},
};
use crate::{
    filing,
    folder::{self, Alike, Folder, FolderRole, FolderRow},
    words::Words,
};

pub(super) fn routes() -> Routes {
    of_box! {
        get "/dossiers" show;
        post "/dossiers" create;
        post "/dossiers/{folder}/nom" rename;
        get "/dossiers/{folder}/suppression" ask_to_remove;
        post "/dossiers/{folder}/suppression" remove;
        get "/dossiers/{folder}/vidage" ask_to_empty;
        post "/dossiers/{folder}/vidage" empty;
    }
}

#[derive(Template)]
#[template(path = "webmel/folders.html")]
struct FoldersPage {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    own: Vec<Own>,
    errors: Errors,
    /// The folder whose name is refused; the form of a new one when empty.
    refused: String,
    typed: String,
}

struct Own {
    id: String,
    name: String,
    total: i64,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

async fn show(visit: Visit) -> Reply {
    page(&visit, Errors::default(), String::new(), String::new()).await
}

async fn page(visit: &Visit, errors: Errors, refused: String, typed: String) -> Reply {
    let t = words(visit);
    let desk = Desk::load_to(visit, May::Edit).await?;
    let own = desk.folders.iter().filter(|f| f.role == FolderRole::Own);
    let own = own.map(|f| Own { id: f.id.to_string(), name: f.name.clone(), total: f.total }).collect();
    let mut page = desk.page(visit, t.own_folders());
    if !errors.is_empty() {
        page = page.refused();
    }
    let body = FoldersPage {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        own,
        errors,
        refused,
        typed,
    };
    page.reply(&Side { t, icons: icons(), nav: desk.nav(visit, "dossiers"), body })
}

async fn create(visit: Visit, Form(form): Form<Named>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let name = form.name.clone();
    match told(visit.write(async move |tx| folder::create(tx, mailbox, &name, Alike::Same).await).await)? {
        Ok(_) => Ok(redirect_saying(&visit, &here(&visit, "/dossiers"), words(&visit).folder_created())),
        Err(errors) => page(&visit, errors, String::new(), form.name).await,
    }
}

async fn rename(visit: Visit, Which(id): Which<String>, Form(form): Form<Named>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let folder: Id<Folder> = id.parse().map_err(|_| Error::NotFound)?;
    let name = form.name.clone();
    match told(
        visit.write(async move |tx| folder::rename(tx, mailbox, folder, &name, Alike::Same).await).await,
    )? {
        Ok(()) => Ok(redirect_saying(&visit, &here(&visit, "/dossiers"), words(&visit).folder_renamed())),
        Err(errors) => page(&visit, errors, id, form.name).await,
    }
}

async fn ask_to_remove(visit: Visit, Which(slug): Which<String>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load_to(&visit, May::Edit).await?;
    let folder = desk.named(&slug).filter(|f| f.role == FolderRole::Own).ok_or(Error::NotFound)?;
    let going = with_those_below(&desk, folder);
    let mut explanation =
        t.folder_remove_explanation(&folder.name, going.iter().map(|f| f.total).sum::<i64>());
    if going.len() > 1 {
        explanation = format!("{explanation} {}", t.folder_remove_below(going.len() as i64 - 1));
    }
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: t.folder_remove(&folder.name),
        explanation,
        button: t.remove().to_owned(),
        action: here(&visit, format_args!("/dossiers/{slug}/suppression")),
        fields: Vec::new(),
        back: here(&visit, "/dossiers"),
    };
    let page = desk.page(&visit, t.own_folders());
    page.reply(&Side { t, icons: icons(), nav: desk.nav(&visit, "dossiers"), body })
}

const AT_ONCE: i64 = 200;

/// A folder of one's own and what lies in it, outermost first.
fn with_those_below<'d>(desk: &'d Desk, folder: &'d FolderRow) -> Vec<&'d FolderRow> {
    let below = desk.folders.iter().filter(|f| f.is_below(&folder.name));
    std::iter::once(folder).chain(below).collect()
}

async fn remove(visit: Visit, Which(slug): Which<String>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let desk = Desk::load_to(&visit, May::Edit).await?;
    let folder = desk.named(&slug).filter(|f| f.role == FolderRole::Own).ok_or(Error::NotFound)?;
    for folder in with_those_below(&desk, folder).into_iter().rev().map(|f| f.id) {
        while visit.write(async move |tx| filing::bin_some(tx, mailbox, folder, AT_ONCE).await).await? > 0 {}
        visit.write(async move |tx| folder::remove_empty(tx, mailbox, folder).await).await?;
    }
    Ok(redirect_saying(&visit, &here(&visit, "/dossiers"), words(&visit).folder_removed()))
}

async fn ask_to_empty(visit: Visit, Which(slug): Which<String>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load_to(&visit, May::Edit).await?;
    let folder = desk.named(&slug).filter(|f| f.role.expires()).ok_or(Error::NotFound)?;
    let title = t.empty_folder(folder.shown_name(visit.locale));
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: title.clone(),
        explanation: t.delete_explanation(folder.total),
        button: t.empty_button().to_owned(),
        action: here(&visit, format_args!("/dossiers/{slug}/vidage")),
        fields: Vec::new(),
        back: here(&visit, format_args!("/dossiers/{slug}")),
    };
    desk.page(&visit, title).reply(&Side { t, icons: icons(), nav: desk.nav(&visit, &slug), body })
}

async fn empty(visit: Visit, Which(slug): Which<String>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let role = FolderRole::from_slug(&slug).filter(|role| role.expires()).ok_or(Error::NotFound)?;
    let folder = folder_id(mailbox, role.slug()).ok_or(Error::NotFound)?;
    let mut gone = 0;
    // A unit for a few hundred, so that others write in between.
    loop {
        let some =
            visit.write(async move |tx| filing::empty_some(tx, mailbox, folder, AT_ONCE).await).await?;
        gone += some as i64;
        if some < AT_ONCE as usize {
            break;
        }
    }
    if gone == 0 {
        return Ok(redirect(&here(&visit, format_args!("/dossiers/{slug}"))));
    }
    Ok(redirect_saying(&visit, &here(&visit, format_args!("/dossiers/{slug}")), &words(&visit).deleted(gone)))
}
