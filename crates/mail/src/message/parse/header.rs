//! Splits the head of a message or part into fields, and says where the body starts.
//! Written for what arrives, not for what RFC 5322 allows: missing blank line, `From ` of mbox, junk between fields.

const MAX_NAME: usize = 100;

/// How much of a head is kept; what is beyond is skipped and reported.
#[derive(Clone, Copy)]
pub struct HeadLimits {
    pub bytes: usize,
    pub fields: usize,
}

/// Ten thousand recipients with their names fit.
pub const OF_MESSAGE: HeadLimits = HeadLimits { bytes: 2 << 20, fields: 2_000 };
pub const OF_PART: HeadLimits = HeadLimits { bytes: 64 << 10, fields: 100 };

#[derive(Debug)]
pub struct Field<'a> {
    name: &'a [u8],
    value: &'a [u8],
}

#[derive(Debug, Default)]
pub struct Headers<'a> {
    fields: Vec<Field<'a>>,
    /// Where the body starts, counted from the start of the head.
    pub body: usize,
    pub overflow: bool,
}

impl<'a> Headers<'a> {
    /// The head of a whole message: blank lines and the mbox separator before it are not part of it.
    pub fn of_message(raw: &'a [u8]) -> Self {
        let mut at = 0;
        while let Some(line) = line_at(raw, at) {
            if line.text.is_empty() || line.text.starts_with(b"From ") || line.text.starts_with(b">From ") {
                at = line.next;
            } else {
                break;
            }
        }
        let starts_with_field = line_at(raw, at).is_some_and(|line| split_field(line.text).is_some());
        if !starts_with_field && at > 0 && !raw.starts_with(b"From ") {
            at = 0;
        }
        Self::read(raw, at, OF_MESSAGE)
    }

    pub fn of_part(raw: &'a [u8]) -> Self {
        Self::read(raw, 0, OF_PART)
    }

    /// The raw values of a field, unfolded by the caller, in the order of the message.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a [u8]> + 's {
        self.fields.iter().filter(move |f| f.name.eq_ignore_ascii_case(name.as_bytes())).map(|f| f.value)
    }

    pub fn first(&self, name: &str) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    fn read(raw: &'a [u8], start: usize, limits: HeadLimits) -> Self {
        let mut headers = Headers { body: raw.len(), ..Headers::default() };
        let mut at = start;
        while let Some(line) = line_at(raw, at) {
            if line.text.is_empty() {
                headers.body = line.next;
                break;
            }
            let Some((name, value_at)) = split_field(line.text) else {
                if is_stray(raw, &line, !headers.fields.is_empty()) {
                    at = line.next;
                    continue;
                }
                headers.body = at;
                break;
            };
            let end = end_of_field(raw, &line);
            if headers.fields.len() < limits.fields && end - start <= limits.bytes {
                let value = raw.get(at + value_at..end).unwrap_or_default();
                headers.fields.push(Field { name, value });
            } else {
                headers.overflow = true;
            }
            at = end;
        }
        headers
    }
}

/// A line that is neither a field nor a continuation, with fields after it: some relay broke the head there.
/// Otherwise the blank line is missing and the body has begun.
fn is_stray(raw: &[u8], line: &Line<'_>, after_field: bool) -> bool {
    let is_continuation = line.text.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
    is_continuation
        || (after_field && line_at(raw, line.next).is_some_and(|next| split_field(next.text).is_some()))
}

/// The field's first line and the lines folded under it.
fn end_of_field(raw: &[u8], first: &Line<'_>) -> usize {
    let mut end = first.next;
    while let Some(line) = line_at(raw, end) {
        let folded = matches!(line.text.first(), Some(b' ' | b'\t'));
        // A line of blanks alone ends the head for the programs that trim lines; a fold does not need it.
        if !folded || line.text.iter().all(u8::is_ascii_whitespace) {
            break;
        }
        end = line.next;
    }
    end
}

struct Line<'a> {
    /// Without its end.
    text: &'a [u8],
    next: usize,
}

fn line_at(raw: &[u8], at: usize) -> Option<Line<'_>> {
    let rest = raw.get(at..).filter(|rest| !rest.is_empty())?;
    let (text, used) = match rest.iter().position(|b| *b == b'\n') {
        Some(end) => (rest.get(..end).unwrap_or_default(), end + 1),
        None => (rest, rest.len()),
    };
    Some(Line { text: text.strip_suffix(b"\r").unwrap_or(text), next: at + used })
}

/// Name, and where the value starts.
fn split_field(line: &[u8]) -> Option<(&[u8], usize)> {
    let colon = line.iter().take(MAX_NAME + 1).position(|b| *b == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    is_name.then_some((name, colon + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<'a>(headers: &Headers<'a>, name: &str) -> Vec<&'a str> {
        headers.all(name).map(|v| std::str::from_utf8(v).unwrap()).collect()
    }

    #[test]
    fn fields_are_found_with_their_folds() {
        let raw = b"Subject: un\r\n deux\r\nTO : a@x\nto: b@x\r\n\r\nCorps: pas un champ\r\n";
        let headers = Headers::of_message(raw);
        assert_eq!(values(&headers, "subject"), [" un\r\n deux\r\n"]);
        assert_eq!(values(&headers, "To"), [" a@x\n", " b@x\r\n"]);
        assert_eq!(&raw[headers.body..], b"Corps: pas un champ\r\n");
    }

    #[test]
    fn what_precedes_the_head_is_skipped() {
        let raw = b"\r\n\r\nFrom moi@x Mon Nov 23\nSubject: un\n\ncorps";
        let headers = Headers::of_message(raw);
        assert_eq!(values(&headers, "subject"), [" un\n"]);
        assert_eq!(&raw[headers.body..], b"corps");
    }

    #[test]
    fn a_text_without_head_is_a_body() {
        for raw in ["Bonjour,\nà demain", "à: x"] {
            let headers = Headers::of_message(raw.as_bytes());
            assert_eq!((headers.fields.len(), headers.body), (0, 0), "{raw:?}");
        }
        let blank = Headers::of_message(b"\nBonjour: x y");
        assert_eq!((blank.fields.len(), blank.body), (1, 13));
        let blank = Headers::of_message(b"\nBonjour");
        assert_eq!((blank.fields.len(), blank.body), (0, 1));
    }

    #[test]
    fn a_stray_line_does_not_end_the_head_and_a_missing_blank_line_does() {
        let broken = Headers::of_message(b"Subject: un\nligne perdue\nTo: a@x\n\ncorps");
        assert_eq!(values(&broken, "to"), [" a@x\n"]);
        let raw = b"Subject: un\nBonjour,\n\nsuite: oui\n";
        let missing = Headers::of_message(raw);
        assert_eq!(&raw[missing.body..], b"Bonjour,\n\nsuite: oui\n");
    }

    #[test]
    fn a_head_beyond_the_limits_is_cut_and_its_body_still_found() {
        let raw = format!("{}Subject: perdu\n\ncorps", "X-Y: z\n".repeat(3_000));
        let headers = Headers::of_message(raw.as_bytes());
        assert!(headers.overflow && headers.first("subject").is_none());
        assert_eq!(&raw[headers.body..], "corps");
    }
}
