//! Pairs of quotations, told apart or held together, by a table of invented copy.

use super::*;
use crate::analysis::wording::names::kin;
use crate::analysis::wording::prints::{prints_asked, prints_kept};

/// `verdict | speaker | words | speaker | words`, a line each; the verdict is `same`, `part`, `other`, or changes as `must>may`
/// parted by semicolons. `-` is a speaker that is not named.
const PAIRS: &str = include_str!("../../../tests/fixtures/wordings.txt");

struct Pair<'a> {
    line: usize,
    wanted: &'a str,
    kin: Kin,
    here: &'a str,
    there: &'a str,
}

fn pairs() -> impl Iterator<Item = Pair<'static>> {
    let lines = PAIRS.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    lines.map(|(n, line)| {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [wanted, one, here, other, there] = parts[..] else { panic!("line {}: five parts", n + 1) };
        let name = |name: &'static str| (name != "-").then_some(name);
        Pair { line: n + 1, wanted, kin: kin(name(one), name(other)), here, there }
    })
}

fn verdict(here: &str, there: &str, kin: Kin) -> String {
    let Some(likeness) = compare(&Wording::of(here), &Wording::of(there), kin) else { return "other".into() };
    let words = |c: &Variant| format!("{}>{}", c.here.of(here), c.there.of(there));
    match likeness.variants[..] {
        [] if likeness.edges.is_empty() => "same".into(),
        [] => "part".into(),
        ref variants => variants.iter().map(words).collect::<Vec<_>>().join("; "),
    }
}

#[test]
fn every_pair_of_the_table_is_judged_as_an_editor_would() {
    let mut wrong = Vec::new();
    for pair in pairs() {
        let found = verdict(pair.here, pair.there, pair.kin);
        if found != pair.wanted {
            wrong.push(format!("line {}: wanted {}, found {found}", pair.line, pair.wanted));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_verdict_is_the_same_from_the_other_side() {
    for pair in pairs() {
        let turned = |wanted: &str| match wanted {
            "same" | "part" | "other" => wanted.to_owned(),
            changes => {
                let each = changes.split("; ").filter_map(|c| c.split_once('>'));
                each.map(|(a, b)| format!("{b}>{a}")).collect::<Vec<_>>().join("; ")
            }
        };
        assert_eq!(verdict(pair.there, pair.here, pair.kin), turned(pair.wanted), "line {}", pair.line);
    }
}

#[test]
fn the_index_finds_every_pair_that_belongs_together() {
    for pair in pairs().filter(|p| p.wanted != "other") {
        for (kept, asked) in [(pair.here, pair.there), (pair.there, pair.here)] {
            let kept = prints_kept(&Wording::of(kept));
            let asked = prints_asked(&Wording::of(asked));
            assert!(asked.iter().any(|p| kept.contains(p)), "line {}", pair.line);
        }
    }
}

#[test]
fn spans_lie_in_the_words_whatever_is_compared() {
    use proptest::prelude::{prop_assert, proptest};
    proptest!(|(here in "([a-c“’\\[\\]… .%é橋]|don't ){0,60}", there in "([a-c“’\\[\\]… .%é橋]|do ){0,60}")| {
        for kin in [Kin::Same, Kin::Unknown, Kin::Other] {
            let found = compare(&Wording::of(&here), &Wording::of(&there), kin);
            for change in found.into_iter().flat_map(|l| l.variants) {
                prop_assert!(here.get(change.here.start..change.here.end).is_some());
                prop_assert!(there.get(change.there.start..change.there.end).is_some());
            }
        }
    });
}
