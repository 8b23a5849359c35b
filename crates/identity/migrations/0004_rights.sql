-- The establishments that somebody is the help desk of; who has no row here is the help desk of the whole académie.
CREATE TABLE help_desk_scopes (
    academy_id UUID NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    uai TEXT NOT NULL,
    PRIMARY KEY (person_id, uai)
);
