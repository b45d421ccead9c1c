//! The cues of a sentence, with their subjects.

use crate::analysis::quotes::lexicon::{
    ACCORDING, ADVERB, AMBIGUOUS, AND, AUXILIARY, BEING, BODY, BY, CUE, Class, DETERMINER, FEMALE, FUNCTION, LABEL,
    MALE, PAPER, PARTICIPLE, PREPOSITION, PRONOUN, RELATIVE, ROLE, SAY, SPEECH, SUBORDINATOR, TELL, THAT, TIME, TITLE,
    WEAK, WITH, WORK,
};
use crate::analysis::quotes::phrases::{Head, Phrase, clause_subject, ending_at, starting_at};
use crate::analysis::quotes::sentences::Sentence;
use crate::analysis::quotes::subjects::{antecedent, apart, subject_before};
use crate::analysis::quotes::tokens::{Kind, Token};

/// How a cue and its subject stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// "Roe said".
    Plain,
    /// "Roe, a teacher, said".
    Apart,
    /// "said Roe".
    Inverted,
    /// "according to Roe".
    According,
    /// "Roe’s claim".
    Noun,
    /// "ROE:".
    Colon,
    /// "Roe rose and said": the subject stands at the head of the clause.
    Shared,
    /// No cue is known; the subject of the sentence.
    Guess,
    /// "quoted Roe as saying", "was called “…” by Roe": somebody else is the subject, and the copy says whose words they are.
    Cited,
}

/// A cue with its subject.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    /// The first token of the cue.
    pub(super) cue: usize,
    /// The classes of the cue.
    pub(super) class: Class,
    /// Who speaks.
    pub(super) subject: Phrase,
    /// How they stand to each other.
    pub(super) style: Style,
}

/// All cues of a sentence, in order.
pub(super) fn events(tokens: &[Token], sentence: Sentence, found: &mut Vec<Event>) {
    let base = found.len();
    let words = tokens.get(sentence.from..sentence.to).unwrap_or_default();
    for (offset, token) in words.iter().enumerate().filter(|(_, token)| can_lead(token)) {
        let at = sentence.from + offset;
        let event = match token.kind {
            Kind::Word if token.is(ACCORDING) => according(tokens, sentence, at),
            Kind::Word if token.is(CUE) && (token.first || !token.capital) => {
                let event = cue(tokens, sentence, at, found.get(base..).unwrap_or_default());
                // Whom a paper quotes speaks, and the paper does not.
                let quoting =
                    |e: &Event| event.is_some_and(|said| said.style == Style::Cited && e.cue + 1 == said.subject.from);
                if found.len() > base && found.last().is_some_and(quoting) {
                    found.pop();
                }
                event.or_else(|| speech_noun(tokens, sentence, at))
            }
            Kind::Word if token.is(SPEECH) => speech_noun(tokens, sentence, at),
            Kind::Colon => colon(tokens, sentence, at, found.len() > base),
            Kind::Quote => beside(tokens, sentence, at),
            _ => None,
        };
        if let Some(event) = event {
            found.push(event);
        }
    }
}

/// Whether the token can be a cue or tell of one; most are neither.
fn can_lead(token: &Token) -> bool {
    matches!(token.kind, Kind::Colon | Kind::Quote) || token.is(ACCORDING | CUE | SPEECH)
}

fn according(tokens: &[Token], sentence: Sentence, at: usize) -> Option<Event> {
    let subject = starting_at(tokens, at + 2, sentence.to)?;
    Some(Event { cue: at, class: SAY, subject, style: Style::According })
}

/// "Roe’s claim that": the possessor of something said.
fn speech_noun(tokens: &[Token], sentence: Sentence, at: usize) -> Option<Event> {
    let owner = (sentence.from..at)
        .rev()
        .take(4)
        .find(|&i| tokens.get(i).is_some_and(|t| t.possessive || t.is(DETERMINER) && t.class & (MALE | FEMALE) != 0))?;
    // "her claim that": the one word names the speaker.
    let pronoun = || {
        let gendered = tokens.get(owner).is_some_and(|t| t.class & (MALE | FEMALE) != 0 && t.is(DETERMINER));
        gendered.then_some(Phrase { from: owner, to: owner + 1, head: Head::Pronoun })
    };
    let subject = pronoun().or_else(|| ending_at(tokens, sentence.from, owner))?;
    Some(Event { cue: at, class: SPEECH, subject, style: Style::Noun })
}

