//! Whose words they are where a clause inside the sentence governs them: the sentence may be about somebody else.

use crate::analysis::quotes::candidates::{Candidate, Scene};
use crate::analysis::quotes::choice::Best;
use crate::analysis::quotes::clauses::{Event, Style};
use crate::analysis::quotes::evidence::Kin;
use crate::analysis::quotes::lexicon::{
    ADVERB, AMBIGUOUS, AND, AUXILIARY, CUE, Class, DETERMINER, FEMALE, FUNCTION, LABEL, MALE, NAMING, OF, PARTICIPLE,
    PREPOSITION, RELATIVE, SAY, SUBORDINATOR, TELL, THAT, VERB, WITH,
};
use crate::analysis::quotes::outright::plainly;
use crate::analysis::quotes::phrases::{Head, Phrase, ending_at};
use crate::analysis::quotes::tokens::{Kind, Token};

/// Words that may stand between the verb of a clause and the words that it governs: "called the young judge “…”".
const OBJECT: usize = 6;

/// Whose words they are where the nearest clause has a subject and a verb of its own that governs them, whatever the sentence
/// is about: "A banker was jailed for what the judge called “…”", "Roe said Doe had called it “…”", "Roe called it fair, but Doe
/// spoke of “…”".
pub(super) fn governed(scene: &Scene<'_>, event: &Event, after: Option<&Event>, found: &[Candidate]) -> Option<Best> {
    let tokens = scene.copy.tokens;
    let between = tokens.get(event.cue + 1..scene.place.token)?;
    let holds = event.class & AMBIGUOUS == 0
        && event.subject.head != Head::Pronoun
        && match opener(tokens, scene.sentence.from, event)? {
            Some(at) => opens(tokens, at, event, between),
            None => {
                after.is_some() && event.class & LABEL != 0 && is_object(between) && is_active(tokens, event, between)
            }
        };
    holds.then(|| plainly(Kin::Before, found))?
}

/// The word before the clause of the cue, where subject and verb stand in one row or only an apposition parts them: "that the
/// mayor, Jane Roe, called". The clause may begin the sentence.
fn opener(tokens: &[Token], floor: usize, event: &Event) -> Option<Option<usize>> {
    let Phrase { from, to, .. } = event.subject;
    let row = tokens.get(to..event.cue)?;
    let is_comma = |at: usize| tokens.get(at).is_some_and(|t| t.kind == Kind::Comma);
    let begins = match event.style {
        Style::Plain if row.iter().all(|t| t.is(AUXILIARY | ADVERB)) => from,
        Style::Apart if is_comma(to) && is_comma(event.cue - 1) && row.iter().all(|t| !t.is(CUE | RELATIVE)) => {
            let lead = (from > floor + 1 && is_comma(from - 1)).then(|| ending_at(tokens, floor, from - 2)).flatten();
            lead.filter(|lead| matches!(lead.head, Head::Role | Head::Other)).map_or(from, |lead| lead.from)
        }
        // "the court, which had called"
        Style::Apart => {
            let helped = row.iter().rev().take_while(|t| t.is(AUXILIARY | ADVERB)).count();
            return row.len().checked_sub(helped + 1).filter(|&at| row[at].is(RELATIVE)).map(|at| Some(to + at));
        }
        _ => return None,
    };
    Some(begins.checked_sub(1).filter(|&at| at >= floor))
}

/// Whether the word at `at` opens a clause whose verb, the cue, governs the words after those `between`.
fn opens(tokens: &[Token], at: usize, event: &Event, between: &[Token]) -> bool {
    let Some(opener) = tokens.get(at) else { return false };
    let (label, says, tells) = (event.class & LABEL != 0, event.class & SAY != 0, event.class & TELL != 0);
    let direct = says && between.is_empty();
    let object = label && is_object(between);
    let relative = opener.is(RELATIVE | THAT) && (object || says && is_gap(between));
    let reported = reports(tokens, at) && (direct || object && !between.is_empty() || tells && is_addressed(between));
    let spoke = is_object(between) && between.first().is_some_and(|t| t.is(OF));
    let joined = opener.is(AND | SUBORDINATOR) && !opener.is(THAT) && (says && is_content(between) || object || spoke);
    let with = opener.is(WITH) && event.class & PARTICIPLE != 0;
    relative || reported || joined || with || object && is_bare(tokens, opener, event, between)
}

/// Whether the words can be the object of a verb, and hold no other clause.
pub(super) fn is_object(between: &[Token]) -> bool {
    const CLAUSE: Class = AUXILIARY | THAT | RELATIVE | AND;
    // Behind an article, "report" is no verb.
    let led =
        |at: usize| at.checked_sub(1).and_then(|i| between.get(i)).is_some_and(|t| t.is(DETERMINER) || t.possessive);
    let fits = |(at, t): (usize, &Token)| t.kind == Kind::Word && t.class & CLAUSE == 0 && (!t.is(CUE) || led(at));
    between.len() <= OBJECT && between.iter().enumerate().all(fits)
}

/// Whether the verb is none of "a play called “…”".
fn is_active(tokens: &[Token], event: &Event, between: &[Token]) -> bool {
    let names = tokens.get(event.cue).is_some_and(|t| t.is(NAMING));
    !between.is_empty() || event.subject.head != Head::Other && !names
}

/// Whether the words tell, in a row and without a second verb that says, what is said: "it was".
fn is_content(between: &[Token]) -> bool {
    const LONGEST: usize = 12;
    between.len() <= LONGEST && between.iter().all(|t| t.kind == Kind::Word && t.class & (CUE | RELATIVE | AND) == 0)
}

