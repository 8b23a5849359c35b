//! Leaving a list, asked once; and coming back to one that one would be in by what one is.

use axum::extract::Path;
use kernel::{Error, Result, Tx, permission::May};
use web::{Reply, Visit, redirect_saying};

use super::super::{
    desk::{Desk, icons, words},
    filing::Confirm,
};
use crate::lists::{self, Opened, members};

/// As somebody who is in it and may leave.
async fn opened(tx: &mut Tx, address: &str) -> Result<Opened> {
    let opened = lists::open(tx, address, May::Take).await?;
    if !opened.standing.is_member {
        return Err(Error::NotFound);
    }
    if !opened.list.may_leave {
        return Err(Error::Forbidden(crate::words::Words(tx.locale).list_no_leaving().to_owned()));
    }
    Ok(opened)
}

pub(super) async fn ask(visit: Visit, Path(address): Path<String>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let opened = opened(&mut visit.read().await?, &address).await?;
    let list = &opened.list;
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: t.list_leave_title(&list.name),
        explanation: if opened.standing.in_audience {
            t.list_leave_audience().to_owned()
        } else {
            t.list_leave_by_hand().to_owned()
        },
        button: t.list_leave().to_owned(),
        action: format!("/webmel/listes/{}/depart", list.address),
        fields: Vec::new(),
        back: format!("/webmel/listes/{}", list.address),
    };
    let title = body.title.clone();
    let (page, side) = desk.beside(&visit, "listes", &title, body);
    page.reply(&side)
}

pub(super) async fn leave(visit: Visit, Path(address): Path<String>) -> Reply {
    let name = visit
        .write(async move |tx| {
            let opened = opened(tx, &address).await?;
            members::leave(tx, &opened).await?;
            Ok(opened.list.name)
        })
        .await?;
    Ok(redirect_saying(&visit, "/webmel/listes", &words(&visit).list_left(&name)))
}

pub(super) async fn come_back(visit: Visit, Path(address): Path<String>) -> Reply {
    let there = visit
        .write(async move |tx| {
            let opened = lists::open(tx, &address, May::Take).await?;
            if !opened.standing.has_left {
                return Err(Error::NotFound);
            }
            members::come_back(tx, &opened).await?;
            Ok(super::href(&opened))
        })
        .await?;
    Ok(redirect_saying(&visit, &there, words(&visit).list_is_back()))
}
