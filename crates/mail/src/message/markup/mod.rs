//! HTML read as a stream of tags and texts by html5ever's tokenizer: in constant depth and linear time.
//! Sanitising and plain text both start here; no tree is built from what a stranger wrote.

mod guard;

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

pub(super) use guard::{bounded, strip};

/// What is told of the stream. Contents that are never shown (scripts, styles, drawings) are not told at all.
pub(super) trait Visitor {
    fn start(&mut self, element: &Element<'_>);
    fn end(&mut self, name: &str);
    fn text(&mut self, text: &str);
}

pub(super) struct Element<'a> {
    pub name: &'a str,
    attributes: &'a [html5ever::Attribute],
}

impl Element<'_> {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
    }

    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|a| (&*a.name.local, &*a.value))
    }
}

/// The caller has passed the markup through [`bounded`].
pub(super) fn visit(html: &str, visitor: &mut impl Visitor) {
    let sink = Sink { state: RefCell::new(State { visitor, hidden: None }) };
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // The sink never asks for a pause, so one feed reads everything.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
}

struct Sink<'v, V> {
    state: RefCell<State<'v, V>>,
}

struct State<'v, V> {
    visitor: &'v mut V,
    /// The element whose content is skipped, and how many of its name are open.
    hidden: Option<(String, usize)>,
}

impl<V: Visitor> TokenSink for Sink<'_, V> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => state.start(&tag),
            Token::TagToken(tag) => {
                state.end(&tag.name);
                TokenSinkResult::Continue
            }
            Token::CharacterTokens(text) => {
                if state.hidden.is_none() {
                    state.visitor.text(&text);
                }
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

impl<V: Visitor> State<'_, V> {
    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        match &mut self.hidden {
            Some((hidden, depth)) => {
                if hidden == name && !tag.self_closing {
                    *depth += 1;
                }
            }
            None if is_hidden(name) => {
                // `<svg/>` is whole; HTML elements ignore the slash.
                if !(tag.self_closing && matches!(name, "svg" | "math")) {
                    self.hidden = Some((name.to_owned(), 1));
                }
            }
            None => self.visitor.start(&Element { name, attributes: &tag.attrs }),
        }
        raw_text(name)
    }

    fn end(&mut self, name: &str) {
        match &mut self.hidden {
            Some((hidden, depth)) if hidden == name => {
                *depth -= 1;
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            Some(_) => {}
            None => self.visitor.end(name),
        }
    }
}

/// What the tokenizer must be told, since no tree builder does.
fn raw_text(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

/// Code, drawings, players and choices: nothing of them makes sense in a message that is only read.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "title"
            | "textarea"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "noscript"
            | "svg"
            | "math"
            | "template"
            | "object"
            | "applet"
            | "audio"
            | "video"
            | "canvas"
            | "select"
            | "datalist"
    )
}
