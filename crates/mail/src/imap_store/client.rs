//! What is asked of the other server: folders, what lies in them, and changes to both. Numbers are UIDs throughout.

use std::{collections::BTreeMap, num::NonZeroU32};

use bytes::Bytes;
use imap_codec::imap_types::{
    core::AString,
    extensions::uidplus::{UidElement, UidSet},
    fetch::MessageDataItem,
    flag::{Flag, FlagFetch, FlagNameAttribute},
    mailbox::Mailbox as Name,
    response::{Code, Data},
    status::StatusDataItem,
};
use kernel::{Time, files::Files};

use super::{
    address::ImapStore,
    wire::{Answer, Connection, Trouble},
};
use crate::{
    filing::Marks,
    folder::{FolderRole, SEPARATOR},
    imap::{names, reply},
};

/// Numbers in one command.
const SOME: usize = 500;

/// A folder there.
#[derive(Clone, Debug)]
pub(super) struct There {
    /// As it travels.
    pub wire: String,
    /// As it would be called here; of those below INBOX and of the standard ones as well.
    pub path: String,
    pub role: Option<FolderRole>,
}

/// What is known of a folder without opening it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub uid_validity: i64,
    pub next_uid: i64,
    pub mod_seq: i64,
    pub messages: i64,
}

/// A message there, without its content.
#[derive(Clone, Debug)]
pub(super) struct Described {
    pub uid: i64,
    pub marks: Marks,
    pub received_at: Option<Time>,
    /// Bytes, as far as it was asked for.
    pub size: i64,
}

pub(super) struct Client {
    connection: Connection,
    delimiter: char,
    /// What stands before the names of one's own folders.
    prefix: String,
    selected: Option<String>,
    /// How the box is entered.
    door: (ImapStore, String, Files),
}

impl Client {
    /// Enters the box of `user`; fails when the server lacks what two sides need to agree.
    pub async fn open(store: &ImapStore, user: &str, files: &Files) -> Result<Client, Trouble> {
        let mut connection = Connection::open(store, user, files).await?;
        let offered: Vec<String> = connection.capabilities().await?.iter().map(ToString::to_string).collect();
        for needed in ["CONDSTORE", "UIDPLUS", "MOVE", "IDLE"] {
            if !offered.iter().any(|name| name.eq_ignore_ascii_case(needed)) {
                return Err(Trouble::Lost(format!("the server does not offer {needed}")));
            }
        }
        let door = (store.clone(), user.to_owned(), files.clone());
        let mut client =
            Client { connection, delimiter: SEPARATOR, prefix: String::new(), selected: None, door };
        client.learn_names(offered.iter().any(|name| name.eq_ignore_ascii_case("NAMESPACE"))).await?;
        Ok(client)
    }

    /// Enters the box anew, when the server has broken off.
    pub async fn open_again(&mut self) -> Result<(), Trouble> {
        let (store, user, files) = &self.door;
        *self = Client::open(store, user, files).await?;
        Ok(())
    }

