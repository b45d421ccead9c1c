//! Turns annotated stories into lessons.

use copytaster::analysis::quotes::Model;
use copytaster::analysis::quotes::study::{Choice, study};
use copytaster::wire::Span;

use crate::fit::Lesson;
use crate::gold::Story;
use crate::score::{pairs, same_speaker};

/// What a story teaches.
pub struct Lessons {
    /// Who said a quotation.
    pub speakers: Vec<Lesson>,
    /// Whether words between marks are speech.
    pub speech: Vec<Lesson>,
}

/// The lessons of a story. Every choice is settled as it is annotated, so that the ones after it start from the truth; the
/// model tells only how sure the extractor would have been.
pub fn lessons(story: &Story, model: &Model) -> Lessons {
    let mut spans: Vec<Span> = Vec::new();
    study(&story.text, model, &mut |choice| {
        spans.push(choice.span);
        Some(None)
    });
    let partners = pairs(&story.text, story, &spans);
    let mut gold = vec![None; spans.len()];
    for (number, partner) in partners.into_iter().enumerate() {
        if let Some(at) = partner {
            gold[at] = Some(number);
        }
    }
    let mut found = Lessons { speakers: Vec::new(), speech: Vec::new() };
    let mut at = 0;
    study(&story.text, model, &mut |choice| {
        let quote = gold.get(at).copied().flatten();
        at += 1;
        teach(story, choice, quote, &mut found)
    });
    found
}

/// Adds what one choice teaches, and tells how it is settled: nothing where none of the candidates is right.
fn teach(story: &Story, choice: &Choice, quote: Option<usize>, found: &mut Lessons) -> Option<Option<usize>> {
    found.speech.push(Lesson {
        options: vec![choice.speech.clone(), Vec::new()],
        right: vec![quote.is_some(), quote.is_none()],
        weight: 1.0,
    });
    let Some(speaker) = quote.map(|n| story.quotes[n].speaker.as_deref()) else { return Some(None) };
    let is_right = |span: Span| same_speaker(speaker, Some(span.of(&story.text)));
    let right: Vec<bool> = choice.options.iter().map(|option| is_right(option.speaker)).collect();
    let first = right.iter().position(|r| *r)?;
    let options = choice.options.iter().map(|option| option.facts.clone()).collect();
    found.speakers.push(Lesson { options, right, weight: 1.0 });
    Some(Some(first))
}
