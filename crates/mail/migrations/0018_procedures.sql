-- What is done to a box, or in it, by others than its owner is asked for by one person and decided by another.
CREATE TABLE mail_procedures (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    kind TEXT NOT NULL,
    -- No reference: what was done to a box is known when it is no more.
    mailbox_id UUID NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    asked_by UUID NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    basis TEXT NOT NULL,
    -- Of a hold: the matter that it is for.
    reference TEXT NOT NULL,
    -- Of an access: for how many days.
    days BIGINT NOT NULL,
    -- When an access or a hold that was granted ends; a hold may have no end.
    until BIGINT,
    -- Of a lifting: which hold.
    lifts UUID,
    -- Why the owner is not told before it ends; empty when they are told at once.
    silence TEXT NOT NULL,
    decided_at BIGINT,
    decided_by UUID REFERENCES people (id),
    note TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX mail_procedures_in_order ON mail_procedures (academy_id, asked_at, id);
CREATE INDEX mail_procedures_of_box ON mail_procedures (mailbox_id, asked_at, id);
CREATE INDEX mail_procedures_open ON mail_procedures (academy_id, state, asked_at) WHERE state IN ('asked', 'granted');
CREATE INDEX mail_procedures_by_asker ON mail_procedures (asked_by);
CREATE INDEX mail_procedures_by_decider ON mail_procedures (decided_by) WHERE decided_by IS NOT NULL;

-- By which an access was given that no owner gave; hidden while its owners are told of it only at its end.
ALTER TABLE mail_members ADD COLUMN procedure_id UUID;
ALTER TABLE mail_members ADD COLUMN hidden BIGINT NOT NULL DEFAULT 0;

-- What the owner of a held box has destroyed: out of their sight and of their quota, until the hold ends.
CREATE TABLE mail_withheld (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    withheld_at BIGINT NOT NULL
);
CREATE INDEX mail_withheld_by_box ON mail_withheld (mailbox_id, withheld_at, id);
CREATE INDEX mail_withheld_by_digest ON mail_withheld (digest);
