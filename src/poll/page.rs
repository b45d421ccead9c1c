//! An article's own page: fetched behind the same guards as a feed, and the story found on it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::ask::Ask;
use super::engine::Engine;
use super::fetch::{Fetched, Got, Head, fetch};
use super::read;
use crate::analysis::extract;
use crate::formats::page_text;
use crate::wire::{Extracted, Failure, FetchedPage, Source};

/// The largest page taken, in bytes after decompression. What the extractor looks at is less.
const LARGEST: u64 = 8 << 20;

/// How long a server that has too much to do is spared where it does not say how long,
const REST: Duration = Duration::from_secs(600);
/// and at most.
const LONGEST_REST: Duration = Duration::from_secs(3600);

/// The source whose item a page belongs to.
#[derive(Debug, Clone)]
pub struct Home {
    /// The source: its own server alone gets its login.
    pub source: Source,
    /// Whether that server was last reached on a private network; so may its pages be then.
    pub inside: bool,
}

/// Servers that are spared, and until when.
#[derive(Debug, Default)]
pub(crate) struct Rests(Mutex<HashMap<String, Instant>>);

impl Rests {
    fn holds(&self, url: &Url) -> bool {
        let mut rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rests.retain(|_, until| *until > Instant::now());
        rests.contains_key(url.host_str().unwrap_or_default())
    }

    /// Notes what the answer for a page asks for.
    fn note(&self, url: &Url, fetched: &Fetched) {
        if matches!(fetched.http, Some(429 | 503)) {
            let rest = fetched.retry_after.unwrap_or(REST).min(LONGEST_REST);
            let host = url.host_str().unwrap_or_default().to_owned();
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(host, Instant::now() + rest);
        }
    }
}

impl Engine {
    /// Fetches a page and finds the story on it. A page of which only a part came has none: a story must not end in its middle
    /// without a word. A page that no editor waits for (`asked` is false) is not asked of a server that wants to be spared.
    pub async fn page(&self, home: Option<&Home>, page: &str, asked: bool) -> Result<FetchedPage, String> {
        let most = LARGEST.min(self.policy.max_bytes);
        let ask = Ask::page(home, page, most, &self.secrets, &self.lookup).await.map_err(|why| words(&why))?;
        if !asked && self.rests.holds(&ask.start) {
            return Err("its server wants to be left alone for a while".to_owned());
        }
        let host = self.slots.host(&ask.start).await;
        let (turn, seat) = (self.turns.begin(), self.slots.seat_for_page());
        let fetched = self.slots.patiently(host, &turn, Box::pin(fetch(self, &ask, &turn, seat))).await;
        self.rests.note(&ask.start, &fetched);
        let (head, body, _place) = match fetched.got.map_err(|why| words(&why))? {
            Got::Body(head, body, place, None) => (head, body, place),
            Got::Body(_, _, _, Some(broken)) => return Err(words(&broken)),
            Got::Gone => return Err("the page is gone for good (410)".to_owned()),
            Got::NotModified(_) => return Err("the server sent no page (304)".to_owned()),
        };
        if let Some(kind) = head.content_type.as_deref().filter(|kind| !may_be_page(kind)) {
            return Err(format!("it is no web page ({kind})"));
        }
        let found =
            read::aside(&self.slots, body.len(), move || read_page(&head, &body)).await.map_err(|why| words(&why))?;
        found.map_err(str::to_owned)
    }
}

fn read_page(head: &Head, body: &[u8]) -> Result<FetchedPage, &'static str> {
    let text = page_text(body, head.content_type.as_deref());
    match extract(&text, Some(head.url.as_str())) {
        Extracted::Article(article) => Ok(FetchedPage { url: head.url.to_string(), article: *article }),
        Extracted::Nothing(why) => Err(why),
    }
}

/// Whether a content type can be that of a page. Servers that name none, or no more than text, are taken at the page's word.
fn may_be_page(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.is_empty() || kind.contains("html") || kind.contains("xml") || kind == "text/plain"
}

/// A failure in words that fit a page; those of feeds speak of feeds.
fn words(failure: &Failure) -> String {
    match failure {
        Failure::Unreadable(why) => format!("the page cannot be read: {why}"),
        Failure::TooBig { limit } => format!("the page is larger than {} MB", limit >> 20),
        // The address itself may be refused, before anything was redirected.
        Failure::Redirect(why) => format!("not followed: {why}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::may_be_page;

    #[test]
    fn what_says_that_it_is_no_page_is_none() {
        for page in ["text/html; charset=utf-8", "application/xhtml+xml", "TEXT/HTML", "", "text/plain"] {
            assert!(may_be_page(page), "{page}");
        }
        for other in ["application/pdf", "image/png", "audio/mpeg", "application/octet-stream", "application/json"] {
            assert!(!may_be_page(other), "{other}");
        }
    }
}
