//! Whether the words between marks are speech at all: titles of works, names, terms and slogans are not.

use crate::analysis::quotes::candidates::{Last, Scene};
use crate::analysis::quotes::choice::Best;
use crate::analysis::quotes::clauses::Event;
use crate::analysis::quotes::evidence::Evidence;
use crate::analysis::quotes::facts::{cue_class, distance, head_class};
use crate::analysis::quotes::inside;
use crate::analysis::quotes::lexicon::{
    AUXILIARY, BEING, CUE, Class, DETERMINER, FUNCTION, LABEL, NAMING, PRONOUN, SPEECH, WORK,
};
use crate::analysis::quotes::reading::Reading;
use crate::analysis::quotes::situation::word;
use crate::analysis::quotes::tokens::{Kind, Token};

/// What stands around the quotation.
pub(super) struct Surroundings<'a> {
    /// The nearest cue before it, in its sentence.
    pub(super) before: Option<&'a Event>,
    /// The nearest cue after it.
    pub(super) after: Option<&'a Event>,
    /// The quotation before.
    pub(super) last: Option<Last>,
    /// The best candidate for its speaker.
    pub(super) best: Option<Best>,
    /// How often that one has spoken before, up to 2.
    pub(super) known: u32,
}

/// Adds the facts for and against speech.
pub(super) fn facts(scene: &Scene<'_>, around: &Surroundings<'_>, e: &mut Evidence<'_>) {
    let words = scene.copy.pieces.get(scene.place.piece).map_or("", |p| p.said(scene.copy.text));
    let reading = Reading::new(words);
    let shape = reading.shape();
    of_words(scene, words, &reading, e);
    inside::facts(&scene.about, words, &reading, e);
    of_neighbours(scene, words, shape, e);
    of_cues(scene, around, e);
    of_the_last(scene, around, shape, e);
    of_best(scene, around, shape, e);
}

/// The best candidate for the speaker: words are speech where somebody plainly says them.
fn of_best(scene: &Scene<'_>, around: &Surroundings<'_>, shape: u32, e: &mut Evidence<'_>) {
    let Some(best) = around.best else { return };
    let (share, kin, about) = ((best.share * 8.0) as u32, best.kin as u32, &scene.about);
    let head = head_class(scene.copy.tokens, best.said.subject);
    let cue = best.said.cue.map_or(0, |cue| word(scene.copy, cue));
    let gap = best.said.cue.map_or(9, |cue| distance(cue.abs_diff(scene.place.token)));
    e.add(60, [kin]);
    e.add(61, [kin, share]);
    e.add(62, [share, about.size]);
    e.add(63, [share, about.before]);
    e.add(64, [share]);
    e.add(65, [kin, about.size]);
    e.add(75, [around.known, about.size]);
    e.add(76, [around.known, share]);
    e.add(130, [head, about.size]);
    e.add(131, [cue]);
    e.add(132, [gap, about.size]);
    e.add(133, [gap, kin, u32::from(best.said.cue.is_some())]);
    e.add(134, [head, kin]);
    e.add(135, [share, shape, about.size]);
    e.add(136, [cue, about.size.min(3)]);
    e.add(137, [kin, about.before]);
    e.add(138, [kin, shape]);
}

/// The quoted words themselves.
fn of_words(scene: &Scene<'_>, words: &str, reading: &Reading<'_>, e: &mut Evidence<'_>) {
    let about = &scene.about;
    let (shape, voice) = (reading.shape(), reading.voice);
    e.add(1, [shape]);
    e.add(8, [about.opening, shape]);
    e.add(9, [about.size, shape]);
    e.add(12, [about.ending]);
    e.add(13, [about.opening, about.ending]);
    e.add(14, [about.size]);
    e.add(15, [about.before]);
    e.add(16, [about.after]);
    e.add(17, [about.state]);
    e.add(20, [voice]);
    e.add(21, [voice, about.size]);
    e.add(22, [about.before, about.after]);
    e.add(23, [about.size, about.before]);
    e.add(47, [about.ending, shape, about.after]);
    e.add(73, [again(scene, words), about.size]);
    e.add(44, [letters(words.split_ascii_whitespace().next())]);
    e.add(45, [letters(words.split_ascii_whitespace().next_back())]);
}

/// Whether the same words stand between marks again nearby: a term or a title more often than speech.
fn again(scene: &Scene<'_>, words: &str) -> u32 {
    let pieces = scene.copy.pieces;
    let from = scene.place.piece.saturating_sub(40);
    let near = pieces.get(from..pieces.len().min(scene.place.piece + 40)).unwrap_or_default();
    let bare = |words: &str| words.trim_matches(|c: char| !c.is_alphanumeric()).len();
    let length = bare(words);
    let same = near.iter().filter(|p| (p.end - p.start).abs_diff(words.len()) < 4).filter(|p| {
        let other = scene.copy.text.get(p.start..p.end).unwrap_or("");
        other.get(..length).is_some_and(|o| words.starts_with(o)) && bare(other) == length
    });
    u32::from(same.count() > 1)
}

