//! Cookies, written one way: over TLS with the `__Host-` prefix and `Secure`; on a plain loopback address without
//! them, since browsers would refuse.

use http::{HeaderMap, HeaderValue, header};

/// A cookie's value in a request.
pub fn read<'a>(headers: &'a HeaderMap, name: &str, secure: bool) -> Option<&'a str> {
    let prefix = if secure { "__Host-" } else { "" };
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| key.strip_prefix(prefix) == Some(name))
        .map(|(_, value)| value)
}

/// How long a cookie lives.
#[derive(Clone, Copy)]
pub enum Life {
    /// Until the browser closes.
    Visit,
    Seconds(u32),
    Over,
}

/// A `Set-Cookie` value; scripts never read it. `value` must be made of cookie characters (base 64, words).
pub fn write(name: &str, value: &str, life: Life, secure: bool) -> Option<HeaderValue> {
    let (prefix, flag) = if secure { ("__Host-", "; Secure") } else { ("", "") };
    let age = match life {
        Life::Visit => String::new(),
        Life::Seconds(s) => format!("; Max-Age={s}"),
        Life::Over => "; Max-Age=0".to_owned(),
    };
    HeaderValue::try_from(format!("{prefix}{name}={value}; Path=/; HttpOnly; SameSite=Lax{flag}{age}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secure_site_reads_host_cookies_only() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("portail=forged; __Host-portail=real"));
        assert_eq!(read(&headers, "portail", true), Some("real"));
        assert_eq!(read(&headers, "portail", false), Some("forged"));
        let set = write("portail", "v", Life::Visit, true).unwrap();
        assert_eq!(set, "__Host-portail=v; Path=/; HttpOnly; SameSite=Lax; Secure");
    }
}
