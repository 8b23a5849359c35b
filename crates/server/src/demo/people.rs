//! The agents of the demo: drawn once, the same for everybody, with accounts opened as the staff file opens them.

use std::{collections::HashMap, sync::Arc};

use identity::{
    account::{self, NewAccount},
    rules::password::Password,
};
use jiff::{ToSpan, civil::Date};
use kernel::{
    Ctx, Error, Id, Result,
    context::Services,
    people::{self, Civility, NewAcademy, Person},
    permission::Role,
};

use super::{
    content::{self, Content, Establishment, Function, Kind},
    credentials::{Credentials, Login, Newcomer},
    days::Days,
    draw::Draw,
};

/// Opens the accounts of the demo that are active; never used elsewhere.
const PASSWORD: &str = "girafe tambour neige violon";
/// Accounts opened in one unit of work.
const UNIT: usize = 100;

/// One académie of the demo with all its people.
pub(super) struct Town {
    pub academy: content::Academy,
    pub ctx: Ctx,
    pub days: Days,
    pub staff: Vec<Agent>,
    /// A teacher of a collège, whose account and mailbox are open.
    pub active: usize,
    /// A head of school who manages the académie.
    pub manager: usize,
    /// Another head of school, who looks after the mail with the manager.
    pub postmaster: usize,
    /// A colleague of the active agent, known from the staff file only.
    pub newcomer: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub id: Id<Person>,
    pub identifier: String,
    pub address: String,
    pub numen: String,
    pub birth_date: Date,
    pub given_names: String,
    pub surname: String,
    pub function: String,
    pub uai: String,
}

impl Agent {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_names, self.surname)
    }
}

impl Town {
    pub(super) fn active(&self) -> &Agent {
        &self.staff[self.active]
    }

    pub(super) fn newcomer(&self) -> &Agent {
        &self.staff[self.newcomer]
    }

    pub(super) fn manager(&self) -> &Agent {
        &self.staff[self.manager]
    }

    pub(super) fn postmaster(&self) -> &Agent {
        &self.staff[self.postmaster]
    }

    /// Those who hold one of these functions.
    pub(super) fn of_function(&self, codes: &[&str]) -> Vec<&Agent> {
        self.staff.iter().filter(|agent| codes.contains(&agent.function.as_str())).collect()
    }
}

/// Founds the académies and opens an account for each agent; two thirds of them in the first.
pub(super) async fn settle(system: &Ctx, content: &Content, count: u32, draw: &Draw) -> Result<Vec<Town>> {
    let mut towns = Vec::new();
    let all = count as usize;
    let mut left = all;
    for (index, academy) in content.academies.iter().enumerate() {
        let rest = content.academies.len() - index;
        let agents = if rest == 1 { left } else { all * 2 / 3 };
        left -= agents;
        towns.push(found(system, academy, content, agents, draw).await?);
    }
    Ok(towns)
}

async fn found(
    system: &Ctx,
    academy: &content::Academy,
    content: &Content,
    agents: usize,
    draw: &Draw,
) -> Result<Town> {
    let new = NewAcademy {
        slug: academy.slug.clone(),
        name: academy.name.clone(),
        mail_domain: academy.mail_domain.clone(),
        zone: academy.zone.clone(),
        accent: academy.accent.clone(),
    };
    let establishments = academy.establishments.clone();
    let known = system
        .write(async move |tx| {
            people::found_academy(tx, &new).await?;
            people::academy(tx, &new.slug).await
        })
        .await?;
    let ctx = system.clone().in_academy(known.clone());
    ctx.write(async move |tx| {
        for one in &establishments {
            let school = people::Establishment {
                uai: one.uai.clone(),
                name: one.name.clone(),
                town: one.town.clone(),
            };
            people::put_establishment(tx, &school).await?;
        }
        Ok(())
    })
    .await?;
    let drawn: Vec<(String, NewAccount)> =
        (0..agents).map(|number| draw_agent(academy, content, number, draw)).collect::<Result<_>>()?;
    let mut staff = Vec::new();
    for unit in drawn.chunks(UNIT) {
        let unit = unit.to_vec();
        let opened = ctx
            .write(async move |tx| {
                let mut opened = Vec::new();
                for (numen, new) in unit {
                    let id = account::open_account(tx, &new).await?;
                    let row = people::person(tx, id).await?;
                    opened.push(Agent {
                        id,
                        identifier: row.identifier,
                        address: row.address,
                        numen,
                        birth_date: new.birth_date,
                        given_names: new.given_names,
                        surname: new.surname,
                        function: new.function,
                        uai: new.uai.unwrap_or_default(),
                    });
                }
                Ok(opened)
            })
            .await?;
        staff.extend(opened);
    }
    let kinds: HashMap<&str, Kind> =
        academy.establishments.iter().map(|e| (e.uai.as_str(), e.kind)).collect();
    let in_college = |agent: &Agent| kinds.get(agent.uai.as_str()) == Some(&Kind::College);
    let none = || Error::Internal(format!("the demo of {} has too few agents", academy.slug));
    let active = staff.iter().position(|a| a.function == "ENS" && in_college(a)).ok_or_else(none)?;
    let newcomer = staff
        .iter()
        .enumerate()
        .position(|(at, a)| at != active && a.function == "ENS" && in_college(a))
        .ok_or_else(none)?;
    let manager = staff.iter().position(|a| a.function == "DIR").ok_or_else(none)?;
    let postmaster = staff.iter().rposition(|a| a.function == "DIR").ok_or_else(none)?;
    let days = Days::from(ctx.now(), known.zone.clone());
    Ok(Town { academy: academy.clone(), ctx, days, staff, active, manager, postmaster, newcomer })
}

