//! Notices about other copy: "KILL: Harbour Press kills story slugged NORRLAND-QUAY", "ATTENTION EDITORS: please disregard …".

use crate::wire::{Dateline, Mark, Marks, Notice};

use super::marks;
use super::small::small;

/// A notice has no more words than this: what has more is copy.
const LONGEST: usize = 160;

/// Bytes of the text that are looked at.
const REACH: usize = 1_600;

/// Letters and digits of a headline that names a story.
const TELLING: usize = 12;

/// How a line opens that speaks to editors.
const TO_EDITORS: &[&str] = &[
    "attention editors",
    "attention: editors",
    "note to editors",
    "notice to editors",
    "editors:",
    "eds:",
    "editors,",
    "editor's note",
    "advisory to editors",
    "attn editors",
    "attn: editors",
    "urgent to editors",
];

/// What editors are asked to do, and the mark that it is.
const ASKED: &[(&str, Mark)] = &[
    ("please kill", Mark::Kill),
    ("kill the story", Mark::Kill),
    ("kill our story", Mark::Kill),
    ("kills story", Mark::Kill),
    ("kills the story", Mark::Kill),
    ("kills its story", Mark::Kill),
    ("story is killed", Mark::Kill),
    ("please disregard", Mark::Withdrawn),
    ("disregard the story", Mark::Withdrawn),
    ("disregard our story", Mark::Withdrawn),
    ("please withdraw", Mark::Withdrawn),
    ("please do not use", Mark::Withdrawn),
    ("do not use the story", Mark::Withdrawn),
    ("withdraws story", Mark::Withdrawn),
    ("withdraws the story", Mark::Withdrawn),
    ("has withdrawn its story", Mark::Withdrawn),
    ("we are withdrawing", Mark::Withdrawn),
    ("please hold", Mark::Hold),
    ("hold the story", Mark::Hold),
];

/// The mark of copy that asks editors to do something to a story, and does so in its first line: at its very start, in words that
/// nobody writes of anything else.
pub(crate) fn asks(headline: &str, text: &str) -> Option<Mark> {
    let first = text.lines().next().unwrap_or("");
    let heads = [headline, first].map(|line| small(start(line)));
    let [headline, first] = &heads;
    let speaks = heads
        .iter()
        .any(|line| TO_EDITORS.iter().any(|opening| line.trim_start_matches(['(', '*', ' ']).starts_with(opening)));
    let of_story = |line: &str| {
        line.contains("story slugged") || line.contains("story headlined") || line.contains("story headed")
    };
    // Nearly all copy ends here: it speaks to readers, and not of a story.
    if !speaks && !of_story(headline) && !of_story(first) {
        return None;
    }
    let asked = |line: &str| ASKED.iter().find(|(words, _)| has_words(line, words)).map(|(_, mark)| *mark);
    asked(headline).or_else(|| asked(first))
}

/// The notice that a filing is, if it is one: it bears a grave mark, is short, and carries no copy of its own.
pub fn read(headline: &str, text: &str, marks: &Marks, dateline: Option<&Dateline>, words: u32) -> Option<Notice> {
    let what = marks.iter().find(|mark| mark.forbids_use() || *mark == Mark::Corrected)?;
    let whole = format!("{headline}\n{}", text.get(..text.floor_char_boundary(REACH)).unwrap_or(text));
    let slug = slug_in(&whole);
    let mut headlines = quoted(&whole);
    // Copy that is corrected has a dateline and goes on; a notice names the story it speaks of.
    let names = slug.is_some() || !headlines.is_empty();
    if words as usize > LONGEST || (what == Mark::Corrected && (!names || dateline.is_some())) {
        return None;
    }
    let own = marks::without_marks(headline).trim();
    if !own.is_empty() && letters(own).len() >= TELLING {
        headlines.push(own.to_owned());
    }
    (slug.is_some() || !headlines.is_empty()).then_some(Notice { what, slug, headlines })
}

/// The slug that a text names: `slugged NORRLAND-QUAY`, `slug: Norrland-Quay`.
fn slug_in(text: &str) -> Option<String> {
    let low = text.to_lowercase();
    // Small letters may take more bytes than capitals; then the places differ and nothing is read.
    if low.len() != text.len() {
        return None;
    }
    let (at, word) = ["slugged ", "sluglined ", "slugline: ", "slug: ", "slug "]
        .iter()
        .filter_map(|word| low.find(word).map(|at| (at, *word)))
        .min_by_key(|(at, _)| *at)?;
    let rest = text.get(at + word.len()..)?.trim_start();
    if let Some(quote) = leading_quote(rest) {
        return Some(quote.to_owned());
    }
    let slug: &str =
        rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | ')' | '"' | '”')).next()?;
    let slug = slug.trim_matches(|c: char| !c.is_alphanumeric());
    (slug.chars().count() >= 3).then(|| slug.to_owned())
}

