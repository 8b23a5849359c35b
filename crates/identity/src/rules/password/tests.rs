use jiff::civil::date;
use kernel::{Locale, keys::Key};
use proptest::prelude::*;

use super::*;

const ALONE: Policy = Policy { holder: Holder::PasswordAlone, cnil_80: false };
const CNIL: Policy = Policy { holder: Holder::PasswordAlone, cnil_80: true };
const WITH_FACTOR: Policy = Policy { holder: Holder::SecondFactor, cnil_80: false };
const PRIVILEGED: Policy = Policy { holder: Holder::Privileged, cnil_80: true };

/// Four words without rapport: the strength that is recommended.
const GOOD: &str = "girafe tambour neige violon";

fn judge(policy: Policy, password: &str) -> Verdict {
    let breached = Breached::embedded();
    let own: Numen = "24E9912345ABC".parse().unwrap();
    let key = Key([7; 32]);
    let index = own.index(&key);
    let is_own = |numen: &Numen| numen.index(&key) == index;
    let context = Context {
        surname: "Lefèvre-Duval",
        first_names: "Élodie, Marie",
        identifier: "elefevreduval",
        addresses: &["elodie.lefevre-duval@ac-creteil.fr", "lolo94@exemple.fr"],
        is_own_birth_date: Some(&|day| day == date(1980, 3, 7)),
        schools: &["Collège Jean Moulin", "0940001A", "Villebois"],
        academy: &["Académie de Créteil", "ac-creteil", "ac-creteil.fr"],
        is_own_numen: Some(&is_own),
        breached: &breached,
    };
    check(&policy, &context, password)
}

fn problems(password: &str) -> Vec<Problem> {
    judge(ALONE, password).problems
}

#[test]
fn the_table_of_lengths() {
    for (policy, shortest, classes) in [
        (ALONE, 15, false),
        (CNIL, 12, true),
        (WITH_FACTOR, 12, false),
        (Policy { cnil_80: true, ..WITH_FACTOR }, 12, false),
        (PRIVILEGED, 16, false),
        (Policy { cnil_80: false, ..PRIVILEGED }, 16, false),
    ] {
        assert_eq!((policy.shortest(), policy.needs_four_classes()), (shortest, classes), "{policy:?}");
        let at = "kT7#vQ2!mZ9&xW4?".chars().take(shortest).collect::<String>();
        assert!(judge(policy, &at).is_accepted(), "{policy:?} {at}");
        let under: String = at.chars().skip(1).collect();
        let short = Problem::TooShort { shortest, length: shortest - 1 };
        assert_eq!(judge(policy, &under).problems, [short], "{policy:?}");
    }
}

#[test]
fn a_few_unrelated_words_are_strong() {
    for password in [
        GOOD,
        "Mon vélo jaune dort au grenier",
        "kT7#vQ2!mZ9&xW4",
        "пароль из четырёх слов здесь",
        "correct-cheval-agrafe-pile",
    ] {
        let verdict = judge(ALONE, password);
        assert!(verdict.is_accepted() && verdict.strength >= 3, "{password}: {verdict:?}");
    }
}

#[test]
fn length_counts_characters_after_composition() {
    // 15 letters, each typed as a letter and a combining accent.
    let typed = "e\u{301}a\u{300}u\u{308}o\u{302}i\u{308}c\u{327}n\u{303}e\u{300}u\u{300}a\u{302}e\u{302}o\u{308}y\u{308}i\u{302}a\u{30a}";
    assert!(!problems(typed).iter().any(|p| matches!(p, Problem::TooShort { .. })));
    let short: String = typed.chars().skip(2).collect();
    assert!(problems(&short).contains(&Problem::TooShort { shortest: 15, length: 14 }));
}

#[test]
fn a_hundred_and_twenty_eight_characters_pass_and_one_more_does_not() {
    let long: String = format!("{GOOD} ").repeat(20);
    let at: String = long.chars().take(128).collect();
    assert!(judge(ALONE, &at).is_accepted());
    let over: String = long.chars().take(129).collect();
    assert_eq!(problems(&over), [Problem::TooLong { longest: 128 }]);
    assert_eq!(problems(&"x".repeat(10_000_000)), [Problem::TooLong { longest: 128 }]);
    // 128 letters of four bytes each are still accepted.
    assert!(Password::new(&"𝕬".repeat(128)).is_ok());
}

#[test]
fn four_kinds_are_asked_with_the_cnil_switch_only() {
    let missing = |password| {
        let verdict = judge(CNIL, password);
        verdict
            .problems
            .into_iter()
            .find_map(|p| if let Problem::MissingClasses(c) = p { Some(c) } else { None })
    };
    assert_eq!(
        missing("girafetambourneige"),
        Some(vec![CharacterClass::Capital, CharacterClass::Digit, CharacterClass::Sign])
    );
    assert_eq!(missing("Girafe7tambour neige"), None);
    assert_eq!(missing("ÉCOLE7tambour neige"), None);
    assert!(judge(ALONE, "girafetambourneigeviolon").is_accepted());
}

