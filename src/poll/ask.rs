//! What to ask of whom: the address to start from, and which headers may go to which host.

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use url::{Origin, Url};

use super::Lookup;
use super::address::is_private_literal;
use super::headers::to_value;
use super::page::Home;
use super::redact::{userinfo, without_userinfo};
use super::secrets::Secrets;
use crate::wire::{Failure, Secret, Source, SourceId, SourceState, redact};

const ACCEPTED: HeaderValue = HeaderValue::from_static(
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
);

const PAGES: HeaderValue = HeaderValue::from_static("text/html, application/xhtml+xml, */*;q=0.5");

/// Where a request may reach an address that is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Near {
    /// On the host that the editor typed.
    Host,
    /// On that host and port alone: the address itself came over the wire, from a server that is on a private network too.
    Origin,
    /// Nowhere.
    Nowhere,
}

/// One poll's question.
#[derive(Debug)]
pub(crate) struct Ask {
    /// Where to start: the source's own address, or where it has moved to.
    pub start: Url,
    /// The source's own address as the editor wrote it, without a login.
    pub own: Url,
    near: Near,
    /// Login and headers, for the source's own origin only.
    private: HeaderMap,
    /// What may go to any hop.
    open: HeaderMap,
    /// Whether `open` holds validators.
    pub conditional: bool,
    /// The largest body taken, in bytes.
    pub max_bytes: u64,
}

impl Ask {
    /// The question for a source, its secrets fetched.
    pub async fn new(
        source: &Source,
        state: &SourceState,
        default_max: u64,
        secrets: &Secrets,
        lookup: &Lookup,
    ) -> Result<Self, Failure> {
        let typed = address(&source.url)?;
        let mut private = HeaderMap::new();
        for (name, secret) in &source.headers {
            let value = secrets.fetch(secret, lookup).await?;
            let pair = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(&value).ok());
            let Some((name, mut value)) = pair else {
                return Err(Failure::Setup(format!("the header {name:?} of this source cannot be sent")));
            };
            value.set_sensitive(true);
            private.append(name, value);
        }
        let login = match &source.login {
            Some(login) => Some((login.user.clone(), secrets.fetch(&login.password, lookup).await?)),
            None => userinfo(&typed),
        };
        if let Some((user, password)) = login {
            private.insert(AUTHORIZATION, basic(&user, &password)?);
        }
        let own = without_userinfo(typed);
        // Where the feed has moved to another origin, the login must not follow; so a source with one starts at home.
        let moved = state.moved_to.as_deref().and_then(|moved| address(moved).ok()).map(without_userinfo);
        let start =
            moved.filter(|moved| private.is_empty() || moved.origin() == own.origin()).unwrap_or_else(|| own.clone());
        let mut open: HeaderMap = [(ACCEPT, ACCEPTED)].into_iter().collect();
        let validators = [(IF_NONE_MATCH, &state.etag), (IF_MODIFIED_SINCE, &state.last_modified)];
        let validators: Vec<_> =
            validators.into_iter().filter_map(|(name, text)| Some((name, to_value(text.as_deref()?)?))).collect();
        let conditional = !validators.is_empty();
        open.extend(validators);
        let max_bytes = source.max_bytes.unwrap_or(default_max);
        Ok(Self { start, own, near: Near::Host, private, open, conditional, max_bytes })
    }

    /// The question for an article's page, whose address came over the wire. Only a page on the very server of its source is asked
    /// with the source's login; and it reaches a private address only where that server is known to stand on one: a public
    /// server that points its name into the house must not choose what is asked there.
    pub async fn page(
        home: Option<&Home>,
        page: &str,
        max_bytes: u64,
        secrets: &Secrets,
        lookup: &Lookup,
    ) -> Result<Self, Failure> {
        let start = without_userinfo(address(page)?);
        let is_own =
            |home: &&Home| address(&home.source.url).is_ok_and(|own| same_origin(own.origin(), start.origin()));
        let home = home.filter(is_own);
        let nobody = Source::new("", start.as_str());
        let fresh = SourceState::fresh(SourceId(0));
        let base = Self::new(home.map_or(&nobody, |home| &home.source), &fresh, max_bytes, secrets, lookup).await?;
        let near = match home {
            Some(home) if home.inside || is_private_literal(&start) => Near::Origin,
            _ => Near::Nowhere,
        };
        let open = [(ACCEPT, PAGES)].into_iter().collect();
        Ok(Self { start, near, open, max_bytes, ..base })
    }

    /// Whether this may be on a private network: the editor typed it, or its source stands there.
    pub fn is_near(&self, url: &Url) -> bool {
        match self.near {
            Near::Host => url.host() == self.own.host(),
            Near::Origin => self.is_home(url),
            Near::Nowhere => false,
        }
    }

    /// Whether this is on the source's own server.
    pub fn is_home(&self, url: &Url) -> bool {
        same_origin(url.origin(), self.own.origin())
    }

    /// The headers for one hop.
    pub fn headers_for(&self, url: &Url) -> HeaderMap {
        let mut headers = self.open.clone();
        if self.is_home(url) {
            headers.extend(self.private.clone());
        }
        headers
    }

    /// Whether the poll starts at the address that the editor wrote.
    pub fn starts_at_home(&self) -> bool {
        self.start == self.own
    }
}

