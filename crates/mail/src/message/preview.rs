//! The line under the subject in a list: the first words the sender wrote, without what they quote or sign with.
//! If that leaves nothing (a bare forward), the quoted text is better than an empty line.

use super::clean::clean_line;
use super::email::Email;

const LENGTH: usize = 160;
/// No preview needs more of the text than this.
const LOOK_AT: usize = 32 << 10;

pub(super) fn of(email: &Email) -> String {
    let text = match (&email.text_body, &email.html_body) {
        (Some(text), _) => head(text).to_owned(),
        // Mail from mass mailers starts with kilobytes of style: look further into HTML.
        (None, Some(html)) => {
            super::text::html_to_text(html.get(..html.floor_char_boundary(LOOK_AT * 8)).unwrap_or_default())
        }
        (None, None) => String::new(),
    };
    let own = cut(own_words(&text));
    if own.is_empty() { cut(text.lines()) } else { own }
}

fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LOOK_AT)).unwrap_or_default()
}

fn own_words(text: &str) -> impl Iterator<Item = &str> {
    let lines: Vec<&str> = text.lines().take(2_000).collect();
    let ends = |at: usize, line: &str| {
        ends_message(line) || starts_copied_head(line, lines.get(at + 1..).unwrap_or_default())
    };
    let end = lines.iter().enumerate().position(|(at, line)| ends(at, line)).unwrap_or(lines.len());
    let mut kept: Vec<&str> = Vec::new();
    for (index, line) in lines.iter().take(end).enumerate() {
        let next = lines.iter().skip(index + 1).find(|l| !l.trim().is_empty());
        let introduces = next.is_some_and(|l| l.starts_with('>')) && ends_attribution(line);
        if introduces && kept.last().is_some_and(|previous| starts_attribution(previous)) {
            kept.pop(); // the sender's program wrapped « Le … Jean / Dupont a écrit : »
        }
        if !line.trim_start().starts_with('>') && !introduces {
            kept.push(*line);
        }
    }
    kept.into_iter()
}

/// What follows is a signature or someone else's message.
fn ends_message(line: &str) -> bool {
    let trimmed = line.trim();
    let lower = trimmed.to_lowercase();
    let ruled = trimmed.len() >= 10 && trimmed.starts_with("-----") && trimmed.ends_with("---");
    line == "-- "
        || line == "--"
        || (trimmed.len() >= 10 && trimmed.bytes().all(|b| b == b'_'))
        || (ruled && ["message", "mail", "mél", "forwarded"].iter().any(|word| lower.contains(word)))
        || (is_attribution(&lower) && trimmed.len() < 300)
}

/// The head that Outlook copies above what it answers: « De : … » and soon « Envoyé : … ».
fn starts_copied_head(line: &str, after: &[&str]) -> bool {
    let names = |line: &str, labels: &[&str]| {
        let line = line.trim_start_matches(['*', ' ']);
        labels.iter().any(|label| {
            line.strip_prefix(label)
                .is_some_and(|rest| rest.trim_start_matches(['*']).trim_start().starts_with(':'))
        })
    };
    names(line, &["De", "From"])
        && after
            .iter()
            .filter(|l| !l.trim().is_empty())
            .take(3)
            .any(|l| names(l, &["Envoyé", "Sent", "Date", "Objet", "Subject"]))
}

/// « Le 3 mai 2026 à 10:00, X a écrit : », “On … wrote:”: complete on one line.
fn is_attribution(lower: &str) -> bool {
    let french = lower.starts_with("le ") && ends_attribution(lower);
    let english = lower.starts_with("on ") && lower.ends_with("wrote:");
    (french || english) && lower.bytes().any(|b| b.is_ascii_digit())
}

fn starts_attribution(line: &str) -> bool {
    (line.starts_with("Le ") || line.starts_with("On ")) && line.bytes().any(|b| b.is_ascii_digit())
}

fn ends_attribution(line: &str) -> bool {
    let line = line.trim_end().trim_end_matches(':').trim_end().to_lowercase();
    ["a écrit", "a ecrit", "wrote", "schrieb", "escribió", "ha scritto"]
        .iter()
        .any(|verb| line.ends_with(verb))
}