    async fn learn_names(&mut self, has_namespaces: bool) -> Result<(), Trouble> {
        let command = if has_namespaces { "NAMESPACE" } else { "LIST \"\" \"\"" };
        for (data, _) in self.connection.run(command).await?.data {
            match data {
                Data::Namespace { personal, .. } => {
                    if let Some(own) = personal.first() {
                        self.prefix = String::from_utf8_lossy(own.prefix.as_ref()).into_owned();
                        self.delimiter = own.delimiter.map_or(self.delimiter, |d| d.inner());
                    }
                }
                Data::List { delimiter: Some(delimiter), .. } => self.delimiter = delimiter.inner(),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether it still answers. A folder that was open may be another of the same name by now: it is opened anew.
    pub async fn is_there(&mut self) -> bool {
        let asked = if self.selected.is_some() {
            self.leave().await
        } else {
            self.connection.run("NOOP").await.map(drop)
        };
        asked.is_ok()
    }

    /// Every folder that can be opened.
    pub async fn folders(&mut self) -> Result<Vec<There>, Trouble> {
        let command = format!("LIST \"\" {}", quoted(&format!("{}*", self.prefix)));
        let mut all = self.connection.run(&command).await?.data;
        if !self.prefix.is_empty() {
            all.extend(self.connection.run("LIST \"\" INBOX").await?.data);
        }
        let mut folders: BTreeMap<String, There> = BTreeMap::new();
        for (data, _) in all {
            let Data::List { items, mailbox, .. } = data else { continue };
            let closed = |item: &FlagNameAttribute<'_>| {
                let name = item.to_string();
                name.eq_ignore_ascii_case("\\Noselect") || name.eq_ignore_ascii_case("\\NonExistent")
            };
            if items.iter().any(closed) {
                continue;
            }
            let wire = wire_name(&mailbox);
            let Some(path) = self.path(&wire) else { continue };
            let role = match items.iter().find_map(|item| role_of(&item.to_string())) {
                _ if wire.eq_ignore_ascii_case("INBOX") => Some(FolderRole::Inbox),
                other => other,
            };
            folders.insert(wire.clone(), There { wire, path, role });
        }
        Ok(folders.into_values().collect())
    }

    /// As a folder there would be called here.
    fn path(&self, wire: &str) -> Option<String> {
        let own = wire.strip_prefix(self.prefix.as_str()).unwrap_or(wire);
        let parts: Option<Vec<String>> =
            own.split(self.delimiter).map(|part| names::decode(part.as_bytes())).collect();
        Some(parts?.join("/"))
    }

    /// As a folder of this path travels.
    pub fn wire(&self, path: &str) -> String {
        if path == FolderRole::Inbox.wire_name() {
            return path.to_owned();
        }
        let apart = self.delimiter.to_string();
        let parts = path.split(SEPARATOR).map(|part| names::encode(part).replace(self.delimiter, "_"));
        format!("{}{}", self.prefix, parts.collect::<Vec<_>>().join(&apart))
    }

    /// What follows the name of a folder in those below it.
    pub fn below(&self, wire: &str) -> String {
        format!("{wire}{}", self.delimiter)
    }

    pub async fn create(&mut self, wire: &str) -> Result<(), Trouble> {
        self.connection.run(&format!("CREATE {}", quoted(wire))).await?;
        self.connection.run(&format!("SUBSCRIBE {}", quoted(wire))).await.map(drop)
    }

    pub async fn rename(&mut self, from: &str, to: &str) -> Result<(), Trouble> {
        self.leave().await?;
        self.connection.run(&format!("RENAME {} {}", quoted(from), quoted(to))).await.map(drop)
    }

    pub async fn remove(&mut self, wire: &str) -> Result<(), Trouble> {
        self.leave().await?;
        self.connection.run(&format!("DELETE {}", quoted(wire))).await.map(drop)
    }

    /// Some servers refuse to rename or remove what is open.
    async fn leave(&mut self) -> Result<(), Trouble> {
        match self.selected.take() {
            Some(_) => self.connection.run("UNSELECT").await.map(drop),
            None => Ok(()),
        }
    }

    pub async fn position(&mut self, wire: &str) -> Result<Position, Trouble> {
        // Of the folder that is open, STATUS may tell what was.
        if self.selected.as_deref() == Some(wire) {
            self.connection.run("NOOP").await?;
        }
        let command = format!("STATUS {} (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)", quoted(wire));
        let mut position = Position::default();
        for (data, _) in self.connection.run(&command).await?.data {
            let Data::Status { items, .. } = data else { continue };
            for item in items.iter() {
                match item {
                    StatusDataItem::Messages(count) => position.messages = i64::from(*count),
                    StatusDataItem::UidNext(next) => position.next_uid = i64::from(next.get()),
                    StatusDataItem::UidValidity(validity) => {
                        position.uid_validity = i64::from(validity.get());
                    }
                    StatusDataItem::HighestModSeq(mod_seq) => {
                        position.mod_seq = i64::try_from(*mod_seq).unwrap_or(i64::MAX);
                    }
                    _ => {}
                }
            }
        }
        Ok(position)
    }

    /// Opens a folder; the other verbs are about it.
    pub async fn select(&mut self, wire: &str) -> Result<(), Trouble> {
        if self.selected.as_deref() != Some(wire) {
            self.selected = None;
            self.connection.run(&format!("SELECT {} (CONDSTORE)", quoted(wire))).await?;
            self.selected = Some(wire.to_owned());
        }
        Ok(())
    }

    /// Every number of the open folder.
    pub async fn uids(&mut self) -> Result<Vec<i64>, Trouble> {
        let mut uids = Vec::new();
        for (data, _) in self.connection.run("UID SEARCH ALL").await?.data {
            if let Data::Search(found, _) = data {
                uids.extend(found.into_iter().map(|uid| i64::from(uid.get())));
            }
        }
        Ok(uids)
    }

    /// The marks that changed after a moment.
    pub async fn changed_since(&mut self, mod_seq: i64) -> Result<Vec<Described>, Trouble> {
        let command = format!("UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE {})", mod_seq.max(1));
        Ok(described(self.connection.run(&command).await?))
    }

    /// The messages from a number on.
    pub async fn from(&mut self, uid: i64) -> Result<Vec<Described>, Trouble> {
        let command = format!("UID FETCH {}:* (UID FLAGS INTERNALDATE RFC822.SIZE)", uid.max(1));
        let mut all = described(self.connection.run(&command).await?);
        // Past the end, `*` is the last message all the same.
        all.retain(|message| message.uid >= uid);
        Ok(all)
    }

    /// The bytes of a message; `None` when it has gone.
    pub async fn content(&mut self, uid: i64) -> Result<Option<Bytes>, Trouble> {
        let mut found = Vec::new();
        self.contents(&[uid], &mut found).await?;
        Ok(found.pop().map(|(_, content)| content))
    }

    /// The bytes of messages in one answer, each with its number; not of those that have gone. What came before an answer
    /// broke off is found as well.
    pub async fn contents(&mut self, uids: &[i64], found: &mut Vec<(i64, Bytes)>) -> Result<(), Trouble> {
        for set in sets(uids) {
            let mut answer = Answer::default();
            let command = format!("UID FETCH {set} (UID BODY.PEEK[])");
            let end = self.connection.run_into(&command, &mut answer).await;
            found.extend(answer.data.into_iter().filter_map(content_of));
            end?;
        }
        Ok(())
    }

    /// Puts a message in a folder; its number there.
    pub async fn append(
        &mut self,
        wire: &str,
        marks: &Marks,
        at: Time,
        raw: &[u8],
    ) -> Result<Option<i64>, Trouble> {
        let command = format!("APPEND {} {} {}", quoted(wire), reply::flags(marks), reply::date(at));
        let answer = self.connection.run_with(&command, raw).await?;
        Ok(answer.codes.iter().find_map(|code| match code {
            Code::AppendUid { uid, .. } => Some(i64::from(uid.get())),
            _ => None,
        }))
    }

    /// Puts or takes marks of messages in the open folder.
    pub async fn mark(&mut self, uids: &[i64], add: bool, marks: &Marks) -> Result<(), Trouble> {
        let sign = if add { '+' } else { '-' };
        for set in sets(uids) {
            let flags = reply::flags(marks);
            self.connection.run(&format!("UID STORE {set} {sign}FLAGS.SILENT {flags}")).await?;
        }
        Ok(())
    }

    /// Puts messages of the open folder in another; the numbers they had and have.
    pub async fn shift(&mut self, uids: &[i64], to: &str) -> Result<Vec<(i64, i64)>, Trouble> {
        let mut moved = Vec::new();
        for set in sets(uids) {
            let answer = self.connection.run(&format!("UID MOVE {set} {}", quoted(to))).await?;
            for code in answer.codes {
                if let Code::CopyUid { source, destination, .. } = code {
                    moved.extend(numbers(&source).into_iter().zip(numbers(&destination)));
                }
            }
        }
        Ok(moved)
    }

    /// Takes messages of the open folder away for good.
    pub async fn expunge(&mut self, uids: &[i64]) -> Result<(), Trouble> {
        for set in sets(uids) {
            self.connection.run(&format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)")).await?;
            self.connection.run(&format!("UID EXPUNGE {set}")).await?;
        }
        Ok(())
    }

    /// Waits for a change in the open folder.
    pub async fn wait(&mut self, most: std::time::Duration) -> Result<(), Trouble> {
        self.connection.idle(most).await
    }

    pub async fn close(self) {
        self.connection.close().await;
    }
}

fn role_of(attribute: &str) -> Option<FolderRole> {
    let roles = [
        ("\\Drafts", FolderRole::Drafts),
        ("\\Sent", FolderRole::Sent),
        ("\\Archive", FolderRole::Archive),
        ("\\Junk", FolderRole::Junk),
        ("\\Trash", FolderRole::Trash),
    ];
    roles.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute)).map(|(_, role)| role)
}

