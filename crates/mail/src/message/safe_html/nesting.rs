//! Keeps what the first wall writes well nested: what is open, what a new element ends, what a table is missing.
//! Depth and repeated formatting are bounded, so that a parser spends no more on the result than its length.

use std::collections::HashMap;

use super::allowed::{self, Kind};

const MAX_DEPTH: usize = 200;
const MAX_FORMATTING: usize = 24;

pub struct Nesting {
    pub html: String,
    /// Links closed since the count was last taken.
    pub ended_links: usize,
    open: Vec<Open>,
    /// Elements that were not opened because of a limit: their end tags must not close others.
    overflow: HashMap<&'static str, usize>,
    /// Bytes that repeating interrupted formatting may bring the output to.
    budget: usize,
}

#[derive(Clone)]
pub struct Open {
    pub name: &'static str,
    pub kind: Kind,
    /// As written, to write it again after an interruption.
    pub tag: String,
}

impl Nesting {
    pub fn new(budget: usize) -> Self {
        Self { html: String::new(), ended_links: 0, open: Vec::new(), overflow: HashMap::new(), budget }
    }

    pub fn has(&self, name: &str) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    pub fn end(&mut self, name: &'static str, kind: Kind) {
        if let Some(count) = self.overflow.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            return;
        }
        if let Some(at) = self.position(|open| open.name == name, |open| stops_end(open, name)) {
            // `</b>` before `</i>` ends the bold alone; `</div>` ends all that is in it.
            if kind == Kind::Formatting {
                let interrupted = self.interrupt(at);
                self.resume(interrupted);
            } else {
                self.close_to(at);
            }
        }
    }

    /// A link within a link ends the first, unless a cell stands between.
    pub fn end_outer_link(&mut self) {
        if let Some(at) = self.position(|open| open.name == "a", |open| open.kind == Kind::Boundary) {
            let interrupted = self.interrupt(at);
            self.resume(interrupted);
        }
    }

    pub fn finish(&mut self) {
        self.close_to(0);
    }

    /// Ends what HTML ends by itself when this element starts: the paragraph before a block, the item before an item.
    /// Gives back the formatting to take up again inside the new element.
    pub fn make_room_for(&mut self, name: &str, kind: Kind) -> Vec<Open> {
        let mut interrupted = Vec::new();
        let ended: &[&str] = match name {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "td" | "th" => &["td", "th", "caption", "colgroup"],
            "tr" => &["tr", "caption", "colgroup"],
            "col" => &["caption"],
            "tbody" | "thead" | "tfoot" | "colgroup" | "caption" => {
                &["tbody", "thead", "tfoot", "colgroup", "caption"]
            }
            _ => &[],
        };
        if !ended.is_empty() {
            let list = |open: &Open| match name {
                "li" => matches!(open.name, "ul" | "ol") || open.kind == Kind::Boundary,
                "dt" | "dd" => open.name == "dl" || open.kind == Kind::Boundary,
                _ => open.name == "table",
            };
            if let Some(at) = self.position(|open| ended.contains(&open.name), list) {
                interrupted = self.interrupt(at);
            }
        }
        if kind == Kind::Block || name == "table" {
            let at = self.position(|open| open.name == "p", |open| open.kind == Kind::Boundary);
            if let Some(at) = at {
                interrupted.extend(self.interrupt(at));
            }
        }
        if kind != Kind::Block {
            interrupted.clear(); // text between rows would be thrown out of the table
        }
        interrupted
    }

    /// Writes the levels of a table that browsers would add, so that nothing stands where they would throw it out.
    /// `false`: the element means nothing here (a row outside a table).
    pub fn imply_parents_of(&mut self, name: &str) -> bool {
        let is_section = |name: &str| matches!(name, "tbody" | "thead" | "tfoot");
        let is_cell = matches!(name, "td" | "th");
        let is_structure =
            is_cell || is_section(name) || matches!(name, "tr" | "caption" | "colgroup" | "col");
        // At most one step for each level of a table.
        for _ in 0..5 {
            let missing = match self.open.last().map(|open| open.name) {
                Some("table") => match name {
                    "caption" | "colgroup" => return true,
                    name if is_section(name) => return true,
                    "col" => "colgroup",
                    _ => "tbody",
                },
                Some("tbody" | "thead" | "tfoot") if name == "tr" => return true,
                Some("tbody" | "thead" | "tfoot") if name != "col" => "tr",
                Some("tr") if is_cell => return true,
                Some("tr") if !is_structure => "td",
                Some("colgroup") if name == "col" => return true,
                Some("colgroup") => {
                    self.close_to(self.open.len().saturating_sub(1));
                    continue;
                }
                _ => return !is_structure,
            };
            let Some((name, kind)) = allowed::element(missing) else { return false };
            if !self.push(Open { name, kind, tag: format!("<{name}>") }) {
                return false;
            }
        }
        !is_structure
    }

    /// `false`: a limit kept it out.
    pub fn push(&mut self, open: Open) -> bool {
        let formatting = self.open.iter().filter(|o| o.kind == Kind::Formatting).count();
        if self.open.len() >= MAX_DEPTH || (open.kind == Kind::Formatting && formatting >= MAX_FORMATTING) {
            *self.overflow.entry(open.name).or_default() += 1;
            return false;
        }
        self.html.push_str(&open.tag);
        self.open.push(open);
        true
    }

    /// Closes down to `at` (included) and gives back the formatting that was open inside; a link is not taken up again.
    fn interrupt(&mut self, at: usize) -> Vec<Open> {
        let inside = self.open.iter().skip(at + 1);
        let interrupted =
            inside.filter(|open| open.kind == Kind::Formatting && open.name != "a").cloned().collect();
        self.close_to(at);
        interrupted
    }

    pub fn resume(&mut self, interrupted: Vec<Open>) {
        for open in interrupted {
            if self.html.len() + open.tag.len() <= self.budget {
                self.push(open);
            }
        }
    }

    /// The innermost open element that is wanted, unless something stops the search before.
    fn position(&self, wanted: impl Fn(&Open) -> bool, stop: impl Fn(&Open) -> bool) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if wanted(open) {
                return Some(at);
            }
            if stop(open) {
                return None;
            }
        }
        None
    }

    fn close_to(&mut self, at: usize) {
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { return };
            self.html.push_str("</");
            self.html.push_str(open.name);
            self.html.push('>');
            if open.name == "a" {
                self.ended_links += 1;
            }
        }
    }
}

/// Inside a cell or a caption, end tags do not reach what was opened outside; a table ends all that is in it.
fn stops_end(open: &Open, name: &str) -> bool {
    match open.kind {
        Kind::Boundary if open.name == "table" => true,
        Kind::Boundary => !matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr"),
        _ => false,
    }
}
