//! What a delivery is, and who reads it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::charset::to_text;
use super::defects::Defects;
use super::doctype::expand;
use super::feed;
use super::json;
use super::links::Base;
use super::oddities;
use super::scrub::scrub;
use super::stand_in;
use crate::wire::{Decoded, Defect};

/// Copy of one item, in bytes of markup, beyond which it is cut: a book is shorter. The bytes as received are kept whole.
const LONGEST: usize = 2 << 20;

/// What is known of a delivery besides its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hint<'a> {
    /// The final address it came from: relative links are relative to it.
    pub url: Option<&'a str>,
    /// The content type as received.
    pub content_type: Option<&'a str>,
}

/// Reads a delivery. Never panics, never errs: what could not be read is a defect beside the rest, and
/// [`Decoded::is_feed`] tells whether a feed was found. At most the newest 5,000 items are kept.
pub fn decode(bytes: &[u8], hint: &Hint<'_>) -> Decoded {
    // The readers are written not to panic; this keeps a fault in one of them, or in a library, to the one delivery.
    catch_unwind(AssertUnwindSafe(|| read(bytes, hint))).unwrap_or_else(|_| Decoded {
        defects: vec![Defect::new("feed", "a fault in the decoder, please report it")],
        ..Decoded::default()
    })
}

fn read(bytes: &[u8], hint: &Hint<'_>) -> Decoded {
    let mut defects = Defects::default();
    let (text, encoding) = to_text(bytes, hint.content_type, &mut defects);
    let text = expand(scrub(text, &mut defects), &mut defects);
    let base = Base::new(hint.url);
    let mut decoded = match text.trim_start().as_bytes().first() {
        None => nothing("an empty answer", &mut defects),
        Some(b'{' | b'[') => json::read(&text, &base, &mut defects),
        Some(_) => feed::read(&text, base, &mut defects).unwrap_or_else(|| {
            let what = if looks_like_a_page(&text) {
                "a web page, not a feed"
            } else {
                "no feed found: it begins as neither RSS, Atom nor JSON Feed"
            };
            nothing(what, &mut defects)
        }),
    };
    shorten(&mut decoded, &mut defects);
    oddities::note(&decoded.drafts, &mut defects);
    stand_in::fill(&mut decoded, hint.url, &mut defects);
    decoded.feed.encoding = encoding;
    decoded.defects = defects.into_list();
    decoded
}

/// Cuts copy that is longer than any story.
fn shorten(decoded: &mut Decoded, defects: &mut Defects) {
    for draft in &mut decoded.drafts {
        for copy in [&mut draft.content, &mut draft.summary].into_iter().flatten() {
            if copy.value.len() > LONGEST {
                let whole = copy.value.len();
                copy.value.truncate(copy.value.floor_char_boundary(LONGEST));
                copy.value.shrink_to_fit();
                defects.note("item", &format!("copy of {whole} bytes, cut after {LONGEST}"));
            }
        }
    }
}

/// Nothing that could be read, and why; what was mended on the way is of no interest then.
pub(crate) fn nothing(why: &str, defects: &mut Defects) -> Decoded {
    *defects = Defects::default();
    defects.note("feed", why);
    Decoded::default()
}

fn looks_like_a_page(text: &str) -> bool {
    let head: String = text.chars().take(2_000).collect::<String>().to_ascii_lowercase();
    head.contains("<html") || head.contains("<!doctype html") || head.contains("<body")
}
