//! Small letters, quickly.

/// `text` in small letters, exactly as [`str::to_lowercase`] gives them. That goes character by character from the first
/// curly quote on; here the ASCII between such characters is taken in runs.
pub(crate) fn small(text: &str) -> String {
    // A final sigma is another letter than one within a word.
    if text.contains('Σ') {
        return text.to_lowercase();
    }
    let mut small = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| !b.is_ascii()) {
        let (run, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        small.push_str(run);
        let mut chars = tail.chars();
        small.extend(chars.next().into_iter().flat_map(char::to_lowercase));
        rest = chars.as_str();
    }
    small.push_str(rest);
    small.make_ascii_lowercase();
    small
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_letters_are_those_of_the_standard_library(text in "[a-zA-Z “”’ÄÖİẞΣσςǅ\u{300}-\u{310}Ⅷ🄰 .]{0,40}|.{0,40}") {
            prop_assert_eq!(small(&text), text.to_lowercase());
        }
    }
}
