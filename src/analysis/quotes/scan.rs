//! Finds the double marks of a paragraph, and on which side of the words each stands.

/// The side of the quoted words that a mark stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Open,
    Close,
    /// As its neighbours will tell.
    Either,
}

/// A double mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Its first byte.
    pub(super) at: usize,
    /// The byte after it.
    pub(super) after: usize,
    /// The side of the words it stands on.
    pub(super) side: Side,
    /// The marks it can pair with.
    pub(super) kind: u8,
}

/// Marks that look alike on both sides.
pub(super) const STRAIGHT: u8 = b'"';
const LATEX: u8 = b'`';

/// Where a mark or a tag may begin in the text, in order: every one has one of seven bytes at its head.
pub(super) fn heads(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::with_capacity(64);
    found.extend(memchr::memchr3_iter(b'"', b'\'', 0xE2, bytes));
    found.extend(memchr::memchr3_iter(b'`', b'<', 0xC2, bytes));
    found.extend(memchr::memchr_iter(0xE3, bytes));
    // Three runs, each in order: a stable sort merges them.
    found.sort();
    found
}

/// All double marks of the paragraph from `start` to `end`, of which `heads` are those before its end.
pub(super) fn scan(text: &str, (start, end): (usize, usize), heads: &[usize], marks: &mut Vec<Mark>) {
    let bytes = text.as_bytes();
    let mut next = start;
    for &at in heads {
        if at < next {
            continue;
        }
        let rest = bytes.get(at..end).unwrap_or_default();
        if let [b'<', ..] = rest
            && let Some(after) = tag_end(bytes, at, end)
        {
            next = after;
            continue;
        }
        let found = match rest {
            [b'"', ..] => Some((1, Side::Either, STRAIGHT)),
            [b'`', b'`', ..] => Some((2, Side::Open, LATEX)),
            [b'\'', b'\'', ..] => Some((2, Side::Close, LATEX)),
            [0xC2, 0xAB, ..] => Some((2, Side::Open, b'<')),
            [0xC2, 0xBB, ..] => Some((2, Side::Close, b'<')),
            [0xE2, 0x80, 0x9C, ..] => Some((3, Side::Open, b'c')),
            [0xE2, 0x80, 0x9D, ..] => Some((3, Side::Close, b'c')),
            [0xE2, 0x80, 0x9E | 0x9F, ..] => Some((3, Side::Open, b'c')),
            [0xE3, 0x80, 0x8C | 0x8E, ..] => Some((3, Side::Open, b'j')),
            [0xE3, 0x80, 0x8D | 0x8F, ..] => Some((3, Side::Close, b'j')),
            _ => None,
        };
        let Some((length, side, kind)) = found else { continue };
        let inches = kind == STRAIGHT && is_inch(bytes, at);
        if !inches {
            marks.push(Mark { at, after: at + length, side, kind });
        }
        next = at + length;
    }
    // Two apostrophes close only what two grave accents opened.
    if !marks.iter().any(|m| m.kind == LATEX && m.side == Side::Open) {
        marks.retain(|m| m.kind != LATEX);
    }
    settle(text, start, end, marks);
}

/// `6'2"` is a measure.
fn is_inch(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
    let earlier = at.checked_sub(3).and_then(|i| bytes.get(i..at - 1)).unwrap_or_default();
    before.is_ascii_digit() && earlier.contains(&b'\'')
}

/// The end of the tag that opens at `at`, where it looks like one.
fn tag_end(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    bytes.get(at + 1).filter(|b| b.is_ascii_alphabetic() || **b == b'/')?;
    let stop = bytes.get(at..end.min(at + 400))?.iter().position(|&b| b == b'>')?;
    Some(at + stop + 1)
}

/// Decides the side of each mark from its neighbours: straight marks have none of their own, and curly ones are
/// sometimes typed the wrong way round.
fn settle(text: &str, start: usize, end: usize, marks: &mut [Mark]) {
    let mut guillemets = marks.iter().filter(|m| m.kind == b'<').map(|m| m.side);
    // »Swedish», where both marks look alike.
    let alike = guillemets.next().is_some_and(|first| guillemets.clone().count() > 0 && guillemets.all(|s| s == first));
    let reversed = marks.iter().find(|m| m.kind == b'<').is_some_and(|m| m.side == Side::Close);
    let german = marks.iter().any(|m| text.get(m.at..m.after) == Some("„"));
    for mark in marks.iter_mut() {
        let before = text.get(start..mark.at).and_then(|t| t.chars().next_back());
        let after = text.get(mark.after..end).and_then(|t| t.chars().next());
        let free_before =
            before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '―' | '‘' | '/'));
        let free_after =
            after.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ')' | ']' | '!' | '?' | ':'));
        if mark.kind == b'<' && reversed && !alike {
            mark.side = if mark.side == Side::Open { Side::Close } else { Side::Open };
        } else if mark.kind == b'c' && german && text.get(mark.at..mark.after) == Some("“") {
            mark.side = Side::Close;
        } else if mark.kind == b'c' || mark.kind == STRAIGHT || mark.kind == b'<' && alike {
            mark.side = match (free_before, free_after) {
                (true, false) => Side::Open,
                (false, true) => Side::Close,
                _ => mark.side,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    #[test]
    fn swedish_guillemets_look_alike_on_both_sides() {
        let text = "Ministern sade: »Vi ger oss inte i den här frågan» och gick. Sedan kom »slutet».";
        let said: Vec<&str> = quotes(text).iter().map(|quote| quote.span.of(text)).collect();
        assert_eq!(said, ["Vi ger oss inte i den här frågan", "slutet"]);
    }
}
