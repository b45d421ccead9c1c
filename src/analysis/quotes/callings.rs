//! What a person can be: nouns that the table of the language has, and those whose shape tells it.

use crate::analysis::quotes::english::ENGLISH;
use crate::analysis::quotes::lexicon::{
    ADVERB, BODY, CALLING, COURTESY, CUE, Class, DETERMINER, FUNCTION, GUILD, OFFICE, PAPER, PARTICLE, PLACE, RANK,
    ROLE, SPEECH, TIME, TITLE, VERB, WORK,
};
use crate::analysis::quotes::tokens::{Kind, Token};

/// The word of a token.
pub(super) fn word<'a>(text: &'a str, token: &Token) -> &'a str {
    text.get(token.start..token.end).unwrap_or("")
}

/// Whether the word says what a person is: as the table has it, or by its shape.
pub(super) fn is_calling(text: &str, token: &Token) -> bool {
    if token.class & COURTESY != 0 || token.kind != Kind::Word {
        return false;
    }
    token.is(ROLE | TITLE | OFFICE | CALLING | RANK)
        || !token.capital && token.class == 0 && has_shape(word(text, token))
}

/// Whether the shape of an unknown noun is one of those who do something: "volcanologist", "tree-keeper", "photographer".
fn has_shape(word: &str) -> bool {
    const ENDINGS: &[&str] =
        &["ologist", "ographer", "ician", "arian", "woman", "eer", "ologer", "maker", "holder", "seeker", "goer"];
    let noun = word.strip_suffix('s').unwrap_or(word);
    if noun.len() > 6 && ENDINGS.iter().any(|ending| noun.ends_with(ending)) {
        return true;
    }
    let ist = noun.len() > 6 && noun.ends_with("ist") && !noun.ends_with("sist");
    ist || is_compound(noun) || is_to_be(noun)
}

/// "headteacher", "shopworker": a role with something before it.
fn is_compound(noun: &str) -> bool {
    // Nearly all other words are told apart from such by their last letters.
    let last = noun.as_bytes().last_chunk::<2>();
    if noun.len() < 8
        || !last.is_some_and(|end| matches!(end, b"er" | b"or" | b"an" | b"rl" | b"oy" | b"st" | b"nt" | b"on"))
    {
        return false;
    }
    (3..noun.len().saturating_sub(4)).filter_map(|at| noun.get(at..)).any(|end| {
        ENGLISH.classes(end, true) & ROLE != 0 && !matches!(end, "child" | "chair" | "chief" | "local" | "people")
    })
}

/// "president-elect", "commander-in-chief": the role stands first.
fn is_to_be(noun: &str) -> bool {
    const ENDINGS: &[&str] = &["-elect", "-designate", "-in-law", "-in-chief", "-general", "-at-large"];
    let role = ENDINGS.iter().find_map(|ending| noun.strip_suffix(ending));
    role.is_some_and(|role| ENGLISH.classes(role, true) & (ROLE | TITLE | CALLING) != 0)
}

/// Whether a word in small letters can be the noun of a role that no table has: what it stands by must tell.
pub(super) fn is_noun(text: &str, token: &Token) -> bool {
    const NEVER: Class =
        FUNCTION | CUE | DETERMINER | TIME | PAPER | SPEECH | WORK | BODY | GUILD | VERB | ADVERB | PARTICLE | PLACE;
    let plain = token.kind == Kind::Word && !token.capital && !token.past && !token.possessive;
    plain && token.class & NEVER == 0 && !is_thing(word(text, token))
}

/// Endings of things and of words that are no nouns; several are no one person.
fn is_thing(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "tion", "sion", "ment", "ness", "ity", "ance", "ence", "ism", "ship", "sure", "ing", "ful", "ous", "able",
        "ible", "hood", "dom", "age", "ture", "acy", "logy", "ic", "al", "ive", "less", "ly", "est", "ward", "town",
        ".",
    ];
    const OTHERS: &[&str] = &[
        "born", "known", "seen", "shown", "given", "taken", "due", "more", "next", "same", "own", "able", "sure",
        "former", "late", "fellow", "younger", "old", "young", "aged", "little", "big", "poor", "good", "new",
    ];
    word.len() < 3
        || OTHERS.contains(&word)
        || word.ends_with('s')
        || ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Participles that say how somebody holds an office.
pub(super) fn is_state(word: &str) -> bool {
    matches!(
        word,
        "acting" | "sitting" | "outgoing" | "incoming" | "visiting" | "ruling" | "leading" | "rising" | "founding"
    )
}

/// Whether the word is a participle: what comes after it tells more of the noun before, or it is a verb.
pub(super) fn is_participle(text: &str, token: &Token) -> bool {
    let word = word(text, token);
    let doing = !token.capital && word.len() > 4 && word.ends_with("ing") && token.class & (ROLE | BODY) == 0;
    (token.past || doing) && !word.contains('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_a_noun_tells_that_it_is_somebody() {
        for noun in
            ["volcanologist", "cartographer", "stepbrother", "policyholder", "bishop-elect", "lutenist", "toolmaker"]
        {
            assert!(has_shape(noun), "{noun}");
        }
        for noun in ["handkerchief", "persist", "climate", "weather", "arrival", "harbour", "mist"] {
            assert!(!has_shape(noun), "{noun}");
        }
    }
}
