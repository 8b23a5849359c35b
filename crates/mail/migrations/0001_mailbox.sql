-- A box belongs to one person and bears their id: a page knows its box without asking.
CREATE TABLE mailboxes (
    id UUID NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    activated_at BIGINT,
    closed_at BIGINT,
    quota_bytes BIGINT NOT NULL,
    used_bytes BIGINT NOT NULL,
    -- Numbers that only grow, as IMAP and JMAP want them: of the box itself, of its next message, of its last change.
    uid_validity BIGINT NOT NULL,
    next_uid BIGINT NOT NULL,
    state BIGINT NOT NULL,
    signature TEXT NOT NULL,
    rich_text BIGINT NOT NULL,
    shortcuts BIGINT NOT NULL
);

-- Ids of the standard folders are made from the box's id and the role, so that a delivery looks none up.
CREATE TABLE mail_folders (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    total BIGINT NOT NULL,
    unread BIGINT NOT NULL,
    UNIQUE (mailbox_id, sort_key)
);

-- The raw message is a file under its digest, as it was received; here is what lists and searches need of it.
CREATE TABLE mail_messages (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    folder_id UUID NOT NULL REFERENCES mail_folders (id) ON DELETE CASCADE,
    thread_id UUID NOT NULL,
    uid BIGINT NOT NULL,
    state BIGINT NOT NULL,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    -- What a message must not be filed twice under; NULL for what was imported or moved in by its owner.
    delivery_key UUID,
    subject_key UUID NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    preview TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    flagged BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    forwarded BIGINT NOT NULL,
    has_attachment BIGINT NOT NULL,
    -- Bin and junk are emptied by themselves.
    expires_at BIGINT,
    UNIQUE (mailbox_id, delivery_key)
);
CREATE INDEX mail_messages_by_thread ON mail_messages (thread_id, received_at, id);
CREATE INDEX mail_messages_by_folder ON mail_messages (folder_id, uid);
CREATE INDEX mail_messages_by_date ON mail_messages (mailbox_id, received_at, id);
CREATE INDEX mail_messages_by_subject ON mail_messages (mailbox_id, subject_key, received_at);
CREATE INDEX mail_messages_by_expiry ON mail_messages (expires_at) WHERE expires_at IS NOT NULL;

-- One line of a folder's list: the messages of a conversation that lie in it, with the latest of them.
CREATE TABLE mail_lines (
    folder_id UUID NOT NULL REFERENCES mail_folders (id) ON DELETE CASCADE,
    thread_id UUID NOT NULL,
    academy_id UUID NOT NULL,
    latest_id UUID NOT NULL,
    latest_at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    unread BIGINT NOT NULL,
    flagged BIGINT NOT NULL,
    has_attachment BIGINT NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    preview TEXT NOT NULL,
    PRIMARY KEY (folder_id, thread_id)
);
CREATE INDEX mail_lines_by_date ON mail_lines (folder_id, latest_at, latest_id);

-- Which conversation a message identifier belongs to, whether or not its message is here: identifiers by their hash.
CREATE TABLE mail_links (
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    link UUID NOT NULL,
    academy_id UUID NOT NULL,
    thread_id UUID NOT NULL,
    PRIMARY KEY (mailbox_id, link)
);
CREATE INDEX mail_links_by_thread ON mail_links (thread_id);

CREATE TABLE mail_drafts (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    -- As typed, whether or not it can be sent so.
    recipients TEXT NOT NULL,
    copies TEXT NOT NULL,
    hidden_copies TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    -- The message answered or sent on: its file stays even when the message is deleted meanwhile.
    intent TEXT NOT NULL,
    source_id UUID,
    source_digest TEXT,
    quotes_source BIGINT NOT NULL,
    source_parts TEXT NOT NULL
);
CREATE INDEX mail_drafts_by_date ON mail_drafts (mailbox_id, saved_at, id);

CREATE TABLE mail_draft_files (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    draft_id UUID NOT NULL REFERENCES mail_drafts (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL
);
CREATE INDEX mail_draft_files_by_draft ON mail_draft_files (draft_id, id);