fn wire_name(name: &Name<'_>) -> String {
    match name {
        Name::Inbox => FolderRole::Inbox.wire_name().to_owned(),
        Name::Other(other) => {
            let text: &AString<'_> = other.inner();
            String::from_utf8_lossy(text.as_ref()).into_owned()
        }
    }
}

fn described(answer: Answer) -> Vec<Described> {
    // Said in several pieces, a message is one.
    let mut found: BTreeMap<i64, Described> = BTreeMap::new();
    for (data, _) in answer.data {
        let Data::Fetch { items, .. } = data else { continue };
        let (mut uid, mut marks, mut received_at, mut size) = (None, None, None, 0);
        for item in items {
            match item {
                MessageDataItem::Uid(number) => uid = Some(i64::from(number.get())),
                MessageDataItem::Flags(flags) => marks = Some(marks_of(flags)),
                MessageDataItem::InternalDate(at) => {
                    received_at = Some(Time(at.as_ref().timestamp_millis()));
                }
                MessageDataItem::Rfc822Size(bytes) => size = i64::from(bytes),
                _ => {}
            }
        }
        if let (Some(uid), Some(marks)) = (uid, marks) {
            found.insert(uid, Described { uid, marks, received_at, size });
        }
    }
    found.into_values().collect()
}

