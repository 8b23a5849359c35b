//! What somebody is towards a list, and what follows from it when they write.

use kernel::{Id, Result, Tx, people::Person, row, sql};

use super::{ListRow, Moderation, Writers, groups};

row! {
    #[derive(Default)]
    pub(crate) struct Standing {
        pub owns: bool,
        pub by_hand: bool,
        /// By what they are.
        pub in_audience: bool,
        /// Of those who would be in it by what they are.
        pub has_left: bool,
        pub is_member: bool,
    }
}

/// Of somebody of the list's académie, or of another who was added by hand.
pub(crate) async fn standing(tx: &mut Tx, list: &ListRow, person: Id<Person>) -> Result<Standing> {
    let found = tx
        .first(sql!(Standing: concat!("SELECT owns, by_hand, in_audience, has_left,
             CASE WHEN by_hand = 1 OR (in_audience = 1 AND has_left = 0) THEN 1 ELSE 0 END AS is_member
          FROM (SELECT
             CASE WHEN EXISTS (SELECT 1 FROM mail_list_owners o WHERE o.list_id = l.id AND o.person_id = p.id)
                THEN 1 ELSE 0 END AS owns,
             CASE WHEN EXISTS (SELECT 1 FROM mail_list_members m WHERE m.list_id = l.id AND m.person_id = p.id)
                THEN 1 ELSE 0 END AS by_hand,
             CASE WHEN EXISTS (SELECT 1 FROM mail_list_leavers v WHERE v.list_id = l.id AND v.person_id = p.id)
                THEN 1 ELSE 0 END AS has_left,
             CASE WHEN p.academy_id = l.academy_id AND p.kind = 'individual' AND",
            in_audience!("p.function", "p.uai"), "
                THEN 1 ELSE 0 END AS in_audience
             FROM mail_lists l JOIN people p ON p.id = $2 WHERE l.id = $1 AND l.academy_id = $3) AS known"),
            list.id, person, list.academy_id))
        .await?;
    let mut found = found.unwrap_or_default();
    if !found.in_audience && groups::hold(tx, list, person).await? {
        found.in_audience = true;
        found.is_member = found.by_hand || !found.has_left;
    }
    Ok(found)
}

/// What becomes of what somebody writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Through,
    /// An owner looks at it first.
    Hold,
    Refuse,
}

/// `of_academy`: they have an account in the list's académie.
pub(crate) fn judge(list: &ListRow, owns: bool, is_member: bool, of_academy: bool) -> Verdict {
    let may_write = owns
        || match list.writers {
            Writers::Owners => false,
            Writers::Members => is_member,
            Writers::Academy => of_academy,
            Writers::Everybody => true,
        };
    match list.moderation {
        Moderation::All if !owns => Verdict::Hold,
        _ if may_write => Verdict::Through,
        Moderation::Others => Verdict::Hold,
        Moderation::Nothing | Moderation::All => Verdict::Refuse,
    }
}
