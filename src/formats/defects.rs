//! The list of what was repaired: each thing once, and not without end.

use crate::wire::Defect;

/// More defects than this are only counted.
const LIMIT: usize = 100;

/// Collects defects while a delivery is read.
#[derive(Debug, Default)]
pub(crate) struct Defects {
    list: Vec<Defect>,
    more: usize,
}

impl Defects {
    /// Notes a defect, once.
    pub(crate) fn note(&mut self, at: &str, what: &str) {
        if self.list.iter().any(|d| d.at == at && d.what == what) {
            return;
        }
        if self.list.len() < LIMIT {
            self.list.push(Defect::new(at, what));
        } else {
            self.more += 1;
        }
    }

    /// The defects in the order they were met.
    pub(crate) fn into_list(mut self) -> Vec<Defect> {
        if self.more > 0 {
            self.list.push(Defect::new("feed", format!("{} more defects", self.more)));
        }
        self.list
    }
}
