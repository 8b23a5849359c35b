//! The generator from the outside: text of Fluent files in, Rust or problems out.
//! `errors` holds one test for each way a file can be wrong, `running` compiles what is written and runs it.

mod errors;
mod running;
mod typography;

use crate::catalogue::Source;
use crate::problem::Problem;

fn compiled(french: &str, english: &str) -> Result<String, Vec<Problem>> {
    let source = |folder: &str, text: &str| Source {
        file: format!("locales/{folder}/sample.ftl"),
        text: text.to_owned(),
    };
    crate::compile(&[source("fr", french)], &[source("en", english)])
}

/// The problems as cargo shows them, one a line.
fn problems(french: &str, english: &str) -> String {
    let problems = compiled(french, english).expect_err("the files should have been refused");
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn files_without_messages_give_a_struct_without_methods() {
    let code = compiled("# Rien encore\n", "# Nothing yet\n").unwrap();
    assert!(code.contains("pub struct Words(pub ::kernel::Locale);"), "{code}");
    assert!(!code.contains("pub fn"), "{code}");
}

#[test]
fn a_plain_message_is_a_static_string_with_its_french_text_as_doc() {
    let code = compiled("sign-in = Connexion\n", "sign-in = Sign in\n").unwrap();
    let expected = r#"
    #[doc = " Connexion"]
    pub fn sign_in(self) -> &'static str {
        match self.0 {
            ::kernel::Locale::Fr => "Connexion",
            ::kernel::Locale::En => "Sign in",
        }
    }
"#;
    assert!(code.contains(expected.trim_start_matches('\n')), "{code}");
}

#[test]
fn arguments_are_sorted_and_typed_by_their_use_in_either_language() {
    let code = compiled(
        "line = { $zone } { $count } { $state ->\n [open] ouvert\n *[closed] fermé\n }\n",
        "line = { $zone } { $count ->\n [one] one\n *[other] many\n } { $state }\n",
    )
    .unwrap();
    let signature = "pub fn line(self, count: i64, state: &str, zone: impl ::std::fmt::Display)";
    assert!(code.contains(signature), "{code}");
}

#[test]
fn rust_keywords_take_an_underscore() {
    let code = compiled("type = Type de { $for }\n", "type = Type of { $for }\n").unwrap();
    assert!(code.contains("pub fn type_(self, for_: impl ::std::fmt::Display)"), "{code}");
}

#[test]
fn the_doc_of_a_choice_lists_its_variants() {
    let french =
        "people = { $count ->\n [0] Personne\n [one] { $count } agent\n *[other] { $count } agents\n }\n";
    let code = compiled(french, "people = { $count } people\n").unwrap();
    let doc = "#[doc = \" {count → 0: Personne | one: {count} agent | other: {count} agents}\"]";
    assert!(code.contains(doc), "{code}");
}
