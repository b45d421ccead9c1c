//! Cuts copy into words, and says of each what it is worth in telling events apart.

/// A word of the copy, reduced to what stays the same between two outlets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// FNV-1a of the folded word: the same in every build, because it is kept in the cache.
    pub hash: u64,
    /// Whether it can tell one event from another; the others count for reprints only.
    pub telling: bool,
    /// Capitalised inside a sentence: a person, a body or a place.
    pub name: bool,
    /// It begins with a digit.
    pub number: bool,
}

/// The most words that are read of one item; what comes after is background.
pub(super) const MOST_WORDS: usize = 2_000;

/// Cuts `text` into words and hands each to `each`.
///
/// A headline with most words capitalised says nothing about names, so there no word counts as one.
pub(super) fn words(text: &str, mut each: impl FnMut(Word)) {
    let shouting = title_case(text);
    let mut folded = String::with_capacity(24);
    let mut at = 0;
    let mut opens = true;
    for _ in 0..MOST_WORDS {
        let Some(start) = word_start(text, at, &mut opens) else { return };
        let found = plain_word(text.as_bytes(), start).unwrap_or_else(|| any_word(text, start, &mut folded));
        at = found.end;
        let Found { hash, telling, capital, number, .. } = found;
        each(Word { hash, telling, name: capital && !opens && !shouting, number });
        opens = false;
    }
}

/// A word as it was found, before it is known where in the sentence it stands.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    end: usize,
    hash: u64,
    telling: bool,
    capital: bool,
    number: bool,
}

/// Where the next word begins, from `at` on; notes whether a sentence ended before it.
fn word_start(text: &str, mut at: usize, opens: &mut bool) -> Option<usize> {
    loop {
        let byte = *text.as_bytes().get(at)?;
        if byte.is_ascii_alphanumeric() {
            return Some(at);
        }
        let c = if byte.is_ascii() { char::from(byte) } else { text.get(at..)?.chars().next()? };
        if c.is_alphanumeric() {
            return Some(at);
        }
        *opens |= ends_a_sentence(c);
        at += c.len_utf8();
    }
}

/// The word at `start` in one pass over its bytes, where it is plain ASCII up to and with what follows it: most words of
/// most copy are. The same as [`any_word`] says.
fn plain_word(text: &[u8], start: usize) -> Option<Found> {
    let first = *text.get(start)?;
    let mut at = start;
    let (mut hash, mut before) = (FNV, FNV);
    // How many letters and digits, and the last two of them.
    let (mut len, mut two) = (0, [0, 0]);
    loop {
        while let Some(small) = text.get(at).map(|byte| SMALL[usize::from(*byte)]).filter(|small| *small != 0) {
            (before, hash) = (hash, step(hash, small));
            two = [two[1], small];
            len += 1;
            at += 1;
        }
        let after_digit = text.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_digit);
        let rest = text.get(at..).unwrap_or_default();
        let (size, next) = match *rest {
            [b'\'', next, ..] => (1, next),
            [b'.' | b',', next, ..] if after_digit => (1, next),
            // The apostrophe U+2019.
            [0xe2, 0x80, 0x99, next, ..] => (3, next),
            // Other punctuation, dashes and quote marks among it, and the space that does not break.
            [0xe2, 0x80, ..] | [0xc2, 0xa0, ..] => break,
            [128..=255, ..] => return None,
            _ => break,
        };
        let inner = if matches!(rest, [b'.' | b',', ..]) { next.is_ascii_digit() } else { next.is_ascii_alphabetic() };
        if !next.is_ascii() {
            return None;
        }
        if !inner {
            break;
        }
        at += size;
    }
    let number = first.is_ascii_digit();
    let telling = (len > 1 || number) && !is_stop(hash);
    if telling && two[1] == b's' {
        let word = text.get(start..at).unwrap_or_default();
        let possessive = len > 2 && (word.ends_with(b"'s") || word.ends_with("’s".as_bytes()));
        let plural = len > 3 && !matches!(two[0], b's' | b'u' | b'i');
        hash = if possessive || plural { before } else { hash };
    }
    Some(Found { end: at, hash, telling, capital: first.is_ascii_uppercase(), number })
}

