-- Folders of other boxes that a member's mail programs do not show among those they follow. Of one's own box that is
-- written in the folder.
CREATE TABLE mail_unfollowed (
    person_id UUID NOT NULL,
    folder_id UUID NOT NULL REFERENCES mail_folders (id) ON DELETE CASCADE,
    academy_id UUID NOT NULL,
    mailbox_id UUID NOT NULL,
    PRIMARY KEY (person_id, folder_id),
    FOREIGN KEY (mailbox_id, person_id) REFERENCES mail_members (mailbox_id, person_id) ON DELETE CASCADE
);
CREATE INDEX mail_unfollowed_by_folder ON mail_unfollowed (folder_id);
CREATE INDEX mail_unfollowed_by_member ON mail_unfollowed (mailbox_id, person_id);
