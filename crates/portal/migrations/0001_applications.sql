CREATE TABLE application_categories (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    name_fr TEXT NOT NULL,
    name_en TEXT NOT NULL,
    icon TEXT NOT NULL,
    position BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX application_categories_in_order ON application_categories (academy_id, position);

CREATE TABLE applications (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    category_id UUID NOT NULL REFERENCES application_categories (id),
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    description_fr TEXT NOT NULL,
    description_en TEXT NOT NULL,
    icon TEXT NOT NULL,
    launch TEXT NOT NULL,
    url TEXT NOT NULL,
    network TEXT NOT NULL,
    is_new BIGINT NOT NULL,
    everybody BIGINT NOT NULL,
    position BIGINT NOT NULL,
    version BIGINT NOT NULL,
    notice_kind TEXT,
    notice_fr TEXT NOT NULL,
    notice_en TEXT NOT NULL,
    notice_from BIGINT,
    notice_until BIGINT
);
CREATE INDEX applications_in_order ON applications (academy_id, position);
CREATE INDEX applications_by_category ON applications (category_id, position);

-- Who an application is for, when it is not for everybody: one row a function, an establishment or a person.
CREATE TABLE application_audiences (
    application_id UUID NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (application_id, kind, value)
);

CREATE TABLE application_favourites (
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    application_id UUID NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (person_id, application_id)
);
CREATE INDEX application_favourites_of ON application_favourites (application_id);
