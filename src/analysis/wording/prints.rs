//! Prints of a quotation: hashes of three words in a row, by which an index finds it in any wording near to its own. In five words
//! of which the middle one differs no three in a row are alike, so the shortest ones also have prints of any four of their words.

use crate::analysis::wording::words::{Word, Wording, hash};

/// Words of one print.
const ROW: usize = 3;
/// Words of a print of the shortest quotations.
const FOUR: usize = 4;
/// Of so many prints in a row the least is kept, so that two quotations with six words in a row in common share one.
const WINDOW: usize = 4;
/// Quotations of up to so many prints keep all of them.
const SHORT: usize = 10;
/// Prints kept of one quotation at most.
const KEPT: usize = 48;
/// Prints asked for of one quotation at most.
const ASKED: usize = 96;

/// The version of how prints are made, of spelling and cutting too: a cache makes those of another version anew.
pub const PRINTS: u32 = 2;

/// The prints to keep of a quotation, in rising order; none where it is too short to be told from another.
pub fn prints_kept(wording: &Wording) -> Vec<u32> {
    let all = rows(wording);
    let mut kept: Vec<u32> = if all.len() <= SHORT {
        all.into_iter().chain(fours(wording)).collect()
    } else {
        all.windows(WINDOW).filter_map(|window| window.iter().min().copied()).collect()
    };
    kept.sort_unstable();
    kept.dedup();
    kept.truncate(KEPT);
    kept
}

/// The prints to look a quotation up by, in rising order: all of them, for those kept elsewhere may be any of these.
pub fn prints_asked(wording: &Wording) -> Vec<u32> {
    let mut all = rows(wording);
    all.extend(fours(wording));
    all.sort_unstable();
    all.dedup();
    all.truncate(ASKED);
    all
}

fn rows(wording: &Wording) -> Vec<u32> {
    let telling = |row: &&[Word]| row.iter().any(|w| !w.common);
    wording.words.windows(ROW).filter(telling).map(print).collect()
}

/// Prints of four of its words in their order, one left out where it has five: "We must go now" and "We must not go now" share one.
fn fours(wording: &Wording) -> Vec<u32> {
    let words = &wording.words;
    if !(FOUR..=FOUR + 1).contains(&words.len()) {
        return Vec::new();
    }
    let left_out = if words.len() > FOUR { 0..words.len() } else { words.len()..words.len() + 1 };
    let but = |out: usize| -> Vec<Word> {
        words.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, word)| *word).collect()
    };
    left_out.map(but).filter(|four| four.iter().any(|w| !w.common)).map(|four| print(&four)).collect()
}

fn print(row: &[Word]) -> u32 {
    let whole = hash(row.iter().flat_map(|w| w.hash.to_le_bytes()));
    // The upper half is the better mixed one.
    u32::try_from(whole >> 32).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<u32> {
        prints_kept(&Wording::of(text))
    }

    fn shared(kept_of: &str, asked_of: &str) -> usize {
        let asked = prints_asked(&Wording::of(asked_of));
        kept(kept_of).iter().filter(|p| asked.contains(p)).count()
    }

    #[test]
    fn six_words_in_a_row_in_common_are_found() {
        let long = "The wall held, and I will say it again because there were years when nobody would pay for it";
        for part in
            ["there were years when nobody would", "say it again because there were", "years when nobody would pay for"]
        {
            assert!(shared(long, part) > 0, "{part}");
            assert!(shared(part, long) > 0, "{part}");
        }
        assert_eq!(shared(long, "The bridge will open again in the spring of next year"), 0);
    }

    #[test]
    fn what_says_little_has_no_prints_and_what_is_endless_has_few() {
        assert!(kept("I do not").is_empty());
        assert!(kept("yes").is_empty());
        let endless: String = (0..5_000).map(|n| format!("word{n} ")).collect();
        assert_eq!(kept(&endless).len(), KEPT);
    }
}
