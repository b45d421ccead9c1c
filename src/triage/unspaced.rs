//! Words in scripts that put no blank between words: nobody can tell where one begins, so they are looked for as a piece of text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The pattern that words are looked for by where they hold letters of Chinese, Japanese, Thai, Lao, Khmer or Burmese: their
/// letters in a row, with any signs or none where signs or blanks stand in the words. `None` for words of other scripts, which
/// are found as whole words.
pub fn unspaced(words: &str) -> Option<String> {
    if !words.chars().any(is_unspaced) {
        return None;
    }
    // Copy is composed as it comes in.
    let words: String = words.nfc().collect();
    let runs: Vec<String> = words.split(|c| !is_of_words(c)).filter(|run| !run.is_empty()).map(regex::escape).collect();
    (!runs.is_empty()).then(|| runs.join(r"[^\p{L}\p{M}\p{N}]*"))
}

fn is_of_words(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Whether it is of such a script: a letter, a digit or a mark above or below one. Its other signs, `฿` say, are no words.
fn is_unspaced(c: char) -> bool {
    is_of_words(c)
        && matches!(c,
        // Thai, Lao, Burmese, Khmer.
        '\u{E01}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{19E0}'..='\u{19FF}'
        | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}'
        // Hiragana and Katakana, of half width too.
        | '\u{3041}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{FF66}'..='\u{FF9F}' | '\u{1B000}'..='\u{1B16F}'
        // Han.
        | '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::pattern;

    fn check(words: &str, text: &str, expected: bool) {
        let pattern = pattern(&unspaced(words).unwrap()).unwrap();
        assert_eq!(pattern.is_match(text), expected, "{words:?} in {text:?}");
    }

    #[test]
    fn words_in_scripts_without_blanks_are_a_piece_of_text() {
        check("暴風", "港湾新聞: 暴風イルゼが接近", true);
        check("暴風イルゼ", "港湾新聞: 暴風イルゼが接近", true);
        check("港湾新聞 暴風", "港湾新聞: 暴風イルゼが接近", true);
        check("風暴", "港湾新聞: 暴風イルゼが接近", false);
        check("イルゼ*", "暴風イルゼが接近", true);
        check("イルゼ ハルム", "イルゼ・ハルム市長", true);
        check("か", "が", false);
        check("か\u{3099}", "が", true);
        check("ท่าเรือ", "พายุเข้าท่าเรือเช้านี้", true);
        check("ilse 暴風", "ILSE暴風", true);
        check("暴風(1)", "暴風1", true);
    }

    #[test]
    fn words_of_other_scripts_stay_words() {
        for words in ["storm", "köln", "шторм", "폭풍", "عاصفة", "…", "", "฿500", "๏", "storm ๚", "៛500។"]
        {
            assert_eq!(unspaced(words), None, "{words}");
        }
    }
}