fn cut<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut preview = String::new();
    for line in lines {
        let line = without_filler(&clean_line(line.trim_start_matches(['>', ' '])));
        let is_ruler =
            !line.is_empty() && line.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | '~' | '#'));
        if line.is_empty() || is_ruler {
            continue;
        }
        if !preview.is_empty() {
            preview.push(' ');
        }
        preview.push_str(&line);
        if preview.chars().count() >= LENGTH {
            break;
        }
    }
    shorten(&preview)
}

/// Newsletters push their text out of the preview with runs of invisible joiners and hard spaces.
fn without_filler(line: &str) -> String {
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\u{200c}' | '\u{200d}' | '\u{2007}');
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(is_blank) {
        let (word, blanks) = rest.split_at(at);
        let after = blanks.trim_start_matches(is_blank);
        let run = blanks.get(..blanks.len() - after.len()).unwrap_or_default();
        kept.push_str(word);
        kept.push_str(if run.chars().nth(1).is_some() { " " } else { run });
        rest = after;
    }
    kept.push_str(rest);
    kept.trim().to_owned()
}

/// At a word where one is near.
fn shorten(preview: &str) -> String {
    let Some((end, _)) = preview.char_indices().nth(LENGTH) else { return preview.to_owned() };
    let kept = preview.get(..end).unwrap_or_default();
    let at_word = kept.rfind(' ').filter(|at| end - at <= 24).unwrap_or(end);
    format!("{}…", kept.get(..at_word).unwrap_or_default().trim_end())
}

#[cfg(test)]
mod tests {
    use crate::message::parse;

    fn preview(body: &str) -> String {
        parse(format!("Content-Type: text/plain; charset=utf-8\n\n{body}").as_bytes()).preview
    }

    #[test]
    fn quotes_and_signatures_are_left_out() {
        assert_eq!(
            preview("Bonjour,\n\n  oui  pour lundi.\n\n-- \nJean Dupont\nProviseur"),
            "Bonjour, oui pour lundi."
        );
        assert_eq!(preview("Oui.\n\nLe 3 mai 2026 à 10:00, Marie a écrit :\n> Es-tu libre ?"), "Oui.");
        assert_eq!(
            preview("Le lundi 4 mai 2026 à 10:00, Jean\nDupont <j@x> a écrit :\n> Libre ?\n\nOui !"),
            "Oui !"
        );
        assert_eq!(preview("Yes\n\nOn 3 May 2026, Mary wrote:\n> Free?"), "Yes");
        assert_eq!(preview("Voir dessous\n-----Message d'origine-----\nDe : Marie"), "Voir dessous");
        assert_eq!(preview("Vu.\n\nDe\u{a0}: Marie\nEnvoyé\u{a0}: lundi\nÀ : Jean"), "Vu.");
        assert_eq!(preview("De : tout\nun : peu"), "De : tout un : peu");
        assert_eq!(preview("Voir\n________________________________\nDe : Marie"), "Voir");
    }

    #[test]
    fn a_bare_quote_is_better_than_nothing() {
        assert_eq!(preview("> Es-tu libre ?\n> Marie"), "Es-tu libre ? Marie");
        assert_eq!(preview(""), "");
    }

    #[test]
    fn a_text_that_speaks_of_writing_is_not_a_quote() {
        assert_eq!(preview("Le proviseur a écrit :\nrien à dire"), "Le proviseur a écrit : rien à dire");
    }

    #[test]
    fn it_is_cut_at_a_word() {
        let shown = preview(&"mot ".repeat(100));
        assert!(shown.chars().count() <= 161 && shown.ends_with("mot…"), "{shown}");
        assert_eq!(preview(&"é".repeat(500)).chars().count(), 161);
    }

    #[test]
    fn html_gives_its_words() {
        let raw = "Content-Type: text/html\n\n<style>p{}</style><p>Bonjour&nbsp;<b>Marie</b></p><blockquote>cité</blockquote>";
        assert_eq!(parse(raw.as_bytes()).preview, "Bonjour\u{a0}Marie");
        let filler = format!(
            "Content-Type: text/html\n\n<div>Promotion{}</div><p>Suite</p>",
            "&nbsp;&zwnj;".repeat(50)
        );
        assert_eq!(parse(filler.as_bytes()).preview, "Promotion Suite");
    }
}
