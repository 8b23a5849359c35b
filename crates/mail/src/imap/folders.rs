//! Folders as mail programs see them: found by their names, listed with their use, made, renamed, deleted, opened.

use std::{borrow::Cow, collections::BTreeSet};

use imap_codec::imap_types::{
    core::AString,
    mailbox::{ListMailbox, Mailbox as Name},
    status::StatusDataItemName,
};
use kernel::{Error, Result};

use super::{
    names,
    reach::{Reach, is_shared},
    reply,
    session::{Answer, Out, Session, no},
    store,
    view::View,
};
use crate::{
    filing,
    folder::{self, Alike, FolderRole, FolderRow, SEPARATOR},
    members::unfollowed,
};

/// Messages moved or deleted in one unit.
pub(super) const AT_ONCE: usize = 200;

/// Of a pattern of LIST, in characters: a path of the deepest folders has fewer.
const LONGEST_PATTERN: usize = 500;

impl Session {
    /// The name a client means; one that is not written as names are is nobody's.
    pub(super) fn name(name: &Name<'_>) -> Result<String> {
        match name {
            Name::Inbox => Ok("INBOX".to_owned()),
            Name::Other(other) => names::decode(other.as_ref()).ok_or(Error::NotFound),
        }
    }

    pub(super) async fn select(
        &mut self,
        name: Name<'_>,
        with_states: bool,
        read_only: bool,
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        // Whatever comes of it, the folder before is open no more.
        self.leave();
        self.wants_states |= with_states;
        let (reach, folder) = self.find(&name).await?;
        if reach.reader.is_some() {
            self.read_by_program(reach.mailbox).await?;
        }
        let (view, state) = View::open(&self.ctx, reach, folder.id, read_only).await?;
        let (numbers, unseen, keywords) = {
            let mut tx = self.ctx.read().await?;
            let keywords = store::keywords(&mut tx, folder.id).await?;
            let mailbox = view.reach.mailbox;
            let unseen = match view.reach.reader {
                Some(reader) => store::first_unread(&mut tx, mailbox, reader, folder.id).await?,
                None => store::first_unseen(&mut tx, folder.id).await?,
            };
            (store::numbers(&mut tx, mailbox).await?, unseen, keywords)
        };
        let mut words: Vec<String> =
            keywords.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect();
        words.sort_unstable();
        words.dedup();
        words.insert(0, reply::FORWARDED.to_owned());
        let known = format!("\\Answered \\Flagged \\Deleted \\Seen \\Draft {}", words.join(" "));
        out.line(&format!("* FLAGS ({known})"));
        out.line(&format!("* {} EXISTS", view.len()));
        out.line("* 0 RECENT");
        if let Some(place) = unseen.and_then(|uid| view.place(super::view::narrow(uid))) {
            out.line(&format!("* OK [UNSEEN {place}] The first that was not read"));
        }
        let validity = view.reach.validity(numbers.uid_validity);
        out.line(&format!("* OK [UIDVALIDITY {validity}] Numbers are valid"));
        out.line(&format!("* OK [UIDNEXT {}] The next number", state.next_uid));
        out.line(&format!("* OK [HIGHESTMODSEQ {}] The state", view.state.max(1)));
        let permanent = match (view.may_write(), read_only) {
            (true, _) => format!("{known} \\*"),
            // What one has read oneself is kept wherever one may look.
            (false, false) => "\\Seen".to_owned(),
            (false, true) => String::new(),
        };
        out.line(&format!("* OK [PERMANENTFLAGS ({permanent})] What can be kept"));
        let said = if view.may_write() { "[READ-WRITE] Open" } else { "[READ-ONLY] Open to look at" };
        self.view = Some(view);
        Ok(Answer::Ok(said.into()))
    }

    /// LIST, or LSUB for those the owner follows.
    pub(super) async fn list(
        &mut self,
        reference: Name<'_>,
        pattern: ListMailbox<'_>,
        followed: bool,
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        let command = if followed { "LSUB" } else { "LIST" };
        let pattern: Vec<u8> = match &pattern {
            ListMailbox::Token(token) => token.as_ref().to_vec(),
            ListMailbox::String(string) => string.as_ref().to_vec(),
        };
        if pattern.is_empty() {
            out.line(&format!("* {command} (\\Noselect) \"{SEPARATOR}\" \"\""));
            return Ok(Answer::Ok(format!("{command} is done")));
        }
        let reference = match &reference {
            Name::Inbox => "INBOX".to_owned(),
            Name::Other(other) => names::decode(other.as_ref()).unwrap_or_default(),
        };
        let Some(pattern) = names::decode(&pattern) else {
            return Ok(Answer::Ok(format!("{command} is done")));
        };
        let mut pattern = format!("{reference}{pattern}");
        // What it covers takes the product of its length and all the names': no folder's name is as long.
        if pattern.chars().count() > LONGEST_PATTERN {
            return Ok(Answer::Bad("This pattern is too long"));
        }
        if pattern.eq_ignore_ascii_case("inbox") {
            pattern.make_ascii_uppercase();
        }
        let listed = self.all_names().await?;
        let shown = listed.iter().filter(|one| !followed || one.followed);
        let shown: BTreeSet<&str> = shown.map(|one| one.name.as_str()).collect();
        for one in listed.iter().filter(|one| names::covers(&pattern, &one.name)) {
            let below = format!("{}{SEPARATOR}", one.name);
            let has_children = shown.range(below.as_str()..).next().is_some_and(|n| n.starts_with(&below));
            // What only leads to folders is shown for those that it leads to.
            if followed && !one.followed && (one.folder.is_some() || !has_children) {
                continue;
            }
            let children = if has_children { "\\HasChildren" } else { "\\HasNoChildren" };
            let what = one.folder.unwrap_or(" \\Noselect");
            let mut line = format!("* {command} ({children}{what}) \"{SEPARATOR}\" ").into_bytes();
            reply::string(&mut line, names::encode(&one.name).as_bytes());
            out.put(&line);
            out.put(b"\r\n");
        }
        Ok(Answer::Ok(format!("{command} is done")))
    }

