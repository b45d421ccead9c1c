//! Who could have said a quotation, and what speaks for each: every candidate comes with its evidence.

use crate::analysis::quotes::clauses::{Event, Style, guess, inner};
use crate::analysis::quotes::evidence::{Evidence, Kin};
use crate::analysis::quotes::lexicon::{
    AND, BEING, CUE, DETERMINER, FEMALE, LABEL, MALE, NAMING, PARTICIPLE, PLURAL, PREPOSITION, SAY, SPEECH, TELL, THAT,
    WEAK, WORK,
};
use crate::analysis::quotes::marks::Piece;
use crate::analysis::quotes::phrases::{Head, Phrase};
use crate::analysis::quotes::sentences::Sentence;
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

/// One who could have said it; nobody, where `said` is empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// Who, and by which cue.
    pub(super) said: Option<Said>,
    /// What speaks for it.
    pub(super) evidence: Evidence,
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

/// All candidates for the quotation at `place`.
pub(super) fn candidates(
    copy: &Copy<'_>,
    place: Place,
    last: Option<Last>,
    carried: Option<Last>,
    found: &mut Vec<Candidate>,
) {
    found.clear();
    let Some((&sentence, &range)) = copy.sentences.get(place.sentence).zip(copy.ranges.get(place.sentence)) else {
        return;
    };
    let about = situation(copy, place, sentence);
    let events = copy.events.get(range.0..range.1).unwrap_or_default();
    let split = events.partition_point(|e| e.cue < place.token);
    let (before, after) = events.split_at(split);
    let counts = 9 + before.len().min(2) as u16 * 2 + after.len().min(1) as u16;
    let mut put = |kin: Kin, said: Option<Said>, extra: &[u16]| {
        let mut evidence = Evidence::new(kin);
        for &fact in about.facts() {
            evidence.about(fact);
        }
        evidence.about(GROUP * 7 + counts);
        for &fact in extra {
            evidence.of(fact);
        }
        found.push(Candidate { said, evidence });
    };
    for (rank, event) in before.iter().rev().take(REACH).enumerate() {
        let kin = if rank == 0 { Kin::Before } else { Kin::Earlier };
        put(kin, Some(said(event)), &event_facts(copy, place, event, rank, &about));
    }
    for (rank, event) in after.iter().take(REACH).enumerate() {
        let kin = if rank == 0 { Kin::After } else { Kin::Later };
        put(kin, Some(said(event)), &event_facts(copy, place, event, rank, &about));
    }
    if let Some(event) = guess(copy.tokens, sentence).filter(|g| g.subject.from < place.token) {
        put(Kin::Guess, Some(said(&event)), &event_facts(copy, place, &event, 0, &about));
    }
    if let Some(event) = inner(copy.tokens, sentence, place.token) {
        put(Kin::Inner, Some(said(&event)), &event_facts(copy, place, &event, 0, &about));
    }
    if let Some((kin, who)) = last.and_then(|l| carry(copy, place, l)) {
        put(kin, Some(who), &carry_facts(copy, place, who, &about));
    } else if let Some((kin, who)) = carried.and_then(|l| carry(copy, place, l)) {
        put(kin, Some(who), &carry_facts(copy, place, who, &about));
    }
    let quoted = usize::from(place.sentence.checked_sub(1).is_some_and(|at| has_quote(copy, at)));
    for (kin, event) in neighbours(copy, place) {
        put(kin, Some(said(&event)), &event_facts(copy, place, &event, quoted, &about));
    }
    put(Kin::Nobody, None, &nobody_facts(copy, place, &about));
}

fn said(event: &Event) -> Said {
    Said { subject: event.subject, cue: (event.style != Style::Guess).then_some(event.cue) }
}

/// Facts are numbered in groups of this many.
const GROUP: u16 = 16;

/// The facts about a quotation that bear on every candidate.
struct Situation {
    facts: [u16; 8],
    length: usize,
    ending: u16,
    size: u16,
    before: u16,
    opening: u16,
}

impl Situation {
    fn facts(&self) -> &[u16] {
        self.facts.get(..self.length).unwrap_or_default()
    }
}

