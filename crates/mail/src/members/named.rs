//! The people that a form names: by their addresses, or by a name that one of them bears.

use kernel::{
    Error, Id, Problem, Result, Tx,
    people::{self, Person},
};

use crate::{
    message::{
        EmailAddress,
        address::{Reason, parse_list},
    },
    recipients,
    words::Words,
};

/// Those named in this field, each once: agents of the académie who have not left. What names nobody is told there.
pub(crate) async fn named(tx: &mut Tx, field: &'static str, typed: &str) -> Result<Vec<Id<Person>>> {
    let t = Words(tx.locale);
    let academy = tx.academy_id()?;
    let mut problems = Vec::new();
    let list = parse_list(&typed.replace(['\n', '\r'], ","));
    let mut addresses = list.addresses;
    for bad in &list.errors {
        let found =
            if bad.reason == Reason::NoAt { people::look_up(tx, &bad.text, 4).await? } else { Vec::new() };
        match found.as_slice() {
            [one] => addresses.push(EmailAddress::new(&one.display_name, &one.address)),
            [] => problems.push(t.address_bad(&bad.text)),
            several => {
                let shown: Vec<String> =
                    several.iter().map(|p| format!("{} <{}>", p.display_name, p.address)).collect();
                problems.push(t.address_several(&bad.text, shown.join(", ")));
            }
        }
    }
    let found = recipients::find(tx, &addresses).await?;
    let unknown =
        found.unknown.iter().chain(&found.outside).chain(found.lists.iter().map(|list| &list.written));
    problems.extend(unknown.map(|address| t.member_unknown(address)));
    problems.extend(found.closed.iter().map(|address| t.address_closed(address)));
    let (agents, others): (Vec<_>, Vec<_>) =
        found.owners.iter().partition(|owner| !owner.shared && owner.academy == academy);
    for other in others {
        problems.push(if other.shared {
            t.not_an_agent(&other.address)
        } else {
            t.member_unknown(&other.address)
        });
    }
    if agents.is_empty() && problems.is_empty() {
        problems.push(t.member_missing().to_owned());
    }
    if !problems.is_empty() {
        let problems = problems.into_iter().map(|message| Problem { field, message });
        return Err(Error::Invalid(problems.collect()));
    }
    Ok(agents.into_iter().map(|owner| owner.person).collect())
}
