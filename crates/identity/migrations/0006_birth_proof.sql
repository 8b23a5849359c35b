-- Tells whether a date is the agent's birth date, for refusing it inside a password: a keyed hash with the person's
-- id, under the key number of the row. Filled by the next import where it is missing.
ALTER TABLE accounts ADD COLUMN birth_proof BYTEA;
