-- How much mail there was, day by day, never whose. A count stands in as many rows as there are shares, told apart by the
-- box, so that deliveries to many boxes at once do not wait for one row.
CREATE TABLE mail_counts (
    academy_id UUID NOT NULL,
    -- Days since 1970 in the zone of the académie.
    day BIGINT NOT NULL,
    what TEXT NOT NULL,
    share BIGINT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (academy_id, day, what, share)
);

-- Taken once a day: boxes, those entered, the bytes in all of them.
CREATE TABLE mail_levels (
    academy_id UUID NOT NULL,
    day BIGINT NOT NULL,
    boxes BIGINT NOT NULL,
    activated BIGINT NOT NULL,
    used_bytes BIGINT NOT NULL,
    PRIMARY KEY (academy_id, day)
);

-- The last of these takings by establishment, without those of few people.
CREATE TABLE mail_levels_of_places (
    academy_id UUID NOT NULL,
    uai TEXT NOT NULL,
    boxes BIGINT NOT NULL,
    activated BIGINT NOT NULL,
    used_bytes BIGINT NOT NULL,
    PRIMARY KEY (academy_id, uai)
);
