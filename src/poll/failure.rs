//! Errors of the network, told as true sentences.

use std::error::Error as StdError;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use rustls::CertificateError;
use url::Url;

use super::Policy;
use super::address::Barred;
use crate::wire::{Failure, clean_line};

/// A duration for people: whole seconds, or one decimal below ten.
pub(crate) fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds >= 10.0 || seconds.fract() == 0.0 { format!("{seconds:.0} s") } else { format!("{seconds:.1} s") }
}

/// Why a request to `url`, by way of `proxy` if there is one, got no answer.
pub(crate) fn of_request(error: &reqwest::Error, url: &Url, proxy: Option<&Url>, policy: &Policy) -> Failure {
    let proxy = proxy.filter(|_| error.is_connect());
    let place = proxy.map_or_else(|| place(url), |proxy| format!("the proxy {}", place(proxy)));
    if let Some(barred) = find::<Barred>(error) {
        return Failure::Redirect(format!("{} leads to {}, which is not a public address", host(url), barred.0));
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        return Failure::Tls(of_tls(tls, url));
    }
    if error.is_timeout() {
        return Failure::TimedOut(format!("no connection to {place} within {}", seconds(policy.connect)));
    }
    if error.is_dns() {
        return Failure::Offline(of_dns(error, &looked_up(url, proxy)));
    }
    let text = deepest(error);
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => Failure::Offline(format!("{place} refused the connection")),
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionAborted) => {
            Failure::Offline(format!("{place} broke off the connection without an answer"))
        }
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown) => {
            Failure::Offline(format!("there is no way to {place} from here; is the network up?"))
        }
        Some(io::ErrorKind::TimedOut) => Failure::TimedOut(format!("the connection to {place} died")),
        Some(io::ErrorKind::UnexpectedEof) if error.is_connect() => {
            Failure::Tls(format!("{place} broke off while the secure connection was set up"))
        }
        _ if text.contains("before message completed") => {
            Failure::Offline(format!("{place} closed the connection without an answer"))
        }
        _ if text.contains("too large") || text.contains("TooLarge") => {
            Failure::Unreadable("the head of the answer is too large".to_owned())
        }
        _ if text.contains("HTTP") => Failure::Unreadable(format!("what {place} answered is not HTTP ({text})")),
        _ => Failure::Offline(format!("{place}: {text}")),
    }
}

/// Why a body ended early, after `got` bytes of it.
pub(crate) fn of_body(error: &reqwest::Error, got: usize) -> Failure {
    let connection = is_of_connection(error);
    let what = match (find::<io::Error>(error).map(io::Error::kind), connection) {
        (Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionAborted), _) => {
            "the connection broke off"
        }
        (Some(io::ErrorKind::TimedOut), _) => "the connection died",
        (Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData), true) => "its framing (chunk sizes) is broken",
        (_, true) => "the body was cut short",
        (Some(io::ErrorKind::UnexpectedEof), false) => "the compressed body was cut short",
        (_, false) => "its compression is broken",
    };
    Failure::Unreadable(format!("{what} after {got} bytes"))
}

/// Whether the connection failed and not the decompression: then what came before it is as the server sent it.
pub(crate) fn is_of_connection(error: &reqwest::Error) -> bool {
    // What the connection did, hyper says; the rest are the decompressors' complaints.
    chain(error).any(|cause| cause.to_string().contains("from connection"))
}

/// What happened to a body, without the preface that it had no feed: a part of it had.
pub(crate) fn bare(failure: &Failure) -> String {
    match failure {
        Failure::Unreadable(what) | Failure::TimedOut(what) | Failure::Offline(what) => what.clone(),
        other => other.to_string(),
    }
}

/// Whose name was looked up here: the proxy's, for it looks up the server's; but some leave that to us.
fn looked_up(url: &Url, proxy: Option<&Url>) -> String {
    match proxy {
        Some(proxy) if !matches!(proxy.scheme(), "socks4" | "socks5") => host(proxy),
        Some(proxy) if host(proxy).parse::<IpAddr>().is_err() => format!("{} or {}", host(url), host(proxy)),
        _ => host(url),
    }
}

fn of_dns(error: &reqwest::Error, host: &str) -> String {
    let text = deepest(error);
    if text.contains("emporary failure") {
        format!("the name {host} cannot be looked up now; is the network up?")
    } else {
        format!("there is no host {host}")
    }
}