/// "“…,” Roe chuckled" and "“…,” chuckled Roe": any verb can be a cue where it stands right after the marks.
fn beside(tokens: &[Token], sentence: Sentence, quote: usize) -> Option<Event> {
    let known = |t: &Token| t.class & (FUNCTION | CUE | DETERMINER | TIME | ROLE | BODY | PAPER) != 0;
    let is_verb =
        |i: usize| i < sentence.to && tokens.get(i).is_some_and(|t| t.kind == Kind::Word && !t.capital && !known(t));
    let first = tokens.get(quote + 1).filter(|t| t.kind == Kind::Word && quote + 1 < sentence.to)?;
    if is_verb(quote + 1) {
        let next = tokens.get(quote + 2)?;
        let subject = starting_at(tokens, quote + 2, sentence.to).filter(|_| !next.is(THAT));
        let ends = |s: &Phrase| {
            let goes_on = RELATIVE | if s.head == Head::Name { PREPOSITION | TIME | SUBORDINATOR } else { 0 };
            tokens.get(s.to).is_none_or(|t| t.kind != Kind::Word || t.is(goes_on))
        };
        // "beamed the goalkeeper, who", "shrugged vendor Jane Roe."
        let common = first.past && (next.is(DETERMINER) || next.kind == Kind::Word && !next.is(FUNCTION));
        let subject = subject.filter(|s| {
            next.is_name()
                || next.is(PRONOUN)
                || common && ends(s) && s.head != Head::Other
                || common && ends(s) && next.is(DETERMINER)
        })?;
        return Some(Event { cue: quote + 1, class: 0, subject, style: Style::Inverted });
    }
    if !first.is_name() && !first.is(PRONOUN | DETERMINER) {
        return None;
    }
    let subject = starting_at(tokens, quote + 1, sentence.to)?;
    let mut verb = subject.to;
    while tokens.get(verb).is_some_and(|t| t.is(ADVERB | AUXILIARY)) {
        verb += 1;
    }
    is_verb(verb).then_some(Event { cue: verb, class: 0, subject, style: Style::Plain })
}

/// "ROE: “…”", as in a transcript.
fn colon(tokens: &[Token], sentence: Sentence, at: usize, has_cue: bool) -> Option<Event> {
    let before = at.checked_sub(1)?;
    if tokens.get(at + 1).is_none_or(|t| t.kind != Kind::Quote) {
        return None;
    }
    let subject = ending_at(tokens, sentence.from, before).filter(|s| s.from == sentence.from || !has_cue)?;
    matches!(subject.head, Head::Name | Head::Role).then_some(Event {
        cue: at,
        class: SAY,
        subject,
        style: Style::Colon,
    })
}

fn cue(tokens: &[Token], sentence: Sentence, at: usize, before: &[Event]) -> Option<Event> {
    let token = tokens.get(at)?;
    let left = at.checked_sub(1).filter(|&i| i >= sentence.from).and_then(|i| tokens.get(i));
    let class = token.class & (CUE | TELL | AMBIGUOUS | LABEL);
    // "The report said": a noun stands before a verb.
    let verb_next =
        tokens.get(at + 1).is_some_and(|n| n.is(AUXILIARY | SAY | WEAK) && !n.is(AMBIGUOUS) || n.possessive);
    // "State television said": it stands before another noun that has the verb.
    let noun_next = tokens.get(at + 1).is_some_and(|n| n.is(ROLE | BODY | PAPER | WORK) && !n.capital)
        && tokens.get(at + 2).is_some_and(|n| n.is(CUE | AUXILIARY));
    if class & AMBIGUOUS != 0 && (verb_next || noun_next || token.possessive) {
        return None;
    }
    let event = |subject, style| Some(Event { cue: at, class, subject, style });
    if left.is_some_and(|l| {
        // "critics called": what tells who they are stands alone.
        let opens = l.is(DETERMINER) && !l.is(THAT) && (!l.is(ROLE) || class & AMBIGUOUS != 0);
        opens || l.possessive || l.is(PREPOSITION) && class & PARTICIPLE == 0
    }) {
        return None;
    }
    if class & PARTICIPLE == 0 && left.is_some_and(is_being) {
        if is_quoted(tokens, sentence, at) {
            return subject_before(tokens, sentence, at).and_then(|(subject, style)| event(subject, style));
        }
        let style = if class & LABEL == 0 { Style::Inverted } else { Style::Cited };
        return passive(tokens, sentence, at).and_then(|subject| event(subject, style));
    }
    if let Some(subject) = inverted(tokens, sentence, at) {
        return event(subject, Style::Inverted);
    }
    if class & PARTICIPLE != 0 {
        let progressive = left.is_some_and(|l| l.is(AUXILIARY));
        if let Some(subject) = with_subject(tokens, sentence, at) {
            return event(subject, Style::Plain);
        }
        if let Some(subject) = cited(tokens, sentence, at) {
            return event(subject, Style::Cited);
        }
        if !progressive {
            let last = before.iter().rev().take(12).find(|e| e.class & CUE != 0 && e.style != Style::Noun);
            let whole = || clause_subject(tokens, sentence.from, sentence.to).filter(|s| s.to <= at);
            let apart = left.is_some_and(|l| l.kind == Kind::Comma);
            let subject = last.map(|e| e.subject).or_else(|| if apart { whole() } else { None });
            let subject = subject.or_else(|| sharer(tokens, sentence, at))?;
            return event(subject, Style::Shared);
        }
    }
    if let Some((subject, style)) = subject_before(tokens, sentence, at) {
        return event(subject, style);
    }
    if class & AMBIGUOUS != 0 {
        return None;
    }
    let start =
        before.iter().rev().take(12).find(|e| e.style != Style::Noun && e.style != Style::According).map(|e| e.subject);
    let subject = start.or_else(|| sharer(tokens, sentence, at))?;
    event(subject, Style::Shared)
}

