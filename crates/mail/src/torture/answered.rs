//! What hides an end of line in a field is answered and sent on: the message that leaves has the fields that were meant.

use http::StatusCode;

use super::{door, messages, take_in};
use crate::{
    folder::FolderRole,
    message::{self, header_values},
    smtp::Kind,
    tests::{apps, newest, owner},
};

const MEANT: [&str; 11] = [
    "Date",
    "From",
    "To",
    "Cc",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_field_of_a_message_puts_another_in_its_answer() {
    for app in apps().await {
        for identifier in ["mberthier", "samrani", "intrus"] {
            owner(&app, identifier).await;
        }
        let lmtp = door(&app, Kind::Lmtp).await;
        for (n, (field, raw)) in messages::injections().into_iter().enumerate() {
            let identifier = format!("reponse{n}");
            let person = owner(&app, &identifier).await;
            let (id, _) = take_in(&app, lmtp, (&identifier, person), &raw).await;
            let mut browser = app.signed_in(person).await;
            for (way, intent) in [("reponse-a-tous", "reply_all"), ("transfert", "forward")] {
                let form = browser.get(&format!("/webmel/ecrire?{way}={id}")).await;
                let value = |selector: &str| form.attribute(selector, "value").unwrap_or_default();
                let draft = form.attribute("#composer", "data-autosave-url").unwrap();
                let to =
                    if intent == "forward" { "mberthier@ac-creteil.fr".to_owned() } else { value("#to") };
                let (cc, subject, part) = (value("#cc"), value("#subject"), value("input[name=part]"));
                let source = id.to_string();
                let fields = [
                    ("version", "0"),
                    ("to", &to),
                    ("cc", &cc),
                    ("subject", &subject),
                    ("body", "Bien reçu."),
                    ("intent", intent),
                    ("source", &source),
                    ("quote", "1"),
                    ("part", &part),
                    ("confirmed", "1"),
                ];
                let sent = browser.post(&format!("{draft}/envoi"), &fields).await;
                assert_eq!(sent.status, StatusCode::SEE_OTHER, "{field}: {}", sent.body);
                app.later(std::time::Duration::from_secs(10)).await;
                let (_, raw) = newest(&app, person, FolderRole::Sent).await;
                let head = String::from_utf8(raw.clone()).unwrap();
                let head = head.split("\r\n\r\n").next().unwrap();
                for line in head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])) {
                    let name = line.split(':').next().unwrap();
                    assert!(MEANT.contains(&name), "{field} puts {line:?} in\n{head}");
                    assert!(!line.contains(['\r', '\n', '\0']), "{field}: {line:?}");
                }
                assert!(header_values(&raw, messages::INTRUDER).is_empty());
                let email = message::parse(&raw);
                let to: Vec<_> = email.correspondents().map(|one| one.email.as_str()).collect();
                assert!(!to.contains(&"intrus@ac-creteil.fr"), "{field}: {to:?}");
            }
        }
        let intruder =
            app.ctx().write(async |tx| kernel::people::person_by_identifier(tx, "intrus").await).await;
        let intruder = intruder.unwrap().unwrap().id;
        assert_eq!(crate::tests::folder_of(&app, intruder, FolderRole::Inbox).await.total, 0);
    }
}
