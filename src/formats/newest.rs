//! A feed without end is cut to its newest items.

use super::defects::Defects;
use crate::wire::Draft;

/// How many items are kept of one delivery.
const KEPT: usize = 5_000;

/// The items kept so far.
#[derive(Debug, Default)]
pub(crate) struct Newest {
    drafts: Vec<Draft>,
    dropped: usize,
}

impl Newest {
    /// Adds an item.
    pub(crate) fn push(&mut self, draft: Draft) {
        self.drafts.push(draft);
        if self.drafts.len() >= 2 * KEPT {
            self.cut();
        }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// The newest items, in the order of the document.
    pub(crate) fn into_drafts(mut self, defects: &mut Defects) -> Vec<Draft> {
        self.cut();
        if self.dropped > 0 {
            defects.note("feed", &format!("{} older items left out, the newest {KEPT} kept", self.dropped));
        }
        self.drafts
    }

    /// Drops all but the newest. Items without a date count as older than those with one, and later as older than earlier.
    fn cut(&mut self) {
        let over = self.drafts.len().saturating_sub(KEPT);
        if over == 0 {
            return;
        }
        let mut order: Vec<(usize, Option<jiff::Timestamp>)> =
            self.drafts.iter().enumerate().map(|(i, d)| (i, d.published.or(d.updated))).collect();
        order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut keep = vec![false; self.drafts.len()];
        for (i, _) in order.iter().take(KEPT) {
            if let Some(k) = keep.get_mut(*i) {
                *k = true;
            }
        }
        let mut keep = keep.into_iter();
        self.drafts.retain(|_| keep.next().unwrap_or(false));
        self.dropped += over;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept_in_the_order_of_the_document() {
        let mut newest = Newest::default();
        for i in 0..12_000_i64 {
            let published = jiff::Timestamp::from_second(i).ok();
            newest.push(Draft { published, ..Draft::default() });
        }
        let mut defects = Defects::default();
        let drafts = newest.into_drafts(&mut defects);
        assert_eq!(drafts.len(), KEPT);
        assert_eq!(drafts[0].published.unwrap().as_second(), 7_000);
        assert_eq!(defects.into_list().len(), 1);
    }
}
