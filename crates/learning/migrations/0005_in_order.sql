-- Sections and activities are read in the order they are shown, up to the first that is wanted. Unique because `id` is:
-- it tells the engine that the order is whole.
CREATE UNIQUE INDEX sections_in_order ON sections (content_id, position, id);
DROP INDEX sections_by_content;
CREATE UNIQUE INDEX activities_in_order ON activities (section_id, position, id, completion);
DROP INDEX activities_by_section;
-- The few who lead a session are found without reading its participants.
CREATE INDEX enrolments_leading ON enrolments (session_id, person_id) WHERE role <> 'participant';
