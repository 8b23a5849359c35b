//! Which folder of the box stands for a folder of the files: standard ones by the names that programs give them in French
//! and English, others by their path.

use kernel::search::fold;

use super::item::Place;
use crate::folder::FolderRole;

/// Levels and characters that a folder of ours may have.
const DEEPEST: usize = 6;
const LONGEST: usize = 60;

/// The place of a path of folders; `None` when there is none.
pub(super) fn of(path: &[&str]) -> Option<Place> {
    let mut parts: Vec<String> = path.iter().map(|part| name(part)).filter(|part| !part.is_empty()).collect();
    // What archives and profiles put around the folders of a box.
    while parts.len() > 1 && is_wrapping(&parts[0]) {
        parts.remove(0);
    }
    let last = parts.last()?;
    if is_wrapping(last) && parts.len() == 1 {
        return None;
    }
    if (parts.len() == 1 || parts.len() == 2 && standard(&parts[0]) == Some(FolderRole::Inbox))
        && let Some(role) = standard(last)
    {
        return Some(Place::Standard(role));
    }
    if standard(&parts[0]) == Some(FolderRole::Inbox) {
        // Folders that lie in the inbox for others stand beside it here.
        parts.remove(0);
    }
    // A path that leads too deep ends where it may.
    parts.truncate(DEEPEST);
    let path = parts.join("/");
    // One called as a standard folder of ours is that folder, wherever it lies.
    Some(standard(&path).map_or(Place::Own(path), Place::Standard))
}

/// A folder's name without what marks it as one: `Projets.sbd`, `INBOX.mbox`; Maildir++ puts a dot before each level.
fn name(part: &str) -> String {
    let mut part = part;
    for suffix in [".sbd", ".mbox", ".mbx", ".eml", ".imapmbox"] {
        let cut = part.len().saturating_sub(suffix.len());
        if part.get(cut..).is_some_and(|end| end.eq_ignore_ascii_case(suffix)) {
            part = &part[..cut];
        }
    }
    let part = crate::message::clean_line(part);
    part.trim().chars().take(LONGEST).collect::<String>().trim_end().to_owned()
}

fn is_wrapping(part: &str) -> bool {
    let folded = fold(part);
    [
        "courrier",
        "mail",
        "maildir",
        "local folders",
        "dossiers locaux",
        "imapmail",
        "takeout",
        "mbox",
        "messages",
    ]
    .contains(&folded.as_str())
}

pub(super) fn standard(name: &str) -> Option<FolderRole> {
    Some(match fold(name).as_str() {
        "inbox" | "boite de reception" | "courrier entrant" | "reception" => FolderRole::Inbox,
        "sent" | "sent items" | "sent messages" | "sent mail" | "envoyes" | "elements envoyes"
        | "messages envoyes" => FolderRole::Sent,
        "drafts" | "draft" | "brouillons" | "brouillon" => FolderRole::Drafts,
        "trash" | "deleted items" | "deleted messages" | "corbeille" | "elements supprimes" | "bin" => {
            FolderRole::Trash
        }
        "junk"
        | "spam"
        | "junk e mail"
        | "junk email"
        | "indesirables"
        | "courrier indesirable"
        | "pourriel" => FolderRole::Junk,
        "archive" | "archives" | "all mail" | "tous les messages" => FolderRole::Archive,
        _ => return None,
    })
}

/// What Gmail's labels say: a place, marks, and the names that are left.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Gmail {
    pub place: Option<Place>,
    pub is_unread: bool,
    pub is_flagged: bool,
    pub labels: Vec<String>,
}

pub(super) fn gmail(labels: &[String]) -> Gmail {
    use FolderRole::{Drafts, Inbox, Junk, Sent, Trash};

    let mut found = Gmail { place: Some(Place::Standard(FolderRole::Archive)), ..Gmail::default() };
    let mut roles = Vec::new();
    for label in labels {
        let folded = fold(label);
        match folded.as_str() {
            "unread" | "non lus" | "non lu" => found.is_unread = true,
            "starred" | "suivis" | "suivi" | "messages suivis" => found.is_flagged = true,
            "opened" | "ouvert" | "ouverts" | "important" | "importants" | "archived" | "archive"
            | "archives" | "chat" | "snoozed" => {}
            _ if folded.starts_with("category ") || folded.starts_with("categorie ") => {}
            _ => match standard(label) {
                Some(role) => roles.push(role),
                None => found.labels.push(label.clone()),
            },
        }
    }
    // What Gmail shows in several places lies in one here.
    if let Some(role) = [Trash, Junk, Drafts, Inbox, Sent].into_iter().find(|role| roles.contains(role)) {
        found.place = Some(Place::Standard(role));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_every_program_find_their_place() {
        let own = |path: &str| Some(Place::Own(path.to_owned()));
        for (path, place) in [
            (&["courrier", "INBOX.mbox"][..], Some(Place::Standard(FolderRole::Inbox))),
            (&["Mail", "Local Folders", "Projets.sbd", "2026"], own("Projets/2026")),
            (&["Inbox"], Some(Place::Standard(FolderRole::Inbox))),
            (&["Inbox", "Classe de 3e"], own("Classe de 3e")),
            (&["Inbox", "Sent"], Some(Place::Standard(FolderRole::Sent))),
            (&["Takeout", "Mail", "Éléments envoyés"], Some(Place::Standard(FolderRole::Sent))),
            (&["Projets", "Archives"], own("Projets/Archives")),
            (&["a", "b", "c", "d", "e", "f", "g"], own("a/b/c/d/e/f")),
            (&["mail"], None),
            (&[], None),
        ] {
            assert_eq!(of(path), place, "{path:?}");
        }
    }

    #[test]
    fn labels_of_gmail_become_places_marks_and_labels() {
        let found = gmail(
            &["Boîte de réception", "Non lus", "Suivis", "Catégorie : promotions", "Collège"]
                .map(String::from),
        );
        assert_eq!(
            found,
            Gmail {
                place: Some(Place::Standard(FolderRole::Inbox)),
                is_unread: true,
                is_flagged: true,
                labels: vec!["Collège".to_owned()]
            }
        );
        assert_eq!(gmail(&["Sent".into(), "Opened".into()]).place, Some(Place::Standard(FolderRole::Sent)));
        assert_eq!(gmail(&[]).place, Some(Place::Standard(FolderRole::Archive)));
    }
}
