//! What is typed in « À », as a target of the fuzzer: what is read of it comes back unchanged when it is shown again.

use super::{display, typed::parse_list};
use crate::{fuzzing::Target, message::clean_line};

pub(crate) const ADDRESSES: Target = Target {
    name: "addresses",
    run,
    seeds,
    words: &[
        "a@x.fr",
        "<b@x.fr>",
        "DUPONT, Jean <",
        "\"B, C\" ",
        "\\\"",
        "'a'",
        "mailto:",
        "@",
        ",",
        ";",
        "\t",
        "\r\n",
        "(c)",
        "é@x.fr",
        "@xn--cole-9oa.fr",
        "@école.fr",
        "[1.2.3.4]",
        "\"a b\"@x.fr",
        "+1",
        "groupe: a@x.fr;",
        "\u{a0}",
        "\u{202e}",
    ],
};

fn seeds() -> Vec<Vec<u8>> {
    let typed = [
        "Jean Dupont <jean@x.fr>, \"Petit, Anne\" <anne@x.fr>; b@x.fr\nc@x.fr",
        "DUPONT, Jean <jean@x.fr>; MARTIN, Paul <paul@x.fr>",
        "jean@x.fr paul@x.fr mailto:a@x.fr <b@x.fr> 'c@x.fr' \"d e\"@x.fr",
        "Jean <jean@x.fr, \"Anne <anne@x.fr>, 5\" disquette <d@x.fr>, personne",
    ];
    typed.map(|text| text.as_bytes().to_vec()).to_vec()
}

fn run(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    let list = parse_list(&typed);
    for bad in &list.errors {
        assert!(typed.get(bad.range.clone()).is_some(), "{bad:?} of {typed:?}");
    }
    let mut shown = Vec::new();
    for address in &list.addresses {
        assert!(super::is_valid(&address.email), "{address:?} of {typed:?}");
        assert!(address.name.as_deref().is_none_or(|name| clean_line(name) == name), "{address:?}");
        let alone = display(address);
        let back = parse_list(&alone);
        assert_eq!(back.errors, [], "{typed:?} shown as {alone:?}");
        assert_eq!(back.addresses, std::slice::from_ref(address), "{typed:?} shown as {alone:?}");
        shown.push(alone);
    }
    let all = parse_list(&shown.join(", "));
    assert_eq!(all.addresses, list.addresses, "{typed:?} shown as {shown:?}");
}
