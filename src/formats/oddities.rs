//! What is odd about the items of a delivery taken together: each kind of it is one defect with its count.

use std::collections::HashMap;

use jiff::Timestamp;

use super::defects::Defects;
use crate::wire::{Defect, Draft};

/// The first second of 1971, before which no feed was filed: zero and what lies about it come of clocks that nobody set.
const FIRST: i64 = 31_536_000;
/// The first second of 2100.
const LAST: i64 = 4_102_444_800;

/// Whether no copy can bear such a date.
pub fn is_absurd(date: Timestamp) -> bool {
    !(FIRST..LAST).contains(&date.as_second())
}

/// Notes dates that cannot be read or are absurd, and ids that several items share.
pub(crate) fn note(drafts: &[Draft], defects: &mut Defects) {
    let count = |is: &dyn Fn(&Draft) -> bool| drafts.iter().filter(|draft| is(draft)).count();
    let unread = count(&|draft| draft.undatable);
    if unread > 0 {
        defects.note("feed", &format!("{} with a date that cannot be read, listed as if undated", items(unread)));
    }
    let absurd = count(&|draft| draft.published.or(draft.updated).is_some_and(is_absurd));
    if absurd > 0 {
        defects.note("feed", &format!("{} with an absurd date, before 1971 or after 2099", items(absurd)));
    }
    let mut bearers: HashMap<&str, usize> = HashMap::new();
    for guid in drafts.iter().filter_map(|draft| draft.guid.as_deref()) {
        *bearers.entry(guid).or_default() += 1;
    }
    let shared: usize = bearers.into_values().filter(|n| *n > 1).sum();
    if shared > 0 {
        defects
            .note("feed", &format!("{} whose id others of this feed bear too, told apart by the rest", items(shared)));
    }
}

/// The defect of copy in which the gate dropped so many characters.
pub fn dropped(characters: u64) -> Option<Defect> {
    let what = match characters {
        0 => return None,
        1 => "1 character that acts unseen dropped from the copy".to_owned(),
        n => format!("{n} characters that act unseen, or pile up, dropped from the copy"),
    };
    Some(Defect::new("feed", what))
}

/// The defect of items that are dated further ahead than any clock is wrong.
pub fn ahead(count: usize) -> Option<Defect> {
    (count > 0)
        .then(|| Defect::new("feed", format!("{} dated more than a day ahead, listed as if undated", items(count))))
}

fn items(n: usize) -> String {
    if n == 1 { "1 item".to_owned() } else { format!("{n} items") }
}
