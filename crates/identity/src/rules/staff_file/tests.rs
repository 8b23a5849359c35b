use std::{
    fmt::Write,
    io::{self, BufRead, BufReader, Cursor, Read},
};

use jiff::civil::{Date, date};
use kernel::Locale;
use proptest::prelude::*;

use super::*;
use crate::rules::{birth_date::BirthDateRefused, numen::NumenShape, uai::UaiRefused};

const TODAY: Date = date(2026, 11, 24);
const HEADER: &str = "numen;nom;prenom;naissance;civilite;fonction;uai;corps;mel_secours";
const GOOD: &str = "24E9912345ABC;Lefèvre;Élodie;12/03/1980;Mme;ENS;0750655E;Certifiés;elodie@exemple.fr";

fn open(text: impl AsRef<[u8]>) -> StaffFile<BufReader<Cursor<Vec<u8>>>> {
    StaffFile::open(reader(text), TODAY).unwrap()
}

fn reader(text: impl AsRef<[u8]>) -> BufReader<Cursor<Vec<u8>>> {
    BufReader::new(Cursor::new(text.as_ref().to_vec()))
}

fn lines(text: impl AsRef<[u8]>) -> Vec<Line> {
    open(text).map(Result::unwrap).collect()
}

fn with_line(line: &str) -> Line {
    let mut lines = lines(format!("{HEADER}\n{line}\n"));
    assert_eq!(lines.len(), 1);
    lines.remove(0)
}

fn record(line: &str) -> StaffRecord {
    with_line(line).outcome.unwrap().record
}

fn rejections(line: &str) -> Vec<(Option<Column>, RejectionReason)> {
    with_line(line).outcome.unwrap_err().into_iter().map(|r| (r.column, r.reason)).collect()
}

#[test]
fn a_good_line_gives_all_its_fields() {
    let line = with_line(GOOD);
    assert_eq!(line.number, 2);
    let Accepted { record, warnings } = line.outcome.unwrap();
    assert_eq!(warnings, []);
    assert_eq!(record.numen, "24E9912345ABC".parse().unwrap());
    assert_eq!((record.surname.as_str(), record.first_names.as_str()), ("Lefèvre", "Élodie"));
    assert_eq!((record.birth_date, record.civility), (date(1980, 3, 12), Civility::Madame));
    assert_eq!((record.function.as_str(), record.corps.as_deref()), ("ENS", Some("Certifiés")));
    assert_eq!(record.uai.unwrap().as_str(), "0750655E");
    assert_eq!(record.backup_email.unwrap().as_str(), "elodie@exemple.fr");
}

#[test]
fn optional_fields_may_be_empty_and_spaces_are_folded() {
    let record = record("24E9912345ABC;  DE  LA\u{a0}TOUR ; Jean   Marie ;1980-03-12;;ENS;;;");
    assert_eq!((record.surname.as_str(), record.first_names.as_str()), ("DE LA TOUR", "Jean Marie"));
    assert_eq!((record.civility, record.uai, record.corps), (Civility::Unspecified, None, None));
    assert_eq!(record.backup_email, None);
}

#[test]
fn utf8_with_its_mark_without_and_cp1252_read_the_same() {
    let text = format!("{HEADER}\n{GOOD}\n");
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let (cp1252, _, lost) = encoding_rs::WINDOWS_1252.encode(&text);
    assert!(!lost);
    for (bytes, encoding) in
        [(text.as_bytes(), Encoding::Utf8), (&marked, Encoding::Utf8), (&cp1252, Encoding::Cp1252)]
    {
        let mut file = open(bytes);
        let line = file.next().unwrap().unwrap();
        assert_eq!(line.outcome.unwrap().record.surname, "Lefèvre");
        assert_eq!(file.encoding(), encoding);
    }
}

#[test]
fn cp1252_punctuation_is_understood() {
    let line = [HEADER.as_bytes(), b"\n24E9912345ABC;D\x92Arc;C\x9cline;12/03/1980;;ENS;;;\n"].concat();
    let record = lines(line).remove(0).outcome.unwrap().record;
    assert_eq!((record.surname.as_str(), record.first_names.as_str()), ("D’Arc", "Cœline"));
}

#[test]
fn a_file_whose_first_accent_comes_late_is_read_in_its_encoding() {
    let plain = "24E9912345ABC;Dupont;Jean;12/03/1980;M.;ENS;;;\n".repeat(3_000);
    assert!(plain.len() > 64 * 1024);
    let late =
        [HEADER.as_bytes(), b"\n", plain.as_bytes(), b"24E9912345ABC;Lef\xe8vre;Jean;12/03/1980;M.;ENS;;;\n"];
    let mut file = open(late.concat());
    assert_eq!(file.encoding(), Encoding::Undecided);
    let last = file.by_ref().last().unwrap().unwrap();
    assert_eq!(last.outcome.unwrap().record.surname, "Lefèvre");
    assert_eq!((last.number, file.encoding()), (3_002, Encoding::Cp1252));
}

