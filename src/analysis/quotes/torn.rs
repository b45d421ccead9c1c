//! Where the words end whose closing mark is missing.

use crate::analysis::quotes::english::ENGLISH;
use crate::analysis::quotes::lexicon::{CUE, Class, FUNCTION, PREPOSITION, RELATIVE, SAY, SUBORDINATOR, TELL, TIME};

/// Words before the name: "said the young villager Jane Roe".
const LEAD: usize = 4;
/// Words of the name.
const NAME: usize = 4;

/// The byte after the comma that ends the words begun at `from`, where an inverted "said Jane Roe" follows upon it before `limit`.
pub(super) fn words_end(text: &str, from: usize, limit: usize) -> Option<usize> {
    let body = text.get(from..limit)?;
    memchr::memchr_iter(b',', body.as_bytes()).find(|&at| body.get(at + 1..).is_some_and(tells)).map(|at| from + at + 1)
}

/// Whether the text begins with "said", a name, and the end of that clause.
fn tells(rest: &str) -> bool {
    let mut words = rest.split_whitespace();
    let says = |word: &str| is(word, SAY) && !is(word, TELL) && word.starts_with(char::is_lowercase);
    if !rest.starts_with(' ') || !words.next().is_some_and(says) {
        return false;
    }
    let (mut lead, mut name) = (0, 0);
    for word in words.take(LEAD + NAME) {
        let bare = word.trim_end_matches([',', '.']);
        let is_name = bare.starts_with(char::is_uppercase) && bare != "I";
        if name == 0 && !is_name {
            lead += 1;
            let common = bare == word && word.starts_with(char::is_alphabetic) && !is(word, FUNCTION | CUE);
            if lead > LEAD || !common {
                return false;
            }
        } else if is_name {
            name += 1;
            if bare != word {
                return true;
            }
        } else {
            return is(bare, PREPOSITION | TIME | SUBORDINATOR | RELATIVE);
        }
    }
    name > 0
}

fn is(word: &str, class: Class) -> bool {
    ENGLISH.classes(word, word.contains('-')) & class != 0
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn said(text: &str) -> Vec<(&str, Option<&str>)> {
        quotes(text).iter().map(|quote| (quote.span.of(text), quote.speaker.map(|span| span.of(text)))).collect()
    }

    #[test]
    fn where_the_closing_mark_is_missing_an_inverted_said_and_a_name_end_the_words() {
        let text = "“The water came at night, said Rosa Lind, a baker. Her shop was lost.\n\nThe mayor, Otto Brandt, said: “Help is \
                    on the way.”";
        let rosa = ("The water came at night,", Some("Rosa Lind"));
        assert_eq!(said(text), [rosa, ("Help is on the way.", Some("Otto Brandt"))]);
        let text = "\"The hill is very angry, said villager Ketu Sunar, 44, as ash fell.\n\n\"We have nowhere to go,\" Sunar said.";
        let first = ("The hill is very angry,", Some("villager Ketu Sunar"));
        assert_eq!(said(text), [first, ("We have nowhere to go,", Some("Sunar"))]);
    }

    #[test]
    fn a_said_inside_the_words_ends_nothing() {
        let text = "“He came in, said Mrs Lind was late and left at once.\n\n“Nobody saw him again,” Otto Brandt said.";
        assert_eq!(said(text).len(), 1, "{:?}", said(text));
    }
}
