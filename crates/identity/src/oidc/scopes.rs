//! Scopes: what an application asks to know. The set kept is never larger than what it was registered for.

use kernel::text_enum;

text_enum! {
    pub enum Scope {
        /// Compulsory: that somebody signed in, and who as an opaque identifier.
        OpenId = "openid",
        /// Names and identifier.
        Profile = "profile",
        Email = "email",
        /// Function, establishment, académie, under the names of the existing directories.
        Assignment = "affectation",
        /// The mailbox itself, for mail programs: opens its doors (`gate`) and tells nothing.
        Mail = "mail",
        /// A refresh token, which outlives the session.
        Offline = "offline_access",
    }
}

/// In the order of [`Scope`], each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// Of a list separated by spaces, those that we know: unknown ones are ignored, as OpenID Connect wants.
    pub fn read(text: &str) -> Scopes {
        let mut known: Vec<Scope> = text.split_ascii_whitespace().filter_map(|s| s.parse().ok()).collect();
        known.sort_unstable();
        known.dedup();
        Scopes(known)
    }

    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    #[must_use]
    pub fn within(mut self, allowed: &Scopes) -> Scopes {
        self.0.retain(|s| allowed.has(*s));
        self
    }

    pub fn are_within(&self, allowed: &Scopes) -> bool {
        self.0.iter().all(|s| allowed.has(*s))
    }
}

impl std::fmt::Display for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, scope) in self.0.iter().enumerate() {
            write!(f, "{}{scope}", if i > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Scopes;

    #[test]
    fn unknown_scopes_are_ignored_and_the_rest_is_cut_to_what_is_allowed() {
        let asked = Scopes::read("email unknown openid email offline_access");
        assert_eq!(asked.to_string(), "openid email offline_access");
        let allowed = Scopes::read("openid profile email");
        assert!(!asked.are_within(&allowed));
        assert_eq!(asked.within(&allowed).to_string(), "openid email");
    }
}
