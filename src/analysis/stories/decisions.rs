//! What an editor decides of stories: some items are of another, or two are one. The desk keeps to it.

use crate::analysis::stories::desk::{Desk, Held, Merge};

impl Desk {
    /// Takes items off their story (that of the first) and makes them one of their own, which is kept apart from it.
    ///
    /// The new story is named by the first of them to arrive. If the old story went by that name, its other items go by
    /// a new one: then `merged` tells, and is to be carried out before the items get their story. `None` where the desk
    /// does not remember the items, or the story would have no others.
    pub fn split(&mut self, ids: &[u64]) -> Option<Split> {
        let mut places: Vec<u64> = ids.iter().filter_map(|id| self.places.get(id).copied()).collect();
        let old = self.items.get(ids.iter().find_map(|id| self.places.get(id))?)?.story;
        places.retain(|place| self.items.get(place).is_some_and(|item| item.story == old));
        places.sort_unstable();
        places.dedup();
        let free = |item: &Held| self.names.get(&item.id).is_none_or(|story| *story == old);
        let name = places.iter().filter_map(|place| self.items.get(place)).find(|item| free(item))?.id;
        let mut others = self.items.iter().filter(|(place, item)| item.story == old && !places.contains(place));
        let heir = others.find(|(_, item)| free(item)).map(|(_, item)| item.id)?;
        let renamed = self.rename(old, name, heir);
        let story = self.open(name);
        for place in places {
            let Some(mut item) = self.items.remove(&place) else { continue };
            self.take(place, &item);
            item.story = story;
            self.put(place, &item);
            self.items.insert(place, item);
        }
        self.settle(old);
        self.keep_apart(name, self.stories.get(&old)?.name);
        Some(Split { story: name, renamed })
    }

    /// Gives a story another name if it goes by `taken`.
    fn rename(&mut self, story: u64, taken: u64, heir: u64) -> Option<Merge> {
        let story_now = self.stories.get_mut(&story).filter(|s| s.name == taken)?;
        story_now.name = heir;
        self.names.remove(&taken);
        self.names.insert(heir, story);
        self.apart.rename(taken, heir);
        Some(Merge { from: taken, into: heir })
    }

    /// All items of story `from` are of story `into`, and what is like either belongs to it from now on. Stories that
    /// the desk no longer remembers can be named as well.
    pub fn join(&mut self, from: u64, into: u64) -> Merge {
        match (self.names.get(&from).copied(), self.names.get(&into).copied()) {
            (Some(young), Some(old)) if young != old => drop(self.merge(young, old)),
            (Some(only), None) => drop(self.rename(only, from, into)),
            _ => self.apart.rename(from, into),
        }
        Merge { from, into }
    }

    /// Two stories that are not to become one: an editor split them. For [`Desk::recall`]; `split` does it by itself.
    pub fn keep_apart(&mut self, a: u64, b: u64) {
        self.apart.part(a, b);
    }
}

/// What came of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The new story of the items.
    pub story: u64,
    /// The old story's new name, if the items took its name with them. To be carried out first.
    pub renamed: Option<Merge>,
}
