//! The settings of polling: plain values, built by `config`, never read from the environment here.

use std::path::PathBuf;
use std::time::Duration;

/// How to poll. Durations are real time; sizes are bytes after decompression.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// What the program calls itself to servers.
    pub user_agent: String,
    /// How often a source is asked that says nothing of its own.
    pub default_interval: Duration,
    /// The shortest interval, whatever the source's settings say.
    pub min_interval: Duration,
    /// The longest interval that a publisher's hints (`ttl`, `max-age`) can bring about. An editor's own `every` may be longer.
    pub max_interval: Duration,
    /// How long a connection may take, TLS included.
    pub connect: Duration,
    /// How long a server may be silent: before the head of its answer is whole, and between two pieces of the body.
    pub idle: Duration,
    /// How long one poll may take from end to end, redirects included.
    pub total: Duration,
    /// The largest body taken, in bytes after decompression. A source may have its own limit.
    pub max_bytes: u64,
    /// The most items kept of one delivery, the first of the feed; the rest becomes a defect.
    pub max_items: usize,
    /// Requests under way at one time, over all hosts. Hosts named by a loopback or private address are bounded by this alone.
    pub concurrency: usize,
    /// Requests under way at one time to one public host.
    pub per_host: usize,
    /// How long a server may keep one of these places waiting: then it goes to the next source, and the request goes on beside it.
    pub patience: Duration,
    /// The most requests beside the ordinary ones that wait for their servers.
    pub slow_places: usize,
    /// The pause after the first failure; it doubles with each further one.
    pub backoff_base: Duration,
    /// The longest pause after failures.
    pub backoff_cap: Duration,
    /// The longest chain of redirects.
    pub max_redirects: usize,
    /// A proxy for everything (`http://`, `https://`, `socks5://`); the system's own settings where `None`.
    pub proxy: Option<String>,
    /// A file of further certificate authorities (PEM), beside the system's.
    pub tls_ca_file: Option<PathBuf>,
    /// Never touch the network.
    pub offline: bool,
    /// Makes the jitter repeatable; drawn by chance where `None`.
    pub seed: Option<u64>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            user_agent: concat!("copytaster/", env!("CARGO_PKG_VERSION")).to_owned(),
            default_interval: Duration::from_secs(5 * 60),
            min_interval: Duration::from_secs(60),
            max_interval: Duration::from_secs(60 * 60),
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(60),
            max_bytes: 32 << 20,
            max_items: 5_000,
            concurrency: 64,
            per_host: 6,
            patience: Duration::from_millis(40),
            slow_places: 192,
            backoff_base: Duration::from_secs(60),
            backoff_cap: Duration::from_secs(60 * 60),
            max_redirects: 10,
            proxy: None,
            tls_ca_file: None,
            offline: false,
            seed: None,
        }
    }
}
