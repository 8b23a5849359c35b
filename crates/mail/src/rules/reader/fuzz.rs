//! A script of elsewhere, as a target of the fuzzer: read within bounds, each rule and each refusal named by a line that is there.

use super::*;
use crate::fuzzing::Target;

pub(crate) const SIEVE: Target = Target {
    name: "sieve",
    run,
    seeds,
    words: &[
        "require [\"fileinto\", \"imap4flags\", \"variables\"];",
        "if ",
        "elsif ",
        "else ",
        "disabled_if ",
        "anyof (",
        "allof (",
        "not ",
        "header ",
        "address ",
        "envelope ",
        "size ",
        "exists ",
        "body ",
        ":contains ",
        ":is ",
        ":matches ",
        ":over 10K",
        ":all ",
        ":comparator \"i;ascii-casemap\" ",
        "\"subject\" ",
        "[\"to\", \"cc\"] ",
        "fileinto \"A\";",
        "addflag \"\\\\Seen\";",
        "redirect \"a@x.fr\";",
        "set \"dollar\" \"$\";",
        "${dollar}",
        "text:\r\n",
        "\r\n.\r\n",
        "# a\r\n",
        "#RULE: $Name=\"a\" $Order=1\r\n",
        "/* */",
        "keep;",
        "stop;",
        "discard;",
        "}",
        "{",
    ],
};

fn seeds() -> Vec<Vec<u8>> {
    let scripts = [
        "require [\"fileinto\", \"tag\"];\n# Conseils\nif anyof (header :contains \"subject\" \"conseil\", address :all :is [\"from\"] \"a@x.fr\") {\n fileinto \"/Conseils\"; tag \"Urgent\"; stop; }\n",
        "#RULE: $Name=\"Notes\" $Order=1\nif allof ( header :contains [\"From\"] [\"rectorat\",\"dsden\"] ) {\nfileinto \"INBOX/Notes\" ;\n}\n",
        "set \"dollar\" \"$\";\nset \"folder\" \"\";\nif not size :over 10K { addflag \"\\\\Seen\"; redirect \"b@x.fr\"; keep; }\nelsif exists \"x\" { discard; } else { stop; }\n",
        "/* a */ if header :matches \"subject\" text:\n..a\n.\n { fileinto text: # b\nC\n.\n; }",
        "disabled_if body :contains \"x\" { flag \"read\"; } vacation :days 1 \"y\";",
    ];
    scripts.map(|text| text.as_bytes().to_vec()).to_vec()
}

fn run(bytes: &[u8]) {
    let script = String::from_utf8_lossy(bytes);
    let lines = script.split('\n').count();
    let (rules, unread) = read(&script);
    assert!(rules.len() + unread.len() <= script.len() + 1);
    for refused in &unread {
        assert!((1..=lines).contains(&refused.line), "{refused:?} of {lines} lines");
    }
    // A rule without a condition is ours, printed with the test that takes nothing.
    let says_so = script.to_ascii_lowercase().contains("false");
    for rule in &rules {
        assert!(!rule.conditions.is_empty() || says_so, "{rule:?} takes nothing");
    }
}
