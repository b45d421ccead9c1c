//! What ties the filings of one running story together: what a filing says it replaces, and the slug it shares with the others.

use crate::wire::{Draft, Mark, Marks, clean_line};

use super::address::{canonical_url, settled_guid};
use super::marks;
use super::stable::hash;

/// Links of a feed's entry that name what it replaces (RFC 5829 and usage).
const REPLACING: &[&str] = &["predecessor-version", "replaces", "supersedes"];

/// Names taken from one entry at most.
const NAMES: usize = 8;

/// The names of what an entry says it replaces, in the forms in which keys and pages are written.
pub(crate) fn replaced(draft: &Draft) -> Vec<String> {
    let by_link = draft.links.iter().filter(|link| link.rel.as_deref().is_some_and(|rel| REPLACING.contains(&rel)));
    let said = draft.replaces.iter().map(String::as_str).chain(by_link.map(|link| link.href.as_str()));
    let own = draft.guid.as_deref().map(clean_line);
    let mut names: Vec<String> = Vec::new();
    for id in said.map(clean_line).filter(|id| !id.is_empty() && Some(id) != own.as_ref()).take(NAMES) {
        for name in [Some(settled_guid(&id)), canonical_url(&id), Some(id)].into_iter().flatten() {
            let name = super::key::short(name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// What the filings of one running story share: a hash of agency and slug, less what the slug says of the filing itself.
pub(crate) fn of(agency: Option<&str>, slug: Option<&str>) -> Option<i64> {
    let (agency, base) = (agency?.to_lowercase(), base_of(slug?));
    let letters = base.chars().filter(|c| c.is_alphanumeric()).count();
    (letters >= 3).then(|| hash(&[&agency, &base]).cast_signed())
}

/// A slug without its lead number, update number, bracket and marks, in small letters: what is repeated with every filing.
pub fn base_of(slug: &str) -> String {
    let slug = marks::without_marks(slug).trim_start_matches([' ', '-', '/', ':', '=', '.']);
    let slug = without_first_word(slug);
    let slug = slug.split_once('(').map_or(slug, |(base, _)| base);
    let end = slug
        .char_indices()
        .filter(|(_, c)| matches!(c, ',' | ' ' | '-' | '/'))
        .find(|(at, _)| marks::is_filing_number(slug.get(at + 1..).unwrap_or("")))
        .map_or(slug.len(), |(at, _)| at);
    let base = slug.get(..end).unwrap_or(slug);
    let base = base.trim_matches(|c: char| !c.is_alphanumeric());
    base.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// "CORRECTED BC-EU--Fish": slugs put the word before the slug without a sign.
fn without_first_word(slug: &str) -> &str {
    const WORDS: &[&str] = &["CORRECTED", "CORRECTION", "REFILE", "RPT", "REPEAT", "KILL", "WITHDRAWN", "UPDATE"];
    slug.split_once(' ').filter(|(word, _)| WORDS.contains(word)).map_or(slug, |(_, rest)| rest.trim_start())
}

/// How far along a filing is by its own marks: its update, wrap-up or lead number; 0 for one that bears no mark of a later
/// filing; `None` for one that is later than something, and does not say than what.
pub fn step_of(marks: &Marks) -> Option<u8> {
    let numbered = marks.iter().filter_map(|mark| match mark {
        Mark::Update(n) | Mark::Wrapup(n) | Mark::Lede(n) => Some(n),
        _ => None,
    });
    numbered.max().or_else(|| (!marks.iter().any(continues)).then_some(0))
}

/// Whether a mark says that something of the same story was filed before.
pub fn continues(mark: Mark) -> bool {
    mark.forbids_use()
        || matches!(
            mark,
            Mark::Update(_) | Mark::Wrapup(_) | Mark::Lede(_) | Mark::Corrected | Mark::Refile | Mark::Repeat
        )
}

/// Whether a mark says that copy is to follow.
pub fn goes_ahead(mark: Mark) -> bool {
    matches!(mark, Mark::Flash | Mark::Bulletin | Mark::Alert | Mark::Snap | Mark::Breaking | Mark::Urgent)
}

/// Words of a slug or headline that runs every day under the same name.
const STANDING: &[&str] = &[
    "planner",
    "diary",
    "digest",
    "daybook",
    "schedule",
    "agenda",
    "advisory",
    "advisories",
    "calendar",
    "budget line",
    "news guide",
    "coverage note",
    "listings",
    "fixtures",
    "horoscope",
    "horoscopes",
    "weather table",
    "lottery",
    "highlights",
    "week ahead",
    "day ahead",
    "almanac",
    "crossword",
    "summary",
    "newslist",
];

/// Whether the words name something that is filed anew each day and replaces nothing.
pub fn is_standing(words: &str) -> bool {
    let low = words.to_lowercase();
    let parts: Vec<&str> = low.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    STANDING.iter().any(|name| {
        let name: Vec<&str> = name.split(' ').collect();
        parts.windows(name.len()).any(|some| some == name.as_slice())
    })
}

/// What a headline is called by: its words before a colon or dash, or the whole of a short one.
pub fn label_of(headline: &str) -> &str {
    let label = headline.split_once([':', '–', '—']).or_else(|| headline.split_once(" - ")).map(|(label, _)| label);
    match label {
        Some(label) => label,
        None if headline.split_whitespace().count() <= 4 => headline,
        None => "",
    }
}

/// What two texts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// Runs of three words.
    pub runs: usize,
    /// The same as a share of those of the shorter text, in hundredths.
    pub share: usize,
}

/// What two texts have in common; `None` where the shorter one is too short to tell.
pub fn shared(a: &str, b: &str) -> Option<Shared> {
    let (a, b) = (threes(a), threes(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 5 {
        return None;
    }
    let runs = short.iter().filter(|three| long.contains(*three)).count();
    Some(Shared { runs, share: runs * 100 / short.len() })
}

/// The share of the shorter headline's words that stand in the other one, in hundredths, marks aside.
pub fn shared_headline(a: &str, b: &str) -> usize {
    let words = |headline: &str| -> std::collections::HashSet<String> {
        let low = marks::without_marks(headline).to_lowercase();
        low.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    (a.intersection(&b).count() * 100).checked_div(a.len().min(b.len())).unwrap_or(0)
}

fn threes(text: &str) -> std::collections::HashSet<u64> {
    let low = text.to_lowercase();
    let words: Vec<&str> =
        low.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(3_000).collect();
    words.windows(3).map(hash).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_slug_says_of_its_filing_is_no_part_of_its_name() {
        for (slug, base) in [
            ("BC-EU--Norrland-Fish", "bc-eu--norrland-fish"),
            ("BC-EU--Norrland-Fish, 1st Ld-Writethru", "bc-eu--norrland-fish"),
            ("BC-EU--Norrland-Fish,3rdLd-Writethru", "bc-eu--norrland-fish"),
            ("KILL: BC-EU--Norrland-Fish", "bc-eu--norrland-fish"),
            ("CORRECTED BC-EU--Norrland-Fish (CORRECTED)", "bc-eu--norrland-fish"),
            ("Norrland-Fish 2nd Ld", "norrland-fish"),
            ("VESTRA-OIL/PRICES (UPDATE 1, PIX, TV)", "vestra-oil/prices"),
            ("VESTRA-OIL/PRICES", "vestra-oil/prices"),
            ("UPDATE 2-VESTRA-OIL/PRICES", "vestra-oil/prices"),
            ("VESTRA-OIL/UPDATE 4", "vestra-oil"),
            ("NORRLAND-FISH/ (WRAPUP 2, GRAPHIC)", "norrland-fish"),
            // Words that only look like numbers of filings belong to the name.
            ("NORRLAND-UPDATE-SCHOOLS", "norrland-update-schools"),
            ("HOLM-LEAD/WATER (PIX)", "holm-lead/water"),
            ("VESTRA-BILL/WITHDRAWN", "vestra-bill/withdrawn"),
            ("NORRLAND-2ND-LEADER", "norrland-2nd-leader"),
        ] {
            assert_eq!(base_of(slug), base, "{slug}");
        }
    }

    #[test]
    fn a_chain_needs_an_agency_and_a_slug_that_names_something() {
        assert!(of(Some("AFP"), Some("Norrland-Fish")).is_some());
        assert_eq!(of(Some("AFP"), Some("Norrland-Fish")), of(Some("afp"), Some("NORRLAND-FISH, 2nd Ld-Writethru")));
        assert_ne!(of(Some("AFP"), Some("Norrland-Fish")), of(Some("AP"), Some("Norrland-Fish")));
        assert_eq!(of(None, Some("Norrland-Fish")), None);
        assert_eq!(of(Some("AFP"), Some("--")), None);
        assert_eq!(of(Some("AFP"), None), None);
    }

    #[test]
    fn filings_tell_how_far_along_they_are() {
        for (marks, step) in [
            (vec![], Some(0)),
            (vec![Mark::Urgent], Some(0)),
            (vec![Mark::Update(2)], Some(2)),
            (vec![Mark::Corrected, Mark::Update(2)], Some(2)),
            (vec![Mark::Corrected], None),
            (vec![Mark::Kill], None),
        ] {
            assert_eq!(step_of(&Marks::new(marks.clone())), step, "{marks:?}");
        }
    }

    #[test]
    fn what_is_filed_anew_each_day_is_known_by_its_name() {
        for words in ["NORRLAND-PLANNER", "DIARY - Top events on Tuesday", "Week ahead: talks", "News digest, 18:00"] {
            assert!(is_standing(words), "{words}");
        }
        for words in ["NORRLAND-FISH", "Diaries of a minister found", "Digestive troubles", "Head of the week"] {
            assert!(!is_standing(words), "{words}");
        }
    }
}