/// The word at `start`, of any script.
fn any_word(text: &str, start: usize, folded: &mut String) -> Found {
    let after = text.get(start..).unwrap_or_default();
    let end = word_end(after);
    let word = after.get(..end).unwrap_or_default();
    folded.clear();
    folded.extend(word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
    let number = word.starts_with(|c: char| c.is_numeric());
    let telling = (folded.len() > 1 || number) && !is_stop(fnv(folded.as_bytes()));
    if telling {
        folded.truncate(stem_len(folded, word));
    }
    let capital = word.starts_with(char::is_uppercase);
    Found { end: start + end, hash: fnv(folded.as_bytes()), telling, capital, number }
}

fn ends_a_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | ':' | '\n' | '“' | '"' | '`' | '—')
}

/// The end of the word that `text` begins with, in bytes: letters and digits, and an apostrophe, point or comma between them.
fn word_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        let inner = match c {
            '\'' | '’' => chars.peek().is_some_and(|(_, n)| n.is_alphabetic()),
            '.' | ',' => last.is_numeric() && chars.peek().is_some_and(|(_, n)| n.is_numeric()),
            _ => c.is_alphanumeric(),
        };
        if !inner {
            return at;
        }
        last = c;
    }
    text.len()
}

fn title_case(text: &str) -> bool {
    if text.len() > 300 {
        return false;
    }
    let (mut all, mut capital) = (0, 0);
    for word in text.split_whitespace().filter(|w| w.starts_with(char::is_alphabetic)) {
        all += 1;
        capital += usize::from(word.starts_with(char::is_uppercase));
    }
    capital * 10 > all * 6
}

/// How much of `folded` stays when the possessive and the plural go.
fn stem_len(folded: &str, word: &str) -> usize {
    let len = folded.len();
    if !folded.ends_with('s') {
        return len;
    }
    let possessive = word.ends_with("'s") || word.ends_with("’s");
    if possessive && len > 2 {
        return len - 1;
    }
    let plural = len > 3 && !folded.ends_with("ss") && !folded.ends_with("us") && !folded.ends_with("is");
    if plural { len - 1 } else { len }
}

/// Where FNV-1a begins, 64 bits.
const FNV: u64 = 0xcbf2_9ce4_8422_2325;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

/// FNV-1a, 64 bits.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(FNV, |hash, byte| step(hash, *byte))
}