fn of_tls(error: &rustls::Error, url: &Url) -> String {
    let host = host(url);
    match error {
        rustls::Error::InvalidCertificate(bad) => match bad {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                format!("the certificate of {host} has expired")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                format!("the certificate of {host} is not valid yet; is this machine's clock right?")
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                format!("the certificate shown is for another host than {host}")
            }
            CertificateError::UnknownIssuer => {
                format!(
                    "the certificate of {host} comes from an unknown issuer; set tls_ca_file if the issuer is your own"
                )
            }
            CertificateError::Revoked => format!("the certificate of {host} was revoked"),
            other => clean_line(&format!("the certificate of {host} is not good: {other}")),
        },
        rustls::Error::InvalidMessage(_) => format!("{} does not speak TLS", place(url)),
        other => clean_line(&format!("{host}: {other}")),
    }
}

/// `host:port` of an address, for people.
pub(crate) fn place(url: &Url) -> String {
    let port = url.port_or_known_default().unwrap_or_default();
    clean_line(&format!("{}:{port}", host(url)))
}

fn host(url: &Url) -> String {
    clean_line(url.host_str().unwrap_or("the server"))
}

/// The error and its causes, the outermost first. An `io::Error` hides its cause from `source`, so it is opened by hand.
fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&cause| match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner as &(dyn StdError + 'static)),
        None => cause.source(),
    })
}

fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    // The last of its kind: an `io::Error` may wrap another that knows more.
    chain(error).filter_map(|cause| cause.downcast_ref::<E>()).last()
}

/// The text of the innermost cause, safe for a terminal.
pub(crate) fn deepest(error: &(dyn StdError + 'static)) -> String {
    clean_line(&chain(error).last().map(ToString::to_string).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{looked_up, of_request, of_tls, seconds};
    use crate::poll::Policy;
    use crate::poll::clients::{Clients, Reach};
    use crate::wire::Failure;
    use rustls::{CertificateError, Error, InvalidMessage};
    use std::sync::Arc;
    use std::time::Duration;
    use url::Url;

    #[tokio::test]
    async fn a_name_that_leads_to_a_private_address_is_refused_before_any_connection() {
        // Nothing listens on port 1: were a connection tried, it would be refused with other words.
        let url = Url::parse("http://localhost:1/").unwrap();
        let policy = Policy::default();
        let ask = async |reach| {
            let client = Clients::default().get(&url, reach, &policy, &(Arc::new(|_: &str| None) as _)).unwrap();
            of_request(&client.get(url.clone()).send().await.unwrap_err(), &url, None, &policy)
        };
        let guarded = ask(Reach::PublicOnly).await;
        assert!(matches!(&guarded, Failure::Redirect(why) if why.contains("not a public address")), "{guarded:?}");
        let open = ask(Reach::Anywhere).await;
        assert_eq!(open, Failure::Offline("localhost:1 refused the connection".to_owned()));
    }

    #[test]
    fn bad_certificates_are_told_apart() {
        let url = Url::parse("https://wire.example/feed").unwrap();
        let cases = [
            (Error::InvalidCertificate(CertificateError::Expired), "expired"),
            (Error::InvalidCertificate(CertificateError::NotValidYet), "clock"),
            (Error::InvalidCertificate(CertificateError::NotValidForName), "another host"),
            (Error::InvalidCertificate(CertificateError::UnknownIssuer), "unknown issuer"),
            (Error::InvalidMessage(InvalidMessage::InvalidContentType), "wire.example:443 does not speak TLS"),
        ];
        for (error, words) in cases {
            assert!(of_tls(&error, &url).contains(words), "{error}");
        }
    }

    #[test]
    fn the_name_that_is_not_found_is_the_one_that_was_looked_up_here() {
        let url = Url::parse("https://wire.example/feed").unwrap();
        for (proxy, name) in [
            ("http://proxy.lan:3128", "proxy.lan"),
            ("socks5h://proxy.lan:1080", "proxy.lan"),
            ("socks5://127.0.0.1:1080", "wire.example"),
            ("socks5://proxy.lan:1080", "wire.example or proxy.lan"),
        ] {
            assert_eq!(looked_up(&url, Some(&Url::parse(proxy).unwrap())), name);
        }
        assert_eq!(looked_up(&url, None), "wire.example");
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_secs(15)), "15 s");
        assert_eq!(seconds(Duration::from_millis(250)), "0.2 s");
        assert_eq!(seconds(Duration::from_secs(2)), "2 s");
    }
}
