//! The words of a query where they stand in a text, for highlighting.

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::wire::{Field, Query, Span, Term};

use super::{pattern, unspaced};

/// Hits marked in one text at most: more help nobody, and a pattern may match at every letter.
const MOST: usize = 2_000;

/// What a query looks for in the words of the copy. What it denies is not in it.
#[derive(Debug, Clone, Default)]
pub struct Needles {
    /// Words that stand in a row; a word that is open may go on.
    runs: Vec<Vec<Word>>,
    patterns: Vec<Regex>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    letters: String,
    open: bool,
}

/// Patterns are the same where they are written the same.
impl PartialEq for Needles {
    fn eq(&self, other: &Self) -> bool {
        let written = |needles: &Self| needles.patterns.iter().map(|p| p.as_str().to_owned()).collect::<Vec<_>>();
        self.runs == other.runs && written(self) == written(other)
    }
}

impl Needles {
    /// The needles of a query.
    pub fn of(query: &Query) -> Self {
        let mut needles = Self::default();
        needles.gather(query);
        needles
    }

    /// Needles of plain words or names; each may be several words, the last of each may end in `*`.
    pub fn words<'a>(all: impl IntoIterator<Item = &'a str>) -> Self {
        let mut needles = Self::default();
        for words in all {
            match unspaced(words) {
                Some(piece) => needles.patterns.extend(pattern(&piece)),
                None => needles.runs.extend(Some(words_of(words)).filter(|run| !run.is_empty())),
            }
        }
        needles
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.patterns.is_empty()
    }

    fn gather(&mut self, query: &Query) {
        match query {
            Query::All | Query::Not(_) => {}
            Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| self.gather(part)),
            // Bylines, places, slugs and notes are not shown as copy.
            Query::Term(Term::Text(Some(Field::Note), _))
            | Query::Term(Term::Regex(Some(Field::By | Field::Place | Field::Slug | Field::Note), _)) => {}
            Query::Term(Term::Text(_, words) | Term::Is(Field::Speaker, words)) => {
                let run = words_of(words);
                if let Some(piece) = unspaced(words) {
                    self.patterns.extend(pattern(&piece));
                } else if !run.is_empty() && !self.runs.contains(&run) {
                    self.runs.push(run);
                }
            }
            Query::Term(Term::Regex(_, text)) => self.patterns.extend(pattern(text)),
            Query::Term(_) => {}
        }
    }

    /// Where they stand in a text, in bytes: in order, none within another. Words are the same without regard to case and
    /// accents, as in a search.
    pub fn find(&self, text: &str) -> Vec<Span> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Span> = Vec::new();
        if !self.runs.is_empty() {
            let words = placed(text);
            for run in &self.runs {
                let stands = |have: &[(Span, String)]| have.iter().zip(run).all(|((_, word), want)| want.is(word));
                let found = words.windows(run.len()).filter(|have| stands(have));
                hits.extend(found.filter_map(|have| Some(Span::new(have.first()?.0.start, have.last()?.0.end))));
            }
        }
        for pattern in &self.patterns {
            let found = pattern.find_iter(text).filter(|m| !m.is_empty()).take(MOST);
            hits.extend(found.map(|m| Span::new(m.start(), m.end())));
        }
        hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        let mut end = 0;
        hits.retain(|hit| {
            let apart = hit.start >= end;
            end = end.max(hit.end);
            apart
        });
        hits.truncate(MOST);
        hits
    }
}

impl Word {
    fn is(&self, word: &str) -> bool {
        if self.open { word.starts_with(&self.letters) } else { word == self.letters }
    }
}

fn words_of(text: &str) -> Vec<Word> {
    let words = placed(text).into_iter();
    words.map(|(at, letters)| Word { letters, open: text.get(at.end..).is_some_and(|t| t.starts_with('*')) }).collect()
}

/// The words of a text with their places: runs of letters and digits, in small letters and without accents.
fn placed(text: &str) -> Vec<(Span, String)> {
    let mut words: Vec<(Span, String)> = Vec::new();
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let within = c.is_alphanumeric() || (inside && is_combining_mark(c));
        if within {
            if !inside {
                words.push((Span::new(at, at), String::new()));
            }
            if let Some((span, word)) = words.last_mut() {
                span.end = at + c.len_utf8();
                match c.is_ascii() {
                    true => word.push(c.to_ascii_lowercase()),
                    false => word.extend(
                        std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase),
                    ),
                }
            }
        }
        inside = within;
    }
    words
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::{prop_assert, proptest};

    use super::*;
    use crate::triage::parse;

    fn found<'t>(query: &str, text: &'t str) -> Vec<&'t str> {
        let query = parse(query, Timestamp::UNIX_EPOCH).unwrap();
        Needles::of(&query).find(text).into_iter().map(|hit| hit.of(text)).collect()
    }

    #[test]
    fn words_are_found_as_a_search_finds_them() {
        let text = "Köln votes: face-to-face talks in KOLN, and no Stormy end.";
        assert_eq!(found("koln", text), ["Köln", "KOLN"]);
        assert_eq!(found("face-to-face", text), ["face-to-face"]);
        assert_eq!(found("\"talks in\" or storm*", text), ["talks in", "Stormy"]);
        assert_eq!(found("/no \\w+/", text), ["no Stormy"]);
        assert_eq!(found("stor", text), [""; 0]);
    }

    #[test]
    fn words_of_scripts_without_blanks_are_marked_within_a_run_of_letters() {
        let text = "港湾新聞: 暴風イルゼが接近、暴風警報";
        assert_eq!(found("暴風", text), ["暴風", "暴風"]);
        assert_eq!(found("\"新聞 暴風イルゼ\"", text), ["新聞: 暴風イルゼ"]);
        assert_eq!(Needles::words(["警報", "storm"]).find(text).len(), 1);
    }

    #[test]
    fn what_is_denied_or_no_word_is_not_marked() {
        let text = "Storm delays ferry, harbour shut";
        assert_eq!(found("ferry -storm is:unread source:harbour note:shut note:/delays/", text), ["ferry"]);
    }

    #[test]
    fn a_hit_within_another_is_part_of_it() {
        assert_eq!(found("\"sea wall\" or wall", "The sea wall and a wall"), ["sea wall", "wall"]);
    }

    proptest! {
        #[test]
        fn hits_stand_in_order_on_character_boundaries(words in "\\PC{0,8}", text in "\\PC{0,40}") {
            let needles = Needles::words([words.as_str(), "a*"]);
            let mut end = 0;
            for hit in needles.find(&text) {
                prop_assert!(hit.start >= end && hit.end > hit.start && text.get(hit.start..hit.end).is_some());
                end = hit.end;
            }
        }
    }
}
