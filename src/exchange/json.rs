//! The JSON that scripts read: one object a line, stable keys, missing values null, times in RFC 3339 UTC.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::wire::{
    About, Again, Arrivals, Delivery, Echo, Failure, Fold, Health, ItemId, ListItem, LogEntry, LogKind, Noticed,
    Outcome, Quote, Reading, RevisionLine, Row, Span, Status, Until, Variant, redact,
};

use super::copy::leaving;

/// A line of `list --json`.
pub fn list_json(item: &ListItem) -> Value {
    let row = &item.row;
    json!({
        "id": row.id.0,
        "source": &*row.source,
        "outlet": item.outlet,
        "agency": row.agency.as_deref(),
        "title": row.headline,
        "url": item.url,
        "published": time(item.published),
        "received": time(Some(item.received)),
        "priority": row.priority,
        "marks": marks(row),
        "revision": row.revision,
        "story": row.story,
        "reprint": row.reprint,
        "words": row.words,
        "outlets": row.outlets + 1,
        "alert": row.is_alert(),
        "embargo": time(row.embargo),
        "status": status_json(&row.status),
        "again": row.again.iter().map(again_json).collect::<Vec<_>>(),
    })
}

/// A reason to look at an item again.
fn again_json(again: &Again) -> Value {
    match again {
        Again::Killed(revision) => json!({ "why": "kill", "revision": revision }),
        Again::Corrected(revision) => json!({ "why": "correction", "revision": revision }),
        Again::Due(at) => json!({ "why": "due", "at": time(Some(*at)) }),
        Again::Lifts(at) => json!({ "why": "embargo lifts", "at": time(Some(*at)) }),
        Again::Lifted => json!({ "why": "embargo lifted" }),
        Again::Revised { revision, acted } => json!({ "why": "revision", "revision": revision, "acted_on": acted }),
        Again::Outlets { count, source } => json!({ "why": "outlets", "count": count, "source": source }),
        Again::Story { count, source } => json!({ "why": "story", "count": count, "source": source }),
        Again::Quoted { speaker, item, .. } => {
            json!({ "why": "quote", "speaker": speaker, "item": item.map(|item| item.0) })
        }
    }
}

/// What a row says of its item, for lists that are not of items alone.
pub(super) fn item_json(row: &Row) -> Value {
    json!({
        "id": row.id.0,
        "source": &*row.source,
        "agency": row.agency.as_deref(),
        "title": row.headline,
        "priority": row.priority,
        "marks": marks(row),
        "revision": row.revision,
        "status": status_json(&row.status),
    })
}

/// The verdict of the desk. `flagged` is true or false and its label stands in `label`, for a label may be empty.
pub fn status_json(status: &Status) -> Value {
    json!({
        "read": status.read,
        "flagged": status.flagged.is_some(),
        "label": status.flagged.as_deref().filter(|label| !label.is_empty()),
        "held": status.held,
        "held_until": time(status.held_until.and_then(Until::time)),
        "held_for": status.held_until.filter(|until| until.time().is_none()).map(Until::word),
        "used": status.used,
        "spiked": status.spiked,
        "claimed_by": status.claimed_by,
        "tags": status.tags,
        "note": status.note,
        "priority": status.priority,
        "acted_on": status.acted_on,
    })
}

