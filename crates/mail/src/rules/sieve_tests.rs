//! The script is what it was agreed to be, Dovecot's compiler accepts it, and Dovecot's interpreter does with a message
//! what we do.

use std::{os::unix::fs::PermissionsExt, path::Path, process::Command};

use jiff::civil::date;
use kernel::Id;

use super::{
    Actions, Condition, How, Matching, Part, Rule, model,
    sieve::{Away, Script, print},
};
use crate::{
    folder::{Folder, FolderRole, FolderRow, id_from},
    letter::Letter,
    message::parse,
    vacation::{Outside, VacationRow},
};

pub(super) fn own(name: &str) -> FolderRow {
    FolderRow {
        id: id_from("test", &[name.as_bytes()]),
        role: FolderRole::Own,
        name: name.to_owned(),
        sort_key: String::new(),
        total: 0,
        unread: 0,
        state: 0,
        next_uid: 1,
        subscribed: true,
    }
}

fn text(of: Part, how: How, text: &str) -> Condition {
    Condition::Text { of, how, text: text.to_owned() }
}

fn rule(name: &str, conditions: Vec<Condition>, actions: Actions) -> Rule {
    Rule { name: name.to_owned(), matching: Matching::All, conditions, actions }
}

fn into(folder: &FolderRow) -> Actions {
    Actions { folder: Some(folder.id), ..Actions::default() }
}

/// Names that would break out of a script that does not escape them.
fn folders() -> Vec<FolderRow> {
    ["Réunions", "Dossier \"cité\" \\ barré", "${folder}", "Factures"].map(own).into()
}

fn rules(folders: &[FolderRow]) -> Vec<Rule> {
    let mut any = rule(
        "Listes] \r\nkeep; #",
        vec![text(Part::List, How::Contains, "profs"), text(Part::From, How::Is, "bot@x.fr")],
        Actions {
            seen: true,
            flagged: true,
            labels: vec!["a-traiter".to_owned()],
            stop: true,
            ..into(&folders[1])
        },
    );
    any.matching = Matching::Any;
    vec![
        rule("Réunions", vec![text(Part::Subject, How::Contains, "réunion")], into(&folders[0])),
        any,
        rule(
            "Robots",
            vec![Condition::Automatic { is: true }, text(Part::Body, How::Without, "urgent")],
            into(&folders[2]),
        ),
        rule(
            "Lourds",
            vec![Condition::Size { over: true, kilobytes: 3 }, Condition::Attachment { has: true }],
            Actions {
                stop: true,
                forward: vec!["m.berthier@ac-creteil.fr".to_owned()],
                ..Actions::default()
            },
        ),
        rule(
            "Factures",
            vec![text(Part::Subject, How::Is, "Facture"), text(Part::Recipient, How::Without, "compta")],
            into(&folders[3]),
        ),
    ]
}

fn printed(rules: Vec<Rule>, folders: &[FolderRow]) -> String {
    print(&Script { title: "Règles de jdupont@ac-creteil.fr", rules, folders, junk: Vec::new(), away: None })
}

/// An absence of these days, and senders who are not wanted.
fn printed_away(folders: &[FolderRow], outside: Outside) -> String {
    let vacation = VacationRow {
        subject: "Absente".to_owned(),
        body: "Je suis \"absente\".\n.\n${folder}".to_owned(),
        outside,
        outside_body: "Fermé \\ closed".to_owned(),
        every_days: 7,
    };
    print(&Script {
        title: "Règles",
        rules: rules(folders),
        folders,
        junk: vec!["pub@x.fr".to_owned(), "\"a b\"@x.fr".to_owned()],
        away: Some(Away {
            first: date(2000, 1, 1),
            last: date(2200, 12, 31),
            domain: "ac-creteil.fr".to_owned(),
            addresses: vec!["jdupont@ac-creteil.fr".to_owned()],
            vacation,
        }),
    })
}

#[test]
fn the_script_reads_as_agreed() {
    let folders = folders();
    insta::assert_snapshot!("script", printed(rules(&folders), &folders).replace("\r\n", "\n"));
    let one = vec![rules(&folders).remove(0)];
    insta::assert_snapshot!("script_of_one_rule", printed(one, &folders).replace("\r\n", "\n"));
    let away = printed_away(&folders, Outside::Other);
    insta::assert_snapshot!("script_of_an_absence", away.replace("\r\n", "\n"));
    insta::assert_snapshot!("script_of_none", printed(Vec::new(), &folders).replace("\r\n", "\n"));
}

/// Dovecot's own programs, without its server's configuration.
fn dovecot(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let configuration = folder.join("dovecot.conf");
    // Run by root, it becomes nobody before it looks at the message.
    std::fs::write(
        &configuration,
        "mail_location = maildir:/nonexistent\nlog_path = /dev/stderr\nmail_uid = nobody\nmail_gid = nogroup\n",
    )
    .unwrap();
    let ran = Command::new(program)
        .arg("-c")
        .arg(&configuration)
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}: scripts/setup.sh test installs it"));
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{program}: {said}");
    said
}

