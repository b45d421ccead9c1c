//! The hand-over of a shift in words: as sections for the screen, as Markdown for the next shift, as JSON for programs.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::wire::{Alert, Correction, FollowUp, Outage, Report, Row, Standing, Verdict, credit};

use super::copy::escape;
use super::json::{item_json, time};

/// A part of the report: a heading and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// The lines; a section always has one.
    pub lines: Vec<SectionLine>,
}

/// A line of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionLine {
    /// When, or how many; may be empty.
    pub left: String,
    /// What.
    pub text: String,
}

fn line(left: impl Into<String>, text: impl Into<String>) -> SectionLine {
    SectionLine { left: left.into(), text: text.into() }
}

/// The report in words, in the order in which the next shift wants to know: what must not be missed first. Times are the
/// zone's.
pub fn handover(report: &Report, zone: &TimeZone) -> Vec<Section> {
    let desk = Words { report, zone };
    let mut sections = vec![
        desk.section("told of copy acted on", report.alerts.iter().map(|a| desk.alert(a)), "nothing had to be told"),
        desk.section("corrections and kills", report.corrections.iter().map(|c| desk.correction(c)), "none came in"),
        desk.section("open follow-ups", report.open.iter().map(|f| desk.follow_up(f)), "nothing is open"),
    ];
    for (verb, heading, none) in [
        ("use", "used", "nothing was used"),
        ("flag", "flagged", "nothing was flagged"),
        ("hold", "held", "nothing was held"),
        ("claim", "claimed", "nothing was claimed"),
    ] {
        // What was spiked since is followed up by nobody; it is counted there.
        let stands = |v: &&Verdict| verb == "use" || !v.row.status.spiked;
        let given = report.verdicts.iter().filter(|v| v.standing.verb == verb).filter(stands);
        sections.push(desk.section(heading, given.map(|v| desk.verdict(v)), none));
    }
    let spiked = report.spiked.iter().map(|(who, n)| line(n.to_string(), format!("by {who}")));
    sections.push(desk.section("spiked", spiked, "nothing was spiked"));
    sections.push(desk.section("urgent copy that came in", report.urgent.iter().map(|r| desk.urgent(r)), "none"));
    sections.push(desk.came_in());
    sections.push(desk.section(
        "sources that failed",
        report.outages.iter().map(|o| desk.outage(o)),
        "every source answered",
    ));
    sections
}

/// The title of a report: from when to when.
pub fn handover_title(report: &Report, zone: &TimeZone) -> String {
    let desk = Words { report, zone };
    format!("hand-over, {} to {}", desk.in_full(report.from), desk.in_full(report.to))
}

/// The report as Markdown.
pub fn handover_markdown(report: &Report, zone: &TimeZone) -> String {
    let title = handover_title(report, zone);
    let mut page = format!("# {}\n", escape(&capital(&title)));
    for section in handover(report, zone) {
        let _ = writeln!(page, "\n## {}\n", escape(&capital(&section.heading)));
        for SectionLine { left, text } in section.lines {
            let left = if left.is_empty() { String::new() } else { format!("{} — ", escape(&left)) };
            let _ = writeln!(page, "- {left}{}", escape(&text));
        }
    }
    page
}

/// The report as text for people: headings, and lines under them.
pub fn handover_text(report: &Report, zone: &TimeZone) -> String {
    let mut page = format!("{}\n", capital(&handover_title(report, zone)));
    for section in handover(report, zone) {
        let _ = writeln!(page, "\n{}", capital(&section.heading));
        for SectionLine { left, text } in section.lines {
            let _ = writeln!(page, "  {left:>6}  {text}");
        }
    }
    page.trim_end().to_owned()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

struct Words<'a> {
    report: &'a Report,
    zone: &'a TimeZone,
}

