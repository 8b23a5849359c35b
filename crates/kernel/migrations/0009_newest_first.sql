-- What the newest documents with common words are found by: the words that the index holds in their order, and on
-- PostgreSQL the documents of each scope.
-- only sqlite
CREATE VIRTUAL TABLE search_vocab USING fts5vocab(search_text, instance);
-- only postgres
ALTER TABLE search_text ADD COLUMN scope TEXT NOT NULL DEFAULT '';
UPDATE search_text SET scope = LEFT((tsvector_to_array(terms))[1], 13) WHERE length(terms) > 0;
CREATE INDEX search_text_by_scope ON search_text (scope, doc);
