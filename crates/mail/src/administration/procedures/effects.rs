//! What follows from a decision: access given and taken back, a hold set and lifted, an erasure begun; and who is told.

use kernel::{
    Error, Id, Result, Tx,
    notices::Notice,
    people::{self, Person},
    permission::Role,
    sql,
};

use super::{Kind, Procedure, Row, State, end as end_procedure, store};
use crate::{
    administration::{boxes::RESTORED_WITHIN, retention, withheld::DESTROY},
    mailbox,
    members::{self, Grant, Rights},
    recipients,
    words::Words,
};

/// It was granted.
pub(super) async fn begin(tx: &mut Tx, row: &Row) -> Result<()> {
    let standing = mailbox::hold_still(tx, row.mailbox_id).await?;
    match row.kind {
        Kind::Access => members_grant(tx, row).await?,
        Kind::Hold if standing.erased_at.is_some() => return Err(gone(tx)),
        Kind::Hold => store::set_held(tx, row.mailbox_id, true).await?,
        Kind::Lift => {
            if let Some(hold) = row.lifts {
                let hold = store::hold_still(tx, hold).await?;
                if hold.state == State::Granted {
                    end_procedure_boxed(tx, &hold).await?;
                }
            }
            store::finish(tx, row.id, State::Ended).await?;
        }
        Kind::Erase => {
            if standing.closed_at.is_none() || standing.erased_at.is_some() {
                return Err(gone(tx));
            }
            if standing.aside_at.is_none() {
                let until = tx.now().plus(RESTORED_WITHIN);
                mailbox::set_aside(tx, row.mailbox_id, until).await?;
            }
            retention::erase(tx, row.mailbox_id).await?;
            store::finish(tx, row.id, State::Ended).await?;
        }
    }
    // What is over as it begins is told at once: there is no later.
    let told_now = row.silence.is_empty() || matches!(row.kind, Kind::Erase);
    if told_now && row.kind != Kind::Lift { tell_owner(tx, row, true).await } else { Ok(()) }
}

fn gone(tx: &Tx) -> Error {
    Error::Conflict(Words(tx.locale).box_state_changed().to_owned())
}

/// A lifting ends another procedure: the two call each other.
fn end_procedure_boxed<'a>(
    tx: &'a mut Tx,
    row: &'a Row,
) -> std::pin::Pin<Box<dyn Future<Output = Result<()>> + 'a>> {
    Box::pin(end_procedure(tx, row))
}

/// It is over.
pub(super) async fn end(tx: &mut Tx, row: &Row) -> Result<()> {
    match row.kind {
        Kind::Access => members_withdraw(tx, row).await?,
        Kind::Hold => {
            mailbox::hold_still(tx, row.mailbox_id).await?;
            if store::active_holds(tx, row.mailbox_id).await?.is_empty() {
                store::set_held(tx, row.mailbox_id, false).await?;
                // It begins anew what the hold has stopped: nothing is deleted or erased that was not told in time.
                mailbox::begin_again(tx, row.mailbox_id, tx.now().plus(RESTORED_WITHIN)).await?;
                tx.enqueue(DESTROY.name, &row.mailbox_id).await?;
            }
        }
        Kind::Lift | Kind::Erase => {}
    }
    if row.kind == Kind::Hold {
        tell_asker(tx, &Row { state: State::Ended, ..row.clone() }).await?;
    }
    if row.silence.is_empty() { Ok(()) } else { tell_owner(tx, row, false).await }
}

async fn tell(
    tx: &mut Tx,
    person: Id<Person>,
    title: &str,
    body: String,
    link: Option<String>,
) -> Result<()> {
    let notice = Notice { title: title.to_owned(), body, link, topic: "mail-procedure".to_owned() };
    tx.notify(person, notice).await
}

async fn words_of(tx: &mut Tx, person: Id<Person>) -> Result<Words> {
    Ok(Words(recipients::locale_of(tx, person).await?))
}

