//! The quoted words themselves, looked at one by one: a clause of speech, a title, a term.

use crate::analysis::quotes::english::ENGLISH;
use crate::analysis::quotes::evidence::Evidence;
use crate::analysis::quotes::lexicon::{
    ADVERB, AND, AUXILIARY, BODY, CUE, Class, DETERMINER, PAPER, PREPOSITION, PRONOUN, RELATIVE, ROLE, SPEECH,
    SUBORDINATOR, THAT, VERB, WORK,
};
use crate::analysis::quotes::reading::Reading;
use crate::analysis::quotes::situation::Situation;
use crate::analysis::quotes::speech::letters;

/// Bytes looked at for signs.
const SIGNS: usize = 200;

/// What a word is, as far as the table and its ending tell.
fn kind(word: &str) -> u32 {
    const BY_CLASS: [(Class, u32); 9] = [
        (PRONOUN, 1),
        (AUXILIARY, 2),
        (DETERMINER, 3),
        (PREPOSITION, 4),
        (SUBORDINATOR | RELATIVE | THAT, 5),
        (AND, 6),
        (ADVERB, 7),
        (CUE | VERB, 8),
        (ROLE | BODY | PAPER | WORK | SPEECH, 9),
    ];
    const BY_ENDING: [(&str, u32); 4] = [("ing", 11), ("ed", 12), ("ly", 13), ("s", 14)];
    let class = ENGLISH.classes(word, true);
    if class != 0
        && let Some(&(_, kind)) = BY_CLASS.iter().find(|(classes, _)| class & classes != 0)
    {
        return kind;
    }
    if word.starts_with(char::is_uppercase) {
        return 10;
    }
    BY_ENDING.iter().find(|(ending, _)| word.ends_with(ending)).map_or(15, |&(_, kind)| kind)
}

/// The last three letters of a word as a number.
fn ending(word: &str) -> u32 {
    letters(word.get(word.len().saturating_sub(3)..))
}

/// Adds the facts for and against speech that the words give.
pub(super) fn facts(about: &Situation, words: &str, reading: &Reading<'_>, e: &mut Evidence<'_>) {
    let bare = reading.words();
    let (mut first, mut last) = (0, 0);
    let (mut seen, mut small) = (0u32, 0u32);
    for (at, word) in bare.iter().enumerate() {
        last = kind(word);
        first = if at == 0 { last } else { first };
        seen |= 1 << last;
        small += u32::from(last < 8);
        if about.size < 4 {
            e.add(80, [letters(Some(word))]);
        }
    }
    let end = |word: Option<&&str>| word.map_or(0, |word| ending(word));
    let (first, last, count) = ((first, end(bare.first())), (last, end(bare.last())), bare.len() as u32);
    let has = |kinds: &[u32]| u32::from(kinds.iter().any(|kind| seen & 1 << kind != 0));
    let holds = has(&[2, 8]) + 2 * has(&[1]) + 4 * has(&[3, 4]) + 8 * has(&[5, 6]);
    e.add(81, [first.0, last.0]);
    e.add(82, [first.0, about.size]);
    e.add(83, [last.0, about.size]);
    e.add(84, [holds, about.size]);
    e.add(85, [first.0, about.before]);
    e.add(86, [first.1]);
    e.add(87, [last.1]);
    e.add(88, [last.1, about.size.min(2)]);
    e.add(89, [count.min(8), small.min(5)]);
    e.add(90, [first.0, last.0, about.size]);
    e.add(91, [holds, about.before, about.after]);
    let inner = words.trim_matches(|c: char| !c.is_alphanumeric()).as_bytes();
    let near = |bytes: usize| inner.get(..bytes).unwrap_or(inner).iter();
    let stop = near(SIGNS).any(|b| matches!(b, b',' | b'.' | b'!' | b'?' | b';'));
    let digit = near(SIGNS / 2).any(u8::is_ascii_digit);
    e.add(92, [u32::from(stop), u32::from(digit), about.size]);
}
