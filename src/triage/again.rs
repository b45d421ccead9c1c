//! The reasons to look at an item again, in words for its row.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::until::moment;
use crate::wire::{Again, Row, Status};

/// Why the row is to be looked at again, gravest first: "KILLED since it was used; held until 14:30". Empty where it is not.
/// Times are the zone's, with their day where it is not that of `now`.
pub fn again_words(row: &Row, now: Timestamp, zone: &TimeZone) -> String {
    let words: Vec<String> = row.again.iter().map(|again| words_of(again, &row.status, now, zone)).collect();
    words.join("; ")
}

fn words_of(again: &Again, status: &Status, now: Timestamp, zone: &TimeZone) -> String {
    let acted = verdict(status);
    match again {
        Again::Killed(_) => format!("KILLED since {acted}"),
        Again::Corrected(_) => format!("CORRECTED since {acted}"),
        Again::Due(at) => format!("held until {}", moment(*at, now, zone)),
        Again::Lifts(at) => format!("the embargo lifts at {}", moment(*at, now, zone)),
        Again::Lifted => "the embargo has lifted".to_owned(),
        Again::Revised { revision, acted: Some(on) } => format!("revision {revision}, {acted} at {on}"),
        Again::Revised { revision, acted: None } => format!("revision {revision}, {acted}"),
        Again::Outlets { count, source } => format!("also run by {}", with_more(source.as_deref(), *count)),
        Again::Story { count, source } => format!("new on it from {}", with_more(source.as_deref(), *count)),
        Again::Quoted { speaker, source: Some(source), .. } => format!("{speaker} quoted anew, {source}"),
        Again::Quoted { speaker, source: None, .. } => format!("{speaker} quoted anew"),
    }
}

/// A source and how many more.
fn with_more(source: Option<&str>, count: usize) -> String {
    let source = source.unwrap_or("another outlet");
    if count > 1 { format!("{source} and {} more", count - 1) } else { source.to_owned() }
}

/// The gravest verdict that stands, in a word.
fn verdict(status: &Status) -> &'static str {
    if status.spiked { "spiked" } else { status.acted_word().unwrap_or("acted on") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_words() {
        let used = Status { used: true, flagged: Some(String::new()), ..Status::default() };
        let now = "2026-11-23T18:00:00Z".parse().unwrap();
        let check = |again: Again, words: &str| assert_eq!(words_of(&again, &used, now, &TimeZone::UTC), words);
        check(Again::Killed(2), "KILLED since used");
        check(Again::Corrected(2), "CORRECTED since used");
        check(Again::Due("2026-11-23T14:30:00Z".parse().unwrap()), "held until 14:30");
        check(Again::Due("2026-11-22T09:00:00Z".parse().unwrap()), "held until 22 Nov 09:00");
        check(Again::Lifts("2026-11-23T14:30:00Z".parse().unwrap()), "the embargo lifts at 14:30");
        check(Again::Lifted, "the embargo has lifted");
        check(Again::Revised { revision: 3, acted: Some(2) }, "revision 3, used at 2");
        check(Again::Outlets { count: 1, source: Some("Pilot Press".into()) }, "also run by Pilot Press");
        check(Again::Story { count: 3, source: Some("Pilot Press".into()) }, "new on it from Pilot Press and 2 more");
        let quoted = |source| Again::Quoted { speaker: "Ada Brenner".into(), item: None, source };
        check(quoted(Some("Pilot Press".into())), "Ada Brenner quoted anew, Pilot Press");
        check(quoted(None), "Ada Brenner quoted anew");
    }
}