    pub(super) async fn status(
        &mut self,
        name: Name<'_>,
        items: Cow<'_, [StatusDataItemName]>,
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        let (reach, folder) = self.find(&name).await?;
        let (counts, numbers) = {
            let mut tx = self.ctx.read().await?;
            // What the folder counts by itself is not counted again: programs ask this of every folder, all day. Among
            // the drafts it counts those of the webmel too.
            let known = folder.role != FolderRole::Drafts
                && !items
                    .iter()
                    .any(|item| matches!(item, StatusDataItemName::Deleted | StatusDataItemName::Size));
            let counts = if known {
                store::Status { messages: folder.total, unseen: folder.unread, deleted: 0, size: 0 }
            } else {
                let counts = store::status(&mut tx, folder.id).await?;
                let unseen = if reach.reader.is_some() { folder.unread } else { counts.unseen };
                store::Status { unseen, ..counts }
            };
            (counts, store::numbers(&mut tx, reach.mailbox).await?)
        };
        let mut values = Vec::new();
        for item in items.iter() {
            values.push(match item {
                StatusDataItemName::Messages => format!("MESSAGES {}", counts.messages),
                StatusDataItemName::Recent => "RECENT 0".to_owned(),
                StatusDataItemName::UidNext => format!("UIDNEXT {}", folder.next_uid),
                StatusDataItemName::UidValidity => {
                    format!("UIDVALIDITY {}", reach.validity(numbers.uid_validity))
                }
                StatusDataItemName::Unseen => format!("UNSEEN {}", counts.unseen),
                StatusDataItemName::Deleted => format!("DELETED {}", counts.deleted),
                StatusDataItemName::Size => format!("SIZE {}", counts.size),
                StatusDataItemName::HighestModSeq => {
                    self.wants_states = true;
                    format!("HIGHESTMODSEQ {}", folder.state.max(1))
                }
                StatusDataItemName::DeletedStorage => {
                    return Ok(Answer::Bad("DELETED-STORAGE is not offered"));
                }
            });
        }
        let mut line = b"* STATUS ".to_vec();
        reply::string(&mut line, names::encode(&reach.name_of(folder.wire_name())).as_bytes());
        line.extend_from_slice(format!(" ({})\r\n", values.join(" ")).as_bytes());
        out.put(&line);
        Ok(Answer::Ok("STATUS is done".into()))
    }

    pub(super) async fn create(&mut self, name: Name<'_>) -> Result<Answer> {
        let (reach, path) = self.place(&name).await?;
        // A separator at the end says that folders will be made within it.
        let path = path.strip_suffix(SEPARATOR).unwrap_or(&path).to_owned();
        if self.folders(&reach).await?.iter().any(|folder| folder.wire_name() == path) {
            return Ok(no("[ALREADYEXISTS] There is a folder of this name"));
        }
        if !can_be_made(&reach, &path) {
            return Ok(others());
        }
        reach.to_write()?;
        let mailbox = reach.mailbox;
        self.ctx.write(async move |tx| folder::create(tx, mailbox, &path, Alike::Other).await).await?;
        Ok(Answer::Ok("CREATE is done".into()))
    }

    pub(super) async fn delete(&mut self, name: Name<'_>) -> Result<Answer> {
        let (reach, folder) = self.find(&name).await?;
        reach.to_write()?;
        if folder.role != FolderRole::Own {
            return Ok(no("[CANNOT] Every box has this folder"));
        }
        if self.folders(&reach).await?.iter().any(|other| other.is_below(&folder.name)) {
            return Ok(no("[HASCHILDREN] There are folders in it"));
        }
        if self.view.as_ref().is_some_and(|view| view.folder == folder.id) {
            self.leave();
        }
        let (mailbox, id) = (reach.mailbox, folder.id);
        loop {
            let gone = self
                .ctx
                .write(async move |tx| filing::empty_some(tx, mailbox, id, AT_ONCE as i64).await)
                .await?;
            if gone < AT_ONCE {
                break;
            }
        }
        self.ctx.write(async move |tx| folder::remove_empty(tx, mailbox, id).await).await?;
        Ok(Answer::Ok("DELETE is done".into()))
    }

