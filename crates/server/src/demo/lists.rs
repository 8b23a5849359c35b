//! Lists and aliases of an académie of the demo, with what was written to them before today.

use kernel::{Error, Result, Tx};
use mail::{
    lists::{self, Powers, Settings},
    message::{
        EmailAddress,
        compose::{self, Copies, Draft, Stamp},
    },
    seed::{self, Letter},
};

use super::{
    content::{Content, DemoAlias, DemoList, DemoPost},
    days::fill,
    people::{Agent, Town},
};

pub(super) async fn found_all(towns: &[Town], content: &Content) -> Result<usize> {
    for town in towns {
        for one in &content.lists.lists {
            found(town, one).await?;
        }
        for alias in &content.lists.aliases {
            lead(town, alias).await?;
        }
    }
    Ok(content.lists.lists.len() * towns.len())
}

/// Who the content speaks of, in this académie.
pub(super) fn somebody<'t>(town: &'t Town, key: &str) -> Result<&'t Agent> {
    match key {
        "active" => Ok(town.active()),
        "manager" => Ok(town.manager()),
        code => {
            // A small demo may have nobody of that function.
            let known = town.of_function(&[code]).into_iter().next();
            known.or(town.staff.first()).ok_or_else(|| Error::internal("the demo has nobody"))
        }
    }
}

async fn found(town: &Town, one: &DemoList) -> Result<()> {
    let known = |what: &str| Error::Internal(format!("lists: {}: {what}", one.local));
    let settings = Settings {
        name: one.name.clone(),
        description: one.description.clone(),
        writers: one.writers.parse().map_err(|_| known("writers"))?,
        moderation: one.moderation.parse().map_err(|_| known("moderation"))?,
        may_leave: one.may_leave,
        archive: one.archive.parse().map_err(|_| known("archive"))?,
        keep_days: 365,
    };
    let powers = Powers {
        owners: somebody(town, &one.owner)?.address.clone(),
        functions: one.functions.join(","),
        establishments: if one.of_active { town.active().uai.clone() } else { String::new() },
        ..Powers::default()
    };
    let mut members = Vec::new();
    for key in &one.members {
        members.push(somebody(town, key)?.address.clone());
    }
    let mut posts = Vec::new();
    for post in &one.posts {
        posts.push((written(town, one, post).await?, town.days.hours_ago(post.hours_ago), post.held));
    }
    let local = one.local.clone();
    town.ctx
        .write(async move |tx: &mut Tx| {
            let list = lists::create(tx, &local, settings, &powers).await?;
            seed::add_to_list(tx, list, &members.join("\n")).await?;
            for (letter, at, held) in &posts {
                seed::file_post(tx, list, letter, *at, *held).await?;
            }
            Ok(())
        })
        .await
}

async fn written(town: &Town, list: &DemoList, post: &DemoPost) -> Result<Letter> {
    let from = somebody(town, &post.from)?;
    let filled = |text: &str| fill(text, |word| town.days.word(word));
    let domain = &town.academy.mail_domain;
    let draft = Draft {
        from: EmailAddress::new(&from.name(), &from.address),
        to: vec![EmailAddress::new(&list.name, &format!("{}@{domain}", list.local))],
        subject: filled(&post.subject)?,
        text: Some(format!("{}\n{}\n", filled(&post.text)?.trim_end(), from.name())),
        ..Draft::default()
    };
    let message_id = format!("{}.{}@{domain}", list.local, post.hours_ago);
    let stamp = Stamp { message_id: &message_id, sent_at: town.days.hours_ago(post.hours_ago) };
    let raw = compose::compose(&draft, &stamp, Copies::Delivered).map_err(Error::internal)?;
    Letter::keep(&town.ctx, raw).await
}

async fn lead(town: &Town, alias: &DemoAlias) -> Result<()> {
    let mut targets = Vec::new();
    for key in &alias.to {
        targets.push(somebody(town, key)?.address.clone());
    }
    targets.extend(alias.list.iter().map(|local| format!("{local}@{}", town.academy.mail_domain)));
    let (local, note) = (alias.local.clone(), alias.note.clone());
    town.ctx
        .write(async move |tx: &mut Tx| seed::add_alias(tx, &local, &note, &targets.join(", ")).await)
        .await
}
