use kernel::Locale;

use super::*;

fn cards(text: &[u8]) -> Vec<Filed> {
    let reading = read(Locale::Fr, text).unwrap();
    assert_eq!(reading.refused, []);
    reading.cards
}

fn shown(filed: &Filed) -> String {
    let Card { name, organisation, addresses, phones, note } = &filed.card;
    format!(
        "{} {name} | {organisation} | {} | {} | {note} | {}",
        filed.line,
        addresses.join(" "),
        phones.join(" "),
        filed.groups.join(" ")
    )
}

/// Zimbra writes 3.0, Google puts its addresses in groups of properties, Thunderbird writes 4.0 with addresses as URIs.
#[test]
fn cards_of_every_program_are_read() {
    let zimbra = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Émilie Lefèvre\r\nN:Lefèvre;Émilie;;;\r\nORG:Mairie de Créteil;Enfance\r\n\
        TEL;TYPE=work,voice:01 23 45 67 89\r\nEMAIL;TYPE=internet:e.lefevre@mairie.example\r\n\
        NOTE:Vient le mardi\\, avec\\nses dossiers et une très longue remarque qui se poursuit sur la ligne d\r\n  ’après\r\n\
        REV:20260101T000000Z\r\nEND:VCARD\r\n\
        BEGIN:VCARD\r\nVERSION:3.0\r\nN:Petit;Anne;;;\r\nitem1.EMAIL;TYPE=INTERNET:anne@x.example\r\n\
        item1.X-ABLabel:Perso\r\nitem2.EMAIL:ANNE@X.example\r\nCATEGORIES:myContacts,Conseil de classe\r\nEND:VCARD\r\n";
    let four = "BEGIN:VCARD\nVERSION:4.0\nFN:Paul Martin\nEMAIL;PREF=1:mailto:paul@x.example\nTEL;VALUE=uri:tel:+33612345678\n\
        PHOTO:data:image/png;base64,iVBORw0KGgo=\nBDAY:19700310\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Équipe\nMEMBER:urn:uuid:1\nEND:VCARD\n";
    let found = cards(format!("{zimbra}{four}").as_bytes());
    assert_eq!(
        found.iter().map(shown).collect::<Vec<_>>(),
        [
            "1 Émilie Lefèvre | Mairie de Créteil, Enfance | e.lefevre@mairie.example | 01 23 45 67 89 | \
             Vient le mardi, avec\nses dossiers et une très longue remarque qui se poursuit sur la ligne d ’après | ",
            "12 Anne Petit |  | anne@x.example |  |  | Conseil de classe",
            "20 Paul Martin |  | paul@x.example | +33612345678 |  | ",
        ]
    );
}

#[test]
fn old_outlook_cards_are_read_in_their_charset() {
    let text = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Lef=E8vre;=C9milie\r\n\
        FN;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:=C9milie Lef=E8vre\r\nEMAIL;PREF;INTERNET:e@x.example\r\nEND:VCARD\r\n";
    assert_eq!(cards(text.as_bytes())[0].card.name, "Émilie Lefèvre");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(
        "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Émilie Lefèvre\r\nORG:Collège Jean Moulin\r\nEMAIL:e@x.example\r\nEND:VCARD\r\n",
    );
    let found = cards(&bytes);
    assert_eq!(
        (found[0].card.name.as_str(), found[0].card.organisation.as_str()),
        ("Émilie Lefèvre", "Collège Jean Moulin")
    );
}

