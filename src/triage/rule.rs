//! Rules of the desk: what a query leads to when copy comes in, and at which hours.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::wire::{Query, Status, Verb, clean_line};

use super::{QueryError, hold_until, parse_in};

/// With this a rule signs its decisions, before its name.
pub const SIGNED: &str = "rule ";

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name, by which it signs.
    pub name: String,
    /// The query, as written: what it says of time is read anew for each delivery.
    pub when: String,
    /// Whether it looks at items that were not there before.
    pub new: bool,
    /// Whether it looks at later filings of items that were.
    pub revised: bool,
    /// What it does to the copy, in order.
    pub deeds: Vec<Deed>,
    /// The hours in which it does anything; all where `None`.
    pub hours: Option<Hours>,
    /// The hours in which it raises no alert.
    pub quiet: Option<Hours>,
    /// Whether the terminal's bell rings.
    pub bell: bool,
    /// Whether the terminal shows a notification.
    pub desktop: bool,
    /// A program and its arguments, which gets the item as JSON; none where empty.
    pub run: Vec<String>,
    /// How long the program may take.
    pub timeout: Duration,
}

/// What a rule does to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A verb without a time.
    Verb(Verb),
    /// A hold until what is written, which is read when the copy comes in.
    Hold(String),
}

impl Deed {
    /// Reads a deed: `flag`, `flag court`, `hold`, `hold 2h`, `hold embargo`, `spike`, `read`, `tag law`, `note …`,
    /// `priority 2`, `highlight`. A rule neither uses nor claims: that is for people.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = clean_line(text);
        let (word, value) = text.split_once(' ').map_or((text.as_str(), ""), |(word, value)| (word, value.trim()));
        let wants = |what: &str| Err(format!("`{word}` wants {what}"));
        Ok(Self::Verb(match (word, value) {
            ("flag", "") => Verb::Flag(None),
            ("flag", label) => Verb::Flag(Some(label.to_owned())),
            ("hold", "") => Verb::Hold(None),
            ("hold", until) => {
                // Any moment tells whether it can be read at all.
                return match hold_until(until, Timestamp::UNIX_EPOCH, &TimeZone::UTC) {
                    Ok(_) => Ok(Self::Hold(until.to_owned())),
                    Err(_) => wants("a time to come (18:30, 2h), `revision` or `embargo`"),
                };
            }
            ("spike", "") => Verb::Spike,
            ("read", "") => Verb::Read,
            ("highlight", "") => Verb::Tag(Status::HIGHLIGHT.to_owned()),
            ("tag" | "note", "") => return wants("a text"),
            ("tag", tags) if tags.contains(',') => return wants("one tag, without a comma"),
            ("tag", tag) => Verb::Tag(tag.to_owned()),
            ("note", note) => Verb::Note(note.to_owned()),
            ("priority", n) => match n.parse::<u8>().ok().filter(|n| (1..=8).contains(n)) {
                Some(n) => Verb::Priority(Some(n)),
                None => return wants("a number from 1 to 8"),
            },
            ("spike" | "read" | "highlight", _) => return wants("nothing behind it"),
            _ => {
                let known = "flag, hold, spike, read, tag, note, priority, highlight";
                return Err(format!("a rule cannot `{word}`; it can {known}"));
            }
        }))
    }

    /// The verb that it is at `now`. A time that cannot come any more holds without one.
    pub fn verb(&self, now: Timestamp, zone: &TimeZone) -> Verb {
        match self {
            Self::Verb(verb) => verb.clone(),
            Self::Hold(until) => Verb::Hold(hold_until(until, now, zone).ok()),
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hold(until) => write!(f, "hold {until}"),
            Self::Verb(Verb::Tag(tag)) if tag == Status::HIGHLIGHT => f.write_str("highlight"),
            Self::Verb(verb) => match verb.word() {
                (word, Some(value)) => write!(f, "{word} {value}"),
                (word, None) => f.write_str(word),
            },
        }
    }
}

impl Rule {
    /// Its query as it is meant at `now`.
    ///
    /// # Errors
    /// Where the query is wrong, and why.
    pub fn query(&self, now: Timestamp, zone: &TimeZone) -> Result<Query, QueryError> {
        parse_in(&self.when, now, zone)
    }

    /// Whether it does anything at this time.
    pub fn is_on(&self, now: Timestamp, zone: &TimeZone) -> bool {
        self.hours.is_none_or(|hours| hours.hold(now, zone))
    }

    /// Whether it raises an alert at this time.
    pub fn alerts(&self, now: Timestamp, zone: &TimeZone) -> bool {
        let has = self.bell || self.desktop || !self.run.is_empty();
        has && self.quiet.is_none_or(|hours| !hours.hold(now, zone))
    }

    /// Who signs its decisions.
    pub fn who(&self) -> String {
        format!("{SIGNED}{}", self.name)
    }
}

/// A span of the day; one that ends before it begins goes over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The first minute.
    pub from: Time,
    /// The minute after the last.
    pub to: Time,
}

impl Hours {
    /// Reads `08:00-18:30`; `None` where it is not that.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let time = |text: &str| text.trim().parse::<Time>().ok();
        Some(Self { from: time(from)?, to: time(to)? }).filter(|hours| hours.from != hours.to)
    }

    /// Whether the time of day lies in it.
    pub fn hold(self, now: Timestamp, zone: &TimeZone) -> bool {
        let time = zone.to_datetime(now).time();
        if self.from < self.to { self.from <= time && time < self.to } else { self.from <= time || time < self.to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_read_and_what_is_wrong_with_one_is_said() {
        assert_eq!(Deed::parse("flag  court"), Ok(Deed::Verb(Verb::Flag(Some("court".into())))));
        assert_eq!(Deed::parse("priority 2"), Ok(Deed::Verb(Verb::Priority(Some(2)))));
        assert_eq!(Deed::parse("highlight"), Ok(Deed::Verb(Verb::Tag("highlight".into()))));
        assert_eq!(Deed::parse("hold 2h"), Ok(Deed::Hold("2h".into())));
        for deed in ["flag court", "hold 2h", "highlight", "priority 2", "spike", "tag law"] {
            assert_eq!(Deed::parse(deed).unwrap().to_string(), deed);
        }
        for (wrong, words) in [
            ("use", "a rule cannot `use`"),
            ("tag", "`tag` wants a text"),
            ("tag law, city", "`tag` wants one tag, without a comma"),
            ("priority 0", "from 1 to 8"),
            ("hold soon", "`hold` wants a time"),
            ("spike it", "nothing behind it"),
        ] {
            assert!(Deed::parse(wrong).unwrap_err().contains(words), "{wrong}");
        }
    }

    #[test]
    fn hours_can_go_over_midnight() {
        let check = |hours: &str, clock: &str, holds: bool| {
            let at = format!("2026-11-23T{clock}:00Z").parse().unwrap();
            assert_eq!(Hours::parse(hours).unwrap().hold(at, &TimeZone::UTC), holds, "{hours} {clock}");
        };
        check("08:00-18:30", "08:00", true);
        check("08:00-18:30", "18:30", false);
        check("22:00-06:00", "23:10", true);
        check("22:00-06:00", "05:59", true);
        check("22:00-06:00", "06:00", false);
        assert!(Hours::parse("08:00").is_none() && Hours::parse("8-8").is_none());
    }
}
