//! Who could have said a quotation, and what speaks for each: every candidate comes with its evidence.

use crate::analysis::quotes::choice::{Best, head_word};
use crate::analysis::quotes::clauses::{Event, Style, guess, inner};
use crate::analysis::quotes::evidence::{Evidence, Kin};
use crate::analysis::quotes::facts::{of_carried, of_event, of_mention, of_situation, of_speaker, times_spoken};
use crate::analysis::quotes::marks::Piece;
use crate::analysis::quotes::mentions::mentions;
use crate::analysis::quotes::model::Model;
use crate::analysis::quotes::odds::best;
use crate::analysis::quotes::outright::outright;
use crate::analysis::quotes::phrases::Phrase;
use crate::analysis::quotes::sentences::Sentence;
use crate::analysis::quotes::situation::{Situation, situation};
use crate::analysis::quotes::speech::{self, Surroundings};
use crate::analysis::quotes::tokens::{Kind, Token};

/// The copy cut up: what all candidates are drawn from.
pub(super) struct Copy<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// The pieces between marks.
    pub(super) pieces: &'a [Piece],
    /// The tokens, each piece one of them.
    pub(super) tokens: &'a [Token],
    /// The sentences.
    pub(super) sentences: &'a [Sentence],
    /// The cues of all sentences, in order.
    pub(super) events: &'a [Event],
    /// For each sentence, the range of its cues.
    pub(super) ranges: &'a [(usize, usize)],
}

/// A quotation in its sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Its number among the pieces.
    pub(super) piece: usize,
    /// Its token.
    pub(super) token: usize,
    /// Its sentence.
    pub(super) sentence: usize,
}

/// Who was taken to have said a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    /// The phrase that names the speaker.
    pub(super) subject: Phrase,
    /// The cue's token.
    pub(super) cue: Option<usize>,
}

/// One who could have said it.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Who, and by which cue.
    pub(super) said: Said,
    /// The last word of the name, as a number.
    pub(super) head: u32,
    /// Where it comes from.
    pub(super) kin: Kin,
    /// The sum of what speaks for it, in hundredths of a logit.
    pub(super) weight: i32,
    /// The places of its facts, where they were to be kept.
    pub(super) places: Vec<u32>,
}

/// The last quotation before, and who said it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Last {
    /// Where it stands.
    pub(super) place: Place,
    /// Who said it.
    pub(super) said: Option<Said>,
}

/// Cues looked at on each side of a quotation.
const REACH: usize = 5;
/// Tokens on each side of a quotation that are searched for mentions, so that a sentence without end costs no time.
const WINDOW: usize = 80;

/// A quotation, and all that is known of it before a speaker is looked for.
pub(super) struct Scene<'a> {
    /// The copy.
    pub(super) copy: &'a Copy<'a>,
    /// Where the quotation stands.
    pub(super) place: Place,
    /// Its sentence.
    pub(super) sentence: Sentence,
    /// How it stands there.
    pub(super) about: Situation,
    /// How many cues stand before it (up to 2) and after it (up to 1), in its sentence.
    pub(super) cues: (u32, u32),
}

/// What candidates are gathered with. One search serves all quotations of a story, one after the other.
pub(super) struct Search<'m> {
    model: &'m Model,
    keep: bool,
    mentions: Vec<Phrase>,
    /// The heads of all who have spoken so far in the story, the last of them at the end.
    pub(super) spoken: Vec<u32>,
    /// All candidates of the quotation at hand.
    pub(super) found: Vec<Candidate>,
    /// The best of them.
    pub(super) best: Option<Best>,
    /// Whether it is speech: the sum of the evidence, in hundredths of a logit.
    pub(super) speech: i32,
    /// The places of that evidence, where they were to be kept.
    pub(super) speech_places: Vec<u32>,
}

impl<'m> Search<'m> {
    /// A search with nothing found. With `keep`, the places of all facts are kept for the fitting.
    pub(super) fn new(model: &'m Model, keep: bool) -> Self {
        Self {
            model,
            keep,
            mentions: Vec::new(),
            spoken: Vec::new(),
            found: Vec::new(),
            best: None,
            speech: 0,
            speech_places: Vec::new(),
        }
    }

