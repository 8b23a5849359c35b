//! Makes text from outside fit to show: control characters and characters that reorder the line are taken out.
//! A name that reads `facture[U+202E]fdp.exe` must look like what it is, and a subject must stay on its line.

/// One line: every run of blanks and controls is one space, nothing at either end.
pub fn clean_line(raw: &str) -> String {
    let mut line = String::with_capacity(raw.len());
    for c in raw.chars() {
        if is_hidden(c) {
            continue;
        }
        if c.is_control() || is_line_end(c) || c == ' ' {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Several lines: ends of line become `\n`, tabs stay, other controls go.
pub fn clean_text(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                text.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{0c}' => text.push('\n'),
            '\n' | '\t' => text.push(c),
            c if c.is_control() || is_hidden(c) => {}
            c => text.push(c),
        }
    }
    text
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Reorders its neighbours, or is there without being seen. The joiners (U+200C, U+200D) stay:
/// Persian words and emoji are written with them; so do the two marks that Hebrew and Arabic need.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{202a}'..='\u{202e}'   // embeddings and overrides
        | '\u{2066}'..='\u{2069}' // isolates
        | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' | '\u{034f}' | '\u{180e}'
        | '\u{206a}'..='\u{206f}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_stays_one_line_in_reading_order() {
        assert_eq!(clean_line("  Réunion\r\n\tdu \u{0}lundi  "), "Réunion du lundi");
        assert_eq!(clean_line("facture\u{202e}fdp.exe"), "facturefdp.exe");
        assert_eq!(clean_line("a\u{2028}b\u{7f}c"), "a b c");
        assert_eq!(clean_line("\u{2066}\u{200b}\u{feff}"), "");
    }

    #[test]
    fn words_of_other_scripts_keep_their_joiners() {
        assert_eq!(clean_line("می‌خواهم 👩‍🏫"), "می‌خواهم 👩‍🏫");
    }

    #[test]
    fn text_keeps_its_lines_and_loses_its_controls() {
        assert_eq!(clean_text("a\r\nb\rc\nd\te\u{0}\u{1b}[31m\u{202e}f"), "a\nb\nc\nd\te[31mf");
    }

    proptest! {
        #[test]
        fn cleaning_is_stable_and_leaves_nothing_hidden(raw in any::<String>()) {
            let line = clean_line(&raw);
            prop_assert!(!line.chars().any(|c| c.is_control() || is_hidden(c) || is_line_end(c)));
            prop_assert_eq!(clean_line(&line), line.clone());
            let text = clean_text(&raw);
            prop_assert!(!text.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || is_hidden(c)));
            prop_assert_eq!(clean_text(&text), text.clone());
        }
    }
}
