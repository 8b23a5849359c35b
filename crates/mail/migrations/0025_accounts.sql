-- What Postfix and Dovecot ask of accounts, without anything else of them: no name, no secret, no one's letters. Whoever
-- reads these views reads no table (docs/operating/mail.md).

-- only postgres
-- Every address at which somebody or something takes mail, and where it leads: to the box of this name, or to our own door
-- for what is no single box.
CREATE VIEW mail_recipients AS
    SELECT a.address AS address, p.address AS leads_to, 'box' AS kind
        FROM addresses a JOIN people p ON p.id = a.person_id
        LEFT JOIN mailboxes m ON m.id = p.id
        WHERE p.closed_at IS NULL AND m.closed_at IS NULL AND m.erased_at IS NULL
    UNION ALL
    SELECT m.address, NULL, 'alias' FROM mail_aliases m
        WHERE EXISTS (SELECT 1 FROM mail_alias_people t JOIN people p ON p.id = t.person_id
                WHERE t.alias_id = m.id AND p.closed_at IS NULL)
            OR EXISTS (SELECT 1 FROM mail_alias_lists t WHERE t.alias_id = m.id)
    UNION ALL
    SELECT l.address, NULL, 'list' FROM mail_lists l;

-- Boxes, closed ones included until they are erased: their messages are still read. One that nobody has needed yet will
-- have the room that its académie gives to new ones, or the product's own.
CREATE VIEW mail_accounts AS
    SELECT p.address AS name, COALESCE(m.quota_bytes, t.quota_default, 2147483648) AS quota_bytes
        FROM people p LEFT JOIN mailboxes m ON m.id = p.id LEFT JOIN mail_terms t ON t.academy_id = p.academy_id
        WHERE m.erased_at IS NULL;
-- both
