//! Characters that no text may hold are dropped before anything reads it.

use std::borrow::Cow;

use super::defects::Defects;
use super::entities::{allowed, windows_1252};

/// Bytes looked at together.
const BLOCK: usize = 4_096;

/// Drops control characters and non-characters. C1 controls are read as windows-1252, which is what they were meant to be.
pub(crate) fn scrub<'a>(text: Cow<'a, str>, defects: &mut Defects) -> Cow<'a, str> {
    if !is_suspect(text.as_bytes()) {
        return text;
    }
    let mut dropped = 0_usize;
    let mut mapped = 0_usize;
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if allowed(c) {
            clean.push(c);
        } else if let Some(meant) = windows_1252(u32::from(c)) {
            mapped += 1;
            clean.push(meant);
        } else {
            dropped += 1;
        }
    }
    if mapped > 0 {
        defects.note("feed", &format!("{mapped} control characters read as windows-1252"));
    }
    if dropped > 0 {
        defects.note("feed", &format!("{dropped} forbidden control characters dropped"));
    }
    if mapped + dropped == 0 { text } else { Cow::Owned(clean) }
}

/// Whether a closer look is needed. Looks at bytes alone, block by block and without branches, so that the compiler can
/// make it fast: clean text costs one quick pass.
fn is_suspect(bytes: &[u8]) -> bool {
    let control = |b: u8| (b < 0x20 && b != b'\n' && b != b'\t' && b != b'\r') | (b == 0x7f);
    let strange = |a: u8, b: u8| (a == 0xc2 && b < 0xa0) | (a == 0xbf && b >= 0xbe);
    let pairs = |block: &[u8]| {
        let next = block.get(1..).unwrap_or(&[]);
        block.iter().zip(next).fold(false, |found, (a, b)| found | strange(*a, *b))
    };
    bytes.chunks(BLOCK).any(|block| block.iter().fold(false, |found, b| found | control(*b)))
        || (!bytes.is_ascii() && bytes.chunks(BLOCK).any(pairs))
        || bytes.windows(BLOCK + 1).step_by(BLOCK).any(|w| matches!(w, [.., a, b] if strange(*a, *b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str, noted: usize) {
        let mut defects = Defects::default();
        assert_eq!(scrub(Cow::Borrowed(text), &mut defects), want);
        assert_eq!(defects.into_list().len(), noted, "{text:?}");
    }

    #[test]
    fn control_characters_are_dropped_and_noted() {
        check("clean\ttext\r\n", "clean\ttext\r\n", 0);
        check("a\u{1b}[31mb\u{0}", "a[31mb", 1);
        check("it\u{92}s", "it’s", 1);
        check("\u{fffe}é\u{3fff}", "é\u{3fff}", 1);
    }
}
