//! The parameters of a protocol request, from a query or a form. One that is empty counts as absent, and none may
//! be given twice (RFC 6749, 3.1).

use url::form_urlencoded;

#[derive(Clone, Debug, Default)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn parse(text: &str) -> Parameters {
        Parameters(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|v| !v.is_empty())
    }

    pub(super) fn repeats(&self) -> bool {
        self.0.iter().enumerate().any(|(i, (key, _))| self.0.iter().take(i).any(|(other, _)| other == key))
    }

    /// The same, as a query, with one parameter given this value, or taken away.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: Option<&str>) -> Parameters {
        self.0.retain(|(key, _)| key != name);
        self.0.extend(value.map(|v| (name.to_owned(), v.to_owned())));
        self
    }

    pub(super) fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    #[test]
    fn an_empty_parameter_is_none_and_a_repeated_one_is_noticed() {
        let asked = Parameters::parse("a=1&b=&c=%C3%A9+t");
        assert_eq!((asked.get("a"), asked.get("b"), asked.get("c")), (Some("1"), None, Some("é t")));
        assert!(!asked.repeats());
        assert!(Parameters::parse("a=1&a=2").repeats());
    }

    #[test]
    fn a_parameter_can_be_changed_and_taken_away() {
        let asked = Parameters::parse("a=1&prompt=login").with("prompt", None).with("since", Some("5"));
        assert_eq!(asked.to_query(), "a=1&since=5");
    }
}
