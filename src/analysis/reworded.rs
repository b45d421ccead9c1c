//! Places where one outlet, or one revision, has few other words: a name, a number, a quotation mark.

use std::ops::Range;

use crate::analysis::wording::Wording;
use crate::wire::{DiffKind, DiffParagraph, DiffRun};

/// Words from which a difference is a passage by itself.
pub const PASSAGE: usize = 4;

/// Words told around a change at most, on either side of it.
const AROUND: usize = 3;

/// The places of a paragraph where fewer words than a [`PASSAGE`] were changed, each with what stands around it; changes that stand
/// close to each other are one place. A paragraph that only one side has is none.
pub fn reworded(paragraph: &DiffParagraph) -> Vec<DiffParagraph> {
    if paragraph.sign() != "±" {
        return Vec::new();
    }
    let runs = &paragraph.runs;
    let is_small = |run: &DiffRun| run.kind != DiffKind::Equal && (1..PASSAGE).contains(&words(run));
    let mut places = Vec::new();
    let mut place: Vec<DiffRun> = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let goes_on = runs.get(at + 1).is_some_and(is_small);
        if is_small(run) || run.kind == DiffKind::Equal && !place.is_empty() && goes_on && words(run) <= 2 * AROUND {
            place.push(run.clone());
            continue;
        }
        let equal = run.kind == DiffKind::Equal;
        if !place.is_empty() {
            place.extend(equal.then(|| beside(run, |all| 0..all.min(AROUND))));
            places.push(DiffParagraph { runs: std::mem::take(&mut place) });
        }
        if equal && goes_on {
            place.push(beside(run, |all| all.saturating_sub(AROUND)..all));
        }
    }
    if !place.is_empty() {
        places.push(DiffParagraph { runs: place });
    }
    places
}

fn words(run: &DiffRun) -> usize {
    run.text.split_whitespace().count()
}

/// Some words of a run that is the same on both sides, by their places among all of it.
fn beside(run: &DiffRun, which: impl Fn(usize) -> Range<usize>) -> DiffRun {
    let words: Vec<&str> = run.text.split_whitespace().collect();
    let some = words.get(which(words.len())).unwrap_or(&[]);
    DiffRun { kind: DiffKind::Equal, text: some.join(" ") }
}

/// A paragraph in which words that were changed one after another are one change, and what differs by house style alone is the
/// same, as the newer side has it.
pub fn joined(paragraph: &DiffParagraph) -> DiffParagraph {
    let mut out = DiffParagraph::default();
    let (mut gone, mut come) = (String::new(), String::new());
    for (at, run) in paragraph.runs.iter().enumerate() {
        let within = !(gone.is_empty() && come.is_empty()) && paragraph.runs.get(at + 1).is_some();
        match run.kind {
            DiffKind::Removed => gone.push_str(&run.text),
            DiffKind::Added => come.push_str(&run.text),
            DiffKind::Equal if within && run.text.trim().is_empty() => {
                gone.push_str(&run.text);
                come.push_str(&run.text);
            }
            DiffKind::Equal => {
                settle(&mut gone, &mut come, &mut out.runs);
                push(DiffKind::Equal, &run.text, &mut out.runs);
            }
        }
    }
    settle(&mut gone, &mut come, &mut out.runs);
    out
}

/// Notes a change that has come to its end.
fn settle(gone: &mut String, come: &mut String, runs: &mut Vec<DiffRun>) {
    let (gone, come) = (std::mem::take(gone), std::mem::take(come));
    if same(&gone, &come) {
        return push(DiffKind::Equal, &come, runs);
    }
    push(DiffKind::Removed, &gone, runs);
    push(DiffKind::Added, &come, runs);
}

fn push(kind: DiffKind, text: &str, runs: &mut Vec<DiffRun>) {
    match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.kind == kind => last.text.push_str(text),
        _ => runs.push(DiffRun { kind, text: text.to_owned() }),
    }
}

/// Whether two passages have the same words in two house styles. Where one has quotation marks, it says that somebody spoke.
fn same(one: &str, other: &str) -> bool {
    let marks = |text: &str| text.matches(['"', '“', '”', '„', '«', '»']).count();
    marks(one) == marks(other) && Wording::of(one).has_words_of(&Wording::of(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::word_diff;

    /// The places of two texts, as `wdiff` would write them.
    fn places(one: &str, other: &str) -> Vec<String> {
        let written = |run: &DiffRun| match run.kind {
            DiffKind::Equal => run.text.trim().to_owned(),
            DiffKind::Removed => format!("[-{}-]", run.text.trim()),
            DiffKind::Added => format!("{{+{}+}}", run.text.trim()),
        };
        let place = |place: DiffParagraph| {
            let runs = place.runs.iter().map(written).filter(|run| !run.is_empty());
            runs.collect::<Vec<_>>().join(" ")
        };
        word_diff(one, other).iter().map(joined).flat_map(|paragraph| reworded(&paragraph)).map(place).collect()
    }

    #[test]
    fn one_word_one_number_and_a_quotation_mark_are_told_with_the_words_around_them() {
        let one = "The ferry may leave Norhaven harbour on Monday at noon, the harbour master told reporters.\n\n\
                   Rescuers brought 12 people ashore before the storm, and she called the night a disaster for the town.";
        let other = "The ferry must leave Norhaven harbour on Monday at noon, the harbour master told reporters.\n\n\
                     Rescuers brought 21 people ashore before the storm, and she called the night “a disaster” for the town.";
        assert_eq!(
            places(one, other),
            [
                "The ferry [-may-] {+must+} leave Norhaven harbour",
                "Rescuers brought [-12-] {+21+} people ashore before",
                "called the night [-a disaster-] {+“a disaster”+} for the town.",
            ]
        );
    }

    #[test]
    fn house_style_and_passages_are_no_such_places() {
        let style = ["It can't rise 5 percent, \"she\" said.", "It cannot rise 5%, “she” said."];
        assert!(places(style[0], style[1]).is_empty(), "{:?}", places(style[0], style[1]));
        let passage = "The ferry stays in port, the harbour master of Norhaven said at noon.";
        assert!(places(passage, "The ferry stays in port.").iter().all(|place| !place.contains("master")));
        assert!(places("One here.\n\nGone.", "One here.").is_empty());
    }

    #[test]
    fn changes_close_to_each_other_are_one_place() {
        let places = places("Two of the nine boats sank off Skarholm.", "Three of the ten boats sank off Skarholm.");
        assert_eq!(places, ["[-Two-] {+Three+} of the [-nine-] {+ten+} boats sank off"]);
    }
}
