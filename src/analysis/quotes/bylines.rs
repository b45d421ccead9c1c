//! Who is named at the edges of a quotation: under it, or at its head as in a transcript.

/// The bytes that a line under a quotation may be long.
const LONGEST: usize = 160;

/// Whether the words up to the closing mark name who said what the paragraph before left open, as under a quotation that
/// is set apart. `rest` is what follows upon the mark.
///
/// ```text
/// “The bridge is gone.
/// Jane Roe, mayor of Anse.”
/// ```
pub(super) fn is_byline(text: &str, (start, end): (usize, usize), rest: Option<&str>) -> bool {
    let words = text.get(start..end).unwrap_or("").trim();
    rest.is_some_and(|rest| rest.trim().is_empty()) && words.len() < LONGEST && is_name(words, 2)
}

/// Whether a paragraph under a quotation signs it: "— Jane Roe, mayor of Anse".
pub(super) fn is_signature(paragraph: &str) -> bool {
    let line = paragraph.trim();
    let name = line.trim_start_matches(['-', '–', '—', '―', ' ', '\u{a0}']);
    name.len() < line.len() && line.len() < LONGEST && is_name(name, 1)
}

/// Whether the words begin with a name that fills them or that a comma ends.
fn is_name(words: &str, least: usize) -> bool {
    let name = words.trim_end_matches('.').split([',', '(']).next().unwrap_or("");
    let capitals = name.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count();
    let all = name.split_whitespace().count();
    (least..=5).contains(&all) && capitals == all
}

/// The bytes of the label in capitals that quoted words begin with, as in a transcript: "ROE: Where were you?"
pub(super) fn label(words: &str) -> Option<usize> {
    const LONGEST: usize = 30;
    let head = words.as_bytes().get(..LONGEST).unwrap_or(words.as_bytes());
    let colon = head.iter().position(|&b| b == b':')?;
    let name = words.get(..colon)?;
    let is_sign = |c: char| matches!(c, ' ' | '.' | '-' | '\'' | '’');
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let shouted = name.starts_with(char::is_uppercase) && name.chars().all(|c| c.is_uppercase() || is_sign(c));
    let rest = words.get(colon + 1..)?;
    let said = rest.trim_start();
    (shouted && letters > 2 && rest.len() > said.len() && !said.is_empty()).then_some(words.len() - said.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::quotes::quotes;

    fn speakers(text: &str) -> Vec<Option<&str>> {
        quotes(text).iter().map(|quote| quote.speaker.map(|span| span.of(text))).collect()
    }

    #[test]
    fn a_dash_and_a_name_under_a_quotation_sign_it() {
        let text = "Mayor Otto Brandt was asked about the ferry on Monday, and he said nothing at all.\n\n“The ferry will not run \
                    again before the winter is over.”\n\n— Ines Koval, harbour master\n\nNobody else was at the meeting.";
        assert_eq!(speakers(text), [Some("Ines Koval")]);
        assert!(is_signature("- Koval."));
        assert!(!is_signature("- The ferry will not run again before the winter is over."));
        assert!(!is_signature("Ines Koval, harbour master"), "without a dash it is a paragraph like any other");
    }

    #[test]
    fn in_a_transcript_the_label_in_capitals_is_the_speaker_and_not_what_was_said() {
        let text = "The host met the harbour master on the radio show. The transcript of it is as follows:\n\n“BRANDT: When will \
                    the ferry run again?\n\n“KOVAL: Not before the winter is over, I am afraid.”\n\nThe ferry has lain still since May.";
        assert_eq!(speakers(text), [Some("BRANDT"), Some("KOVAL")]);
        let words: Vec<&str> = quotes(text).iter().map(|quote| quote.span.of(text)).collect();
        assert_eq!(words, ["When will the ferry run again?", "Not before the winter is over, I am afraid."]);
    }

    #[test]
    fn words_before_a_colon_are_a_label_only_in_capitals() {
        assert_eq!(label("ROE: Where were you?"), Some(5));
        assert_eq!(label("MR. O'NEIL: We did."), Some(12));
        for other in ["I say this: go home.", "A: I did.", "ROE:", "BBC:com is down", "Roe: Where were you?"] {
            assert_eq!(label(other), None, "{other}");
        }
    }
}