    pub(super) async fn rename(&mut self, from: Name<'_>, to: Name<'_>) -> Result<Answer> {
        let ((reach, folder), (there, to)) = (self.find(&from).await?, self.place(&to).await?);
        reach.to_write()?;
        if there.mailbox != reach.mailbox {
            return Ok(no("[CANNOT] A folder stays in its box: copy what lies in it"));
        }
        if self.folders(&reach).await?.iter().any(|other| other.wire_name() == to) {
            return Ok(no("[ALREADYEXISTS] There is a folder of this name"));
        }
        if !can_be_made(&reach, &to) {
            return Ok(others());
        }
        let mailbox = reach.mailbox;
        match folder.role {
            FolderRole::Own => {
                self.ctx
                    .write(async move |tx| folder::rename(tx, mailbox, folder.id, &to, Alike::Other).await)
                    .await?;
            }
            // What lay in it goes to a new folder; the inbox stays (RFC 3501, 6.3.5).
            FolderRole::Inbox => self.empty_into(&reach, &folder, to).await?,
            _ => return Ok(no("[CANNOT] Every box has this folder")),
        }
        Ok(Answer::Ok("RENAME is done".into()))
    }

    async fn empty_into(&mut self, reach: &Reach, folder: &FolderRow, to: String) -> Result<()> {
        let (mailbox, from) = (reach.mailbox, folder.id);
        let made =
            self.ctx.write(async move |tx| folder::create(tx, mailbox, &to, Alike::Other).await).await?;
        let target = self.folders(reach).await?.into_iter().find(|f| f.id == made).ok_or(Error::NotFound)?;
        let uids = store::uids(&mut self.ctx.read().await?, from).await?;
        for some in uids.chunks(AT_ONCE) {
            let ids = store::ids(&mut self.ctx.read().await?, from, some).await?;
            let target = target.clone();
            self.ctx.write(async move |tx| filing::renumber(tx, mailbox, &ids, &target).await).await?;
        }
        Ok(())
    }

    pub(super) async fn subscribe(&mut self, name: Name<'_>, subscribed: bool) -> Result<Answer> {
        let (reach, folder) = self.find(&name).await?;
        let (mailbox, id) = (reach.mailbox, folder.id);
        self.ctx
            .write(async move |tx| match reach.reader {
                Some(reader) => unfollowed::put(tx, mailbox, reader, id, subscribed).await,
                None => folder::subscribe(tx, mailbox, id, subscribed).await,
            })
            .await?;
        Ok(Answer::Ok(if subscribed { "SUBSCRIBE is done" } else { "UNSUBSCRIBE is done" }.into()))
    }

    /// A box has one quota, of all its folders together; that of one's own has no name.
    pub(super) async fn quota(&mut self, root: AString<'_>, out: &mut Out<'_>) -> Result<Answer> {
        let known = match names::decode(root.as_ref()) {
            Some(root) => self.rooted(&root).await?,
            None => None,
        };
        let Some(reach) = known else { return Ok(no("[NONEXISTENT] There is no such quota")) };
        self.tell_quota(&reach, out).await?;
        Ok(Answer::Ok("GETQUOTA is done".into()))
    }

    pub(super) async fn quota_root(&mut self, name: Name<'_>, out: &mut Out<'_>) -> Result<Answer> {
        let (reach, folder) = self.find(&name).await?;
        let mut line = b"* QUOTAROOT ".to_vec();
        reply::string(&mut line, names::encode(&reach.name_of(folder.wire_name())).as_bytes());
        line.push(b' ');
        reply::string(&mut line, names::encode(&reach.root).as_bytes());
        line.extend_from_slice(b"\r\n");
        out.put(&line);
        self.tell_quota(&reach, out).await?;
        Ok(Answer::Ok("GETQUOTAROOT is done".into()))
    }

    async fn tell_quota(&mut self, reach: &Reach, out: &mut Out<'_>) -> Result<()> {
        let numbers = store::numbers(&mut self.ctx.read().await?, reach.mailbox).await?;
        let (used, quota) = (numbers.used_bytes.max(0) / 1024, numbers.quota_bytes / 1024);
        let mut line = b"* QUOTA ".to_vec();
        reply::string(&mut line, names::encode(&reach.root).as_bytes());
        line.extend_from_slice(format!(" (STORAGE {used} {quota})\r\n").as_bytes());
        out.put(&line);
        Ok(())
    }
}

/// Whether a name is not one that stands for the boxes of others.
fn can_be_made(reach: &Reach, path: &str) -> bool {
    reach.reader.is_some() || !is_shared(path)
}

fn others() -> Answer {
    no("[CANNOT] These names are for the boxes of others")
}

/// What a folder is for (RFC 6154).
pub(super) const fn role(role: FolderRole) -> &'static str {
    match role {
        FolderRole::Inbox | FolderRole::Own => "",
        FolderRole::Drafts => " \\Drafts",
        FolderRole::Sent => " \\Sent",
        FolderRole::Archive => " \\Archive",
        FolderRole::Junk => " \\Junk",
        FolderRole::Trash => " \\Trash",
    }
}
