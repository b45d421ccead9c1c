//! From a body to filings, on a thread that may be kept busy and may even panic.

use std::sync::Arc;

use super::fetch::Head;
use super::slots::Slots;
use crate::analysis::Tables;
use crate::formats::{self, Hint};
use crate::wire::{Decoded, Defect, Failure, Filing, Hours, Link, clean_line, cut_line, dropped_so_far, redact};

/// The name of a feed is cut at this many bytes.
const TITLE: usize = 1_024;

/// What a body says.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub title: Option<String>,
    pub ttl_minutes: Option<u32>,
    pub skip_hours: Hours,
    pub filings: Vec<Filing>,
    pub defects: Vec<Defect>,
}

/// Runs a piece of pure work on a body of so many bytes on a blocking thread, as many at one time as there are cores. A panic there
/// is a failure here.
pub(crate) async fn aside<T: Send + 'static>(
    slots: &Slots,
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let _place = slots.decoder(bytes).await;
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        let why = match error.try_into_panic() {
            Ok(panic) => match panic.downcast_ref::<&str>() {
                Some(text) => clean_line(text),
                None => panic.downcast_ref::<String>().map_or_else(|| "a panic".to_owned(), |text| clean_line(text)),
            },
            Err(_) => "the reading was broken off".to_owned(),
        };
        Failure::Fault(format!("reading the answer failed: {why}"))
    })
}

/// Reads a delivery. The body comes back, to be kept as evidence.
pub(crate) fn feed(body: &[u8], head: &Head, tables: &Arc<Tables>, max_items: usize) -> Result<Reading, Failure> {
    let before = dropped_so_far();
    let mut decoded = decode(body, head);
    if !decoded.is_feed() {
        return Err(no_feed(&decoded, body, head));
    }
    if decoded.drafts.len() > max_items {
        let what = format!("{} items; only the first {max_items} were taken", decoded.drafts.len());
        decoded.drafts.truncate(max_items);
        decoded.defects.push(Defect::new("feed", what));
    }
    if decoded.drafts.is_empty() {
        decoded.defects.push(Defect::new("feed", "no items in it"));
    }
    let mut reading = Reading {
        title: title(&decoded).filter(|title| !title.is_empty()),
        ttl_minutes: decoded.feed.ttl_minutes,
        skip_hours: std::mem::take(&mut decoded.feed.skip_hours),
        defects: std::mem::take(&mut decoded.defects),
        filings: crate::analysis::file_and_drop(decoded, tables),
    };
    // Titles are cleaned by the decoder, copy as it is filed, both in this thread.
    reading.defects.extend(formats::dropped(dropped_so_far() - before));
    Ok(reading)
}

/// What the feed calls itself, on one line.
fn title(decoded: &Decoded) -> Option<String> {
    decoded.feed.title.as_deref().map(|title| cut_line(clean_line(title), TITLE))
}

/// The feed itself where the body is one, else the feeds that the page announces.
pub(crate) fn links(body: &[u8], head: &Head) -> Result<Vec<Link>, Failure> {
    let decoded = decode(body, head);
    if decoded.is_feed() {
        let title = title(&decoded);
        return Ok(vec![Link {
            href: head.url.to_string(),
            rel: Some("self".to_owned()),
            kind: head.content_type.clone(),
            title,
        }]);
    }
    let mut found = crate::formats::discover(body, head.url.as_str());
    found.retain(|link| super::ask::address(&link.href).is_ok());
    if found.is_empty() { Err(no_feed(&decoded, body, head)) } else { Ok(found) }
}

fn decode(body: &[u8], head: &Head) -> Decoded {
    crate::formats::decode(body, &Hint { url: Some(head.url.as_str()), content_type: head.content_type.as_deref() })
}

fn no_feed(decoded: &Decoded, body: &[u8], head: &Head) -> Failure {
    let announced = crate::formats::discover(body, head.url.as_str());
    let start = String::from_utf8_lossy(body.get(..body.len().min(1024)).unwrap_or_default()).to_ascii_lowercase();
    let page = start.contains("<html") || start.contains("<!doctype html");
    Failure::Unreadable(match announced.first() {
        Some(link) => format!("it is a web page, which announces a feed at {}", redact(&link.href)),
        None if page => "it is a web page, and announces no feed".to_owned(),
        None if start.contains("<opml") => "it is a list of feeds (OPML), which can be imported".to_owned(),
        None => {
            let kind = head.content_type.as_deref().unwrap_or("of no stated type");
            let why =
                decoded.defects.first().map(|defect| format!("; {}", clean_line(&defect.what))).unwrap_or_default();
            format!("{} bytes ({kind}) that are no feed of a known form{why}", body.len())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::aside;
    use crate::poll::Policy;
    use crate::poll::slots::Slots;
    use crate::wire::Failure;

    #[tokio::test]
    async fn a_panic_while_reading_costs_one_answer() {
        let slots = Slots::new(&Policy::default());
        let failed = aside(&slots, 1, || -> u8 { panic!("a broken invariant") }).await.unwrap_err();
        assert_eq!(failed, Failure::Fault("reading the answer failed: a broken invariant".to_owned()));
        assert_eq!(aside(&slots, 1, || 7).await, Ok(7));
    }
}
