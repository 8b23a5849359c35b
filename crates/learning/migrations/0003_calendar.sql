-- What stands in calendars: somebody's own events, those of a session, those of the whole académie.
CREATE TABLE events (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL REFERENCES academies (id),
    kind TEXT NOT NULL,
    -- Whose it is, when it is one person's.
    person_id UUID REFERENCES people (id) ON DELETE CASCADE,
    -- The session it belongs to, when it is a session's.
    session_id UUID REFERENCES sessions (id) ON DELETE CASCADE,
    -- Function codes between spaces, such as ` ENS DIR `; empty for everybody.
    audience TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    place TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    zone TEXT NOT NULL,
    all_day BIGINT NOT NULL,
    -- RFC 5545; empty for what happens once.
    rrule TEXT NOT NULL,
    -- Dates where the rule does not hold: `c ORIGINAL`, `a ORIGINAL` or `m ORIGINAL START END`, one a line.
    exceptions TEXT NOT NULL,
    remind BIGINT,
    -- From the start of the first occurrence to the end of the last.
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    uid TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX events_of_person ON events (person_id, last_at) WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX events_by_uid ON events (person_id, uid) WHERE person_id IS NOT NULL;
CREATE INDEX events_of_session ON events (session_id, last_at) WHERE session_id IS NOT NULL;
CREATE INDEX events_of_academy ON events (academy_id, kind, last_at);

-- Who has asked for a secret address of their calendar; the secret is derived from the numbered key, the person and
-- the generation, which grows when the address is renewed.
CREATE TABLE calendar_feeds (
    person_id UUID NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    generation BIGINT NOT NULL,
    key_number BIGINT NOT NULL
);
