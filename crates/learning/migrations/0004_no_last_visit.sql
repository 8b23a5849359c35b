-- When somebody was last in a session told more than the activities they completed: it is kept no longer.
ALTER TABLE enrolments DROP COLUMN last_seen_at;
