//! Copy on its way out: Markdown, a quotation with its attribution, and the rule what may not leave.

use std::fmt::Write;
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::exchange::marks::Marks;
use crate::wire::{Fold, FoldKind, Mark, Quote, Reading, Span, credit, role_beside};

/// Why copy may not leave the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withheld {
    /// The wire killed, withdrew or withheld it.
    Killed,
    /// Its embargo has not lifted.
    Embargo(Timestamp),
    /// It is under an embargo, and the copy does not say until when.
    OpenEmbargo,
}

impl Withheld {
    /// The reason in words; `until` writes a time as its readers have it.
    pub fn words(&self, until: impl FnOnce(Timestamp) -> String) -> String {
        match self {
            Self::Killed => "killed copy is not taken out".to_owned(),
            Self::Embargo(lifts) => format!("under embargo until {}: not taken out before", until(*lifts)),
            Self::OpenEmbargo => "under embargo, and the wire does not say until when: not taken out".to_owned(),
        }
    }
}

/// Whether copy may be copied, saved, sent or exported. To be asked before anything leaves: the functions that write
/// copy do not ask by themselves, since an editor may read what may not leave.
///
/// # Errors
///
/// Why it may not, in words.
pub fn may_leave(reading: &Reading, now: Timestamp) -> Result<(), Withheld> {
    if reading.is_killed() {
        return Err(Withheld::Killed);
    }
    match reading.row.embargo.max(reading.filing.embargo) {
        Some(until) if until > now => Err(Withheld::Embargo(until)),
        None if reading.row.marks.has(Mark::Embargo) || reading.filing.marks.has(Mark::Embargo) => {
            Err(Withheld::OpenEmbargo)
        }
        _ => Ok(()),
    }
}

/// An item as Markdown: headline, meta line, standfirst, story, quotations, link. What [`FoldKind::leaves`] keeps in
/// the house is left out, as are quotations in it.
pub fn markdown(reading: &Reading, zone: &TimeZone) -> String {
    let reading = &leaving(reading);
    let filing = &reading.filing;
    let mut page = format!("# {}\n\n", escape(&filing.headline));
    let meta = meta(reading, zone);
    if !meta.is_empty() {
        let _ = writeln!(page, "*{}*\n", escape(&meta));
    }
    if let Some(standfirst) = &filing.standfirst {
        let _ = writeln!(page, "**{}**\n", escape(standfirst));
    }
    for paragraph in story(reading).split("\n\n") {
        let lines: Vec<String> = paragraph.lines().map(|line| escape(line.trim())).filter(|l| !l.is_empty()).collect();
        if !lines.is_empty() {
            // Two spaces at its end keep a line of a list or table a line.
            let _ = writeln!(page, "{}\n", lines.join("  \n"));
        }
    }
    if !reading.quotes.is_empty() {
        page.push_str("## Quotes\n\n");
        for quote in &reading.quotes {
            let _ = writeln!(page, "- {}", escape(&attribution(reading, quote, zone)));
        }
        page.push('\n');
    }
    if let Some(url) = text_page(reading).filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
        let _ = writeln!(page, "<{}>", url.replace(['<', '>', ' ', '\n'], ""));
    }
    page
}

