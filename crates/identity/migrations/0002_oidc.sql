-- Keys that sign tokens (ES256). The private half is sealed under key number `seal_number` of the key file; a key is
-- published long before it signs and a while after.
CREATE TABLE oidc_keys (
    id UUID NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    seal_number BIGINT NOT NULL,
    public_point BYTEA NOT NULL,
    signs_from BIGINT NOT NULL,
    signs_until BIGINT NOT NULL
);

-- Applications that sign people in through the account. The portal, M@gistère and the webmel need no row.
CREATE TABLE oidc_clients (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- Whose agents may sign in; NULL: those of every académie.
    academy_id UUID REFERENCES academies (id),
    -- NULL: an application that can keep no secret (phone, desktop) and has PKCE alone.
    secret_digest BYTEA,
    -- One address a line, compared letter by letter.
    redirect_uris TEXT NOT NULL,
    post_logout_redirect_uris TEXT NOT NULL,
    backchannel_logout_uri TEXT,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- What one person let one application know in one session: first a code, then the tokens redeemed for it. The row
-- outlives the session, so that the application can be told when the session ends.
CREATE TABLE oidc_grants (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    session_id UUID NOT NULL,
    code_digest BYTEA NOT NULL UNIQUE,
    code_expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    redirect_uri TEXT NOT NULL,
    challenge TEXT NOT NULL,
    nonce TEXT,
    scopes TEXT NOT NULL,
    -- Outlives the session.
    offline BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    methods TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX oidc_grants_by_session ON oidc_grants (session_id, created_at);
CREATE INDEX oidc_grants_by_person ON oidc_grants (person_id);
CREATE INDEX oidc_grants_by_end ON oidc_grants (expires_at);

CREATE TABLE oidc_tokens (
    digest BYTEA NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    grant_id UUID NOT NULL REFERENCES oidc_grants (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    scopes TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- A refresh token works once; shown again, it was stolen.
    used_at BIGINT
);
CREATE INDEX oidc_tokens_by_grant ON oidc_tokens (grant_id);
CREATE INDEX oidc_tokens_by_end ON oidc_tokens (expires_at);