const QUOTES: &[(char, char)] = &[('“', '”'), ('"', '"'), ('‘', '’'), ('«', '»'), ('„', '“')];

/// The words between the marks that a text opens with.
fn leading_quote(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let (_, close) = QUOTES.iter().find(|(open, _)| *open == first)?;
    text.get(first.len_utf8()..)?
        .split_once(*close)
        .map(|(inside, _)| inside.trim())
        .filter(|inside| !inside.is_empty())
}

/// Headlines between marks after a word for a story: `story headlined “Quay closes”`.
fn quoted(text: &str) -> Vec<String> {
    const BEFORE: &[&str] = &[
        "headlined",
        "headed",
        "titled",
        "entitled",
        "headline",
        "headline:",
        "story",
        "item",
        "article",
        "report",
        "copy",
    ];
    let mut found: Vec<String> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| QUOTES.iter().any(|(open, _)| open == c)) {
        let before = text.get(..at).unwrap_or("").trim_end();
        let word = before.rsplit(char::is_whitespace).next().unwrap_or("").to_lowercase();
        let inside = text.get(at..).and_then(leading_quote).filter(|inside| letters(inside).len() >= TELLING);
        if let Some(inside) = inside.filter(|_| BEFORE.contains(&word.as_str()) && c != '\'')
            && found.len() < 4
        {
            found.push(inside.trim_end_matches([',', '.']).to_owned());
        }
    }
    found
}

/// Letters and digits of a headline in small letters, its marks aside: what two spellings of it share.
pub fn letters(headline: &str) -> String {
    marks::without_marks(headline).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn start(line: &str) -> &str {
    line.get(..line.floor_char_boundary(300)).unwrap_or(line)
}

fn has_words(line: &str, words: &str) -> bool {
    line.match_indices(words).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + words.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_are_asked_to_do_is_a_mark_and_news_of_it_is_none() {
        for (headline, text, mark) in [
            ("ATTENTION EDITORS: please disregard story slugged NORRLAND-QUAY", "", Some(Mark::Withdrawn)),
            ("Attention editors - please kill our item on the quay", "", Some(Mark::Kill)),
            (
                "Harbour Press advisory",
                "ATTENTION EDITORS: Please disregard the story “Quay closes for good”.",
                Some(Mark::Withdrawn),
            ),
            ("Note to editors", "Editors: please hold the story on the quay until told.", Some(Mark::Hold)),
            ("Harbour Press kills story slugged NORRLAND-QUAY", "", Some(Mark::Kill)),
            ("Harbour Press withdraws story headlined “Quay closes for good”", "", Some(Mark::Withdrawn)),
            ("Minister asks public: please disregard rumours", "He spoke on Monday.", None),
            ("Storm kills story-teller on pier", "", None),
            ("ATTENTION EDITORS: photos of the quay will follow", "", None),
            ("Editors kill the story of the year, survey finds", "Most papers spiked it.", None),
            ("Netlix kills story line of hit show", "", None),
        ] {
            assert_eq!(asks(headline, text), mark, "{headline}");
        }
    }

    fn notice(headline: &str, text: &str, mark: Mark) -> Option<(Option<String>, Vec<String>)> {
        let words = u32::try_from(text.split_whitespace().count()).unwrap();
        read(headline, text, &Marks::new(vec![mark]), None, words).map(|n| (n.slug, n.headlines))
    }

    #[test]
    fn a_notice_names_its_story_by_slug_or_headline() {
        let some = |slug: &str| Some(slug.to_owned());
        let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        for (headline, text, slug, headlines) in [
            (
                "KILL: Harbour Press kills story slugged NORRLAND-QUAY",
                "",
                some("NORRLAND-QUAY"),
                own(&["Harbour Press kills story slugged NORRLAND-QUAY"]),
            ),
            (
                "KILL NOTICE",
                "Kill the story slugged “Norrland Quay, 2nd Ld”. It is wrong.",
                some("Norrland Quay, 2nd Ld"),
                own(&[]),
            ),
            ("KILL: Quay closes for good", "This kill is mandatory.", None, own(&["Quay closes for good"])),
            (
                "WITHDRAWN",
                "The story headlined \"Quay closes for good,\" is withdrawn.",
                None,
                own(&["Quay closes for good"]),
            ),
        ] {
            assert_eq!(notice(headline, text, Mark::Kill), Some((slug, headlines)), "{headline}");
        }
        assert_eq!(notice("KILL", "Do not use.", Mark::Kill), None, "it names nothing");
        assert_eq!(notice("KILL: Quay closes for good", &"word ".repeat(400), Mark::Kill), None, "copy is no notice");
        assert_eq!(
            notice("CORRECTED-Quay closes for good", "The board met.", Mark::Corrected),
            None,
            "nor is corrected copy"
        );
        assert!(
            notice("CORRECTION", "In the story slugged NORRLAND-QUAY, the toll is 4, not 40.", Mark::Corrected)
                .is_some()
        );
    }
}
