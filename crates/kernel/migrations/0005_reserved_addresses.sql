-- An address may belong to nobody in particular: an alias, a list. It stands in the same table as those of people, whose
-- key sees to it that no two have the same.
-- only sqlite
DROP INDEX addresses_by_person;
ALTER TABLE addresses RENAME TO addresses_before;
CREATE TABLE addresses (
    address TEXT NOT NULL PRIMARY KEY,
    person_id UUID REFERENCES people (id) ON DELETE CASCADE
);
INSERT INTO addresses (address, person_id) SELECT address, person_id FROM addresses_before;
DROP TABLE addresses_before;
CREATE INDEX addresses_by_person ON addresses (person_id);
-- only postgres
ALTER TABLE addresses ALTER COLUMN person_id DROP NOT NULL;
-- both

-- Those of an académie one after the other, for what goes to all of them in pieces.
CREATE INDEX people_in_order ON people (academy_id, id);
