//! Which blocks an agent sees, where and in which order: what they changed, over what everybody has.

use kernel::{
    Id, Result, Tx,
    db::Query,
    people::{Academy, Person},
    row, sql,
};

use super::{Block, Place};

row! {
    pub(super) struct Chosen {
        pub block: Block,
        pub place: Place,
        pub position: i64,
    }
}

pub(super) fn of(academy: Id<Academy>, person: Id<Person>) -> Query<'static, Chosen> {
    sql!(Chosen: "SELECT block, place, position FROM dashboard_blocks WHERE person_id = $1 AND academy_id = $2
          ORDER BY position", person, academy)
    .detached()
}

/// A page: the blocks of each place in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrangement(pub Vec<(Block, Place)>);

impl Arrangement {
    /// The agent's own rows over the default; a block that is new to the product comes last in its place.
    pub(super) fn of(chosen: Vec<Chosen>) -> Arrangement {
        let mut all: Vec<(Block, Place)> = chosen.into_iter().map(|c| (c.block, c.place)).collect();
        for (block, place) in Block::DEFAULT {
            if all.iter().all(|(known, _)| *known != block) {
                all.push((block, place));
            }
        }
        Arrangement(all)
    }

    pub(super) fn at(&self, place: Place) -> Vec<Block> {
        self.0.iter().filter(|(_, p)| *p == place).map(|(block, _)| *block).collect()
    }

    /// One step up or down among those of its place.
    pub(super) fn shift(&mut self, block: Block, up: bool) {
        let Some(from) = self.0.iter().position(|(b, _)| *b == block) else { return };
        let Some((_, place)) = self.0.get(from).copied() else { return };
        let mut same = self.0.iter().enumerate().filter(|(_, (_, p))| *p == place).map(|(at, _)| at);
        let other = if up { same.rfind(|at| *at < from) } else { same.find(|at| *at > from) };
        if let Some(other) = other {
            self.0.swap(from, other);
        }
    }

    /// To the end of another place; `None` takes it off the page.
    pub(super) fn send(&mut self, block: Block, place: Place) {
        self.0.retain(|(b, _)| *b != block);
        self.0.push((block, place));
    }

    /// The order of a place as a drop left it.
    pub(super) fn arrange(&mut self, place: Place, order: &[Block]) {
        for block in order {
            self.send(*block, place);
        }
    }
}

pub(super) async fn keep(tx: &mut Tx, person: Id<Person>, arrangement: &Arrangement) -> Result<()> {
    reset(tx, person).await?;
    for (position, (block, place)) in arrangement.0.iter().enumerate() {
        tx.execute(sql!(
            "INSERT INTO dashboard_blocks (person_id, academy_id, block, place, position) VALUES ($1, $2, $3, $4, $5)",
            person,
            tx.academy_id()?,
            *block,
            *place,
            position as i64
        ))
        .await?;
    }
    Ok(())
}

/// The page as everybody finds it.
pub(super) async fn reset(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM dashboard_blocks WHERE person_id = $1 AND academy_id = $2",
        person,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_move_within_their_place_and_to_the_other() {
        let mut page = Arrangement::of(Vec::new());
        assert_eq!(page.at(Place::Main), [Block::Favourites, Block::Sessions]);
        page.shift(Block::Sessions, true);
        assert_eq!(page.at(Place::Main), [Block::Sessions, Block::Favourites]);
        page.shift(Block::Sessions, true);
        assert_eq!(page.at(Place::Main), [Block::Sessions, Block::Favourites], "the first stays first");
        page.send(Block::Events, Place::Main);
        assert_eq!(page.at(Place::Side), [Block::Announcements]);
        page.send(Block::Favourites, Place::None);
        assert_eq!(page.at(Place::None), [Block::Favourites]);
        page.arrange(Place::Main, &[Block::Events, Block::Sessions]);
        assert_eq!(page.at(Place::Main), [Block::Events, Block::Sessions]);
        assert_eq!(page.0.len(), 4, "nothing is lost");
    }
}
