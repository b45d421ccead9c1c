//! Addresses: made absolute where a base is known, otherwise left as received.

use std::borrow::Cow;

use url::Url;

use super::xml::Element;

/// What relative addresses are relative to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Base {
    url: Option<Url>,
    /// Whether the feed says so itself, by `xml:base`.
    said: bool,
}

impl Base {
    /// A base from the delivery's own address.
    pub(crate) fn new(url: Option<&str>) -> Self {
        let url = url.and_then(|u| Url::parse(u.trim()).ok()).filter(|u| !u.cannot_be_a_base());
        Self { url, said: false }
    }

    /// Whether nothing is known.
    pub(crate) fn is_unknown(&self) -> bool {
        self.url.is_none()
    }

    /// The base as an address.
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.url.as_ref().map(Url::as_str)
    }

    /// Whether the base is on the same host as `address`, or one of them has none.
    pub(crate) fn shares_host(&self, address: &str) -> bool {
        let other = Url::parse(address).ok();
        match (self.url.as_ref().and_then(Url::host_str), other.as_ref().and_then(Url::host_str)) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        }
    }

    /// The base inside `element`, which may have an `xml:base` of its own.
    pub(crate) fn within(&self, element: &Element<'_>) -> Cow<'_, Self> {
        match element.xml_attribute("base") {
            Some(own) if !own.trim().is_empty() => {
                let inner = Self { said: true, ..Self::new(Some(&self.resolve(&own))) };
                if inner.is_unknown() { Cow::Borrowed(self) } else { Cow::Owned(inner) }
            }
            _ => Cow::Borrowed(self),
        }
    }

    /// An address without the white space that crept in, absolute where that can be had. An absolute one is not rewritten.
    pub(crate) fn resolve(&self, address: &str) -> String {
        let mut address = address.trim().to_owned();
        address.retain(|c| !matches!(c, '\n' | '\r' | '\t'));
        if has_scheme(&address) {
            return address;
        }
        match self.url.as_ref().and_then(|base| base.join(&address).ok()) {
            Some(url) => url.into(),
            None => address,
        }
    }

    /// An Atom id: a relative one is made whole by `xml:base` alone. The address a delivery came from may be another one tomorrow, and
    /// the item must not.
    pub(crate) fn identify(&self, id: String) -> String {
        if self.said { self.resolve(&id) } else { id }
    }
}

/// Whether an address begins with a scheme.
pub(crate) fn has_scheme(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Whether an address is a page on the web.
pub(crate) fn is_web(address: &str) -> bool {
    let begins = |scheme: &str| address.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses_are_resolved_and_absolute_ones_left_alone() {
        let base = Base::new(Some("https://harbour.example/news/feed.xml"));
        for (address, want) in [
            ("story/1", "https://harbour.example/news/story/1"),
            ("/a?b=1&c=2", "https://harbour.example/a?b=1&c=2"),
            ("//cdn.example/x", "https://cdn.example/x"),
            (" https://other.example ", "https://other.example"),
            ("https://other.example/a\n b", "https://other.example/a b"),
            ("tag:harbour.example,2026:1", "tag:harbour.example,2026:1"),
            ("", "https://harbour.example/news/feed.xml"),
        ] {
            assert_eq!(base.resolve(address), want, "{address:?}");
        }
        assert_eq!(Base::new(None).resolve("/a"), "/a");
    }
}
