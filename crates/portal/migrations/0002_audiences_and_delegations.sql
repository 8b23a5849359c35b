-- Whether functions and establishments count together (a function, in one of those establishments) or each alone.
ALTER TABLE applications ADD COLUMN audience_both BIGINT NOT NULL DEFAULT 0;

-- An application given to a person for a time. `establishments` holds UAI codes separated by a space: they are read
-- with the row and never searched.
CREATE TABLE application_delegations (
    id UUID NOT NULL PRIMARY KEY,
    academy_id UUID NOT NULL,
    application_id UUID NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    establishments TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    given_by UUID,
    given_at BIGINT NOT NULL
);
CREATE INDEX application_delegations_of ON application_delegations (person_id, application_id);
CREATE INDEX application_delegations_by_application ON application_delegations (application_id);
CREATE INDEX application_delegations_by_end ON application_delegations (academy_id, ends_at);
