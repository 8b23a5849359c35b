//! Each way a Fluent file can be wrong, with the message its author reads.
//! Every problem names the file, the line and the key.

use super::{compiled, problems};

#[test]
fn a_key_missing_in_english() {
    let found = problems("a = Un\nonly-here = Seul\n", "a = One\n");
    assert_eq!(found, "locales/fr/sample.ftl:2: only-here: missing in English");
}

#[test]
fn a_key_missing_in_french() {
    let found = problems("a = Un\n", "a = One\n\n# Comment\nonly-here = Alone\n");
    assert_eq!(found, "locales/en/sample.ftl:4: only-here: missing in French");
}

#[test]
fn an_attribute_missing_in_english() {
    let found = problems("a = Un\n    .hint = Aide\n", "a = One\n");
    assert_eq!(found, "locales/fr/sample.ftl:2: a.hint: missing in English");
}

#[test]
fn arguments_that_differ() {
    let found = problems("a = Bonjour { $name }\n", "a = Hello { $person }\n");
    assert_eq!(found, "locales/en/sample.ftl:1: a: takes $person in English but $name in French");
    let found = problems("a = Bonjour { $name }\n", "a = Hello\n");
    assert_eq!(found, "locales/en/sample.ftl:1: a: takes no argument in English but $name in French");
}

#[test]
fn an_argument_that_is_a_number_in_one_language_and_a_name_in_the_other() {
    let found = problems(
        "a = { $x ->\n [one] un\n *[other] des\n }\n",
        "a = { $x ->\n [running] running\n *[stopped] stopped\n }\n",
    );
    assert_eq!(found, "locales/fr/sample.ftl:1: a: $x chooses both a plural and a name");
}

#[test]
fn an_unknown_function() {
    let found = problems("a = { DATETIME($day) }\n", "a = { $day }\n");
    assert_eq!(found, "locales/fr/sample.ftl:1: a: unknown function DATETIME");
    let found = problems("a = { NUMBER(\"3\") }\n", "a = 3\n");
    assert_eq!(found, "locales/fr/sample.ftl:1: a: NUMBER takes one argument, such as NUMBER($count)");
}

#[test]
fn an_unknown_reference() {
    let found = problems("a = { -brand } et { b.hint }\n", "a = Brand\n");
    assert_eq!(found, "locales/fr/sample.ftl:1: a: unknown reference { -brand }");
    let found = problems("a = Marque\n", "a = { b.hint }\n");
    assert_eq!(found, "locales/en/sample.ftl:1: a: unknown reference { b.hint }");
}

#[test]
fn a_term_with_arguments() {
    let text = "-brand = Préau\na = { -brand(case: \"upper\") }\n";
    let found = problems(text, text);
    let what = "the term -brand takes neither attribute nor arguments here";
    assert!(found.starts_with(&format!("locales/fr/sample.ftl:2: a: {what}")), "{found}");
}

#[test]
fn a_message_that_contains_itself() {
    let found = problems("a = { b }\nb = { a }\n", "a = A\nb = B\n");
    let expected = "locales/fr/sample.ftl:1: a: refers to itself through a, b\n\
                    locales/fr/sample.ftl:2: b: refers to itself through b, a";
    assert_eq!(found, expected);
}

#[test]
fn a_key_defined_twice() {
    let found = problems("a = Un\nb = Deux\na = Trois\n", "a = One\nb = Two\n");
    assert_eq!(found, "locales/fr/sample.ftl:3: a: already defined at locales/fr/sample.ftl:1");
}

#[test]
fn two_keys_that_give_one_method() {
    let text = "a-b = X\na = Y\n    .b = Z\n";
    let found = problems(text, text);
    assert_eq!(found, "locales/fr/sample.ftl:3: a.b: gives the same method a_b as a-b");
}

#[test]
fn syntax_that_fluent_refuses() {
    let found = problems("a = Un\nb = { $name\nc = Trois\n", "a = One\nc = Three\n");
    assert!(found.starts_with("locales/fr/sample.ftl:3: b: syntax: Expected a token"), "{found}");
    let found = problems("a = Un\njust words\n", "a = One\n");
    assert!(found.starts_with("locales/fr/sample.ftl:2: just words: syntax: "), "{found}");
}

#[test]
fn keys_and_arguments_in_another_style() {
    let found = problems("signIn = Connexion\n", "signIn = Sign in\n");
    assert!(found.starts_with("locales/fr/sample.ftl:1: signIn: keys are written like-this"), "{found}");
    let found = problems("a = { $userName }\n", "a = x\n");
    assert_eq!(found, "locales/fr/sample.ftl:1: a: $userName: arguments are written $like-this");
}

#[test]
fn plural_categories_that_are_never_chosen() {
    let found = problems("a = { $n ->\n [zero] rien\n *[other] des\n }\n", "a = { $n }\n");
    let what = "[zero] is never chosen in French: write [one], [other] or a number such as [0]";
    assert_eq!(found, format!("locales/fr/sample.ftl:1: a: {what}"));
}

#[test]
fn variants_that_make_no_sense() {
    let found = problems("a = { $n ->\n [1.5] x\n *[other] y\n }\n", "a = { $n }\n");
    assert_eq!(found, "locales/fr/sample.ftl:1: a: [1.5] is not a whole number");
    let found = problems("a = { $n ->\n [1] x\n [open] z\n *[other] y\n }\n", "a = { $n }\n");
    assert_eq!(found, "locales/fr/sample.ftl:1: a: [1] stands among names: choose by number or by name");
    let found = problems("a = { $n ->\n [one] x\n [one] z\n *[other] y\n }\n", "a = { $n }\n");
    assert_eq!(found, "locales/fr/sample.ftl:1: a: [one] stands twice");
}

#[test]
fn a_file_that_is_not_there() {
    let folder = std::env::temp_dir().join(format!("words-absent-{}", std::process::id()));
    let found = crate::read(&folder, crate::catalogue::Language::French, &["nowhere"]).unwrap_err();
    let shown = found.first().map(ToString::to_string).unwrap_or_default();
    assert!(shown.starts_with("locales/fr/nowhere.ftl: "), "{shown}");
}

#[test]
fn every_problem_is_told_at_once() {
    let found = problems("a = { X() }\nb = l'ami\n", "a = { Y() }\nb = friend\n");
    assert_eq!(found.lines().count(), 3, "{found}");
}

#[test]
fn a_file_that_is_right_has_no_problem() {
    assert!(compiled("a = Un\n", "a = One\n").is_ok());
}
