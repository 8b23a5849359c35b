//! Makes `list.bin`, the embedded list of breached passwords, from the files that `rebuild.sh` has fetched.
//! The recipe and the sources are described in `README.md` beside this file.

use std::{
    collections::HashSet,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use identity::rules::breached::{HEADER, normal_form, sha1, stem};

/// Five bytes: 196,608 entries in a trillion, less than two chances in ten million at each search.
const WIDTH: usize = 5;
const MOST: usize = 196_608;
/// Shorter ones cannot be chosen nor be the stem of one that can.
const SHORTEST: usize = 8;
/// The policy's shortest password.
const SHORTEST_CHOSEN: usize = 12;
const MOST_SHORT: usize = 40_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let mut next = |what| arguments.next().ok_or(format!("missing argument: {what}"));
    let (words, ranked, common, leaked) = (next("words")?, next("ranked")?, next("common")?, next("leaked")?);
    let output = next("output")?;
    let words = fs::read_to_string(words)?;
    let words: Vec<&str> = words.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();

    let mut list = List::default();
    list.stage("french words and keyboard walks", french(&words).into_iter().chain(keyboard_walks()));
    let ranked = fs::read_to_string(ranked)?;
    let is_choosable = |password: &&str| password.chars().count() >= SHORTEST_CHOSEN;
    list.stage("ranked, long", ranked.lines().filter(is_choosable));
    let common: Vec<String> = serde_json::from_slice(&fs::read(common)?)?;
    list.stage("common", common);
    let is_stem = |password: &&str| (SHORTEST..SHORTEST_CHOSEN).contains(&password.chars().count());
    list.stage("ranked, short", ranked.lines().filter(is_stem).take(MOST_SHORT));
    let leaked = leaked_passwords(&leaked)?;
    let telling: Vec<&str> = words.iter().copied().filter(|word| word.len() >= 6).collect();
    let is_french = |password: &String| {
        let plain = normal_form(password);
        telling.iter().any(|word| plain.contains(word))
    };
    let choosable = |password: &&String| password.chars().count() >= SHORTEST_CHOSEN;
    list.stage("leaked, with a french word", leaked.iter().filter(choosable).filter(|p| is_french(p)));
    list.stage("leaked, made of letters", leaked.iter().filter(|p| p.chars().count() >= 15 && is_wordy(p)));
    list.write(&output)
}

#[derive(Default)]
struct List {
    passwords: HashSet<String>,
}

impl List {
    /// Adds passwords in order until the list is full, less those that the stem of another already covers.
    fn stage<P: AsRef<str>>(&mut self, name: &str, passwords: impl IntoIterator<Item = P>) {
        let before = self.passwords.len();
        for password in passwords {
            let plain = normal_form(password.as_ref());
            let is_new = plain.chars().count() >= SHORTEST && !self.passwords.contains(stem(&plain));
            if is_new && self.passwords.len() < MOST {
                self.passwords.insert(plain);
            }
        }
        println!("{:>7}  {name}", self.passwords.len() - before);
    }

    fn write(self, output: &Path) -> Result<(), Box<dyn Error>> {
        let mut prefixes: Vec<[u8; WIDTH]> =
            self.passwords.iter().filter_map(|password| sha1(password).first_chunk().copied()).collect();
        prefixes.sort_unstable();
        prefixes.dedup();
        println!("{:>7}  in all", prefixes.len());
        let file = [format!("{HEADER}{WIDTH}\n").as_bytes(), prefixes.as_flattened()].concat();
        Ok(fs::write(output, file)?)
    }
}

/// What French people make of one word: doubled, tripled, followed by the row of digits, loved.
fn french(words: &[&str]) -> Vec<String> {
    const AFTER: [&str; 22] = [
        "123456",
        "1234567",
        "12345678",
        "123456789",
        "1234567890",
        "0123456789",
        "012345",
        "01234567",
        "azerty",
        "azertyuiop",
        "123azerty",
        "123123",
        "123321",
        "654321",
        "111111",
        "000000",
        "20242025",
        "20252026",
        "20262027",
        "motdepasse",
        "123soleil",
        "12345azerty",
    ];
    const BEFORE: [&str; 16] = [
        "123456",
        "123456789",
        "1234567890",
        "0123456789",
        "azerty",
        "motdepasse",
        "jaime",
        "jadore",
        "jaimele",
        "jaimela",
        "jaimeles",
        "jetaime",
        "vive",
        "vivela",
        "vivele",
        "mon",
    ];
    let mut made = Vec::new();
    for word in words.iter().filter(|word| word.len() >= 4) {
        made.push((*word).to_owned());
        made.push(word.repeat(2));
        made.push(word.repeat(3));
        made.extend(AFTER.iter().map(|after| format!("{word}{after}")));
        made.extend(BEFORE.iter().map(|before| format!("{before}{word}")));
    }
    // The first words are the commonest: their pairs are chosen too.
    let commonest = words.get(..60).unwrap_or(words);
    made.extend(commonest.iter().flat_map(|a| commonest.iter().map(move |b| format!("{a}{b}"))));
    made
}

/// Runs along the rows and down the columns of AZERTY and QWERTY keyboards, both ways, doubled.
fn keyboard_walks() -> Vec<String> {
    let rows = [
        "azertyuiopqsdfghjklmwxcvbn",
        "qwertyuiopasdfghjklzxcvbnm",
        "12345678901234567890",
        "01234567890123456789",
    ];
    let columns = [
        "aqwzsxedcrfvtgbyhnuj",
        "azqsedrftgyhujikolpm",
        "1aqw2zsx3edc4rfv5tgb6yhn",
        "aqw1zsx2edc3rfv4tgb5",
        "a1z2e3r4t5y6u7i8o9p0",
        "1a2z3e4r5t6y7u8i9o0p",
        "1q2w3e4r5t6y7u8i9o0p",
        "qazwsxedcrfvtgbyhnujmikolp",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "&é\"'(-è_çà)=",
        "azerty123456789azerty",
        "qsdfghjklmqsdfghjklm",
        "wxcvbnqsdfghjklmazertyuiop",
        "azeqsdwxcrtyfghvbnuiojkl",
        "123azeqsdwxc456rtyfghvbn",
    ];
    let mut walks = Vec::new();
    for run in rows.into_iter().chain(columns) {
        let keys: Vec<char> = run.chars().collect();
        for start in 0..keys.len() {
            for end in start + 6..=keys.len() {
                let walk: String = keys.iter().take(end).skip(start).collect();
                let back: String = walk.chars().rev().collect();
                walks.push(walk.repeat(2));
                walks.push(format!("{walk}{back}"));
                walks.push(format!("{walk}123456789"));
                walks.push(format!("123456789{walk}"));
                walks.extend([walk, back]);
            }
        }
    }
    for key in ('a'..='z').chain('0'..='9') {
        walks.extend((SHORTEST..=30).map(|length| key.to_string().repeat(length)));
    }
    walks
}

/// The passwords of a folder of text files, in the order of their hashes: the files have no ranking, and a fair
/// draw favours none.
fn leaked_passwords(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut passwords = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                passwords.extend(String::from_utf8_lossy(&fs::read(path)?).lines().map(str::to_owned));
            }
        }
    }
    passwords.sort_by_cached_key(|password| sha1(password));
    Ok(passwords)
}

/// Words with at most a few signs at the end: what a person may well choose again.
fn is_wordy(password: &str) -> bool {
    let plain = normal_form(password);
    let stem = stem(&plain);
    stem.chars().count() >= SHORTEST_CHOSEN
        && stem.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '_'))
}
