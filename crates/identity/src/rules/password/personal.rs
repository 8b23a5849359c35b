//! What a password may not hold because it is known of the agent: name, identifier, address, NUMEN, birth date,
//! school, académie. Looked for without regard to capitals, accents, separators and the usual swaps (`@` for a).

use jiff::civil::Date;

use super::{Context, Problem};
use crate::rules::{identifier::latin_lower, numen::Numen};

/// From this length on a name is looked for inside other letters; shorter ones must stand alone.
const INSIDE_NAME: usize = 4;
/// Places are often common words, so they are held to more letters.
const INSIDE_PLACE: usize = 5;
/// Words of school names that say nothing of which school.
const COMMON_IN_SCHOOLS: [&str; 32] = [
    "annexe",
    "centre",
    "cite",
    "college",
    "ecole",
    "elementaire",
    "erea",
    "general",
    "generale",
    "lycee",
    "maternelle",
    "mixte",
    "polyvalent",
    "primaire",
    "prive",
    "privee",
    "professionnel",
    "publique",
    "saint",
    "sainte",
    "scolaire",
    "section",
    "technologique",
    "enseignement",
    // Words of any sentence, which many schools bear.
    "trois",
    "quatre",
    "petit",
    "petits",
    "grand",
    "grands",
    "grande",
    "notre",
];

pub(super) fn problems(context: &Context<'_>, password: &str) -> Vec<Problem> {
    let haystack = Haystack::new(password);
    let mut problems = Vec::new();
    let mut find = |problem, found| {
        if found {
            problems.push(problem);
        }
    };
    let numen = context.is_own_numen.is_some_and(|is_own| holds_numen(password, is_own));
    find(Problem::OwnNumen, numen);
    find(
        Problem::OwnName,
        [context.surname, context.first_names].iter().any(|name| haystack.holds_name(name)),
    );
    find(Problem::OwnIdentifier, haystack.holds(context.identifier, INSIDE_NAME));
    let local_part = |address: &&str| address.split('@').next().map(str::to_owned).unwrap_or_default();
    find(Problem::OwnAddress, context.addresses.iter().any(|a| haystack.holds(&local_part(a), INSIDE_NAME)));
    let born = context.is_own_birth_date.is_some_and(|is_own| haystack.dates().into_iter().any(is_own));
    find(Problem::OwnBirthDate, born);
    find(Problem::OwnSchool, context.schools.iter().any(|name| haystack.holds_place(name)));
    find(Problem::OwnAcademy, context.academy.iter().any(|name| haystack.holds_place(name)));
    problems
}

/// The words of a text that tell who or where, for the strength estimate too.
pub(super) fn telling_words(text: &str) -> impl Iterator<Item = String> {
    let latin = latin_lower(text);
    let words: Vec<_> = latin.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_owned).collect();
    words.into_iter().filter(|word| word.len() >= INSIDE_NAME && !COMMON_IN_SCHOOLS.contains(&word.as_str()))
}

/// Tries every run of 5 to 20 letters and digits, separators ignored: the NUMEN is known only by its keyed hash.
fn holds_numen(password: &str, is_own: &dyn Fn(&Numen) -> bool) -> bool {
    let compact: Vec<char> = password.chars().filter(char::is_ascii_alphanumeric).collect();
    (5..=20).flat_map(|length| compact.windows(length)).any(|window| {
        let candidate = zeroize::Zeroizing::new(window.iter().collect::<String>());
        candidate.parse().is_ok_and(|numen| is_own(&numen))
    })
}

/// A password in the forms in which it is searched.
struct Haystack {
    /// Words, cut where letters and digits meet.
    words: Vec<String>,
    /// Letters and digits run together: as typed, then with the usual swaps undone in two ways.
    compacts: [String; 3],
    /// Digits with the separators of dates taken out, runs parted by `|`.
    digits: String,
}

