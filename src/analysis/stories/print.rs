//! What the desk keeps of one item: the weights of its telling words and a sketch of its copy, never the text.

use crate::analysis::marks;
use crate::analysis::stories::sketch::Sketch;
use crate::analysis::stories::vector::{Term, Vector, term};
use crate::analysis::stories::words::words;
use crate::wire::Mark;

/// An item as it arrives.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arrival<'a> {
    /// The headline.
    pub title: &'a str,
    /// The text; may be empty.
    pub text: &'a str,
}

/// The print of one item. Made once when the item arrives and small enough to be kept in the cache beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Print {
    /// Telling words in rising order of their hash, each once, with two weights in sixteenths: in the item, and in its
    /// lead (nought where it is not there).
    terms: Vec<(Term, u8, u8)>,
    /// The copy, headline included.
    pub(super) sketch: Sketch,
    /// Whether a headline is all there is.
    pub(super) brief: bool,
}

/// What a word of the headline counts against one of the text.
const HEADLINE: f32 = 2.0;
/// What a name counts against another word.
const NAME: f32 = 1.75;
/// What a number counts in a text: dates, tolls and sums tell look-alike events apart. In bare headlines they vary too much.
const NUMBER: f32 = 3.0;
/// Words of the text that are read for its story; what comes after is background.
const READ: usize = 300;
/// Words that a notice which takes copy back has at most; what is longer has the copy under it.
const NOTICE: usize = 80;
/// Telling words of a headline that say enough of the event by themselves.
const TELLING: usize = 3;
/// Words of the text that are, with the headline, its lead.
const LEAD: usize = 40;
/// Terms kept of one item, those that count most.
const MOST_TERMS: usize = 320;
/// Weights are `1 + ln(n)` of at most some thousand words, and so fit a byte in sixteenths.
const STEP: f32 = 16.0;
/// The form of [`Print::to_bytes`]; another number is another form, which is not read but made anew from the copy.
const FORM: u8 = 2;

impl Print {
    /// The print of an item. Reads the first 2,000 words of headline and text each.
    pub fn of(item: &Arrival<'_>) -> Self {
        let notice = is_notice(item);
        let title = if notice { marks::without_marks(item.title) } else { item.title };
        let text = if notice && telling(title) >= TELLING { "" } else { item.text };
        let brief = !text.contains(char::is_alphanumeric);
        let number = if brief { 1.0 } else { NUMBER };
        let mut copy = Vec::with_capacity(400);
        let mut met: Vec<Met> = Vec::with_capacity(300);
        for (text, zone, read, lead) in [(title, HEADLINE, READ, READ), (text, 1.0, READ, LEAD)] {
            let mut place = 0;
            words(text, |word| {
                copy.push(word.hash);
                place += 1;
                if word.telling && place <= read {
                    let weight = zone * if word.name { NAME } else { 1.0 } * if word.number { number } else { 1.0 };
                    let lead = if place <= lead { weight } else { 0.0 };
                    met.push(Met { term: term(word.hash, word.number), weight, lead });
                }
            });
        }
        if notice {
            copy.clear();
        }
        Self { terms: weigh(met), sketch: Sketch::of(&copy), brief }
    }

    /// The weights of all terms.
    pub(super) fn all(&self) -> Vector {
        Vector(self.terms.iter().map(|(term, all, _)| (*term, f32::from(*all) / STEP)).collect())
    }

    /// The weights of the terms of the lead, in it alone.
    pub(super) fn lead(&self) -> Vector {
        let lead = self.terms.iter().filter(|(_, _, lead)| *lead > 0);
        Vector(lead.map(|(term, _, lead)| (*term, f32::from(*lead) / STEP)).collect())
    }

