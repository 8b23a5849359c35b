use proptest::prelude::*;

use super::*;
use crate::{
    folder::{Folder, FolderRow},
    rules::{
        Actions, How, Part, Rule,
        sieve::{Script, print},
        sieve_tests::own,
    },
};

fn folders() -> Vec<FolderRow> {
    ["Réunions", "Dossier \"cité\" \\ barré", "${folder}", "Projets/2026"].map(own).into()
}

fn back(rule: &ReadRule, folders: &[FolderRow]) -> Rule {
    let folder: Option<kernel::Id<Folder>> =
        rule.folder.as_ref().map(|name| folders.iter().find(|f| f.wire_name() == name).unwrap().id);
    Rule {
        name: rule.name.clone(),
        matching: rule.matching,
        conditions: rule.conditions.clone(),
        actions: Actions {
            folder,
            seen: rule.seen,
            flagged: rule.flagged,
            labels: rule.labels.clone(),
            forward: rule.forward.clone(),
            stop: rule.stop,
        },
    }
}

fn a_text() -> impl Strategy<Value = String> {
    // As they are once they have been typed: without spaces that nobody sees.
    prop_oneof!["[a-zA-Zéèàç0-9\"\\\\$€.-][a-zA-Zé \"\\\\$.-]{0,10}[a-z]", Just("${folder}x".to_owned())]
        .prop_map(|text| clean_line(&text))
}

fn a_condition() -> impl Strategy<Value = Condition> {
    let text = (
        prop_oneof![
            Just(Part::Subject),
            Just(Part::List),
            Just(Part::Body),
            Just(Part::From),
            Just(Part::Recipient)
        ],
        prop_oneof![Just(How::Contains), Just(How::Without)],
        a_text(),
    );
    prop_oneof![
        text.prop_map(|(of, how, text)| Condition::Text { of, how, text }),
        a_text().prop_map(|text| Condition::Text { of: Part::Subject, how: How::Is, text }),
        "[a-z]{1,8}@[a-z]{1,8}\\.fr".prop_map(|text| Condition::Text { of: Part::From, how: How::Is, text }),
        (any::<bool>(), 1i64..1000).prop_map(|(over, kilobytes)| Condition::Size { over, kilobytes }),
        any::<bool>().prop_map(|has| Condition::Attachment { has }),
        any::<bool>().prop_map(|is| Condition::Automatic { is }),
    ]
}

fn a_rule() -> impl Strategy<Value = Rule> {
    (
        "[a-zé][a-zé ]{0,10}[a-z]".prop_map(|name| clean_line(&name)),
        any::<bool>(),
        prop::collection::vec(a_condition(), 0..5),
        prop::option::of(0usize..4),
        any::<[bool; 3]>(),
        prop::collection::vec("[a-z]{1,8}", 0..2),
        prop::collection::vec("[a-z]{1,8}@ac-creteil\\.fr", 0..2),
    )
        .prop_map(|(name, any, conditions, folder, [seen, flagged, stop], labels, forward)| Rule {
            name,
            // Of one condition a script does not say whether all or any must hold.
            matching: if any && conditions.len() > 1 { Matching::Any } else { Matching::All },
            conditions,
            actions: Actions {
                folder: folder.map(|n| folders()[n].id),
                seen,
                flagged,
                labels: labels.into_iter().filter(|l| l != "read" && l != "flagged").collect(),
                forward,
                stop,
            },
        })
}

proptest! {
    #[test]
    fn what_our_printer_writes_comes_back_equal(rules in prop::collection::vec(a_rule(), 0..5)) {
        let folders = folders();
        let script = print(&Script { title: "Règles", rules: rules.clone(), folders: &folders, junk: Vec::new(), away: None });
        let (found, unread) = read(&script);
        prop_assert_eq!(unread, vec![], "{}", script);
        let found: Vec<Rule> = found.iter().map(|rule| back(rule, &folders)).collect();
        prop_assert_eq!(found, rules, "{}", script);
    }

    #[test]
    fn nothing_makes_it_fail(script in "[ifno{}();:\\[\\],\"#/*a-z\n 0-9K]{0,200}", noise in "\\PC{0,100}") {
        read(&script);
        read(&noise);
        read(&format!("if header :contains \"subject\" \"{noise}\" {{ {script}"));
    }
}

