//! Lines for people: what `list`, `quotes`, `sources`, `log` and `show` print without `--json`.

use std::fmt::{self, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::screen;
use crate::store::QuoteLine;
use crate::triage;
use crate::wire::{
    DiffKind, Difference, Filing, Health, ItemId, ListItem, LogEntry, LogKind, Noticed, Quote, Reading, State, Status,
    Verb, credit, extent_words, role_beside,
};

/// Items of a decision that are named at most, as many as the log names.
const NAMED: usize = 8;

/// A number of things, in words: `1 source`, `2 sources`.
pub fn counted(n: impl fmt::Display, one: &str) -> String {
    let n = n.to_string();
    let end = if n == "1" { "" } else { "s" };
    format!("{n} {one}{end}")
}

/// A line of `list`: number, time, what the desk did, agency, source, marks, headline.
pub fn item(item: &ListItem, now: Timestamp, zone: &TimeZone) -> String {
    let row = &item.row;
    let badge = row.marks.badges().map(|badge| format!(" [{badge}]")).unwrap_or_default();
    let who = credit(row.agency.as_deref(), &row.source);
    let again = match triage::again_words(row, now, zone) {
        words if words.is_empty() => words,
        words => format!(" ({words})"),
    };
    format!(
        "{:>6} {:>6} {} {who}:{badge} {}{again}",
        row.id,
        screen::when(row.sort_at, now, zone),
        signs(&row.status),
        row.headline
    )
}

/// Four columns that say what the desk did, in letters: read, flagged, held or used, spiked.
fn signs(status: &Status) -> String {
    let sign = |on: bool, c: char| if on { c } else { '·' };
    let verdict = if status.used { 'U' } else { sign(status.held, 'H') };
    let claim = sign(status.claimed_by.is_some(), 'C');
    [sign(!status.read, 'N'), sign(status.flagged.is_some(), 'F'), verdict, claim, sign(status.spiked, 'X')]
        .iter()
        .collect()
}

/// A line of `quotes`: the item, whether it is killed or under an embargo, who, in which role, and the words; under it, when and where
/// they stand, and who else has them otherwise.
pub fn quote(line: &QuoteLine, now: Timestamp, zone: &TimeZone) -> String {
    let quote = &line.quote;
    let who = speaker(quote, &line.text);
    let extent = extent_words(quote.partial, quote.running);
    let killed = if line.killed { "[killed] " } else { "" };
    let embargoed = if line.embargo.is_some_and(|lifts| lifts > now) { "[embargoed] " } else { "" };
    let words = quote.words(&line.text);
    let mut text = format!("{:>6} {killed}{embargoed}{who}{extent}: “{words}”", line.item);
    let at = line.published.map(|at| zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string());
    let from: Vec<&str> =
        [at.as_deref(), Some(line.source.as_str()), line.url.as_deref()].into_iter().flatten().collect();
    let _ = write!(text, "\n{:>9}{}", "", from.join(" · "));
    for other in screen::other_wordings(&line.echoes, quote.span.of(&line.text)) {
        let _ = write!(text, "\n{:>9}{other}", "");
    }
    text
}

/// Who spoke, with the role where the words for the speaker do not hold it already ("his wife").
fn speaker(quote: &Quote, text: &str) -> String {
    let who = quote.who(text).unwrap_or("unattributed");
    match role_beside(who, quote.role.as_deref()) {
        Some(role) => format!("{who}, {role}"),
        None => who.to_owned(),
    }
}

/// A line of `sources`: number, state, unread of all items, name, and what is wrong.
pub fn source(health: &Health, now: Timestamp) -> String {
    let state = &health.state;
    let last = state.last_good.map_or_else(|| "never".to_owned(), |at| format!("{} ago", screen::ago(at, now)));
    let tags = if health.tags.is_empty() { String::new() } else { format!(" [{}]", health.tags.join(" ")) };
    let error = match (&state.last_error, state.state) {
        (Some(error), State::Failing | State::Gone) => format!(" — {error}"),
        _ => health.repairs.first().map_or_else(String::new, |what| match health.defects {
            0 | 1 => format!(" — repaired: {what}"),
            n => format!(" — repaired: {what}, and {} more", n - 1),
        }),
    };
    format!(
        "{:>4} {:<7} {:>5}/{:<5} {:>10}  {}{tags}{error}",
        health.id,
        state.state.word(),
        health.unread,
        health.items,
        last,
        health.name
    )
}

/// A line of `log`: number, time, who, what, to which items, and whether it still stands.
pub fn log(entry: &LogEntry, now: Timestamp, zone: &TimeZone) -> String {
    let done = |verb: &Verb| match triage::verb_word(verb) {
        (word, Some(value)) => format!("{word} ({value})"),
        (word, None) => word.to_owned(),
    };
    let step = |step: &str| {
        let n = entry.of.map_or_else(|| step.to_owned(), |n| format!("{step} of {n}"));
        entry.of_verb.as_ref().map_or_else(|| n.clone(), |verb| format!("{n}, {}", done(verb)))
    };
    let what = match &entry.kind {
        LogKind::Did(verb) => done(verb),
        LogKind::Undo => step("undo"),
        LogKind::Redo => step("redo"),
    };
    let items = items(&entry.items, entry.count);
    let undone = entry.undone_by.map(|n| format!(" — undone by {n}")).unwrap_or_default();
    let at = screen::when(entry.at, now, zone);
    format!("{:>5} {at:>6} {} {what}: {items}{undone}", entry.n, entry.who)
}

/// Items of a decision by their numbers, the first of them where there are many.
pub fn items(known: &[ItemId], count: usize) -> String {
    let shown: Vec<String> = known.iter().take(NAMED).map(ToString::to_string).collect();
    let more = count.saturating_sub(shown.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(" "))
}

/// `show --text`: the headline once, the meta line, the story with its folds named, and the quotations.
pub fn reading(reading: &Reading, zone: &TimeZone) -> String {
    let filing = &reading.filing;
    let mut page = format!("{}\n", filing.headline);
    let place = filing.dateline.as_ref().and_then(|d| d.place.clone());
    let at = filing.published.unwrap_or(reading.received);
    let time = zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
    let via = credit(reading.row.agency.as_deref(), &reading.row.source);
    let marks = filing.marks.to_words().replace(',', ", ");
    let revision = format!("rev {}", reading.revision);
    let meta = [Some(via), place, Some(time), Some(revision), Some(format!("{} words", filing.words)), Some(marks)];
    let meta: Vec<String> = meta.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let _ = writeln!(page, "{}\n", meta.join(" · "));
    // A notice is no killed copy, unless copy was filed anew as one.
    let notice = reading.row.revision == 1 && reading.noticed.iter().any(Noticed::is_a_notice);
    if reading.is_killed() && !notice {
        let _ = writeln!(page, "! KILLED: the wire has killed this copy, it must not be used\n");
    }
    for noticed in &reading.noticed {
        let _ = writeln!(page, "! {}\n", noticed.words());
    }
    // What the copy itself begins with is not said twice.
    for head in [&filing.what_changed, &filing.standfirst].into_iter().flatten() {
        if !filing.text.contains(head.as_str()) {
            let _ = writeln!(page, "{head}\n");
        }
    }
    body(&mut page, filing);
    if let Some(url) = &filing.url {
        let _ = writeln!(page, "\n{url}");
    }
    if !reading.quotes.is_empty() {
        let _ = writeln!(page, "\nQuotes");
    }
    for (n, quote) in reading.quotes.iter().enumerate() {
        let who = speaker(quote, &filing.text);
        let words = quote.words(&filing.text);
        let _ = writeln!(page, "{:>3} “{words}”{} — {who}", n + 1, extent_words(quote.partial, quote.running));
    }
    page.trim_end().to_owned()
}

/// The story as it is, with a line before each part that the screen folds.
fn body(page: &mut String, filing: &Filing) {
    let mut at = 0;
    for fold in &filing.folds {
        page.push_str(filing.text.get(at..fold.range.start).unwrap_or(""));
        let _ = write!(page, "[{}] {}", fold.what.words(), filing.text.get(fold.range.clone()).unwrap_or(""));
        at = fold.range.end;
    }
    page.push_str(filing.text.get(at..).unwrap_or(""));
    page.push('\n');
}

/// `show --diff`: what the filing says that it changed, then headline, paragraphs and quotations that changed, additions in
/// `{+…+}` and deletions in `[-…-]`, as `wdiff` has them.
pub fn difference(found: &Difference) -> String {
    let mut page = String::new();
    if let Some(what) = &found.what_changed {
        let _ = writeln!(page, "{what}\n");
    }
    for paragraph in found.headline.iter().chain(&found.text).filter(|paragraph| paragraph.is_changed()) {
        for run in &paragraph.runs {
            let _ = match run.kind {
                DiffKind::Equal => write!(page, "{}", run.text),
                DiffKind::Added => write!(page, "{{+{}+}}", run.text),
                DiffKind::Removed => write!(page, "[-{}-]", run.text),
            };
        }
        page.push_str("\n\n");
    }
    for (words, quotes) in [("Quotes that are gone", &found.quotes_gone), ("Quotes that are new", &found.quotes_new)] {
        if !quotes.is_empty() {
            let _ = writeln!(page, "{words}\n  {}\n", quotes.join("\n  "));
        }
    }
    if page.is_empty() { "no difference".to_owned() } else { page.trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{ItemId, Span};

    #[test]
    fn a_quotation_out_of_killed_or_embargoed_copy_says_so() {
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let all = |line: &QuoteLine| super::quote(line, at("2026-11-23T10:00:00Z"), &TimeZone::UTC);
        let quote = |line: &QuoteLine| all(line).lines().next().unwrap().to_owned();
        let text = "The light is sold";
        let mut line = QuoteLine {
            item: ItemId(7),
            revision: 1,
            source: "Harbour Wire".into(),
            killed: false,
            embargo: Some(at("2026-11-23T10:00:00Z")),
            published: Some(at("2026-11-22T08:30:00Z")),
            url: Some("https://harbour.example/light".into()),
            quote: Quote { span: Span { start: 0, end: text.len() }, ..Quote::default() },
            echoes: Vec::new(),
            text: text.into(),
        };
        assert_eq!(
            all(&line),
            "     7 unattributed: “The light is sold”\n         2026-11-22 08:30 · Harbour Wire · https://harbour.example/light"
        );
        line.quote.running = true;
        assert_eq!(quote(&line), "     7 unattributed (running): “The light is sold”");
        line.quote.running = false;
        line.embargo = Some(Timestamp::MAX);
        assert_eq!(quote(&line), "     7 [embargoed] unattributed: “The light is sold”");
        (line.killed, line.embargo) = (true, None);
        assert_eq!(quote(&line), "     7 [killed] unattributed: “The light is sold”");
    }
}
