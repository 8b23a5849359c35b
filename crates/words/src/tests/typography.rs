//! French typography: what is refused, what is left alone, and that English is left alone.
//! Invisible spaces are written as escapes here, so that a reader sees what is tested.

use super::{compiled, problems};

/// The first problem with this French text, without its place.
fn slip(french: &str) -> String {
    let found = problems(&format!("a = {french}\n"), "a = x\n");
    let first = found.lines().next().unwrap_or_default();
    first.split_once(": a: ").map_or(first, |(_, what)| what).to_owned()
}

fn accepted(french: &str) {
    let english = if french.contains("$x") { "{ $x }" } else { "x" };
    let result = compiled(&format!("a = {french}\n"), &format!("a = {english}\n"));
    assert!(result.is_ok(), "{french}: {result:?}");
}

#[test]
fn an_ordinary_space_before_a_double_sign() {
    for sign in [';', '!', '?'] {
        assert_eq!(
            slip(&format!("Oui {sign} non")),
            format!("ordinary space before “{sign}”: use a no-break space (U+202F)")
        );
    }
    assert_eq!(slip("Note : x"), "ordinary space before “:”: use a no-break space (U+00A0)");
    assert_eq!(slip("{ $x } : oui"), "ordinary space before “:”: use a no-break space (U+00A0)");
}

#[test]
fn no_space_at_all_before_a_double_sign() {
    assert_eq!(slip("Continuer?"), "no space before “?”: French has a no-break space there (U+202F)");
    assert_eq!(slip("{ $x }: oui"), "no space before “:”: French has a no-break space there (U+00A0)");
}

#[test]
fn ordinary_spaces_inside_guillemets() {
    assert_eq!(slip("un « mot\u{a0}»"), "ordinary space after “«”: use U+00A0");
    assert_eq!(slip("un «\u{a0}mot »"), "ordinary space before “»”: use U+00A0");
}

#[test]
fn straight_apostrophes_and_quotes() {
    assert_eq!(slip("l'agent"), "straight apostrophe: use ’ (U+2019)");
    assert_eq!(slip("l'{ $x }"), "straight apostrophe: use ’ (U+2019)");
    assert_eq!(slip("un \"mot\""), "straight double quote: use « and » with no-break spaces inside");
}

#[test]
fn variants_terms_attributes_and_literals_are_checked_too() {
    assert_eq!(slip("{ $n ->\n [one] l'un\n *[other] des\n }"), "straight apostrophe: use ’ (U+2019)");
    let found = problems("-t = l'un\na = x\n    .b = d'un\n", "a = x\n    .b = y\n");
    let expected = "locales/fr/sample.ftl:1: -t: straight apostrophe: use ’ (U+2019)\n\
                    locales/fr/sample.ftl:3: a.b: straight apostrophe: use ’ (U+2019)";
    assert_eq!(found, expected);
    assert_eq!(slip("Oui{ \" !\" }"), "ordinary space before “!”: use a no-break space (U+202F)");
}

#[test]
fn the_line_is_that_of_the_slip() {
    let found = problems("a =\n    Une ligne\n    puis l'autre\n", "a = x\n");
    assert_eq!(found, "locales/fr/sample.ftl:3: a: straight apostrophe: use ’ (U+2019)");
}

#[test]
fn correct_french_is_accepted() {
    accepted("Oui\u{202f}! Non\u{202f}? Peut-être\u{202f}; voici\u{a0}: «\u{a0}l’agent\u{a0}»");
    accepted("à 12:30, sur https://exemple.fr/?a=1;b=2");
    accepted("{ $x }\u{a0}: fin");
    accepted("Aller au calendrier...");
    accepted("'x' et 5'");
}

#[test]
fn english_is_left_alone() {
    assert!(compiled("a = x\n", "a = Don't say \"no\" ! Really?\n").is_ok());
}