fn situation(copy: &Copy<'_>, place: Place, sentence: Sentence) -> Situation {
    let piece = copy.pieces.get(place.piece);
    let words = piece.and_then(|p| copy.text.get(p.start..p.end)).unwrap_or("");
    let trimmed = words.trim_matches(|c: char| c.is_whitespace() || "‘’'\"“”".contains(c));
    let ending = match trimmed.chars().next_back() {
        Some(',') => 0,
        Some('.' | '…') => 1,
        Some('?' | '!') => 2,
        Some('-' | '—' | '–' | ';' | ':') => 3,
        _ => 4,
    };
    let upper = trimmed.starts_with(|c: char| c.is_uppercase() || matches!(c, '[' | '…' | '.'));
    let begins = (sentence.from..place.token)
        .all(|i| copy.tokens.get(i).is_none_or(|t| t.kind != Kind::Word && t.kind != Kind::Quote));
    let opening = u16::from(begins) * 2 + u16::from(upper);
    let size = match trimmed.split_ascii_whitespace().count() {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4..=6 => 3,
        7..=12 => 4,
        _ => 5,
    };
    let before = side(copy, place.token.checked_sub(1).filter(|&i| i >= sentence.from), false);
    let after = side(copy, Some(place.token + 1), true);
    let goes_on = piece.is_some_and(|p| p.goes_on);
    let closed = piece.is_some_and(|p| p.closed);
    let alone = begins
        && copy.tokens.get(place.token + 1).is_none_or(|t| t.kind == Kind::Break)
        && (place.token == 0 || copy.tokens.get(place.token - 1).is_some_and(|t| t.kind == Kind::Break));
    let state = u16::from(goes_on) + u16::from(closed) * 2 + u16::from(alone) * 4;
    let facts = [
        ending,
        GROUP + opening * 3 + ending.min(2),
        GROUP * 2 + size,
        GROUP * 3 + before,
        GROUP * 4 + after,
        GROUP * 5 + state,
        GROUP * 6 + opening * 2 + u16::from(size < 3),
        0,
    ];
    Situation { facts, length: 7, ending, size, before, opening }
}

/// What stands beside the quotation.
fn side(copy: &Copy<'_>, at: Option<usize>, after: bool) -> u16 {
    let Some(token) = at.and_then(|i| copy.tokens.get(i)) else { return 0 };
    match token.kind {
        Kind::Break => 1,
        Kind::Stop => 2,
        Kind::Comma => 3,
        Kind::Colon => 4,
        Kind::Dash => 5,
        Kind::Open | Kind::Close | Kind::Other => 6,
        Kind::Quote => 7,
        Kind::Number => 15,
        Kind::Word if token.is(SAY) => 8,
        Kind::Word if token.is(CUE) => 9,
        Kind::Word if token.is(THAT) => 10,
        Kind::Word if token.is(PREPOSITION) => 11,
        Kind::Word if token.is(AND) => 12,
        Kind::Word if token.is(DETERMINER) || token.possessive => 13,
        Kind::Word if token.capital && after => 14,
        Kind::Word => 15,
    }
}

fn distance(tokens: usize) -> u16 {
    match tokens {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4..=6 => 3,
        7..=11 => 4,
        12..=20 => 5,
        _ => 6,
    }
}

fn cue_class(event: &Event) -> u16 {
    let class = event.class;
    if class & TELL != 0 {
        0
    } else if class & (LABEL | SPEECH) != 0 {
        4
    } else if class & PARTICIPLE != 0 {
        1
    } else if class & SAY != 0 {
        2
    } else if class & WEAK != 0 {
        3
    } else {
        5
    }
}

fn head_class(tokens: &[Token], phrase: Phrase) -> u16 {
    match phrase.head {
        Head::Pronoun => tokens.get(phrase.from).map_or(0, |t| match (t.class & (MALE | FEMALE) != 0, t.is(PLURAL)) {
            (true, _) => 0,
            (_, true) => 6,
            _ if t.end - t.start == 1 => 7,
            _ => 8,
        }),
        Head::Name => 1,
        Head::Role => 2,
        Head::Body => 3,
        Head::Paper => 4,
        Head::Other => 5,
    }
}

/// The facts about one cue.
fn event_facts(copy: &Copy<'_>, place: Place, event: &Event, rank: usize, about: &Situation) -> [u16; 11] {
    let style = event.style as u16;
    let class = cue_class(event);
    let near = event.subject.from.min(event.cue);
    let far = event.subject.to.max(event.cue + 1);
    let gap = if event.cue < place.token { place.token - event.cue } else { near.saturating_sub(place.token) };
    let far_gap = if event.cue < place.token { place.token.saturating_sub(far) } else { 0 };
    let (low, high) = if event.cue < place.token { (event.cue, place.token) } else { (place.token + 1, near) };
    let (low, high) = (low.max(high.saturating_sub(120)), high);
    let between = copy.tokens.get(low..high).unwrap_or_default();
    let quotes = between.iter().filter(|t| t.kind == Kind::Quote).count().min(2) as u16;
    let stops =
        between.iter().filter(|t| matches!(t.kind, Kind::Comma | Kind::Colon | Kind::Dash)).count().min(2) as u16;
    let that = u16::from(between.iter().take(4).any(|t| t.is(THAT)));
    let gap = distance(gap);
    [
        style,
        GROUP + class,
        GROUP * 2 + head_class(copy.tokens, event.subject),
        GROUP * 3 + gap,
        GROUP * 4 + quotes * 3 + stops,
        GROUP * 5 + that * 6 + class,
        GROUP * 6 + rank.min(3) as u16 + 4 * u16::from(far_gap == 0),
        GROUP * 7 + gap * 5 + about.ending,
        GROUP * 10 + style * 6 + class,
        GROUP * 13 + about.before * 6 + class,
        GROUP * 19 + side(copy, event.subject.from.checked_sub(1), false),
    ]
}

