-- One row per browser and system. Those of the portal, of M@gistère and of the webmel hang from the one of the
-- account that they were signed on through, and go with it.
CREATE TABLE sign_ins (
    id UUID NOT NULL PRIMARY KEY,
    token_digest BYTEA NOT NULL UNIQUE,
    system TEXT NOT NULL,
    academy_id UUID NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    parent_id UUID REFERENCES sign_ins (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    methods TEXT NOT NULL,
    address TEXT NOT NULL,
    browser TEXT NOT NULL
);
CREATE INDEX sign_ins_by_person ON sign_ins (person_id, system);
CREATE INDEX sign_ins_by_parent ON sign_ins (parent_id);
CREATE INDEX sign_ins_by_end ON sign_ins (expires_at);

-- What somebody was sending when their session or form had expired.
CREATE TABLE kept_forms (
    token_digest BYTEA NOT NULL PRIMARY KEY,
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    kept_at BIGINT NOT NULL
);
