//! Undoes `format=flowed` (RFC 3676): lines that the sender's program wrapped become paragraphs again.
//! Quote depth stays as `>` marks, a signature line is never joined.

pub fn unwrap(text: &str, delete_space: bool) -> String {
    let mut unwrapped = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.len() - line.trim_start_matches('>').len();
        let content = line.get(depth..).unwrap_or_default();
        // Space stuffing: one space was added before lines that start with a space, `>` or `From `.
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        if open.is_some_and(|open_depth| open_depth == depth && !is_signature) {
            open = None;
        } else {
            start_line(&mut unwrapped, depth, open.take().is_some());
        }
        let flows = content.ends_with(' ') && !is_signature;
        let content = if flows && delete_space {
            content.get(..content.len() - 1).unwrap_or_default()
        } else {
            content
        };
        unwrapped.push_str(content);
        if flows {
            open = Some(depth);
        } else {
            unwrapped.push('\n');
        }
    }
    if open.is_some() {
        unwrapped.push('\n');
    }
    unwrapped
}

fn start_line(unwrapped: &mut String, depth: usize, after_open_line: bool) {
    if after_open_line {
        unwrapped.push('\n');
    }
    if depth > 0 {
        unwrapped.extend(std::iter::repeat_n('>', depth));
        unwrapped.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::unwrap;

    #[test]
    fn soft_ends_of_line_are_joined_within_one_depth() {
        let text = "Bonjour, \nà demain.\n>> cité \n>> encore \n> moins\n stuffed\n  \n-- \nJean ";
        assert_eq!(
            unwrap(text, false),
            "Bonjour, à demain.\n>> cité encore \n> moins\nstuffed\n \n-- \nJean \n"
        );
    }

    #[test]
    fn delsp_removes_the_space_that_marks_the_wrap() {
        assert_eq!(unwrap("anti \nconsti \ntution\n", true), "anticonstitution\n");
    }
}
