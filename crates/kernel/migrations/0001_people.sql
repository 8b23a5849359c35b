CREATE TABLE academies (
    id UUID NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    mail_domain TEXT NOT NULL,
    zone TEXT NOT NULL,
    accent TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE establishments (
    academy_id UUID NOT NULL REFERENCES academies (id),
    uai TEXT NOT NULL,
    name TEXT NOT NULL,
    town TEXT NOT NULL,
    PRIMARY KEY (academy_id, uai)
);

-- The identifier is unique in the whole deployment, so that the sign-in form asks for nothing else.
CREATE TABLE people (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL REFERENCES academies (id),
    identifier TEXT NOT NULL UNIQUE,
    surname TEXT NOT NULL,
    given_names TEXT NOT NULL,
    display_name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    civility TEXT NOT NULL,
    function TEXT NOT NULL,
    uai TEXT,
    corps TEXT NOT NULL,
    address TEXT NOT NULL,
    locale TEXT,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX people_by_name ON people (academy_id, sort_key, id);
CREATE INDEX people_by_establishment ON people (academy_id, uai, sort_key);

CREATE TABLE name_words (
    academy_id UUID NOT NULL,
    word TEXT NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (academy_id, word, person_id)
);
CREATE INDEX name_words_by_person ON name_words (person_id, word);

CREATE TABLE addresses (
    address TEXT NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE
);
CREATE INDEX addresses_by_person ON addresses (person_id);

CREATE TABLE grants (
    academy_id UUID NOT NULL REFERENCES academies (id),
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    bit BIGINT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, bit)
);
