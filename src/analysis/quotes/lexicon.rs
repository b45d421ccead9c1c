//! The classes a word can have, and the fast way from a word to its classes.

/// A set of word classes, one bit each.
pub(super) type Class = u64;

/// A verb that reports speech on its own: "said".
pub(super) const SAY: Class = 1;
/// A verb that reports speech when a speaker and a quotation stand by it: "called".
pub(super) const WEAK: Class = 1 << 1;
/// A participle of either: "saying", "calling".
pub(super) const PARTICIPLE: Class = 1 << 2;
/// A verb form that is as often a noun: "claims", "reports".
pub(super) const AMBIGUOUS: Class = 1 << 3;
/// A pronoun that can be a subject.
pub(super) const PRONOUN: Class = 1 << 4;
/// A word that opens a noun phrase.
pub(super) const DETERMINER: Class = 1 << 5;
/// A form of address or rank before a name.
pub(super) const TITLE: Class = 1 << 6;
/// What a person is: "spokesman", "voter".
pub(super) const ROLE: Class = 1 << 7;
/// A body that speaks: "ministry".
pub(super) const BODY: Class = 1 << 8;
/// A text that speaks: "statement", "lawsuit".
pub(super) const PAPER: Class = 1 << 9;
/// An auxiliary verb.
pub(super) const AUXILIARY: Class = 1 << 10;
/// An adverb that may stand between subject and verb.
pub(super) const ADVERB: Class = 1 << 11;
/// Weekdays, months and other words of time.
pub(super) const TIME: Class = 1 << 12;
/// A preposition.
pub(super) const PREPOSITION: Class = 1 << 13;
/// "and", "but", "or".
pub(super) const AND: Class = 1 << 14;
/// A word that opens a subordinate clause.
pub(super) const SUBORDINATOR: Class = 1 << 15;
/// A relative pronoun: "who".
pub(super) const RELATIVE: Class = 1 << 16;
/// An abbreviation that keeps its full stop.
pub(super) const ABBREVIATION: Class = 1 << 17;
/// A particle inside a name: "van", "bin".
pub(super) const PARTICLE: Class = 1 << 18;
/// Said of or by a man.
pub(super) const MALE: Class = 1 << 19;
/// Said of or by a woman.
pub(super) const FEMALE: Class = 1 << 20;
/// A noun for something said: "remarks", "claim".
pub(super) const SPEECH: Class = 1 << 21;
/// A word that introduces a name or a term: "dubbed", "so-called", "titled".
pub(super) const NAMING: Class = 1 << 22;
/// A work that has a title: "film", "album", "show".
pub(super) const WORK: Class = 1 << 23;
/// The verbs that name their addressee at once: "told".
pub(super) const TELL: Class = 1 << 24;
/// The first word of "according to".
pub(super) const ACCORDING: Class = 1 << 25;
/// A plural pronoun or noun phrase opener: "they".
pub(super) const PLURAL: Class = 1 << 26;
/// A form of address that is no role: "Mr".
pub(super) const COURTESY: Class = 1 << 27;
/// A common finite verb that reports nothing.
pub(super) const VERB: Class = 1 << 28;
/// A suffix of a name: "Jr".
pub(super) const SUFFIX: Class = 1 << 29;
/// "of", and what joins a role to its place.
pub(super) const OF: Class = 1 << 30;
/// "that", "how": what opens reported speech.
pub(super) const THAT: Class = 1 << 31;
/// A form of "to be".
pub(super) const BEING: Class = 1 << 32;
/// "by", after a passive.
pub(super) const BY: Class = 1 << 33;
/// "with", before a subject of its own: "with Roe calling".
pub(super) const WITH: Class = 1 << 34;
/// What an office is over, after "of": "State".
pub(super) const OFFICE: Class = 1 << 35;
/// A cue that gives somebody or something a name or a verdict: "called", "slammed".
pub(super) const LABEL: Class = 1 << 36;
/// A word that the name of a land or a town has rather than that of a person: "United", "Republic".
pub(super) const PLACE: Class = 1 << 37;
/// A small word of another language that English has not.
pub(super) const FOREIGN: Class = 1 << 38;