#[test]
fn what_is_refused_is_told_by_its_line_and_the_rest_is_read() {
    let text = "\nBEGIN:VCARD\nVERSION:3.0\nFN:Sans fin\nEMAIL:a@x.example\nBEGIN:VCARD\nVERSION:3.0\nFN:Bonne\n\
        EMAIL:b@x.example\nEND:VCARD\nperdue\nBEGIN:VCARD\nVERSION:3.0\nFN:Fausse\nEMAIL:pas une adresse\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\nBEGIN:VCARD\nFN:Coupée\n";
    let reading = read(Locale::Fr, text.as_bytes()).unwrap();
    assert_eq!(reading.cards.iter().map(shown).collect::<Vec<_>>(), ["6 Bonne |  | b@x.example |  |  | "]);
    let told: Vec<String> =
        reading.refused.iter().map(|r| format!("{} {}: {}", r.line, r.who, r.why)).collect();
    assert_eq!(
        told,
        [
            "2 Sans fin: La fiche n’a pas de fin (END:VCARD).",
            "11 perdue: Cette ligne n’appartient à aucune fiche.",
            "12 Fausse: «\u{a0}pas une adresse\u{a0}» n’est pas une adresse électronique.",
            "17 : Indiquez un nom ou une adresse.",
            "20 Coupée: La fiche n’a pas de fin (END:VCARD).",
        ]
    );
}