#[test]
fn what_is_known_of_the_agent_is_refused_in_any_dress() {
    for (password, problem) in [
        ("girafe Lefevre tambour", Problem::OwnName),
        ("girafe LEFÈVRE tambour", Problem::OwnName),
        ("girafe l3f3vr3 tambour", Problem::OwnName),
        ("girafe duval tambour", Problem::OwnName),
        ("xx3l0d13xx girafe tambour", Problem::OwnName),
        ("girafe E.l.o.d.i.e tambour", Problem::OwnName),
        ("marietambourgirafe77", Problem::OwnName),
        ("girafe elefevreduval tambour", Problem::OwnIdentifier),
        ("girafe lolo94 tambour neige", Problem::OwnAddress),
        ("girafe elodie.lefevre-duval neige", Problem::OwnAddress),
        ("girafe 24e9912345abc neige", Problem::OwnNumen),
        ("girafe 24E-99123-45.ABC neige", Problem::OwnNumen),
        ("24E9912345ABC!!!", Problem::OwnNumen),
        ("girafe 07/03/1980 neige", Problem::OwnBirthDate),
        ("girafe07031980neige", Problem::OwnBirthDate),
        ("girafe 7-3-1980 neige", Problem::OwnBirthDate),
        ("girafe 1980-03-07 neige", Problem::OwnBirthDate),
        ("girafe 070380 neige bleu", Problem::OwnBirthDate),
        ("girafe 7 mars tambour", Problem::OwnBirthDate),
        ("girafe 07MARS80 tambour", Problem::OwnBirthDate),
        ("girafe march tambour 7march", Problem::OwnBirthDate),
        ("girafe jean-moulin neige", Problem::OwnSchool),
        ("girafe Moul1n neige bleu", Problem::OwnSchool),
        ("girafe 0940001a neige", Problem::OwnSchool),
        ("girafe villebois neige", Problem::OwnSchool),
        ("girafe Créteil tambour", Problem::OwnAcademy),
        ("girafe cr€t€il tambour", Problem::OwnAcademy),
    ] {
        let verdict = judge(ALONE, password);
        assert!(verdict.problems.contains(&problem), "{password}: {verdict:?}");
        assert!(verdict.strength <= 1, "{password}");
    }
}

#[test]
fn words_that_only_look_like_the_agent_are_left_alone() {
    for password in [
        "girafe tambour 17 mars neige",
        "girafe collège tambour neige",
        "girafe jean tambour violon",
        "girafe 08031980 tambour neige",
        "girafe le duvet tambour",
        "24E9912345ABD girafe tambour",
    ] {
        assert!(judge(ALONE, password).is_accepted(), "{password}: {:?}", judge(ALONE, password));
    }
}

#[test]
fn short_names_and_particles_must_stand_alone() {
    let breached = Breached::embedded();
    let context = Context {
        surname: "de la Ly",
        first_names: "Bo",
        identifier: "",
        addresses: &[],
        is_own_birth_date: None,
        schools: &[],
        academy: &["Académie de Nice"],
        is_own_numen: None,
        breached: &breached,
    };
    let holds = |password| check(&ALONE, &context, password).problems;
    assert_eq!(holds("girafe bo tambour neige"), [Problem::OwnName]);
    assert_eq!(holds("girafe 7bo7 tambour neige"), [Problem::OwnName]);
    assert_eq!(holds("bonne girafe de la polyphonie"), []);
    assert_eq!(holds("girafe technicien tambour"), []);
    assert_eq!(holds("girafe nice tambour neige"), [Problem::OwnAcademy]);
}

#[test]
fn known_passwords_are_refused_whatever_their_length() {
    for password in
        ["123456789012345", "motdepassemotdepasse", "Azertyuiopqsdfghjklm", "EducationNationale2026!"]
    {
        let verdict = judge(ALONE, password);
        assert!(verdict.problems.contains(&Problem::Breached), "{password}: {verdict:?}");
        assert!(verdict.strength <= 1, "{password}");
    }
}

#[test]
fn what_is_easily_guessed_is_refused_with_a_reason() {
    for password in ["abcdefghijklmnopq", "chocolatvacances", "blablablablablabla"] {
        let problems = problems(password);
        assert!(
            problems.iter().any(|p| matches!(p, Problem::Guessable(_) | Problem::Breached)),
            "{password}: {problems:?}"
        );
    }
}

#[test]
fn control_characters_are_told() {
    assert!(problems("girafe tambour\tneige violon").contains(&Problem::ControlCharacter));
    assert!(problems("girafe tambour neige violon\n").contains(&Problem::ControlCharacter));
}

#[test]
fn the_meter_starts_at_zero_and_stays_modest_while_refused() {
    let empty = judge(ALONE, "");
    assert_eq!(empty.strength, 0);
    assert_eq!(empty.problems, [Problem::TooShort { shortest: 15, length: 0 }]);
    let short = judge(ALONE, "kT7#vQ2!mZ9&xW");
    assert_eq!(short.strength, 2);
}

