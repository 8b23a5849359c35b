//! Compiles generated code with the real compiler, warnings refused, and checks what it says when run.
//! This is what proves plurals, nesting, escapes and inlined references, which no look at the code can.

use std::path::Path;
use std::process::Command;

use super::compiled;

const FRENCH: &str = "\
-product = Préau
-house = { -product }, la maison
sign-in = Connexion
    .hint = Entrez dans { -house }
    .aria-label = Se connecter
welcome = Bienvenue sur { -product }, { $name }\u{202f}!
repeat = { welcome } Encore { $times } fois
sessions =
    { $count ->
        [0] Aucune session
        [one] { $count } session
       *[other] { $count } sessions
    } en cours
places = { $taken ->
    [one] { $taken } place prise
   *[other] { $taken } places prises
} sur { NUMBER($all) }
state = { $state ->
    [running] Session en cours, { $people ->
        [one] { $people } inscrit
       *[other] { $people } inscrits
    }
    [archived] Session archivée
   *[prepared] Session en préparation
}
braces = { \"{\" }0{ \"}\" } \\ et { \"\\u00ab\\u00a0x\\u00a0\\u00bb\" }
lines =
    Première ligne
    Seconde ligne
type = { $type }
";

const ENGLISH: &str = "\
-product = Préau
sign-in = Sign in
    .hint = Enter { -product }
    .aria-label = Sign in
welcome = Welcome to { -product }, { $name }!
repeat = { welcome } Again { $times } times
sessions =
    { $count ->
        [0] No session
        [one] { $count } session
       *[other] { $count } sessions
    } running
places = { $taken ->
    [one] { $taken } place
   *[other] { $taken } places
} taken out of { $all }
state = { $state ->
    [running] Session running, { $people ->
        [one] { $people } person
       *[other] { $people } people
    }
    [archived] Archived session
   *[prepared] Session in preparation
}
braces = \"quoted\" { \"{\" }0{ \"}\" }
lines = One line
type = { $type }
";

const MAIN: &str = r#"
pub mod words {
    include!("words.rs");
}
use kernel::Locale::{En, Fr};
use words::Words;

fn main() {
    let (fr, en) = (Words(Fr), Words(En));
    let narrow = '\u{202f}';
    let plain: &'static str = fr.sign_in();
    assert_eq!(plain, "Connexion");
    assert_eq!(en.sign_in(), "Sign in");
    assert_eq!(fr.sign_in_hint(), "Entrez dans Préau, la maison");
    assert_eq!(en.sign_in_aria_label(), "Sign in");
    assert_eq!(fr.welcome("Zoé"), format!("Bienvenue sur Préau, Zoé{narrow}!"));
    assert_eq!(en.welcome(7), "Welcome to Préau, 7!");
    assert_eq!(fr.repeat("Zoé", 3), format!("Bienvenue sur Préau, Zoé{narrow}! Encore 3 fois"));
    for (count, french, english) in [
        (0, "Aucune session en cours", "No session running"),
        (1, "1 session en cours", "1 session running"),
        (-1, "-1 session en cours", "-1 session running"),
        (2, "2 sessions en cours", "2 sessions running"),
        (999, "999 sessions en cours", "999 sessions running"),
    ] {
        assert_eq!(fr.sessions(count), french);
        assert_eq!(en.sessions(count), english);
    }
    // French nought is singular, English nought is plural; numbers are grouped as each language does.
    assert_eq!(fr.places(1_200, 0), format!("0 place prise sur 1{narrow}200"));
    assert_eq!(en.places(1_234_567, 0), "0 places taken out of 1,234,567");
    assert_eq!(en.sessions(i64::MIN), "-9,223,372,036,854,775,808 sessions running");
    assert_eq!(fr.state(1, "running"), "Session en cours, 1 inscrit");
    assert_eq!(en.state(3, "running"), "Session running, 3 people");
    assert_eq!(fr.state(3, "archived"), "Session archivée");
    assert_eq!(fr.state(3, "unheard of"), "Session en préparation");
    assert_eq!(fr.braces(), "{0} \\ et «\u{a0}x\u{a0}»");
    assert_eq!(en.braces(), "\"quoted\" {0}");
    assert_eq!(fr.lines(), "Première ligne\nSeconde ligne");
    assert_eq!(fr.type_("x"), "x");
}
"#;

const KERNEL: &str = "#[derive(Clone, Copy, Debug, PartialEq, Eq)] pub enum Locale { Fr, En }";

#[test]
fn generated_code_compiles_without_warning_and_says_what_the_files_say() {
    let code = compiled(FRENCH, ENGLISH).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    file("words.rs", &code);
    file("main.rs", MAIN);
    file("kernel.rs", KERNEL);
    run(folder.path(), "rustc", &["--edition=2024", "--crate-type=rlib", "kernel.rs"]);
    run(
        folder.path(),
        "rustc",
        &["--edition=2024", "-Dwarnings", "--extern=kernel=libkernel.rlib", "main.rs"],
    );
    run(folder.path(), "./main", &[]);
}

fn run(folder: &Path, program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{program} {arguments:?}: {said}");
}
