-- Who holds a job: renewed while it runs, and gone when it is written down anew.
ALTER TABLE jobs ADD COLUMN claim UUID;

-- The head says where the chain ends and, since old lines go after a year, what it goes on from; a key outside the
-- database vouches for both.
ALTER TABLE audit_heads ADD COLUMN floor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN floor_hash BYTEA;
ALTER TABLE audit_heads ADD COLUMN mac BYTEA;
