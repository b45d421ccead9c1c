//! The facts that speak for or against a candidate.

use crate::analysis::quotes::candidates::{Copy, Said, Scene};
use crate::analysis::quotes::clauses::Event;
use crate::analysis::quotes::evidence::Evidence;
use crate::analysis::quotes::lexicon::{
    AND, AUXILIARY, FEMALE, LABEL, MALE, PARTICIPLE, PLURAL, PRONOUN, RELATIVE, SAY, SPEECH, SUBORDINATOR, TELL, THAT,
    WEAK,
};
use crate::analysis::quotes::phrases::{Head, Phrase};
use crate::analysis::quotes::sentences::Sentence;
use crate::analysis::quotes::situation::{side, word};
use crate::analysis::quotes::tokens::{Kind, Token};

/// A number of tokens in seven steps.
pub(super) fn distance(tokens: usize) -> u32 {
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

/// What kind of verb a cue is.
pub(super) fn cue_class(event: &Event) -> u32 {
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

/// What the head of a mention is; pronouns by kind.
pub(super) fn head_class(tokens: &[Token], phrase: Phrase) -> u32 {
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

/// The situation, as it bears on a candidate of one kin.
pub(super) fn of_situation(scene: &Scene<'_>, e: &mut Evidence<'_>) {
    let about = &scene.about;
    e.add(1, [about.ending]);
    e.add(2, [about.opening, about.ending.min(2)]);
    e.add(3, [about.size]);
    e.add(4, [about.before]);
    e.add(5, [about.after]);
    e.add(6, [about.state]);
    e.add(7, [about.opening, u32::from(about.size < 3)]);
    e.add(8, [scene.cues.0, scene.cues.1]);
}

/// What stands between a cue and the quotation, counted.
#[derive(Default)]
struct Path {
    /// Other quotations, up to 2.
    quotes: u32,
    /// Commas, colons and dashes, up to 2.
    stops: u32,
    /// Whether one of the first words opens reported speech.
    that: u32,
    /// Words that open a subordinate clause, up to 2.
    opened: u32,
    /// Whether an "and" joins something.
    joined: u32,
    /// Words that seem to be verbs, up to 3.
    verbs: u32,
    /// Pronouns that can be subjects, up to 2.
    subjects: u32,
}

impl Path {
    fn over(between: &[Token]) -> Self {
        let mut path = Self::default();
        for (at, token) in between.iter().enumerate() {
            match token.kind {
                Kind::Quote => path.quotes = 2.min(path.quotes + 1),
                Kind::Comma | Kind::Colon | Kind::Dash => path.stops = 2.min(path.stops + 1),
                Kind::Word => {
                    path.that |= u32::from(at < 4 && token.is(THAT));
                    path.opened = 2.min(path.opened + u32::from(token.is(SUBORDINATOR | RELATIVE)));
                    path.joined |= u32::from(token.is(AND));
                    let later = at > 0;
                    path.verbs = 3.min(path.verbs + u32::from(later && (token.is(AUXILIARY) || token.past)));
                    path.subjects = 2.min(path.subjects + u32::from(later && token.is(PRONOUN)));
                }
                _ => {}
            }
        }
        path
    }
}

/// The facts about one cue.
pub(super) fn of_event(scene: &Scene<'_>, event: &Event, rank: u32, e: &mut Evidence<'_>) {
    let Scene { copy, place, about, .. } = scene;
    let style = event.style as u32;
    let class = cue_class(event);
    let head = head_class(copy.tokens, event.subject);
    let near = event.subject.from.min(event.cue);
    let far = event.subject.to.max(event.cue + 1);
    let before = event.cue < place.token;
    let gap = if before { place.token - event.cue } else { near.saturating_sub(place.token) };
    let touches = before && place.token <= far;
    let (low, high) = if before { (event.cue, place.token) } else { (place.token + 1, near) };
    let between = copy.tokens.get(low.max(high.saturating_sub(120))..high).unwrap_or_default();
    let path = Path::over(between);
    let Path { quotes, stops, that, opened, joined, verbs, subjects } = path;
    let gap = distance(gap);
    e.add(20, [style]);
    e.add(21, [class]);
    e.add(22, [head]);
    e.add(23, [gap]);
    e.add(24, [quotes, stops]);
    e.add(25, [that, class]);
    e.add(26, [rank.min(3), u32::from(touches)]);
    e.add(27, [gap, about.ending]);
    e.add(28, [style, class]);
    e.add(29, [about.before, class]);
    e.add(30, [side(copy.tokens, event.subject.from.checked_sub(1), false)]);
    let cue = word(copy, event.cue);
    e.add(31, [cue]);
    e.share(32, [cue]);
    e.share(33, [style, class]);
    e.share(34, [head, style]);
    e.add(35, [opened, joined]);
    e.add(36, [verbs, subjects]);
    e.add(37, [stops, opened, that]);
    e.share(38, [side(copy.tokens, event.subject.from.checked_sub(1), false), head]);
    e.share(39, [side(copy.tokens, Some(event.subject.to), false)]);
    let before_subject = event.subject.from.checked_sub(1).and_then(|at| copy.tokens.get(at));
    let relative = u32::from(before_subject.is_some_and(|t| t.is(RELATIVE)));
    e.add(40, [relative, class, u32::from(path.subjects > 0)]);
}

/// The facts about a mention.
pub(super) fn of_mention(scene: &Scene<'_>, mention: Phrase, rank: usize, sentence: Sentence, e: &mut Evidence<'_>) {
    let Scene { copy, place, about, .. } = scene;
    let before = side(copy.tokens, mention.from.checked_sub(1).filter(|&i| i >= sentence.from), false);
    let after = side(copy.tokens, Some(mention.to), false);
    let head = head_class(copy.tokens, mention);
    let gap =
        if mention.from < place.token { place.token.saturating_sub(mention.to) } else { mention.from - place.token };
    let opens = u32::from(mention.from == sentence.from);
    let next = copy.tokens.get(mention.to);
    let verb = u32::from(next.is_some_and(|t| t.past)) + 2 * u32::from(next.is_some_and(|t| t.is(AUXILIARY)));
    let owner = u32::from(copy.tokens.get(mention.to.saturating_sub(1)).is_some_and(|t| t.possessive));
    e.add(50, [head, owner]);
    e.add(51, [before, opens]);
    e.add(52, [after, verb]);
    e.add(53, [rank.min(5) as u32]);
    e.add(54, [distance(gap)]);
    e.share(55, [head, after, verb]);
    e.share(56, [before, after]);
    e.add(57, [about.before, after]);
    e.share(38, [before, head]);
    e.share(39, [after]);
}

/// Quotations looked back over for who has spoken.
const MEMORY: usize = 40;

/// How often one of that name, told by its last word, has spoken, up to 2.
pub(super) fn times_spoken(head: u32, spoken: &[u32]) -> u32 {
    let lately = spoken.get(spoken.len().saturating_sub(MEMORY)..).unwrap_or_default();
    lately.iter().filter(|&&one| one == head).count().min(2) as u32
}

/// Who has spoken before in the story speaks again: a place or a rival that is only mentioned does not.
pub(super) fn of_speaker(copy: &Copy<'_>, mention: Phrase, head: u32, spoken: &[u32], e: &mut Evidence<'_>) {
    let before = times_spoken(head, spoken);
    let kind = head_class(copy.tokens, mention);
    e.share(80, [before, kind]);
}

/// The facts about a speaker carried on from the quotation before.
pub(super) fn of_carried(scene: &Scene<'_>, who: Said, quiet: u32, e: &mut Evidence<'_>) {
    let Scene { copy, about, .. } = scene;
    let cue = who
        .cue
        .and_then(|c| copy.tokens.get(c))
        .map_or(0, |t| 1 + u32::from(t.is(SAY)) + 2 * u32::from(t.is(PARTICIPLE)));
    e.add(60, [head_class(copy.tokens, who.subject)]);
    e.add(61, [cue]);
    e.add(62, [about.before]);
    e.add(63, [about.opening, about.ending]);
    e.add(64, [quiet]);
    e.add(65, [quiet, about.size]);
}