/// What a person can be, where it stands before or after a name: "drummer", "seed". Elsewhere many of these words mean things.
pub(super) const CALLING: Class = 1 << 38;
/// What somebody of a land is called: "Norwegian".
pub(super) const NATION: Class = 1 << 39;
/// What a body can be called that is no [`BODY`] elsewhere in the copy: "society", "guild".
pub(super) const GUILD: Class = 1 << 40;
/// A rank that stands before a name as a title does: "Monsignor".
pub(super) const RANK: Class = 1 << 41;
/// Who is called by a land alone: "Duke of Carrow".
pub(super) const REALM: Class = 1 << 42;

/// Classes that keep a lower-case word from being part of a noun phrase.
pub(super) const FUNCTION: Class =
    AUXILIARY | ADVERB | PREPOSITION | AND | SUBORDINATOR | RELATIVE | PRONOUN | ACCORDING;
/// Classes that a capitalised word inside a sentence can still have.
pub(super) const IN_NAME: Class = TITLE
    | ROLE
    | BODY
    | PAPER
    | TIME
    | ABBREVIATION
    | PARTICLE
    | MALE
    | FEMALE
    | WORK
    | COURTESY
    | SUFFIX
    | OFFICE
    | PLACE
    | CALLING
    | NATION
    | GUILD
    | RANK
    | REALM;
/// All verbs that can be a cue.
pub(super) const CUE: Class = SAY | WEAK | PARTICIPLE;

/// The longest word that can be in a table, in bytes.
const LONGEST: usize = 16;
/// Slots of the index: a power of two, at least twice the words of a language.
const SLOTS: usize = 8192;

/// An open-addressed table from words to classes, filled once from rows of words. The index is kept apart from the
/// entries and small, so that looking up every word of a story stays in the nearest cache.
pub(super) struct Lexicon {
    index: [u16; SLOTS],
    entries: Vec<(u128, Class)>,
}

impl Lexicon {
    /// Fills the table from rows of classes and words parted by blanks; a word in two rows has the classes of both.
    pub(super) fn new(rows: &[(Class, &str)]) -> Self {
        // The first entry is that of all words which the table does not have.
        let mut lexicon = Self { index: [0; SLOTS], entries: vec![(0, 0)] };
        for &(class, words) in rows {
            lexicon.fill(class, words);
        }
        lexicon
    }

    /// Adds words parted by blanks.
    pub(super) fn fill(&mut self, class: Class, words: &str) {
        for key in words.split_ascii_whitespace().map(|word| key(word.as_bytes())).filter(|&key| key != 0) {
            self.put(key, class);
        }
    }

    fn put(&mut self, key: u128, class: Class) {
        let at = self.slot_of(key);
        let Some(number) = self.index.get_mut(at) else { return };
        match self.entries.get_mut(usize::from(*number)).filter(|_| *number != 0) {
            Some(entry) => entry.1 |= class,
            None => {
                *number = self.entries.len() as u16;
                self.entries.push((key, class));
            }
        }
    }

    /// The slot of the word, or the empty one that it would have.
    fn slot_of(&self, key: u128) -> usize {
        let first = slot(key);
        let here = |at: &usize| {
            let number = self.index[*at];
            number == 0 || self.entries.get(usize::from(number)).is_some_and(|entry| entry.0 == key)
        };
        (first..first + SLOTS).map(|at| at % SLOTS).find(here).unwrap_or(first)
    }

    /// The classes of a word in any case; 0 where the table does not have it. A hyphenated word that is not there has
    /// the classes of its last part ("co-founder"), a plural those of the noun. Where the word is known not to be `joined` of
    /// parts, no hyphen is looked for.
    #[inline]
    pub(super) fn classes(&self, word: &str, joined: bool) -> Class {
        const NOUNS: Class = ROLE | BODY | PAPER | WORK | CALLING | GUILD;
        let found = self.find(word.as_bytes());
        if found != 0 {
            return found;
        }
        noun(word.as_bytes(), joined).map_or(0, |noun| self.find(noun) & NOUNS)
    }

    fn find(&self, bytes: &[u8]) -> Class {
        let key = key(bytes);
        let mut at = slot(key);
        loop {
            let number = self.index[at];
            match self.entries.get(usize::from(number)) {
                Some(entry) if entry.0 == key || number == 0 => return entry.1,
                _ => at = (at + 1) % SLOTS,
            }
        }
    }
}

