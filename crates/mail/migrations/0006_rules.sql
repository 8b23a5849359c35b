-- What a delivery must know of a box, beside the row it reads anyway: whether anything sorts its mail, and its absence.
ALTER TABLE mailboxes ADD COLUMN sorts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailboxes ADD COLUMN absent_from BIGINT;
ALTER TABLE mailboxes ADD COLUMN absent_until BIGINT;

-- Conditions and actions are read together and never asked for apart: they are kept as JSON.
CREATE TABLE mail_rules (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    -- In the order in which they are tried.
    position BIGINT NOT NULL,
    enabled BIGINT NOT NULL,
    definition TEXT NOT NULL,
    -- A rule thrown away can be brought back for a while.
    discarded_at BIGINT
);
CREATE INDEX mail_rules_by_box ON mail_rules (mailbox_id, position);
CREATE INDEX mail_rules_by_discard ON mail_rules (discarded_at) WHERE discarded_at IS NOT NULL;

-- Rules applied to what came before them: how far it is. One at a time in a box, and the last one stays to be read.
CREATE TABLE mail_rule_runs (
    mailbox_id UUID NOT NULL PRIMARY KEY REFERENCES mailboxes (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    after_uid BIGINT NOT NULL,
    until_uid BIGINT NOT NULL,
    total BIGINT NOT NULL,
    looked_at BIGINT NOT NULL,
    changed BIGINT NOT NULL
);

-- What is answered during an absence; its time stands in the box's own row, beside what a delivery reads anyway.
CREATE TABLE mail_vacations (
    mailbox_id UUID NOT NULL PRIMARY KEY REFERENCES mailboxes (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    outside TEXT NOT NULL,
    outside_body TEXT NOT NULL,
    every_days BIGINT NOT NULL
);
CREATE INDEX mailboxes_by_absence ON mailboxes (absent_until) WHERE absent_until IS NOT NULL;

-- Who was answered, by a hash of the address, until the absence ends.
CREATE TABLE mail_vacation_answers (
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    sender UUID NOT NULL,
    academy_id UUID NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (mailbox_id, sender)
);

-- Senders that the owner of the box has judged: their next messages go to the junk, or never do.
CREATE TABLE mail_senders (
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    academy_id UUID NOT NULL,
    verdict TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (mailbox_id, address)
);

-- What agents took for phishing: who said so and of what, without the message unless its reader agreed to show it.
CREATE TABLE mail_phishing_reports (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    reported_at BIGINT NOT NULL,
    reporter_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Where its links lead, separated by spaces.
    hosts TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    shared_digest TEXT,
    closed_at BIGINT
);
CREATE INDEX mail_phishing_reports_by_date ON mail_phishing_reports (academy_id, reported_at, id);
CREATE INDEX mail_phishing_reports_by_age ON mail_phishing_reports (reported_at);
CREATE INDEX mail_phishing_reports_by_content ON mail_phishing_reports (shared_digest) WHERE shared_digest IS NOT NULL;
CREATE INDEX mail_phishing_reports_by_reporter ON mail_phishing_reports (reporter_id);

-- Labels of the box, few and shown on every page: they lie in its own row, as JSON.
ALTER TABLE mailboxes ADD COLUMN labels TEXT NOT NULL DEFAULT '';
