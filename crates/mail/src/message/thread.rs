//! Which conversation a message belongs to (RFC 5256, RFC 8621 §3): what it refers to decides, its subject only helps.
//! A pure decision over candidates the store has found; a late message can bring two conversations together.

use std::time::Duration;

use kernel::Time;
use kernel::time::days;

use super::address::normalise;
use super::email::Email;
use super::subject;

/// What ties a message to others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    /// Its own identifier.
    pub message_id: Option<String>,
    /// What it answers, nearest last, bounded.
    pub refers_to: Vec<String>,
    /// What it is about, ready to compare; empty when the subject says nothing.
    pub subject_key: String,
    pub is_reply: bool,
    /// Everyone it names, normalised, sorted.
    pub correspondents: Vec<String>,
    pub sent_at: Option<Time>,
}

/// More says nothing more: a conversation is found by its last members.
const MAX_REFERENCES: usize = 50;
const MAX_CORRESPONDENTS: usize = 200;
/// « Réunion » comes back every term: beyond this the same subject is another matter.
const SUBJECT_WINDOW: Duration = days(30);

impl Links {
    pub fn of(email: &Email) -> Self {
        let mut refers_to: Vec<String> = Vec::new();
        for id in email.references.iter().chain(&email.in_reply_to) {
            if !refers_to.contains(id) && email.message_id.as_ref() != Some(id) {
                refers_to.push(id.clone());
            }
            // The first of a chain and the last ones: what programs that shorten chains keep too.
            if refers_to.len() > MAX_REFERENCES {
                refers_to.remove(1);
            }
        }
        let (_, prefix) = subject::base(&email.subject);
        let mut correspondents: Vec<String> = email
            .correspondents()
            .filter(|address| !address.email.is_empty())
            .take(MAX_CORRESPONDENTS)
            .map(|address| normalise(&address.email))
            .collect();
        correspondents.sort_unstable();
        correspondents.dedup();
        Self {
            message_id: email.message_id.clone(),
            refers_to,
            subject_key: subject::key(&email.subject),
            is_reply: prefix == Some(subject::Prefix::Reply),
            correspondents,
            sent_at: email.sent_at,
        }
    }

    /// The identifiers by which the store looks for candidates.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> {
        self.message_id.iter().chain(&self.refers_to).map(String::as_str)
    }

    /// The subject by which the store looks for candidates, when it may help.
    pub fn helpful_subject(&self) -> Option<&str> {
        (self.is_reply && self.refers_to.is_empty() && !self.subject_key.is_empty())
            .then_some(&self.subject_key)
    }
}

