//! APPEND: a message that the client itself puts in a folder, its copy of what was sent or what it moves from elsewhere.

use imap_codec::imap_types::{
    datetime::DateTime, extensions::binary::LiteralOrLiteral8, flag::Flag, mailbox::Mailbox as Name,
};
use kernel::{Error, Result, Time};

use super::{
    reply,
    session::{Answer, Out, Session, no},
    store,
};
use crate::{filing, letter::Letter};

impl Session {
    pub(super) async fn append(
        &mut self,
        name: Name<'_>,
        flags: Vec<Flag<'_>>,
        date: Option<DateTime>,
        message: LiteralOrLiteral8<'_>,
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        let (reach, folder) = match self.find(&name).await {
            Ok(found) => found,
            Err(Error::NotFound) => return Ok(no("[TRYCREATE] There is no such folder")),
            Err(error) => return Err(error),
        };
        reach.to_write()?;
        let Some(marks) = reply::marks(&flags) else {
            return Ok(no("[CANNOT] There is no such flag"));
        };
        let LiteralOrLiteral8::Literal(raw) = message else {
            return Ok(no("[UNKNOWN-CTE] BINARY is not offered"));
        };
        let raw = match self.message.take() {
            Some(message) => message.whole().await?,
            None => raw.into_inner().into_owned().into(),
        };
        if raw.is_empty() {
            return Ok(no("[CANNOT] The message is empty"));
        }
        let letter = Letter::keep(&self.ctx, raw).await?;
        let (side, received_at) = (reach.side(), date.map(|date| Time(date.as_ref().timestamp_millis())));
        let filed = self
            .ctx
            .write(async move |tx| {
                let at = received_at.unwrap_or_else(|| tx.now());
                filing::file_by_hand(tx, side, &letter, &folder, at, &marks).await?.ok_or(Error::NotFound)
            })
            .await?;
        let numbers = store::numbers(&mut self.ctx.read().await?, reach.mailbox).await?;
        let validity = reach.validity(numbers.uid_validity);
        self.tell_changes(out).await?;
        Ok(Answer::Ok(format!("[APPENDUID {validity} {}] APPEND is done", filed.uid)))
    }
}
