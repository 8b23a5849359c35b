-- Each type keeps what its activities are made of, under the activity's id.
CREATE TABLE activity_pages (
    activity_id UUID NOT NULL PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    html TEXT NOT NULL
);

CREATE TABLE activity_labels (
    activity_id UUID NOT NULL PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    html TEXT NOT NULL
);

CREATE TABLE activity_urls (
    activity_id UUID NOT NULL PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    url TEXT NOT NULL,
    html TEXT NOT NULL
);

CREATE TABLE activity_documents (
    activity_id UUID NOT NULL PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    html TEXT NOT NULL
);
CREATE TABLE activity_files (
    activity_id UUID NOT NULL REFERENCES activity_documents (activity_id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    academy_id UUID NOT NULL,
    file_id UUID NOT NULL,
    PRIMARY KEY (activity_id, position)
);
