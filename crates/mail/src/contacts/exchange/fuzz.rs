//! A file of contacts, as a target of the fuzzer: what is read of it can be handed out again, and is then the same.

use super::*;
use crate::fuzzing::Target;

pub(crate) const CONTACTS: Target = Target {
    name: "contacts",
    run,
    seeds,
    words: &[
        "BEGIN:VCARD\r\n",
        "END:VCARD\r\n",
        "VERSION:2.1\r\n",
        "VERSION:3.0\r\n",
        "VERSION:4.0\r\n",
        "FN:",
        "N:",
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=A9;",
        "EMAIL;TYPE=INTERNET:",
        "a@x.example",
        "TEL;VALUE=uri:tel:",
        "ORG:",
        "NOTE:",
        "CATEGORIES:",
        "KIND:group",
        "PHOTO;ENCODING=b:",
        "item1.",
        "\r\n ",
        "\\n",
        "\\,",
        "dn: ",
        "cn:: ",
        "mail: ",
        "objectclass: ",
        "\n\n",
        "Nom,Prénom,Adresse e-mail\n",
        "Given Name,Family Name,E-mail 1 - Value\n",
        "\u{feff}",
    ],
};

fn seeds() -> Vec<Vec<u8>> {
    let files = [
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Petit;Anne;;;\r\nFN:Anne Petit\r\nORG:Mairie;Enfance\r\nEMAIL:anne@x.example\r\nTEL:01 02\r\nNOTE:un\\ndeux\r\nCATEGORIES:a,b\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:=C9lise\r\nEMAIL;INTERNET:e@x.example\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nFN:g\r\nEND:VCARD\r\n",
        "version: 1\n\ndn: cn=a\nobjectclass: person\ncn:: w4lsaXNlIE5vw6ts\nmail: e.noel@x.example\nmobile: 06 12\n  34\n\ndn: cn=b\ncn: B\nmail: b@x.example\n",
        "\"email\",\"firstName\",\"lastName\",\"company\"\n\"a@x.example\",\"Anne\",\"Petit\",\"Mairie\"\n",
        "Prénom;Nom;Adresse e-mail;Notes\nAnne;Petit;a@x.example;\"un\ndeux\"\n",
        "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Labels\nAnne,Petit,a@x.example,01 02,* myContacts ::: Parents\n",
    ];
    files.map(|text| text.as_bytes().to_vec()).to_vec()
}

fn run(bytes: &[u8]) {
    let Ok(reading) = read(Locale::Fr, bytes) else { return };
    assert!(reading.cards.len() + reading.refused.len() <= MOST_CARDS);
    let told = |filed: &Filed| (filed.card.addresses.clone(), filed.card.phones.clone());
    let known: Vec<_> = reading.cards.iter().map(told).collect();
    for version in [Version::Three, Version::Four] {
        let written = write_vcards(&reading.cards, version);
        let back = read(Locale::Fr, written.as_bytes()).map(|back| back.cards).unwrap_or_default();
        assert_eq!(back.iter().map(told).collect::<Vec<_>>(), known, "{written}");
    }
    write_table(Locale::Fr, &reading.cards);
}