/// A message already filed.
#[derive(Debug, Clone)]
pub struct Candidate<T> {
    pub thread: T,
    pub links: Links,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision<T> {
    /// A conversation of its own.
    New,
    Join(T),
    /// It ties conversations that were apart: all become `into`, the oldest.
    Merge {
        into: T,
        from: Vec<T>,
    },
}

/// `me`: the agent's own addresses, which every message of the box names.
pub fn decide<T: Copy + Ord>(links: &Links, candidates: &[Candidate<T>], me: &[String]) -> Decision<T> {
    let mut tied: Vec<T> = candidates
        .iter()
        .filter(|candidate| shares_identifier(links, &candidate.links))
        .map(|c| c.thread)
        .collect();
    tied.sort_unstable();
    tied.dedup();
    match tied.split_first() {
        Some((only, [])) => Decision::Join(*only),
        // Thread ids are ordered by time: the smallest is the oldest.
        Some((into, from)) => Decision::Merge { into: *into, from: from.to_vec() },
        None => match by_subject(links, candidates, me) {
            Some(thread) => Decision::Join(thread),
            None => Decision::New,
        },
    }
}

fn shares_identifier(a: &Links, b: &Links) -> bool {
    let names =
        |links: &Links, id: &String| links.message_id.as_ref() == Some(id) || links.refers_to.contains(id);
    a.message_id.iter().chain(&a.refers_to).any(|id| names(b, id))
}

/// An answer whose program kept no reference: the latest message on the same subject, lately, with someone else in common.
fn by_subject<T: Copy>(links: &Links, candidates: &[Candidate<T>], me: &[String]) -> Option<T> {
    let wanted = links.helpful_subject()?;
    let sent_at = links.sent_at?;
    let me: Vec<String> = me.iter().map(|address| normalise(address)).collect();
    let in_common = |other: &Links| {
        links.correspondents.iter().any(|c| !me.contains(c) && other.correspondents.binary_search(c).is_ok())
    };
    candidates
        .iter()
        .filter(|c| c.links.subject_key == wanted && in_common(&c.links))
        .filter_map(|c| c.links.sent_at.map(|at| (at, c.thread)))
        .filter(|(at, _)| *at <= sent_at && sent_at.since(*at) <= SUBJECT_WINDOW)
        .max_by_key(|(at, _)| *at)
        .map(|(_, thread)| thread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::parse;
    use proptest::prelude::*;

    const ME: &str = "moi@x.fr";

    fn links(head: &str) -> Links {
        Links::of(&parse(format!("{head}\n\ncorps").as_bytes()))
    }

    fn candidate(thread: u32, head: &str) -> Candidate<u32> {
        Candidate { thread, links: links(head) }
    }

    fn judge(head: &str, candidates: &[Candidate<u32>]) -> Decision<u32> {
        decide(&links(head), candidates, &[ME.to_owned()])
    }

    #[test]
    fn what_a_message_refers_to_decides() {
        let filed = [
            candidate(1, "Message-ID: <a@x>\nSubject: Un"),
            candidate(2, "Message-ID: <b@x>\nSubject: Deux"),
        ];
        assert_eq!(judge("Message-ID: <c@x>\nIn-Reply-To: <a@x>\nSubject: Autre", &filed), Decision::Join(1));
        assert_eq!(judge("Message-ID: <c@x>\nReferences: <z@x> <b@x>", &filed), Decision::Join(2));
        assert_eq!(judge("Message-ID: <c@x>\nSubject: Un", &filed), Decision::New);
        assert_eq!(judge("Message-ID: <c@x>", &filed), Decision::New);
        assert_eq!(judge("", &filed), Decision::New);
    }

    #[test]
    fn an_answer_that_came_first_waits_for_its_question() {
        let filed = [candidate(7, "Message-ID: <b@x>\nIn-Reply-To: <a@x>")];
        assert_eq!(judge("Message-ID: <a@x>\nSubject: Un", &filed), Decision::Join(7));
    }

    #[test]
    fn a_late_message_joins_what_was_apart() {
        let filed = [
            candidate(5, "Message-ID: <a@x>"),
            candidate(3, "Message-ID: <c@x>\nReferences: <b@x>"),
            candidate(5, "Message-ID: <d@x>\nReferences: <a@x>"),
        ];
        assert_eq!(
            judge("Message-ID: <b@x>\nIn-Reply-To: <a@x>", &filed),
            Decision::Merge { into: 3, from: vec![5] }
        );
    }

    const DATE: &str = "Date: Mon, 23 Nov 2026 10:00:00 +0100\nFrom: jean@x.fr\nTo: moi@x.fr";

    #[test]
    fn the_subject_helps_an_answer_that_lost_its_references() {
        let filed = [candidate(1, &format!("Message-ID: <a@x>\nSubject: Réunion\n{DATE}"))];
        let later = DATE.replace("23 Nov", "25 Nov");
        assert_eq!(judge(&format!("Subject: RE : réunion\n{later}"), &filed), Decision::Join(1));
        assert_eq!(judge(&format!("Subject: Réunion\n{later}"), &filed), Decision::New, "no reply prefix");
        assert_eq!(judge(&format!("Subject: TR : réunion\n{later}"), &filed), Decision::New, "a forward");
        assert_eq!(
            judge(&format!("Subject: RE : réunion\n{}", DATE.replace("Nov", "Oct")), &filed),
            Decision::New,
            "earlier"
        );
        assert_eq!(
            judge(&format!("Subject: RE : réunion\n{}", DATE.replace("2026", "2027")), &filed),
            Decision::New,
            "a year after"
        );
        assert_eq!(
            judge(&format!("Subject: RE : réunion\n{}", later.replace("jean", "paul")), &filed),
            Decision::New,
            "only me in common"
        );
        assert_eq!(
            judge(&format!("Subject: RE : réunion\nReferences: <z@x>\n{later}"), &filed),
            Decision::New,
            "it says otherwise"
        );
        assert_eq!(
            judge(&format!("Subject: RE :\n{later}"), &[candidate(1, DATE)]),
            Decision::New,
            "no subject"
        );
    }

    #[test]
    fn chains_are_bounded_and_keep_their_ends() {
        let chain = (0..500).map(|n| format!("<{n}@x>\n ")).collect::<Vec<_>>().concat();
        let links = links(&format!("References: {}", chain.trim_end()));
        assert_eq!(links.refers_to.len(), MAX_REFERENCES);
        assert_eq!(links.refers_to.first().unwrap(), "0@x");
        assert_eq!(links.refers_to.last().unwrap(), "499@x");
    }

    proptest! {
        /// Whatever the order of arrival, messages of one chain end in one conversation.
        #[test]
        fn the_order_of_arrival_does_not_matter(order in Just((0..8_u32).collect::<Vec<_>>()).prop_shuffle()) {
            let mut filed: Vec<Candidate<u32>> = Vec::new();
            for (next, number) in order.into_iter().enumerate() {
                let parent = if number == 0 { String::new() } else { format!("\nIn-Reply-To: <{}@x>", number / 2) };
                let new = links(&format!("Message-ID: <{number}@x>{parent}"));
                let thread = match decide(&new, &filed, &[]) {
                    Decision::New => u32::try_from(next).unwrap() + 100,
                    Decision::Join(thread) => thread,
                    Decision::Merge { into, from } => {
                        filed.iter_mut().filter(|c| from.contains(&c.thread)).for_each(|c| c.thread = into);
                        into
                    }
                };
                filed.push(Candidate { thread, links: new });
            }
            prop_assert!(filed.iter().all(|c| c.thread == filed[0].thread));
        }
    }
}
