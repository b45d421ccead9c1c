//! What leaves the house, and what does not.

use crate::exchange::sample::{at, reading};
use crate::wire::{Mark, Marks};

use super::*;

#[test]
fn an_item_becomes_a_page_without_its_folds_and_with_its_signs_escaped() {
    let expected = "\
# UPDATE 2-Ferry strike ends

*AFP via Coast Herald · Port Salén · 23 Nov 2026 08:00 UTC · UPDATE 2 · revision 2 · 17 words*

PORT SALÉN, Nov 23 (AFP) - Ferry \\*crews\\* went back to work.

“We are  \ntired.” said Ada Oduya, the harbour master.

## Quotes

- “We are tired,” Ada Oduya, harbour master, AFP, 23 Nov

<https://coast.example/ferry>
";
    assert_eq!(markdown(&reading(), &TimeZone::UTC), expected);
}

#[test]
fn what_a_line_begins_with_makes_no_list() {
    for (text, escaped) in [("1. One", "1\\. One"), ("- one", "\\- one"), ("1.5 m", "1\\.5 m"), ("# a_b", "\\# a\\_b")]
    {
        assert_eq!(escape(text), escaped);
    }
}

#[test]
fn a_speaker_without_a_name_is_called_as_in_the_copy() {
    let mut reading = reading();
    reading.row.agency = None;
    let quote = Quote { canonical: None, role: None, ..reading.quotes[0].clone() };
    assert_eq!(attribution(&reading, &quote, &TimeZone::UTC), "“We are tired,” Ada Oduya, Coast Herald, 23 Nov");
    let quote = Quote { speaker: None, ..quote };
    assert_eq!(attribution(&reading, &quote, &TimeZone::UTC), "“We are tired,” unattributed, Coast Herald, 23 Nov");
}

#[test]
fn killed_copy_and_copy_under_embargo_stay_in_the_house() {
    let now = at("2026-11-23T09:00:00Z");
    let mut reading = reading();
    assert_eq!(may_leave(&reading, now), Ok(()));
    reading.filing.embargo = Some(at("2026-11-23T10:00:00Z"));
    let words = |reading: &Reading| may_leave(reading, now).unwrap_err().words(|at| at.strftime("%H:%M").to_string());
    assert_eq!(words(&reading), "under embargo until 10:00: not taken out before");
    assert_eq!(may_leave(&reading, at("2026-11-23T10:00:00Z")), Ok(()));
    reading.row.marks = Marks::new(vec![Mark::Kill]);
    assert_eq!(words(&reading), "killed copy is not taken out");
}
