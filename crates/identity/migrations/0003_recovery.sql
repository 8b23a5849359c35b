-- Failed sign-ins, of people and of names that nobody has: the key is a keyed digest of either, so that both are
-- counted, slowed down and forgotten by the same statements and nothing tells which was which.
CREATE TABLE tries_by_account (
    digest BYTEA NOT NULL PRIMARY KEY,
    failures_in_a_row BIGINT NOT NULL,
    wait_until BIGINT NOT NULL,
    failure_log BYTEA NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX tries_by_account_time ON tries_by_account (at);
ALTER TABLE accounts DROP COLUMN failures_in_a_row;
ALTER TABLE accounts DROP COLUMN wait_until;
ALTER TABLE accounts DROP COLUMN failure_log;

-- The password from before a reset, until then: "it was not me" gives it back.
ALTER TABLE accounts ADD COLUMN former_hash TEXT;
ALTER TABLE accounts ADD COLUMN former_until BIGINT NOT NULL DEFAULT 0;
CREATE INDEX accounts_by_former ON accounts (former_until) WHERE former_hash IS NOT NULL;
