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
use crate::{
    filing::{self, Filing, Flags, Marking},
    letter::Letter,
};

impl Session {
    pub(super) async fn append(
        &mut self,
        name: Name<'_>,
        flags: Vec<Flag<'_>>,
        date: Option<DateTime>,
        message: LiteralOrLiteral8<'_>,
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        let folder = match self.folder(&name).await {
            Ok(folder) => folder,
            Err(Error::NotFound) => return Ok(no("[TRYCREATE] There is no such folder")),
            Err(error) => return Err(error),
        };
        let Some(marks) = reply::marks(&flags) else {
            return Ok(no("[CANNOT] There is no such flag"));
        };
        let LiteralOrLiteral8::Literal(raw) = message else {
            return Ok(no("[UNKNOWN-CTE] BINARY is not offered"));
        };
        let raw = raw.into_inner().into_owned();
        if raw.is_empty() {
            return Ok(no("[CANNOT] The message is empty"));
        }
        let letter = Letter::keep(&self.ctx, raw).await?;
        let mailbox = self.mailbox()?;
        let received_at = date.map(|date| Time(date.as_ref().timestamp_millis()));
        let (folder_id, expires) = (folder.id, folder.role.expires());
        let filed = self
            .ctx
            .write(async move |tx| {
                let filing = Filing {
                    folder: folder_id,
                    flags: Flags {
                        seen: marks.seen,
                        flagged: marks.flagged,
                        answered: marks.answered,
                        forwarded: marks.forwarded,
                    },
                    received_at: received_at.unwrap_or_else(|| tx.now()),
                    key: None,
                    expires,
                    within_quota: true,
                };
                let filed = filing::file(tx, mailbox, &letter, &filing).await?.ok_or(Error::NotFound)?;
                if marks.deleted || marks.draft || marks.keywords.iter().next().is_some() {
                    filing::mark(tx, mailbox, &[filed.id], Marking::Set, &marks, None).await?;
                }
                Ok(filed)
            })
            .await?;
        let validity = store::numbers(&mut self.ctx.read().await?, mailbox).await?.uid_validity;
        self.tell_changes(out).await?;
        Ok(Answer::Ok(format!("[APPENDUID {validity} {}] APPEND is done", filed.uid)))
    }
}