#[test]
fn the_meter_answers_soon_whatever_is_typed() {
    let nasty = [
        "4@8({[<369!i1|0$5+72%".repeat(6),
        "a4@".repeat(42),
        "azerty1!".repeat(16),
        "aaaaaaaaab".repeat(12),
        "12/03/1980".repeat(12),
        "motdepasse".repeat(12),
        "€éàç@!".repeat(21),
        "0123456789".repeat(12),
        "p@$$w0rd1!".repeat(12),
    ];
    for password in nasty {
        let start = std::time::Instant::now();
        judge(ALONE, &password);
        assert!(start.elapsed().as_millis() < 1500, "{password} took {:?}", start.elapsed());
    }
}

#[test]
fn messages_say_what_to_do_in_both_languages_and_repeat_nothing() {
    let all = [
        problems("elodie lefevre 07031980 24E9912345ABC creteil moulin lolo94"),
        problems("x\t"),
        problems("motdepassemotdepasse"),
        problems("abcdefghijklmnopq"),
        problems(&"x".repeat(200)),
        judge(CNIL, "abcdefghijkl").problems,
        problems("girafe tambour"),
    ];
    let all: Vec<_> = all.concat();
    assert!(all.len() >= 12);
    for problem in all {
        let (french, english) = (problem.message(Locale::Fr), problem.message(Locale::En));
        assert_ne!(french, english);
        for secret in ["elodie", "lefevre", "1980", "24E", "lolo94", "moulin"] {
            assert!(!french.to_lowercase().contains(secret) && !english.to_lowercase().contains(secret));
        }
        assert!(french.ends_with('.') && !french.contains(" :") && !french.contains('\''), "{french}");
    }
    let short = Problem::TooShort { shortest: 15, length: 14 };
    assert_eq!(
        short.message(Locale::Fr),
        "Encore 1 caractère\u{a0}: il en faut au moins 15. Ajoutez un mot."
    );
}

#[test]
fn a_password_is_the_same_however_its_accents_were_typed_and_never_shown() {
    let composed = Password::new("été à Nîmes").unwrap();
    let decomposed = Password::new("e\u{301}te\u{301} a\u{300} Ni\u{302}mes").unwrap();
    assert_eq!(composed.expose(), decomposed.expose());
    assert_eq!(Password::new(" a ").unwrap().expose(), " a ");
    assert_eq!(format!("{composed:?}"), "Password(…)");
}

#[test]
fn the_first_of_a_month_is_found_as_the_french_write_it() {
    let breached = Breached::embedded();
    let context = Context {
        surname: "",
        first_names: "",
        identifier: "",
        addresses: &[],
        is_own_birth_date: Some(&|day| day == date(1968, 10, 1)),
        schools: &[],
        academy: &[],
        is_own_numen: None,
        breached: &breached,
    };
    let problems = |password| check(&ALONE, &context, password).problems;
    assert_eq!(problems("girafe 1er octobre neige"), [Problem::OwnBirthDate]);
    assert_eq!(problems("girafe 1 OCTOBRE neige"), [Problem::OwnBirthDate]);
    assert_eq!(problems("girafe 2 octobre neige bleue"), []);
}

/// What is read in a password is what a birth date can be looked for by: whatever the day and the writing.
#[test]
fn every_writing_of_every_day_is_found() {
    let breached = Breached::embedded();
    for days in (0..40_000).step_by(997) {
        let born = date(1905, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let context = Context {
            surname: "",
            first_names: "",
            identifier: "",
            addresses: &[],
            is_own_birth_date: Some(&|day| day == born),
            schools: &[],
            academy: &[],
            is_own_numen: None,
            breached: &breached,
        };
        for writing in ["%d%m%Y", "%d/%m/%Y", "%-d.%-m.%Y", "%Y-%m-%d", "%m%d%Y", "%d%m%y", "%y%m%d"] {
            let password = format!("girafe {} neige violon", born.strftime(writing));
            let problems = check(&ALONE, &context, &password).problems;
            assert!(problems.contains(&Problem::OwnBirthDate), "{password}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_typed_makes_it_panic(password in ".{0,140}") {
        let verdict = judge(ALONE, &password);
        prop_assert!(verdict.strength <= 4);
        prop_assert!(verdict.is_accepted() || verdict.strength <= 2);
    }

    #[test]
    fn an_accepted_password_keeps_the_rules(password in "[a-zA-Z0-9 !?-]{10,40}") {
        let verdict = judge(ALONE, &password);
        if verdict.is_accepted() {
            prop_assert!(verdict.strength >= 3 && password.chars().count() >= 15);
        }
        if password.chars().count() < 15 {
            prop_assert!(!verdict.is_accepted());
        }
    }

    #[test]
    fn the_numen_is_found_wherever_it_hides(before in "[a-z !]{0,20}", after in "[a-z !]{0,20}") {
        let problems = problems(&format!("{before}24E9912345ABC{after}"));
        prop_assert!(problems.contains(&Problem::OwnNumen));
    }
}