/// The letters of a word as a number.
pub(super) fn letters(word: Option<&str>) -> u32 {
    let letters = word.unwrap_or("").bytes().filter(u8::is_ascii_alphabetic).take(20);
    letters.fold(7, |hash: u32, b| (hash ^ u32::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0193))
}

/// The words beside the quotation: a novel, a nickname, "the so-called"; a noun after it, a possessor before it.
fn of_neighbours(scene: &Scene<'_>, words: &str, shape: u32, e: &mut Evidence<'_>) {
    let (about, at) = (&scene.about, scene.place.token);
    let tokens = scene.copy.tokens;
    let near = tokens.get(at.saturating_sub(4)..at).unwrap_or_default();
    let classes = near.iter().filter(|t| t.kind == Kind::Word).fold(0, |all, t| all | t.class);
    let has = |class: Class| u32::from(classes & class != 0);
    let (naming, work) = (has(NAMING), has(WORK));
    let previous = at.checked_sub(1).and_then(|i| tokens.get(i));
    let before = |test: &dyn Fn(&Token) -> bool| u32::from(previous.is_some_and(test));
    let next = tokens.get(at + 1);
    let noun_after =
        u32::from(next.is_some_and(|t| t.kind == Kind::Word && !t.capital && t.class & (FUNCTION | CUE) == 0));
    let determined = before(&|t| t.is(DETERMINER));
    let back = |steps: usize| at.checked_sub(steps).map_or(0, |i| word(scene.copy, i));
    e.add(2, [naming, shape]);
    e.add(3, [work, shape]);
    e.add(4, [before(&|t| t.possessive), shape]);
    e.add(5, [noun_after, shape]);
    e.add(6, [before(&Token::is_name), u32::from(words.trim_end().ends_with(['.', ',', '?', '!']))]);
    e.add(7, [about.before, shape]);
    e.add(10, [has(LABEL) + 2 * before(&|t| t.is(BEING)) + 4 * u32::from(naming + work == 0)]);
    e.add(11, [u32::from(near.iter().rev().take(3).any(|t| t.kind == Kind::Quote)), shape]);
    e.add(18, [about.word_before]);
    e.add(19, [about.word_after]);
    e.add(24, [about.word_before, shape]);
    e.add(25, [back(2), about.word_before]);
    e.add(26, [back(2)]);
    e.add(48, [back(3)]);
    e.add(34, [has(SPEECH), determined, noun_after]);
    e.add(35, [determined, noun_after, about.size]);
    e.add(43, [u32::from(next.is_some_and(|t| t.is(SPEECH))), noun_after, about.size]);
    e.add(46, [before(&|t| t.kind == Kind::Open), shape]);
    e.add(70, [about.word_before, noun_after]);
    e.add(71, [back(2), about.before]);
    e.add(72, [about.word_after, about.size]);
    let subject = tokens.get(at.saturating_sub(8)..at).unwrap_or_default().iter().any(|t| t.is(PRONOUN));
    e.add(36, [u32::from(subject), u32::from(next.is_some_and(|t| t.is(AUXILIARY)))]);
}

/// The nearest cues on both sides.
fn of_cues(scene: &Scene<'_>, around: &Surroundings<'_>, e: &mut Evidence<'_>) {
    const NONE: u32 = 9;
    let about = &scene.about;
    let facts = |event: Option<&Event>| {
        event.map_or([NONE, 0, 0], |event| {
            [event.style as u32, cue_class(event), distance(event.cue.abs_diff(scene.place.token))]
        })
    };
    let [style, class, gap] = facts(around.before);
    let [style_after, class_after, gap_after] = facts(around.after);
    let alone = [u32::from(style == NONE), u32::from(style_after == NONE)];
    e.add(27, [style, class]);
    e.add(28, [style, class, gap]);
    e.add(29, [gap, about.size]);
    e.add(30, [style_after, class_after]);
    e.add(31, [style_after, gap_after, about.ending]);
    e.add(32, [alone[0], alone[1], about.size]);
    e.add(33, [alone[0], alone[1], about.opening, about.ending]);
    let verb = |event: Option<&Event>| event.map_or(0, |event| word(scene.copy, event.cue));
    e.add(40, [verb(around.before)]);
    e.add(41, [verb(around.before), gap]);
    e.add(42, [verb(around.after)]);
}

/// Titles and terms come together, and so does speech.
fn of_the_last(scene: &Scene<'_>, around: &Surroundings<'_>, shape: u32, e: &mut Evidence<'_>) {
    let (copy, place, about) = (scene.copy, scene.place, &scene.about);
    let earlier = around.last.map_or(8, |last| {
        let paragraph = |at: usize| copy.sentences.get(at).map(|s| s.paragraph);
        let near = if last.place.sentence == place.sentence {
            0
        } else if paragraph(last.place.sentence) == paragraph(place.sentence) {
            2
        } else {
            4
        };
        near + u32::from(last.said.is_some())
    });
    e.add(37, [earlier]);
    e.add(38, [earlier, about.before]);
    e.add(39, [earlier, shape, about.size]);
}