fn names(unread: &[Unread]) -> Vec<(&str, usize, &Why)> {
    unread.iter().map(|u| (u.name.as_str(), u.line, &u.why)).collect()
}

#[test]
fn a_rule_that_names_no_test_is_told() {
    for test in ["anyof", "allof", "not anyof", "anyof (allof, anyof)"] {
        let (rules, unread) = read(&format!("if {test} {{ keep; }}"));
        assert_eq!((rules.len(), unread.len()), (0, 1), "{test}");
    }
    // Ours, for a rule that takes nothing.
    assert_eq!(read("if false { keep; }").0.len(), 1);
}

#[test]
fn filters_of_zimbra_are_read() {
    let script = r#"require ["fileinto", "reject", "tag", "flag"];

# Conseil de classe
if anyof (header :contains ["subject"] "conseil",
  address :all :contains :comparator "i;ascii-casemap" ["from"] "principal@ac-creteil.fr") {
    fileinto "/Conseils";
    tag "Urgent";
    flag "flagged";
    stop;
}
# Vieux
disabled_if allof (size :over 2M, attachment) {
    discard;
    stop;
}
# Partis
if anyof (header :contains ["to"] "liste") {
    redirect "moi@ailleurs.example";
    stop;
}
# Famille
if anyof (addressbook :in ["from"] "contacts") {
    keep;
}"#;
    let (rules, unread) = read(script);
    assert_eq!(rules.len(), 2);
    let [council, old] = rules.as_slice() else { unreachable!() };
    assert_eq!(
        (council.name.as_str(), council.matching, council.conditions.len()),
        ("Conseil de classe", Matching::Any, 2)
    );
    assert_eq!((council.folder.as_deref(), council.flagged, council.stop), (Some("/Conseils"), true, true));
    assert_eq!(council.labels, ["Urgent"]);
    assert_eq!(
        (old.enabled, old.folder.as_deref(), &old.remarks),
        (false, Some("Trash"), &vec![Remark::Bin])
    );
    assert_eq!(
        old.conditions,
        [Condition::Size { over: true, kilobytes: 2048 }, Condition::Attachment { has: true }]
    );
    assert_eq!(
        names(&unread),
        [("Partis", 17, &Why::KeepsNothing), ("Famille", 22, &Why::Test("addressbook".to_owned()))]
    );
}

#[test]
fn filters_of_convergence_are_read() {
    let script = "require [\"fileinto\",\"imap4flags\"];\n#RULE: $Name=\"Notes de service\" $Order=1 $Type=\"\"\n\
        if allof ( header :contains [\"From\"] [\"rectorat\",\"dsden\"] ) {\nfileinto \"INBOX/Notes\" ;\n}\n\
        #RULE: $Name=\"Robots\" $Order=2\nif not anyof (header :contains \"subject\" [\"a\", \"b\"]) { addflag \"\\\\Seen\"; keep; }\n\
        if allof (anyof (header :is \"subject\" \"x\", size :over 1K), size :under 5K) { stop; }\n\
        if header :matches \"subject\" \"*devis*\" { fileinto \"Devis\"; stop; }\n\
        elsif header :matches \"subject\" \"a*b\" { discard; }\nelse { fileinto \"Reste\"; }\n\
        if header \"x-spam-flag\" \"yes\" { fileinto \"Junk\"; }\nif true { stop; }\nvacation \"Absent\";\nfileinto \"a\"";
    let (rules, unread) = read(script);
    let shown: Vec<String> = rules
        .iter()
        .map(|r| format!("{} {} {} {:?}", r.name, r.matching, r.conditions.len(), r.folder))
        .collect();
    assert_eq!(
        shown,
        ["Notes de service any 2 Some(\"INBOX/Notes\")", "Robots all 2 None", " all 1 Some(\"Devis\")",]
    );
    assert_eq!(
        unread.iter().map(|u| &u.why).collect::<Vec<_>>(),
        [
            &Why::Nested,
            &Why::Pattern("a*b".to_owned()),
            &Why::Otherwise,
            &Why::Field("x-spam-flag".to_owned()),
            &Why::Always,
            &Why::Command("vacation".to_owned()),
            &Why::Syntax
        ]
    );
}
