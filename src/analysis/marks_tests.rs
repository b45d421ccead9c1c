//! Marks against a corpus of invented copy: precision and recall have a floor.

use std::collections::BTreeMap;

use crate::wire::{Decoded, Draft, Filing, Markup, MarkupKind};

use super::filing::file_all;
use super::tables::Tables;

/// The least share of marks that must be right, and found, in hundredths.
const FLOOR: usize = 98;

fn filed(headline: &str, slug: Option<&str>, body: &str) -> Filing {
    let draft = Draft {
        guid: Some("1".into()),
        title: Some(headline.to_owned()),
        slug: slug.map(str::to_owned),
        content: Some(Markup { kind: MarkupKind::Text, value: body.to_owned() }),
        ..Draft::default()
    };
    file_all(&Decoded { drafts: vec![draft], ..Decoded::default() }, &Tables::default()).remove(0)
}

/// Cases as expected marks and what was read.
fn corpus() -> Vec<(Vec<String>, Vec<String>, String)> {
    const BODY: &str = "The harbour board met on Monday and spoke at length.";
    let mut cases = Vec::new();
    let mut add = |expected: &str, filing: &Filing, line: &str| {
        let expected = expected.split(',').filter(|mark| *mark != "-").map(str::to_owned).collect();
        cases.push((expected, filing.marks.iter().map(|mark| mark.to_string()).collect(), line.to_owned()));
    };
    for line in include_str!("../../tests/fixtures/marks/headlines.tsv").lines() {
        let (expected, headline) = line.split_once('\t').unwrap();
        add(expected, &filed(headline, None, BODY), line);
    }
    for line in include_str!("../../tests/fixtures/marks/slugs.tsv").lines() {
        let (expected, slug) = line.split_once('\t').unwrap();
        add(expected, &filed("Norrland and Vestra talk fish", Some(slug), BODY), line);
    }
    for line in include_str!("../../tests/fixtures/marks/bodies.tsv").lines() {
        let mut fields = line.split('\t');
        let (expected, headline, body) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap_or(""));
        add(expected, &filed(headline, None, &body.replace("\\n", "\n")), line);
    }
    cases
}

#[test]
fn marks_are_found_and_traps_do_not_fire() {
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    let mut faults = Vec::new();
    for (expected, read, line) in corpus() {
        right += read.iter().filter(|mark| expected.contains(mark)).count();
        found += read.len();
        wanted += expected.len();
        if expected != read {
            faults.push(format!("{line}\n    read {read:?}"));
        }
    }
    let all = faults.join("\n");
    assert!(right * 100 >= found * FLOOR, "precision {right}/{found}\n{all}");
    assert!(right * 100 >= wanted * FLOOR, "recall {right}/{wanted}\n{all}");
}

#[test]
fn every_mark_has_true_cases_and_traps() {
    let mut cases: BTreeMap<String, usize> = BTreeMap::new();
    let mut traps = 0;
    for (expected, _, _) in corpus() {
        traps += usize::from(expected.is_empty());
        for mark in expected {
            let name = mark.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_owned();
            *cases.entry(name).or_default() += 1;
        }
    }
    assert_eq!(cases.len(), 17, "{cases:?}");
    assert!(cases.values().all(|count| *count >= 5), "{cases:?}");
    assert!(traps >= 3 * cases.len(), "{traps} traps");
}