/// The subject that a verb without one of its own shares: the nearest before it, else that of the sentence.
fn sharer(tokens: &[Token], sentence: Sentence, at: usize) -> Option<Phrase> {
    inner(tokens, sentence, at).map(|e| e.subject).or_else(|| clause_subject(tokens, sentence.from, sentence.to))
}

/// "with Roe calling", "with the mayor, Jane Roe, calling": a participle with a subject of its own.
fn with_subject(tokens: &[Token], sentence: Sentence, at: usize) -> Option<Phrase> {
    let floor = sentence.from;
    let word_before = |at: usize| at.checked_sub(1).filter(|&i| i >= floor);
    let opens =
        |phrase: Phrase, class| word_before(phrase.from).and_then(|i| tokens.get(i)).is_some_and(|t| t.is(class));
    let mut last = word_before(at)?;
    while tokens.get(last).is_some_and(|t| t.is(ADVERB)) {
        last = word_before(last)?;
    }
    if tokens.get(last)?.kind == Kind::Comma {
        let name = ending_at(tokens, floor, word_before(last)?)?;
        let comma = word_before(name.from).filter(|&i| tokens.get(i).is_some_and(|t| t.kind == Kind::Comma))?;
        let lead = ending_at(tokens, floor, word_before(comma)?).filter(|&lead| opens(lead, WITH))?;
        return Some(if name.head == Head::Name { name } else { lead });
    }
    let subject = ending_at(tokens, floor, last)?;
    let before = tokens.get(word_before(subject.from)?)?;
    let stands_alone = matches!(before.kind, Kind::Dash | Kind::Comma) || before.is(AND);
    (opens(subject, WITH) || subject.head == Head::Name && stands_alone).then_some(subject)
}

/// "quoted Roe as saying", "cites Roe, the mayor, as calling": whom somebody quotes speaks.
fn cited(tokens: &[Token], sentence: Sentence, at: usize) -> Option<Phrase> {
    let before = at.checked_sub(2).filter(|&i| i >= sentence.from)?;
    let is_as = tokens.get(before + 1).is_some_and(|t| t.is(SUBORDINATOR) && t.end - t.start == 2);
    let last = tokens.get(before).filter(|_| is_as)?;
    let subject = match last.kind {
        Kind::Comma => apart(tokens, sentence.from, before)?,
        _ if last.is(CUE) => return None,
        _ => ending_at(tokens, sentence.from, before)?,
    };
    let verb = tokens.get(subject.from.checked_sub(1).filter(|&i| i >= sentence.from)?)?;
    verb.is(CUE).then_some(subject)
}

/// Whether the word is a form of "to be".
fn is_being(token: &Token) -> bool {
    token.is(BEING)
}

/// "was quoted as saying", "was cited by the paper as telling", "was accused of calling": the subject is the one who speaks.
fn is_quoted(tokens: &[Token], sentence: Sentence, at: usize) -> bool {
    let says = |i: &usize| tokens.get(*i).is_some_and(|t| t.is(PARTICIPLE));
    let (from, to) = (at + 2, sentence.to.min(at + 12));
    let as_saying = (from..to).find(says).and_then(|i| tokens.get(i - 1));
    as_saying.is_some_and(|t| t.is(PREPOSITION | SUBORDINATOR) && !t.is(BY) && t.end - t.start == 2)
}

/// "was called “…” by Roe".
fn passive(tokens: &[Token], sentence: Sentence, at: usize) -> Option<Phrase> {
    let by = (at + 1..sentence.to.min(at + 12)).find(|&i| tokens.get(i).is_some_and(|t| t.is(BY)))?;
    starting_at(tokens, by + 1, sentence.to)
}

