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
        // The word between white space without its signs; the one between blanks of ASCII, and the first letter in it.
        let (mut bare, mut from, mut first) = (None, 0, None);
        loop {
            let run = run_ahead(text.get(at..).unwrap_or(""));
            if !run.is_empty() {
                first = first.or(run.chars().next());
                bare = Some((bare.map_or(at, |(start, _)| start), at + run.len()));
                reading.voice |= if signs < VOICED { voice(run) } else { 0 };
                at += run.len();
            }
            let sign = text.get(at..).and_then(|signs| signs.chars().next());
            if sign.is_none_or(char::is_whitespace)
                && let Some((start, end)) = bare.take()
            {
                reading.keep(text.get(start..end).unwrap_or(""));
            }
            if sign.is_none_or(|c| c.is_ascii_whitespace()) {
                reading.capitals.count(at - from, first.take());
                from = at + 1;
            }
            let Some(sign) = sign.filter(|_| reading.goes_on(signs)) else { return reading };
            at += sign.len_utf8();
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
    /// Counts a word of so many bytes.
    fn count(&mut self, length: usize, first: Option<char>) {
        if length == 0 || self.words == SHAPED {
            return;
        }
        self.words += 1;
        if first.is_some_and(|c| c.is_uppercase() || c.is_numeric()) {
            self.capital += 1;
        } else if length > 4 {
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

/// The letters and digits that a text begins with.
fn run_ahead(text: &str) -> &str {
    let bytes = text.as_bytes();
    let ascii = run(bytes);
    let ends = bytes.get(ascii).is_none_or(u8::is_ascii);
    let length = if ends { Some(ascii) } else { text.find(|c: char| !c.is_alphanumeric()) };
    text.get(..length.unwrap_or(text.len())).unwrap_or("")
}
