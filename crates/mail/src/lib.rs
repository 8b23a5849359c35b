//! The mailbox: the message model, what keeps and carries messages, and the webmel that shows them.
//! One personal box per agent, and shared ones for services; between boxes of the deployment a message needs no network.

// Without the harness nothing but what the fuzzer reaches is compiled, which takes a fifth of the time.
#![cfg_attr(fuzzing, no_main)]

mod administration;
mod aliases;
pub mod attachments;
mod contacts;
pub mod delivery;
pub mod door;
pub mod draft;
mod exchange;
pub mod filing;
pub mod folder;
mod identities;
pub mod imap;
pub mod imap_store;
mod incoming;
mod invitation;
pub mod labels;
mod letter;
pub mod lists;
pub mod mailbox;
pub mod members;
pub mod message;
pub mod phishing;
mod policy;
pub mod queue;
mod receipts;
mod recipients;
pub mod rules;
mod search;
pub mod seed;
pub mod senders;
pub mod services;
mod size;
pub mod smtp;
mod templates;
mod traits;
mod upstream;
pub mod vacation;
mod watch;
mod webmel;

#[cfg(test)]
mod fuzzing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod torture;

/// The webmel's sentences.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use delivery::deliver;
pub use letter::Letter;

/// The form of the tables, step by step.
const MIGRATIONS: &[kernel::db::Migration] = kernel::migrations![
    "0001_mailbox",
    "0002_discarded_drafts",
    "0003_contents",
    "0004_flags_and_folders",
    "0005_queue",
    "0006_rules",
    "0007_contacts",
    "0008_composer",
    "0009_shapes",
    "0010_keywords",
    "0011_aliases",
    "0012_lists",
    "0013_exchange",
    "0014_attachments",
    "0015_notify",
    "0016_members",
    "0017_administration",
    "0018_procedures",
    "0019_statistics",
    "0020_drafts_shown",
    "0021_invitations",
    "0022_views",
    "0023_imap_store",
    "0024_unfollowed",
    "0025_accounts",
];

/// What is done after a commit.
const JOBS: &[kernel::jobs::JobKind] = &[
    administration::quota::SPREAD,
    administration::retention::ERASE,
    administration::withheld::DESTROY,
    delivery::CARRY,
    delivery::CARRY_SLICE,
    delivery::drafts::SHOW,
    exchange::JOB,
    filing::READ,
    lists::SPREAD,
    lists::held::HELD,
    lists::held::NOT_SPREAD,
    lists::members::COUNT,
    queue::LEAVE,
    queue::UNDELIVERED,
    queue::LATE,
    queue::RELAYED,
    rules::FORWARD_JOB,
    rules::AGAIN_JOB,
    vacation::JOB,
];

/// The mail's tables, jobs, listeners and pages.
pub fn module() -> web::Module {
    web::Module {
        base: kernel::Module {
            name: "mail",
            migrations: MIGRATIONS,
            jobs: JOBS,
            listeners: &[mailbox::LISTENER, delivery::notices::LISTENER],
            schedules: &[
                filing::EMPTY_BINS,
                imap_store::LET_GO,
                attachments::FORGET,
                exchange::FORGET,
                imap::FORGET,
                queue::FORGET,
                vacation::FORGET,
                phishing::FORGET,
                lists::FORGET,
                members::FORGET,
                administration::counters::TAKE,
                administration::procedures::FOLLOW,
                administration::retention::KEEP_TERMS,
            ],
            keepers: filing::keepers::ALL,
            groups: &[],
            calendar: None,
            policy: policy::POLICY,
        },
        routes: webmel::routes,
    }
}