#[test]
fn dovecot_compiles_the_script_and_does_what_we_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let (all, at) = (folders(), |name: &str| folder.path().join(name).to_string_lossy().into_owned());
    let rules = rules(&all);
    std::fs::write(at("script.sieve"), printed(rules.clone(), &all)).unwrap();
    dovecot(folder.path(), "sievec", &[&at("script.sieve"), &at("script.svbin")]);
    std::fs::remove_file(at("script.svbin")).unwrap();
    let big = "x".repeat(70) + "\n";
    let with_file = format!(
        "MIME-Version: 1.0\nSubject: Photos\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
         Content-Type: text/plain\n\n{}--b\nContent-Type: image/png\n\
         Content-Disposition: attachment; filename=a.png\n\nx\n--b--\n",
        big.repeat(60)
    );
    for (head, expected) in [
        ("Subject: =?utf-8?q?R=C3=A9union?= de rentr\n\nTexte\n", "Réunions"),
        ("Subject: REUNION\n\nTexte\n", "Réunions"),
        ("Subject: Rien\n\nTexte\n", "INBOX"),
        ("Subject: Facture\n\nTexte\n", "Factures"),
        ("Subject: Facture\nCc: compta@x.fr\n\nTexte\n", "INBOX"),
        ("Subject: Facture suivante\n\nTexte\n", "INBOX"),
        ("Subject: Réunion\nList-Id: <profs.x.fr>\n\nTexte\n", "Dossier \"cité\" \\ barré"),
        ("From: Robot <bot@x.fr>\nSubject: Facture\n\nTexte\n", "Dossier \"cité\" \\ barré"),
        ("Auto-Submitted: auto-replied\nSubject: Absence\n\nTexte\n", "${folder}"),
        ("Auto-Submitted: auto-replied\nSubject: Absence\n\nC'est urgent\n", "INBOX"),
        ("Auto-Submitted: auto-generated\nSubject: Facture\n\nTexte\n", "Factures"),
        ("Subject: Réunion\nPrecedence: bulk\n\nurgent\n", "Réunions"),
        (with_file.as_str(), "INBOX"),
    ] {
        let raw = if head.contains("From:") { head.to_owned() } else { format!("From: a@x.fr\n{head}") };
        let raw = raw.replace('\n', "\r\n");
        std::fs::write(at("message.eml"), &raw).unwrap();
        let letter = Letter::read(&parse(raw.as_bytes()), "", raw.len() as i64);
        let ours = model::run(&rules, &letter.traits);
        let name_of = |id: Id<Folder>| all.iter().find(|f| f.id == id).unwrap().name.clone();
        assert_eq!(ours.folder.map_or("INBOX".to_owned(), name_of), expected, "ours: {head}");
        let said = dovecot(folder.path(), "sieve-test", &[&at("script.sieve"), &at("message.eml")]);
        let stored: Vec<&str> =
            said.lines().filter(|line| line.contains("store message in folder")).collect();
        assert_eq!(stored.len(), 1, "{head}: {said}");
        assert!(stored[0].trim_end().ends_with(&format!(": {expected}")), "{expected}: {said}");
        assert_eq!(said.contains("\\flagged") || said.contains("\\Flagged"), ours.flagged, "{head}: {said}");
        for address in &ours.forward {
            assert!(said.contains(address), "{head}: {said}");
        }
    }
}

#[test]
fn dovecot_answers_for_who_is_away_and_keeps_the_junk_apart() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    for (outside, from, answered, said_is) in [
        (Outside::Same, "a@x.fr", true, "absente"),
        (Outside::Other, "a@x.fr", true, "closed"),
        (Outside::Other, "a@ac-creteil.fr", true, "absente"),
        (Outside::Nothing, "a@x.fr", false, "INBOX"),
        (Outside::Nothing, "a@ac-creteil.fr", true, "absente"),
        (Outside::Same, "pub@x.fr", false, "Junk"),
    ] {
        std::fs::write(at("script.sieve"), printed_away(&folders(), outside)).unwrap();
        let raw = format!("From: {from}\r\nTo: jdupont@ac-creteil.fr\r\nSubject: Conseil\r\n\r\nTexte\r\n");
        std::fs::write(at("message.eml"), raw).unwrap();
        let files = [at("script.sieve"), at("message.eml")];
        let owner = "jdupont@ac-creteil.fr";
        let arguments = ["-a", owner, "-r", owner, "-f", from, &files[0], &files[1]];
        let said = dovecot(folder.path(), "sieve-test", &arguments);
        assert_eq!(said.contains("send vacation"), answered, "{outside} {from}: {said}");
        assert!(said.contains(said_is), "{outside} {from}: {said}");
    }
}