/// The object of `show --json`: that of [`list_json`], with the copy itself. Offsets are code points of `text`; `echoes`
/// are those of the reading's quotations.
pub fn show_json(item: &ListItem, reading: &Reading, echoes: &[Echo]) -> Value {
    let filing = &reading.filing;
    let fold =
        |fold: &Fold| json!({ "what": fold.what.words(), "text": filing.text.get(fold.range.clone()).unwrap_or("") });
    let revision =
        |line: &RevisionLine| json!({ "revision": line.revision, "at": time(Some(line.at)), "title": line.headline });
    let quote = |(n, quote): (usize, &Quote)| {
        let echoes: Vec<&Echo> = echoes.iter().filter(|echo| echo.quote == n).collect();
        quote_json((item.row.id, reading.revision), &item.row.source, item.published, &filing.text, quote, &echoes)
    };
    let full_text = reading.fetched.as_ref().map(|text| {
        json!({
            "at": time(Some(text.at)),
            "url": text.url,
            "revision": text.revision,
            "words": text.words,
            "cut": text.cut,
            "text": text.text,
        })
    });
    let more = json!({
        "byline": filing.byline,
        "dateline": filing.dateline.as_ref().map(|dateline| &dateline.text),
        "standfirst": filing.standfirst,
        "what_changed": filing.what_changed,
        "slug": filing.slug,
        "language": filing.language,
        "embargo": time(filing.embargo),
        "text": filing.text,
        "full_text": full_text,
        "folds": filing.folds.iter().map(fold).collect::<Vec<_>>(),
        "notices": reading.noticed.iter().map(notice_json).collect::<Vec<_>>(),
        "links": filing.links.iter().map(|link| link.href.as_str()).collect::<Vec<_>>(),
        "revisions": reading.revisions.iter().map(revision).collect::<Vec<_>>(),
        "quotes": reading.quotes.iter().enumerate().map(quote).collect::<Vec<_>>(),
    });
    let mut whole = list_json(item);
    if let (Value::Object(whole), Value::Object(more)) = (&mut whole, more) {
        whole.extend(more);
        // The copy may be that of an older revision than the list's.
        whole.insert("revision".to_owned(), json!(reading.revision));
        whole.insert("title".to_owned(), json!(filing.headline));
    }
    whole
}

/// The same object as it goes out to others: text, folds and quotations are without what stays in the house.
pub fn leaving_json(item: &ListItem, reading: &Reading, echoes: &[Echo]) -> Value {
    show_json(item, &leaving(reading), echoes)
}

/// What a notice has to do with the item: `about` and `unsure` name the items it speaks of, `by` the notice.
fn notice_json(noticed: &Noticed) -> Value {
    let ids = |all: &[About]| all.iter().map(|of| of.item.0).collect::<Vec<_>>();
    match noticed {
        Noticed::About(items) => json!({ "about": ids(items), "sure": true }),
        Noticed::Unsure(items) => json!({ "about": ids(items), "sure": false }),
        Noticed::Unconfirmed(items) => json!({ "about": ids(items), "sure": true, "confirmed": false }),
        Noticed::By { what, source, notice, headline, at } => json!({
            "by": notice.0, "what": what.to_string(), "title": headline, "source": source, "at": time(Some(*at)),
        }),
        Noticed::Said { what, source, notice, headline } => json!({
            "by": notice.0, "what": what.to_string(), "title": headline, "confirmed": false, "source": source,
        }),
    }
}

/// A line of `quotes --json`. `text` is the item's clean text, into which the quotation's spans point; the offsets
/// written are code points. `elsewhere` is other copy with the same quotation, with the words in which it differs.
pub fn quote_json(
    (item, revision): (ItemId, u32),
    source: &str,
    published: Option<Timestamp>,
    text: &str,
    quote: &Quote,
    echoes: &[&Echo],
) -> Value {
    let span = |span: Span| Some(span.of(text)).filter(|words| !words.is_empty());
    json!({
        "item": item.0,
        "source": source,
        "published": time(published),
        "start": points(text, quote.span.start),
        "end": points(text, quote.span.end),
        "text": quote.span.of(text),
        "speaker": quote.speaker.and_then(span),
        "canonical": quote.canonical,
        "role": quote.role,
        "cue": quote.cue.and_then(span),
        "partial": quote.partial,
        "running": quote.running,
        "revision": revision,
        "elsewhere": echoes.iter().map(|echo| echo_json(echo, quote.span.of(text))).collect::<Vec<_>>(),
    })
}

