-- Establishments that somebody answers for besides the one where they work, each in one capacity: those that they head, as
-- human resources say, and those that they are the help desk of. Who is the help desk and has no row as such is that of
-- the whole académie.
CREATE TABLE people_places (
    academy_id UUID NOT NULL REFERENCES academies (id),
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    capacity TEXT NOT NULL,
    uai TEXT NOT NULL,
    PRIMARY KEY (person_id, capacity, uai)
);
