//! The HTTP clients, each built when it is first needed.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Certificate, Client, Proxy, redirect};
use url::{Host, Url};

use super::address::{Resolver, system};
use super::failure::deepest;
use super::{Lookup, Policy};
use crate::wire::{Failure, clean_line};

/// Idle connections are kept this long: enough for the burst of one round of polls.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Whom a request may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reach {
    /// Any address: the editor typed this host.
    Anywhere,
    /// Public addresses only: a server sent us there.
    PublicOnly,
}

/// Up to four clients: plain or secure, to anywhere or to public addresses only.
///
/// Plain ones load no certificates, so that `http://` sources work on a machine that has none, and cost nothing there.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    built: Mutex<HashMap<(bool, Reach), Client>>,
}

impl Clients {
    /// The client for an address. A failure to build one is not remembered: certificates may be installed meanwhile.
    pub fn get(&self, url: &Url, reach: Reach, policy: &Policy, lookup: &Lookup) -> Result<Client, Failure> {
        let secure = url.scheme() == "https";
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = built.get(&(secure, reach)) {
            return Ok(client.clone());
        }
        let client = build(secure, reach, policy, lookup)?;
        built.insert((secure, reach), client.clone());
        Ok(client)
    }
}

/// Checks what can be checked of the settings before anything is asked.
pub(crate) fn check(policy: &Policy) -> Result<(), Failure> {
    if reqwest::header::HeaderValue::from_str(&policy.user_agent).is_err() {
        return Err(Failure::Setup("the user agent holds characters that cannot be sent".to_owned()));
    }
    policy.proxy.as_deref().map(proxy).transpose().map(drop)
}

fn proxy(address: &str) -> Result<Proxy, Failure> {
    Proxy::all(address).map_err(|error| {
        Failure::Setup(format!("the proxy {} is not an address: {}", crate::wire::redact(address), deepest(&error)))
    })
}

fn build(secure: bool, reach: Reach, policy: &Policy, lookup: &Lookup) -> Result<Client, Failure> {
    // An error means that a provider is installed already, and any will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(policy.user_agent.as_str())
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(policy.connect)
        // A control character in one header must not cost the whole answer; the header is left out.
        .http1_ignore_invalid_headers_in_responses(true)
        .pool_idle_timeout(KEEP_ALIVE)
        .pool_max_idle_per_host(policy.concurrency)
        .dns_resolver(Resolver {
            guarded: reach == Reach::PublicOnly,
            proxies: proxy_hosts(policy, lookup),
            ask: system,
        });
    if let Some(address) = &policy.proxy {
        builder = builder.proxy(proxy(address)?);
    }
    builder = match (&policy.tls_ca_file, secure) {
        (_, false) => builder.tls_certs_only([]),
        (Some(path), true) => {
            let bad = |why: String| Failure::Setup(clean_line(&format!("tls_ca_file {}: {why}", path.display())));
            let pem = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
            let authorities = Certificate::from_pem_bundle(&pem).map_err(|error| bad(deepest(&error)))?;
            if authorities.is_empty() {
                return Err(bad("there is no certificate in it".to_owned()));
            }
            builder.tls_certs_merge(authorities)
        }
        (None, true) => builder,
    };
    builder.build().map_err(|error| {
        let why = deepest(&error);
        Failure::Tls(if why.contains("No CA certificates") { no_authorities(lookup) } else { why })
    })
}