/// The same with what must be known of its story, where quotations are listed without their items: the page, and whether its copy
/// must not be used at all, or not yet.
pub fn quote_json_of_story(mut quote: Value, url: Option<&str>, killed: bool, embargoed: bool) -> Value {
    if let Some(keys) = quote.as_object_mut() {
        keys.insert("url".to_owned(), url.into());
        keys.insert("killed".to_owned(), killed.into());
        keys.insert("embargoed".to_owned(), embargoed.into());
    }
    quote
}

/// Other copy with a quotation. `differs` where the words or the speaker are others; a word that only one has stands
/// against null. Under `edges` stands what only one of them has before or after the rest: with these it is a part of the other.
fn echo_json(echo: &Echo, words: &str) -> Value {
    let some = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
    let variant = |v: &Variant| json!({ "here": some(v.here.of(words)), "there": some(v.there.of(&echo.words)) });
    json!({
        "item": echo.item.0,
        "revision": echo.revision,
        "source": echo.source,
        "agency": echo.agency,
        "at": time(Some(echo.at)),
        "killed": echo.killed,
        "text": echo.words,
        "speaker": echo.speaker,
        "other_speaker": echo.other_speaker,
        "differs": echo.differs(),
        "variants": echo.likeness.variants.iter().map(variant).collect::<Vec<_>>(),
        "edges": echo.likeness.edges.iter().map(variant).collect::<Vec<_>>(),
    })
}

/// A line of `sources --json`.
pub fn source_json(health: &Health) -> Value {
    let state = &health.state;
    json!({
        "source": health.name,
        "url": redact(&health.url),
        "title": state.title,
        "tags": health.tags,
        "state": state.state.word(),
        "last_good": time(state.last_good),
        "last_error": state.last_error,
        "items": health.items,
        "unread": health.unread,
        "every_s": state.every_s,
        "last_polled": time(state.last_polled),
        "next_due": time(state.next_due),
        "failures": state.failures,
        "moved_to": state.moved_to.as_deref().map(redact),
        "defects": health.defects,
        "quiet_since": time(health.quiet),
        "repairs": health.repairs,
    })
}

/// What a line of the log says, as a word and its value.
fn log_word(kind: &LogKind) -> (&'static str, Option<String>) {
    match kind {
        LogKind::Did(verb) => verb.word(),
        LogKind::Undo => ("undo", None),
        LogKind::Redo => ("redo", None),
    }
}

/// A line of `log --json`.
pub fn log_json(entry: &LogEntry) -> Value {
    let (verb, value) = log_word(&entry.kind);
    json!({
        "n": entry.n.0,
        "at": time(Some(entry.at)),
        "who": entry.who,
        "verb": verb,
        "items": entry.items.iter().map(|item| item.0).collect::<Vec<_>>(),
        "value": value,
        "of": entry.of.map(|n| n.0),
        "undone_by": entry.undone_by.map(|n| n.0),
    })
}

/// A line of `poll --json`: what one poll of one source brought. `defects` is their number.
pub fn poll_json(source: &str, delivery: &Delivery, arrivals: &Arrivals) -> Value {
    json!({
        "source": source,
        "status": delivery.outcome.word(),
        "http": delivery.http,
        "items": arrivals.new.len() + arrivals.revised.len() + arrivals.unchanged as usize,
        "new": arrivals.new.len(),
        "revised": arrivals.revised.len(),
        "defects": delivery.defects.len(),
        "ms": delivery.ms,
        "error": failure(&delivery.outcome).map(ToString::to_string),
    })
}

fn failure(outcome: &Outcome) -> Option<&Failure> {
    match outcome {
        Outcome::Failed(failure) => Some(failure),
        _ => None,
    }
}

fn marks(row: &Row) -> Vec<String> {
    row.marks.iter().map(|mark| mark.to_string()).collect()
}

pub(super) fn time(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}

/// The code points that stand before a byte of the text.
fn points(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).count()
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