/// Whether nothing but "was" and the like stands between the verb of a relative clause and the words.
fn is_gap(between: &[Token]) -> bool {
    between.iter().all(|t| t.is(AUXILIARY | ADVERB | DETERMINER | SUBORDINATOR))
}

/// "told the young reporter to “…”".
fn is_addressed(between: &[Token]) -> bool {
    between.split_last().is_some_and(|(to, whom)| to.is(AUXILIARY) && to.is(PREPOSITION) && is_object(whom))
}

/// Whether a verb right before reports what the clause tells, or does so with "that".
fn reports(tokens: &[Token], at: usize) -> bool {
    const NEAR: usize = 4;
    let near = tokens.get(at.saturating_sub(NEAR)..=at).unwrap_or_default();
    let Some((last, rest)) = near.split_last() else { return false };
    last.is(CUE) || last.is(THAT) && rest.iter().rev().take_while(|t| t.kind == Kind::Word).any(|t| t.is(CUE))
}

/// "a deal his lawyer called “…”": a clause without a relative pronoun, right behind the noun. In "an operation dubbed “…”" or
/// "the man called “…”" nobody calls anything anything.
fn is_bare(tokens: &[Token], noun: &Token, event: &Event, between: &[Token]) -> bool {
    const OTHER: Class = FUNCTION | CUE | DETERMINER | VERB;
    let subject = tokens.get(event.subject.from..event.subject.to).unwrap_or_default();
    let owned = subject.iter().any(|t| t.possessive || t.is(DETERMINER) && t.is(MALE | FEMALE));
    let is_noun = noun.kind == Kind::Word && !noun.capital && !noun.past && noun.class & OTHER == 0;
    is_noun && (owned || event.subject.head == Head::Name) && between.iter().all(|t| t.is(SUBORDINATOR))
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn speakers(text: &str) -> Vec<Option<&str>> {
        quotes(text).iter().map(|quote| quote.speaker.map(|span| span.of(text))).collect()
    }

    fn all_said_by(cases: &[(&str, &[&str])]) {
        for (text, names) in cases {
            assert_eq!(speakers(text), names.iter().map(|name| Some(*name)).collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn a_relative_clause_with_a_subject_of_its_own_says_whose_words_they_are() {
        all_said_by(&[
            (
                "A banker was sentenced on Friday for what a judge called a “staggering betrayal” of his clients.",
                &["a judge"],
            ),
            ("The plant was cited 41 times for what inspectors termed “wilful neglect”.", &["inspectors"]),
            (
                "Ines Koval said it was “fine”, a claim which Ole Brandt called “rubbish”.",
                &["Ines Koval", "Ole Brandt"],
            ),
            ("The bill passed after a debate that one legislator called “a circus”.", &["one legislator"]),
            (
                "Rapper Ole Quist pleaded guilty on Monday in a deal his lawyer called “a total victory”.",
                &["his lawyer"],
            ),
            (
                "The ruling was upheld by the appeals court, which had called the policy “lawless”.",
                &["the appeals court"],
            ),
        ]);
    }

    #[test]
    fn who_is_said_to_have_said_it_said_it() {
        all_said_by(&[
            ("Orr said Moor had called the judge “a coward”.", &["Moor"]),
            (
                "Prosecutor Nigel Orr told the court that Derek Moor shouted “this ends today” before he fired.",
                &["Derek Moor"],
            ),
            (
                "Prosecutor Nigel Orr told the court that Derek Moor, 67, shouted “this ends today” before he fired.",
                &["Derek Moor"],
            ),
            (
                "Text messages show that the secretary, Crispin Vale, described the minister as “a toddler”.",
                &["Crispin Vale"],
            ),
            ("Court documents show Oak told Moor to “shred everything” before the visit.", &["Oak"]),
        ]);
    }

    #[test]
    fn a_verb_of_reaction_opens_a_clause_after_but_and_while() {
        all_said_by(&[
            (
                "Ines Koval called it “fair”, but Ole Brandt spoke of “an insult to every nurse”.",
                &["Ines Koval", "Ole Brandt"],
            ),
            (
                "The minister praised the ruling as “wise”, while consumer group Facta welcomed “a historic step”.",
                &["The minister", "consumer group Facta"],
            ),
            (
                "Acme said its model was “safe”, a day after a former employee accused it of “praying later”.",
                &["Acme", "a former employee"],
            ),
            (
                "Analyst Ines Koval said the bank was “in trouble”, while its chairman, Ole Brandt, called the report “nonsense”.",
                &["Analyst Ines Koval", "Ole Brandt"],
            ),
            (
                "Governor Ines Koval signed the law, saying it would “save lives”, even as sheriff Ole Brandt vowed not to keep \
                 it because it was “a disgrace”.",
                &["Governor Ines Koval", "sheriff Ole Brandt"],
            ),
        ]);
    }

    #[test]
    fn a_participle_after_with_has_a_subject_of_its_own() {
        all_said_by(&[(
            "The march went ahead, with its leader, Sunita Rao, saying he had “blood on his hands”.",
            &["Sunita Rao"],
        )]);
    }

    #[test]
    fn who_condemns_is_the_speaker_and_not_the_office_that_tells_of_it() {
        all_said_by(&[(
            "Prime Minister Malik Durran condemned the “cowardly act”, his office said in a statement.",
            &["Prime Minister Malik Durran"],
        )]);
    }
}
