-- What authors want to be told of the way of their messages (RFC 3461), as their mail programs say it.
ALTER TABLE mail_outgoing ADD COLUMN envelope_name TEXT;
ALTER TABLE mail_outgoing ADD COLUMN returns TEXT NOT NULL DEFAULT 'HDRS';
ALTER TABLE mail_outgoing_recipients ADD COLUMN notify TEXT NOT NULL DEFAULT 'FAILURE,DELAY';
ALTER TABLE mail_outgoing_recipients ADD COLUMN original TEXT;
CREATE INDEX mail_outgoing_author ON mail_outgoing (mailbox_id, created_at);
