//! British copy: single marks around speech, told apart from apostrophes and plural possessives.

use crate::analysis::quotes::marks::Piece;

/// Adds the pieces between single marks, for a text that has no double marks at all.
pub(super) fn pieces(text: &str, paragraphs: &[(usize, usize)], found: &mut Vec<Piece>) {
    let mut left_open = false;
    for (index, &(start, end)) in paragraphs.iter().enumerate() {
        let mut at = start;
        let mut open_to_end = false;
        // No mark closes before here: what was searched once is not searched again.
        let mut barren = start;
        while let Some(open) = next_open(text, at, end) {
            let length = mark_length(text, open);
            let begins_paragraph = text.get(start..open).is_some_and(|t| t.trim().is_empty());
            let goes_on = begins_paragraph && left_open;
            match close_of(text, (open + length).max(barren), end) {
                Some((close, after)) => {
                    push(found, open, open + length, close, after, true, goes_on);
                    at = after;
                }
                None => {
                    barren = reach(text, (open + length).max(barren), end);
                    let next_opens = paragraphs.get(index + 1).is_some_and(|&(a, b)| {
                        next_open(text, a, b).is_some_and(|o| text.get(a..o).is_some_and(|t| t.trim().is_empty()))
                    });
                    if next_opens {
                        let stop = start + text.get(start..end).map_or(0, |p| p.trim_end().len());
                        push(found, open, open + length, stop, stop, false, goes_on);
                        open_to_end = true;
                        break;
                    }
                    at = open + length;
                }
            }
        }
        left_open = open_to_end;
    }
}

fn push(
    found: &mut Vec<Piece>,
    outer_start: usize,
    start: usize,
    end: usize,
    outer_end: usize,
    closed: bool,
    goes_on: bool,
) {
    if end > start {
        found.push(Piece { outer_start, start, end, outer_end, closed, goes_on, signed: false });
    }
}

fn mark_length(text: &str, at: usize) -> usize {
    if text.as_bytes().get(at) == Some(&b'\'') { 1 } else { 3 }
}

/// The next single mark with free space before it and a word after it.
fn next_open(text: &str, from: usize, end: usize) -> Option<usize> {
    let body = text.get(from..end)?;
    body.char_indices().find_map(|(at, c)| {
        if c != '‘' && c != '\'' {
            return None;
        }
        let before = text.get(..from + at).and_then(|t| t.chars().next_back());
        let after = body.get(at + c.len_utf8()..)?.chars().next()?;
        let free = before.is_none_or(|b| b.is_whitespace() || matches!(b, '(' | '[' | '—' | '–' | '-'));
        (free
            && (after.is_alphanumeric() || matches!(after, '[' | '…' | '£' | '$'))
            && !(after.is_ascii_digit() && decade(body, at + c.len_utf8())))
        .then_some(from + at)
    })
}

/// `'90s`.
fn decade(body: &str, at: usize) -> bool {
    body.get(at..at + 3).is_some_and(|d| d.ends_with('s') && d.as_bytes().iter().take(2).all(u8::is_ascii_digit))
}

/// How far a closing mark is looked for: a quotation in single marks that runs on for pages is a lost mark.
fn reach(text: &str, from: usize, end: usize) -> usize {
    (from..=end.min(from + 6_000)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(end)
}

/// The mark that closes: not between two letters, and after an `s` only when no better one follows before the next opening.
fn close_of(text: &str, from: usize, end: usize) -> Option<(usize, usize)> {
    let end = reach(text, from, end);
    let body = text.get(from..end)?;
    let limit = next_open(text, from, end).unwrap_or(end);
    let mut doubtful = None;
    for (at, c) in body.char_indices() {
        if c != '’' && c != '\'' {
            continue;
        }
        let after = body.get(at + c.len_utf8()..).and_then(|t| t.chars().next());
        let before = body.get(..at).and_then(|t| t.chars().next_back());
        if after.is_some_and(char::is_alphanumeric) || before.is_none_or(char::is_whitespace) {
            continue;
        }
        let place = (from + at, from + at + c.len_utf8());
        if from + at > limit && doubtful.is_some() {
            return doubtful;
        }
        let possessive = before == Some('s') && after.is_some_and(char::is_whitespace);
        if !possessive {
            return Some(place);
        }
        doubtful = doubtful.or(Some(place));
    }
    doubtful
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn said(text: &str) -> Vec<&str> {
        quotes(text).iter().map(|quote| quote.span.of(text)).collect()
    }

    #[test]
    fn a_paragraph_of_speech_in_single_marks_counts_beside_double_ones_elsewhere() {
        let text =
            "'We were told that every vote counts,' a student, Maja Renn, said. 'It does.'\n\n“Yes,” said Al Finn.";
        assert_eq!(said(text), ["We were told that every vote counts,", "It does.", "Yes,"]);
    }

    #[test]
    fn an_apostrophe_at_the_head_of_a_paragraph_is_no_mark() {
        let text = "'Tis the season on the coast, and the traders' stalls were full.\n\n“Yes,” said Al Finn.";
        assert_eq!(said(text), ["Yes,"]);
    }
}
