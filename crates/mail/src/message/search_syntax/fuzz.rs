//! What is typed in the search box, as a target of the fuzzer: what is shown back means the same, in both languages.

use super::*;
use crate::fuzzing::Target;

pub(crate) const SEARCH: Target = Target {
    name: "search",
    run,
    seeds,
    words: &[
        "de:",
        "à:",
        "a:",
        "objet:",
        "pj:",
        "avant:",
        "après:",
        "dans:",
        "est:",
        "étiquette:",
        "from:",
        "to:",
        "subject:",
        "has:",
        "before:",
        "after:",
        "in:",
        "is:",
        "label:",
        "oui",
        "non",
        "non-lu",
        "suivi",
        "23/11/2026",
        "2026-11-23",
        "novembre 2026",
        "1er août 2026",
        "\"",
        "«\u{a0}",
        "\u{a0}»",
        "\u{202f}:",
        " : ",
        "\u{301}",
        "\u{202e}",
    ],
};

fn seeds() -> Vec<Vec<u8>> {
    let typed = [
        "conseil  de classe",
        "\"conseil de classe\" 6B",
        "« conseil de classe »",
        "de\u{a0}:\"Jean Dupont\" à:marie objet: réunion pj:bulletin.pdf",
        "from:\"Jean Dupont\" has:attachment since:2026 is:unread in:archives note",
        "avant:23/11/2026 après:\"novembre 2026\" est:\"non lu\" étiquette:\"à traiter\"",
        "avant:\"avant hier\" https://x.fr/a:b 10:30 de: objet:x note : rien",
    ];
    typed.map(|text| text.as_bytes().to_vec()).to_vec()
}

fn run(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    let query = Query::parse(&typed);
    assert!(query.terms.len() <= MAX_TERMS);
    for locale in [Locale::Fr, Locale::En] {
        let shown = query.display(locale).to_string();
        assert_eq!(Query::parse(&shown), query, "{typed:?} shown as {shown:?}");
    }
    // As the index is asked: nothing of the words of a query is left to be read as its operators.
    for term in kernel::search::terms(&typed) {
        assert!(term.chars().all(char::is_alphanumeric), "{term:?} of {typed:?}");
    }
    let folded = kernel::search::fold(&typed);
    assert_eq!(kernel::search::fold(&folded), folded, "{typed:?}");
}
