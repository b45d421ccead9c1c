//! Copy as read by the desk: one entry of one delivery, cleaned, its marks and parts told apart.

use std::ops::Range;

use jiff::Timestamp;

use super::{Link, Marks, Markup, Notice, Span};

/// What one delivery says of one item. The cache makes a new item of it, a new revision, or nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filing {
    /// Who the item is within its source: guid, else link, else a fingerprint of date and text. Never random, and
    /// never made from the headline where anything else is at hand.
    pub key: String,
    /// The page of the story, absolute, as received.
    pub url: Option<String>,
    /// `url` without tracking parameters, AMP and mobile forms; what two filings of one page share.
    pub canonical_url: Option<String>,
    /// The headline as received (cleaned for the terminal, one line).
    pub headline: String,
    /// What the wire says of the copy.
    pub marks: Marks,
    /// Editorial priority 1 (flash) to 5 (routine), where the wire or a mark gives one.
    pub priority: Option<u8>,
    /// The agency that wrote it, from dateline, credit, byline or notice: not the outlet that ran it.
    pub agency: Option<String>,
    /// Who wrote it, as the copy or the feed says.
    pub byline: Option<String>,
    /// Place, date and agency at the head of the copy.
    pub dateline: Option<Dateline>,
    /// The slug or keyword line.
    pub slug: Option<String>,
    /// One sentence above the story that sums it up.
    pub standfirst: Option<String>,
    /// The line that says what a new filing changes.
    pub what_changed: Option<String>,
    /// When the outlet says it published this; as received, may be absurd.
    pub published: Option<Timestamp>,
    /// When the outlet says it changed this; `None` where the format has no such field.
    pub updated: Option<Timestamp>,
    /// When an embargo lifts.
    pub embargo: Option<Timestamp>,
    /// Clean text: paragraphs parted by a blank line (`\n\n`), lines of lists and tables by `\n`. Nothing of the copy is
    /// cut: what is folded on the screen is named in `folds`.
    pub text: String,
    /// Parts of `text` that the screen folds to one line, in order, not overlapping.
    pub folds: Vec<Fold>,
    /// The body as received, for rendering when the item is opened.
    pub markup: Option<Markup>,
    /// Links other than the item's own, absolute.
    pub links: Vec<Link>,
    /// Subjects as the feed names them.
    pub subjects: Vec<String>,
    /// Words of `text` outside folds.
    pub words: u32,
    /// The language tag of entry or feed.
    pub language: Option<String>,
    /// Keys and pages of earlier filings that this one says it replaces, in the forms of `key` and `canonical_url`.
    pub replaces: Vec<String>,
    /// What the filings of one running story share: a hash of agency and slug less its lead number. `None` without both.
    pub chain: Option<i64>,
    /// What it says of other copy, where it is a notice and no copy. Not kept with the filing: it is read when it comes.
    pub notice: Option<Notice>,
    /// The version the wire gives, for formats that have one.
    pub version: Option<String>,
    /// A hash of headline and text: an equal one is the same filing delivered again.
    pub fingerprint: u64,
}

impl Filing {
    /// Where the parts stand that are folded and of a kind that is to be left out, each with the line breaks that part it from what
    /// stays: those before it or those after it, whichever are fewer, so that paragraphs stay paragraphs. In order, not overlapping.
    pub fn cuts(&self, out: impl Fn(FoldKind) -> bool) -> Vec<Range<usize>> {
        let mut cuts: Vec<Range<usize>> = Vec::new();
        for fold in self.folds.iter().filter(|fold| out(fold.what)) {
            let Range { mut start, mut end } = fold.range;
            let (Some(before), Some(after)) = (self.text.get(..start), self.text.get(end..)) else { continue };
            let above = before.len() - before.trim_end_matches('\n').len();
            let below = after.len() - after.trim_start_matches('\n').len();
            if start == above || (above > 0 && below <= above) {
                end += below;
            } else if above > 0 {
                start -= above;
            }
            match cuts.last_mut().filter(|last| start <= last.end) {
                Some(last) => last.end = last.end.max(end),
                None => cuts.push(start..end),
            }
        }
        // What stays ends with its last word.
        if let Some(last) = cuts.last_mut().filter(|last| last.end == self.text.len()) {
            last.start = self.text.get(..last.start).map_or(last.start, |before| before.trim_end().len());
        }
        cuts
    }

    /// The text without the folded parts of kinds that are to be left out.
    pub fn text_without(&self, out: impl Fn(FoldKind) -> bool) -> String {
        let mut kept = String::with_capacity(self.text.len());
        let mut at = 0;
        for cut in self.cuts(out) {
            kept.push_str(self.text.get(at..cut.start).unwrap_or(""));
            at = cut.end;
        }
        kept.push_str(self.text.get(at..).unwrap_or(""));
        kept
    }
}

