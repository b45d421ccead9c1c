//! Lines for people: what the command line prints where nobody asked for JSON. Times in UTC.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::wire::{FoldKind, Health, ItemId, ListItem, LogEntry, Quote, Reading, Status, clean_line};

use super::copy::{attribution, meta};
use super::json::log_word;
use super::shown_address;

/// An item on one line: number, time, who wrote it, headline, marks, verdict.
pub fn list_line(item: &ListItem) -> String {
    let row = &item.row;
    let mut line = format!("{:>6}  {}  ", row.id.0, minute(row.sort_at));
    let agency = row.agency.as_deref().unwrap_or(&row.source);
    let _ = write!(line, "{agency:<12}  {}", row.headline);
    let marks: Vec<String> = row.marks.iter().map(|mark| mark.to_string()).chain(verdict(&row.status)).collect();
    if !marks.is_empty() {
        let _ = write!(line, "  [{}]", marks.join(", "));
    }
    line
}

/// The verdict in words, as far as there is one.
fn verdict(status: &Status) -> Vec<String> {
    let flagged = status.flagged.as_deref().map(|label| match label {
        "" => "flagged".to_owned(),
        label => format!("flagged {label}"),
    });
    let until = || status.held_until.map_or_else(|| "held".to_owned(), |at| format!("held until {}", minute(at)));
    let claimed = status.claimed_by.as_deref().map(|who| format!("claimed by {who}"));
    [
        flagged,
        status.held.then(until),
        claimed,
        status.used.then(|| "used".to_owned()),
        status.spiked.then(|| "spiked".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A quotation on one line: the item, the words, who said them, the source. `text` is the item's clean text, into which
/// the quotation's spans point.
pub fn quote_line(item: ItemId, source: &str, published: Option<Timestamp>, text: &str, quote: &Quote) -> String {
    let mention = quote.speaker.map(|span| span.of(text).to_owned());
    let speaker = quote.canonical.clone().or(mention).unwrap_or_else(|| "unattributed".to_owned());
    let role = quote.role.as_deref().map_or_else(String::new, |role| format!(" ({role})"));
    let when = published.map(minute).unwrap_or_default();
    clean_line(&format!("{item}  “{}”  {speaker}{role}  {source}  {when}", quote.span.of(text)))
}

/// A source on one line: how it does, its copy, its name and address, and its last error.
pub fn source_line(health: &Health) -> String {
    let state = &health.state;
    let good = state.last_good.map_or_else(|| "never".to_owned(), minute);
    let mut line =
        format!("{:<8}  {good:<17}  {:>6} items  {:>6} unread  ", state.state.word(), health.items, health.unread);
    let _ = write!(line, "{}  {}", health.name, shown_address(&health.url));
    if !health.tags.is_empty() {
        let _ = write!(line, "  [{}]", health.tags.join(", "));
    }
    if let Some(error) = &state.last_error {
        let _ = write!(line, "  {}", clean_line(error));
    }
    line
}

/// A line of the log: its number, when, who, what, to which items.
pub fn log_line(entry: &LogEntry) -> String {
    let (word, value) = log_word(&entry.kind);
    let mut line = format!("{:>6}  {}  {}  {word}", entry.n.0, minute(entry.at), entry.who);
    if let Some(value) = value {
        let _ = write!(line, " {}", clean_line(&value));
    }
    if let Some(of) = entry.of {
        let _ = write!(line, " {of}");
    }
    let shown: Vec<String> = entry.items.iter().take(5).map(ToString::to_string).collect();
    match entry.items.len() {
        0 => {}
        count if count > shown.len() => {
            let _ = write!(line, "  {count} items: {} …", shown.join(" "));
        }
        _ => {
            let _ = write!(line, "  item {}", shown.join(" "));
        }
    }
    if let Some(n) = entry.undone_by {
        let _ = write!(line, "  (undone by {n})");
    }
    line
}

/// An item as plain text, paragraph by paragraph: the headline once, the meta line, the story with what the screen folds
/// marked by name, and the quotations.
pub fn plain(reading: &Reading) -> String {
    let filing = &reading.filing;
    let mut page = format!("{}\n{}\n", filing.headline, meta(reading, &TimeZone::UTC));
    for part in [&filing.what_changed, &filing.standfirst].into_iter().flatten() {
        let _ = write!(page, "\n{part}\n");
    }
    let _ = write!(page, "\n{}\n", story(reading).trim());
    if !reading.quotes.is_empty() {
        page.push_str("\nQuotes\n");
    }
    for (n, quote) in reading.quotes.iter().enumerate() {
        let _ = writeln!(page, "{}. {}", n + 1, attribution(reading, quote, &TimeZone::UTC));
    }
    if let Some(url) = &filing.url {
        let _ = write!(page, "\n{url}\n");
    }
    page
}

/// The text with its folds in brackets; a headline that the copy repeats is left out, for it stands above.
fn story(reading: &Reading) -> String {
    let text = &reading.filing.text;
    let mut story = String::with_capacity(text.len());
    let mut at = 0;
    for fold in &reading.filing.folds {
        story.push_str(text.get(at..fold.range.start).unwrap_or(""));
        if fold.what != FoldKind::RepeatedHeadline {
            let words = text.get(fold.range.clone()).unwrap_or("").trim();
            let _ = write!(story, "[{}: {words}]", fold.what.words());
        }
        at = at.max(fold.range.end);
    }
    story.push_str(text.get(at..).unwrap_or(""));
    story
}

/// A time to the minute, in UTC.
fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%MZ").to_string()
}

#[cfg(test)]
mod tests {
    use crate::exchange::sample::{at, item, reading};
    use crate::wire::{DecisionId, Fold, LogKind, Verb};

    use super::*;

    #[test]
    fn an_item_of_a_list_says_at_a_glance_what_it_is() {
        let line = "    17  2026-11-23 08:00Z  AFP           UPDATE 2-Ferry strike ends  [UPDATE 2, flagged]";
        assert_eq!(list_line(&item()), line);
    }

    #[test]
    fn plain_text_names_the_folds_and_leaves_out_the_headline_that_the_copy_repeats() {
        let mut reading = reading();
        let expected = "\
UPDATE 2-Ferry strike ends
AFP via Coast Herald · Port Salén · 23 Nov 2026 08:00 UTC · UPDATE 2 · revision 2 · 17 words

PORT SALÉN, Nov 23 (AFP) - Ferry *crews* went back to work.

“We are
tired.” said Ada Oduya, the harbour master.

[not for publication: Not for publication: call the desk.]

Quotes
1. “We are tired,” Ada Oduya, harbour master, AFP, 23 Nov

https://coast.example/ferry
";
        assert_eq!(plain(&reading), expected);
        reading.filing.text = "Ferry strike ends\n\nThe crews went back.".into();
        reading.filing.folds = vec![Fold { what: FoldKind::RepeatedHeadline, range: 0..17 }];
        assert_eq!(story(&reading).trim(), "The crews went back.");
    }

    #[test]
    fn a_quotation_and_a_line_of_the_log_stand_on_one_line() {
        let reading = reading();
        let line = quote_line(ItemId(17), "Coast Herald", None, &reading.filing.text, &reading.quotes[0]);
        assert_eq!(line, "17 “We are tired.” Ada Oduya (harbour master) Coast Herald");
        let mut entry = LogEntry {
            n: DecisionId(3),
            at: at("2026-11-23T09:00:00Z"),
            who: "anna".into(),
            kind: LogKind::Did(Verb::Tag("sea".into())),
            items: vec![ItemId(17)],
            of: None,
            undone_by: Some(DecisionId(4)),
        };
        assert_eq!(log_line(&entry), "     3  2026-11-23 09:00Z  anna  tag sea  item 17  (undone by 4)");
        entry.items = (1..=7).map(ItemId).collect();
        assert_eq!(log_line(&entry), "     3  2026-11-23 09:00Z  anna  tag sea  7 items: 1 2 3 4 5 …  (undone by 4)");
    }
}