    /// Finds all candidates for the quotation at `place`, and weighs whether it is speech at all. `last` is the quotation
    /// before, `carried` the last one that has a speaker.
    pub(super) fn run(&mut self, copy: &Copy<'_>, place: Place, last: Option<Last>, carried: Option<Last>) {
        self.found.clear();
        self.best = None;
        let Some((&sentence, &range)) = copy.sentences.get(place.sentence).zip(copy.ranges.get(place.sentence)) else {
            return;
        };
        let events = copy.events.get(range.0..range.1).unwrap_or_default();
        let split = events.partition_point(|e| e.cue < place.token);
        let (before, after) = events.split_at(split);
        let about = situation(copy, place, sentence);
        let cues = (before.len().min(2) as u32, after.len().min(1) as u32);
        let scene = Scene { copy, place, sentence, about, cues };
        for (rank, event) in before.iter().rev().take(REACH).enumerate() {
            let kin = if rank == 0 { Kin::Before } else { Kin::Earlier };
            self.event(&scene, kin, event, rank as u32);
        }
        for (rank, event) in after.iter().take(REACH).enumerate() {
            let kin = if rank == 0 { Kin::After } else { Kin::Later };
            self.event(&scene, kin, event, rank as u32);
        }
        if let Some(event) = guess(copy.tokens, sentence).filter(|g| g.subject.from < place.token) {
            self.event(&scene, Kin::Guess, &event, 0);
        }
        if let Some(event) = inner(copy.tokens, sentence, place.token) {
            self.event(&scene, Kin::Inner, &event, 0);
        }
        let from = last.and_then(|l| carry(copy, place, l)).or_else(|| carried.and_then(|l| carry(copy, place, l)));
        if let Some((kin, who)) = from {
            let ground = self.ground(&scene, kin);
            self.put(&scene, ground, who, |e| of_carried(&scene, who, quiet(copy, place), e));
        }
        let quoted = u32::from(place.sentence.checked_sub(1).is_some_and(|at| has_quote(copy, at)));
        for (kin, event) in neighbours(copy, place) {
            self.event(&scene, kin, &event, quoted);
        }
        self.all_mentions(&scene);
        self.best = outright(&scene, (before, after), &self.found).or_else(|| best(copy, &self.found));
        let known = self.best.map_or(0, |best| times_spoken(head_word(copy, best.said.subject), &self.spoken));
        let around = Surroundings { before: before.last(), after: after.first(), last, best: self.best, known };
        let mut evidence = Evidence::new(self.model, Kin::Speech, self.keep);
        speech::facts(&scene, &around, &mut evidence);
        self.speech = evidence.sum();
        self.speech_places = evidence.places();
    }

