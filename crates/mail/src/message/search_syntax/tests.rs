//! The search box as people use it, and the promise that what is shown back means the same.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn word(w: &str) -> Term {
    Term::Word(w.to_owned())
}

fn parsed(input: &str) -> Vec<Term> {
    Query::parse(input).terms
}

#[test]
fn words_and_phrases() {
    assert_eq!(parsed("conseil  de classe"), [word("conseil"), word("de"), word("classe")]);
    assert_eq!(parsed("\"conseil de classe\" 6B"), [Term::Phrase("conseil de classe".into()), word("6B")]);
    assert_eq!(parsed("« conseil de classe »"), [Term::Phrase("conseil de classe".into())]);
    assert_eq!(parsed("\"jamais fermé"), [Term::Phrase("jamais fermé".into())]);
    assert_eq!(parsed(" \"\" "), []);
    assert_eq!(parsed(""), []);
}

#[test]
fn operators_in_both_languages() {
    for (input, expected) in [
        ("de:dupont", Term::From("dupont".into())),
        ("DE : dupont", Term::From("dupont".into())),
        ("de\u{a0}:\"Jean Dupont\"", Term::From("Jean Dupont".into())),
        ("from:dupont", Term::From("dupont".into())),
        ("à:marie", Term::To("marie".into())),
        ("a:marie", Term::To("marie".into())),
        ("À: marie@x.fr", Term::To("marie@x.fr".into())),
        ("to:marie", Term::To("marie".into())),
        ("objet: réunion", Term::Subject("réunion".into())),
        ("subject:meeting", Term::Subject("meeting".into())),
        ("pj:oui", Term::Attachment(Attached::Some)),
        ("has:attachment", Term::Attachment(Attached::Some)),
        ("pj:non", Term::Attachment(Attached::None)),
        ("pj:bulletin.pdf", Term::Attachment(Attached::Named("bulletin.pdf".into()))),
        ("pj:\"oui\"", Term::Attachment(Attached::Named("oui".into()))),
        ("avant:23/11/2026", Term::Before(date(2026, 11, 23))),
        ("before:2026-11-23", Term::Before(date(2026, 11, 23))),
        ("après:\"novembre 2026\"", Term::After(date(2026, 11, 1))),
        ("apres:2026", Term::After(date(2026, 1, 1))),
        ("dans:\"Boîte de réception\"", Term::In("Boîte de réception".into())),
        ("in:archives", Term::In("archives".into())),
        ("est:non-lu", Term::Is(State::Unread)),
        ("est:\"non lu\"", Term::Is(State::Unread)),
        ("is:read", Term::Is(State::Read)),
        ("est:suivi", Term::Is(State::Flagged)),
        ("étiquette:\"à traiter\"", Term::Label("à traiter".into())),
        ("label:urgent", Term::Label("urgent".into())),
    ] {
        assert_eq!(parsed(input), [expected], "{input}");
    }
}

#[test]
fn what_is_broken_is_searched_for_as_written() {
    for (input, expected) in [
        ("avant:hier", vec![word("avant:hier")]),
        ("avant:\"avant hier\"", vec![Term::Phrase("avant: avant hier".into())]),
        ("est:beau", vec![word("est:beau")]),
        ("inconnu:valeur", vec![word("inconnu:valeur")]),
        ("https://x.fr/a:b", vec![word("https://x.fr/a:b")]),
        ("10:30", vec![word("10:30")]),
        ("de:", vec![word("de")]),
        ("de: objet:x", vec![word("de"), Term::Subject("x".into())]),
        (":x", vec![word(":x")]),
        ("a\"\" : \"x\"", vec![word("a"), Term::Phrase("x".into())]),
        ("de\"\" ::x", vec![word("de"), word("x")]),
        ("note\"\" :x", vec![word("note"), word(":x")]),
        ("note : rien", vec![word("note"), word(":"), word("rien")]),
    ] {
        assert_eq!(parsed(input), expected, "{input}");
    }
}

#[test]
fn the_canonical_form_is_french_and_has_an_english_twin() {
    let query = Query::parse("from:\"Jean Dupont\" has:attachment since:2026 is:unread in:archives note");
    assert_eq!(query.to_string(), "de:\"Jean Dupont\" pj:oui après:01/01/2026 est:non-lu dans:archives note");
    assert_eq!(
        query.display(Locale::En).to_string(),
        "from:\"Jean Dupont\" has:attachment after:2026-01-01 is:unread in:archives note"
    );
}

#[test]
fn what_is_typed_is_bounded() {
    assert_eq!(parsed(&"mot ".repeat(10_000)).len(), MAX_TERMS);
    assert!(parsed(&"é".repeat(10_000)).len() == 1);
    // Shown, each of these is longer than it was typed, and all are longer than what is read.
    let query = Query::parse(&format!("{}{}", "x".repeat(1_600), " avant:2026".repeat(36)));
    assert!(query.terms.len() > 1);
    for locale in [Locale::Fr, Locale::En] {
        assert_eq!(Query::parse(&query.display(locale).to_string()), query);
    }
}

fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zéà0-9/.@:\"-]{0,12}",
        "(de|à|objet|pj|avant|après|dans|est|from|to|has|is|x)( ?|\u{a0}):( ?)(\"[a-z :]{0,8}\"?|[a-z:\"]{0,6})",
        "(avant|after):[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}",
        Just("est:lu".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn what_is_shown_means_what_was_typed(input in typed()) {
        let query = Query::parse(&input);
        for locale in [Locale::Fr, Locale::En] {
            let shown = query.display(locale).to_string();
            prop_assert_eq!(&Query::parse(&shown), &query, "{:?} shown as {:?}", input, shown);
        }
    }
}
