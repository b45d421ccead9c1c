//! Chooses, quotation by quotation, whether it is speech and who said it.

use crate::analysis::quotes::candidates::{Copy, Last, Place, Said, Search};
use crate::analysis::quotes::evidence::Kin;
use crate::analysis::quotes::extract::{is_sentence, places};
use crate::analysis::quotes::lexicon::{
    BEING, BY, CUE, DETERMINER, FUNCTION, LABEL, OF, PARTICIPLE, PREPOSITION, PRONOUN, SAY, SUBORDINATOR,
};
use crate::analysis::quotes::named::is_named;
use crate::analysis::quotes::outright::sums_up;
use crate::analysis::quotes::phrases::Phrase;
use crate::analysis::quotes::situation::word;
use crate::analysis::quotes::tokens::{Kind, Token};

/// The least probability of being speech with which a few words taken into a sentence are listed. Less finds more partial
/// quotations, and more titles and scare quotes with them.
const PARTIAL: f32 = 0.78;
/// The least with which somebody is said to have said them: between the two they are listed without a speaker, for a title
/// must not be put into anybody’s mouth.
const NAMED: f32 = 0.865;
/// The least to be listed for words that stand as a sentence of their own, which are seldom anything but speech.
const SENTENCE: f32 = 0.7;
/// The same for a judgement somebody passes, and where the grammar names who speaks: such words are somebody's own, a title seldom.
const JUDGED: f32 = 0.6;
/// The same where the closing mark is missing, so that nobody can say where the words end.
const TORN: f32 = 0.9;
/// The least probability of the speaker being right with which one is named: below, naming costs more than it wins.
const SPEAKER: f32 = 0.44;
/// How sure the speaker is whom the grammar names.
pub(super) const LED: f32 = 0.98;

/// What is thought of the words between marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Verdict {
    /// A title, a name, a term.
    #[default]
    NotSpeech,
    /// Speech of nobody that the copy names.
    Unattributed,
    /// Speech, and whose.
    Said(Said),
}

/// The best candidate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Best {
    /// Who, and by which cue.
    pub(super) said: Said,
    /// Where it comes from.
    pub(super) kin: Kin,
    /// The share of all odds that falls to it and to those that name the same speaker.
    pub(super) share: f32,
    /// Whether the grammar of the sentence names the speaker outright.
    pub(super) outright: bool,
}

/// The verdict on each piece. `see` is shown every choice before it is made and may make it: with nobody, or with the
/// number of a candidate.
pub(super) fn attribute(
    copy: &Copy<'_>,
    search: &mut Search<'_>,
    see: &mut dyn FnMut(Place, &Search<'_>) -> Option<Option<usize>>,
) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::default(); copy.pieces.len()];
    let (mut last, mut carried): (Option<Last>, Option<Last>) = (None, None);
    for place in places(copy) {
        if is_excerpt(copy, place) {
            continue;
        }
        search.run(copy, place, last, carried);
        let verdict = match see(place, search) {
            Some(told) => {
                told.and_then(|at| search.found.get(at)).map_or(Verdict::NotSpeech, |c| Verdict::Said(c.said))
            }
            None => choose(copy, place, search),
        };
        if let Some(slot) = verdicts.get_mut(place.piece) {
            *slot = verdict;
        }
        let said = match verdict {
            Verdict::Said(said) => Some(said),
            _ => None,
        };
        search.spoken.extend(said.map(|s| head_word(copy, s.subject)));
        last = Some(Last { place, said });
        carried = last.filter(|l| l.said.is_some()).or(carried);
    }
    verdicts
}

/// Whether the marks tell where the words end: closed, carried on by the next piece, or the end of what went on.
fn is_whole(copy: &Copy<'_>, place: Place) -> bool {
    copy.pieces.get(place.piece).is_some_and(|p| p.closed || p.goes_on)
        || copy.pieces.get(place.piece + 1).is_some_and(|p| p.goes_on)
}

/// Whether commas and a plain "said" make the words speech, however few they are: “No,” he said. She said: “Wow!”
fn is_told(copy: &Copy<'_>, place: Place, words: &str) -> bool {
    const SUBJECT: usize = 5;
    let says = |at: usize| copy.tokens.get(at).is_some_and(|t| t.kind == Kind::Word && t.is(SAY));
    let ends = |with: &[char]| words.trim_end().ends_with(with);
    let sign = place.token.checked_sub(1).and_then(|at| copy.tokens.get(at));
    if sums_up(copy.tokens, place.token) {
        return true;
    }
    // On “The Harbour Hour,” Quill said names a programme: what is told does not follow upon a word.
    if sign.is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Number)) {
        return false;
    }
    if ends(&[',', '?', '!']) {
        let after = copy.tokens.get(place.token + 1..).unwrap_or_default();
        let clause = after.iter().take(SUBJECT).take_while(|t| t.kind == Kind::Word);
        let verb = clause.clone().position(|t| t.is(SAY));
        let opens = after.first().is_some_and(|t| t.capital || t.class & (PRONOUN | DETERMINER | SAY) != 0);
        let cues = clause.filter(|t| t.is(CUE)).count();
        return opens && (verb.is_some() && cues == 1 || is_quoted_after(after));
    }
    let introduced = sign.is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Colon));
    introduced && ends(&['.', '…']) && place.token.checked_sub(2).is_some_and(says)
}

