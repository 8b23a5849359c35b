-- A kept form belongs to the person whose session had ended or, when nobody is known, to the browser that sent it:
-- its secret address alone opens nothing. What strangers may keep is counted by network address and in all.
DROP TABLE kept_forms;
CREATE TABLE kept_forms (
    token_digest BYTEA NOT NULL PRIMARY KEY,
    person_id UUID,
    browser_digest BYTEA NOT NULL,
    address TEXT NOT NULL,
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Names of the fields that held files, a line each; the files themselves are not kept.
    files TEXT NOT NULL,
    -- Sent as an upload: it must be sent so again.
    multipart BIGINT NOT NULL,
    size BIGINT NOT NULL,
    kept_at BIGINT NOT NULL
);
CREATE INDEX kept_forms_by_person ON kept_forms (person_id, size);
CREATE INDEX kept_forms_of_strangers ON kept_forms (address, size) WHERE person_id IS NULL;
CREATE INDEX kept_forms_by_time ON kept_forms (kept_at);