#[test]
fn one_damaged_letter_in_a_utf8_file_costs_one_line() {
    let bad = b"24E9912345ABC;Lef\xe8vre;Jean;12/03/1980;M.;ENS;;;\n";
    let file = [HEADER.as_bytes(), b"\n", GOOD.as_bytes(), b"\n", bad, GOOD.as_bytes(), b"\n"].concat();
    let lines = lines(file);
    let fault = Rejection { column: None, reason: RejectionReason::NotUtf8 };
    assert_eq!(lines[1].outcome.as_ref().unwrap_err(), &[fault]);
    assert!(lines[0].outcome.is_ok() && lines[2].outcome.is_ok());
}

#[test]
fn commas_other_orders_other_cases_and_unknown_columns() {
    let text = "Prénom,NOM,NUMEN,ville, Naissance ,\"civilite\",fonction,mél secours\r\n\
                Élodie,\"Lefèvre, épouse \"\"Martin\"\"\",24E9912345ABC,Paris,12/03/1980,MME,ENS,\r\n";
    let mut file = open(text);
    let unknown = FileWarning::UnknownColumn { name: "ville".into() };
    let absent = |column| FileWarning::AbsentColumn { column };
    assert_eq!(file.warnings(), [unknown, absent(Column::Uai), absent(Column::Corps)]);
    assert!(!file.has(Column::Uai) && file.has(Column::BackupEmail));
    let record = file.next().unwrap().unwrap().outcome.unwrap().record;
    assert_eq!(record.surname, "Lefèvre, épouse \"Martin\"");
    assert!(file.next().is_none());
}

#[test]
fn the_establishments_that_somebody_heads_are_told_in_a_column_of_their_own() {
    let with = |field: &str| {
        let text = format!(
            "{HEADER};UAI responsable\n24E9912345ABC;Martin;Anne;12/03/1980;Mme;DIR;0750655E;;;{field}\n"
        );
        lines(text).remove(0).outcome
    };
    let codes = |field| with(field).unwrap().record.headed.unwrap();
    assert_eq!(codes(""), []);
    assert_eq!(codes(" 0750655e, 0940000P "), ["0750655E".parse().unwrap(), "0940000P".parse().unwrap()]);
    let faults: Vec<_> = with("0750655E 0940000A").unwrap_err().into_iter().map(|r| r.column).collect();
    assert_eq!(faults, [Some(Column::Headed)], "one wrong code and nobody is given anything");
    assert_eq!(with_line(GOOD).outcome.unwrap().record.headed, None, "the column is not there");
}

#[test]
fn a_header_that_cannot_serve_refuses_the_file_and_says_why() {
    let refused = |text: &[u8]| StaffFile::open(reader(text), TODAY).unwrap_err();
    let missing = refused(b"nom;prenom;naissance;civilite;fonction\n");
    assert!(missing.message(Locale::Fr).contains("«\u{a0}numen\u{a0}» manque"));
    assert!(missing.message(Locale::En).contains("“numen” is missing"));
    let two = refused(b"nom;prenom;naissance;civilite\n").message(Locale::Fr);
    assert!(two.ends_with("numen, fonction."), "{two}");
    let twice = refused(format!("{HEADER};NOM\n").as_bytes());
    assert!(matches!(twice, FileRefused::ColumnTwice(Column::Surname)));
    assert!(matches!(refused(b""), FileRefused::Empty));
    assert!(matches!(refused(b"\n \r\n\n"), FileRefused::Empty));
    assert!(matches!(refused(b"PK\x03\x04rest"), FileRefused::Spreadsheet));
    assert!(matches!(refused(b"\xff\xfen\x00u\x00"), FileRefused::Utf16));
    assert!(matches!(refused(b"n\x00u\x00m\x00e\x00n\x00\n"), FileRefused::NotText));
    assert!(matches!(refused("x".repeat(100_000).as_bytes()), FileRefused::NotText));
    assert!(matches!(refused(b"numen;\"nom\n"), FileRefused::HeaderQuote));
}

#[test]
fn blank_lines_are_skipped_but_counted() {
    let lines = lines(format!("\n{HEADER}\r\n\r\n{GOOD}\r\n   \r\n\n{GOOD}"));
    let numbers: Vec<_> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [4, 7]);
    assert!(lines.iter().all(|line| line.outcome.is_ok()));
}

