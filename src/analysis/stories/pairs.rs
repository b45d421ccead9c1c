//! Stories that an editor holds to be two, whatever the words say.

use std::collections::VecDeque;

/// Unordered pairs of story names. The oldest give way when there are too many.
#[derive(Debug, Clone, Default)]
pub(super) struct Pairs(VecDeque<(u64, u64)>);

/// Pairs kept: decisions of an editor about stories of the last days.
const MOST: usize = 1_000;

impl Pairs {
    /// Notes that the two are apart.
    pub fn part(&mut self, a: u64, b: u64) {
        if a == b || self.has(a, b) {
            return;
        }
        self.0.push_back((a.min(b), a.max(b)));
        if self.0.len() > MOST {
            self.0.pop_front();
        }
    }

    /// Whether the two are apart.
    pub fn has(&self, a: u64, b: u64) -> bool {
        self.0.contains(&(a.min(b), a.max(b)))
    }

    /// `old` goes by the name of `new` from now on. A pair that becomes one is gone.
    pub fn rename(&mut self, old: u64, new: u64) {
        for pair in &mut self.0 {
            if pair.0 == old || pair.1 == old {
                let other = if pair.0 == old { pair.1 } else { pair.0 };
                *pair = (other.min(new), other.max(new));
            }
        }
        self.0.retain(|pair| pair.0 != pair.1);
    }
}
