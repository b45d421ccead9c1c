//! Which addresses a server may send us to, and a resolver that holds every connection to that.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Whether an address belongs to the public internet, so that a server may redirect us to it.
///
/// Follows the IANA special-purpose registries (RFC 6890 and its successors). Addresses that carry an IPv4 address
/// inside (mapped, compatible, NAT64, 6to4) are judged by that one.
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && b & 0xc0 == 64)
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && b & 0xfe == 18))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (a, b) {
        // ::/96 and ::ffff:0:0/96 hold an IPv4 address; unspecified and loopback fall under 0.0.0.0/8.
        (0, 0) if (c, d, e) == (0, 0, 0) && (f == 0 || f == 0xffff) => inner(g, h),
        (0x64, 0xff9b) => (c, d, e, f) == (0, 0, 0, 0) && inner(g, h),
        (0x2002, _) => inner(b, c),
        // Teredo, and addresses for documentation.
        (0x2001, 0 | 0xdb8) => false,
        // Global unicast; everything else is private, link-local, multicast or unassigned.
        _ => a & 0xe000 == 0x2000,
    }
}

/// Whether the address names, without asking anybody, a host that is not public: a literal, or `localhost`.
pub(crate) fn is_private_literal(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => !is_public_v4(ip),
        Some(Host::Ipv6(ip)) => !is_public_v6(ip),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
        }
        None => false,
    }
}

/// The resolver refused: the name leads to an address that a server must not send us to.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a public address")]
pub(crate) struct Barred(pub IpAddr);

/// Asks for the addresses of a name. What it hands out is what gets connected to, so that a name that changes its mind
/// between check and connect (DNS rebinding) gains nothing.
#[derive(Debug, Clone)]
pub(crate) struct Resolver {
    /// Whether to refuse addresses that are not public.
    pub guarded: bool,
    /// Hosts exempt from the guard: the proxies that the editor set up.
    pub proxies: Vec<String>,
    /// Who knows the addresses of a name.
    pub ask: fn(String) -> Found,
}

/// The addresses of a name, once they are known.
pub(crate) type Found = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Asks the system.
pub(crate) fn system(name: String) -> Found {
    Box::pin(async move { Ok(tokio::net::lookup_host((name.as_str(), 0)).await?.collect()) })
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guarded = self.guarded && !self.proxies.iter().any(|host| host.eq_ignore_ascii_case(name.as_str()));
        let asked = (self.ask)(name.as_str().to_owned());
        Box::pin(async move { Ok(Box::new(allowed(asked.await?, guarded)?.into_iter()) as Addrs) })
    }
}

/// What of a resolver's answer may be connected to. One address that is not public spoils the answer: a name that
/// mixes both is a trick, not a service.
fn allowed(found: Vec<SocketAddr>, guarded: bool) -> Result<Vec<SocketAddr>, Box<dyn std::error::Error + Send + Sync>> {
    if found.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address").into());
    }
    match found.iter().find(|address| guarded && !is_public(address.ip())) {
        Some(address) => Err(Barred(address.ip()).into()),
        None => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::{Barred, Found, Resolver, allowed, is_private_literal, is_public};
    use reqwest::dns::Resolve;
    use std::net::SocketAddr;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use url::Url;

    /// A name that is public when it is looked at and private when it is used.
    fn changing(_: String) -> Found {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let first = ASKED.fetch_add(1, Ordering::SeqCst) == 0;
        let address: SocketAddr = if first { "93.184.215.14:0" } else { "127.0.0.1:0" }.parse().unwrap();
        Box::pin(async move { Ok(vec![address]) })
    }

    #[tokio::test]
    async fn a_name_that_changes_its_mind_between_two_connections_is_judged_at_each() {
        let resolver = Resolver { guarded: true, proxies: vec!["proxy.lan".to_owned()], ask: changing };
        let ask = async |name: &str| resolver.resolve(name.parse().unwrap()).await.map(|found| found.count());
        assert_eq!(ask("trick.example").await.unwrap(), 1);
        let refused = ask("trick.example").await.unwrap_err();
        assert_eq!(refused.downcast_ref::<Barred>().unwrap().to_string(), "127.0.0.1 is not a public address");
        assert_eq!(ask("proxy.lan").await.unwrap(), 1, "the editor's own proxy may be anywhere");
    }

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        for ip in [
            "1.1.1.1",
            "93.184.215.14",
            "100.63.255.255",
            "172.32.0.1",
            "2606:4700::1111",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn private_hosts_are_told_by_how_they_are_written_in_any_notation() {
        for url in [
            "http://127.1/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://[::ffff:7f00:1]/",
            "http://LOCALHOST./",
            "http://a.localhost/",
        ] {
            assert!(is_private_literal(&Url::parse(url).unwrap()), "{url}");
        }
        for url in ["http://example.org/", "http://8.8.8.8/", "http://localhost.example.org/"] {
            assert!(!is_private_literal(&Url::parse(url).unwrap()), "{url}");
        }
    }

    #[test]
    fn one_private_address_spoils_a_guarded_answer() {
        let mixed = || vec!["8.8.8.8:0".parse().unwrap(), "[::ffff:10.0.0.1]:0".parse().unwrap()];
        assert!(allowed(mixed(), true).unwrap_err().is::<Barred>());
        assert_eq!(allowed(mixed(), false).unwrap().len(), 2);
        assert!(allowed(Vec::new(), false).is_err());
    }
}
