-- What an agent has made of the home page; without rows it is as everybody finds it.
CREATE TABLE dashboard_blocks (
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    block TEXT NOT NULL,
    -- `main` or `side`; `none` for a block taken off the page.
    place TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (person_id, academy_id, block)
);

CREATE TABLE announcements (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL REFERENCES academies (id),
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    html TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    pinned BIGINT NOT NULL,
    -- Function codes between spaces, such as ` ENS DIR `; empty for everybody.
    audience TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX announcements_current ON announcements (academy_id, until_at);
