//! Where a link goes, and whether its words say the same: « www.impots.gouv.fr » leading elsewhere is the oldest trap.
//! Hosts are compared as browsers resolve them (IDNA), so that look-alike letters do not pass for the ones they copy.

use url::Url;

/// A link whose words show one address and whose target is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MisleadingLink {
    pub shown: String,
    /// Host or mail address where it leads.
    pub target: String,
}

const MAX_URL: usize = 4_000;

/// The target fit to follow: `http`, `https`, `mailto` and `tel` only.
pub fn target(href: &str) -> Option<Url> {
    let href = href.trim();
    if href.len() > MAX_URL {
        return None;
    }
    let absolute = if href.starts_with("//") { format!("https:{href}") } else { href.to_owned() };
    let url = Url::parse(&absolute).ok()?;
    match url.scheme() {
        "http" | "https" => url.has_host().then_some(url),
        "mailto" | "tel" => Some(url),
        _ => None,
    }
}

/// `https://ac-creteil.fr@evil.example/` shows one host and goes to another: the name before `@` is taken out.
pub fn without_credentials(mut url: Url) -> (Url, bool) {
    let had = !url.username().is_empty() || url.password().is_some();
    if had {
        // Cannot fail for the schemes that have a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    (url, had)
}

pub fn misleading(words: &str, url: &Url, had_credentials: bool) -> Option<MisleadingLink> {
    let words = crate::message::clean::clean_line(words);
    let goes_to = destination(url)?;
    let lies = words
        .split(|c: char| c.is_whitespace() || "<>()[]«»\"".contains(c))
        .any(|word| contradicts(word, url));
    (lies || had_credentials).then(|| MisleadingLink { shown: shorten(&words), target: goes_to })
}

fn destination(url: &Url) -> Option<String> {
    match url.scheme() {
        "mailto" => Some(mail_address(url)),
        "tel" => None,
        _ => url.host_str().map(str::to_owned),
    }
}

fn contradicts(word: &str, url: &Url) -> bool {
    let word = word.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…'));
    if let Some((_, domain)) = shown_address(word) {
        return match url.scheme() {
            "mailto" => !mail_address(url).eq_ignore_ascii_case(word),
            _ => url.host_str().is_none_or(|host| !is_within(host, &domain)),
        };
    }
    match (shown_host(word), url.host_str()) {
        (Some(shown), Some(host)) => !is_within(host, &shown),
        (Some(shown), None) => {
            let address = mail_address(url);
            url.scheme() == "mailto"
                && !address.rsplit('@').next().is_some_and(|domain| is_within(domain, &shown))
        }
        (None, _) => false,
    }
}

/// The same host, or one below it; `www.` says nothing.
fn is_within(host: &str, shown: &str) -> bool {
    let bare = |h: &str| {
        let lower = h.to_ascii_lowercase();
        lower.strip_prefix("www.").unwrap_or(&lower).trim_end_matches('.').to_owned()
    };
    let (host, shown) = (bare(host), bare(shown));
    host == shown || host.strip_suffix(&shown).is_some_and(|rest| rest.ends_with('.'))
}

fn mail_address(url: &Url) -> String {
    crate::message::parse::percent_decode(url.path())
}

fn shown_address(word: &str) -> Option<(String, String)> {
    let word = word.strip_prefix("mailto:").unwrap_or(word);
    if !crate::message::address::is_valid(word) {
        return None;
    }
    let (local, domain) = word.rsplit_once('@')?;
    let domain = url::Host::parse(domain).ok()?.to_string();
    Some((local.to_owned(), domain))
}

/// The host that a word shows: a full address, `www.…`, or a bare domain that is not the name of a file.
fn shown_host(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Url::parse(word).ok()?.host_str().map(str::to_owned);
    }
    let host = lower.split(['/', '?', '#', ':']).next()?;
    let (rest, last) = host.rsplit_once('.')?;
    let is_domain = !rest.is_empty()
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && host.split('.').all(|label| !label.is_empty());
    let is_file = FILES.contains(&last) && !host.starts_with("www.");
    // « M. Dupont.Martin » is a name: a bare domain is written in one case and ends with a country or a common ending.
    let is_known = host.starts_with("www.") || last.chars().count() == 2 || ENDINGS.contains(&last);
    if !is_domain || is_file || !is_known {
        return None;
    }
    Some(url::Host::parse(host).ok()?.to_string())
}

