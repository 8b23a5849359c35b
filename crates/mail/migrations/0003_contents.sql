-- Whether any box still speaks of a content.
CREATE INDEX mail_messages_by_digest ON mail_messages (digest);
CREATE INDEX mail_draft_files_by_digest ON mail_draft_files (digest);
CREATE INDEX mail_drafts_by_source ON mail_drafts (source_digest) WHERE source_digest IS NOT NULL;
