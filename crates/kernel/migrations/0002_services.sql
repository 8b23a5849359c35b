CREATE TABLE jobs (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT UNIQUE,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT
);
CREATE INDEX jobs_by_time ON jobs (run_at);

-- What happened to people's accounts and rights; each line holds the hash of the one before.
CREATE TABLE audit (
    academy_id UUID NOT NULL REFERENCES academies (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_id UUID,
    actor TEXT NOT NULL,
    subject_id UUID,
    action TEXT NOT NULL,
    result TEXT NOT NULL,
    detail TEXT NOT NULL,
    address TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (academy_id, number)
);
CREATE INDEX audit_by_subject ON audit (subject_id, at);
CREATE INDEX audit_by_actor ON audit (actor_id, at);
CREATE TABLE audit_heads (
    academy_id UUID NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

CREATE TABLE notices (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    link TEXT,
    topic TEXT NOT NULL,
    seen_at BIGINT
);
CREATE INDEX notices_by_person ON notices (person_id, at);
CREATE INDEX notices_unseen ON notices (person_id) WHERE seen_at IS NULL;

CREATE TABLE files (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    owner_id UUID,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX files_by_digest ON files (digest);

-- Search: words are folded and stemmed by us, the same way for both engines, and begin with whom they belong to.
CREATE TABLE search_docs (
    doc BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    object_id UUID NOT NULL,
    UNIQUE (kind, object_id)
);
-- only sqlite
CREATE VIRTUAL TABLE search_text USING fts5(words, content='', contentless_delete=1, detail='none', tokenize='ascii');
-- only postgres
CREATE TABLE search_text (doc BIGINT NOT NULL PRIMARY KEY, terms TSVECTOR NOT NULL);
CREATE INDEX search_text_terms ON search_text USING GIN (terms);
-- both
