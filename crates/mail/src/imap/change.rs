//! What a client changes: flags, copies, moves, and what it takes away for good. Large sets are changed some at a time;
//! each part is whole or not at all.

use imap_codec::imap_types::{
    command::StoreModifier,
    flag::{Flag, StoreResponse, StoreType},
    mailbox::Mailbox as Name,
    sequence::SequenceSet,
};
use kernel::{Error, Id, Result};

use super::{
    folders::AT_ONCE,
    reply,
    session::{Answer, Out, Session, no},
    store,
    view::narrow,
};
use crate::filing::{self, Marking, Message, Renumbered};

/// Messages copied by one command: a copy is made of all or of none.
const COPIED: usize = 10_000;

impl Session {
    /// The messages with these numbers, as far as they are still there.
    async fn ids(&mut self, uids: &[u32]) -> Result<Vec<Id<Message>>> {
        let folder = self.selected()?.folder;
        let wide: Vec<i64> = uids.iter().map(|uid| i64::from(*uid)).collect();
        store::ids(&mut self.ctx.read().await?, folder, &wide).await
    }

    #[expect(clippy::too_many_arguments, reason = "they are those of the command")]
    pub(super) async fn store(
        &mut self,
        set: &SequenceSet,
        kind: StoreType,
        response: StoreResponse,
        flags: &[Flag<'_>],
        by_uid: bool,
        modifiers: &[StoreModifier],
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        if self.selected()?.read_only {
            return Ok(no("[READ-ONLY] The folder was opened to look at"));
        }
        let Some(marks) = reply::marks(flags) else {
            return Ok(no("[CANNOT] There is no such flag"));
        };
        let how = match kind {
            StoreType::Add => Marking::Add,
            StoreType::Remove => Marking::Remove,
            StoreType::Replace => Marking::Set,
        };
        let unchanged_since = modifiers.iter().map(|modifier| match modifier {
            StoreModifier::UnchangedSince(state) => i64::try_from(*state).unwrap_or(i64::MAX),
        });
        let unchanged_since = unchanged_since.min();
        self.wants_states |= unchanged_since.is_some();
        let Some(named) = self.selected()?.named(set, by_uid) else {
            return Ok(Answer::Bad("There is no such message"));
        };
        let mailbox = self.mailbox()?;
        let mut refused = Vec::new();
        for some in named.chunks(AT_ONCE) {
            let ids = self.ids(some).await?;
            let marks = marks.clone();
            let marked = self
                .ctx
                .write(async move |tx| filing::mark(tx, mailbox, &ids, how, &marks, unchanged_since).await)
                .await?;
            for now in marked {
                let Some(place) = self.selected()?.place(narrow(now.uid)) else { continue };
                if now.refused {
                    refused.push(if by_uid { narrow(now.uid) } else { place as u32 });
                    continue;
                }
                let mut said = Vec::new();
                if by_uid {
                    said.push(format!("UID {}", now.uid));
                }
                if response == StoreResponse::Answer {
                    said.push(format!("FLAGS {}", reply::flags(&now.marks)));
                }
                if self.wants_states {
                    said.push(format!("MODSEQ ({})", now.state.max(1)));
                }
                if response == StoreResponse::Answer || self.wants_states {
                    out.line(&format!("* {place} FETCH ({})", said.join(" ")));
                }
            }
            out.flush_if_full().await?;
        }
        let modified =
            if refused.is_empty() { String::new() } else { format!("[MODIFIED {}] ", reply::set(refused)) };
        Ok(Answer::Ok(format!("{modified}STORE is done")))
    }

    pub(super) async fn copy(
        &mut self,
        set: SequenceSet,
        name: Name<'_>,
        by_uid: bool,
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        let Some(named) = self.selected()?.named(&set, by_uid) else {
            return Ok(Answer::Bad("There is no such message"));
        };
        let Some(target) = self.target(&name).await? else { return Ok(try_create()) };
        if named.len() > COPIED {
            return Ok(no("[LIMIT] At most 10000 messages at once"));
        }
        let ids = self.ids(&named).await?;
        let mailbox = self.mailbox()?;
        let copied =
            self.ctx.write(async move |tx| filing::copy_to(tx, mailbox, &ids, &target).await).await?;
        let code = self.renumbered(&copied).await?;
        self.tell_changes(out).await?;
        Ok(Answer::Ok(format!("{code}COPY is done")))
    }

    pub(super) async fn move_messages(
        &mut self,
        set: SequenceSet,
        name: Name<'_>,
        by_uid: bool,
        out: &mut Out<'_>,
    ) -> Result<Answer> {
        if self.selected()?.read_only {
            return Ok(no("[READ-ONLY] The folder was opened to look at"));
        }
        let Some(named) = self.selected()?.named(&set, by_uid) else {
            return Ok(Answer::Bad("There is no such message"));
        };
        let Some(target) = self.target(&name).await? else { return Ok(try_create()) };
        if target.id == self.selected()?.folder {
            return Ok(no("[CANNOT] They are there already"));
        }
        let mailbox = self.mailbox()?;
        let mut all = Vec::new();
        for some in named.chunks(AT_ONCE) {
            let ids = self.ids(some).await?;
            let target = target.clone();
            let moved =
                self.ctx.write(async move |tx| filing::renumber(tx, mailbox, &ids, &target).await).await?;
            all.extend(moved);
        }
        // The new numbers come before the old places go (RFC 6851, 4.3).
        let code = self.renumbered(&all).await?;
        if !code.is_empty() {
            out.line(&format!("* OK {code}Moved"));
        }
        self.tell_changes(out).await?;
        Ok(Answer::Ok("MOVE is done".into()))
    }

    async fn target(&self, name: &Name<'_>) -> Result<Option<crate::folder::FolderRow>> {
        match self.folder(name).await {
            Ok(folder) => Ok(Some(folder)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The code that tells the new numbers (UIDPLUS); nothing when none was given.
    async fn renumbered(&self, numbers: &[Renumbered]) -> Result<String> {
        if numbers.is_empty() {
            return Ok(String::new());
        }
        let mailbox = self.mailbox()?;
        let validity = store::numbers(&mut self.ctx.read().await?, mailbox).await?.uid_validity;
        let (from, to) = (numbers.iter().map(|n| narrow(n.from)), numbers.iter().map(|n| narrow(n.to)));
        Ok(format!("[COPYUID {validity} {} {}] ", reply::set(from), reply::set(to)))
    }

    /// Takes away for good what carries \Deleted, of these or of all.
    pub(super) async fn expunge(&mut self, only: Option<SequenceSet>, out: &mut Out<'_>) -> Result<Answer> {
        if self.selected()?.read_only {
            return Ok(no("[READ-ONLY] The folder was opened to look at"));
        }
        let only = match only {
            Some(set) => self.selected()?.named(&set, true),
            None => None,
        };
        self.take_away(only.as_deref()).await?;
        self.tell_changes(out).await?;
        Ok(Answer::Ok("EXPUNGE is done".into()))
    }

    /// The same without a word, and the folder is open no more.
    pub(super) async fn close(&mut self) -> Result<Answer> {
        if !self.selected()?.read_only {
            self.take_away(None).await?;
        }
        self.leave();
        Ok(Answer::Ok("CLOSE is done".into()))
    }

    /// Only what this session knows of: others' arrivals are not its to take away.
    async fn take_away(&mut self, only: Option<&[u32]>) -> Result<()> {
        let (folder, mailbox) = (self.selected()?.folder, self.mailbox()?);
        let marked = store::deleted(&mut self.ctx.read().await?, folder).await?;
        let view = self.selected()?;
        let known = marked.into_iter().filter(|m| {
            let uid = narrow(m.uid);
            view.place(uid).is_some() && only.is_none_or(|only| only.binary_search(&uid).is_ok())
        });
        let ids: Vec<Id<Message>> = known.map(|m| m.id).collect();
        for some in ids.chunks(AT_ONCE) {
            let some = some.to_vec();
            self.ctx.write(async move |tx| filing::delete(tx, mailbox, &some).await).await?;
        }
        Ok(())
    }
}

fn try_create() -> Answer {
    no("[TRYCREATE] There is no such folder")
}
