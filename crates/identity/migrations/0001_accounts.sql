-- The NUMEN is never here: `numen_index` finds the agent, `numen_proof` checks the birth date with it, both keyed
-- hashes under key number `key_number` of the key file.
CREATE TABLE accounts (
    person_id UUID NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    state TEXT NOT NULL,
    numen_index BYTEA NOT NULL UNIQUE,
    numen_proof BYTEA NOT NULL,
    key_number BIGINT NOT NULL,
    password_hash TEXT,
    password_changed_at BIGINT,
    -- Until when the NUMEN opens the page where a password is chosen.
    opens_until BIGINT NOT NULL,
    -- A reset that its owner did not ask for was refused: only the help desk lifts it.
    reset_frozen BIGINT NOT NULL DEFAULT 0,
    backup_address TEXT,
    failures_in_a_row BIGINT NOT NULL DEFAULT 0,
    wait_until BIGINT NOT NULL DEFAULT 0,
    failure_log BYTEA NOT NULL,
    activated_at BIGINT,
    -- The staff file that named the person last.
    import_id UUID
);
CREATE INDEX accounts_by_import ON accounts (academy_id, state, import_id);
CREATE INDEX accounts_waiting ON accounts (academy_id, state, opens_until);

-- Devices on which the agent has signed in: strangers' failures do not slow them down.
CREATE TABLE known_devices (
    digest BYTEA NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    failures_in_a_row BIGINT NOT NULL,
    wait_until BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX known_devices_by_person ON known_devices (person_id);
CREATE INDEX known_devices_by_time ON known_devices (seen_at);

-- Counters of the network's addresses and of NUMEN, known or not: they belong to no académie.
CREATE TABLE tries_by_address (
    address TEXT NOT NULL PRIMARY KEY,
    window_start BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    numen_window_start BIGINT NOT NULL,
    numen_seen BYTEA NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX tries_by_address_time ON tries_by_address (at);
CREATE TABLE tries_by_numen (
    numen_index BYTEA NOT NULL PRIMARY KEY,
    failure_log BYTEA NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX tries_by_numen_time ON tries_by_numen (at);
CREATE TABLE failures_by_hour (
    hour BIGINT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL
);
CREATE TABLE school_exits (
    address TEXT NOT NULL PRIMARY KEY
);

-- The right to choose a password, held by one browser for a short while and good for once; and the right to say
-- "it was not me" about a reset.
CREATE TABLE passes (
    digest BYTEA NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX passes_by_person ON passes (person_id);
CREATE INDEX passes_by_time ON passes (expires_at);

CREATE TABLE staff_imports (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    started_by UUID,
    file_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    close_missing BIGINT NOT NULL,
    state TEXT NOT NULL,
    -- Lines done and committed: an interrupted import goes on from here.
    lines_done BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    warned BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    message TEXT
);
CREATE INDEX staff_imports_by_time ON staff_imports (academy_id, started_at);
CREATE TABLE staff_import_lines (
    import_id UUID NOT NULL REFERENCES staff_imports (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    line BIGINT NOT NULL,
    place BIGINT NOT NULL,
    field TEXT NOT NULL,
    severity TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (import_id, line, place)
);
