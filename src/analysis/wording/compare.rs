//! The verdict on two wordings: one quotation or two, and in which words they differ.

use crate::analysis::wording::align::{Alignment, Step, align};
use crate::analysis::wording::edges::edges;
use crate::analysis::wording::names::Kin;
use crate::analysis::wording::place::Places;
use crate::analysis::wording::words::{Word, Wording, count};
use crate::wire::{Likeness, Span, Variant};

/// What two wordings must have in common to be one quotation.
struct Least {
    /// Words alike.
    alike: usize,
    /// Of these, words of five letters and more: what everybody says is said in short words.
    long: usize,
    /// So many words alike are enough, however short they are.
    many: usize,
    /// Words alike, of all that were compared, in percent.
    percent: usize,
}

/// The less the copy says for one speaker, the more the words must say.
fn least(kin: Kin) -> Least {
    match kin {
        Kin::Same => Least { alike: 4, long: 0, many: 4, percent: 70 },
        Kin::Unknown => Least { alike: 5, long: 2, many: 9, percent: 70 },
        Kin::Other => Least { alike: 7, long: 2, many: 20, percent: 95 },
    }
}

/// Whether two wordings are one quotation, and in what they differ; `None` for two quotations. Spans are bytes of the
/// quotation that each wording was made of. Words that only one of them has before or after the other's do not make it another
/// quotation: that one quotes more.
pub fn compare(here: &Wording, there: &Wording, kin: Kin) -> Option<Likeness> {
    compare_by(&least(kin), here, there)
}

/// The same for two quotations of one copy, of which the place tells that they are one: in the same place they are, whatever became
/// of the words; where only one side is the same, half of them must be.
pub fn compare_in_place(here: &Wording, there: &Wording, places: Places) -> Option<Likeness> {
    match places {
        Places::Apart => None,
        Places::Near => compare_by(&Least { alike: 2, long: 0, many: 2, percent: 50 }, here, there),
        Places::Same => {
            let likeness = compare_by(&Least { alike: 1, long: 0, many: 1, percent: 1 }, here, there);
            let whole = |wording: &Wording| span(&wording.words, (0, wording.words.len()));
            let replaced = || Likeness {
                variants: vec![Variant { here: whole(here), there: whole(there) }],
                ..Likeness::default()
            };
            let says_something = !here.words.is_empty() && !there.words.is_empty();
            likeness.or_else(|| says_something.then(replaced))
        }
    }
}

fn compare_by(least: &Least, here: &Wording, there: &Wording) -> Option<Likeness> {
    let (here, there) = (&here.words[..], &there.words[..]);
    let mut alignment = align(here, there);
    let matches: Vec<Word> = matched(&alignment, here);
    let alike = count(&matches);
    let long = matches.iter().filter(|w| w.long || w.sign).count();
    if alike < least.alike || long < least.long && alike < least.many {
        return None;
    }
    widen(&mut alignment, here, there);
    let mut inner = groups(&alignment, here, there);
    inner.retain(|g| !g.is_style(here, there));
    let changed: usize = inner.iter().map(Group::len).sum();
    if alike * 100 < least.percent * (alike + changed) {
        return None;
    }
    let (before, after) = edges(here, there, &alignment);
    let variant = |g: &Group| Variant { here: span(here, g.here), there: span(there, g.there) };
    let all = |groups: &[&[Group]]| groups.iter().flat_map(|groups| groups.iter().map(variant)).collect();
    Some(Likeness {
        variants: all(&[&before.turning, &inner, &after.turning]),
        edges: all(&[&before.quiet, &after.quiet]),
    })
}

/// The words alike.
fn matched(alignment: &Alignment, here: &[Word]) -> Vec<Word> {
    let mut at = alignment.from.0;
    let mut found = Vec::new();
    for step in &alignment.steps {
        if *step == Step::Match {
            found.extend(here.get(at));
        }
        at += usize::from(*step != Step::There);
    }
    found
}

