-- A draft thrown away can be brought back for a while.
ALTER TABLE mail_drafts ADD COLUMN discarded_at BIGINT;
CREATE INDEX mail_drafts_by_discard ON mail_drafts (discarded_at) WHERE discarded_at IS NOT NULL;

-- Boxes entered before the directory of people kept that day.
UPDATE people SET mailbox_activated_at = (SELECT m.activated_at FROM mailboxes m WHERE m.id = people.id);
