-- What an académie allows of its boxes and how long it keeps what. Without a row holds what the program sets out with.
CREATE TABLE mail_terms (
    academy_id UUID NOT NULL PRIMARY KEY,
    -- Bytes: of a new box, what its owner may take by themselves, what anybody may give.
    quota_default BIGINT NOT NULL,
    quota_own BIGINT NOT NULL,
    quota_most BIGINT NOT NULL,
    bin_days BIGINT NOT NULL,
    junk_days BIGINT NOT NULL,
    -- From the closing of a box to its deletion; and the age that its messages reach before, if they are not kept as long.
    closed_days BIGINT NOT NULL,
    closed_message_days BIGINT,
    -- Functions whose holders see which boxes of their establishment nobody has entered, between spaces.
    head_functions TEXT NOT NULL
);

-- Who gave the box its room: the terms, its owner, the postmaster.
ALTER TABLE mailboxes ADD COLUMN quota_by TEXT NOT NULL DEFAULT 'terms';
-- The highest share of its room, in percent, that its owner was told of.
ALTER TABLE mailboxes ADD COLUMN warned BIGINT NOT NULL DEFAULT 0;
-- Closed, a box is deleted after a while, which is told before. Deleted, it can be restored until a date; then it is
-- erased, and its row says so in its place.
ALTER TABLE mailboxes ADD COLUMN deletion_told_at BIGINT;
ALTER TABLE mailboxes ADD COLUMN aside_at BIGINT;
ALTER TABLE mailboxes ADD COLUMN aside_until BIGINT;
ALTER TABLE mailboxes ADD COLUMN erased_at BIGINT;
-- Since when nothing of it is destroyed.
ALTER TABLE mailboxes ADD COLUMN held_at BIGINT;
CREATE INDEX mailboxes_closed ON mailboxes (academy_id, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX mailboxes_aside ON mailboxes (academy_id, aside_until, id) WHERE aside_until IS NOT NULL;
CREATE INDEX mailboxes_held ON mailboxes (academy_id, id) WHERE held_at IS NOT NULL;
CREATE INDEX mailboxes_in_order ON mailboxes (academy_id, id);
