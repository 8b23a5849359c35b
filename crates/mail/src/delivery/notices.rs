//! Notices of the account, of M@gistère and of the portal, as real messages in the box of the person they concern:
//! kept from the first day, read once the box is activated. Those of one topic make one conversation.

use kernel::{
    Ctx, Error, Result,
    facts::{Fact, Listener},
    people,
    site::System,
};

use super::{Recipient, Welcome, into_inbox, system};
use crate::{folder::id_from, message::EmailAddress, recipients, words::Words};

pub(crate) const LISTENER: Listener =
    Listener { name: "mail notices", hears: &["Noticed"], run: |ctx, fact| Box::pin(hear(ctx, fact)) };

async fn hear(ctx: Ctx, fact: Fact) -> Result<()> {
    let Fact::Noticed { academy, person, notice, at, title, body, link, topic } = fact else {
        return Err(Error::internal("a fact that notices do not hear"));
    };
    let (to, locale) = {
        let mut tx = ctx.read().await?;
        (people::person(&mut tx, person).await?, recipients::locale_of(&mut tx, person).await?)
    };
    let t = Words(locale);
    let here = ctx.academy()?;
    let mut text = body.trim_end().to_owned();
    if let Some(link) = link {
        let address = ctx.services().site.url(System::of_path(&link).unwrap_or(System::Identity), &link);
        text = format!("{text}\n\n{} {address}", t.notice_link());
    }
    // The root is no message: whatever refers to it lies in one conversation, even when the first was deleted.
    let root = id_from::<Fact>("topic", &[person.bytes(), topic.as_bytes()]);
    let saying = system::Saying {
        academy: here,
        locale,
        name: &here.name,
        to: EmailAddress::new(&to.display_name, &to.address),
        subject: &title,
        text,
        message_id: &format!("avis.{notice}@{}", here.mail_domain),
        references: vec![format!("sujet.{root}@{}", here.mail_domain)],
        report: None,
        at,
    };
    let letter = system::write(&ctx, saying).await?;
    into_inbox(&ctx, Recipient { person, academy }, &letter, Welcome::OfProduct).await.map(drop)
}
