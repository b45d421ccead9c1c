//! Who said it where the grammar of the sentence names the speaker outright, whatever the weights think.

use crate::analysis::quotes::candidates::{Candidate, Copy, Place, Said, Scene};
use crate::analysis::quotes::choice::{Best, LED};
use crate::analysis::quotes::clauses::{Event, Style};
use crate::analysis::quotes::evidence::Kin;
use crate::analysis::quotes::governed::{governed, is_object};
use crate::analysis::quotes::lexicon::{
    ADVERB, AUXILIARY, BEING, CUE, DETERMINER, LABEL, PARTICIPLE, PREPOSITION, PRONOUN, RELATIVE, SAY, SUBORDINATOR,
    TELL, THAT, TIME,
};
use crate::analysis::quotes::phrases::{Head, Phrase};
use crate::analysis::quotes::tokens::{Kind, Token};

/// Who said the words, where one of the rules below tells. `before` are the cues of the sentence before them, `after` those after.
pub(super) fn outright(scene: &Scene<'_>, (before, after): (&[Event], &[Event]), found: &[Candidate]) -> Option<Best> {
    let (copy, place) = (scene.copy, scene.place);
    led(copy, place, before.last(), found)
        .or_else(|| cited((copy, place), (before.last(), after.first()), found))
        .or_else(|| governed(scene, before.last()?, after.first(), found))
        .or_else(|| opening(scene, before.last()?, found))
        .or_else(|| reported_at_once(scene, after, found))
        .or_else(|| summed_up(scene, after.first()?, found))
        .or_else(|| after.first().filter(|_| before.is_empty()).and_then(|e| trailing(scene, e, found)))
}

/// The candidate of that kin, as sure as the grammar makes it.
pub(super) fn plainly(kin: Kin, found: &[Candidate]) -> Option<Best> {
    let said = found.iter().find(|c| c.kin == kin).map(|c| c.said)?;
    Some(Best { said, kin, share: LED, outright: true })
}

/// Words that may stand between a verb that leads to a quotation and its colon: "told the young reporter: “…”".
const ADDRESSED: usize = 4;

/// Whom "Roe insisted: “…”" names: subject, verb, whom it was told and colon in one row lead to the words, whoever else speaks in
/// the sentence; and so do verb, subject and colon: "was told by Roe: “…”".
fn led(copy: &Copy<'_>, place: Place, cue: Option<&Event>, found: &[Candidate]) -> Option<Best> {
    let event = cue.filter(|e| e.class & SAY != 0)?;
    let helped = |t: &Token| t.is(AUXILIARY | ADVERB);
    let verb_last = event.style == Style::Plain
        && copy.tokens.get(event.subject.to..event.cue).is_some_and(|between| between.iter().all(helped));
    let inverted = event.style == Style::Inverted && event.subject.to + 1 == place.token;
    let from = if verb_last { event.cue + 1 } else { event.subject.to };
    let (colon, between) = copy.tokens.get(from..place.token)?.split_last()?;
    let addressed = |t: &Token| {
        let clause = t.class & (CUE | AUXILIARY | THAT | SUBORDINATOR | RELATIVE) != 0 && !t.is(PREPOSITION);
        t.kind == Kind::Word && !clause
    };
    let leads = colon.kind == Kind::Colon && between.len() <= ADDRESSED && between.iter().all(addressed);
    (leads && (verb_last || inverted)).then(|| plainly(Kin::Before, found))?
}

