//! What to ask of whom: the address to start from, and which headers may go to which host.

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use url::{Origin, Url};

use super::Lookup;
use super::headers::to_value;
use super::redact::{redact, userinfo, without_userinfo};
use super::secrets::Secrets;
use crate::wire::{Failure, Secret, Source, SourceState};

const ACCEPTED: HeaderValue = HeaderValue::from_static(
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
);

/// One poll's question.
#[derive(Debug)]
pub(crate) struct Ask {
    /// Where to start: the source's own address, or where it has moved to.
    pub start: Url,
    /// The source's own address as the editor wrote it, without a login.
    pub own: Url,
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
        Ok(Self { start, own, private, open, conditional, max_bytes: source.max_bytes.unwrap_or(default_max) })
    }

    /// The headers for one hop.
    pub fn headers_for(&self, url: &Url) -> HeaderMap {
        let mut headers = self.open.clone();
        if same_origin(url.origin(), self.own.origin()) {
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
