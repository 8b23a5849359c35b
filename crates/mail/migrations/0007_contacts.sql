-- An address book of one's own: typed, taken from a message or read from a file.
CREATE TABLE mail_contacts (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    -- One a line; the first address is the one written to.
    addresses TEXT NOT NULL,
    phones TEXT NOT NULL,
    note TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    -- Folded words of name, organisation and addresses, a space before each.
    words TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX mail_contacts_by_name ON mail_contacts (mailbox_id, sort_key, id);

-- An address belongs to one contact of a book: that is how two files about one person become one contact.
CREATE TABLE mail_contact_addresses (
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    academy_id UUID NOT NULL,
    contact_id UUID NOT NULL REFERENCES mail_contacts (id) ON DELETE CASCADE,
    PRIMARY KEY (mailbox_id, address)
);
CREATE INDEX mail_contact_addresses_by_contact ON mail_contact_addresses (contact_id);

CREATE TABLE mail_contact_groups (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    UNIQUE (mailbox_id, sort_key)
);

CREATE TABLE mail_contact_members (
    group_id UUID NOT NULL REFERENCES mail_contact_groups (id) ON DELETE CASCADE,
    contact_id UUID NOT NULL REFERENCES mail_contacts (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, contact_id)
);
CREATE INDEX mail_contact_members_by_contact ON mail_contact_members (contact_id);
CREATE INDEX mail_contact_members_by_box ON mail_contact_members (mailbox_id);

-- Who was written to lately, unless the owner of the box prefers that nothing be kept.
CREATE TABLE mail_correspondents (
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    academy_id UUID NOT NULL,
    name TEXT NOT NULL,
    times BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (mailbox_id, address)
);
CREATE INDEX mail_correspondents_by_date ON mail_correspondents (mailbox_id, last_at, address);
ALTER TABLE mailboxes ADD COLUMN collects_correspondents BIGINT NOT NULL DEFAULT 1;