    /// What speaks for every candidate of that kin alike.
    fn ground(&self, scene: &Scene<'_>, kin: Kin) -> Evidence<'m> {
        let mut evidence = Evidence::new(self.model, kin, self.keep);
        of_situation(scene, &mut evidence);
        evidence
    }

    fn put(&mut self, scene: &Scene<'_>, ground: Evidence<'m>, said: Said, facts: impl FnOnce(&mut Evidence<'_>)) {
        // A nickname between marks is part of a name, and does not say itself.
        if (said.subject.from..said.subject.to).contains(&scene.place.token) {
            return;
        }
        let (kin, mut evidence) = (ground.kin(), ground);
        let head = head_word(scene.copy, said.subject);
        of_speaker(scene.copy, said.subject, head, &self.spoken, &mut evidence);
        facts(&mut evidence);
        self.found.push(Candidate { said, head, kin, weight: evidence.sum(), places: evidence.places() });
    }

    fn event(&mut self, scene: &Scene<'_>, kin: Kin, event: &Event, rank: u32) {
        let cue = (event.style != Style::Guess).then_some(event.cue);
        let ground = self.ground(scene, kin);
        self.put(scene, ground, Said { subject: event.subject, cue }, |e| of_event(scene, event, rank, e));
    }

    /// The noun phrases of the sentence, of the one before, and the first of the paragraph after.
    fn all_mentions(&mut self, scene: &Scene<'_>) {
        let Scene { copy, place, sentence, .. } = *scene;
        let near = Sentence {
            from: sentence.from.max(place.token.saturating_sub(WINDOW)),
            to: sentence.to.min(place.token + WINDOW),
            ..sentence
        };
        let mut all = std::mem::take(&mut self.mentions);
        let mut near = mentions(copy.tokens, near).peekable();
        all.clear();
        all.extend(std::iter::from_fn(|| near.next_if(|m| m.from < place.token)));
        self.ranked(scene, Kin::MentionBefore, all.iter().rev().take(6).copied(), sentence);
        self.ranked(scene, Kin::MentionAfter, near.take(4), sentence);
        if let Some(&earlier) = place.sentence.checked_sub(1).and_then(|at| copy.sentences.get(at)) {
            let end = Sentence { from: earlier.from.max(earlier.to.saturating_sub(WINDOW)), ..earlier };
            all.clear();
            all.extend(mentions(copy.tokens, end));
            self.ranked(scene, Kin::MentionEarlier, all.iter().rev().take(5).copied(), earlier);
        }
        if let Some(&later) = copy.sentences.get(place.sentence + 1).filter(|s| s.paragraph != sentence.paragraph) {
            let start = Sentence { to: later.to.min(later.from + WINDOW), ..later };
            self.ranked(scene, Kin::MentionNext, mentions(copy.tokens, start).take(1), later);
        }
        self.mentions = all;
    }

    fn ranked(&mut self, scene: &Scene<'_>, kin: Kin, phrases: impl Iterator<Item = Phrase>, sentence: Sentence) {
        let ground = self.ground(scene, kin);
        for (rank, subject) in phrases.enumerate() {
            let facts = |e: &mut Evidence<'_>| of_mention(scene, subject, rank, sentence, e);
            self.put(scene, ground.clone(), Said { subject, cue: None }, facts);
        }
    }
}

/// How many sentences without a quotation stand before this one, up to 3.
fn quiet(copy: &Copy<'_>, place: Place) -> u32 {
    let silent = |back: &usize| place.sentence.checked_sub(back + 1).is_some_and(|at| !has_quote(copy, at));
    (0..3).take_while(silent).count() as u32
}

/// Whether the sentence holds a quotation near its beginning.
fn has_quote(copy: &Copy<'_>, sentence: usize) -> bool {
    let near = copy.sentences.get(sentence).and_then(|s| copy.tokens.get(s.from..s.to.min(s.from + WINDOW)));
    near.unwrap_or_default().iter().any(|t| t.kind == Kind::Quote)
}

/// The speaker of the quotation before, and how near it stands.
fn carry(copy: &Copy<'_>, place: Place, last: Last) -> Option<(Kin, Said)> {
    let who = last.said?;
    let (here, there) =
        (copy.sentences.get(place.sentence)?.paragraph, copy.sentences.get(last.place.sentence)?.paragraph);
    let kin = if place.sentence == last.place.sentence {
        Kin::SameSentence
    } else if here == there {
        Kin::SameParagraph
    } else if here <= there + 1 {
        Kin::NextParagraph
    } else if here <= there + 6 {
        Kin::Far
    } else {
        return None;
    };
    Some((kin, who))
}

/// The last cue of the sentence before and the first of the sentence after.
fn neighbours(copy: &Copy<'_>, place: Place) -> impl Iterator<Item = (Kin, Event)> {
    let paragraph = |at: usize| copy.sentences.get(at).map(|s| s.paragraph);
    let cues = |at: usize| copy.ranges.get(at).and_then(|&(a, b)| copy.events.get(a..b)).unwrap_or_default();
    let here = paragraph(place.sentence);
    let earlier = place.sentence.checked_sub(1).and_then(|at| {
        let kin = if paragraph(at) == here { Kin::SentenceBefore } else { Kin::ParagraphBefore };
        let event = cues(at).last().copied().or_else(|| guess(copy.tokens, *copy.sentences.get(at)?));
        event.map(|e| (kin, e))
    });
    let later = cues(place.sentence + 1)
        .first()
        .map(|&e| (if paragraph(place.sentence + 1) == here { Kin::SentenceAfter } else { Kin::ParagraphAfter }, e));
    earlier.into_iter().chain(later)
}
