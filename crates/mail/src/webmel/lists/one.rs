//! One list: what it is for, who looks after it, how many they are, what one may do there.

use askama::Template;
use axum::extract::Path;
use kernel::permission::May;
use web::{Reply, Visit};

use super::{
    super::{
        desk::{Desk, icons, words},
        shown::encoded,
    },
    Tabs,
};
use crate::{
    lists::{self, Archive, ListRow, Moderation, Verdict, Writers, held, judge},
    message::{EmailAddress, address::display},
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/lists/one.html")]
struct ListPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    tabs: Tabs,
    list: ListRow,
    owners: Vec<String>,
    writers: &'static str,
    moderation: &'static str,
    archive: String,
    /// Where one writes to it; nothing for who may not.
    write: Option<String>,
    /// To be looked at first.
    waits: bool,
    is_member: bool,
    has_left: bool,
    /// By what one is, or by the hand of an owner.
    why: &'static str,
    manages: bool,
}

pub(super) async fn show(visit: Visit, Path(address): Path<String>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let (opened, owners, waiting) = {
        let mut tx = visit.read().await?;
        let opened = lists::open(&mut tx, &address, May::View).await?;
        let owners = lists::owners(&mut tx, opened.list.id).await?;
        let waiting = if opened.moderates() { held::count(&mut tx, &opened).await? } else { 0 };
        (opened, owners, waiting)
    };
    let (list, standing) = (&opened.list, &opened.standing);
    let of_academy = visit.agent()?.academy == list.academy_id;
    let verdict = judge(list, standing.owns, standing.is_member, of_academy);
    let typed = display(&EmailAddress::new(&list.name, &list.address));
    let body = ListPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        tabs: Tabs::of(&visit, &opened, waiting, "one"),
        owners: owners.into_iter().map(|owner| owner.display_name).collect(),
        writers: writers(t, list.writers),
        moderation: moderation(t, list.moderation),
        archive: match list.archive {
            Archive::Nobody => t.list_archive_nobody().to_owned(),
            Archive::Owners => t.list_archive_owners_for(list.keep_days),
            Archive::Members => t.list_archive_members_for(list.keep_days),
        },
        write: (verdict != Verdict::Refuse).then(|| format!("/webmel/ecrire?a={}", encoded(&typed))),
        waits: verdict == Verdict::Hold,
        is_member: standing.is_member,
        has_left: standing.has_left && !standing.is_member,
        why: if standing.by_hand { t.list_member_by_hand() } else { t.list_member_by_what() },
        manages: opened.may(May::Manage),
        list: list.clone(),
    };
    let (page, side) = desk.beside(&visit, "listes", &opened.list.name, body);
    page.reply(&side)
}

pub(super) fn writers(t: Words, writers: Writers) -> &'static str {
    match writers {
        Writers::Owners => t.list_writers_owners(),
        Writers::Members => t.list_writers_members(),
        Writers::Academy => t.list_writers_academy(),
        Writers::Everybody => t.list_writers_everybody(),
    }
}

pub(super) fn moderation(t: Words, moderation: Moderation) -> &'static str {
    match moderation {
        Moderation::Nothing => t.list_moderation_nothing(),
        Moderation::Others => t.list_moderation_others(),
        Moderation::All => t.list_moderation_all(),
    }
}
