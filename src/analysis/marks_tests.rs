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

/// What was read of one mark over the whole corpus.
#[derive(Default)]
struct Score {
    right: usize,
    found: usize,
    wanted: usize,
    /// Lines that hold the mark's word and do not bear the mark.
    traps: usize,
}

/// The mark without its number.
fn kind(mark: &str) -> String {
    mark.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_owned()
}

/// Words that stand in a mark's traps: those of the mark itself, and what looks like it.
fn words_of(kind: &str) -> &[&str] {
    match kind {
        "WITHDRAWN" => &["withdraw", "takedown", "eliminat", "retract"],
        "HOLD" => &["hold", "withh"],
        "CORRECTED" => &["correct"],
        "LEDE" => &["lead", "lede"],
        "REPEAT" => &["repeat", "rpt"],
        "WRAPUP" => &["wrap"],
        "ADVISORY" => &["advis"],
        "ALERT" => &["alert"],
        "EMBARGO" => &["embargo"],
        "UPDATE" => &["update"],
        "REFILE" => &["refile"],
        "KILL" => &["kill"],
        "FLASH" => &["flash"],
        "BULLETIN" => &["bulletin"],
        "SNAP" => &["snap"],
        "BREAKING" => &["breaking"],
        "URGENT" => &["urgent"],
        _ => &[],
    }
}

#[test]
fn each_mark_by_itself_is_found_and_its_traps_do_not_fire() {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let corpus = corpus();
    for (expected, read, _) in &corpus {
        for mark in expected {
            scores.entry(kind(mark)).or_default().wanted += 1;
        }
        for mark in read {
            let score = scores.entry(kind(mark)).or_default();
            score.found += 1;
            score.right += usize::from(expected.contains(mark));
        }
    }
    for (name, score) in &mut scores {
        let low = |line: &str| line.split_once('\t').map_or("", |(_, copy)| copy).to_lowercase();
        score.traps = corpus
            .iter()
            .filter(|(expected, _, line)| {
                !expected.iter().any(|mark| kind(mark) == *name)
                    && words_of(name).iter().any(|word| low(line).contains(word))
            })
            .count();
    }
    let mut told = String::new();
    for (name, s) in &scores {
        told.push_str(&format!(
            "{name:<10} {:>3}/{:<3} of those found, {:>3}/{:<3} of those there, {} traps\n",
            s.right, s.found, s.right, s.wanted, s.traps
        ));
    }
    println!("{told}");
    for (name, s) in &scores {
        assert!(s.right * 100 >= s.found * FLOOR && s.right * 100 >= s.wanted * FLOOR, "{name}\n{told}");
        assert!(s.wanted >= 5 && s.traps >= 3, "{name} wants five true cases and three traps\n{told}");
    }
}

/// The parts of a piece of copy by name, as they were read.
fn parts_of(filing: &Filing) -> Vec<&'static str> {
    let mut parts: Vec<&str> = filing.folds.iter().map(|fold| fold.what.words()).collect();
    parts.extend(filing.dateline.as_ref().map(|_| "dateline"));
    parts.extend(filing.standfirst.as_ref().map(|_| "standfirst"));
    parts
}

#[test]
fn each_part_of_copy_is_found_and_its_traps_do_not_fire() {
    // By part: true cases, those found, traps, those that fired.
    let mut scores: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut faults = String::new();
    for line in include_str!("../../tests/fixtures/marks/parts.tsv").lines() {
        let mut fields = line.split('\t');
        let (part, headline, body) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap());
        let filing = filed(headline, None, &body.replace("\\n", "\n\n"));
        let (part, at) = part.strip_prefix('-').map_or((part, 0), |part| (part, 2));
        let found = parts_of(&filing).contains(&part);
        let score = scores.entry(part).or_default();
        score[at] += 1;
        score[at + 1] += usize::from(found);
        if found != (at == 0) {
            faults.push_str(&format!("{line}\n"));
        }
    }
    let mut told = String::new();
    for (part, [there, found, traps, fired]) in &scores {
        told.push_str(&format!("{part:<20} {found}/{there} found, {fired} of {traps} traps fired\n"));
    }
    println!("{told}");
    assert_eq!(scores.len(), 10, "{told}");
    for (part, [there, found, traps, fired]) in &scores {
        assert!(found * 100 >= there * FLOOR && found * 100 >= (found + fired) * FLOOR, "{part}\n{told}{faults}");
        assert!(*there >= 5 && *traps >= 3, "{part} wants five true cases and three traps\n{told}");
    }
}

#[test]
fn every_mark_has_true_cases_and_traps() {
    let mut cases: BTreeMap<String, usize> = BTreeMap::new();
    let mut traps = 0;
    for (expected, _, _) in corpus() {
        traps += usize::from(expected.is_empty());
        for mark in expected {
            *cases.entry(kind(&mark)).or_default() += 1;
        }
    }
    assert_eq!(cases.len(), 17, "{cases:?}");
    assert!(cases.values().all(|count| *count >= 5), "{cases:?}");
    assert!(traps >= 3 * cases.len(), "{traps} traps");
}
