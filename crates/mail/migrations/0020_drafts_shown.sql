-- The day on which a mail program last read the box: for those alone, drafts are shown as messages.
ALTER TABLE mailboxes ADD COLUMN program_at BIGINT;

-- The message among the drafts that shows a draft to mail programs, and the version it shows.
ALTER TABLE mail_drafts ADD COLUMN copy_id UUID;
ALTER TABLE mail_drafts ADD COLUMN copy_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX mail_drafts_by_copy ON mail_drafts (copy_id) WHERE copy_id IS NOT NULL;
