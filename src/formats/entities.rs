//! References such as `&amp;`, `&eacute;` and `&#8217;` become characters; whatever is no reference stays as it stands.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::entity_names::named;
use crate::wire::count_dropped;

/// The longest name of an HTML entity (`CounterClockwiseContourIntegral`), in bytes.
const LONGEST_NAME: usize = 32;

/// Resolves references. Unknown names and bare ampersands stay as they are; forbidden characters vanish.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', raw.as_bytes()) else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len());
    let (head, mut rest) = raw.split_at(first);
    out.push_str(head);
    while let Some(tail) = rest.strip_prefix('&') {
        let taken = match reference(tail) {
            Some((character, taken)) => {
                character.push_to(&mut out);
                taken
            }
            None => {
                out.push('&');
                0
            }
        };
        let tail = tail.get(taken..).unwrap_or("");
        let next = memchr::memchr(b'&', tail.as_bytes()).unwrap_or(tail.len());
        let (plain, later) = tail.split_at(next);
        out.push_str(plain);
        rest = later;
    }
    Cow::Owned(out)
}

/// What a reference stands for.
enum Meant {
    Char(char),
    Nothing,
}

impl Meant {
    fn push_to(&self, out: &mut String) {
        match self {
            Self::Char(c) => out.push(*c),
            Self::Nothing => {}
        }
    }
}

/// Reads a reference after its ampersand: what it means and how many bytes it takes, the semicolon with them.
fn reference(tail: &str) -> Option<(Meant, usize)> {
    let bytes = tail.as_bytes();
    if bytes.first() == Some(&b'#') {
        return number(tail);
    }
    let end = bytes.iter().take(LONGEST_NAME + 1).position(|b| !b.is_ascii_alphanumeric())?;
    if bytes.get(end) != Some(&b';') {
        return None;
    }
    let name = tail.get(..end)?;
    let meant = match name {
        "amp" => Meant::Char('&'),
        "lt" => Meant::Char('<'),
        "gt" => Meant::Char('>'),
        "quot" => Meant::Char('"'),
        "apos" => Meant::Char('\''),
        "nbsp" => Meant::Char('\u{a0}'),
        _ => Meant::Char(named(name)?),
    };
    Some((meant, end + 1))
}

/// A numeric reference after `&`: `#8217;`, `#x2019;`, also with a capital X and, for decimal ones, without its semicolon.
fn number(tail: &str) -> Option<(Meant, usize)> {
    let body = tail.strip_prefix('#')?;
    let (digits, radix, skip) = match body.as_bytes().first()? {
        b'x' | b'X' => (body.get(1..)?, 16, 2),
        _ => (body, 10, 1),
    };
    let len = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if len == 0 || len > 16 {
        return None;
    }
    let closed = digits.as_bytes().get(len) == Some(&b';');
    if !closed && radix == 16 {
        return None;
    }
    let code = u32::from_str_radix(digits.get(..len)?, radix).unwrap_or(u32::MAX);
    Some((meaning_of(code), skip + len + usize::from(closed)))
}

/// The character of a number. C1 numbers mean windows-1252, as in HTML; forbidden ones mean nothing.
fn meaning_of(code: u32) -> Meant {
    match code {
        0x80..=0x9f => windows_1252(code).map_or(Meant::Nothing, Meant::Char),
        _ => match char::from_u32(code) {
            Some(c) if allowed(c) => Meant::Char(c),
            _ => {
                count_dropped();
                Meant::Nothing
            }
        },
    }
}

/// The character that a C1 control number means in windows-1252, if it is one.
pub(crate) fn windows_1252(code: u32) -> Option<char> {
    let byte = [u8::try_from(code).ok().filter(|b| (0x80..=0x9f).contains(b))?];
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&byte);
    text.chars().next().filter(|c| allowed(*c))
}

/// Whether a character may stand in text at all: no control characters but white space, no non-characters.
pub(crate) fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters_and_the_rest_stays() {
        for (raw, want) in [
            ("plain", "plain"),
            ("Tom &amp; Ada", "Tom & Ada"),
            ("Tom & Ada", "Tom & Ada"),
            ("a&b=1&c;d", "a&b=1&c;d"),
            ("caf&eacute;&nbsp;noir", "café\u{a0}noir"),
            ("it&#8217;s &#x201C;so&#X201D;", "it’s “so”"),
            ("&#146;", "’"),
            ("&#0;&#27;[31m&#x9b;", "[31m›"),
            ("&#65 bees", "A bees"),
            ("&nosuch; &; &#; &#x;", "&nosuch; &; &#; &#x;"),
            ("&#99999999999;", ""),
            ("&amp;amp;", "&amp;"),
            ("ends in &", "ends in &"),
        ] {
            assert_eq!(unescape(raw), want, "{raw}");
        }
    }
}
