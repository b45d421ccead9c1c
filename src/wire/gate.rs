//! The one gate for text from outside: whatever passes may be shown in a terminal, stored, logged and copied.

use std::cell::Cell;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_width::UnicodeWidthChar;

/// Combining marks kept on one base letter. Stacked scripts (Tibetan, pointed Hebrew) need up to about six; a flood of
/// thousands in one cell would make a frame of kilobytes.
const MARKS_PER_BASE: usize = 8;

/// Bytes of marks that each base earns for itself and those after it. Burmese, the densest script, spends up to eight on a letter
/// over a whole word; letters that all bear eight marks would make a screen of 120 by 40 cells a frame of 150 kB.
const EARNED: usize = 9;

/// Bytes of marks that text may have saved: as many as one base with [`MARKS_PER_BASE`] of the longest needs.
const SAVED: usize = 4 * MARKS_PER_BASE;

thread_local! {
    static DROPPED: Cell<u64> = const { Cell::new(0) };
}

/// How many characters the gate has dropped in this thread's texts so far; what a piece of work lost is the difference. Only what
/// betrays a text counts: terminal sequences and control characters, overrides of direction, characters without width inside words
/// or many in a row, floods of marks. What honest copy is full of does not: white space, soft hyphens, the signs that choose how
/// an emoji looks or join several, marks of direction, joiners.
pub fn dropped_so_far() -> u64 {
    DROPPED.get()
}

/// Counts a character that was dropped, here or where a reference to it was read.
pub(crate) fn count_dropped() {
    DROPPED.set(DROPPED.get().wrapping_add(1));
}

/// The line as it is, or its beginning and `…` where it is longer than so many bytes (of which that mark takes three).
pub fn cut_line(mut line: String, bytes: usize) -> String {
    if line.len() > bytes {
        line.truncate(line.floor_char_boundary(bytes.saturating_sub('…'.len_utf8())));
        line.push('…');
    }
    line
}

