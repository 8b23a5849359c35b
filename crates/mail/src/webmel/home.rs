//! The home page: the inbox for who is signed in, and for everybody else the sign-in card with the three ways out of
//! trouble, under the names the help sheet gives them.

use askama::Template;
use axum::extract::Query;
use kernel::site::System;
use web::{Page, Reply, Visit};

use super::{
    desk::{icons, words},
    list::{self, Where},
};
use crate::{folder::FolderRole, words::Words};

#[derive(Template)]
#[template(path = "webmel/sign_in.html")]
struct SignInPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    /// Where the account lives: nothing when it shares our origin.
    account: String,
}

/// The inbox of a box besides one's own.
pub(super) async fn other(visit: Visit, Query(at): Query<Where>) -> Reply {
    list::folder_page(&visit, FolderRole::Inbox.slug(), &at).await
}

pub(super) async fn show(visit: Visit, Query(at): Query<Where>) -> Reply {
    if visit.agent().is_ok() {
        return list::folder_page(&visit, FolderRole::Inbox.slug(), &at).await;
    }
    if visit.is_signed_on() {
        return Ok(web::redirect("/webmel/connexion"));
    }
    let site = &visit.services().site;
    let elsewhere = site.origin(System::Identity) != site.origin(System::Mail);
    let account = if elsewhere { site.url(System::Identity, "") } else { String::new() };
    let t = words(&visit);
    let body = SignInPage { t, icons: icons(), csrf: visit.csrf(), account };
    Page::new(&visit, t.sign_in_title()).class("page-sign-in").reply(&body)
}