/// A message that is told, with its number; `None` of what tells something else.
fn content_of((data, aside): (Data<'static>, Option<Bytes>)) -> Option<(i64, Bytes)> {
    let Data::Fetch { items, .. } = data else { return None };
    let (mut uid, mut content) = (None, None);
    for item in items {
        match item {
            MessageDataItem::Uid(number) => uid = Some(i64::from(number.get())),
            // An empty one is not counted out, but said between quotes.
            MessageDataItem::BodyExt { section: None, data, .. } => {
                content = data.into_option().map(|said| Bytes::from(said.into_owned()));
            }
            _ => {}
        }
    }
    Some((uid?, aside.or(content)?))
}

/// The flags of a message; those that are the server's own say nothing here.
fn marks_of(flags: Vec<FlagFetch<'static>>) -> Marks {
    let flags: Vec<Flag<'static>> = flags
        .into_iter()
        .filter_map(|flag| match flag {
            FlagFetch::Flag(Flag::Extension(_)) | FlagFetch::Recent => None,
            FlagFetch::Flag(flag) => Some(flag),
        })
        .collect();
    reply::marks(&flags).unwrap_or_default()
}

fn sets(uids: &[i64]) -> Vec<String> {
    let mut uids: Vec<u32> = uids.iter().filter_map(|uid| u32::try_from(*uid).ok()).collect();
    uids.sort_unstable();
    uids.chunks(SOME).map(|some| reply::set(some.iter().copied())).collect()
}

/// A set of numbers, one by one, in the order in which they were said.
fn numbers(set: &UidSet) -> Vec<i64> {
    let all = set.0.as_ref().iter().flat_map(|element| {
        let (a, b) = match *element {
            UidElement::Single(one) => (one, one),
            UidElement::Range(from, to) => (from, to),
        };
        let number = |n: NonZeroU32| i64::from(n.get());
        number(a).min(number(b))..=number(a).max(number(b))
    });
    all.collect()
}

/// A name as a string of the protocol; modified UTF-7 holds nothing that needs counting.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