/// Cleans text that stands on one line: see [`clean_block`]; line breaks and tabs become spaces, runs of white space fold
/// to one space, and the ends are trimmed.
pub fn clean_line(text: &str) -> String {
    if is_plain_line(text) {
        return text.to_owned();
    }
    let block = clean_block(text);
    let mut line = String::with_capacity(block.len());
    for word in block.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Cleans text of several lines: keeps `\n`, turns every other line end into `\n` and tabs into spaces.
///
/// Dropped are terminal sequences (CSI, OSC, DCS, APC, PM, SOS; in their ESC and C1 forms, unterminated ones lose their
/// introducer), control characters, bidirectional controls, zero-width and tag characters, variation selectors and
/// skin-tone modifiers. Joiners (U+200C, U+200D) stay between letters of the Arabic and Indic scripts, where they change
/// the word, and nowhere else. The rest is composed to NFC, with at most eight marks on a base, fewer where one letter after the
/// other bears many; marks without a base are dropped. What takes no column of its own, such as the vowels of conjoining
/// Hangul, counts as a mark. Cleaning clean text changes nothing.
pub fn clean_block(text: &str) -> String {
    if plain_start(text.as_bytes()) == text.len() {
        return text.to_owned();
    }
    let (kept, unusual) = filter(text);
    if !unusual {
        return kept;
    }
    let composed = match is_nfc_quick(kept.chars()) {
        IsNormalized::Yes => kept,
        _ => kept.nfc().collect(),
    };
    cap_marks(&composed)
}

/// Bytes tested together.
const BLOCK: usize = 32;

/// How many bytes at the start are printable ASCII and ends of lines.
fn plain_start(bytes: &[u8]) -> usize {
    let is_plain = |b: &u8| matches!(b, 0x20..=0x7e | b'\n');
    // With no way out in the middle of a block, the processor tests its bytes side by side.
    let is_whole = |block: &&[u8; BLOCK]| block.iter().fold(true, |all, b| all & is_plain(b));
    let whole = bytes.as_chunks().0.iter().take_while(is_whole).count() * BLOCK;
    whole + bytes.iter().skip(whole).take_while(|b| is_plain(b)).count()
}

/// Printable ASCII in which no white space is to be folded.
fn is_plain_line(text: &str) -> bool {
    let mut before = b' ';
    for b in text.bytes() {
        if !matches!(b, 0x20..=0x7e) || (b == b' ' && before == b' ') {
            return false;
        }
        before = b;
    }
    before != b' ' || text.is_empty()
}

/// What passes, character by character; and whether any of it could need composing or has marks to count.
fn filter(text: &str) -> (String, bool) {
    let mut kept = String::with_capacity(text.len());
    let mut unusual = false;
    let mut last = '\n';
    let mut joiner = None;
    let mut rest = text;
    // Whether the character before was dropped for having no width.
    let mut unseen = false;
    loop {
        // Runs of plain characters, nearly all of any copy, are taken whole.
        if let Some((run, tail)) = rest.split_at_checked(plain_start(rest.as_bytes()))
            && let Some(end) = run.chars().next_back()
        {
            kept.push_str(run);
            rest = tail;
            last = end;
            joiner = None;
            unseen = false;
        }
        let Some(c) = rest.chars().next() else { break };
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        let before = std::mem::replace(&mut unseen, is_hint(c));
        let c = match c {
            '\r' => {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
                '\n'
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => '\n',
            '\t' => ' ',
            '\u{1b}' => {
                count_dropped();
                rest = after_escape(rest);
                continue;
            }
            '\u{80}'..='\u{9f}' => {
                count_dropped();
                rest = after_c1(c, rest);
                continue;
            }
            c if is_hint(c) => {
                if before || (parts_words(last) && rest.chars().next().is_some_and(parts_words)) {
                    count_dropped();
                }
                if is_joiner(c) {
                    joiner = takes_joiner(last).then_some(c);
                }
                continue;
            }
            c if is_dropped(c) => {
                if !is_harmless(c, last) {
                    count_dropped();
                }
                continue;
            }
            c => c,
        };
        if let Some(joiner) = joiner.take()
            && takes_joiner(c)
        {
            kept.push(joiner);
        }
        unusual |= !is_settled(c);
        kept.push(c);
        last = c;
    }
    (kept, unusual)
}

/// What follows an ESC, past the sequence that it introduces.
fn after_escape(rest: &str) -> &str {
    let mut chars = rest.chars();
    match chars.next() {
        Some('[') => after_csi(chars.as_str()),
        Some(']' | 'P' | '_' | '^' | 'X') => after_string(chars.as_str()),
        // Designations such as ESC ( B: intermediates, then one final.
        Some(' '..='/') => {
            let tail = chars.as_str().trim_start_matches(|c| matches!(c, ' '..='/'));
            tail.strip_prefix(|c| matches!(c, '0'..='~')).unwrap_or(tail)
        }
        _ => rest,
    }
}

/// What follows a C1 control, past the sequence that it introduces.
fn after_c1(c: char, rest: &str) -> &str {
    match c {
        '\u{9b}' => after_csi(rest),
        '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => after_string(rest),
        _ => rest,
    }
}

/// Parameters, intermediates and the final character of a control sequence (ECMA-48, 5.4).
fn after_csi(rest: &str) -> &str {
    let tail = rest.trim_start_matches(|c| matches!(c, '0'..='?')).trim_start_matches(|c| matches!(c, ' '..='/'));
    tail.strip_prefix(|c| matches!(c, '@'..='~')).unwrap_or(tail)
}

/// A control string to its terminator. Any other ESC or C1 ends the search, so that a stray introducer costs no copy and
/// a flood of them no time.
fn after_string(rest: &str) -> &str {
    let Some(at) = rest.find(|c| matches!(c, '\u{7}' | '\u{18}' | '\u{1a}' | '\u{1b}' | '\u{80}'..='\u{9f}')) else {
        return rest;
    };
    let tail = rest.get(at..).unwrap_or("");
    let ended = tail.strip_prefix(['\u{7}', '\u{18}', '\u{1a}', '\u{9c}']).or_else(|| tail.strip_prefix("\u{1b}\\"));
    ended.unwrap_or(rest)
}

/// Whether a character is not seen but acts: on the terminal, on the order of others, or on their width; and every control
/// character, line ends too. Joiners, which some scripts need, count as well.
pub fn acts_unseen(c: char) -> bool {
    is_dropped(c) || is_joiner(c)
}

/// The zero-width joiner and non-joiner.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Characters that are not seen but act: on the terminal, on the order of others, or on their width.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Characters without width that honest copy has between words and between emojis.
fn is_hint(c: char) -> bool {
    is_joiner(c) || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Letters and figures of the scripts that part words by spaces and need no joiner: what has no width among them changes the word.
fn parts_words(c: char) -> bool {
    matches!(c, '0'..='9' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{58f}')
}

/// Dropped characters that tell nothing of whoever wrote the text: soft hyphens, marks of direction, variation selectors (those
/// of Mongolian, too), tones of skin, and the tags that make a flag.
fn is_harmless(c: char, last: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0100}'..='\u{e01ef}')
        || (last == '\u{1f3f4}' && matches!(c, '\u{e0020}'..='\u{e007f}'))
}

/// Letters and marks of the scripts in which a joiner changes the word: Arabic, Syriac, Thaana, N'Ko, and the Indic
/// blocks from Devanagari to Sinhala.
fn takes_joiner(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Characters that NFC leaves alone wherever they stand, and that are no marks.
fn is_settled(c: char) -> bool {
    matches!(c,
        '\0'..='\u{2ff}' | '\u{2010}'..='\u{205f}' | '\u{20a0}'..='\u{20cf}' | '\u{3000}'..='\u{3029}'
        | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ff9d}')
}

/// Whether a character is drawn onto the one before it.
fn is_mark(c: char) -> bool {
    is_combining_mark(c) || c.width() == Some(0)
}

/// Drops marks that have no base, those beyond [`MARKS_PER_BASE`] and those that the bases so far have not earned, and the joiners
/// that stood beside them. A joiner is no base: else marks with joiners between them would have no end. White space earns nothing:
/// in a line it is folded afterwards. At least one mark stays on every base, whatever was spent before, so no two letters come
/// together that composing would make one.
fn cap_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut marks = MARKS_PER_BASE;
    let mut saved = SAVED;
    let mut last = '\n';
    let mut joiner = None;
    for c in text.chars() {
        if is_joiner(c) {
            joiner = takes_joiner(last).then_some(c);
            continue;
        }
        let joined = joiner.filter(|_| takes_joiner(c)).map_or(0, char::len_utf8);
        let spent = c.len_utf8() + joined;
        if c.is_whitespace() {
            marks = MARKS_PER_BASE;
        } else if !is_mark(c) {
            marks = 0;
            saved = SAVED.min(saved.saturating_sub(joined) + EARNED);
        } else if marks < MARKS_PER_BASE && saved >= spent {
            marks += 1;
            saved -= spent;
        } else {
            // A mark without a base, which a tag between the two may have cost it, is no flood.
            if !last.is_whitespace() {
                count_dropped();
            }
            continue;
        }
        if takes_joiner(c) {
            kept.extend(joiner);
        }
        joiner = None;
        kept.push(c);
        last = c;
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn acts(c: char) -> bool {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}')
    }

    #[test]
    fn sequences_go_whole_and_stray_introducers_alone() {
        for (dirty, clean) in [
            ("a\u{1b}[31mred\u{1b}[0m b", "ared b"),
            ("a\u{9b}31mred", "ared"),
            ("x\u{1b}]52;c;ZXZpbA==\u{7}y", "xy"),
            ("x\u{1b}]8;;http://evil\u{1b}\\y", "xy"),
            ("x\u{9d}0;title\u{9c}y", "xy"),
            ("x\u{1b}Pq#0\u{1b}\\y\u{1b}_app\u{1b}\\z\u{1b}^pm\u{1b}\\w", "xyzw"),
            ("x\u{1b}]0;never ended", "x0;never ended"),
            ("\u{1b}(Bplain\u{1b}", "plain"),
            ("\u{1b}\u{1b}[2J[2J", "[2J"),
            ("nul\0bel\u{7}del\u{7f}", "nulbeldel"),
            ("\u{1b}[31", ""),
        ] {
            assert_eq!(clean_block(dirty), clean, "{dirty:?}");
        }
    }

    #[test]
    fn unseen_characters_go_and_letters_stay() {
        for (dirty, clean) in [
            ("evil\u{202e}txt.exe\u{202c}", "eviltxt.exe"),
            ("\u{2066}iso\u{2069}late\u{200f}\u{200e}\u{61c}", "isolate"),
            ("soft\u{ad}hyphen zero\u{200b}width\u{2060}\u{feff}", "softhyphen zerowidth"),
            ("tag\u{e0041}\u{e007f}s", "tags"),
            ("❤\u{fe0f} 👍\u{1f3fd}", "❤ 👍"),
            ("👩\u{200d}👩\u{200d}👧", "👩👩👧"),
            ("cafe\u{301}", "café"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("क्\u{200d}ष", "क्\u{200d}ष"),
            ("a\u{200d}b می\u{200c} x", "ab می x"),
            ("שָׁלוֹם", "שָׁלוֹם"),
            ("مرحبا بالعالم", "مرحبا بالعالم"),
            ("東京で “会談”", "東京で “会談”"),
            ("\u{301}bare \u{302}marks", "bare marks"),
            ("\u{93a}\u{200c}\u{900}", ""),
            ("\u{93a}\u{200c}क", "क"),
            ("a\r\nb\rc\u{2028}d\te", "a\nb\nc\nd e"),
        ] {
            assert_eq!(clean_block(dirty), clean, "{dirty:?}");
        }
    }

    #[test]
    fn what_betrays_a_text_is_counted_and_what_honest_copy_is_full_of_is_not() {
        let lost = |text: &str| {
            let before = dropped_so_far();
            let _ = clean_block(text);
            dropped_so_far() - before
        };
        for (text, n) in [
            ("a\u{1b}[31mred\u{1b}[0m \u{9b}2J", 3),
            ("evil\u{202e}txt.exe\u{202c}", 2),
            ("pay\u{200b}pal, pay\u{200d}pal", 2),
            ("tag\u{e0041}\u{e0042}s", 2),
            ("a\u{200d}\u{200d}\u{200d}\u{200d}b", 3),
            ("hang\u{3164}ul", 1),
        ] {
            assert_eq!(lost(text), n, "{text:?}");
        }
        assert!(lost(&format!("Z{}", "\u{300}".repeat(3_000))) > 2_900);
        for text in [
            "a\r\nb\tc\u{a0}d\u{2028}e\u{85}f",
            "Donau\u{ad}dampf\u{ad}schiff",
            "می\u{200c}خواهم می\u{200c} क्\u{200d}ष",
            "👩\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥 👍\u{1f3fd}",
            "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}",
            "שלום\u{200f}! \u{200e}(BBC)",
            "\u{feff}Start, and\u{200b} a break; กำลัง\u{200b}จะ",
            "\u{301}bare cafe\u{301}",
        ] {
            assert_eq!(lost(text), 0, "{text:?}");
        }
    }

    #[test]
    fn one_line_fields_have_no_breaks_and_single_spaces() {
        for (dirty, clean) in [
            ("  two\nlines\tand   gaps ", "two lines and gaps"),
            ("no\u{a0}break\u{3000}space", "no break space"),
            ("plain", "plain"),
            ("", ""),
            (" ", ""),
        ] {
            assert_eq!(clean_line(dirty), clean, "{dirty:?}");
        }
    }

    #[test]
    fn a_flood_of_marks_is_cut() {
        let flood = format!("a{}b", "\u{300}".repeat(3_000));
        assert!(clean_block(&flood).chars().count() <= 2 + MARKS_PER_BASE);
        let joined = format!("क{}ख", "\u{200d}\u{900}".repeat(3_000));
        assert!(clean_block(&joined).chars().count() <= 3 + 2 * MARKS_PER_BASE);
    }

    /// The bytes of the fullest cell: what takes no column of its own goes into the cell before it.
    fn fullest_cell(text: &str) -> usize {
        let (mut fullest, mut cell) = (0, 0);
        for c in text.chars() {
            cell = if c.width() == Some(0) { cell + c.len_utf8() } else { c.len_utf8() };
            fullest = fullest.max(cell);
        }
        fullest
    }

    #[test]
    fn no_character_however_often_it_comes_fills_one_cell() {
        for c in ('\0'..=char::MAX).filter(|c| c.width().is_none_or(|width| width == 0)) {
            let flood = clean_line(&format!("a{}", String::from(c).repeat(40)));
            assert!(fullest_cell(&flood) <= 1 + 4 * MARKS_PER_BASE, "U+{:04X}", u32::from(c));
        }
        let syllable = clean_line(&format!("\u{1100}{}", "\u{1161}\u{1162}".repeat(3_000)));
        assert!(fullest_cell(&syllable) <= 4 + 4 * MARKS_PER_BASE, "{}", syllable.len());
    }

    #[test]
    fn letters_that_all_bear_many_marks_keep_a_few_and_no_script_loses_one() {
        let flood = clean_block(&format!("a{}", "\u{1dfb}".repeat(8)).repeat(1_000));
        assert!(flood.len() <= 1_000 * (1 + EARNED) + SAVED, "{}", flood.len());
        for words in [
            "ကြောင့်ကြောင့်ကြောင့်ကြောင့်",
            "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
            "བསྒྲུབས་བསྒྲུབས་བསྒྲུབས་",
            "ស្ត្រីស្ត្រីស្ត្រី",
            "ที่นี้ที่นี้ที่นี้",
            "स्त्रीप्रार्थना",
            "ế\u{323}ế\u{323}",
        ] {
            let words: String = words.nfc().collect();
            let text = [words.as_str(); 20].join("");
            assert_eq!(clean_block(&text), text);
        }
    }

    #[test]
    fn a_line_that_is_folded_is_clean_however_much_white_space_stood_in_it() {
        let letter = format!("a{}", "\u{1dfb}".repeat(8));
        let flood = format!("{} {letter}", letter.repeat(4));
        let line = clean_line(&flood.replace(' ', &" \t".repeat(4)));
        assert_eq!(clean_line(&line), line);
        assert_eq!(line, clean_line(&flood));
    }

    #[test]
    fn a_flood_of_introducers_costs_no_time_and_no_copy() {
        let flood = format!("{}end", "\u{1b}]\u{9d}".repeat(200_000));
        assert!(clean_block(&flood).ends_with("end"));
    }

    proptest! {
        #[test]
        fn nothing_that_acts_comes_out(text in any::<String>()) {
            let block = clean_block(&text);
            prop_assert!(block.chars().all(|c| c == '\n' || !acts(c)), "{block:?}");
            prop_assert!(clean_line(&text).chars().all(|c| !acts(c)));
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in "[\\x00-\\x9f\u{300}-\u{340}\u{900}-\u{9ff}\u{1100}-\u{11ff}\u{200b}-\u{200f}a-z \\[\\]\u{ac00}-\u{ac20}]{0,40}") {
            let block = clean_block(&text);
            prop_assert_eq!(clean_block(&block), block.clone());
            let line = clean_line(&text);
            prop_assert_eq!(clean_line(&line), line.clone());
        }
    }
}
