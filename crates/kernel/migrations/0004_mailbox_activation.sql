-- When the person first entered their mailbox: what their account and the help desk show of it.
ALTER TABLE people ADD COLUMN mailbox_activated_at BIGINT;
