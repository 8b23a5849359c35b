-- A copy of the whole box for its owner, made by a job: one at a time, and the last stays until it expires.
CREATE TABLE mail_exports (
    mailbox_id UUID NOT NULL PRIMARY KEY REFERENCES mailboxes (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    -- Which one: the job of an earlier one finds another here and ends.
    id UUID NOT NULL,
    asked_at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    -- Messages whose content was not in the file store.
    missing BIGINT NOT NULL,
    ended_at BIGINT,
    -- Of a whole archive only; NULL while it is made, when it failed and once it has expired.
    digest TEXT,
    size BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX mail_exports_by_digest ON mail_exports (digest) WHERE digest IS NOT NULL;
CREATE INDEX mail_exports_by_expiry ON mail_exports (expires_at) WHERE expires_at IS NOT NULL;

-- Files that the owner of a box brings from elsewhere, read by a job: what became of them, and how far it is.
CREATE TABLE mail_imports (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    asked_at BIGINT NOT NULL,
    -- Where all messages go; NULL when the folders of the files are made again.
    folder_id UUID,
    -- Bytes of the files, and how many of them have been read.
    size BIGINT NOT NULL,
    looked_at BIGINT NOT NULL,
    -- Entries of the files that are accounted for below: a job begun again passes over them.
    position BIGINT NOT NULL,
    filed BIGINT NOT NULL,
    known BIGINT NOT NULL,
    contacts BIGINT NOT NULL,
    rules BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT NOT NULL
);
CREATE INDEX mail_imports_by_box ON mail_imports (mailbox_id, asked_at, id);
CREATE INDEX mail_imports_by_age ON mail_imports (asked_at);

CREATE TABLE mail_import_files (
    import_id UUID NOT NULL REFERENCES mail_imports (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    academy_id UUID NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    -- NULL once it has been read.
    digest TEXT,
    PRIMARY KEY (import_id, number)
);
CREATE INDEX mail_import_files_by_digest ON mail_import_files (digest) WHERE digest IS NOT NULL;

-- What the report says of single entries, in the reader's words: refused, or taken otherwise than it was.
CREATE TABLE mail_import_lines (
    import_id UUID NOT NULL REFERENCES mail_imports (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    academy_id UUID NOT NULL,
    name TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (import_id, number)
);
