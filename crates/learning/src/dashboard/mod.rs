//! The home page of M@gistère: signed out, the way in; signed in, blocks that each agent arranges as they like.

mod blocks;
mod pages;
#[cfg(test)]
mod tests;

pub(crate) use pages::routes;

kernel::text_enum! {
    /// What can stand on the home page.
    pub(crate) enum Block {
        Favourites = "favoris",
        Events = "evenements",
        Sessions = "parcours",
        Announcements = "annonces",
    }
}

kernel::text_enum! {
    /// Where a block stands.
    pub(crate) enum Place { Main = "main", Side = "side", None = "none" }
}

impl Block {
    /// The page as everybody finds it.
    const DEFAULT: [(Block, Place); 4] = [
        (Block::Favourites, Place::Main),
        (Block::Sessions, Place::Main),
        (Block::Events, Place::Side),
        (Block::Announcements, Place::Side),
    ];
}