/// Agency, outlet, place, time, revision and length on one line.
fn meta(reading: &Reading, zone: &TimeZone) -> String {
    let (row, filing) = (&reading.row, &reading.filing);
    let from = credit(row.agency.as_deref(), &row.source);
    let at = filing.published.unwrap_or(reading.received);
    let when = at.to_zoned_datetime(zone.clone()).strftime("%-d %b %Y %H:%M %Z").to_string();
    let marks = row.marks.iter().map(|mark| mark.to_string()).collect::<Vec<_>>().join(", ");
    let place = filing.dateline.as_ref().and_then(|dateline| dateline.place.clone()).unwrap_or_default();
    let revision = if reading.revision > 1 { format!("revision {}", reading.revision) } else { String::new() };
    let parts = [from, filing.byline.clone().unwrap_or_default(), place, when, marks, revision];
    let words = format!("{} words", filing.words);
    let fetched = reading.shows_fetched.then(|| "text from its page, not from the wire".to_owned());
    parts.into_iter().chain([words]).chain(fetched).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The text of a story as it goes out under its headline: without the folds that stay in the house ([`FoldKind::leaves`]), and
/// without the line that says the headline once more.
pub fn story(reading: &Reading) -> String {
    reading.filing.text_without(|kind| !kind.leaves() || kind == FoldKind::RepeatedHeadline)
}

/// The reading as it goes out where its parts are told apart: its text without the folds that stay in the house, and all that points
/// into the text moved along. A quotation that is cut into is none any more; the cache lists none that stands in such a fold.
pub(super) fn leaving(reading: &Reading) -> Reading {
    let mut out = reading.clone();
    let cuts = reading.filing.cuts(|kind| !kind.leaves());
    if cuts.is_empty() {
        return out;
    }
    out.filing.text = reading.filing.text_without(|kind| !kind.leaves());
    let moved = |span: Span| moved(span, &cuts);
    let fold = |fold: Fold| {
        let span = moved(Span::new(fold.range.start, fold.range.end))?;
        Some(Fold { what: fold.what, range: span.start..span.end })
    };
    out.filing.folds = out.filing.folds.into_iter().filter_map(fold).collect();
    let quote = |quote: Quote| {
        let (speaker, cue) = (quote.speaker.and_then(moved), quote.cue.and_then(moved));
        Some(Quote { span: moved(quote.span)?, speaker, cue, ..quote })
    };
    out.quotes = out.quotes.into_iter().filter_map(quote).collect();
    out
}

/// Where some words stand when the text has been cut; `None` where a cut goes into them.
fn moved(span: Span, cuts: &[Range<usize>]) -> Option<Span> {
    let meets = |cut: &Range<usize>| cut.start < span.end && span.start < cut.end;
    if cuts.iter().any(meets) {
        return None;
    }
    let gone: usize = cuts.iter().filter(|cut| cut.end <= span.start).map(Range::len).sum();
    Some(Span::new(span.start - gone, span.end - gone))
}

/// Whose text this is: the agency's, else the outlet's. What stands on the outlet's own page is not the agency's copy.
pub fn text_from(reading: &Reading) -> String {
    match reading.shows_fetched {
        true => format!("{} (web page)", reading.row.source),
        false => reading.row.agency.as_deref().unwrap_or(&reading.row.source).to_owned(),
    }
}

/// The page where this text stands: where it was fetched from, else what the wire names.
pub fn text_page(reading: &Reading) -> Option<&str> {
    let fetched = reading.fetched.as_ref().filter(|_| reading.shows_fetched).map(|text| text.url.as_str());
    fetched.or(reading.filing.url.as_deref())
}

/// A quotation with who said it and where it is from, ready to paste: `“…,” Ada Oduya, harbour master, AFP, 18 Sep`.
pub fn attribution(reading: &Reading, quote: &Quote, zone: &TimeZone) -> String {
    let filing = &reading.filing;
    let words = quote.words(&filing.text);
    let agency = text_from(reading);
    let at = filing.published.unwrap_or(reading.received);
    let day = at.to_zoned_datetime(zone.clone()).strftime("%-d %b").to_string();
    // Without a word in its place the agency would seem to have said it.
    let speaker = quote.who(&filing.text).unwrap_or("unattributed");
    let parts = [Some(speaker), role_beside(speaker, quote.role.as_deref()), Some(&agency), Some(&day)];
    let source = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    format!("{} {source}", Marks::of(filing, quote.span).before_source(&words, quote.partial))
}

/// Text with a backslash before what Markdown would read as a sign of its own.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    // Lists and rules are made by what a line begins with.
    if escaped.starts_with(['-', '+', '=']) {
        return format!("\\{escaped}");
    }
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    match escaped.split_at_checked(digits) {
        Some((number, rest)) if digits > 0 && rest.starts_with(['.', ')']) => format!("{number}\\{rest}"),
        _ => escaped,
    }
}

#[cfg(test)]
#[path = "copy_tests.rs"]
mod tests;
