-- What the owner of a box has answered to an invitation: the meeting by a hash of its identifiers.
CREATE TABLE mail_invitations (
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    meeting UUID NOT NULL,
    academy_id UUID NOT NULL,
    answer TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (mailbox_id, meeting)
);

-- Events that an import put in its owner's calendar.
ALTER TABLE mail_imports ADD COLUMN events BIGINT NOT NULL DEFAULT 0;