/// "said Roe" after a quotation or a comma.
fn inverted(tokens: &[Token], sentence: Sentence, at: usize) -> Option<Phrase> {
    let token = tokens.get(at)?;
    // "“…,” agrees Roe": beside the marks a weaker verb reports too.
    let beside = || {
        let at_marks = at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| t.kind == Kind::Quote);
        at_marks && token.is(WEAK) && tokens.get(at + 1).is_some_and(|t| t.is_name() || t.is(TITLE | ROLE))
    };
    if token.is(TELL) || !token.is(SAY) && !beside() {
        return None;
    }
    if token.first && token.capital && tokens.get(at + 1).is_some_and(Token::is_name) {
        return starting_at(tokens, at + 1, sentence.to);
    }
    let mut left = at;
    while left > sentence.from && tokens.get(left - 1).is_some_and(|t| t.is(ADVERB | AUXILIARY)) {
        left -= 1;
    }
    let before = tokens.get(left.checked_sub(1).filter(|&i| i >= sentence.from)?)?;
    let quote_before = before.kind == Kind::Quote
        || matches!(before.kind, Kind::Comma | Kind::Dash)
            && left >= sentence.from + 2
            && tokens.get(left - 2).is_some_and(|t| t.kind == Kind::Quote);
    if !quote_before && before.kind != Kind::Comma {
        return None;
    }
    let next = tokens.get(at + 1)?;
    let begins = next.is_name()
        || quote_before && next.kind == Kind::Word && next.class & (FUNCTION | CUE | THAT) == 0
        || next.is(DETERMINER | PRONOUN | TITLE | ROLE | BODY) && !next.is(THAT)
        || next.kind == Kind::Number;
    if !begins || next.kind == Kind::Word && next.is(TIME) {
        return None;
    }
    let subject = starting_at(tokens, at + 1, sentence.to)?;
    if !quote_before {
        // "Roe, a teacher, said Doe was late": with a subject on the left, what follows is only what was said.
        if subject_before(tokens, sentence, at).is_some() || matches!(subject.head, Head::Pronoun) {
            return None;
        }
    }
    // "“A,” said he was late" has its subject elsewhere.
    let after = tokens.get(subject.to);
    let goes_on = subject.head == Head::Pronoun && after.is_some_and(|t| t.is(AUXILIARY | SAY | WEAK));
    (!goes_on).then_some(subject)
}

/// The subject nearest before the token at `before`: a name or a pronoun with a verb after it.
pub(super) fn inner(tokens: &[Token], sentence: Sentence, before: usize) -> Option<Event> {
    let floor = sentence.from.max(before.saturating_sub(30));
    let verb = |i: usize| {
        i < before
            && tokens.get(i).is_some_and(|t| {
                t.is(AUXILIARY | ADVERB)
                    || t.kind == Kind::Word
                        && !t.capital
                        && t.class & (FUNCTION | DETERMINER | ROLE | BODY | PAPER | TIME) == 0
            })
    };
    let at = (floor..before).rev().find(|&i| {
        tokens.get(i).is_some_and(|t| (t.is(PRONOUN | RELATIVE) || t.is_name()) && !t.possessive) && verb(i + 1)
    })?;
    let subject = if tokens.get(at)?.is(RELATIVE) {
        antecedent(tokens, sentence.from, at)?
    } else {
        ending_at(tokens, sentence.from, at)?
    };
    Some(Event { cue: at + 1, class: 0, subject, style: Style::Guess })
}

/// The subject of the sentence, where no cue is known.
pub(super) fn guess(tokens: &[Token], sentence: Sentence) -> Option<Event> {
    let subject = clause_subject(tokens, sentence.from, sentence.to)?;
    (subject.head != Head::Other
        || tokens.get(subject.from..subject.to)?.iter().any(|t| t.class & (ROLE | BODY | PAPER) != 0))
    .then_some(Event { cue: subject.to, class: 0, subject, style: Style::Guess })
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn speakers(text: &str) -> Vec<Option<&str>> {
        quotes(text).iter().map(|quote| quote.speaker.map(|span| span.of(text))).collect()
    }

    #[test]
    fn any_verb_right_after_the_marks_reports_where_its_subject_follows() {
        for (text, speaker) in [
            ("“They'll remove him by Christmas,” shrugged vendor Rosa Lind, 59.", "vendor Rosa Lind"),
            ("“I played perfect tennis,” beamed the Swede, who won in May.", "the Swede"),
            ("“We won,” whooped midfielder Jo Hart after the final.", "midfielder Jo Hart"),
        ] {
            assert_eq!(speakers(text), [Some(speaker)], "{text}");
        }
    }

    #[test]
    fn several_people_who_stand_for_themselves_speak() {
        let text = "Koval hailed “a new dawn” on Monday, but critics complained of “empty promises”.";
        assert_eq!(speakers(text), [Some("Koval"), Some("critics")]);
    }
}
