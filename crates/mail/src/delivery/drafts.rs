//! Drafts written in the webmel, shown to mail programs: the message as it would leave now, kept among the drafts.

use kernel::{
    Ctx, Error, Id, Result,
    jobs::{self, JobKind},
    people::Academy,
};
use serde::{Deserialize, Serialize};

use super::{
    in_academy,
    sending::{Envelope, written},
};
use crate::{
    draft::{self, Draft, DraftRow, copy},
    filing::{self, Filing, Flags, Marking, Marks},
    folder::FolderRole,
    identities,
    letter::Letter,
    mailbox::Mailbox,
    message::{
        EmailAddress,
        address::{on_the_wire, parse_list},
        compose::{Copies, Stamp},
        thread::Links,
    },
    recipients,
};

pub(crate) const SHOW: JobKind = JobKind {
    name: "mail draft shown",
    run: |ctx, payload| Box::pin(async move { show(&ctx, jobs::payload(&payload)?).await }),
};

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Shown {
    pub mailbox: Id<Mailbox>,
    pub draft: Id<Draft>,
    pub academy: Id<Academy>,
}

/// What could not be sent as it is (an identity lost, too much joined) is not shown: the composer tells its author.
async fn show(ctx: &Ctx, Shown { mailbox, draft, academy }: Shown) -> Result<()> {
    let mut ctx = in_academy(ctx, academy).await?;
    let (row, files, identity, aliases) = {
        let mut tx = ctx.read().await?;
        // Sent or thrown away meanwhile, it is shown no more.
        let Some(row) = draft::find(&mut tx, mailbox, draft).await? else { return Ok(()) };
        let files = draft::files(&mut tx, mailbox, draft).await?;
        let identity = match identities::of_draft(&mut tx, mailbox, &row.sender).await {
            Ok(identity) => identity,
            Err(Error::Invalid(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let aliases = recipients::addresses_of(&mut tx, mailbox.cast()).await?;
        ctx.locale = recipients::locale_of(&mut tx, mailbox.cast()).await?;
        (row, files, identity, aliases)
    };
    let message = match written(&ctx, &row, &files, &as_typed(&row), &identity, &aliases).await {
        Ok(message) => message,
        Err(Error::Invalid(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let message_id = draft::message_id(draft, &ctx.academy()?.mail_domain);
    let stamp = Stamp { message_id: &message_id, sent_at: row.saved_at };
    let mut letter = Letter::compose(&ctx, message, &stamp, Copies::Kept).await?;
    // It is no part of a conversation before it is sent.
    letter.links = Links::default();
    ctx.write(async move |tx| {
        let filing = Filing {
            folder: FolderRole::Drafts.in_box(mailbox),
            flags: Flags { seen: true, ..Flags::default() },
            received_at: row.saved_at,
            key: None,
            expires: false,
            within_quota: false,
        };
        let Some(filed) = filing::file(tx, mailbox, &letter, &filing).await? else { return Ok(()) };
        let marks = Marks { draft: true, ..Marks::default() };
        filing::mark(tx, mailbox, &[filed.id], Marking::Add, &marks, None).await?;
        if !copy::show(tx, mailbox, draft, row.version, filed.id, letter.size).await? {
            // Saved again meanwhile: another job shows that.
            filing::delete(tx, mailbox, &[filed.id]).await?;
        }
        Ok(())
    })
    .await
}

/// The fields as far as they can be read.
fn as_typed(row: &DraftRow) -> Envelope {
    let read = |text: &str| -> Vec<EmailAddress> {
        let addresses = parse_list(text).addresses.into_iter();
        addresses.filter(|address| on_the_wire(&address.email).is_some()).collect()
    };
    Envelope {
        to: read(&row.recipients),
        cc: read(&row.copies),
        bcc: read(&row.hidden_copies),
        ..Envelope::default()
    }
}
