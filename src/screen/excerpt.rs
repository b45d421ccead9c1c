//! A few words of a longer text, for one line: its beginning, its end, or both without the middle.

/// The beginning of a text, cut after a word where it has words.
pub(crate) fn beginning(text: &str, letters: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(letters) else { return text.to_owned() };
    let cut = text.get(..end).unwrap_or(text);
    let whole = match text.get(end..).is_some_and(|rest| rest.starts_with(' ')) {
        true => cut,
        false => cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole),
    };
    format!("{}…", whole.trim_end_matches([',', ' ']))
}

/// The end of a text, cut before a word where it has words.
pub(crate) fn ending(text: &str, letters: usize) -> String {
    let Some((start, _)) = text.char_indices().rev().nth(letters) else { return text.to_owned() };
    let cut = text.get(start..).unwrap_or(text);
    let whole = cut.split_once(' ').map_or_else(|| cut.chars().skip(1).collect(), |(_, whole)| whole.to_owned());
    format!("…{whole}")
}

/// A text in one line, a long one cut in its middle.
pub(crate) fn middle(text: &str, letters: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let all: Vec<char> = line.chars().collect();
    if all.len() <= letters {
        return line;
    }
    let half = letters / 2;
    let head: String = all.iter().take(half).collect();
    let tail: String = all.iter().skip(all.len().saturating_sub(half)).collect();
    format!("{}…{}", head.trim_end(), tail.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_cut_between_words_and_within_a_script_that_has_none() {
        assert_eq!(beginning("We must act, now", 16), "We must act, now");
        assert_eq!(beginning("We must act, now", 15), "We must act…");
        assert_eq!(beginning("We must act, now", 7), "We must…");
        assert_eq!(beginning("港は月曜日に閉鎖する", 4), "港は月曜…");
        assert_eq!(ending("We must act, now", 16), "We must act, now");
        assert_eq!(ending("We must act, now", 8), "…act, now");
        assert_eq!(ending("We must act, now", 6), "…now");
        assert_eq!(ending("港は月曜日に閉鎖する", 4), "…閉鎖する");
        assert_eq!(middle("We must  act, and now", 8), "We m…now");
    }
}
