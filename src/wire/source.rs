//! Where copy comes from: a subscription as the editor wrote it, and what the cache remembers of it.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use super::SourceId;

/// A subscription as the editor wrote it in the sources file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name shown in lists; unique in the sources file.
    pub name: String,
    /// The address as written; only http and https are polled.
    pub url: String,
    /// Words to sort sources by, such as a desk or a region.
    pub tags: Vec<String>,
    /// How often to ask at most; the default of the polling policy where `None`.
    pub every: Option<Duration>,
    /// Headers to send to this source's own host only.
    pub headers: Vec<(String, Secret)>,
    /// HTTP basic authentication, sent to this source's own host only.
    pub login: Option<Login>,
    /// The outlet whose feed it is, where somebody said; two feeds of one outlet bring one story once.
    pub outlet: Option<String>,
    /// The largest body taken, in bytes after decompression; the policy's where `None`.
    pub max_bytes: Option<u64>,
    /// Whether the page of each new item is fetched too, and shown first.
    pub full_text: bool,
}

impl Source {
    /// A subscription with nothing but a name and an address.
    pub fn new(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            url: url.into(),
            tags: Vec::new(),
            every: None,
            headers: Vec::new(),
            login: None,
            outlet: None,
            max_bytes: None,
            full_text: false,
        }
    }
}

/// User name and password for HTTP basic authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The user name; not a secret.
    pub user: String,
    /// Where the password comes from.
    pub password: Secret,
}

/// A value that must not be shown: it is named here, and fetched only when a request is made.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// Written in the file itself. Still never logged, shown or exported.
    Plain(String),
    /// The name of an environment variable that holds it.
    Env(String),
    /// A program and its arguments, run without a shell; the first line it prints is the secret.
    Command(Vec<String>),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(_) => f.write_str("Plain(…)"),
            Self::Env(name) => write!(f, "Env({name})"),
            Self::Command(argv) => write!(f, "Command({})", argv.first().map_or("", String::as_str)),
        }
    }
}

/// Whether a source is being polled, and how well that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Subscribed and not asked yet.
    #[default]
    New,
    /// The last poll brought an answer that could be read.
    Good,
    /// The last poll failed; it is asked again after a growing pause.
    Failing,
    /// The server said that the feed is gone for good (410). It is not asked again until the editor asks.
    Gone,
}

impl State {
    /// The word for it in JSON, on the screen and in the cache.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Good => "good",
            Self::Failing => "failing",
            Self::Gone => "gone",
        }
    }

    /// The state that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::New, Self::Good, Self::Failing, Self::Gone].into_iter().find(|s| s.word() == word)
    }
}

/// What the cache remembers of a source between polls. Written in the same transaction as the delivery it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceState {
    /// The source's number in this cache.
    pub id: SourceId,
    /// The feed's own title, once it was read.
    pub title: Option<String>,
    /// The last `ETag`, byte for byte as received (with quotes and `W/`).
    pub etag: Option<String>,
    /// The last `Last-Modified`, as received.
    pub last_modified: Option<String>,
    /// Where a permanent redirect (301, 308) has moved the feed to.
    pub moved_to: Option<String>,
    /// How the polling goes.
    pub state: State,
    /// Polls that failed one after another.
    pub failures: u32,
    /// Not to be asked before this time.
    pub next_due: Option<Timestamp>,
    /// When it was last asked.
    pub last_polled: Option<Timestamp>,
    /// When an answer could last be read (200 or 304).
    pub last_good: Option<Timestamp>,
    /// The last error as a sentence; kept until the next good poll.
    pub last_error: Option<String>,
    /// The seconds between polls that are now in force (interval, ttl, max-age and skip hours taken together).
    pub every_s: Option<u32>,
    /// Whether its own server was last reached on a private network.
    pub inside: bool,
}

impl SourceState {
    /// A source that was never asked.
    pub fn fresh(id: SourceId) -> Self {
        Self {
            id,
            title: None,
            etag: None,
            last_modified: None,
            moved_to: None,
            state: State::New,
            failures: 0,
            next_due: None,
            last_polled: None,
            last_good: None,
            last_error: None,
            every_s: None,
            inside: false,
        }
    }

    /// The next poll asks for the whole feed, changed or not.
    pub fn forget_validators(&mut self) {
        (self.etag, self.last_modified) = (None, None);
    }
}

/// A source as the drawer, `sources` and the status line show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Its number in this cache.
    pub id: SourceId,
    /// Its name from the sources file.
    pub name: String,
    /// Its address as it may be shown: without passwords and keys.
    pub url: String,
    /// Its tags from the sources file.
    pub tags: Vec<String>,
    /// What is remembered of it.
    pub state: SourceState,
    /// Items in the cache.
    pub items: u64,
    /// Items nobody has read or spiked.
    pub unread: u64,
    /// When its last item came, where it has gone quiet since against its own habit.
    pub quiet: Option<Timestamp>,
    /// Repairs made to its last delivery.
    pub defects: u32,
    /// The first few of them in words, with the place in the feed.
    pub repairs: Vec<String>,
}

/// Who wrote it, and who ran it where that is somebody else.
pub fn credit(agency: Option<&str>, source: &str) -> String {
    match agency {
        Some(agency) if agency != source => format!("{agency} via {source}"),
        _ => source.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_that_bears_the_name_of_its_source_is_said_once() {
        assert_eq!(credit(Some("Meridian Press"), "Meridian Press"), "Meridian Press");
        assert_eq!(credit(Some("MP"), "Meridian Press"), "MP via Meridian Press");
        assert_eq!(credit(None, "Harbour"), "Harbour");
    }
}