#[test]
fn every_fault_of_a_line_is_told_at_once() {
    let faults = rejections(";;Jean;31/02/1980;M.;;0750655F;;pas une adresse");
    let columns: Vec<_> = faults.iter().filter_map(|(column, _)| *column).collect();
    assert_eq!(columns, [Column::Numen, Column::Surname, Column::BirthDate, Column::Function, Column::Uai]);
    assert!(
        faults.contains(&(Some(Column::BirthDate), RejectionReason::BirthDate(BirthDateRefused::NoSuchDay)))
    );
    let letter = RejectionReason::Uai(UaiRefused::Letter { expected: 'E' });
    assert!(faults.contains(&(Some(Column::Uai), letter)));
}

#[test]
fn single_faults_have_their_reason() {
    let long = "x".repeat(121);
    for (line, column, reason) in [
        ("24E9912345ABC;Dupont;Jean", None, RejectionReason::FieldCount { expected: 9, found: 3 }),
        (
            "24E9912345ABC;Du;pont;Jean;12/03/1980;M.;ENS;;;",
            None,
            RejectionReason::FieldCount { expected: 9, found: 10 },
        ),
        ("24E9912345ABC;\"Dupont;Jean;12/03/1980;M.;ENS;;;", None, RejectionReason::OpenQuote),
        ("24E9912345ABC;\"Du\"pont;Jean;12/03/1980;M.;ENS;;;", None, RejectionReason::OpenQuote),
        ("24E9912345ABC;42;Jean;12/03/1980;M.;ENS;;;", Some(Column::Surname), RejectionReason::NoLetter),
        (
            "24E9912345ABC;Du\u{1b}pont;Jean;12/03/1980;M.;ENS;;;",
            Some(Column::Surname),
            RejectionReason::ControlCharacter,
        ),
        (
            &format!("24E9912345ABC;Dupont;Jean;12/03/1980;M.;{long};;;"),
            Some(Column::Function),
            RejectionReason::TooLong { limit: 120 },
        ),
    ] {
        // The second line has one field too many, and it is not an empty one at the end.
        let line = if line.contains("Du;pont") { format!("{line}x") } else { line.to_owned() };
        assert_eq!(rejections(&line), [(column, reason)], "{line}");
    }
}

#[test]
fn empty_fields_too_many_are_forgiven() {
    assert_eq!(record(&format!("{GOOD};;;")).surname, "Lefèvre");
    assert!(lines(format!("{HEADER};;\n{GOOD};;\n"))[0].outcome.is_ok());
}

#[test]
fn warnings_keep_the_agent() {
    let line = with_line("99E9912345ABC;Dupont;Jean;12/03/1980;Docteur;ENS;;;jean(at)exemple.fr");
    let Accepted { record, warnings } = line.outcome.unwrap();
    let reasons: Vec<_> = warnings.iter().map(|warning| warning.reason).collect();
    let odd = WarningReason::OddNumen(NumenShape::UnknownAcademy);
    assert_eq!(reasons, [odd, WarningReason::UnknownCivility, WarningReason::BadEmail]);
    assert_eq!((record.civility, record.backup_email), (Civility::Unspecified, None));
    assert!(warnings[2].message(Locale::Fr).starts_with("Colonne «\u{a0}mel_secours\u{a0}»\u{a0}: "));
}

#[test]
fn a_huge_line_and_nul_bytes_cost_one_line_each() {
    let huge = "x".repeat(10 * 1024 * 1024);
    let lines = lines(format!("{HEADER}\n{huge}\n{GOOD}\nab\0c\n{GOOD}\n"));
    let told: Vec<_> = lines.iter().map(|line| line.outcome.as_ref().err().map(|r| r[0].reason)).collect();
    assert_eq!(told, [Some(RejectionReason::LineTooLong), None, Some(RejectionReason::NulCharacter), None]);
    assert_eq!(lines.last().unwrap().number, 5);
}

#[test]
fn a_huge_line_is_never_held_in_memory() {
    let endless = Cursor::new(format!("{HEADER}\n")).chain(io::repeat(b'x').take(300 * 1024 * 1024));
    let mut file = StaffFile::open(BufReader::new(endless), TODAY).unwrap();
    let line = file.next().unwrap().unwrap();
    assert_eq!(line.outcome.unwrap_err()[0].reason, RejectionReason::LineTooLong);
    assert!(file.lines.held() <= 4 * LINE_LIMIT, "{} bytes held", file.lines.held());
}

#[test]
fn a_line_exactly_at_the_limit_passes() {
    let padding = " ".repeat(LINE_LIMIT - GOOD.len());
    let at = GOOD.replacen(";ENS;", &format!(";ENS{padding};"), 1);
    assert_eq!(at.len(), LINE_LIMIT);
    assert!(with_line(&at).outcome.is_ok());
    let over = at.replacen(";ENS", ";ENS ", 1);
    assert_eq!(rejections(&over), [(None, RejectionReason::LineTooLong)]);
}

/// Gives what it has, then fails.
struct Torn(Cursor<Vec<u8>>);