/// Whose words they are where the nearest cue says so outright: "the agency quoted Roe as saying “…”", "was called “…” by Roe".
fn cited(
    (copy, place): (&Copy<'_>, Place),
    (before, after): (Option<&Event>, Option<&Event>),
    found: &[Candidate],
) -> Option<Best> {
    let (kin, event) = before.map(|event| (Kin::Before, event)).or_else(|| Some((Kin::After, after?)))?;
    let holds = event.style == Style::Cited || kin == Kin::Before && calls_it(copy, place, event);
    holds.then(|| plainly(kin, found))?
}

/// "Roe called it “…”", whoever else speaks in the sentence.
fn calls_it(copy: &Copy<'_>, place: Place, event: &Event) -> bool {
    const NEAR: usize = 2;
    let between = copy.tokens.get(event.cue + 1..place.token).unwrap_or_default();
    let object = between.len() <= NEAR && between.first().is_some_and(|t| t.is(PRONOUN) && !t.capital);
    let named = event.subject.head == Head::Name && matches!(event.style, Style::Plain | Style::Apart);
    event.class & LABEL != 0 && named && object
}

/// "“…,” Roe said, according to the complaint": who speaks right behind the words, and not the paper that tells of it.
fn reported_at_once(scene: &Scene<'_>, after: &[Event], found: &[Candidate]) -> Option<Best> {
    let Scene { copy, place, about, .. } = *scene;
    let (cue, later) = after.split_first()?;
    let next = place.token + 1;
    let row = copy.tokens.get(cue.subject.to..cue.cue).unwrap_or_default();
    let plain = cue.style == Style::Plain && cue.subject.from == next && row.iter().all(|t| t.is(AUXILIARY | ADVERB));
    let at_once = plain || cue.style == Style::Inverted && cue.cue == next;
    let paper = later.iter().any(|e| e.style == Style::According && e.subject.head != Head::Name);
    let holds = at_once && paper && cue.class & SAY != 0 && matches!(about.ending, 0 | 2);
    holds.then(|| plainly(Kin::After, found))?
}

/// Words that "“…” – that was all" has before its subject.
const SUM: usize = 4;

/// "“Never”: that was all the mayor would say", "“A ruin” – this is how Roe described it".
fn summed_up(scene: &Scene<'_>, cue: &Event, found: &[Candidate]) -> Option<Best> {
    let at = scene.place.token;
    let holds = sums_up(scene.copy.tokens, at) && cue.style == Style::Plain && cue.subject.from <= at + SUM + 3;
    let best = plainly(Kin::After, found).filter(|_| holds)?;
    // In "that was all Roe would say", "all" is no part of the name.
    let from = best.said.subject.from.max(at + SUM + 1).min(best.said.subject.to - 1);
    Some(Best { said: Said { subject: Phrase { from, ..best.said.subject }, ..best.said }, ..best })
}

/// "Citing “…”, Roe left": the participle that opens the sentence has its subject behind the words.
fn opening(scene: &Scene<'_>, cue: &Event, found: &[Candidate]) -> Option<Best> {
    let Scene { copy, place, sentence, .. } = *scene;
    let between = copy.tokens.get(cue.cue + 1..place.token)?;
    let opens = cue.cue == sentence.from && cue.class & PARTICIPLE != 0 && is_object(between);
    let holds = opens && cue.subject.from == place.token + 1;
    holds.then(|| plainly(Kin::Before, found))?
}

/// Whether the words are taken up again right after them: "“…”: that is how", "“…” – that was all".
pub(super) fn sums_up(tokens: &[Token], at: usize) -> bool {
    let Some([sign, that, being, how]) = tokens.get(at + 1..=at + SUM) else { return false };
    let opens = matches!(sign.kind, Kind::Colon | Kind::Dash | Kind::Comma);
    opens && that.is(THAT) && that.is(DETERMINER) && being.is(BEING) && how.is(THAT | DETERMINER)
}

/// To whom a sentence is laid at its end by the first `cue` in it: "The army has “full confidence” in the general, Roe told
/// reporters." What stands before the comma is what was said, and so are a few quoted words in it.
fn trailing(scene: &Scene<'_>, cue: &Event, found: &[Candidate]) -> Option<Best> {
    let Scene { copy, place, sentence, .. } = *scene;
    let kind = |at: usize| copy.tokens.get(at).map(|t| t.kind);
    let is = |at: usize, class| copy.tokens.get(at).is_some_and(|t| t.is(class));
    let (from, to) = (cue.subject.from.min(cue.cue), cue.subject.to.max(cue.cue + 1));
    let apart = from > place.token + 2 && kind(from - 1) == Some(Kind::Comma);
    let ends = matches!(kind(to), None | Some(Kind::Comma | Kind::Stop | Kind::Break | Kind::Dash | Kind::Close))
        || is(to, PREPOSITION | TIME)
        || cue.class & TELL != 0;
    let tail = copy.tokens.get(to..sentence.to).unwrap_or_default();
    let goes_on = tail.iter().any(|t| matches!(t.kind, Kind::Quote | Kind::Colon) || t.is(THAT));
    // "When the mayor called it “…”, Roe said that": only a main clause is laid to somebody.
    let opener = (sentence.from..place.token).find(|&at| kind(at) == Some(Kind::Word));
    let main = opener.is_none_or(|at| !is(at, SUBORDINATOR | PARTICIPLE | RELATIVE));
    let holds = cue.class & SAY != 0 && apart && ends && !goes_on && main;
    holds.then(|| plainly(Kin::After, found))?
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn speakers(text: &str) -> Vec<Option<&str>> {
        quotes(text).iter().map(|quote| quote.speaker.map(|span| span.of(text))).collect()
    }

    #[test]
    fn subject_verb_and_colon_lead_to_the_words_whoever_else_speaks_in_the_sentence() {
        let text = "“We were promised a doctor,” said farmer Ole Brandt, while mayor Ines Koval insisted: “The post was advertised \
                    twice.”";
        assert_eq!(speakers(text), [Some("farmer Ole Brandt"), Some("mayor Ines Koval")]);
    }

    #[test]
    fn who_speaks_in_the_words_of_another_is_led_to_by_verb_and_colon() {
        for (text, speaker) in [
            ("Police chief Dan Orr said Piet Moor had told him: “I am not afraid of you.”", "Piet Moor"),
            ("Nurse Ella Quist said a manager warned her: “Keep quiet or go home.”", "a manager"),
            ("Nurse Ella Quist was told by the manager: “Keep quiet or go home.”", "the manager"),
        ] {
            assert_eq!(speakers(text), [Some(speaker)], "{text}");
        }
    }

    #[test]
    fn who_is_quoted_as_saying_speaks_and_not_the_paper_that_quotes() {
        for text in [
            "Hana Weiss was quoted by the Harbour Post as saying: “They have made it worse.”",
            "“They have made it worse,” Hana Weiss was quoted as saying by the Harbour Post.",
            "State television quoted Hana Weiss as saying: “They have made it worse.”",
            "The Harbour Post quoted Hana Weiss, a shipowner from Anse, as saying the plan was “a gift to smugglers”.",
            "“They have made it worse,” state television quoted Hana Weiss as saying on Monday.",
            "In Monday's edition Hana Weiss is cited by the Post as calling the plan “a gift to smugglers”.",
        ] {
            assert_eq!(speakers(text), [Some("Hana Weiss")], "{text}");
        }
    }

    #[test]
    fn of_two_who_speak_in_a_sentence_each_is_given_his_own_words() {
        let text = "Ansel Brook said the plan was “dead”, while Vera Noll called it “merely resting”.";
        assert_eq!(speakers(text), [Some("Ansel Brook"), Some("Vera Noll")]);
        let text = "Brook, the mayor, called the plan “reckless” and Noll, the governor, called it “brave”.";
        assert_eq!(speakers(text), [Some("Brook"), Some("Noll")]);
    }

    #[test]
    fn who_passes_a_judgement_in_the_passive_stands_after_by() {
        for text in [
            "Ole Brandt was described as “a charlatan” by former colleagues.",
            "Ole Brandt, the group's founder, has been called “a charlatan” by former colleagues.",
            "The plan was denounced by former colleagues as “a gift to smugglers”.",
        ] {
            assert_eq!(speakers(text), [Some("former colleagues")], "{text}");
        }
    }

    #[test]
    fn a_sentence_laid_to_somebody_at_its_end_lays_the_words_quoted_in_it_to_him() {
        for (text, speaker) in [
            (
                "Carrow “strongly condemns” the attack, its foreign ministry said in a statement.",
                "its foreign ministry",
            ),
            ("The president has “full confidence” in the general, Ines Koval told reporters.", "Ines Koval"),
            ("Her client “denies everything”, lawyer Ada Quill told MP by telephone.", "lawyer Ada Quill"),
        ] {
            assert_eq!(speakers(text), [Some(speaker)], "{text}");
        }
    }

    #[test]
    fn who_says_it_in_a_message_speaks_and_not_the_paper_that_tells_of_it() {
        for text in [
            "“I know where you live,” Brody Vance said in one message, according to the complaint filed on Tuesday.",
            "“I will find you,” Brody Vance wrote to the judge, according to court documents.",
            "“I needed it for my son,” Brody Vance told the court, according to his lawyer.",
        ] {
            assert_eq!(speakers(text), [Some("Brody Vance")], "{text}");
        }
    }

    #[test]
    fn words_taken_up_again_after_a_colon_or_a_dash_are_of_him_who_said_them() {
        let text = "“Unsurvivable”: that is how the minister described the storm on Monday.";
        assert_eq!(speakers(text), [Some("the minister")]);
        let text = "“Yes” — that was all Ines Koval would say on Tuesday.";
        assert_eq!(speakers(text), [Some("Ines Koval")]);
    }

    #[test]
    fn a_participle_that_opens_the_sentence_has_its_subject_behind_the_words() {
        let text = "Citing “serious security threats”, the embassy closed its doors on Monday.";
        assert_eq!(speakers(text), [Some("the embassy")]);
        let text = "Citing “personal reasons”, mayor Ole Brandt resigned on Monday.";
        assert_eq!(speakers(text), [Some("mayor Ole Brandt")]);
    }
}
