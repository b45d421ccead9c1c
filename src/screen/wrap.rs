//! Breaks text into lines of a width in terminal columns.

use crate::wire::Columns;
use unicode_segmentation::UnicodeSegmentation;

/// The lines of `text` at `width` columns: broken at white space, and inside a word only where it is wider than a line.
/// Runs of white space become one space; nothing else is lost. At width 0 there are no lines.
pub fn wrap(text: &str, width: u16) -> Vec<String> {
    let width = usize::from(width);
    let mut lines = Vec::new();
    if width == 0 {
        return lines;
    }
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = word.columns();
        if used > 0 && used + 1 + wide <= width {
            line.push(' ');
            line.push_str(word);
            used += 1 + wide;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for grapheme in word.graphemes(true) {
            let wide = grapheme.columns();
            if used > 0 && used + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += wide;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn text_is_broken_between_words_and_long_words_are_cut() {
        assert_eq!(wrap("a rose is a rose", 7), ["a rose", "is a", "rose"]);
        assert_eq!(wrap("unbreakable", 4), ["unbr", "eaka", "ble"]);
        assert_eq!(wrap("東京都 知事", 4), ["東京", "都", "知事"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
        assert_eq!(wrap("words", 0), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn wrapping_loses_no_letter_and_keeps_to_the_width(text in "\\PC{0,200}", width in 2u16..40) {
            let lines = wrap(&text, width);
            for line in &lines {
                let single = line.graphemes(true).count() == 1;
                prop_assert!(single || line.columns() <= usize::from(width), "{line:?}");
            }
            let squeeze = |s: &str| s.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&lines.concat()), squeeze(&text));
        }
    }
}