/// Takes in what both have before and after the stretch, as far as the sentence goes: "We must act" is not "They act".
/// Where a sentence begins on both sides, or one left words out, each goes its own way.
fn widen(alignment: &mut Alignment, here: &[Word], there: &[Word]) {
    let (i, j) = alignment.from;
    let begins = |w: Option<&Word>| w.is_some_and(|w| w.begins);
    let gap = |w: Option<&Word>| w.is_some_and(|w| w.gap);
    if i > 0 && j > 0 && !(begins(here.get(i)) && begins(there.get(j)) || gap(here.get(i)) || gap(there.get(j))) {
        let back = |words: &[Word], to: usize| words.iter().take(to).rposition(|w| w.begins).unwrap_or(0);
        let (a, b) = (back(here, i), back(there, j));
        alignment.from = (a, b);
        alignment.steps.splice(0..0, aside(i - a, j - b));
    }
    let (i, j) = alignment.to;
    if i < here.len()
        && j < there.len()
        && !(begins(here.get(i)) && begins(there.get(j)) || gap(here.get(i)) || gap(there.get(j)))
    {
        let on = |words: &[Word], from: usize| {
            words.iter().skip(from + 1).position(|w| w.begins).map_or(words.len(), |n| from + 1 + n)
        };
        // A sentence that ends here on one side only has nothing to set against what the other goes on with.
        let a = if begins(here.get(i)) { i } else { on(here, i) };
        let b = if begins(there.get(j)) { j } else { on(there, j) };
        alignment.to = (a, b);
        alignment.steps.extend(aside(a - i, b - j));
    }
}

/// So many words of the one against so many of the other.
fn aside(here: usize, there: usize) -> impl Iterator<Item = Step> {
    let both = here.min(there);
    std::iter::repeat_n(Step::Change, both)
        .chain(std::iter::repeat_n(Step::Here, here - both))
        .chain(std::iter::repeat_n(Step::There, there - both))
}

/// Words of the one that stand where the other has others, as ranges of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    pub here: (usize, usize),
    pub there: (usize, usize),
}

impl Group {
    /// The words of the longer side.
    fn len(&self) -> usize {
        self.here.1.saturating_sub(self.here.0).max(self.there.1.saturating_sub(self.there.0))
    }

    /// Whether it is an editor's doing rather than another wording: brackets, or an ellipsis where words are missing. What turns what is
    /// said is no doing of that kind: "I did … lie" for "I did not lie".
    fn is_style(&self, here: &[Word], there: &[Word]) -> bool {
        let of = |words: &[Word], (from, to): (usize, usize)| words.get(from..to).unwrap_or_default().to_vec();
        let (a, b) = (of(here, self.here), of(there, self.there));
        let put_in = |words: &[Word]| !words.is_empty() && words.iter().all(|w| w.bracketed);
        let left_out = |words: &[Word], at: usize| words.get(at).is_some_and(|w| w.gap);
        let style = put_in(&a)
            || put_in(&b)
            || a.is_empty() && left_out(here, self.here.1)
            || b.is_empty() && left_out(there, self.there.1);
        style && !a.iter().chain(&b).any(|w| w.denies || w.binds)
    }
}

/// The runs of steps that are no match. A word that was opened into two ("don't") changes as a whole.
fn groups(alignment: &Alignment, here: &[Word], there: &[Word]) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    let (mut i, mut j) = alignment.from;
    let mut open = false;
    for (n, step) in alignment.steps.iter().enumerate() {
        let next = alignment.steps.get(n + 1).is_some_and(|s| *s != Step::Match);
        let one_word =
            |words: &[Word], a: usize, b: usize| words.get(a).zip(words.get(b)).is_some_and(|(a, b)| a.span == b.span);
        let drawn_in = open && (i > 0 && one_word(here, i - 1, i) || j > 0 && one_word(there, j - 1, j))
            || next && (one_word(here, i, i + 1) || one_word(there, j, j + 1));
        let after = (i + usize::from(*step != Step::There), j + usize::from(*step != Step::Here));
        if *step == Step::Match && !drawn_in {
            open = false;
        } else if let Some(group) = found.last_mut().filter(|_| open) {
            (group.here.1, group.there.1) = after;
        } else {
            found.push(Group { here: (i, after.0), there: (j, after.1) });
            open = true;
        }
        (i, j) = after;
    }
    found
}

/// The bytes of a range of words; an empty range is the place before its first word.
fn span(words: &[Word], (from, to): (usize, usize)) -> Span {
    let start = words.get(from).map(|w| w.span.start).or_else(|| words.last().map(|w| w.span.end)).unwrap_or(0);
    let end =
        to.checked_sub(1).filter(|last| *last >= from).and_then(|last| words.get(last)).map_or(start, |w| w.span.end);
    Span::new(start, end.max(start))
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
