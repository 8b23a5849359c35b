//! What an author wants to be told of the way of a message (RFC 3461): said by their mail program, kept with each
//! recipient, handed on to a smarthost that knows of it.

use kernel::text_enum;

/// For one recipient. Whoever says nothing learns of failures and delays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Notify {
    pub success: bool,
    pub failure: bool,
    pub delay: bool,
}

impl Default for Notify {
    fn default() -> Notify {
        Notify { success: false, failure: true, delay: true }
    }
}

impl Notify {
    pub const NEVER: Notify = Notify { success: false, failure: false, delay: false };

    /// As it goes over the wire, and as it is kept.
    pub fn wire(self) -> String {
        let words = [(self.success, "SUCCESS"), (self.failure, "FAILURE"), (self.delay, "DELAY")];
        let words: Vec<&str> = words.into_iter().filter(|(asked, _)| *asked).map(|(_, word)| word).collect();
        if words.is_empty() { "NEVER".to_owned() } else { words.join(",") }
    }

    pub fn read(wire: &str) -> Notify {
        let has = |word| wire.split(',').any(|said| said == word);
        Notify { success: has("SUCCESS"), failure: has("FAILURE"), delay: has("DELAY") }
    }
}

text_enum! {
    /// What of a message comes back when it was not delivered.
    pub enum Returns {
        Headers = "HDRS",
        Everything = "FULL",
    }
}

/// An address elsewhere that a message goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Far {
    pub address: String,
    pub notify: Notify,
    /// What its author had written, where that was another address.
    pub original: Option<String>,
}

impl Far {
    pub fn new(address: &str, notify: Notify) -> Far {
        Far { address: address.to_owned(), notify, original: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_kept_as_it_is_said() {
        for wire in ["NEVER", "SUCCESS", "SUCCESS,FAILURE,DELAY", "FAILURE,DELAY"] {
            assert_eq!(Notify::read(wire).wire(), wire);
        }
        assert_eq!(Notify::default().wire(), "FAILURE,DELAY");
        assert_eq!(Notify::NEVER.wire(), "NEVER");
    }
}
