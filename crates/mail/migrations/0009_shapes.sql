-- What IMAP shows of a content without its text, rendered once: ENVELOPE, BODY and BODYSTRUCTURE as they are sent. The
-- content is named by its digest and not kept by it: a shape goes when no message has its content any more.
CREATE TABLE mail_shapes (
    content TEXT NOT NULL PRIMARY KEY,
    envelope BYTEA NOT NULL,
    body BYTEA NOT NULL,
    body_structure BYTEA NOT NULL
);
-- The first unread and the marked for deletion are asked for at every opening.
CREATE INDEX mail_messages_unseen ON mail_messages (folder_id, uid) WHERE seen = 0;
CREATE INDEX mail_messages_deleted ON mail_messages (folder_id, uid) WHERE deleted = 1;
