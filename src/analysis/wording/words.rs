//! A quotation cut into the words that are compared, each with its place.

use crate::analysis::wording::spelling::spelled;
use crate::wire::Span;

/// Words of a quotation that are looked at; a longer one is compared by its beginning.
const MOST: usize = 400;

/// The words of a quotation in the order in which they were said.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    pub(super) words: Vec<Word>,
}

/// One word that is compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// A hash of its spelling; equal words have equal hashes.
    pub hash: u64,
    /// Its bytes in the quotation.
    pub span: Span,
    /// Whether an editor put it in, in square brackets.
    pub bracketed: bool,
    /// Whether words were left out before it.
    pub gap: bool,
    /// Whether a sentence begins with it.
    pub begins: bool,
    /// Whether it says little by itself: "the", "of", "we".
    pub common: bool,
    /// Whether it denies: "not", "nobody".
    pub denies: bool,
    /// Whether it binds what is said to a condition: "if", "but".
    pub binds: bool,
    /// Whether it has the length of a word that says something.
    pub long: bool,
    /// Whether it is one sign of a script that does not part words.
    pub sign: bool,
}

/// What stands between words while a quotation is read.
#[derive(Default)]
struct Between {
    bracketed: bool,
    gap: bool,
    begins: bool,
}

impl Wording {
    /// Cuts a quotation, given without its outer marks, into words.
    pub fn of(quotation: &str) -> Self {
        let mut words = Vec::new();
        let mut between = Between { begins: true, ..Between::default() };
        let mut rest = quotation;
        while let Some(c) = rest.chars().next().filter(|_| words.len() < MOST) {
            let at = quotation.len() - rest.len();
            let len = if in_word(c) { length(rest) } else { between.pass(rest) };
            let (taken, left) = rest.split_at(len);
            if in_word(c) || c == '%' {
                push(taken, at, &between, &mut words);
                between.gap = false;
                between.begins = false;
            }
            rest = left;
        }
        Self { words }
    }

    /// How many words it has; signs of scripts that do not part words count half.
    pub fn len(&self) -> usize {
        count(&self.words)
    }

    /// Whether another has the same words, but for house style.
    pub fn has_words_of(&self, other: &Self) -> bool {
        self.words.iter().map(|word| word.hash).eq(other.words.iter().map(|word| word.hash))
    }

    /// Whether it has no words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// The words of a stretch; two signs of a script that does not part words count as one.
pub(super) fn count(words: &[Word]) -> usize {
    let signs = words.iter().filter(|w| w.sign).count();
    words.len() - signs + signs / 2
}

impl Between {
    /// Passes over what is no word; the bytes passed.
    fn pass(&mut self, rest: &str) -> usize {
        let c = rest.chars().next().unwrap_or(' ');
        match c {
            '[' => self.bracketed = true,
            ']' => self.bracketed = false,
            '…' => self.gap = true,
            '.' => {
                // An ellipsis is typed as three stops, with or without spaces.
                let stops = rest.chars().take_while(|c| matches!(c, '.' | ' ' | '\u{a0}'));
                let run: String = stops.collect();
                if run.matches('.').count() >= 3 {
                    self.gap = true;
                    return run.len();
                }
                self.begins = true;
            }
            '!' | '?' | '。' | '！' | '？' | '\n' => self.begins = true,
            _ => {}
        }
        c.len_utf8()
    }
}

/// Letters, digits and what joins them.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Han, kana and the scripts of south-east Asia, which do not part words by spaces.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ')
}

/// The bytes of the word at the beginning: apostrophes inside it, and commas and stops between digits, belong to it.
fn length(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        if is_sign(c) {
            // A sign is a word, unless it ends one of another script.
            return if at == 0 { c.len_utf8() } else { at };
        }
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let joins = is_apostrophe(c) && last.is_alphanumeric() && next.is_alphanumeric()
            || matches!(c, ',' | '.') && last.is_ascii_digit() && next.is_ascii_digit();
        // "2.6million" is what somebody meant to write with a space.
        let unit = last.is_ascii_digit() && c.is_alphabetic();
        if !in_word(c) && !joins || unit {
            return at;
        }
        last = c;
    }
    rest.len()
}

