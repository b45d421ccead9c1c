//! Lays two wordings side by side: the best local alignment of their words.

use crate::analysis::wording::words::Word;

const MATCH: i32 = 2;
const COST: i32 = 1;

/// One step along both wordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The same word.
    Match,
    /// One word for another.
    Change,
    /// A word that only the first has.
    Here,
    /// A word that only the second has.
    There,
}

/// A stretch of both wordings laid side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Alignment {
    /// Where it begins, in words of the first and the second.
    pub from: (usize, usize),
    /// Where it ends; outside.
    pub to: (usize, usize),
    /// The steps from the one to the other.
    pub steps: Vec<Step>,
}

/// Finds the stretch in which two wordings agree best (Smith and Waterman's local alignment). Words under an editor's
/// brackets, and words that stand where the other has an ellipsis, cost nothing.
pub(super) fn align(here: &[Word], there: &[Word]) -> Alignment {
    let width = there.len() + 1;
    let mut steps: Vec<Option<Step>> = vec![None; width * (here.len() + 1)];
    let mut above = vec![0_i32; width];
    let mut best = (0, (0, 0));
    for (i, a) in here.iter().enumerate() {
        let mut row = vec![0_i32; width];
        for (j, b) in there.iter().enumerate() {
            let (score, step) = cell(&above, &row, (i, j), (a, b), (here, there));
            if let (Some(slot), Some(place)) = (row.get_mut(j + 1), steps.get_mut((i + 1) * width + j + 1)) {
                *slot = score;
                *place = step;
            }
            if score > best.0 {
                best = (score, (i + 1, j + 1));
            }
        }
        above = row;
    }
    trace(&steps, width, best.1)
}

/// The best score of a cell and the step that led there; no step where the stretch begins anew.
fn cell(
    above: &[i32],
    row: &[i32],
    (i, j): (usize, usize),
    (a, b): (&Word, &Word),
    (here, there): (&[Word], &[Word]),
) -> (i32, Option<Step>) {
    let at = |row: &[i32], n: usize| row.get(n).copied().unwrap_or(0);
    let gap = |words: &[Word], n: usize| words.get(n).is_some_and(|w| w.gap);
    let cost = |free: bool| if free { 0 } else { COST };
    let same = a.hash == b.hash;
    let diagonal = at(above, j) + if same { MATCH } else { -cost(a.bracketed || b.bracketed) };
    let only_here = at(above, j + 1) - cost(a.bracketed || gap(there, j + 1));
    let only_there = at(row, j) - cost(b.bracketed || gap(here, i + 1));
    let options =
        [(diagonal, if same { Step::Match } else { Step::Change }), (only_here, Step::Here), (only_there, Step::There)];
    // The first of the best: a changed word is told as one rather than as a word less and a word more.
    let mut best = (0, None);
    for (score, step) in options {
        if score > best.0 {
            best = (score, Some(step));
        }
    }
    best
}

fn trace(steps: &[Option<Step>], width: usize, to: (usize, usize)) -> Alignment {
    let mut found = Alignment { from: to, to, steps: Vec::new() };
    while let Some(step) = steps.get(found.from.0 * width + found.from.1).copied().flatten() {
        let (i, j) = found.from;
        found.from = match step {
            Step::Match | Step::Change => (i - 1, j - 1),
            Step::Here => (i - 1, j),
            Step::There => (i, j - 1),
        };
        found.steps.push(step);
    }
    found.steps.reverse();
    found
}
