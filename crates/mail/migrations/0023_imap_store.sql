-- A box whose messages lie in another IMAP server: how far both sides agree. One row a box; without such a server, none.
CREATE TABLE mail_remotes (
    mailbox_id UUID NOT NULL PRIMARY KEY REFERENCES mailboxes (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    -- Grows with every change made here.
    touched BIGINT NOT NULL,
    -- The state of the box up to which its changes have been carried there.
    carried_state BIGINT NOT NULL,
    -- When it is looked at next; empty while nothing is known to be different.
    due_at BIGINT,
    -- Who looks at it, and until when nobody else does.
    claim UUID,
    leased_until BIGINT NOT NULL,
    agreed_at BIGINT,
    -- The digest of the rules as they were carried there; empty when none were.
    script TEXT NOT NULL,
    -- In a row, and what was said last.
    failures BIGINT NOT NULL,
    error TEXT NOT NULL
);
CREATE INDEX mail_remotes_by_due ON mail_remotes (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mail_remotes_by_failures ON mail_remotes (academy_id, failures) WHERE failures > 0;

-- A folder there, as both sides last knew it. It outlives the folder here until it is gone there as well.
CREATE TABLE mail_remote_folders (
    folder_id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mail_remotes (mailbox_id) ON DELETE CASCADE,
    -- As it travels (modified UTF-7), and as the folder here was called then.
    wire TEXT NOT NULL,
    name TEXT NOT NULL,
    uid_validity BIGINT NOT NULL,
    next_uid BIGINT NOT NULL,
    mod_seq BIGINT NOT NULL,
    UNIQUE (mailbox_id, wire)
);

-- A message there, as both sides last knew it. It outlives the message here until it is gone there as well.
CREATE TABLE mail_remote_messages (
    message_id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mail_remotes (mailbox_id) ON DELETE CASCADE,
    folder_id UUID NOT NULL,
    uid BIGINT NOT NULL,
    content TEXT NOT NULL,
    seen BIGINT NOT NULL,
    flagged BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    forwarded BIGINT NOT NULL,
    deleted BIGINT NOT NULL,
    draft BIGINT NOT NULL,
    keywords TEXT NOT NULL,
    -- When its content was last fetched; 0 when it lies there alone.
    used_at BIGINT NOT NULL,
    UNIQUE (folder_id, uid)
);
CREATE INDEX mail_remote_messages_by_box ON mail_remote_messages (mailbox_id);
CREATE INDEX mail_remote_messages_by_use ON mail_remote_messages (used_at) WHERE used_at > 0;
CREATE INDEX mail_remote_messages_by_content ON mail_remote_messages (content);
