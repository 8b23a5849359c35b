//! The parcours a person has starred: sessions and designs they want to find again on their home page.
//! Starring twice is starring once.

use kernel::{Id, Result, Time, Tx, people::Person, row, sql, text_enum};

use crate::{design::Design, session::Session};

kernel::big_tables!["favourites"];

text_enum! {
    pub enum Kind { Design = "design", Session = "session" }
}

/// What can be starred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    Design(Id<Design>),
    Session(Id<Session>),
}

impl Object {
    fn kind(self) -> Kind {
        match self {
            Object::Design(_) => Kind::Design,
            Object::Session(_) => Kind::Session,
        }
    }

    fn id(self) -> Id<()> {
        match self {
            Object::Design(id) => id.cast(),
            Object::Session(id) => id.cast(),
        }
    }
}

row! {
    pub struct Favourite {
        pub kind: Kind,
        pub object_id: Id<()>,
        pub starred_at: Time,
    }
}

/// Whoever calls has seen to it that the person may see the object.
pub async fn star(tx: &mut Tx, person: Id<Person>, object: Object) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO favourites (person_id, academy_id, kind, object_id, starred_at)
          VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        person,
        tx.academy_id()?,
        object.kind(),
        object.id(),
        tx.now()
    ))
    .await?;
    Ok(())
}

pub async fn unstar(tx: &mut Tx, person: Id<Person>, object: Object) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM favourites WHERE person_id = $1 AND object_id = $2 AND academy_id = $3",
        person,
        object.id(),
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// The person's favourites in this académie, last starred first.
pub async fn starred_by(tx: &mut Tx, person: Id<Person>) -> Result<Vec<Favourite>> {
    tx.all(
        sql!(Favourite: "SELECT kind, object_id, starred_at FROM favourites WHERE person_id = $1 AND academy_id = $2
          ORDER BY starred_at DESC, object_id LIMIT 200", person, tx.academy_id()?),
    )
    .await
}
