-- Lists: an address whose mail goes to many. Who is in them is written down (people, and addresses outside) or follows
-- from where people work and what they are there, asked anew for each message.
CREATE TABLE mail_lists (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    address TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    description TEXT NOT NULL,
    writers TEXT NOT NULL,
    moderation TEXT NOT NULL,
    may_leave BIGINT NOT NULL,
    archive TEXT NOT NULL,
    keep_days BIGINT NOT NULL,
    -- Function and establishment, rather than one or the other.
    audience_both BIGINT NOT NULL,
    -- How many it reached when they were last counted.
    members BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX mail_lists_in_order ON mail_lists (academy_id, sort_key, id);

CREATE TABLE mail_list_owners (
    list_id UUID NOT NULL REFERENCES mail_lists (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    PRIMARY KEY (list_id, person_id)
);
CREATE INDEX mail_list_owners_by_person ON mail_list_owners (person_id);

-- Whom it is for: everybody of the académie, those of a function, those of an
-- establishment, those of a group that another domain keeps.
CREATE TABLE mail_list_audiences (
    list_id UUID NOT NULL REFERENCES mail_lists (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    academy_id UUID NOT NULL,
    PRIMARY KEY (list_id, kind, value)
);
CREATE INDEX mail_list_audiences_by_value ON mail_list_audiences (academy_id, kind, value);

CREATE TABLE mail_list_members (
    list_id UUID NOT NULL REFERENCES mail_lists (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (list_id, person_id)
);
CREATE INDEX mail_list_members_by_person ON mail_list_members (person_id);

-- Who would be in it by what they are, and has left.
CREATE TABLE mail_list_leavers (
    list_id UUID NOT NULL REFERENCES mail_lists (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    left_at BIGINT NOT NULL,
    PRIMARY KEY (list_id, person_id)
);
CREATE INDEX mail_list_leavers_by_person ON mail_list_leavers (person_id);

CREATE TABLE mail_list_guests (
    id UUID NOT NULL PRIMARY KEY,
    list_id UUID NOT NULL REFERENCES mail_lists (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    left_at BIGINT,
    -- What their returned mail is known by: a part of the envelope's sender.
    token TEXT NOT NULL,
    bounces BIGINT NOT NULL,
    bounced_at BIGINT,
    suspended_at BIGINT,
    UNIQUE (list_id, address),
    UNIQUE (list_id, token)
);
CREATE INDEX mail_list_guests_in_order ON mail_list_guests (list_id, id);

-- A message that came for a list: it waits for an owner, is on its way to the members, or has been spread; then it is
-- what the archive shows.
CREATE TABLE mail_list_posts (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    list_id UUID NOT NULL REFERENCES mail_lists (id) ON DELETE CASCADE,
    -- As it came: taken once, whoever brings it again.
    original_digest TEXT NOT NULL,
    -- As the members of the deployment get it, once it is made.
    digest TEXT,
    size BIGINT NOT NULL,
    author_id UUID,
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    preview TEXT NOT NULL,
    has_attachment BIGINT NOT NULL,
    state TEXT NOT NULL,
    came_at BIGINT NOT NULL,
    -- Up to where it has been spread.
    stage TEXT NOT NULL,
    after_id UUID NOT NULL,
    UNIQUE (list_id, original_digest)
);
CREATE INDEX mail_list_posts_in_order ON mail_list_posts (list_id, state, came_at, id);
CREATE INDEX mail_list_posts_by_digest ON mail_list_posts (digest) WHERE digest IS NOT NULL;
CREATE INDEX mail_list_posts_by_original ON mail_list_posts (original_digest);

CREATE TABLE mail_alias_lists (
    alias_id UUID NOT NULL REFERENCES mail_aliases (id) ON DELETE CASCADE,
    list_id UUID NOT NULL REFERENCES mail_lists (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    PRIMARY KEY (alias_id, list_id)
);
CREATE INDEX mail_alias_lists_by_list ON mail_alias_lists (list_id);

-- Lists that a message goes to when it leaves, as JSON; and what stands above it when it is handed over: the lines of a
-- list for one address outside.
ALTER TABLE mail_outgoing ADD COLUMN lists TEXT NOT NULL DEFAULT '[]';
ALTER TABLE mail_outgoing ADD COLUMN head TEXT NOT NULL DEFAULT '';
