-- When the person's mailbox was closed, whether or not their account is: nobody enters it then, by whichever door.
ALTER TABLE people ADD COLUMN mailbox_closed_at BIGINT;
