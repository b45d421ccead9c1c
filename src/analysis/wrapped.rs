//! Plain text as received: which line ends are the copy's own, and which were only put in to fit a width.

/// Line lengths at which text was set by machines with fixed columns.
const COLUMNS: std::ops::RangeInclusive<usize> = 50..=100;

/// Lines longer than this are paragraphs of their own.
const PARAGRAPH: usize = 100;

/// Cleaned plain text in the form of [`crate::wire::Filing::text`]: paragraphs parted by one blank line, lines that were
/// wrapped to a width joined again, other lines kept.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut block: Vec<&str> = Vec::new();
    for line in text.split('\n').chain([""]) {
        let line = line.trim();
        if !line.is_empty() {
            block.push(line);
        } else if !block.is_empty() {
            close(&mut out, &block);
            block.clear();
        }
    }
    out
}

fn close(out: &mut String, block: &[&str]) {
    if !out.is_empty() {
        out.push_str("\n\n");
    }
    let widest = block.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let mut before = None;
    for line in block {
        match before {
            None => {}
            Some(length) if length > PARAGRAPH || widest > PARAGRAPH => out.push_str("\n\n"),
            Some(length) if was_wrapped(length, line, widest) => out.push(' '),
            Some(_) => out.push('\n'),
        }
        let mut first = true;
        for word in line.split_whitespace() {
            if !first {
                out.push(' ');
            }
            first = false;
            out.push_str(word);
        }
        before = Some(line.chars().count());
    }
}

/// Whether the first word of the line did not fit on the line before it.
fn was_wrapped(length: usize, line: &str, widest: usize) -> bool {
    let word = line.split_whitespace().next().map_or(0, |word| word.chars().count());
    COLUMNS.contains(&widest) && length + 1 + word > widest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_joined_and_others_kept() {
        let wrapped = "The harbour board voted on Monday to close the old quay for\nrepairs, its chair said.\n\n\nWork starts in May.";
        assert_eq!(
            paragraphs(wrapped),
            "The harbour board voted on Monday to close the old quay for repairs, its chair said.\n\nWork starts in May."
        );
        assert_eq!(paragraphs("Results\nNorth 2\n  South   1\n"), "Results\nNorth 2\nSouth 1");
    }

    #[test]
    fn long_lines_are_paragraphs() {
        let long = "word ".repeat(40);
        let text = paragraphs(&format!("{long}\n{long}"));
        assert_eq!(text.matches("\n\n").count(), 1);
    }
}
