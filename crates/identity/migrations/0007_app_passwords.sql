-- Passwords that mail programs keep, one each. `proof` is a keyed hash of the secret and its person, under key number
-- `key_number` of the key file; the last use is known by its day and its network, no closer.
CREATE TABLE app_passwords (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    proof BYTEA NOT NULL UNIQUE,
    key_number BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- The start of that day where the académie is.
    used_on BIGINT,
    used_from TEXT NOT NULL
);
CREATE INDEX app_passwords_by_person ON app_passwords (person_id);
