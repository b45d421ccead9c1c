//! Decides whether a filing is a new item, a revision of one, or nothing new.

use crate::analysis::chain;
use crate::store::belongs::filed_at;
use crate::wire::{Filing, Mark, Marks};

/// How long (milliseconds) an identical copy of an earlier filing counts as a stale copy from another server of the
/// outlet rather than as the outlet taking its edit back.
const STALE_COPY_MS: i64 = 60 * 60 * 1000;

/// What the cache knows of the item that a filing belongs to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// The fingerprint of the newest revision.
    pub(crate) fingerprint: u64,
    /// Its version as the wire gave it.
    pub(crate) version: Option<String>,
    /// When the outlet last said it changed it, in milliseconds.
    pub(crate) updated: Option<i64>,
    /// When the outlet says it published the first filing, in milliseconds.
    pub(crate) published: Option<i64>,
    /// Its marks.
    pub(crate) marks: Marks,
    /// When the newest revision was received, in milliseconds.
    pub(crate) at: i64,
    /// Whether an earlier revision has the same fingerprint as the filing.
    pub(crate) seen_before: bool,
    /// Of an item with several names: the fingerprint of what was filed last under the name of this filing.
    pub(crate) filed: Option<u64>,
    /// Whether the newest revision holds every word of the filing's text, looked at between feeds of one outlet.
    pub(crate) holds: bool,
}

impl Known {
    /// When the outlet says it filed the newest revision, in milliseconds.
    pub(crate) fn time(&self) -> Option<i64> {
        self.updated.or(self.published)
    }
}

/// What becomes of a filing of a known item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The same copy again.
    Unchanged,
    /// An older copy than the newest: never go backwards.
    Stale,
    /// A new revision that says of itself that it is one.
    Revised,
    /// Other words without any sign that something changed.
    SilentEdit,
}

/// Judges a filing against the newest revision of its item.
pub(crate) fn judge(known: &Known, filing: &Filing, now_ms: i64) -> Verdict {
    if known.fingerprint == filing.fingerprint {
        return Verdict::Unchanged;
    }
    let version = order(number(known.version.as_deref()), number(filing.version.as_deref()));
    let updated = order(known.updated, filing.updated.map(|t| t.as_millisecond()));
    if version == Step::Back || (version == Step::None && updated == Step::Back) {
        return Verdict::Stale;
    }
    if version == Step::On || updated == Step::On || says_so(&known.marks, filing) {
        return Verdict::Revised;
    }
    if known.seen_before && now_ms - known.at < STALE_COPY_MS {
        return Verdict::Stale;
    }
    Verdict::SilentEdit
}

/// Judges a filing of an item that has several names: another feed of the outlet has it as well, or its filings have guids of their
/// own (`apart`). What every name showed last is known, so that feeds which show several filings of one story bring it forward only.
pub(crate) fn judge_other(known: &Known, filing: &Filing, apart: bool, now_ms: i64) -> Verdict {
    if known.fingerprint == filing.fingerprint || known.filed == Some(filing.fingerprint) {
        return Verdict::Unchanged;
    }
    // A kill is heard whatever time and number it bears.
    if filing.marks.iter().any(|mark| mark.forbids_use() && !known.marks.has(mark)) {
        return Verdict::Revised;
    }
    let step = if apart { step_apart(known, filing) } else { step_within(known, filing) };
    // What this name never showed was seen under another: that feed is behind.
    let behind = known.seen_before && (known.filed.is_none() || now_ms - known.at < STALE_COPY_MS);
    match step {
        Step::Back => return Verdict::Stale,
        Step::On => return Verdict::Revised,
        Step::None if behind => return Verdict::Stale,
        Step::None if says_so(&known.marks, filing) => return Verdict::Revised,
        Step::None => {}
    }
    if !apart && known.holds {
        return Verdict::Unchanged;
    }
    if known.filed.is_some() { Verdict::SilentEdit } else { Verdict::Revised }
}

