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
    reach::Reach,
    reply,
    session::{Answer, Out, Session, no},
    store,
    view::narrow,
};
use crate::{
    filing::{self, Marking, Message, Renumbered, Side},
    folder::FolderRow,
};

/// Messages copied by one command: a copy is made of all or of none.
const COPIED: usize = 10_000;
/// The same from one box to another, where each is read and filed anew.
const COPIED_ACROSS: usize = 1_000;

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
            return Ok(looked_at());
        }
        let Some(marks) = reply::marks(flags) else {
            return Ok(no("[CANNOT] There is no such flag"));
        };
        // What one has read oneself is one's own to say.
        let is_own = kind != StoreType::Replace && flags.iter().all(|flag| matches!(flag, Flag::Seen));
        if !is_own {
            self.selected()?.reach.to_write()?;
        }
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
        let Side { mailbox, reader } = self.selected()?.reach.side();
        let mut refused = Vec::new();
        for some in named.chunks(AT_ONCE) {
            let ids = self.ids(some).await?;
            let marks = marks.clone();
            let marked = self
                .ctx
                .write(async move |tx| {
                    filing::mark_as(tx, mailbox, reader, &ids, how, &marks, unchanged_since).await
                })
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
        let Some((to, target)) = self.target(&name).await? else { return Ok(try_create()) };
        to.to_write()?;
        let from = self.selected()?.reach.side();
        let most = if from.mailbox == to.mailbox { COPIED } else { COPIED_ACROSS };
        if named.len() > most {
            return Ok(Answer::No(format!("[LIMIT] At most {most} messages at once")));
        }
        let ids = self.ids(&named).await?;
        let copied = if from.mailbox == to.mailbox {
            self.ctx.write(async move |tx| filing::copy_to(tx, from.mailbox, &ids, &target).await).await?
        } else {
            self.across(from, to.side(), ids, target, false).await?
        };
        let code = self.renumbered(&to, &copied).await?;
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
        if !self.selected()?.may_write() {
            return Ok(looked_at());
        }
        let Some(named) = self.selected()?.named(&set, by_uid) else {
            return Ok(Answer::Bad("There is no such message"));
        };
        let Some((to, target)) = self.target(&name).await? else { return Ok(try_create()) };
        to.to_write()?;
        if target.id == self.selected()?.folder {
            return Ok(no("[CANNOT] They are there already"));
        }
        let from = self.selected()?.reach.side();
        let mut all = Vec::new();
        let mut failed = None;
        for some in named.chunks(AT_ONCE) {
            let ids = self.ids(some).await?;
            let target = target.clone();
            let moved = if from.mailbox == to.mailbox {
                self.ctx.write(async move |tx| filing::renumber(tx, from.mailbox, &ids, &target).await).await
            } else {
                self.across(from, to.side(), ids, target, true).await
            };
            match moved {
                Ok(moved) => all.extend(moved),
                // What went before has gone: the client is told, and then why the rest stays.
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        // The new numbers come before the old places go (RFC 6851, 4.3).
        let code = self.renumbered(&to, &all).await?;
        if !code.is_empty() {
            out.line(&format!("* OK {code}Moved"));
        }
        self.tell_changes(out).await?;
        match failed {
            Some(error) => Err(error),
            None => Ok(Answer::Ok("MOVE is done".into())),
        }
    }

    /// Files messages in another box than that of the open folder: all of them or none.
    async fn across(
        &self,
        from: Side,
        to: Side,
        ids: Vec<Id<Message>>,
        folder: FolderRow,
        leave: bool,
    ) -> Result<Vec<Renumbered>> {
        let letters = filing::letters(&self.ctx, from.mailbox, &ids).await?;
        self.ctx
            .write(async move |tx| filing::across(tx, from, to, &ids, &letters, &folder, leave).await)
            .await
    }

    async fn target(&self, name: &Name<'_>) -> Result<Option<(Reach, FolderRow)>> {
        match self.find(name).await {
            Ok(found) => Ok(Some(found)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The code that tells the new numbers (UIDPLUS); nothing when none was given.
    async fn renumbered(&self, to: &Reach, numbers: &[Renumbered]) -> Result<String> {
        if numbers.is_empty() {
            return Ok(String::new());
        }
        let of_box = store::numbers(&mut self.ctx.read().await?, to.mailbox).await?.uid_validity;
        let validity = to.validity(of_box);
        let (from, to) = (numbers.iter().map(|n| narrow(n.from)), numbers.iter().map(|n| narrow(n.to)));
        Ok(format!("[COPYUID {validity} {} {}] ", reply::set(from), reply::set(to)))
    }

    /// Takes away for good what carries \Deleted, of these or of all.
    pub(super) async fn expunge(&mut self, only: Option<SequenceSet>, out: &mut Out<'_>) -> Result<Answer> {
        if !self.selected()?.may_write() {
            return Ok(looked_at());
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
        if self.selected()?.may_write() {
            self.take_away(None).await?;
        }
        self.leave();
        Ok(Answer::Ok("CLOSE is done".into()))
    }

    /// Only what this session knows of: others' arrivals are not its to take away.
    async fn take_away(&mut self, only: Option<&[u32]>) -> Result<()> {
        let view = self.selected()?;
        let (folder, mailbox) = (view.folder, view.reach.mailbox);
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

fn looked_at() -> Answer {
    no("[READ-ONLY] The folder was opened to look at")
}

fn try_create() -> Answer {
    no("[TRYCREATE] There is no such folder")
}