/// Tells the owner of the box what is, or was, done by others; who has left is told nothing.
async fn tell_owner(tx: &mut Tx, row: &Row, begins: bool) -> Result<()> {
    let owner: Id<Person> = row.mailbox_id.cast();
    if people::person(tx, owner).await?.closed_at.is_some() {
        return Ok(());
    }
    let t = words_of(tx, owner).await?;
    let (title, body) = match (row.kind, begins) {
        (Kind::Access, true) => (t.access_notice(), t.access_notice_body(row.days)),
        (Kind::Access, false) => (t.access_past_notice(), t.access_past_notice_body(row.days)),
        (Kind::Hold, true) => (t.hold_notice(), t.hold_notice_body().to_owned()),
        (Kind::Hold, false) => (t.hold_past_notice(), t.hold_past_notice_body().to_owned()),
        (Kind::Erase, _) => (t.erase_notice(), t.erase_notice_body().to_owned()),
        (Kind::Lift, _) => return Ok(()),
    };
    tell(tx, owner, title, body, None).await
}

/// Everybody who may decide, but for who asked and whose box it is.
pub(super) async fn tell_deciders(tx: &mut Tx, id: Id<Procedure>) -> Result<()> {
    let row = store::find(tx, id).await?;
    let bits = [Role::Postmaster, Role::Administrator]
        .map(|role| Role::GRANTED.iter().find(|(known, ..)| *known == role).map_or(0, |(.., bit)| *bit));
    let deciders = tx
        .all(sql!(Id<Person>: "SELECT DISTINCT g.person_id FROM grants g JOIN people p ON p.id = g.person_id
              WHERE g.academy_id = $1 AND g.bit IN LIST($2) AND p.closed_at IS NULL AND g.person_id <> $3 AND g.person_id <> $4",
            tx.academy_id()?, kernel::db::list(bits), row.asked_by, row.mailbox_id))
        .await?;
    for person in deciders {
        let t = words_of(tx, person).await?;
        let body = t.procedure_notice_body(row.address.as_str(), row.asker.as_str());
        tell(tx, person, t.procedure_notice(), body, Some(format!("/webmel/gestion/acces/{id}"))).await?;
    }
    Ok(())
}

/// What became of the request.
pub(super) async fn tell_asker(tx: &mut Tx, row: &Row) -> Result<()> {
    let t = words_of(tx, row.asked_by).await?;
    let title = match row.state {
        State::Refused => t.procedure_refused_notice(),
        State::Expired => t.procedure_expired_notice(),
        State::Ended if row.kind == Kind::Hold => t.procedure_ended_notice(),
        _ => t.procedure_granted_notice(),
    };
    let body = t.procedure_answer_body(row.address.as_str());
    tell(tx, row.asked_by, title, body, Some(format!("/webmel/gestion/acces/{}", row.id))).await
}

/// Lets who asked read the box until the access ends. Who uses it already needs no more.
async fn members_grant(tx: &mut Tx, row: &Row) -> Result<()> {
    if members::standing(tx, row.mailbox_id, row.asked_by).await?.is_some() {
        return Ok(());
    }
    let grant = Grant {
        until: row.until,
        reason: row.reason.clone(),
        ..Grant::of(row.asked_by, Rights::Read, false)
    };
    members::grant(tx, row.mailbox_id, &grant).await?;
    tx.execute(sql!(
        "UPDATE mail_members SET procedure_id = $3, hidden = $4 WHERE mailbox_id = $1 AND person_id = $2",
        row.mailbox_id,
        row.asked_by,
        row.id,
        !row.silence.is_empty()
    ))
    .await?;
    Ok(())
}

/// The access has ended; what was given otherwise stays.
async fn members_withdraw(tx: &mut Tx, row: &Row) -> Result<()> {
    let given = tx
        .first(sql!(i64: "SELECT since FROM mail_members WHERE mailbox_id = $1 AND person_id = $2 AND procedure_id = $3",
            row.mailbox_id, row.asked_by, row.id))
        .await?;
    if given.is_some() {
        members::end_procedure(tx, row.mailbox_id, row.asked_by).await?;
    }
    Ok(())
}