impl Words<'_> {
    fn section(&self, heading: &str, lines: impl Iterator<Item = SectionLine>, none: &str) -> Section {
        let mut lines: Vec<SectionLine> = lines.collect();
        let heading = if lines.len() > 1 { format!("{heading} ({})", lines.len()) } else { heading.to_owned() };
        if lines.is_empty() {
            lines.push(line("", none));
        }
        Section { heading, lines }
    }

    /// `14:31`, with the day before it where that is not the day on which the shift ended, and its year where that is another.
    fn clock(&self, at: Timestamp) -> String {
        let (then, end) = (self.zone.to_datetime(at), self.zone.to_datetime(self.report.to));
        let form = match then.date() == end.date() {
            true => "%H:%M",
            false if then.year() == end.year() => "%-d %b %H:%M",
            false => "%-d %b %Y %H:%M",
        };
        then.strftime(form).to_string()
    }

    fn in_full(&self, at: Timestamp) -> String {
        self.zone.to_datetime(at).strftime("%-d %b %Y %H:%M").to_string()
    }

    /// Number, marks, headline, and who wrote and ran it.
    fn item(&self, row: &Row) -> String {
        let marks = row.marks.to_words();
        let marks = if marks.is_empty() { String::new() } else { format!("[{}] ", marks.replace(',', ", ")) };
        let from = credit(row.agency.as_deref(), &row.source);
        format!("#{} {marks}{} ({from})", row.id, row.headline)
    }

    fn correction(&self, c: &Correction) -> SectionLine {
        let what = if c.kill { "KILL" } else { "CORRECTION" };
        let acted = match self.standings(&c.standing) {
            words if words.is_empty() => String::new(),
            words => format!("; {words}"),
        };
        line(self.clock(c.at), format!("{what}, revision {}: {}{acted}", c.revision, self.item(&c.row)))
    }

    fn alert(&self, a: &Alert) -> SectionLine {
        let seen = match &a.acknowledged {
            Some((at, who)) => format!("acknowledged by {who} {}", self.clock(*at)),
            None if a.stands() => "NOT ACKNOWLEDGED".to_owned(),
            None => "acknowledged".to_owned(),
        };
        line(self.clock(a.at), format!("{}: {}; {seen}", a.words(), self.item(&a.row)))
    }

    fn follow_up(&self, f: &FollowUp) -> SectionLine {
        let mut text = format!("{}; {}", self.item(&f.row), self.standings(&f.standing));
        if let (true, Some(acted)) = (f.row.is_updated(), f.row.status.acted_on) {
            let _ = write!(text, "; now revision {}, acted on at {acted}", f.row.revision);
        }
        if let Some(note) = &f.row.status.note {
            let _ = write!(text, "; note: {}", note.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        line(self.clock(f.row.sort_at), text)
    }

    fn standings(&self, all: &[Standing]) -> String {
        all.iter().map(|s| self.standing(s)).collect::<Vec<_>>().join(", ")
    }

    /// `flagged “court” by ida 14:31`.
    fn standing(&self, s: &Standing) -> String {
        let mut words = match s.verb {
            "flag" => "flagged".to_owned(),
            "hold" => "held".to_owned(),
            "claim" => "claimed".to_owned(),
            _ => "used".to_owned(),
        };
        if let Some(value) = self.value(s) {
            let _ = write!(words, " {value}");
        }
        if !s.who.is_empty() {
            let _ = write!(words, " by {}", s.who);
        }
        if let Some(at) = s.at {
            let _ = write!(words, " {}", self.clock(at));
        }
        words
    }

    fn value(&self, s: &Standing) -> Option<String> {
        let value = s.value.as_deref().filter(|value| !value.is_empty())?;
        Some(match (s.verb, value.parse::<Timestamp>()) {
            ("hold", Ok(until)) => format!("until {}", self.clock(until)),
            ("hold", Err(_)) => format!("until {value}"),
            ("claim", _) => format!("for {value}"),
            _ => format!("“{value}”"),
        })
    }

    fn verdict(&self, v: &Verdict) -> SectionLine {
        let value = self.value(&v.standing).map_or(String::new(), |value| format!("{value} "));
        let left = v.standing.at.map_or(String::new(), |at| self.clock(at));
        line(left, format!("{value}by {}: {}", v.standing.who, self.item(&v.row)))
    }

    fn urgent(&self, row: &Row) -> SectionLine {
        line(self.clock(row.sort_at), self.item(row))
    }

    fn came_in(&self) -> Section {
        let (new, revisions) = (self.report.new, self.report.revisions);
        let mut lines = vec![line(new.to_string(), format!("new items; {revisions} later filings of known ones"))];
        lines.extend(self.report.sources.iter().map(|(source, n)| line(n.to_string(), source.to_string())));
        Section { heading: "came in".into(), lines }
    }

    fn outage(&self, o: &Outage) -> SectionLine {
        let until = o.until.map_or("still out".to_owned(), |at| format!("back {}", self.clock(at)));
        line(self.clock(o.from), format!("{}: {until}; {}", o.source, o.error))
    }
}

/// The report as one JSON object.
pub fn report_json(report: &Report) -> Value {
    let verdicts = |verb: &str| {
        let given = report.verdicts.iter().filter(|v| v.standing.verb == verb);
        given.map(|v| joined(standing_json(&v.standing), item_json(&v.row))).collect::<Vec<_>>()
    };
    json!({
        "from": time(Some(report.from)),
        "to": time(Some(report.to)),
        "new": report.new,
        "revisions": report.revisions,
        "sources": report.sources.iter().map(|(name, n)| json!({ "source": &**name, "new": n })).collect::<Vec<_>>(),
        "urgent": report.urgent.iter().map(item_json).collect::<Vec<_>>(),
        "flagged": verdicts("flag"),
        "held": verdicts("hold"),
        "claimed": verdicts("claim"),
        "used": verdicts("use"),
        "spiked": report.spiked.iter().map(|(who, n)| json!({ "who": who, "items": n })).collect::<Vec<_>>(),
        "open": report.open.iter().map(|f| joined(standings_json(&f.standing), item_json(&f.row))).collect::<Vec<_>>(),
        "corrections": report.corrections.iter().map(correction_json).collect::<Vec<_>>(),
        "alerts": report.alerts.iter().map(alert_json).collect::<Vec<_>>(),
        "outages": report.outages.iter().map(outage_json).collect::<Vec<_>>(),
    })
}

fn standing_json(s: &Standing) -> Value {
    json!({ "verb": s.verb, "who": Some(&s.who).filter(|who| !who.is_empty()), "at": time(s.at), "value": s.value })
}

fn standings_json(all: &[Standing]) -> Value {
    json!({ "standing": all.iter().map(standing_json).collect::<Vec<_>>() })
}

fn correction_json(c: &Correction) -> Value {
    let own =
        json!({ "at": time(Some(c.at)), "what": if c.kill { "kill" } else { "correction" }, "filed_as": c.revision });
    joined(joined(own, standings_json(&c.standing)), item_json(&c.row))
}

fn alert_json(a: &Alert) -> Value {
    let own = json!({
        "at": time(Some(a.at)), "what": a.what.to_string(), "by": a.by.0, "from": &*a.from, "filed_as": a.revision,
        "acknowledged": !a.stands(),
        "acknowledged_by": a.acknowledged.as_ref().map(|(_, who)| who),
        "acknowledged_at": time(a.acknowledged.as_ref().map(|(at, _)| *at)),
    });
    joined(own, item_json(&a.row))
}

fn outage_json(o: &Outage) -> Value {
    json!({ "source": &*o.source, "from": time(Some(o.from)), "until": time(o.until), "error": o.error })
}

fn joined(mut whole: Value, more: Value) -> Value {
    if let (Value::Object(whole), Value::Object(more)) = (&mut whole, more) {
        whole.extend(more);
    }
    whole
}

#[cfg(test)]
#[path = "handover_tests.rs"]
mod tests;
