-- How one signs, for each address one writes as. Without a row an address bears the person's name, and the first of
-- them the signature of the box.
CREATE TABLE mail_identities (
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    academy_id UUID NOT NULL,
    name TEXT NOT NULL,
    -- HTML when it starts with a tag, plain text otherwise.
    signature TEXT NOT NULL,
    is_default BIGINT NOT NULL,
    PRIMARY KEY (mailbox_id, address)
);

CREATE TABLE mail_templates (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (mailbox_id, sort_key)
);

-- The address a draft is written as; the default one when empty.
ALTER TABLE mail_drafts ADD COLUMN sender TEXT NOT NULL DEFAULT '';
ALTER TABLE mail_drafts ADD COLUMN importance TEXT NOT NULL DEFAULT 'normal';
ALTER TABLE mail_drafts ADD COLUMN wants_receipt BIGINT NOT NULL DEFAULT 0;

-- Messages whose sender asked to know when they are read, and what their reader chose.
CREATE TABLE mail_receipts (
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    message_id UUID NOT NULL REFERENCES mail_messages (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    sent BIGINT NOT NULL,
    chosen_at BIGINT NOT NULL,
    PRIMARY KEY (mailbox_id, message_id)
);
CREATE INDEX mail_receipts_by_message ON mail_receipts (message_id);

-- Named by an image of the text: the file stands in it, not below it.
ALTER TABLE mail_draft_files ADD COLUMN content_id TEXT;
