//! Words between marks that are plainly a name or a title, whatever the weights think.

use crate::analysis::quotes::callings::word;
use crate::analysis::quotes::candidates::{Copy, Place};
use crate::analysis::quotes::lexicon::{
    BEING, BODY, CUE, Class, DETERMINER, FUNCTION, LABEL, NAMING, PRONOUN, RELATIVE, ROLE, SAY, SPEECH, SUBORDINATOR,
    WEAK, WORK,
};
use crate::analysis::quotes::tokens::{Kind, Token};

/// Whether the words before the marks tell that a name stands between them.
pub(super) fn is_named(copy: &Copy<'_>, place: Place, words: &str) -> bool {
    let Some(before) = copy.tokens.get(place.token.saturating_sub(4)..place.token) else { return false };
    let next = copy.tokens.get(place.token + 1);
    is_headlined(copy, before)
        || is_entitled(before) && is_title(words)
        || is_known(before)
        || is_called(before)
        || is_slogan(before)
        || is_dubbed(before)
        || (is_work(before, next) || is_programme(next)) && is_title(words)
}

/// "the so-called “…”", "the codename “…”".
fn is_called(before: &[Token]) -> bool {
    const OTHER: Class = LABEL | SPEECH | WORK | SAY | WEAK;
    let named = |t: &Token| t.is(NAMING) && t.class & OTHER == 0;
    matches!(before, [.., article, word] if named(word) && (!word.past || article.is(DETERMINER)))
}

/// "the story headlined “…”", "withdraws its story “…”": a headline may be a sentence, and nobody says it here.
fn is_headlined(copy: &Copy<'_>, before: &[Token]) -> bool {
    const TAKEN_BACK: &[&str] =
        &["kill", "kills", "killed", "withdraw", "withdraws", "withdrew", "withdrawn", "disregard", "retracts"];
    let is = |t: &Token, words: &[&str]| words.iter().any(|w| word(copy.text, t).eq_ignore_ascii_case(w));
    match before {
        [.., last] if is(last, &["headlined", "slugged"]) => true,
        [.., verb, article, noun] => {
            is(noun, &["story", "item", "article", "report", "copy"]) && article.is(DETERMINER) && is(verb, TAKEN_BACK)
        }
        _ => false,
    }
}

/// "a report, entitled “…”".
fn is_entitled(before: &[Token]) -> bool {
    const OTHER: u64 = LABEL | SPEECH | WORK | SAY | WEAK;
    before.last().is_some_and(|t| t.is(NAMING) && t.past && t.class & OTHER == 0)
}

/// "notes known as “…”".
fn is_known(before: &[Token]) -> bool {
    const OTHER: u64 = LABEL | SPEECH | WORK | SAY;
    let [.., verb, end] = before else { return false };
    end.is(SUBORDINATOR) && end.end - end.start == 2 && verb.is(NAMING) && !verb.capital && verb.class & OTHER == 0
}

/// "an operation dubbed “…”": what is called something does not speak.
fn is_dubbed(before: &[Token]) -> bool {
    let [.., article, noun, verb] = before else { return false };
    let is_thing =
        noun.kind == Kind::Word && !noun.capital && noun.class & (FUNCTION | ROLE | PRONOUN) == 0 && !noun.past;
    verb.is(LABEL) && verb.is(NAMING) && is_thing && article.is(DETERMINER) && article.end - article.start <= 2
}

/// "whose slogan is “…”".
fn is_slogan(before: &[Token]) -> bool {
    matches!(before, [.., whose, noun, is] if whose.is(RELATIVE) && noun.is(SPEECH) && is.is(BEING))
}

/// "In her memoir, “…”,".
fn is_work(before: &[Token], next: Option<&Token>) -> bool {
    let ends = next.is_none_or(|t| t.kind != Kind::Colon && !t.is(SAY));
    ends && matches!(before, [.., noun, comma] if comma.kind == Kind::Comma && noun.is(WORK) && !noun.possessive)
}

/// "the “…” programme".
fn is_programme(next: Option<&Token>) -> bool {
    next.is_some_and(|t| t.is(WORK) && !t.capital && t.class & (CUE | BODY) == 0)
}

/// Whether all words but the small ones begin with a capital, and they are few.
fn is_title(words: &str) -> bool {
    const LONGEST: usize = 12;
    let words = || words.split_whitespace();
    let is_large = |word: &str| word.starts_with(|c: char| !c.is_lowercase()) || word.len() < 4;
    words().next().is_some_and(|first| first.starts_with(char::is_uppercase))
        && words().next_back().is_some_and(|last| last.starts_with(|c: char| !c.is_lowercase()))
        && words().all(is_large)
        && words().count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    #[test]
    fn what_a_thing_is_called_is_not_speech() {
        for text in [
            "Police arrested 41 men on Monday in an operation dubbed “Long Night”, the ministry said.",
            "The boss sent small notes known as “pizzini” to his men, the court was told on Monday.",
            "The brewer, whose slogan is “Iron without irony”, said on Monday that sales fell.",
            "In her memoir, “Long Way”, Ines Koval writes that she was poor and that nobody cared.",
            "Speaking on the channel's “Morning Desk” programme, trade secretary Ines Koval said that she would go.",
            "The so-called “night fund” was spent on Monday, and nobody in the town knew of it.",
            "Editors: please kill the story headlined “Carrow minister to resign over tunnel, sources say”. It is withdrawn.",
            "Kindly kill the story “Carrow minister to resign over tunnel, sources say”, which is wrong throughout.",
            "Harbour Press withdraws its story “Carrow minister to resign over tunnel, sources say”.",
            "The bank published a report, entitled “Tomorrow, Together”, on Monday, and its head said that it was late.",
        ] {
            assert_eq!(quotes(text).len(), 0, "{text}");
        }
    }

    #[test]
    fn a_headline_that_reads_as_a_sentence_stays_a_quotation() {
        let text = "Koval sent an email to the mayor, titled “I will not be there on Monday, and I will tell you why”, Brandt said.";
        assert_eq!(quotes(text).len(), 1);
    }
}