/// That the system gave no certificate authorities, and where it was told to look for them.
fn no_authorities(lookup: &Lookup) -> String {
    let told = ["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter().find_map(|name| Some((name, lookup(name)?)));
    match told {
        Some((name, place)) => {
            clean_line(&format!("no CA certificates: {name} names {place}, where there are none; mend or unset it"))
        }
        None => "no CA certificates: install ca-certificates or set SSL_CERT_FILE".to_owned(),
    }
}

/// The proxy that a request goes through.
pub(crate) fn proxy_for(url: &Url, policy: &Policy, lookup: &Lookup) -> Option<Url> {
    let of = |names: [&str; 2]| names.into_iter().find_map(|name| lookup(name)).filter(|address| !address.is_empty());
    let address = match &policy.proxy {
        Some(address) => address.clone(),
        None if of(["NO_PROXY", "no_proxy"]).is_some_and(|exceptions| is_exception(url, &exceptions)) => return None,
        None if url.scheme() == "https" => {
            of(["https_proxy", "HTTPS_PROXY"]).or_else(|| of(["all_proxy", "ALL_PROXY"]))?
        }
        None => of(["http_proxy", "HTTP_PROXY"]).or_else(|| of(["all_proxy", "ALL_PROXY"]))?,
    };
    proxy_address(&address)
}

/// Whether a host is among the exceptions of `no_proxy`, as the HTTP client reads them: names with all below them, addresses and
/// networks, `*` for everything.
fn is_exception(url: &Url, exceptions: &str) -> bool {
    let mut all = exceptions.split(',').map(str::trim).filter(|exception| !exception.is_empty());
    match url.host() {
        Some(Host::Domain(host)) => all.any(|exception| {
            let name = exception.strip_prefix('.').unwrap_or(exception).to_ascii_lowercase();
            name == "*" || host.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        }),
        Some(Host::Ipv4(address)) => all.any(|exception| exception == "*" || is_within(IpAddr::V4(address), exception)),
        Some(Host::Ipv6(address)) => all.any(|exception| exception == "*" || is_within(IpAddr::V6(address), exception)),
        None => false,
    }
}

/// Whether an address is this one, or of this network (`10.0.0.0/8`).
fn is_within(address: IpAddr, network: &str) -> bool {
    let (network, bits) = network.split_once('/').map_or((network, None), |(network, bits)| (network, Some(bits)));
    let number = |address: IpAddr| match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    let Ok(network) = network.parse::<IpAddr>() else { return false };
    let (Ok(bits), ((known, most), (asked, width))) =
        (bits.map_or(Ok(128), str::parse::<u32>), (number(network), number(address)))
    else {
        return false;
    };
    let bits = bits.min(most);
    width == most && (bits == 0 || known >> (128 - bits) == asked >> (128 - bits))
}

/// The hosts of the proxies in force, which may well stand on a private network.
fn proxy_hosts(policy: &Policy, lookup: &Lookup) -> Vec<String> {
    let set = match &policy.proxy {
        Some(address) => vec![address.clone()],
        None => ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            .into_iter()
            .filter_map(|name| lookup(name))
            .collect(),
    };
    set.iter().filter_map(|address| proxy_address(address)?.host_str().map(str::to_owned)).collect()
}

/// A proxy's address; without a scheme, `http` is meant.
fn proxy_address(address: &str) -> Option<Url> {
    let whole = Url::parse(address).ok().filter(Url::has_host);
    whole.or_else(|| Url::parse(&format!("http://{address}")).ok())
}

#[cfg(test)]
mod tests {
    use super::{check, proxy_for, proxy_hosts};
    use crate::poll::Policy;
    use std::sync::Arc;

    #[test]
    fn the_proxies_of_the_environment_are_exempt_unless_one_is_set() {
        let lookup: crate::poll::Lookup = Arc::new(|name| (name == "https_proxy").then(|| "proxy.lan:3128".to_owned()));
        assert_eq!(proxy_hosts(&Policy::default(), &lookup), ["proxy.lan"]);
        let policy = Policy { proxy: Some("socks5://u:p@other.lan:1080".into()), ..Policy::default() };
        assert_eq!(proxy_hosts(&policy, &lookup), ["other.lan"]);
    }

    #[test]
    fn the_proxy_of_a_request_is_the_set_one_else_that_of_its_scheme() {
        let of = |set: Option<&str>, environment: &'static [(&str, &str)], url: &str| {
            let lookup: crate::poll::Lookup = Arc::new(move |name| {
                environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            });
            let policy = Policy { proxy: set.map(str::to_owned), ..Policy::default() };
            proxy_for(&url::Url::parse(url).unwrap(), &policy, &lookup)
                .map(|proxy| proxy.host_str().unwrap().to_owned())
        };
        let (plain, secure) = ("http://wire.example/", "https://wire.example/");
        let both = &[("HTTP_PROXY", "one.lan:3128"), ("https_proxy", "http://two.lan:3128")];
        assert_eq!(of(None, both, plain).as_deref(), Some("one.lan"));
        assert_eq!(of(None, both, secure).as_deref(), Some("two.lan"));
        assert_eq!(of(Some("socks5://three.lan"), both, secure).as_deref(), Some("three.lan"));
        assert_eq!(of(None, &[("ALL_PROXY", "socks5://four.lan")], secure).as_deref(), Some("four.lan"));
        assert_eq!(of(None, &[("http_proxy", "one.lan"), ("no_proxy", ".example")], plain), None);
        assert_eq!(of(None, &[("http_proxy", "one.lan"), ("no_proxy", ".lan")], plain).as_deref(), Some("one.lan"));
        assert_eq!(of(None, &[], plain), None);
    }

    #[test]
    fn exceptions_are_named_as_the_client_reads_them() {
        for (url, exceptions, excepted) in [
            ("http://wire.example/", "wire.example", true),
            ("http://feeds.wire.example/", "other.example, Wire.Example", true),
            ("http://feeds.wire.example/", ".wire.example", true),
            ("http://hardwire.example/", "wire.example", false),
            ("http://anything.example/", "*", true),
            ("http://127.0.0.1:8/", "localhost,127.0.0.1", true),
            ("http://10.2.3.4/", "10.0.0.0/8", true),
            ("http://11.2.3.4/", "10.0.0.0/8", false),
            ("http://10.2.3.4/", "0.0.0.0/0", true),
            ("http://[fd00::7]/", "fd00::/8", true),
            ("http://[fe80::7]/", "fd00::/8,::1", false),
            ("http://10.2.3.4/", "10.0.0.0/many, ,/8", false),
        ] {
            assert_eq!(super::is_exception(&url::Url::parse(url).unwrap(), exceptions), excepted, "{url} {exceptions}");
        }
    }

    #[test]
    fn settings_that_cannot_work_are_refused_without_their_secrets() {
        assert!(check(&Policy::default()).is_ok());
        assert!(check(&Policy { user_agent: "two\nlines".into(), ..Policy::default() }).is_err());
        let refused = check(&Policy { proxy: Some("http://u:hunter2@:x".into()), ..Policy::default() }).unwrap_err();
        assert!(!refused.to_string().contains("hunter2"), "{refused}");
    }
}
