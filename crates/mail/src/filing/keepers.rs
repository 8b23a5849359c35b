//! What the mail speaks of in the file store: messages, what is joined to drafts, what drafts answer, and letters on
//! their way that lie in no box yet.

use kernel::{db::list, files::Keeper, sql};

use crate::delivery;

pub(crate) const ALL: &[Keeper] = &[
    Keeper {
        table: "mail_messages",
        column: "digest",
        which: |tx, some| {
            Box::pin(async move {
                tx.all(sql!(String: "SELECT DISTINCT digest FROM mail_messages WHERE digest IN LIST($1) /* tenant: all, by the schedule */", list(some)))
                    .await
            })
        },
        after: |tx, last, limit| {
            Box::pin(async move {
                tx.all(sql!(String: "SELECT DISTINCT digest FROM mail_messages WHERE digest > $1 ORDER BY digest LIMIT $2 /* tenant: all, by the schedule */", last, limit))
                    .await
            })
        },
    },
    Keeper {
        table: "mail_draft_files",
        column: "digest",
        which: |tx, some| {
            Box::pin(async move {
                tx.all(sql!(String: "SELECT DISTINCT digest FROM mail_draft_files WHERE digest IN LIST($1) /* tenant: all, by the schedule */", list(some)))
                    .await
            })
        },
        after: |tx, last, limit| {
            Box::pin(async move {
                tx.all(sql!(String: "SELECT DISTINCT digest FROM mail_draft_files WHERE digest > $1 ORDER BY digest LIMIT $2 /* tenant: all, by the schedule */", last, limit))
                    .await
            })
        },
    },
    Keeper {
        table: "mail_drafts",
        column: "source_digest",
        which: |tx, some| {
            Box::pin(async move {
                tx.all(sql!(String: "SELECT DISTINCT source_digest FROM mail_drafts WHERE source_digest IS NOT NULL AND source_digest IN LIST($1) /* tenant: all, by the schedule */", list(some)))
                    .await
            })
        },
        after: |tx, last, limit| {
            Box::pin(async move {
                tx.all(sql!(String: "SELECT DISTINCT source_digest FROM mail_drafts WHERE source_digest IS NOT NULL AND source_digest > $1 ORDER BY source_digest LIMIT $2 /* tenant: all, by the schedule */", last, limit))
                    .await
            })
        },
    },
    Keeper {
        table: "jobs",
        column: "payload",
        which: |tx, some| Box::pin(delivery::on_their_way(tx, some)),
        // One that is missing is told to its author when its job runs.
        after: |_, _, _| Box::pin(async { Ok(Vec::new()) }),
    },
];
