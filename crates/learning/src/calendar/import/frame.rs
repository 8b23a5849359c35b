//! The components of an iCalendar file, each with the line it begins on.
//! Only BEGIN and END lines are read here, so that a broken event spoils itself and not its neighbours.

/// One component directly in the calendar, from its BEGIN to its END line.
#[derive(Debug, PartialEq, Eq)]
pub struct Component<'a> {
    pub name: &'a str,
    /// Counted from 1, as editors do.
    pub line: usize,
    pub text: &'a str,
}

#[derive(Debug, Default)]
pub struct Frame<'a> {
    pub components: Vec<Component<'a>>,
    /// Whether anything in it looks like iCalendar.
    pub is_calendar: bool,
    /// Lines of components that are never closed.
    pub unclosed: Vec<usize>,
}

struct Open<'a> {
    name: &'a str,
    line: usize,
    offset: usize,
}

impl Component<'_> {
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

pub fn cut(text: &str) -> Frame<'_> {
    let mut frame = Frame::default();
    // The component directly in the calendar, then those inside it.
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut offset = 0;
    for (index, raw) in text.split_inclusive('\n').enumerate() {
        let (line, start) = (index + 1, offset);
        offset += raw.len();
        match mark(raw) {
            Some((Mark::Begin | Mark::End, name)) if name.eq_ignore_ascii_case("VCALENDAR") => {
                frame.is_calendar = true;
                frame.unclosed.extend(open.drain(..).take(1).map(|o| o.line));
            }
            Some((Mark::Begin, name)) => {
                // Events do not stand in events: the one before lacks its END.
                if name.eq_ignore_ascii_case("VEVENT") {
                    frame.is_calendar = true;
                    frame.unclosed.extend(open.drain(..).take(1).map(|o| o.line));
                }
                open.push(Open { name, line, offset: start });
            }
            Some((Mark::End, name)) => {
                let Some(depth) = open.iter().rposition(|o| o.name.eq_ignore_ascii_case(name)) else {
                    continue;
                };
                open.truncate(depth + 1);
                if let Some(closed) = open.pop()
                    && open.is_empty()
                {
                    let text = text.get(closed.offset..offset).unwrap_or_default();
                    frame.components.push(Component { name: closed.name, line: closed.line, text });
                }
            }
            None => {}
        }
    }
    frame.unclosed.extend(open.into_iter().take(1).map(|o| o.line));
    frame
}

enum Mark {
    Begin,
    End,
}

fn mark(raw: &str) -> Option<(Mark, &str)> {
    // A line that begins with white space continues the one before.
    if raw.starts_with([' ', '\t']) {
        return None;
    }
    let (name, value) = raw.split_once(':')?;
    if name.eq_ignore_ascii_case("BEGIN") {
        Some((Mark::Begin, value.trim()))
    } else if name.eq_ignore_ascii_case("END") {
        Some((Mark::End, value.trim()))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_know_their_line_and_keep_what_is_inside() {
        let text = "BEGIN:VCALENDAR\r\nX:1\r\nBEGIN:VEVENT\r\nSUMMARY:a\r\nBEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT\r\n\
                    begin:vtodo\r\nend:VTODO\r\nEND:VCALENDAR\r\n";
        let frame = cut(text);
        assert!(frame.is_calendar && frame.unclosed.is_empty());
        let seen: Vec<_> = frame.components.iter().map(|c| (c.name, c.line)).collect();
        assert_eq!(seen, [("VEVENT", 3), ("vtodo", 8)]);
        assert!(frame.components[0].text.starts_with("BEGIN:VEVENT\r\n"));
        assert!(frame.components[0].text.ends_with("END:VALARM\r\nEND:VEVENT\r\n"));
    }

    #[test]
    fn an_event_without_an_end_does_not_swallow_the_next() {
        let frame = cut(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VALARM\nBEGIN:VEVENT\nEND:VEVENT\nBEGIN:VEVENT\nEND:VCALENDAR\n",
        );
        assert_eq!(frame.unclosed, [2, 6]);
        assert_eq!(frame.components.iter().map(|c| c.line).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn a_part_without_an_end_is_closed_with_its_event() {
        let frame = cut("BEGIN:VEVENT\nBEGIN:VALARM\nEND:VEVENT\n");
        assert_eq!(frame.components.len(), 1);
        assert!(frame.unclosed.is_empty());
    }

    #[test]
    fn continuation_lines_are_not_marks_and_stray_ends_are_ignored() {
        let frame = cut("BEGIN:VCALENDAR\nEND:VTODO\nBEGIN:VEVENT\nDESCRIPTION:x\n END:VEVENT\nEND:VEVENT");
        assert_eq!(frame.components.len(), 1);
        assert!(frame.components[0].text.ends_with("\n END:VEVENT\nEND:VEVENT"));
    }

    #[test]
    fn anything_else_is_no_calendar() {
        assert!(!cut("nom;prénom\nDurand;Ana\n").is_calendar);
        assert!(!cut("").is_calendar);
        assert!(!cut("BEGIN:VCARD\nEND:VCARD\n").is_calendar);
    }
}
