//! The mail of those one can be: conversations composed as the webmel composes them, and filed.

use std::collections::HashMap;

use kernel::{Error, Locale, Result};
use mail::{
    message::{
        EmailAddress,
        compose::{self, Copies, Draft, DraftAttachment, Stamp},
        subject,
    },
    seed::{self, Flags, Place, Seed},
};

use super::{
    content::{Content, Conversation, Mails, Message},
    days::fill,
    draw::Draw,
    people::{Agent, Town},
};

/// Somebody of a conversation.
#[derive(Clone)]
struct Role {
    name: String,
    first_name: String,
    surname: String,
    address: String,
}

struct Owner<'t> {
    town: &'t Town,
    agent: &'t Agent,
    roles: HashMap<&'t str, Role>,
    school: String,
}

pub(super) async fn file_all(towns: &[Town], content: &Content, draw: &Draw) -> Result<usize> {
    let mut count = 0;
    for town in towns {
        for agent in [town.active(), town.manager()] {
            let owner = Owner {
                town,
                agent,
                roles: roles(town, agent, &content.mails, draw)?,
                school: town
                    .academy
                    .establishments
                    .iter()
                    .find(|e| e.uai == agent.uai)
                    .map(|e| e.name.clone())
                    .unwrap_or_default(),
            };
            count += owner.fill(&content.mails).await?;
        }
    }
    Ok(count)
}

fn roles<'t>(town: &Town, me: &Agent, mails: &'t Mails, draw: &Draw) -> Result<HashMap<&'t str, Role>> {
    let mut roles = HashMap::new();
    let mut taken = vec![me.id];
    for role in &mails.roles {
        let someone = if role.key == "me" {
            Role::of(me)
        } else if role.function.is_empty() {
            let address = if role.address.is_empty() {
                format!("ne-pas-repondre@{}", town.academy.mail_domain)
            } else {
                role.address.clone()
            };
            Role {
                name: role.display_name.clone(),
                first_name: role.display_name.clone(),
                surname: String::new(),
                address,
            }
        } else {
            let fitting = |same: bool| {
                let all = town.of_function(&[&role.function]);
                let free = all.into_iter().filter(|a| !taken.contains(&a.id) && (!same || a.uai == me.uai));
                draw.one(&free.collect::<Vec<_>>()).copied()
            };
            let found = if role.same_establishment {
                fitting(true).or_else(|| fitting(false))
            } else {
                fitting(false)
            };
            // A small demo may have nobody of that function.
            let anybody = || town.staff.iter().find(|agent| !taken.contains(&agent.id));
            let agent =
                found.or_else(anybody).ok_or_else(|| Error::internal("the demo has too few agents"))?;
            taken.push(agent.id);
            Role::of(agent)
        };
        roles.insert(role.key.as_str(), someone);
    }
    Ok(roles)
}

impl Role {
    fn of(agent: &Agent) -> Role {
        Role {
            name: agent.name(),
            first_name: agent.given_names.clone(),
            surname: agent.surname.clone(),
            address: agent.address.clone(),
        }
    }

    fn email(&self) -> EmailAddress {
        EmailAddress { name: Some(self.name.clone()), email: self.address.clone() }
    }
}

impl Owner<'_> {
    async fn fill(&self, mails: &Mails) -> Result<usize> {
        let (person, folders) = (self.agent.id, mails.folders.clone());
        self.town
            .ctx
            .write(async move |tx| {
                for name in &folders {
                    if let Place::Own(name) = Place::named(name) {
                        seed::add_folder(tx, person, &name).await?;
                    }
                }
                Ok(())
            })
            .await?;
        let mut seeds = Vec::new();
        for conversation in &mails.conversations {
            let here = conversation.academies.as_ref();
            if here.is_none_or(|slugs| slugs.contains(&self.town.academy.slug)) {
                seeds.extend(self.conversation(conversation)?);
            }
        }
        // As they came, so that the newest are the last filed.
        seeds.sort_by_key(|seed| seed.received_at);
        seed::file_all(&self.town.ctx, person, seeds).await
    }

    fn conversation(&self, conversation: &Conversation) -> Result<Vec<Seed>> {
        let mut seeds = Vec::new();
        let mut before: Vec<String> = Vec::new();
        for (number, message) in conversation.messages.iter().enumerate() {
            let id = format!(
                "{}.{number}.{}@{}",
                conversation.key, self.agent.identifier, self.town.academy.mail_domain
            );
            let subject = match &message.subject {
                Some(own) => own.clone(),
                None if number == 0 => conversation.subject.clone(),
                None => subject::reply(&conversation.subject, Locale::Fr),
            };
            let sent_at = self.town.days.hours_ago(message.hours_ago);
            let draft = self.draft(message, subject, &before)?;
            let place = Place::named(&message.folder);
            let is_own = message.from == "me";
            let copies = if is_own { Copies::Kept } else { Copies::Delivered };
            let raw = compose::compose(&draft, &Stamp { message_id: &id, sent_at }, copies)
                .map_err(Error::internal)?;
            let has = |flag: &str| message.flags.iter().any(|one| one == flag);
            let flags = Flags {
                seen: has("seen") || is_own,
                flagged: has("flagged"),
                answered: has("answered"),
                forwarded: false,
            };
            seeds.push(Seed { place, raw, flags, received_at: sent_at });
            before.push(id);
        }
        Ok(seeds)
    }

    fn draft(&self, message: &Message, subject: String, before: &[String]) -> Result<Draft> {
        let role = |key: &String| {
            let unknown = || Error::Internal(format!("mails: unknown role {key}"));
            Ok(self.roles.get(key.as_str()).ok_or_else(unknown)?.email())
        };
        let all = |keys: &[String]| keys.iter().map(role).collect::<Result<Vec<_>>>();
        let attachments = message
            .attachments
            .iter()
            .map(|one| {
                Ok(DraftAttachment {
                    name: one.name.clone(),
                    content_type: one.content_type.clone(),
                    content: self.filled(&one.content, false)?.into(),
                    content_id: None,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Draft {
            from: role(&message.from)?,
            to: all(&message.to)?,
            cc: all(&message.cc)?,
            subject: self.filled(&subject, false)?,
            text: Some(self.filled(&message.text, false)?),
            html: message.html.as_ref().map(|html| self.filled(html, true)).transpose()?,
            attachments,
            in_reply_to: before.last().cloned().into_iter().collect(),
            references: before.to_vec(),
            ..Draft::default()
        })
    }

    fn filled(&self, text: &str, in_html: bool) -> Result<String> {
        fill(text, |word| {
            if let Some(date) = self.town.days.word(word)? {
                return Ok(Some(date));
            }
            let said = match word.split_once('.') {
                Some((key, part)) => self.roles.get(key).map(|role| match part {
                    "first_name" => role.first_name.clone(),
                    "surname" => role.surname.clone(),
                    "address" => role.address.clone(),
                    _ => role.name.clone(),
                }),
                None if word == "school" => Some(self.school.clone()),
                None if word == "academy" => Some(self.town.academy.name.clone()),
                None => None,
            };
            Ok(said.map(|said| if in_html { escaped(&said) } else { said }))
        })
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
