-- A message on its way: held for its author's second thoughts or until a date, then put in the boxes of the deployment
-- and, for addresses elsewhere, handed to the smarthost. What goes to boxes alone leaves no row behind.
CREATE TABLE mail_outgoing (
    -- Of a message written in the webmel, the id of its draft, which waits beside it until the message leaves.
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    -- Whose it is, who is told what became of it.
    mailbox_id UUID REFERENCES mailboxes (id) ON DELETE CASCADE,
    -- Envelope sender; empty for what must never be answered.
    sender TEXT NOT NULL,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    -- The copy its author keeps, filed when it leaves.
    kept_digest TEXT,
    -- People of the deployment it goes to, as JSON.
    boxes TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT,
    created_at BIGINT NOT NULL,
    leaves_at BIGINT NOT NULL,
    left_at BIGINT,
    -- Lower goes first.
    priority BIGINT NOT NULL,
    -- When it is tried next; NULL when nothing is to be done.
    next_at BIGINT,
    -- The try under way, of a process that may have died: then `next_at` is when another takes it over.
    claim UUID,
    delay_told BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX mail_outgoing_due ON mail_outgoing (priority, next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX mail_outgoing_of_box ON mail_outgoing (mailbox_id, leaves_at, id);
CREATE INDEX mail_outgoing_of_academy ON mail_outgoing (academy_id, left_at, id)
    WHERE finished_at IS NULL AND left_at IS NOT NULL;
CREATE INDEX mail_outgoing_finished ON mail_outgoing (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX mail_outgoing_by_digest ON mail_outgoing (digest);
CREATE INDEX mail_outgoing_by_kept ON mail_outgoing (kept_digest) WHERE kept_digest IS NOT NULL;

-- An address elsewhere that a message goes to, and what became of it there.
CREATE TABLE mail_outgoing_recipients (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    message_id UUID NOT NULL REFERENCES mail_outgoing (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    next_at BIGINT,
    -- What the other side said last.
    answer TEXT NOT NULL,
    -- Its author was told that it did not arrive.
    told BIGINT NOT NULL
);
CREATE INDEX mail_outgoing_recipients_of_message ON mail_outgoing_recipients (message_id, id);
CREATE INDEX mail_outgoing_recipients_by_state ON mail_outgoing_recipients (academy_id, state);

-- A draft that is being sent: when it leaves. Until then it can be taken back.
ALTER TABLE mail_drafts ADD COLUMN leaves_at BIGINT;

-- How long what one sends can be called back, in seconds.
ALTER TABLE mailboxes ADD COLUMN undo_seconds BIGINT NOT NULL DEFAULT 10;
