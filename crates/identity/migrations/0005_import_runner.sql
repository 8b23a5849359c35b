-- Who does an import, and when they last did something: one process at a time, another when it has died.
ALTER TABLE staff_imports ADD COLUMN runner UUID;
ALTER TABLE staff_imports ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX staff_imports_running ON staff_imports (academy_id) WHERE state = 'running';
