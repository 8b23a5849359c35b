-- Who may use a box besides the person it bears the id of. A shared box has no such person: all who use it are here.
CREATE TABLE mail_members (
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    -- Each includes those before it: read, write, send.
    rights TEXT NOT NULL,
    is_owner BIGINT NOT NULL,
    since BIGINT NOT NULL,
    -- From this moment on it counts for nothing; until withdrawn when empty.
    until BIGINT,
    -- Why, when it was not given by an owner of the box.
    reason TEXT NOT NULL,
    PRIMARY KEY (mailbox_id, person_id)
);
CREATE INDEX mail_members_by_person ON mail_members (person_id);
CREATE INDEX mail_members_by_end ON mail_members (until) WHERE until IS NOT NULL;

-- Kept by whatever gives and withdraws access: a box without members, and a person who has no box but their own, are
-- asked nothing more.
ALTER TABLE mailboxes ADD COLUMN members BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailboxes ADD COLUMN memberships BIGINT NOT NULL DEFAULT 0;

-- What a member has not read yet. What the person of a box has read is written in its messages.
CREATE TABLE mail_unread (
    person_id UUID NOT NULL,
    message_id UUID NOT NULL REFERENCES mail_messages (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL,
    -- Where the message lies: it moves with it.
    folder_id UUID NOT NULL,
    PRIMARY KEY (person_id, message_id),
    FOREIGN KEY (mailbox_id, person_id) REFERENCES mail_members (mailbox_id, person_id) ON DELETE CASCADE
);
CREATE INDEX mail_unread_by_message ON mail_unread (message_id);
CREATE INDEX mail_unread_by_folder ON mail_unread (mailbox_id, person_id, folder_id);

-- Who of several wrote a message, answered it or sent it on.
CREATE TABLE mail_deeds (
    message_id UUID NOT NULL REFERENCES mail_messages (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    deed TEXT NOT NULL,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (message_id, person_id, deed)
);
CREATE INDEX mail_deeds_by_person ON mail_deeds (person_id);

-- Who saved a draft last, when that is a member.
ALTER TABLE mail_drafts ADD COLUMN writer_id UUID;
