-- Which keywords a folder knows is asked at every opening: few messages bear any.
CREATE INDEX mail_messages_keywords ON mail_messages (folder_id, keywords) WHERE keywords <> '';
