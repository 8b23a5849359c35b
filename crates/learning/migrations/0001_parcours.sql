-- Sections and activities in order: of a design, or of a session (copied from its design when it is made).
CREATE TABLE contents (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    -- Activities that count for completion.
    countable BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- Lists of words (objectives, key words, authors) hold one a line.
CREATE TABLE designs (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL REFERENCES academies (id),
    content_id UUID NOT NULL UNIQUE REFERENCES contents (id),
    title TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    summary TEXT NOT NULL,
    collection TEXT NOT NULL,
    domain TEXT,
    level TEXT,
    nature TEXT,
    duration_minutes BIGINT NOT NULL,
    objectives TEXT NOT NULL,
    keywords TEXT NOT NULL,
    authors TEXT NOT NULL,
    language TEXT NOT NULL,
    published BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_by UUID,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    trashed_at BIGINT
);
CREATE INDEX designs_by_title ON designs (academy_id, sort_key, id);
CREATE INDEX designs_in_trash ON designs (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE designers (
    design_id UUID NOT NULL REFERENCES designs (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    PRIMARY KEY (design_id, person_id)
);
CREATE INDEX designers_by_person ON designers (person_id, design_id);

-- The record is the design's as it was when the session was made; a session that outlives its design keeps it.
CREATE TABLE sessions (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL REFERENCES academies (id),
    design_id UUID NOT NULL REFERENCES designs (id),
    content_id UUID NOT NULL UNIQUE REFERENCES contents (id),
    title TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    summary TEXT NOT NULL,
    collection TEXT NOT NULL,
    domain TEXT,
    level TEXT,
    nature TEXT,
    duration_minutes BIGINT NOT NULL,
    objectives TEXT NOT NULL,
    state TEXT NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    enrolment TEXT NOT NULL,
    enrolment_key TEXT NOT NULL,
    -- 0: as many as come.
    places BIGINT NOT NULL,
    uai TEXT,
    venue TEXT NOT NULL,
    -- Counted as people come and go, so that lists need not.
    participants BIGINT NOT NULL,
    trainers BIGINT NOT NULL,
    readable_until BIGINT,
    trashed_at BIGINT,
    -- The state a session in the trash goes back to.
    trashed_from TEXT,
    version BIGINT NOT NULL,
    created_by UUID,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_title ON sessions (academy_id, state, sort_key, id);
CREATE INDEX sessions_by_design ON sessions (design_id, created_at);
CREATE INDEX sessions_to_start ON sessions (starts_at) WHERE state = 'open';
CREATE INDEX sessions_in_trash ON sessions (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE sections (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    content_id UUID NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX sections_by_content ON sections (content_id, position);

-- What an activity is made of stands in its type's own tables, under `activity_id`; here is what every list needs:
-- `detail` (figures, in the type's own writing) and `in_place` (HTML shown in the session itself).
CREATE TABLE activities (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    content_id UUID NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    section_id UUID NOT NULL REFERENCES sections (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    completion TEXT NOT NULL,
    detail TEXT NOT NULL,
    in_place TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX activities_by_content ON activities (content_id, position);
CREATE INDEX activities_by_section ON activities (section_id, position);

CREATE TABLE enrolments (
    session_id UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    role TEXT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    -- Activities completed, among those that count.
    done BIGINT NOT NULL,
    last_activity_id UUID,
    last_seen_at BIGINT,
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX enrolments_by_person ON enrolments (person_id, session_id);

CREATE TABLE completions (
    activity_id UUID NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    content_id UUID NOT NULL,
    completed_at BIGINT NOT NULL,
    PRIMARY KEY (activity_id, person_id)
);
CREATE INDEX completions_by_person ON completions (person_id, content_id, activity_id);
CREATE INDEX completions_by_content ON completions (content_id, person_id);

CREATE TABLE favourites (
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    kind TEXT NOT NULL,
    object_id UUID NOT NULL,
    starred_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, object_id)
);
CREATE INDEX favourites_by_object ON favourites (object_id);

-- Images put into texts: the only files that are shown to whoever holds their address.
CREATE TABLE text_images (
    file_id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL
);
