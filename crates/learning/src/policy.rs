//! Who may do what with designs and sessions. What a session is open to depends on its state, so each state (or
//! group of states) is a resource of its own.

use kernel::permission::{
    May::{self, Edit, Manage, Take, View},
    Role::{Administrator, Designer, Manager, Member, Owner, Participant, Trainer, Tutor},
    Rule, rule,
};

/// Beginning a design.
pub const DESIGN_NEW: &str = "design.new";
/// A design that is being written or used.
pub const DESIGN: &str = "design";
/// The same, shown in the design catalogue: others may look and copy.
pub const DESIGN_PUBLISHED: &str = "design.published";
/// In the trash: looked at, restored, purged; nothing else.
pub const DESIGN_TRASH: &str = "design.trash";
/// Not open yet: participants do not know of it.
pub const SESSION_PREPARATION: &str = "session.preparation";
/// Open or running.
pub const SESSION_LIVE: &str = "session.live";
/// What somebody who is not enrolled sees of a session that one enrols oneself in.
pub const SESSION_OFFER: &str = "session.offer";
/// Read-only.
pub const SESSION_ARCHIVED: &str = "session.archived";
/// Archived, and past the day until when it could be read.
pub const SESSION_EXPIRED: &str = "session.expired";
pub const SESSION_TRASH: &str = "session.trash";
/// An event of somebody's own calendar. Those of a session are part of the session.
pub const EVENT_PERSONAL: &str = "event.personal";
/// An event of the whole académie.
pub const EVENT_ACADEMY: &str = "event.academy";

const ALL: &[May] = &[View, Edit, Manage];

pub const POLICY: &[Rule] = &[
    // Who writes one design may begin another; so may who trains.
    rule(DESIGN_NEW, Designer, &[Edit]),
    rule(DESIGN_NEW, Trainer, &[Edit]),
    rule(DESIGN_NEW, Manager, &[Edit]),
    rule(DESIGN_NEW, Administrator, &[Edit]),
    //
    rule(DESIGN, Designer, ALL),
    rule(DESIGN, Manager, ALL),
    rule(DESIGN, Administrator, ALL),
    //
    rule(DESIGN_PUBLISHED, Member, &[View]),
    rule(DESIGN_PUBLISHED, Designer, ALL),
    rule(DESIGN_PUBLISHED, Manager, ALL),
    rule(DESIGN_PUBLISHED, Administrator, ALL),
    //
    rule(DESIGN_TRASH, Designer, &[View, Manage]),
    rule(DESIGN_TRASH, Manager, &[View, Manage]),
    rule(DESIGN_TRASH, Administrator, &[View, Manage]),
    //
    rule(SESSION_PREPARATION, Trainer, ALL),
    rule(SESSION_PREPARATION, Tutor, &[View]),
    rule(SESSION_PREPARATION, Designer, ALL),
    rule(SESSION_PREPARATION, Manager, ALL),
    rule(SESSION_PREPARATION, Administrator, ALL),
    //
    rule(SESSION_LIVE, Participant, &[View, Take]),
    rule(SESSION_LIVE, Tutor, &[View]),
    rule(SESSION_LIVE, Trainer, ALL),
    rule(SESSION_LIVE, Designer, ALL),
    rule(SESSION_LIVE, Manager, ALL),
    rule(SESSION_LIVE, Administrator, ALL),
    //
    rule(SESSION_OFFER, Member, &[View, Take]),
    //
    rule(SESSION_ARCHIVED, Participant, &[View]),
    rule(SESSION_ARCHIVED, Tutor, &[View]),
    rule(SESSION_ARCHIVED, Trainer, &[View, Manage]),
    rule(SESSION_ARCHIVED, Designer, &[View, Manage]),
    rule(SESSION_ARCHIVED, Manager, &[View, Manage]),
    rule(SESSION_ARCHIVED, Administrator, &[View, Manage]),
    //
    rule(SESSION_EXPIRED, Trainer, &[View, Manage]),
    rule(SESSION_EXPIRED, Designer, &[View, Manage]),
    rule(SESSION_EXPIRED, Manager, &[View, Manage]),
    rule(SESSION_EXPIRED, Administrator, &[View, Manage]),
    //
    rule(SESSION_TRASH, Trainer, &[View, Manage]),
    rule(SESSION_TRASH, Designer, &[View, Manage]),
    rule(SESSION_TRASH, Manager, &[View, Manage]),
    rule(SESSION_TRASH, Administrator, &[View, Manage]),
    //
    rule(EVENT_PERSONAL, Owner, &[View, Edit]),
    //
    rule(EVENT_ACADEMY, Member, &[View]),
    rule(EVENT_ACADEMY, Manager, &[View, Edit]),
    rule(EVENT_ACADEMY, Administrator, &[View, Edit]),
];