/// "“Ready,” Roe was quoted as saying".
fn is_quoted_after(after: &[Token]) -> bool {
    const SUBJECT: usize = 8;
    let near = after.get(..SUBJECT.min(after.len())).unwrap_or_default();
    let saying = |w: &[Token]| w[0].is(BEING) && w[1].is(CUE) && w[2].is(SUBORDINATOR) && w[3].is(PARTICIPLE);
    let at = near.windows(4).position(saying);
    at.is_some_and(|at| {
        near[..at].iter().all(|t| t.kind == Kind::Word && t.class & (FUNCTION | CUE) == 0 || t.is(PRONOUN))
    })
}

/// Whether somebody passes judgement with the words, at the end of a clause: "Roe called the charges “absurd”."
fn is_judgement(copy: &Copy<'_>, place: Place, words: &str) -> bool {
    const NEAR: usize = 4;
    let near = copy.tokens.get(place.token.saturating_sub(NEAR)..place.token).unwrap_or_default();
    let label = near.iter().rev().take_while(|t| t.kind == Kind::Word).any(|t| t.is(LABEL));
    let ends = copy.tokens.get(place.token + 1).is_none_or(|t| !matches!(t.kind, Kind::Word | Kind::Number));
    label && (ends || words.ends_with([',', '.'])) && words.starts_with(char::is_lowercase)
}

/// Whether a clause of its own after the words surely reports them, set apart by a comma: "the bridge is “a ruin,” Roe said".
fn is_reported(copy: &Copy<'_>, place: Place, words: &str, best: Best) -> bool {
    let clause = best.said.cue.map_or(best.said.subject.from, |cue| cue.min(best.said.subject.from));
    let comma = clause.checked_sub(1).and_then(|at| copy.tokens.get(at)).is_some_and(|t| t.kind == Kind::Comma);
    let apart = comma || clause == place.token + 1 && words.trim_end().ends_with([',', '?', '!']);
    best.kin == Kin::After && best.share >= LED && apart
}

/// Whether a digest of other outlets’ copy is quoted: a headline with its author after it, and an excerpt with its address:
/// “Bridge closes,” by the Post’s Jane Roe: “The bridge over the Anse…” https://…
fn is_excerpt(copy: &Copy<'_>, place: Place) -> bool {
    const BYLINE: usize = 14;
    let after = copy.tokens.get(place.token + 1..).unwrap_or_default();
    let is_address = |t: &Token| copy.text.get(t.start..).is_some_and(|rest| rest.starts_with("http"));
    let Some(first) = after.first().filter(|t| t.kind == Kind::Word) else { return false };
    if is_address(first) {
        return true;
    }
    let name = after.iter().skip(1).take(BYLINE).take_while(|t| t.kind == Kind::Word && !is_address(t));
    let ends = after.get(name.clone().count() + 1);
    first.is(BY)
        && name.clone().any(|t| t.possessive || t.is(OF))
        && name.clone().all(|t| t.capital || t.is(FUNCTION | DETERMINER))
        && ends.is_some_and(|t| t.kind == Kind::Colon || is_address(t))
}

/// Who signs the words: the name that stands in a line of its own under them.
fn signer(copy: &Copy<'_>, place: Place, search: &Search<'_>) -> Option<Said> {
    copy.pieces.get(place.piece).filter(|piece| piece.signed)?;
    search.found.iter().find(|c| c.kin == Kin::MentionNext).map(|c| c.said)
}

fn choose(copy: &Copy<'_>, place: Place, search: &Search<'_>) -> Verdict {
    if let Some(said) = signer(copy, place, search) {
        return Verdict::Said(said);
    }
    let speech = 1.0 / (1.0 + (-search.speech as f32 / 100.0).exp());
    let words = copy.pieces.get(place.piece).map_or("", |p| p.said(copy.text));
    let whole = is_whole(copy, place);
    let speech = if whole && is_told(copy, place, words) { speech.max(TORN) } else { speech };
    let plainly = search.best.is_some_and(|best| best.outright || is_reported(copy, place, words, best));
    let judged = plainly || is_judgement(copy, place, words);
    let sentence = is_sentence(words);
    let least = match (whole, sentence) {
        (false, _) => TORN,
        (true, false) if judged => JUDGED,
        (true, false) => PARTIAL,
        (true, true) => SENTENCE,
    };
    if speech < least || is_named(copy, place, words) {
        return Verdict::NotSpeech;
    }
    let doubtful = whole && !sentence && !judged;
    let named = if doubtful { NAMED } else { least };
    match search.best {
        Some(best) if speech * best.share >= SPEAKER && speech >= named => Verdict::Said(best.said),
        _ if whole => Verdict::Unattributed,
        _ => Verdict::NotSpeech,
    }
}

