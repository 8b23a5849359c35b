//! What the mail speaks of in the file store: messages, those of boxes on hold that their owners destroyed, what is joined to drafts, what drafts answer, what a report of
//! phishing shows, what came for lists, archives made and files brought in, and letters on their way that lie in no box
//! yet.

use kernel::{db::list, files::Keeper, keeper, sql};

use crate::delivery;

pub(crate) const ALL: &[Keeper] = &[
    // What lies in the IMAP store alone is not here.
    Keeper {
        table: "mail_messages",
        column: "digest",
        which: |tx, some| {
            Box::pin(async move {
                tx.all(sql!(String: "SELECT DISTINCT digest FROM mail_messages WHERE digest IN LIST($1)
                        AND NOT EXISTS (SELECT 1 FROM mail_remote_messages r
                           WHERE r.message_id = mail_messages.id AND r.used_at = 0) /* tenant: all, by the schedule */",
                    list(some)))
                    .await
            })
        },
        after: |tx, last, limit| {
            Box::pin(async move {
                tx.all(sql!(String: "SELECT DISTINCT digest FROM mail_messages WHERE digest > $1
                        AND NOT EXISTS (SELECT 1 FROM mail_remote_messages r
                           WHERE r.message_id = mail_messages.id AND r.used_at = 0)
                      ORDER BY digest LIMIT $2 /* tenant: all, by the schedule */", last, limit))
                    .await
            })
        },
    },
    keeper!("mail_withheld", "digest"),
    keeper!("mail_draft_files", "digest"),
    keeper!("mail_drafts", "source_digest"),
    keeper!("mail_outgoing", "digest"),
    keeper!("mail_outgoing", "kept_digest"),
    keeper!("mail_phishing_reports", "shared_digest"),
    keeper!("mail_list_posts", "digest"),
    keeper!("mail_list_posts", "original_digest"),
    keeper!("mail_exports", "digest"),
    keeper!("mail_import_files", "digest"),
    Keeper {
        table: "jobs",
        column: "payload",
        which: |tx, some| Box::pin(delivery::on_their_way(tx, some)),
        // One that is missing is told to its author when its job runs.
        after: |_, _, _| Box::pin(async { Ok(Vec::new()) }),
    },
];
