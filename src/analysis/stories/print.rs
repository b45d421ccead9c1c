//! What the desk keeps of one item: the weights of its telling words and a sketch of its copy, never the text.

use crate::analysis::stories::sketch::Sketch;
use crate::analysis::stories::vector::Term;
use crate::analysis::stories::words::words;

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
    /// Telling words in rising order of their hash, each once, with its weight in sixteenths.
    pub(super) terms: Vec<(Term, u8)>,
    /// The copy, headline included.
    pub(super) sketch: Sketch,
    /// Whether a headline is all there is.
    pub(super) brief: bool,
}

/// What a word of the headline counts against one of the text.
const HEADLINE: f32 = 2.0;
/// What a name counts against another word.
const NAME: f32 = 1.75;
/// Terms kept of one item, the heaviest; some 300 words of running text have so many.
const MOST_TERMS: usize = 320;
/// Sixteenths: weights are `1 + ln(n)` of at most some thousand words, and so fit a byte.
const STEP: f32 = 16.0;
/// The form of [`Print::to_bytes`]; another number is another form, which is not read but made anew from the copy.
const FORM: u8 = 1;

impl Print {
    /// The print of an item. Reads the first 2,000 words of headline and text each.
    pub fn of(item: &Arrival<'_>) -> Self {
        let mut copy = Vec::with_capacity(400);
        let mut counts: Vec<(Term, f32)> = Vec::with_capacity(300);
        for (text, zone) in [(item.title, HEADLINE), (item.text, 1.0)] {
            words(text, |word| {
                copy.push(word.hash);
                if word.telling {
                    counts.push((word.hash as Term, zone * if word.name { NAME } else { 1.0 }));
                }
            });
        }
        let brief = !item.text.contains(char::is_alphanumeric);
        Self { terms: weigh(counts), sketch: Sketch::of(&copy), brief }
    }

    /// The print as bytes: form, flags, number of terms (u16), number of hashes (u16), ceiling of the sketch (u32),
    /// terms (u32 and weight), hashes (u32); little-endian. At most 2.2 kB.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(10 + self.terms.len() * 5 + self.sketch.hashes.len() * 4);
        out.extend([FORM, u8::from(self.brief)]);
        out.extend((self.terms.len() as u16).to_le_bytes());
        out.extend((self.sketch.hashes.len() as u16).to_le_bytes());
        out.extend(self.sketch.ceiling.to_le_bytes());
        for (term, weight) in &self.terms {
            out.extend(term.to_le_bytes());
            out.push(*weight);
        }
        self.sketch.hashes.iter().for_each(|hash| out.extend(hash.to_le_bytes()));
        out
    }

    /// Reads what [`Print::to_bytes`] wrote. Anything else, an older form too, gives `None`.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<10>()?;
        let [form, brief, t0, t1, s0, s1, ceiling @ ..] = *head;
        let (terms, hashes) = (usize::from(u16::from_le_bytes([t0, t1])), usize::from(u16::from_le_bytes([s0, s1])));
        let whole = form == FORM && brief <= 1 && terms <= MOST_TERMS && rest.len() == terms * 5 + hashes * 4;
        let (terms, hashes) = rest.split_at_checked(terms * 5).filter(|_| whole)?;
        let terms: Vec<(Term, u8)> = terms
            .chunks_exact(5)
            .filter_map(|part| part.split_first_chunk::<4>())
            .filter_map(|(term, weight)| Some((Term::from_le_bytes(*term), *weight.first()?)))
            .collect();
        let rising = terms.is_sorted_by(|a, b| a.0 < b.0) && terms.iter().all(|part| part.1 > 0);
        let hashes = hashes.as_chunks::<4>().0.iter().map(|hash| u32::from_le_bytes(*hash)).collect();
        let sketch = Sketch::restored(hashes, u32::from_le_bytes(ceiling)).filter(|_| rising)?;
        Some(Self { terms, sketch, brief: brief == 1 })
    }
}

/// Adds up equal terms and turns counts into weights. Where there are too many, those that come first in the copy win.
fn weigh(mut counts: Vec<(Term, f32)>) -> Vec<(Term, u8)> {
    // Stable: of equal terms the first stands first.
    let mut places: Vec<(Term, usize)> = counts.iter().enumerate().map(|(place, part)| (part.0, place)).collect();
    places.sort_unstable();
    places.dedup_by_key(|part| part.0);
    counts.sort_by_key(|part| part.0);
    counts.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    let mut parts: Vec<(Term, u8, usize)> = counts
        .iter()
        .zip(&places)
        .map(|((term, count), (_, place))| (*term, ((1.0 + count.ln()) * STEP).round().clamp(1.0, 255.0) as u8, *place))
        .collect();
    if parts.len() > MOST_TERMS {
        parts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)));
        parts.truncate(MOST_TERMS);
        parts.sort_unstable_by_key(|part| part.0);
    }
    parts.into_iter().map(|(term, weight, _)| (term, weight)).collect()
}
