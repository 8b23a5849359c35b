-- The establishments of help desks stand among the places of people, where the mail reads them too. The former table stays
-- until no node of the version before is left.
INSERT INTO people_places (academy_id, person_id, capacity, uai)
SELECT academy_id, person_id, 'help_desk', uai FROM help_desk_scopes;
