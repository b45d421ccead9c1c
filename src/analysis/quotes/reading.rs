//! Reads quoted words once, for all that is asked about them.

use crate::analysis::quotes::tokens::run;

/// Words without their signs that are kept.
const KEPT: usize = 16;
/// Words whose capitals are looked at.
const SHAPED: usize = 30;
/// Signs and blanks up to which the voice is listened to.
const VOICED: usize = 40;

/// What one reading of quoted words finds.
#[derive(Default)]
pub(super) struct Reading<'t> {
    words: [&'t str; KEPT],
    kept: usize,
    capitals: Capitals,
    /// Somebody speaking of himself (1) or to another (2), a form of "to be" or an auxiliary (4).
    pub(super) voice: u32,
}

/// How many words begin with a capital.
#[derive(Default)]
struct Capitals {
    words: usize,
    capital: usize,
    lower: usize,
}

impl<'t> Reading<'t> {
    /// Reads quoted words, run by run of letters and digits.
    pub(super) fn new(text: &'t str) -> Self {
        let mut reading = Self::default();
        let (mut at, mut signs) = (0, 0);
        // The word between white space without its signs; the one between blanks of ASCII, and where its letters begin.
        let (mut bare, mut from, mut first) = (None, 0, None);
        loop {
            let end = at + run_ahead(text, at);
            if end > at {
                first = first.or(Some(at));
                bare = Some((bare.map_or(at, |(start, _)| start), end));
                if signs < VOICED && end - at <= LONGEST {
                    reading.voice |= voice(text.get(at..end).unwrap_or(""));
                }
                at = end;
            }
            let sign = sign_at(text, at);
            if sign.blank
                && let Some((start, end)) = bare.take()
            {
                reading.keep(text.get(start..end).unwrap_or(""));
            }
            if sign.ascii_blank {
                reading.capitals.count(text, from, at, first.take());
                from = at + 1;
            }
            if sign.length == 0 || !reading.goes_on(signs) {
                return reading;
            }
            at += sign.length;
            signs += 1;
        }
    }

    /// The first words between white space, without the signs at both ends of each.
    pub(super) fn words(&self) -> &[&'t str] {
        self.words.get(..self.kept).unwrap_or_default()
    }

    /// What the words look like by their capitals.
    pub(super) fn shape(&self) -> u32 {
        match (self.capitals.capital, self.capitals.lower) {
            (0, _) => 0,
            (1, 0) => 1,
            (_, 0) => 2,
            (a, b) if a > b => 3,
            _ => 4,
        }
    }

    fn keep(&mut self, word: &'t str) {
        if let Some(slot) = self.words.get_mut(self.kept) {
            *slot = word;
            self.kept += 1;
        }
    }

    /// Whether more words can tell anything, after so many signs.
    fn goes_on(&self, signs: usize) -> bool {
        signs < VOICED || self.kept < KEPT || self.capitals.words < SHAPED
    }
}

impl Capitals {
    /// Counts the word from `from` to `to`, whose letters begin at `first`.
    fn count(&mut self, text: &str, from: usize, to: usize, first: Option<usize>) {
        if from == to || self.words == SHAPED {
            return;
        }
        self.words += 1;
        let large = |c: char| c.is_uppercase() || c.is_numeric();
        if first.and_then(|at| text.get(at..)).is_some_and(|word| word.starts_with(large)) {
            self.capital += 1;
        } else if to - from > 4 {
            self.lower += 1;
        }
    }
}

/// What one word tells of the voice.
fn voice(word: &str) -> u32 {
    match word {
        "I" | "we" | "We" | "my" | "My" | "our" | "Our" | "me" | "us" => 1,
        "you" | "You" | "your" | "Your" => 2,
        "is" | "are" | "was" | "were" | "has" | "have" | "will" | "would" | "can" | "do" | "did" | "should"
        | "must" => 4,
        _ => 0,
    }
}

/// The longest word that tells of the voice.
const LONGEST: usize = "should".len();

/// How many bytes of letters and digits stand at `at`.
fn run_ahead(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let ascii = run(rest);
    if rest.get(ascii).is_none_or(u8::is_ascii) {
        return ascii;
    }
    text.get(at..).map_or(0, |rest| rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()))
}

/// A sign or a blank between letters.
struct Sign {
    /// Its bytes: none at the end of the text.
    length: usize,
    /// Whether it parts words.
    blank: bool,
    /// Whether it does so in ASCII.
    ascii_blank: bool,
}

/// What stands at `at`, where no letter does; the end of the text parts words as a blank does.
fn sign_at(text: &str, at: usize) -> Sign {
    match text.as_bytes().get(at) {
        Some(b' ') => Sign { length: 1, blank: true, ascii_blank: true },
        Some(byte) if byte.is_ascii() => {
            Sign { length: 1, blank: char::from(*byte).is_whitespace(), ascii_blank: byte.is_ascii_whitespace() }
        }
        _ => {
            let sign = text.get(at..).and_then(|rest| rest.chars().next());
            let blank = sign.is_none_or(char::is_whitespace);
            Sign { length: sign.map_or(0, char::len_utf8), blank, ascii_blank: sign.is_none() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_without_their_signs_and_with_those_inside() {
        let reading = Reading::new(" “We don’t,” [she] — said:\u{a0}zoë’s «co-op» … ");
        assert_eq!(reading.words(), ["We", "don’t", "she", "said", "zoë’s", "co-op"]);
        assert!(Reading::new("… — !").words().is_empty());
        assert_eq!(Reading::new(&"no ".repeat(40)).words().len(), KEPT);
    }

    #[test]
    fn the_voice_is_heard_in_any_of_the_words() {
        assert_eq!(Reading::new("The bridge").voice, 0);
        assert_eq!(Reading::new("I’m told").voice, 1);
        assert_eq!(Reading::new("Will you? We must.").voice, 7);
        assert_eq!(Reading::new(&format!("{} we", "no ".repeat(VOICED))).voice, 0, "too far to be heard");
    }

    #[test]
    fn the_shape_tells_titles_from_sentences() {
        let shapes = ["no more", "Heron", "Walls of Anse", "Walls around Anse Bay", "The bridge is gone forever"];
        assert_eq!(shapes.map(|words| Reading::new(words).shape()), [0, 1, 2, 3, 4]);
    }
}
