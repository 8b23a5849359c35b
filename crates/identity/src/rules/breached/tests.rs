use std::io::Cursor;

use proptest::prelude::*;

use super::*;

fn listed(text: &str) -> Breached {
    Breached { lists: vec![BreachedList::read(Cursor::new(text.as_bytes().to_vec())).unwrap()] }
}

#[test]
fn the_embedded_list_is_large_sorted_and_sure() {
    let list = BreachedList::embedded();
    assert!(list.len() >= 100_000, "{} entries", list.len());
    // `knows` searches four times.
    assert!(4.0 * list.false_positive_rate() < 1e-6);
    let mut file = format!("{HEADER}5\n").into_bytes();
    assert!(include_bytes!("../../../breached/list.bin").starts_with(&file));
    file.extend_from_slice(&include_bytes!("../../../breached/list.bin")[file.len()..]);
    assert_eq!(BreachedList::read(Cursor::new(file)).unwrap().len(), list.len());
    assert!(include_bytes!("../../../breached/list.bin").len() < 1_000_000);
}

#[test]
fn everybodys_passwords_are_known() {
    let breached = Breached::embedded();
    for password in [
        "123456789012345",
        "12345678901234567890",
        "passwordpassword",
        "1qaz2wsx3edc4rfv",
        "qwertyuiopasdfghjkl",
        "motdepasse",
        "Motdepasse2026",
        "azertyuiop",
        "azerty123456789",
        "azerty123456789!",
        "azertyuiopqsdfghjklm",
        "Azertyuiop123!",
        "jetaimemonamour",
        "bonjourbonjour",
        "doudou123456789",
        "marseille13",
        "Éducation2026",
        "educationnationale",
        "EducationNationale2026!",
        "motdepassemotdepasse",
        "aqwzsxedcrfv",
        "ilovemyfamily",
        "loulou1234567890",
        "parisparisparis",
    ] {
        assert!(breached.knows(password), "{password}");
    }
}

#[test]
fn passwords_of_chance_are_not_known() {
    let breached = Breached::embedded();
    for password in [
        "girafe-tambour-neige-42-violon",
        "x7#Kq!vT2m$Lw9zR",
        "le chat de ma voisine mange des huîtres",
        "correct cheval agrafe batterie",
        "ÀÉÎÕÜ ñandú 日本語 пароль",
    ] {
        assert!(!breached.knows(password), "{password}");
    }
}

#[test]
fn capitals_accents_and_decoration_do_not_hide_a_password() {
    let breached = listed("mot de passé\n");
    for password in [
        "mot de passé",
        "MOT DE PASSE",
        "Mot De Passe2026",
        "mot de passe!?1",
        "mot de passe 12345",
        "mot de passe\u{301}",
    ] {
        assert!(breached.knows(password), "{password}");
    }
    for password in ["un mot de passe", "mot de pass", "mot de passe de chat"] {
        assert!(!breached.knows(password), "{password}");
    }
}

#[test]
fn a_short_stem_is_left_alone() {
    assert!(!listed("soleil\n").knows("soleil2026"));
    assert_eq!(stem("soleil2026"), "soleil2026");
    assert_eq!(stem("motdepasse2026"), "motdepasse");
    assert_eq!(stem("motdepasse12026"), "motdepasse1");
    assert_eq!(stem("12345678901234"), "1234567890");
    assert_eq!(stem(""), "");
}

#[test]
fn text_sha1_and_our_own_format_are_read_alike() {
    // SHA-1 of "password", as the public lists write it.
    let hex = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";
    assert!(listed(&format!("{hex}:9545824\r\n")).knows("password"));
    assert!(listed(&hex.to_lowercase()).knows("password"));
    assert!(listed("\u{feff}première\npassword\r\n\n").knows("password"));
    let prefixes = [format!("{HEADER}6\n").as_bytes(), &sha1("password")[..6]].concat();
    let list = BreachedList::read(Cursor::new(prefixes)).unwrap();
    assert!(Breached::embedded().with(list).knows("password"));
}

#[test]
fn a_list_in_another_encoding_and_overlong_lines_are_survived() {
    let bytes =
        [b"\xe9l\xe9phant gris\n".as_slice(), "x".repeat(5_000).as_bytes(), b"\ngirafe rose\n"].concat();
    let list = BreachedList::read(Cursor::new(bytes)).unwrap();
    let breached = Breached { lists: vec![list.clone()] };
    assert!(breached.knows("éléphant gris") && breached.knows("girafe rose"));
    assert_eq!(list.len(), 2);
}

#[test]
fn damaged_and_empty_lists_are_refused() {
    let read = |bytes: Vec<u8>| BreachedList::read(Cursor::new(bytes));
    let with_header = |prefixes: &[u8]| [format!("{HEADER}5\n").as_bytes(), prefixes].concat();
    assert!(matches!(read(vec![]), Err(ListRefused::Empty)));
    assert!(matches!(read(b"\n\n".to_vec()), Err(ListRefused::Empty)));
    assert!(matches!(read(with_header(b"")), Err(ListRefused::Empty)));
    assert!(matches!(read(with_header(b"1234")), Err(ListRefused::Damaged)));
    assert!(matches!(read(with_header(b"bbbbbaaaaa")), Err(ListRefused::Damaged)));
    assert!(matches!(read(with_header(b"aaaaaaaaaa")), Err(ListRefused::Damaged)));
    assert!(matches!(read(format!("{HEADER}99\nabc").into_bytes()), Err(ListRefused::Damaged)));
}

proptest! {
    #[test]
    fn what_is_in_a_list_is_found_and_nothing_else(
        inside in proptest::collection::hash_set("[a-z]{1,12}", 1..60), outside in "[a-z]{1,12}"
    ) {
        let text: Vec<_> = inside.iter().cloned().collect();
        let breached = listed(&text.join("\n"));
        prop_assert!(inside.iter().all(|password| breached.knows(password)));
        prop_assert_eq!(breached.knows(&outside), inside.contains(&outside));
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), ours in any::<bool>()) {
        let head = if ours { format!("{HEADER}5\n").into_bytes() } else { vec![] };
        let _ = BreachedList::read(Cursor::new([head, bytes].concat()));
    }

    #[test]
    fn no_text_makes_it_panic(text in ".*") {
        Breached::embedded().knows(&text);
        let plain = normal_form(&text);
        prop_assert!(plain.starts_with(stem(&plain)));
    }
}
