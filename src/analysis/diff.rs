//! What changed between two filings, word by word within paragraphs.

use similar::{Algorithm, ChangeTag, TextDiff, capture_diff_slices_deadline};
use std::time::{Duration, Instant};

use crate::wire::{DiffKind, DiffParagraph, DiffRun};

/// How long one comparison may take; beyond it the rest is shown as taken out and put in.
const PATIENCE: Duration = Duration::from_millis(60);

/// Paragraphs longer than this, in bytes, are compared whole.
const LONGEST: usize = 20_000;

/// Compares two texts by paragraph, then by word. The runs that are equal or added make up the new text's paragraphs, those
/// that are equal or removed the old text's.
pub fn word_diff(old: &str, new: &str) -> Vec<DiffParagraph> {
    let old: Vec<&str> = old.split("\n\n").filter(|paragraph| !paragraph.is_empty()).collect();
    let new: Vec<&str> = new.split("\n\n").filter(|paragraph| !paragraph.is_empty()).collect();
    let deadline = deadline();
    let mut out = Vec::new();
    for op in capture_diff_slices_deadline(Algorithm::Patience, &old, &new, deadline) {
        let gone = old.get(op.old_range()).unwrap_or(&[]);
        let come = new.get(op.new_range()).unwrap_or(&[]);
        match op.tag() {
            similar::DiffTag::Equal => out.extend(come.iter().map(|text| whole(DiffKind::Equal, text))),
            _ => replace(gone, come, deadline, &mut out),
        }
    }
    out
}

fn deadline() -> Option<Instant> {
    Instant::now().checked_add(PATIENCE)
}

fn whole(kind: DiffKind, text: &str) -> DiffParagraph {
    DiffParagraph { runs: vec![DiffRun { kind, text: text.to_owned() }] }
}

/// Pairs paragraphs that were reworked: each old one with the next new one that shares enough words.
fn replace(gone: &[&str], come: &[&str], deadline: Option<Instant>, out: &mut Vec<DiffParagraph>) {
    let mut gone = gone.iter().peekable();
    for text in come {
        let ahead = gone.clone().take(6).position(|before| alike(before, text));
        match ahead {
            Some(skipped) => {
                for _ in 0..skipped {
                    out.extend(gone.next().map(|before| whole(DiffKind::Removed, before)));
                }
                out.extend(gone.next().map(|before| words(before, text, deadline)));
            }
            None => out.push(whole(DiffKind::Added, text)),
        }
    }
    out.extend(gone.map(|before| whole(DiffKind::Removed, before)));
}

/// Whether at least a third of the words of the shorter paragraph stand in the other.
fn alike(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let known: std::collections::HashSet<&str> = long.split_whitespace().collect();
    let mut all = 0_usize;
    let mut shared = 0_usize;
    for word in short.split_whitespace().take(400) {
        all += 1;
        shared += usize::from(known.contains(word));
    }
    shared * 3 >= all && shared > 0
}

fn words(old: &str, new: &str, deadline: Option<Instant>) -> DiffParagraph {
    let mut runs: Vec<DiffRun> = Vec::new();
    let mut push = |kind, text: &str| match runs.last_mut() {
        Some(last) if last.kind == kind => last.text.push_str(text),
        _ => runs.push(DiffRun { kind, text: text.to_owned() }),
    };
    if old.len() > LONGEST || new.len() > LONGEST {
        push(DiffKind::Removed, old);
        push(DiffKind::Added, new);
        return DiffParagraph { runs };
    }
    let mut config = TextDiff::configure();
    if let Some(deadline) = deadline {
        config.deadline(deadline);
    }
    for change in config.diff_words(old, new).iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => DiffKind::Equal,
            ChangeTag::Insert => DiffKind::Added,
            ChangeTag::Delete => DiffKind::Removed,
        };
        push(kind, change.value());
    }
    DiffParagraph { runs }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn side(diff: &[DiffParagraph], dropped: DiffKind) -> String {
        let texts = diff.iter().map(|paragraph| {
            paragraph.runs.iter().filter(|run| run.kind != dropped).map(|run| run.text.as_str()).collect::<String>()
        });
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    #[test]
    fn words_are_told_apart_within_a_paragraph() {
        let diff = word_diff("Same.\n\nTwo divers were hurt.", "Same.\n\nThree divers were hurt.\n\nA new end.");
        assert_eq!(diff.iter().map(DiffParagraph::is_changed).collect::<Vec<_>>(), [false, true, true]);
        let kinds: Vec<_> = diff[1].runs.iter().map(|run| (run.kind, run.text.as_str())).collect();
        assert_eq!(
            kinds,
            [(DiffKind::Removed, "Two"), (DiffKind::Added, "Three"), (DiffKind::Equal, " divers were hurt.")]
        );
    }

    #[test]
    fn a_paragraph_taken_out_does_not_shift_the_rest() {
        let diff = word_diff("One here.\n\nGone now entirely.\n\nLast stays put.", "One here.\n\nLast stays put.");
        assert_eq!(diff[1], whole(DiffKind::Removed, "Gone now entirely."));
        assert_eq!(diff.len(), 3);
    }

    #[test]
    fn equal_texts_have_no_change() {
        assert!(word_diff("", "").is_empty());
        assert!(word_diff("a b\n\nc", "a b\n\nc").iter().all(|paragraph| !paragraph.is_changed()));
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_difference(
            old in prop::collection::vec("[a-c é]{1,12}", 0..6),
            new in prop::collection::vec("[a-c é]{1,12}", 0..6),
        ) {
            let (old, new) = (old.join("\n\n"), new.join("\n\n"));
            let diff = word_diff(&old, &new);
            prop_assert_eq!(side(&diff, DiffKind::Removed), new);
            prop_assert_eq!(side(&diff, DiffKind::Added), old);
        }
    }
}