fn push(written: &str, at: usize, between: &Between, words: &mut Vec<Word>) {
    let span = Span::new(at, at + written.len());
    if written == "%" {
        return spelled("percent", &mut |word| words.push(word_of(word, span, between)));
    }
    let lower: String =
        written.chars().map(|c| if is_apostrophe(c) { '\'' } else { c }).flat_map(char::to_lowercase).collect();
    let mut between = Between { ..*between };
    spelled(&lower, &mut |word| {
        words.push(word_of(word, span, &between));
        between.gap = false;
        between.begins = false;
    });
}

fn word_of(word: &str, span: Span, between: &Between) -> Word {
    let sign = word.chars().next().is_some_and(is_sign);
    Word {
        hash: hash(word.bytes()),
        span,
        bracketed: between.bracketed,
        gap: between.gap,
        begins: between.begins,
        common: COMMON.contains(&word),
        denies: DENYING.contains(&word),
        binds: BINDING.contains(&word),
        long: word.chars().count() >= 5,
        sign,
    }
}

/// FNV-1a: the same on every machine and in every version, since what is made of it is kept on disk.
pub(super) fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Words that say little by themselves. Three of them in a row stand in too much copy to find anything by.
const COMMON: [&str; 66] = [
    "a", "about", "all", "am", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "do", "does", "for",
    "from", "get", "go", "had", "has", "have", "he", "her", "his", "i", "if", "in", "is", "it", "just", "know", "me",
    "my", "no", "not", "of", "on", "one", "or", "our", "she", "so", "that", "the", "their", "them", "there", "they",
    "think", "this", "to", "up", "us", "want", "was", "we", "were", "what", "will", "with", "would", "you", "your",
    "s",
];

/// Words that deny. Contractions have been opened by then ("don't"). English, then French, German, Spanish and Italian, without those
/// that are common words of another of these.
const DENYING: [&str; 20] = [
    "not", "never", "no", "nobody", "none", "nothing", "neither", "nor", "ne", "pas", "jamais", "aucun", "aucune",
    "nicht", "nie", "niemals", "kein", "keine", "nunca", "non",
];

/// Words that bind what is said to a condition, or take some of it back; of the same languages.
const BINDING: [&str; 14] =
    ["but", "if", "unless", "until", "except", "without", "mais", "si", "sauf", "sans", "aber", "wenn", "ohne", "pero"];

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        Wording::of(text).words.iter().map(|w| w.span.of(text)).collect()
    }

    #[test]
    fn words_are_cut_where_a_reader_hears_them() {
        assert_eq!(
            cut("It’s the harbour’s ‘day’, 1,200 strong."),
            ["It’s", "It’s", "the", "harbour’s", "day", "1,200", "strong"]
        );
        assert_eq!(cut("face-to-face"), ["face", "to", "face"]);
        assert_eq!(cut("橋は3月"), ["橋", "は", "3", "月"]);
        assert_eq!(cut("up 5%"), ["up", "5", "%", "%"]);
        assert!(Wording::of("…").is_empty());
    }

    #[test]
    fn brackets_gaps_and_beginnings_are_noted() {
        let of = |text: &str, what: fn(&Word) -> bool| {
            let words = Wording::of(text).words;
            words.iter().filter(|w| what(w)).map(|w| w.span.of(text).to_owned()).collect::<Vec<_>>()
        };
        let text = "We told [the council] of it . . . twice. Nobody … came.";
        assert_eq!(of(text, |w| w.bracketed), ["the", "council"]);
        assert_eq!(of(text, |w| w.gap), ["twice", "came"]);
        assert_eq!(of(text, |w| w.begins), ["We", "Nobody"]);
    }
}