const FILES: &[&str] = &[
    "ai", "css", "csv", "doc", "docx", "gz", "htm", "html", "ics", "jpg", "js", "md", "mov", "odp", "ods",
    "odt", "pdf", "pl", "png", "ppt", "pptx", "ps", "py", "rs", "rtf", "sh", "so", "txt", "xls", "xlsx",
    "xml", "zip",
];

const ENDINGS: &[&str] = &[
    "app",
    "bank",
    "biz",
    "click",
    "cloud",
    "com",
    "coop",
    "dev",
    "edu",
    "education",
    "email",
    "gouv",
    "gov",
    "info",
    "int",
    "link",
    "live",
    "mil",
    "mobi",
    "museum",
    "net",
    "online",
    "org",
    "paris",
    "pro",
    "school",
    "shop",
    "site",
    "store",
    "tech",
    "top",
    "web",
    "website",
    "xyz",
];

fn shorten(words: &str) -> String {
    words.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(words: &str, href: &str) -> Option<String> {
        let (url, had) = without_credentials(target(href).unwrap());
        misleading(words, &url, had).map(|link| link.target)
    }

    #[test]
    fn words_that_show_another_address_are_told() {
        for (words, href, to) in [
            ("https://www.impots.gouv.fr/", "https://evil.example/", "evil.example"),
            ("www.ac-creteil.fr", "http://ac-creteil.fr.evil.example/x", "ac-creteil.fr.evil.example"),
            ("ac-creteil.fr", "https://notac-creteil.fr/", "notac-creteil.fr"),
            ("Cliquez : ac-creteil.fr/compte", "https://evil.example/", "evil.example"),
            ("аc-creteil.fr", "https://ac-creteil.fr/", "ac-creteil.fr"),
            ("ac-creteil.fr", "https://аc-creteil.fr/", "xn--c-creteil-13k.fr"),
            ("jean@x.fr", "mailto:autre@y.fr", "autre@y.fr"),
            ("jean@x.fr", "https://evil.example/", "evil.example"),
            ("Mon compte", "https://ac-creteil.fr@evil.example/", "evil.example"),
            ("www.banque.fr", "mailto:a@evil.example", "a@evil.example"),
        ] {
            let found = judge(words, href);
            assert!(found.is_some(), "{words} → {href}");
            if !to.starts_with("xn--") {
                assert_eq!(found.as_deref(), Some(to), "{words}");
            }
        }
    }

    #[test]
    fn honest_words_are_not() {
        for (words, href) in [
            ("Mon compte", "https://evil.example/"),
            ("https://ac-creteil.fr", "https://www.ac-creteil.fr/page"),
            ("ac-creteil.fr", "https://externet.ac-creteil.fr/"),
            ("www.ac-creteil.fr.", "https://ac-creteil.fr/"),
            ("bulletin.pdf", "https://x.example/f"),
            ("Dupont.Martin", "https://x.example/f"),
            ("version 2.0", "https://x.example/f"),
            ("jean@x.fr", "mailto:Jean@x.fr?subject=a"),
            ("01 23 45 67 89", "tel:+33123456789"),
            ("étéà.fr", "https://étéà.fr/"),
        ] {
            assert_eq!(judge(words, href), None, "{words} → {href}");
        }
    }

    #[test]
    fn only_four_schemes_are_followed() {
        for href in [
            "javascript:alert(1)",
            "data:text/html,x",
            "/compte/deconnexion",
            "#x",
            "vbscript:x",
            "file:///etc",
            "ftp://x.fr",
            "",
            "http://",
            "java\nscript:x",
        ] {
            assert_eq!(target(href), None, "{href}");
        }
        assert_eq!(target(" //x.fr ").unwrap().as_str(), "https://x.fr/");
    }
}
