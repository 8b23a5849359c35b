-- The words of files joined to messages, each file once whoever holds it: by its kind and its digest. Of no académie: who
-- finds a word here holds the file.
CREATE TABLE mail_attachment_words (
    content TEXT NOT NULL PRIMARY KEY,
    words TEXT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE INDEX mail_attachment_words_by_age ON mail_attachment_words (asked_at);