/// The facts about a speaker carried on from the quotation before.
fn carry_facts(copy: &Copy<'_>, place: Place, who: Said, about: &Situation) -> [u16; 6] {
    // How many sentences without a quotation stand between.
    let mut quiet = 0;
    while quiet < 3 && place.sentence.checked_sub(usize::from(quiet) + 1).is_some_and(|at| !has_quote(copy, at)) {
        quiet += 1;
    }
    let cue = who
        .cue
        .and_then(|c| copy.tokens.get(c))
        .map_or(0, |t| 1 + u16::from(t.is(SAY)) + 2 * u16::from(t.is(PARTICIPLE)));
    [
        GROUP * 2 + head_class(copy.tokens, who.subject),
        GROUP + 8 + cue,
        GROUP * 13 + about.before * 6,
        GROUP * 10 + about.opening * 5 + about.ending,
        GROUP * 15 + quiet,
        GROUP * 16 + quiet * 6 + about.size,
    ]
}

/// Whether the sentence holds a quotation.
fn has_quote(copy: &Copy<'_>, sentence: usize) -> bool {
    let words = copy.sentences.get(sentence).and_then(|s| copy.tokens.get(s.from..s.to)).unwrap_or_default();
    words.iter().take(80).any(|t| t.kind == Kind::Quote)
}

/// What speaks for its being no quotation: titles of works, names, terms.
fn nobody_facts(copy: &Copy<'_>, place: Place, about: &Situation) -> [u16; 11] {
    let words = copy.pieces.get(place.piece).and_then(|p| copy.text.get(p.start..p.end)).unwrap_or("");
    let (mut capital, mut lower) = (0usize, 0usize);
    for word in words.split_ascii_whitespace() {
        let first = word.chars().find(|c| c.is_alphanumeric());
        if first.is_some_and(|c| c.is_uppercase() || c.is_numeric()) {
            capital += 1;
        } else if word.len() > 4 {
            lower += 1;
        }
    }
    let shape = match (capital, lower) {
        (0, _) => 0,
        (1, 0) => 1,
        (_, 0) => 2,
        (a, b) if a > b => 3,
        _ => 4,
    };
    let near = copy.tokens.get(place.token.saturating_sub(4)..place.token).unwrap_or_default();
    let naming = u16::from(near.iter().any(|t| t.is(NAMING)));
    let work = u16::from(near.iter().any(|t| t.is(WORK)));
    let previous = place.token.checked_sub(1).and_then(|i| copy.tokens.get(i));
    let owned = u16::from(previous.is_some_and(|t| t.possessive));
    let name_before = u16::from(previous.is_some_and(Token::is_name));
    let next = copy.tokens.get(place.token + 1);
    let noun_after = u16::from(next.is_some_and(|t| {
        t.kind == Kind::Word && !t.capital && t.class & (crate::analysis::quotes::lexicon::FUNCTION | CUE) == 0
    }));
    // "was “…”" and "called it “…”" give a verdict; "a “…” and “…”" goes on with one.
    let verdict = u16::from(near.iter().any(|t| t.is(LABEL)))
        + 2 * u16::from(previous.is_some_and(|t| t.is(BEING)))
        + 4 * u16::from(naming == 0 && work == 0);
    let listed = place.token >= 2 && near.iter().rev().take(3).any(|t| t.kind == Kind::Quote);
    let end = u16::from(words.trim_end().ends_with(['.', ',', '?', '!']));
    [
        shape,
        GROUP + naming * 5 + shape,
        GROUP * 2 + work * 5 + shape,
        GROUP * 3 + owned * 5 + shape,
        GROUP * 4 + noun_after * 5 + shape,
        GROUP * 5 + name_before * 2 + end,
        GROUP * 7 + about.before * 5 + shape,
        GROUP * 13 + about.opening * 5 + shape,
        GROUP * 15 + about.size * 5 + shape,
        GROUP * 18 + verdict,
        GROUP * 12 + u16::from(listed) * 5 + shape,
    ]
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
        .filter(|_| paragraph(place.sentence + 1) == here)
        .map(|&e| (Kin::SentenceAfter, e));
    earlier.into_iter().chain(later)
}