impl Haystack {
    fn new(password: &str) -> Haystack {
        let plain = latin_lower(password);
        let compact = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let undone = |one: char| -> String {
            let letters: String = password.chars().map(|c| undo_swap(c, one)).collect();
            compact(&latin_lower(&letters))
        };
        let is_date_separator = |c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | '_' | ':');
        let digits = plain.chars().filter(|c| !is_date_separator(*c));
        let digits = digits.map(|c| if c.is_ascii_digit() { c } else { '|' }).collect();
        Haystack { words: words(&plain), compacts: [compact(&plain), undone('i'), undone('l')], digits }
    }

    /// The text inside other letters when it is long, as a word of its own when it is short.
    fn holds(&self, text: &str, inside: usize) -> bool {
        let wanted: String = latin_lower(text).chars().filter(char::is_ascii_alphanumeric).collect();
        match wanted.len() {
            0..2 => false,
            length if length < inside => self.words.contains(&wanted),
            _ => self.compacts.iter().any(|compact| compact.contains(&wanted)),
        }
    }

    /// A whole name, or one of its parts that is long enough to tell; particles never are.
    fn holds_name(&self, name: &str) -> bool {
        name.split(',').any(|one| self.holds(one, INSIDE_NAME))
            || telling_words(name).any(|part| self.holds(&part, INSIDE_NAME))
    }

    fn holds_place(&self, name: &str) -> bool {
        let telling: Vec<String> = telling_words(name).filter(|word| word != "academie").collect();
        let whole = telling.concat();
        self.holds(&whole, INSIDE_PLACE)
            || telling.iter().any(|word| word.len() >= INSIDE_PLACE && self.holds(word, INSIDE_PLACE))
    }

    /// Every date that may be read in the password, as a birth date is written.
    fn dates(&self) -> Vec<Date> {
        let mut dates: Vec<Date> = self.digits.split('|').flat_map(dates_in_digits).collect();
        let [compact, ..] = &self.compacts;
        for month in 1..=12 {
            for (at, _) in month_names(month).flat_map(|name| compact.match_indices(name)) {
                let head = compact.get(..at).unwrap_or_default();
                // Written without its year it still tells: all of them are tried.
                let head = head.strip_suffix("er").unwrap_or(head);
                let days = (1..=2).filter_map(|n| head.get(head.len().checked_sub(n)?..)?.parse().ok());
                let years =
                    |day: i8| (FIRST_YEAR..=LAST_YEAR).filter_map(move |y| Date::new(y, month, day).ok());
                dates.extend(days.flat_map(years));
            }
        }
        dates.sort_unstable();
        dates.dedup();
        dates.retain(|date| self.holds_date(*date));
        dates
    }

    fn holds_date(&self, date: Date) -> bool {
        let (day, month, year) = (date.day(), date.month(), date.year());
        let short_year = year.rem_euclid(100);
        let in_digits = [
            format!("{day:02}{month:02}{year:04}"),
            format!("{year:04}{month:02}{day:02}"),
            format!("{month:02}{day:02}{year:04}"),
            format!("{day:02}{month:02}{short_year:02}"),
            format!("{short_year:02}{month:02}{day:02}"),
            format!("{day}{month}{year:04}"),
        ];
        let in_letters = month_names(month)
            .flat_map(|name| [format!("{day}{name}"), format!("{day:02}{name}"), format!("{day}er{name}")]);
        let [compact, ..] = &self.compacts;
        in_digits.iter().any(|writing| self.digits.contains(writing))
            || in_letters.into_iter().any(|w| holds_whole(compact, &w))
    }
}

/// Birth years of agents, with room on both sides.
const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2030;

/// Dates in a run of digits: day, month and year in the three orders, with or without the century or the zeros.
fn dates_in_digits(run: &str) -> Vec<Date> {
    let mut dates = Vec::new();
    let mut try_date = |year: Option<&str>, month: Option<&str>, day: Option<&str>| {
        let (Some(year), Some(month), Some(day)) = (year, month, day) else { return };
        let (Ok(short), Ok(month), Ok(day)) = (year.parse::<i16>(), month.parse(), day.parse()) else {
            return;
        };
        let years = if year.len() == 4 { vec![short] } else { vec![1900 + short, 2000 + short] };
        dates.extend(years.into_iter().filter_map(|year| Date::new(year, month, day).ok()));
    };
    for at in 0..run.len() {
        for length in 6..=8 {
            let Some(text) = run.get(at..at + length) else { break };
            let part = |from: usize, to: usize| text.get(from..to);
            match length {
                8 => {
                    try_date(part(4, 8), part(2, 4), part(0, 2));
                    try_date(part(0, 4), part(4, 6), part(6, 8));
                    try_date(part(4, 8), part(0, 2), part(2, 4));
                }
                7 => {
                    try_date(part(3, 7), part(1, 3), part(0, 1));
                    try_date(part(3, 7), part(2, 3), part(0, 2));
                }
                _ => {
                    try_date(part(2, 6), part(1, 2), part(0, 1));
                    try_date(part(4, 6), part(2, 4), part(0, 2));
                    try_date(part(0, 2), part(2, 4), part(4, 6));
                }
            }
        }
    }
    dates
}

/// Whether a text that starts with a digit is there, and not as the tail of a longer number.
fn holds_whole(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        !before.is_some_and(|c| c.is_ascii_digit())
    })
}

fn words(plain: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in plain.chars() {
        let continues = c.is_ascii_alphanumeric()
            && last.is_ascii_alphanumeric()
            && c.is_ascii_digit() == last.is_ascii_digit();
        match words.last_mut() {
            Some(word) if continues => word.push(c),
            _ if c.is_ascii_alphanumeric() => words.push(c.into()),
            _ => {}
        }
        last = c;
    }
    words
}

/// The letter that people write this sign for. `one` is what `1` stands for: it replaces i as well as l.
fn undo_swap(c: char, one: char) -> char {
    match c {
        '@' | '4' => 'a',
        '3' | '€' => 'e',
        '0' => 'o',
        '1' | '!' | '|' => one,
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        other => other,
    }
}

fn month_names(month: i8) -> impl Iterator<Item = &'static str> {
    const FRENCH: [&str; 12] = [
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ];
    const ENGLISH: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = usize::try_from(month - 1).unwrap_or_default();
    [FRENCH, ENGLISH].into_iter().filter_map(move |names| names.get(at).copied())
}