/// The noun in a word that is none by itself: the last part after a hyphen, or the singular.
fn noun(word: &[u8], joined: bool) -> Option<&[u8]> {
    let hyphen = if joined { word.iter().rposition(|&b| b == b'-') } else { None };
    match (hyphen, word) {
        (Some(at), _) => word.get(at + 1..),
        (None, [singular @ .., b's']) if singular.len() > 3 => Some(singular),
        _ => None,
    }
}

/// The word in lower case, packed into one number; 0 where it is too long for the table.
#[inline]
fn key(bytes: &[u8]) -> u128 {
    match halves(bytes) {
        Some((low, high)) if (low | high) & every(0x80) == 0 => {
            u128::from(lowercase(low)) | u128::from(lowercase(high)) << 64
        }
        _ => accented_key(bytes).unwrap_or(0),
    }
}

/// The key of a word with letters beside those of ASCII.
fn accented_key(bytes: &[u8]) -> Option<u128> {
    let mut packed = [0u8; LONGEST];
    if bytes.contains(&0xE2) {
        packed = straightened(bytes)?;
    } else {
        packed.get_mut(..bytes.len())?.copy_from_slice(bytes);
    }
    packed.make_ascii_lowercase();
    Some(u128::from_le_bytes(packed))
}

/// The first eight bytes of a word and the others as numbers, the first byte of each lowest. Both are read from their two ends,
/// which may overlap, rather than byte by byte.
#[inline]
fn halves(bytes: &[u8]) -> Option<(u64, u64)> {
    let length = bytes.len();
    match *bytes {
        [] => Some((0, 0)),
        [a] => Some((u64::from(a), 0)),
        [a, b] => Some((u64::from(u16::from_le_bytes([a, b])), 0)),
        [a, b, c] => Some((u64::from(u32::from_le_bytes([a, b, c, 0])), 0)),
        _ if length <= 8 => {
            let (first, last) = (u32::from_le_bytes(*bytes.first_chunk()?), u32::from_le_bytes(*bytes.last_chunk()?));
            Some((u64::from(first) | u64::from(last) << (8 * (length - 4)), 0))
        }
        _ if length <= LONGEST => {
            let (first, last) = (u64::from_le_bytes(*bytes.first_chunk()?), u64::from_le_bytes(*bytes.last_chunk()?));
            Some((first, last >> (8 * (LONGEST - length))))
        }
        _ => None,
    }
}

/// The number that has this byte in all places.
const fn every(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// ASCII letters in lower case, all at once: adding carries into the highest bit of the bytes from "A" on, and of those after
/// "Z"; the bytes between get the bit that small letters have.
fn lowercase(packed: u64) -> u64 {
    let from_a = packed + every(0x80 - b'A');
    let after_z = packed + every(0x80 - b'Z' - 1);
    packed | (from_a & !after_z & every(0x80)) >> 2
}

/// The word with its curly apostrophe made straight.
fn straightened(bytes: &[u8]) -> Option<[u8; LONGEST]> {
    let mut packed = [0u8; LONGEST];
    let mut rest = bytes;
    let mut length = 0;
    while let Some((&first, tail)) = rest.split_first() {
        let (byte, tail) = match rest {
            [0xE2, 0x80, 0x99, tail @ ..] => (b'\'', tail),
            _ => (first, tail),
        };
        *packed.get_mut(length)? = byte;
        length += 1;
        rest = tail;
    }
    Some(packed)
}

fn slot(key: u128) -> usize {
    let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 51) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_any_case_and_has_the_classes_of_every_row() {
        let lexicon = Lexicon::new(&[(SAY, "said didn't"), (WEAK, "said called")]);
        assert_eq!(lexicon.classes("Said", true), SAY | WEAK);
        assert_eq!(lexicon.classes("didn’t", true), SAY);
        assert_eq!(lexicon.classes("unheard", true), 0);
        assert_eq!(lexicon.classes("a-word-longer-than-the-table-holds", true), 0);
    }

    #[test]
    fn a_hyphenated_word_takes_the_role_of_its_last_part() {
        let lexicon = Lexicon::new(&[(ROLE, "founder"), (SAY, "say")]);
        assert_eq!(lexicon.classes("co-founder", true), ROLE);
        assert_eq!(lexicon.classes("hear-say", true), 0);
    }
}
