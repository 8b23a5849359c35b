-- An address of the académie that leads to people, one or several. It is kept among the addresses of everybody, so that
-- no account is given it.
CREATE TABLE mail_aliases (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    address TEXT NOT NULL UNIQUE,
    -- What it is for, for those who look after it.
    note TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX mail_aliases_in_order ON mail_aliases (academy_id, address);

CREATE TABLE mail_alias_people (
    alias_id UUID NOT NULL REFERENCES mail_aliases (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    PRIMARY KEY (alias_id, person_id)
);
CREATE INDEX mail_alias_people_by_person ON mail_alias_people (person_id);
