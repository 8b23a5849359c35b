//! The box of a school in each académie of the demo, with those who look after it and what was written to it.

use kernel::{Error, Result, Tx};
use mail::{
    members::{self, Grant},
    message::{
        EmailAddress,
        compose::{self, Copies, Draft, Stamp},
        subject,
    },
    seed::{self, Flags, FolderRole, Letter, Place},
};

use super::{
    content::{Content, DemoBox, DemoLetter},
    days::fill,
    lists::somebody,
    people::Town,
};

pub(super) async fn open_all(towns: &[Town], content: &Content) -> Result<usize> {
    for town in towns {
        for one in &content.boxes.boxes {
            open(town, one).await?;
        }
    }
    Ok(content.boxes.boxes.len() * towns.len())
}

async fn open(town: &Town, one: &DemoBox) -> Result<()> {
    let local = format!("ce.{}", town.active().uai.to_lowercase());
    let (name, owner) = (one.name.clone(), somebody(town, &one.owner)?.address.clone());
    let mut known = vec![somebody(town, &one.owner)?.id];
    let mut grants = Vec::new();
    for member in &one.members {
        let rights = member.rights.parse().map_err(|_| Error::internal("boxes: rights"))?;
        let person = somebody(town, &member.who)?.id;
        // In a small demo one person may be named for two.
        if !known.contains(&person) {
            known.push(person);
            grants.push(Grant::of(person, rights, false));
        }
    }
    let at = local.clone();
    let mailbox = town
        .ctx
        .write(async move |tx: &mut Tx| {
            let mailbox = seed::add_shared_box(tx, &at, &name, &owner).await?;
            for grant in &grants {
                members::grant(tx, mailbox, grant).await?;
            }
            Ok(mailbox)
        })
        .await?;
    let me = EmailAddress::new(&one.name, &format!("{local}@{}", town.academy.mail_domain));
    for (number, letter) in one.letters.iter().enumerate() {
        let came = written(town, &me, letter, number).await?;
        let answered = answer(town, &me, letter, number).await?;
        let mut readers = Vec::new();
        for key in &letter.read_by {
            readers.push(somebody(town, key)?.id);
        }
        let came_at = town.days.hours_ago(letter.hours_ago);
        let answered = match (&letter.answer, answered) {
            (Some(of), Some(text)) => {
                Some((text, somebody(town, &of.by)?.id, town.days.hours_ago(of.hours_ago)))
            }
            _ => None,
        };
        town.ctx
            .write(async move |tx: &mut Tx| {
                let (inbox, sent) = (Place::Standard(FolderRole::Inbox), Place::Standard(FolderRole::Sent));
                let nothing = || Error::internal("boxes: a letter was not filed");
                let flags = Flags { answered: answered.is_some(), ..Flags::default() };
                let id = seed::file_message(tx, mailbox.cast(), &inbox, &came, flags, came_at).await?;
                let id = id.ok_or_else(nothing)?;
                for reader in readers {
                    seed::read_by(tx, mailbox, reader, &[id]).await?;
                }
                if let Some((text, by, at)) = &answered {
                    let seen = Flags { seen: true, ..Flags::default() };
                    let answer = seed::file_message(tx, mailbox.cast(), &sent, text, seen, *at).await?;
                    seed::answered_by(tx, mailbox, *by, id, answer.ok_or_else(nothing)?, *at).await?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

fn identifier(town: &Town, me: &EmailAddress, number: usize, what: &str) -> String {
    let local = me.email.split('@').next().unwrap_or_default();
    format!("{local}.{number}.{what}@{}", town.academy.mail_domain)
}

async fn written(town: &Town, me: &EmailAddress, letter: &DemoLetter, number: usize) -> Result<Letter> {
    let draft = Draft {
        from: EmailAddress::new(&letter.from, &letter.address),
        to: vec![me.clone()],
        subject: filled(town, &letter.subject)?,
        text: Some(filled(town, &letter.text)?),
        ..Draft::default()
    };
    kept(town, &draft, &identifier(town, me, number, "recu"), letter.hours_ago).await
}

async fn answer(
    town: &Town,
    me: &EmailAddress,
    letter: &DemoLetter,
    number: usize,
) -> Result<Option<Letter>> {
    let Some(answer) = &letter.answer else { return Ok(None) };
    let before = identifier(town, me, number, "recu");
    let draft = Draft {
        from: me.clone(),
        to: vec![EmailAddress::new(&letter.from, &letter.address)],
        subject: subject::reply(&filled(town, &letter.subject)?, kernel::Locale::Fr),
        text: Some(format!(
            "{}\n{}\n",
            filled(town, &answer.text)?.trim_end(),
            somebody(town, &answer.by)?.name()
        )),
        in_reply_to: vec![before.clone()],
        references: vec![before],
        ..Draft::default()
    };
    Ok(Some(kept(town, &draft, &identifier(town, me, number, "reponse"), answer.hours_ago).await?))
}

async fn kept(town: &Town, draft: &Draft, message_id: &str, hours_ago: u32) -> Result<Letter> {
    let stamp = Stamp { message_id, sent_at: town.days.hours_ago(hours_ago) };
    let raw = compose::compose(draft, &stamp, Copies::Kept).map_err(Error::internal)?;
    Letter::keep(&town.ctx, raw).await
}

fn filled(town: &Town, text: &str) -> Result<String> {
    fill(text, |word| town.days.word(word))
}