#[test]
fn tables_of_every_program_are_read() {
    let thunderbird = "Prénom,Nom de famille,Nom à afficher,Surnom,Adresse électronique principale,Adresse électronique secondaire,Téléphone professionnel,Numéro de fax,Portable,Société,Notes\n\
        Anne,Petit,Anne Petit,,anne@x.example,petit@y.example,0123456789,0999999999,0612345678,Mairie,\"Une note,\nsur deux lignes\"\n\
        ,,,,,,,,,,\n\
        ,Martin,,,paul@x.example,,,,,,\n";
    assert_eq!(
        cards(thunderbird.as_bytes()).iter().map(shown).collect::<Vec<_>>(),
        [
            "2 Anne Petit | Mairie | anne@x.example petit@y.example | 0123456789 0612345678 | Une note,\nsur deux lignes | ",
            "5 Martin |  | paul@x.example |  |  | ",
        ]
    );
    let (outlook, _, _) = encoding_rs::WINDOWS_1252.encode(
        "\"Prénom\";\"Nom\";\"Société\";\"Téléphone (bureau)\";\"Tél. mobile\";\"Adresse de messagerie\";\"Type de messagerie\";\"Nom d'affichage de la messagerie\"\r\n\
         \"Émilie\";\"Lefèvre\";\"Mairie\";\"01\";\"06\";\"e@x.example\";\"SMTP\";\"Émilie (e@x.example)\"\r\n",
    );
    assert_eq!(shown(&cards(&outlook)[0]), "2 Émilie Lefèvre | Mairie | e@x.example | 01 06 |  | ");
    let zimbra = "\"company\",\"email\",\"email2\",\"firstName\",\"lastName\",\"mobilePhone\"\n\"Mairie\",\"e@x.example\",\"f@x.example\",\"Émilie\",\"Lefèvre\",\"06\"\n";
    assert_eq!(
        shown(&cards(zimbra.as_bytes())[0]),
        "2 Émilie Lefèvre | Mairie | e@x.example f@x.example | 06 |  | "
    );
    let google = "First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n\
        Émilie,Lefèvre,Mairie,Parents ::: * myContacts,Work,e@x.example ::: g@x.example,Mobile,06\n";
    assert_eq!(
        shown(&cards(google.as_bytes())[0]),
        "2 Émilie Lefèvre | Mairie | e@x.example g@x.example | 06 |  | Parents"
    );
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("Nom\tE-mail\nÉmilie\te@x.example\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(shown(&cards(&utf16)[0]), "2 Émilie |  | e@x.example |  |  | ");
}

#[test]
fn what_is_no_file_of_contacts_is_told() {
    for (bytes, complaint) in [
        (&b"%PDF-1.7\nbinary"[..], "Ce fichier n\u{2019}est ni une vCard"),
        (b"", "Ce fichier n\u{2019}est ni une vCard"),
        (b"Nom;Adresse de messagerie\n", "Ce fichier ne contient aucun contact."),
    ] {
        let Err(Error::Invalid(problems)) = read(Locale::Fr, bytes) else { panic!("{bytes:?} is read") };
        assert!(problems[0].message.starts_with(complaint), "{}", problems[0].message);
    }
    let many = format!("Nom\n{}", "Anne\n".repeat(MOST_CARDS + 1));
    let Err(Error::Invalid(problems)) = read(Locale::Fr, many.as_bytes()) else {
        panic!("too many cards are read")
    };
    assert!(
        problems[0].message.contains("5000") || problems[0].message.contains("5\u{202f}000"),
        "{}",
        problems[0].message
    );
}

#[test]
fn files_that_are_no_end_of_refusals_are_not_read_to_theirs() {
    let stray = format!("BEGIN:VCARD\nEND:VCARD\n{}", "x\n".repeat(100_000));
    assert!(vcard::read(Locale::Fr, &stray).refused.len() <= MOST_CARDS + 1);
    let Err(Error::Invalid(problems)) = read(Locale::Fr, stray.as_bytes()) else { panic!("it is read") };
    assert!(problems[0].message.contains('5'), "{}", problems[0].message);
    let long = format!("dn: cn=Anne\ncn: Anne\n{}", "x: y\n".repeat(100_000));
    assert_eq!(ldif::read(&long).cards.len(), 1);
}

#[test]
fn what_is_written_is_read_back() {
    let book = vec![
        Filed {
            card: Card {
                name: "Émilie, « Mimi » Lefèvre; dite \\ Lili".to_owned(),
                organisation: "Mairie; service \"Enfance\", Créteil".to_owned(),
                addresses: vec!["e@x.example".to_owned(), "f@x.example".to_owned()],
                phones: vec!["+33 6 12 34 56 78".to_owned()],
                note: "=1+1\nligne deux, et une ligne assez longue pour être pliée au milieu d’une lettre accentuée ééééé".to_owned(),
            },
            groups: vec!["Conseil de classe".to_owned(), "Parents".to_owned()],
            line: 0,
        },
        Filed {
            card: Card { addresses: vec!["g@x.example".to_owned()], ..Card::default() },
            ..Filed::default()
        },
    ];
    let plain = |filed: &Filed| (filed.card.clone(), filed.groups.clone());
    for text in
        [write_vcards(&book, Version::Three).into_bytes(), write_vcards(&book, Version::Four).into_bytes()]
    {
        let mut read: Vec<_> = cards(&text).iter().map(plain).collect();
        // A card must have a name: the address stands for it.
        assert_eq!(std::mem::take(&mut read[1].0.name), "g@x.example");
        assert_eq!(read, book.iter().map(plain).collect::<Vec<_>>(), "{}", String::from_utf8_lossy(&text));
    }
    let table = cards(&write_table(Locale::Fr, &book));
    assert_eq!(table[0].card.addresses, book[0].card.addresses);
    assert_eq!(table[0].card.phones, book[0].card.phones);
    assert_eq!(table[0].groups, book[0].groups);
    assert!(table[0].card.note.starts_with("'=1+1"), "what a spreadsheet would compute is text");
}

#[test]
fn directories_of_convergence_and_thunderbird_are_read() {
    let text = "version: 1\n\ndn: piEntryID=e1,ou=moi,o=pab\nobjectclass: top\nobjectclass: piTypeEntry\ncn:: w4lsaXNlIE5vw6ts\n\
        sn: Noël\nmail: e.noel@x.example\nmobile: 06 12\n  34 56 78\no: Collège\ndescription: Vient\n  le mardi\n\n\
        dn: cn=Groupe\nobjectclass: groupOfNames\ncn: Groupe\nmember: cn=x\n\n\
        dn: cn=Paul\ngivenName: Paul\nsn: Martin\nmail: paul@x.example\nmozillaSecondEmail: p@y.example\n";
    let found = cards(text.as_bytes());
    assert_eq!(
        found.iter().map(shown).collect::<Vec<_>>(),
        [
            "3 Élise Noël | Collège | e.noel@x.example | 06 12 34 56 78 | Vient le mardi | ",
            "20 Paul Martin |  | paul@x.example p@y.example |  |  | ",
        ]
    );
}
