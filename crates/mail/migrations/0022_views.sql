-- How the owner of a box likes lists: closer rows, list and message one after the other, each message by itself.
ALTER TABLE mailboxes ADD COLUMN compact BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailboxes ADD COLUMN two_panes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailboxes ADD COLUMN conversations BIGINT NOT NULL DEFAULT 1;
CREATE INDEX mail_messages_in_folder ON mail_messages (folder_id, received_at, id);