/// The last word of a mention before "of", "for" and the like, as a number.
pub(super) fn head_word(copy: &Copy<'_>, phrase: Phrase) -> u32 {
    let words = copy.tokens.get(phrase.from..phrase.to).unwrap_or_default();
    let length = words.iter().take_while(|t| !t.is(PREPOSITION) && t.kind == Kind::Word).count();
    let whole = if length == 0 { words.len() } else { length };
    word(copy, phrase.from + whole.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn speakers(text: &str) -> Vec<Option<&str>> {
        quotes(text).iter().map(|quote| quote.speaker.map(|span| span.of(text))).collect()
    }

    #[test]
    fn a_name_set_apart_after_the_role_is_the_speaker() {
        let text = "“It took the school first,” said one, shop owner Mirko Brandt. He left the town on Monday.";
        assert_eq!(speakers(text), [Some("shop owner Mirko Brandt")]);
    }

    #[test]
    fn a_word_or_two_beside_said_are_speech_and_a_programme_is_not() {
        assert_eq!(speakers("“Hi,” said Bob Marlow, the harbour master."), [Some("Bob Marlow")]);
        assert_eq!(speakers("The minister arrived. “No,” he said."), [Some("he")]);
        assert_eq!(speakers("Asked whether she would go, Ada Quill said: “No.”"), [Some("Ada Quill")]);
        assert_eq!(speakers("On “The Harbour Hour,” Quill said that she would go."), []);
    }

    #[test]
    fn doubtful_words_are_listed_and_put_into_nobodys_mouth_and_a_byname_is_not_listed() {
        assert_eq!(speakers("The union accused the company of “bad faith”."), [Some("The union")]);
        assert_eq!(speakers("Critics of the deal see “a blank cheque” for the company."), [None]);
        assert_eq!(speakers("The so-called “night mayor” Otto Brandt said that the bars would close."), []);
    }

    #[test]
    fn a_verb_behind_an_auxiliary_says_nothing() {
        let text = "Finance minister Leo Kast spoke. “The budget is sound.” He did not answer questions.";
        assert_eq!(speakers(text), [Some("He")]);
    }

    #[test]
    fn the_comma_may_stand_on_either_side_of_the_mark() {
        for text in [
            "The deal was “dead in the water,” said Ines Koval, the finance minister. “It is over,” she added.",
            "“They lied,” Ole Brandt told the court, “and they knew.” The bridge is “closed for months,” he said.",
            "Mayor Koval called Brandt “a clown,” and Brandt called the mayor “a thief.” Neither would say more.",
        ] {
            let behind = text.replace(",”", "”,").replace(".”", "”.");
            let found = |text: &str| -> Vec<(Option<String>, Option<String>, bool)> {
                let said = quotes(text).into_iter();
                said.map(|q| (q.speaker.map(|s| s.of(text).to_owned()), q.canonical, q.partial)).collect()
            };
            assert_eq!(found(&behind), found(text), "{behind}");
            assert!(!found(text).is_empty());
        }
    }

    #[test]
    fn headlines_and_excerpts_of_a_press_digest_are_not_speech() {
        let text = "IN OTHER PAPERS\n\n“Bridge over the Anse closes for a year,” by the Harbour Post’s Jane Roe: “The bridge over the \
                    Anse closes on Monday, and nobody at the town hall says for how long.” https://post.example/1\n\n“It will open \
                    again in May,” mayor Ines Koval said by telephone.";
        assert_eq!(speakers(text), [Some("mayor Ines Koval")]);
    }

    #[test]
    fn the_name_in_a_line_of_its_own_under_a_quotation_is_the_speaker() {
        let text = "Koval met the farmers on Monday, and she said that the road would be built.\n\n“Nobody here believes it any \
                    more, and nobody will.\nOle Brandt, farmer in Lindvale.”\n\nThe road was promised in May.";
        assert_eq!(speakers(text), [Some("Ole Brandt")]);
    }

    #[test]
    fn a_weak_verb_beside_the_marks_and_a_possessive_pronoun_name_who_speaks() {
        let text = "“It was never about the money,” agrees Ines Koval, 30, of Lindvale.";
        assert_eq!(speakers(text), [Some("Ines Koval")]);
        let text = "Farmer Ole Brandt, a friend of the mayor, was blamed for her remark that “there is no room in this town for \
                    people who do not work.”";
        assert_eq!(speakers(text), [Some("her")]);
    }

    #[test]
    fn a_judgement_in_lower_case_at_the_end_of_a_clause_keeps_who_passed_it() {
        let text = "The president's lawyer, Simone Achard, called the charges “absurd”. The trial begins in May.";
        assert_eq!(speakers(text), [Some("Simone Achard")]);
    }
}
