//! The name that a mistyped word most likely meant: for errors that help.

/// The name nearest to `word`, where it is near enough to be meant: at most a third of its letters are wrong, or it goes
/// on where `word` ends. Letters of either case are the same.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).flat_map(char::to_lowercase).collect();
    names
        .into_iter()
        .filter_map(|name| {
            let letters: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
            let wrong = distance(&word, &letters);
            let near = wrong * 3 <= word.len().max(letters.len()) || (word.len() >= 3 && letters.starts_with(&word));
            near.then_some((wrong, name))
        })
        .min_by_key(|(wrong, _)| *wrong)
        .map(|(_, name)| name)
}

/// Letters to put in, take out, replace or swap with their neighbour to make `b` of `a` (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut older: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut before_a = None;
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        let mut before_b = None;
        for (j, &y) in b.iter().enumerate() {
            let at = |line: &[usize], n: usize| line.get(n).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            if before_a == Some(y) && before_b == Some(x) && j > 0 {
                cost = cost.min(at(&older, j - 1) + 1);
            }
            row.push(cost);
            before_b = Some(y);
        }
        older = std::mem::replace(&mut last, row);
        before_a = Some(x);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["speaker", "source", "slug", "since", "is"];

    #[test]
    fn swapped_missing_and_wrong_letters_are_near() {
        for (word, name) in [("spaeker", "speaker"), ("sourse", "source"), ("slgu", "slug"), ("Sinc", "since")] {
            assert_eq!(nearest(word, NAMES), Some(name), "{word}");
        }
    }

    #[test]
    fn a_word_that_was_cut_short_is_near_and_another_word_is_not() {
        assert_eq!(nearest("spe", NAMES), Some("speaker"));
        assert_eq!(nearest("weather", NAMES), None);
        assert_eq!(nearest("", NAMES), None);
    }
}
