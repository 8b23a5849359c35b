//! The reader's answer to a sender who asked to know: a receipt, or none.

use kernel::{Error, Id, permission::May};
use serde::Deserialize;
use web::{Form, Reply, Visit, redirect_saying};

use super::{
    desk::words,
    place::{self, Which, here},
};
use crate::{filing::Message, receipts};

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    choice: String,
}

pub(super) async fn choose(visit: Visit, Which(id): Which<String>, Form(form): Form<Choice>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Take).await?;
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let t = words(&visit);
    let there = here(&visit, format_args!("/messages/{id}"));
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
