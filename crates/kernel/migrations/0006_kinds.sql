-- Who is no human being: the box of a service, with a name and addresses and without an account. Lists and counts of
-- people leave them out.
ALTER TABLE people ADD COLUMN kind TEXT NOT NULL DEFAULT 'individual';
CREATE INDEX people_shared ON people (academy_id, sort_key, id) WHERE kind = 'shared';
