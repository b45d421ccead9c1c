//! The hand-over of an invented night: what stands first, and that nothing in it can act as Markdown.

use super::*;
use crate::wire::{ItemId, Mark, Marks, Status};

fn at(clock: &str) -> Timestamp {
    format!("2026-11-23T{clock}:00Z").parse().unwrap()
}

fn row(id: i64, headline: &str) -> Row {
    Row {
        id: ItemId(id),
        sort_at: at("13:00"),
        slot: 0,
        source: "Coast Courier".into(),
        agency: Some("Norwire".into()),
        headline: headline.into(),
        marks: Marks::default(),
        priority: None,
        revision: 2,
        status: Status { acted_on: Some(1), note: Some("ring\nthe harbour".into()), ..Status::default() },
        words: 10,
        outlets: 0,
        killed_elsewhere: false,
        notice: false,
        story: None,
        reprint: None,
        copy_items: 1,
        copy_in_story: 1,
        story_items: 1,
        heat: 0,
        alerted: 0,
        embargo: None,
        again: Vec::new(),
    }
}

fn standing(verb: &'static str, value: Option<&str>) -> Standing {
    Standing { verb, who: "ida".into(), at: Some(at("13:05")), value: value.map(str::to_owned) }
}

fn night() -> Report {
    let mut killed = row(7, "Lighthouse *sold*");
    killed.marks = Marks::new(vec![Mark::Kill]);
    Report {
        from: at("08:00"),
        to: at("16:00"),
        new: 40,
        revisions: 3,
        sources: vec![("Coast Courier".into(), 40)],
        urgent: Vec::new(),
        verdicts: vec![Verdict { standing: standing("flag", Some("court")), row: row(5, "Verdict due") }],
        spiked: vec![("ida".into(), 12)],
        open: vec![FollowUp {
            row: row(5, "Verdict due"),
            standing: vec![standing("flag", Some("court")), standing("hold", Some("2026-11-23T18:30:00Z"))],
        }],
        corrections: vec![Correction {
            at: at("14:10"),
            kill: true,
            revision: 2,
            row: killed,
            standing: vec![standing("use", None)],
        }],
        alerts: vec![Alert {
            n: 4,
            what: Mark::Corrected,
            at: at("14:20"),
            by: ItemId(9),
            from: "Pilot Press".into(),
            revision: 2,
            headline: "CORRECTED-Verdict".into(),
            row: row(5, "Verdict due"),
            acknowledged: None,
        }],
        outages: vec![Outage {
            source: "Pilot Press".into(),
            from: "2026-11-22T23:10:00Z".parse().unwrap(),
            until: None,
            error: "timed out".into(),
        }],
    }
}

#[test]
fn the_next_shift_reads_first_what_must_not_be_missed() {
    let text = handover_text(&night(), &TimeZone::UTC);
    let expected = "\
Hand-over, 23 Nov 2026 08:00 to 23 Nov 2026 16:00

Told of copy acted on
   14:20  CORRECTED by Pilot Press of copy that was acted on: #5 Verdict due (Norwire via Coast \
Courier); NOT ACKNOWLEDGED

Corrections and kills
   14:10  KILL, revision 2: #7 [KILL] Lighthouse *sold* (Norwire via Coast Courier); used by ida 13:05

Open follow-ups
   13:00  #5 Verdict due (Norwire via Coast Courier); flagged “court” by ida 13:05, held until 18:30 by ida 13:05; \
now revision 2, acted on at 1; note: ring the harbour

Used
          nothing was used

Flagged
   13:05  “court” by ida: #5 Verdict due (Norwire via Coast Courier)

Held
          nothing was held

Claimed
          nothing was claimed

Spiked
      12  by ida

Urgent copy that came in
          none

Came in
      40  new items; 3 later filings of known ones
      40  Coast Courier

Sources that failed
  22 Nov 23:10  Pilot Press: still out; timed out";
    assert_eq!(text, expected);
}

#[test]
fn no_headline_becomes_a_sign_of_markdown() {
    let page = handover_markdown(&night(), &TimeZone::UTC);
    assert!(page.contains("- 14:10 — KILL, revision 2: \\#7 \\[KILL\\] Lighthouse \\*sold\\* (Norwire"), "{page}");
    assert!(page.starts_with("# Hand-over, 23 Nov 2026 08:00 to"), "{page}");
}

#[test]
fn the_report_for_programs_names_items_and_verdicts() {
    let json = report_json(&night());
    assert_eq!(json["open"][0]["standing"][1]["value"], "2026-11-23T18:30:00Z");
    assert_eq!(json["flagged"][0]["id"], 5);
    assert_eq!(json["corrections"][0]["what"], "kill");
    assert_eq!(json["corrections"][0]["standing"][0]["verb"], "use");
    assert_eq!((&json["alerts"][0]["by"], &json["alerts"][0]["acknowledged"]), (&json!(9), &json!(false)));
    assert_eq!(json["outages"][0]["until"], Value::Null);
    assert_eq!(json["used"], json!([]));
}

#[test]
fn copy_of_an_earlier_year_has_its_year() {
    let mut report = night();
    let old = |at: &str| Row { sort_at: at.parse().unwrap(), ..row(3, "Quay closed") };
    report.urgent = vec![old("2025-02-23T05:14:00Z"), old("2026-02-23T05:14:00Z")];
    let page = handover_text(&report, &TimeZone::UTC);
    assert!(page.contains("23 Feb 2025 05:14"), "{page}");
    assert!(page.contains("23 Feb 05:14"), "{page}");
}

#[test]
fn what_was_spiked_since_is_held_and_flagged_no_more() {
    let mut report = night();
    let mut spiked = row(9, "Ferry late");
    spiked.status.spiked = true;
    for verb in ["hold", "flag", "use"] {
        report.verdicts.push(Verdict { standing: standing(verb, None), row: spiked.clone() });
    }
    let sections = handover(&report, &TimeZone::UTC);
    let named: Vec<&str> = sections
        .iter()
        .filter(|section| section.lines.iter().any(|line| line.text.contains("Ferry late")))
        .map(|section| section.heading.as_str())
        .collect();
    assert_eq!(named, ["used"]);
}