/// The head of agency copy: `NAIROBI, Nov 3 (AFP) —`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dateline {
    /// As received.
    pub text: String,
    /// The place.
    pub place: Option<String>,
    /// The date as written.
    pub date: Option<String>,
    /// The agency in brackets.
    pub agency: Option<String>,
}

/// A part of the text that is kept and shown as one line until it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// What it is.
    pub what: FoldKind,
    /// Where it is: bytes into the filing's `text`.
    pub range: Range<usize>,
}

impl Fold {
    /// Whether some of these words stand in it and therefore stay in the house.
    pub fn keeps(&self, words: Span) -> bool {
        !self.what.leaves() && self.range.start < words.end && words.start < self.range.end
    }
}

/// Why a part of the copy is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// "This story has not been edited by … staff and is published from a syndicated feed."
    SyndicationNotice,
    /// The first line repeats the headline.
    RepeatedHeadline,
    /// Initials or names of those who handled it.
    SignOff,
    /// `-30-`, `(MORE)`, `NNNN`, `ENDS`.
    EndMark,
    /// For the desk, not for publication.
    NotForPublication,
    /// "(Reporting by …; Editing by …)".
    Credit,
    /// "Continue reading", "The post … appeared first on …", share lines.
    Promotion,
    /// The byline when it stands in the text.
    Byline,
    /// Editor's note or what-changed line, shown above the story.
    EditorsNote,
}

impl FoldKind {
    /// The words for it on the screen and in JSON.
    pub fn words(self) -> &'static str {
        match self {
            Self::SyndicationNotice => "syndication notice",
            Self::RepeatedHeadline => "repeated headline",
            Self::SignOff => "sign-off",
            Self::EndMark => "end mark",
            Self::NotForPublication => "not for publication",
            Self::Credit => "credit",
            Self::Promotion => "promotion",
            Self::Byline => "byline",
            Self::EditorsNote => "editor's note",
        }
    }

    /// Whether it goes out with the copy: the one table that exports, targets, programs of rules and copying go by. What does not
    /// is for the desk or about the handling of the copy, and no quotation in it is listed.
    pub fn leaves(self) -> bool {
        match self {
            // Who wrote it is part of the copy, and what repeats the headline goes out as the headline.
            Self::Byline | Self::RepeatedHeadline => true,
            // An editor's note speaks to editors: it may give a number to call, or say until when there is an embargo.
            Self::EditorsNote | Self::NotForPublication => false,
            Self::SyndicationNotice | Self::SignOff | Self::EndMark | Self::Credit | Self::Promotion => false,
        }
    }

    /// Every kind, for tables and tests.
    pub const ALL: [Self; 9] = [
        Self::SyndicationNotice,
        Self::RepeatedHeadline,
        Self::SignOff,
        Self::EndMark,
        Self::NotForPublication,
        Self::Credit,
        Self::Promotion,
        Self::Byline,
        Self::EditorsNote,
    ];

    /// The kind that `words` stands for.
    pub fn from_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.words() == words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filing(text: &str, folds: &[(FoldKind, &str)]) -> Filing {
        let fold = |(what, words): &(FoldKind, &str)| {
            let start = text.find(words).unwrap();
            Fold { what: *what, range: start..start + words.len() }
        };
        Filing { text: text.to_owned(), folds: folds.iter().map(fold).collect(), ..Filing::default() }
    }

    #[test]
    fn what_is_cut_takes_the_line_breaks_along_that_part_it_from_the_rest() {
        let note = |words| (FoldKind::NotForPublication, words);
        for (text, folds, left) in [
            ("One.\n\nX\n\nTwo.", vec![note("X")], "One.\n\nTwo."),
            ("X\n\nOne.", vec![note("X")], "One."),
            ("One.\n\nX\n\nY", vec![note("X"), note("Y")], "One."),
            ("X\n\nY\n\nOne.", vec![note("X"), note("Y")], "One."),
            ("One.\nX\n\nTwo.", vec![note("X")], "One.\n\nTwo."),
            ("One.\n\nX\nTwo.", vec![note("X")], "One.\n\nTwo."),
            ("One. (X)", vec![note("(X)")], "One."),
            ("One. (X)\n\nTwo.", vec![note("(X)")], "One. \n\nTwo."),
            ("X", vec![note("X")], ""),
            ("One.", vec![], "One."),
            ("By X\n\nOne.", vec![(FoldKind::Byline, "By X")], "By X\n\nOne."),
        ] {
            assert_eq!(filing(text, &folds).text_without(|kind| !kind.leaves()), left, "{text:?}");
        }
    }
}
