//! The reader's answer to a sender who asked to know: a receipt, or none.

use axum::extract::Path;
use kernel::{Error, Id, permission::May};
use serde::Deserialize;
use web::{Form, Reply, Visit, redirect_saying};

use super::desk::words;
use crate::{filing::Message, policy, receipts};

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    choice: String,
}

pub(super) async fn choose(visit: Visit, Path(id): Path<String>, Form(form): Form<Choice>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Take)?;
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let t = words(&visit);
    let there = format!("/webmel/messages/{id}");
    if form.choice != "send" {
        visit.write(async move |tx| receipts::refuse(tx, mailbox, id).await).await?;
        return Ok(redirect_saying(&visit, &there, t.receipt_refused()));
    }
    match receipts::send(visit.ctx(), mailbox, id).await {
        Ok(()) => Ok(redirect_saying(&visit, &there, t.receipt_sent())),
        Err(Error::Conflict(sentence)) => Ok(redirect_saying(&visit, &there, &sentence)),
        Err(error) => Err(error.into()),
    }
}