fn same_origin(one: Origin, other: Origin) -> bool {
    one.is_tuple() && one == other
}

/// An address that can be polled.
pub(crate) fn address(text: &str) -> Result<Url, Failure> {
    let url = Url::parse(text.trim())
        .map_err(|error| Failure::Setup(format!("{} is not an address: {error}", redact(text))))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(Failure::Setup(format!("{} is neither http nor https", redact(text))));
    }
    Ok(url)
}

fn basic(user: &str, password: &str) -> Result<HeaderValue, Failure> {
    use base64::Engine as _;
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    let mut value = HeaderValue::from_str(&format!("Basic {pair}"))
        .map_err(|_| Failure::Setup("the login of this source cannot be sent".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The secrets of a source that a server may refuse.
pub(crate) fn secrets_of(source: &Source) -> impl Iterator<Item = &Secret> {
    source.headers.iter().map(|(_, secret)| secret).chain(source.login.iter().map(|login| &login.password))
}

#[cfg(test)]
mod tests {
    use super::{Ask, Lookup, Secrets};
    use crate::poll::page::Home;
    use crate::wire::{Secret, Source};
    use std::sync::Arc;
    use url::Url;

    fn home(inside: bool, feed: &str) -> Home {
        let headers = vec![("X-Key".to_owned(), Secret::Plain("k1".to_owned()))];
        Home { source: Source { headers, ..Source::new("wire", feed) }, inside }
    }

    async fn page(home: Option<&Home>, page: &str) -> Ask {
        let lookup: Lookup = Arc::new(|_| None);
        Ask::page(home, page, 1_000, &Secrets::default(), &lookup).await.unwrap()
    }

    #[tokio::test]
    async fn a_page_may_be_on_a_private_network_only_where_its_source_is_known_to_be() {
        let (public, inside) = (home(false, "https://wire.example/feed"), home(true, "https://wire.example/feed"));
        let own = Url::parse("https://wire.example/story").unwrap();
        assert!(page(Some(&inside), own.as_str()).await.is_near(&own));
        assert!(!page(Some(&public), own.as_str()).await.is_near(&own), "its name may lead into the house by now");
        assert!(!page(None, own.as_str()).await.is_near(&own));
        let typed = home(false, "http://127.0.0.1:8900/feed");
        let there = Url::parse("http://127.0.0.1:8900/story").unwrap();
        let ask = page(Some(&typed), there.as_str()).await;
        assert!(ask.is_near(&there) && !ask.is_near(&Url::parse("http://127.0.0.1:8901/story").unwrap()));
        let elsewhere = page(Some(&inside), "https://evil.example/to-the-wire").await;
        assert!(!elsewhere.is_near(&own), "another server leads nobody into the house");
    }

    #[tokio::test]
    async fn what_is_private_goes_to_the_sources_own_server_and_not_by_way_of_another() {
        let source = home(false, "https://wire.example/feed");
        let own = Url::parse("https://wire.example/story").unwrap();
        let ask = page(Some(&source), "https://eve:pw@wire.example/story").await;
        assert!(ask.headers_for(&own).contains_key("x-key") && !ask.headers_for(&own).contains_key("authorization"));
        for other in ["http://wire.example/story", "https://wire.example:444/story", "https://evil.example/"] {
            assert!(!ask.headers_for(&Url::parse(other).unwrap()).contains_key("x-key"), "{other}");
            assert!(!page(Some(&source), other).await.headers_for(&own).contains_key("x-key"), "{other}");
        }
    }
}
