-- What mail programs know of a message besides what the webmel shows: \Deleted, \Draft, and keywords of anybody's making,
-- sorted, each between spaces.
ALTER TABLE mail_messages ADD COLUMN deleted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail_messages ADD COLUMN draft BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail_messages ADD COLUMN keywords TEXT NOT NULL DEFAULT '';

-- Of each folder: the state of its last change, and one more than the last number given there.
ALTER TABLE mail_folders ADD COLUMN state BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail_folders ADD COLUMN next_uid BIGINT NOT NULL DEFAULT 1;
ALTER TABLE mail_folders ADD COLUMN subscribed BIGINT NOT NULL DEFAULT 1;
UPDATE mail_folders SET
    state = (SELECT b.state FROM mailboxes b WHERE b.id = mail_folders.mailbox_id),
    next_uid = COALESCE((SELECT MAX(m.uid) + 1 FROM mail_messages m WHERE m.folder_id = mail_folders.id), 1);

-- Names are paths now (`Projets/2026`), told apart letter by letter: two that fold to the same key stand side by side.
-- The key is the folded path and then, behind two tabs that sort before everything, the name itself.
UPDATE mail_folders SET name = name || ' (2)', sort_key = sort_key || ' 2'
    WHERE role = 'own' AND name IN ('INBOX', 'Drafts', 'Sent', 'Archive', 'Junk', 'Trash');
UPDATE mail_folders SET sort_key = sort_key || '		' || name WHERE role = 'own';

-- Numbers of messages that have left a folder, for those who have it open; a few days are enough.
CREATE TABLE mail_gone (
    folder_id UUID NOT NULL REFERENCES mail_folders (id) ON DELETE CASCADE,
    uid BIGINT NOT NULL,
    academy_id UUID NOT NULL,
    state BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (folder_id, uid)
);
CREATE INDEX mail_gone_by_state ON mail_gone (folder_id, state);
CREATE INDEX mail_gone_by_time ON mail_gone (at);
CREATE INDEX mail_messages_by_state ON mail_messages (folder_id, state);