/// Filings of one guid, or of one page: the version, then the time of the last change.
fn step_within(known: &Known, filing: &Filing) -> Step {
    match order(number(known.version.as_deref()), number(filing.version.as_deref())) {
        Step::None => order(known.updated, filing.updated.map(|t| t.as_millisecond())),
        step => step,
    }
}

/// Filings with guids of their own: when each was filed, then the number that each bears.
fn step_apart(known: &Known, filing: &Filing) -> Step {
    match order(known.time(), filed_at(filing)) {
        Step::None => order(chain::step_of(&known.marks), chain::step_of(&filing.marks)),
        step => step,
    }
}

/// Whether the filing itself tells that it is a new one: a mark the last filing had not, or a line that says what changed.
fn says_so(before: &Marks, filing: &Filing) -> bool {
    filing.what_changed.is_some() || filing.marks.iter().any(|m| m != Mark::SilentEdit && !before.has(m))
}

#[derive(PartialEq, Eq)]
enum Step {
    Back,
    None,
    On,
}

fn order<T: PartialOrd>(before: Option<T>, now: Option<T>) -> Step {
    match (before, now) {
        (Some(before), Some(now)) if now < before => Step::Back,
        (Some(before), Some(now)) if now > before => Step::On,
        _ => Step::None,
    }
}

fn number(version: Option<&str>) -> Option<u64> {
    version.and_then(|v| v.trim().parse().ok())
}

/// A hash of a canonical address (FNV-1a, 64 bits), or `None` where it names a whole site and so no story.
pub(crate) fn page_hash(url: Option<&str>) -> Option<i64> {
    let url = url?;
    let (_, rest) = url.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    if path.is_empty() {
        return None;
    }
    let hash = url
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    Some(hash.cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn known() -> Known {
        Known { fingerprint: 1, updated: Some(10_000), ..Known::default() }
    }

    fn filing(fingerprint: u64, updated_s: Option<i64>) -> Filing {
        Filing { fingerprint, updated: updated_s.map(|s| Timestamp::from_second(s).unwrap()), ..Filing::default() }
    }

    #[test]
    fn equal_copy_is_no_revision() {
        assert_eq!(judge(&known(), &filing(1, Some(99)), 0), Verdict::Unchanged);
    }

    #[test]
    fn other_words_with_the_same_date_are_a_silent_edit() {
        assert_eq!(judge(&known(), &filing(2, Some(10)), 0), Verdict::SilentEdit);
        assert_eq!(judge(&known(), &filing(2, None), 0), Verdict::SilentEdit);
    }

    #[test]
    fn an_older_copy_never_replaces_a_newer_one() {
        assert_eq!(judge(&known(), &filing(2, Some(9)), 0), Verdict::Stale);
        let mut versioned = known();
        versioned.version = Some("10".into());
        let mut older = filing(2, Some(99));
        older.version = Some("9".into());
        assert_eq!(judge(&versioned, &older, 0), Verdict::Stale);
    }

    #[test]
    fn a_correction_says_of_itself_what_it_is() {
        let mut corrected = filing(2, None);
        corrected.marks.add(Mark::Corrected);
        assert_eq!(judge(&known(), &corrected, 0), Verdict::Revised);
        let mut again = known();
        again.marks.add(Mark::Corrected);
        assert_eq!(judge(&again, &corrected, 0), Verdict::SilentEdit);
    }

    #[test]
    fn servers_that_disagree_do_not_pile_up_revisions() {
        let flapping = Known { seen_before: true, at: 1_000, ..known() };
        assert_eq!(judge(&flapping, &filing(2, None), 60_000), Verdict::Stale);
        assert_eq!(judge(&flapping, &filing(2, None), 1_000 + STALE_COPY_MS), Verdict::SilentEdit);
    }

    #[test]
    fn a_front_page_is_no_story() {
        assert_eq!(page_hash(Some("https://a.example/")), None);
        assert_eq!(page_hash(Some("https://a.example")), None);
        assert!(page_hash(Some("https://a.example/1")).is_some());
    }
}