fn draw_agent(
    academy: &content::Academy,
    content: &Content,
    number: usize,
    draw: &Draw,
) -> Result<(String, NewAccount)> {
    let lacking = |what: &str| Error::Internal(format!("the demo has no {what}"));
    // Each establishment gets its head first, then teachers enough for the accounts one can be.
    let establishments: Vec<&Establishment> = academy.establishments.iter().collect();
    let colleges: Vec<&Establishment> =
        establishments.iter().copied().filter(|e| e.kind == Kind::College).collect();
    let (place, wanted) = match number {
        n if n < establishments.len() => (establishments.get(n).copied(), head_of(establishments[n].kind)),
        n if n < establishments.len() + 4 => (colleges.first().copied(), Some("ENS")),
        _ => (draw.weighted(&establishments, |e| e.weight), None),
    };
    let place = place.ok_or_else(|| lacking("establishment"))?;
    let fitting: Vec<&Function> =
        content.people.functions.iter().filter(|f| f.kinds.contains(&place.kind)).collect();
    let function = match wanted.and_then(|code| fitting.iter().copied().find(|f| f.code == code)) {
        Some(function) => function,
        None => draw.weighted(&fitting, |f| f.weight).ok_or_else(|| lacking("function"))?,
    };
    let corps: Vec<_> =
        content.people.corps.iter().filter(|c| c.functions.contains(&function.code)).collect();
    let corps = draw.weighted(&corps, |c| c.weight).ok_or_else(|| lacking("corps"))?;
    let first = draw.one(&content.people.first_names).ok_or_else(|| lacking("first name"))?;
    let surname = draw.one(&content.people.surnames).ok_or_else(|| lacking("surname"))?;
    let letters: String = (0..3).map(|_| char::from(b'A' + draw.below(26) as u8)).collect();
    // Two digits of the académie, E, two of the year of entry, five of the rank, three letters.
    let numen = format!("{}E{:02}{:05}{letters}", academy.code, draw.below(25), number + 1);
    let birth_date = jiff::civil::date(1962, 1, 1).saturating_add((draw.below(14_000) as i64).days());
    let account = NewAccount {
        numen: numen.parse().map_err(|_| lacking("right NUMEN"))?,
        birth_date,
        surname: surname.clone(),
        given_names: first.name.clone(),
        civility: if first.civility == "M" { Civility::Mr } else { Civility::Mrs },
        function: function.code.clone(),
        uai: Some(place.uai.clone()),
        corps: corps.code.clone(),
        backup_address: None,
    };
    Ok((numen, account))
}

fn head_of(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Ecole => Some("DEC"),
        Kind::Circonscription => Some("IEN"),
        Kind::College | Kind::Lycee | Kind::LyceePro => Some("DIR"),
        Kind::Rectorat => None,
    }
}

/// Gives the active agents and the managers their password, and the managers their roles.
pub(super) async fn open_accounts(towns: &[Town], services: &Arc<Services>) -> Result<Credentials> {
    let first = towns.first().ok_or(Error::NotFound)?;
    let typed = Password::new(PASSWORD).map_err(|_| Error::internal("a password too long"))?;
    let hash = account::hash(&first.ctx, typed).await?;
    for town in towns {
        let (active, manager, hash) = (town.active().id, town.manager().id, hash.clone());
        let postmaster = town.postmaster().id;
        town.ctx
            .write(async move |tx| {
                let mut opened = vec![active, manager, postmaster];
                opened.dedup();
                for person in opened {
                    account::set_first_password(tx, person, &hash).await?;
                    mail::seed::ensure_box(tx, person).await?;
                    mail::seed::activate(tx, person).await?;
                }
                people::grant(tx, postmaster, Role::Postmaster).await?;
                for role in [Role::Manager, Role::HelpDesk, Role::Postmaster] {
                    people::grant(tx, manager, role).await?;
                }
                Ok(())
            })
            .await?;
    }
    let login = |agent: &Agent| Login { identifier: agent.identifier.clone(), password: PASSWORD.to_owned() };
    let newcomer = &first.staff[first.newcomer];
    Ok(Credentials {
        base_url: services.site.issuer(),
        not_activated: Newcomer {
            numen: newcomer.numen.clone(),
            birth_date: newcomer.birth_date.to_string(),
            identifier: newcomer.identifier.clone(),
        },
        active: login(first.active()),
        manager: login(first.manager()),
        postmaster: Some(login(first.postmaster())),
    })
}
