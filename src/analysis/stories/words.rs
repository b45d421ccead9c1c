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
    let mut rest = text;
    let mut opens = true;
    for _ in 0..MOST_WORDS {
        let Some(from) = rest.find(char::is_alphanumeric) else { return };
        let (gap, after) = rest.split_at(from);
        opens = opens || gap.contains(ends_a_sentence);
        let end = word_end(after);
        let (word, tail) = after.split_at(end);
        rest = tail;
        folded.clear();
        folded.extend(word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
        let number = word.starts_with(|c: char| c.is_numeric());
        let capital = word.starts_with(char::is_uppercase);
        let stop = folded.len() < 2 && !number || STOP.binary_search(&folded.as_str()).is_ok();
        if !stop {
            let cut = stem_len(&folded, word);
            folded.truncate(cut);
        }
        each(Word { hash: fnv(folded.as_bytes()), telling: !stop, name: capital && !opens && !shouting, number });
        opens = false;
    }
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

/// FNV-1a, 64 bits.
pub(super) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3))
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