/// Each letter and digit of ASCII as a small letter; nought for all else.
static SMALL: [u8; 256] = {
    let mut small = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            small[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    small
};

/// Places of [`STOPS`]: a power of two, and enough of them to leave three in four empty.
const STOP_PLACES: usize = 1_024;

/// The hashes of [`STOP`], each at the first free place from the one its low bits name; nought is an empty place.
static STOPS: [u64; STOP_PLACES] = stops();

const fn stops() -> [u64; STOP_PLACES] {
    let mut table = [0; STOP_PLACES];
    let mut word = 0;
    while word < STOP.len() {
        let bytes = STOP[word].as_bytes();
        let (mut hash, mut at) = (FNV, 0);
        while at < bytes.len() {
            hash = step(hash, bytes[at]);
            at += 1;
        }
        let mut place = hash as usize % STOP_PLACES;
        while table[place] != 0 {
            place = (place + 1) % STOP_PLACES;
        }
        table[place] = hash;
        word += 1;
    }
    table
}

/// Whether a folded word of that hash says nothing of the event.
fn is_stop(hash: u64) -> bool {
    let mut place = hash as usize % STOP_PLACES;
    while let Some(known) = STOPS.get(place).filter(|known| **known != 0) {
        if *known == hash {
            return true;
        }
        place = (place + 1) % STOP_PLACES;
    }
    false
}

/// English words that say nothing of the event, apostrophes left out; sorted.
const STOP: [&str; 224] = [
    "about",
    "above",
    "according",
    "afp",
    "after",
    "again",
    "against",
    "ago",
    "all",
    "also",
    "although",
    "am",
    "among",
    "an",
    "and",
    "another",
    "any",
    "ap",
    "april",
    "are",
    "arent",
    "around",
    "as",
    "at",
    "august",
    "away",
    "back",
    "be",
    "became",
    "because",
    "been",
    "before",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "came",
    "can",
    "cannot",
    "cant",
    "come",
    "could",
    "couldnt",
    "day",
    "days",
    "december",
    "did",
    "didnt",
    "do",
    "does",
    "doesnt",
    "doing",
    "dont",
    "down",
    "during",
    "each",
    "even",
    "ever",
    "every",
    "february",
    "few",
    "first",
    "following",
    "for",
    "friday",
    "from",
    "further",
    "get",
    "go",
    "going",
    "got",
    "had",
    "has",
    "hasnt",
    "have",
    "havent",
    "having",
    "he",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "however",
    "if",
    "in",
    "into",
    "is",
    "isnt",
    "it",
    "its",
    "itself",
    "january",
    "july",
    "june",
    "just",
    "last",
    "later",
    "least",
    "less",
    "like",
    "made",
    "make",
    "man",
    "many",
    "march",
    "may",
    "me",
    "might",
    "monday",
    "more",
    "most",
    "much",
    "must",
    "my",
    "myself",
    "near",
    "new",
    "next",
    "no",
    "nor",
    "not",
    "november",
    "now",
    "october",
    "of",
    "off",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "others",
    "our",
    "out",
    "over",
    "own",
    "part",
    "per",
    "put",
    "reuters",
    "said",
    "same",
    "saturday",
    "say",
    "says",
    "second",
    "see",
    "september",
    "she",
    "should",
    "since",
    "so",
    "some",
    "still",
    "such",
    "sunday",
    "take",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "three",
    "through",
    "thursday",
    "time",
    "to",
    "today",
    "told",
    "too",
    "took",
    "tuesday",
    "two",
    "under",
    "until",
    "up",
    "upon",
    "us",
    "use",
    "very",
    "was",
    "wasnt",
    "way",
    "we",
    "wednesday",
    "week",
    "well",
    "were",
    "werent",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "wont",
    "would",
    "year",
    "years",
    "yesterday",
    "yet",
    "you",
    "your",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn each_way(text: &str) {
        let (mut at, mut opens) = (0, false);
        while let Some(start) = word_start(text, at, &mut opens) {
            let any = any_word(text, start, &mut String::new());
            if let Some(plain) = plain_word(text.as_bytes(), start) {
                assert_eq!(plain, any, "the word at {start} of {text:?}");
            }
            at = any.end;
        }
    }

    proptest! {
        #[test]
        fn a_plain_word_is_read_as_any_other(text in "([A-Za-z0-9'’.,sS —“ü\u{a0}-]|[a-z]{1,6}['’]?s?[ .—]|[0-9][.,][0-9]){0,60}") {
            each_way(&text);
        }
    }

    #[test]
    fn apostrophes_points_and_small_words_are_read_alike_in_both_ways() {
        each_way(
            "It's the minister's 1,500.5 boats’ and OTHERS’ ... bus, glass; the US's 3.5, x s A 's don’t Zürich’s rock'n'ü 4.ü",
        );
    }

    #[test]
    fn every_word_that_says_nothing_is_known_and_no_other() {
        assert!(STOP.iter().all(|word| is_stop(fnv(word.as_bytes()))));
        assert!(!["harbour", "", "a", "minister"].iter().any(|word| is_stop(fnv(word.as_bytes()))));
    }
}