    /// The print as bytes: form, flags, number of terms (u16), number of hashes (u16), ceiling of the sketch (u32),
    /// terms (u32 and two weights), hashes (u32); little-endian. At most 2.5 kB.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(10 + self.terms.len() * 6 + self.sketch.hashes.len() * 4);
        out.extend([FORM, u8::from(self.brief)]);
        out.extend((self.terms.len() as u16).to_le_bytes());
        out.extend((self.sketch.hashes.len() as u16).to_le_bytes());
        out.extend(self.sketch.ceiling.to_le_bytes());
        for (term, all, lead) in &self.terms {
            out.extend(term.to_le_bytes());
            out.extend([*all, *lead]);
        }
        self.sketch.hashes.iter().for_each(|hash| out.extend(hash.to_le_bytes()));
        out
    }

    /// Reads what [`Print::to_bytes`] wrote. Anything else, an older form too, gives `None`.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<10>()?;
        let [form, brief, t0, t1, s0, s1, ceiling @ ..] = *head;
        let (terms, hashes) = (usize::from(u16::from_le_bytes([t0, t1])), usize::from(u16::from_le_bytes([s0, s1])));
        let whole = form == FORM && brief <= 1 && terms <= MOST_TERMS && rest.len() == terms * 6 + hashes * 4;
        let (terms, hashes) = rest.split_at_checked(terms * 6).filter(|_| whole)?;
        let terms: Vec<(Term, u8, u8)> = terms
            .as_chunks::<6>()
            .0
            .iter()
            .map(|[a, b, c, d, all, lead]| (Term::from_le_bytes([*a, *b, *c, *d]), *all, *lead))
            .collect();
        let rising = terms.is_sorted_by(|a, b| a.0 < b.0) && terms.iter().all(|part| part.1 > 0);
        let hashes = hashes.as_chunks::<4>().0.iter().map(|hash| u32::from_le_bytes(*hash)).collect();
        let sketch = Sketch::restored(hashes, u32::from_le_bytes(ceiling)).filter(|_| rising)?;
        Some(Self { terms, sketch, brief: brief == 1 })
    }
}

/// What a notice says is done, and to what: a text of these words takes copy back, and one without them is the copy.
const TAKES_BACK: [&str; 7] = ["kill", "withdraw", "retract", "eliminat", "disregard", "takedown", "remove"];
const COPY: [&str; 7] = ["stor", "item", "copy", "article", "report", "headline", "slug"];

/// Whether the item takes copy back and is none itself. All such notices are in the same words: these make it nobody's reprint, and say
/// nothing of the event where the headline does.
fn is_notice(item: &Arrival<'_>) -> bool {
    let is_killed = || marks::of_headline(item.title).iter().any(|mark| matches!(mark, Mark::Kill | Mark::Withdrawn));
    let says = |stems: &[&str]| {
        let begins = |word: &str, stem: &str| word.get(..stem.len()).is_some_and(|w| w.eq_ignore_ascii_case(stem));
        item.text.split(|c: char| !c.is_alphanumeric()).any(|word| stems.iter().any(|stem| begins(word, stem)))
    };
    item.text.split_whitespace().nth(NOTICE).is_none() && is_killed() && says(&TAKES_BACK) && says(&COPY)
}

/// How many words of a headline tell one event from another.
fn telling(title: &str) -> usize {
    let mut count = 0;
    words(title, |word| count += usize::from(word.telling));
    count
}

/// A telling word that was met in the copy.
struct Met {
    term: Term,
    weight: f32,
    lead: f32,
}

/// Adds up equal terms and turns counts into weights.
fn weigh(mut met: Vec<Met>) -> Vec<(Term, u8, u8)> {
    met.sort_unstable_by_key(|part| part.term);
    met.dedup_by(|next, kept| {
        let same = next.term == kept.term;
        if same {
            kept.weight += next.weight;
            kept.lead += next.lead;
        }
        same
    });
    if met.len() > MOST_TERMS {
        met.sort_unstable_by(|a, b| {
            b.weight.total_cmp(&a.weight).then(b.lead.total_cmp(&a.lead)).then(a.term.cmp(&b.term))
        });
        met.truncate(MOST_TERMS);
        met.sort_unstable_by_key(|part| part.term);
    }
    met.iter().map(|part| (part.term, step(part.weight), step(part.lead))).collect()
}

/// A count as a weight in sixteenths.
fn step(count: f32) -> u8 {
    if count > 0.0 { ((1.0 + count.ln()) * STEP).round().clamp(1.0, 255.0) as u8 } else { 0 }
}