impl Read for Torn {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the cable")),
            read => Ok(read),
        }
    }
}

#[test]
fn a_file_torn_in_the_middle_ends_in_an_error() {
    let text = format!("{HEADER}\n{}", format!("{GOOD}\n").repeat(2_000));
    let mut file = StaffFile::open(BufReader::new(Torn(Cursor::new(text.into_bytes()))), TODAY).unwrap();
    let error = file.find_map(Result::err).unwrap();
    assert!(matches!(&error, FileRefused::Unreadable(cause) if cause == "the cable"));
    assert!(!error.message(Locale::Fr).contains("cable"));
    assert!(file.next().is_none());
}

#[test]
fn no_message_and_no_debug_shows_the_numen_or_a_value() {
    let bad = "24E9912345ABC;Dupont42;;12/13/1980;Docteur;ENS;0750655F;;24E9912345ABC@x";
    let line = with_line(bad);
    let mut shown = format!("{line:?}");
    for rejection in line.outcome.as_ref().unwrap_err() {
        shown += &(rejection.message(Locale::Fr) + &rejection.message(Locale::En));
    }
    write!(shown, "{:?}", with_line(GOOD)).unwrap();
    for secret in ["9912345", "24E", "Dupont42", "Docteur", "12/13"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn french_messages_follow_french_typography() {
    let faults = with_line(";4;;99/99/99;x;;1;;").outcome.unwrap_err();
    for message in faults.iter().map(|fault| fault.message(Locale::Fr)) {
        assert!(!message.contains(" :") && !message.contains('\'') && !message.contains('"'), "{message}");
    }
}

#[test]
#[ignore = "a measure, for a release build: cargo test --release -- --ignored speed"]
#[allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a measure")]
fn speed_of_a_hundred_thousand_lines() {
    let text = format!("{HEADER}\n{}", format!("{GOOD}\n").repeat(100_000));
    let start = std::time::Instant::now();
    let read = open(text).filter(|line| line.as_ref().unwrap().outcome.is_ok()).count();
    println!("{read} lines in {:?}", start.elapsed());
    assert_eq!(read, 100_000);
}

/// A reader that hands its bytes in pieces of any size, as a socket does.
struct Pieces(Vec<u8>, usize, usize);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = &self.0[self.2..(self.2 + self.1).min(self.0.len())];
        let read = rest.read(buffer)?;
        self.2 += read;
        Ok(read)
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = StaffFile::open(reader(&bytes), TODAY).map(Iterator::count);
        let file = [HEADER.as_bytes(), b"\n", &bytes].concat();
        let _ = StaffFile::open(reader(file), TODAY).map(Iterator::count);
    }

    #[test]
    fn every_line_that_is_not_blank_is_told(fields in proptest::collection::vec("[a-zé0-9;\"/ ]{0,30}", 0..30)) {
        let text = format!("{HEADER}\n{}", fields.join("\n"));
        let expected: Vec<u64> = (2..).zip(&fields).filter(|(_, f)| !f.trim().is_empty()).map(|(n, _)| n).collect();
        let told: Vec<u64> = lines(text).iter().map(|line| line.number).collect();
        prop_assert_eq!(told, expected);
    }

    #[test]
    fn quoting_gives_back_any_name(name in "[A-Za-zé;,\" '-]{0,30}[A-Za-z]") {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let line = format!("24E9912345ABC;{quoted};Jean;12/03/1980;M.;ENS;;;");
        let folded = name.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(record(&line).surname, folded);
    }

    #[test]
    fn how_the_bytes_arrive_does_not_matter(size in 1usize..200) {
        let text = format!("{HEADER}\r\n{GOOD}\r\n\r\nbad\r\n{GOOD}").into_bytes();
        let file = StaffFile::open(BufReader::with_capacity(size, Pieces(text, size, 0)), TODAY).unwrap();
        let told: Vec<_> = file.map(|line| { let line = line.unwrap(); (line.number, line.outcome.is_ok()) }).collect();
        prop_assert_eq!(told, [(2, true), (4, false), (5, true)]);
    }

    #[test]
    fn rejections_never_repeat_a_secret(numen in "[0-9A-Z]{21,30}") {
        let line = with_line(&format!("{numen};Dupont;Jean;12/03/1980;M.;ENS;;;"));
        for rejection in line.outcome.unwrap_err() {
            prop_assert!(!rejection.message(Locale::Fr).contains(&numen));
        }
    }
}

#[test]
fn reading_needs_only_a_buffered_reader() {
    fn takes<R: BufRead>(reader: R) -> usize {
        StaffFile::open(reader, TODAY).map_or(0, Iterator::count)
    }
    assert_eq!(takes(format!("{HEADER}\n{GOOD}\n").as_bytes()), 1);
}
