//! The agent's own pages: who the account says they are, the password, the sessions open, what was done with the
//! account, the notices.

mod current_password;
mod pages;
#[cfg(test)]
mod tests;

pub(crate) use current_password::{Asked, ask as ask_password};
pub(crate) use pages::{Before, TrailLine, routes};

/// A browser's name as people know it, from its user agent; the page says "unknown" for the rest.
pub(crate) fn browser_name(user_agent: &str) -> &'static str {
    // Order matters: each name stands in the user agent of those after it.
    const KNOWN: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    KNOWN.iter().find(|(mark, _)| user_agent.contains(mark)).map_or("—", |(_, name)| name)
}
