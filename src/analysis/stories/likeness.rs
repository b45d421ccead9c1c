//! How like an item is to a story, and two stories to one another.

use crate::analysis::stories::desk::Desk;
use crate::analysis::stories::live::Story;
use crate::analysis::stories::lookup::Lookup;
use crate::analysis::stories::print::Print;
use crate::analysis::stories::vector::{Term, Vector};

/// An item or a story, ready to be held against stories.
///
/// The constants below were chosen by resampling events (random 60 % of them, in random order where there are no dates) on
/// full texts of look-alike events and on bare headlines. Most of them lie on a plateau; the thresholds matter most.
#[derive(Debug)]
pub(super) struct Probe {
    /// Weights times rarity, squared: one factor for either side.
    all: Lookup<1024>,
    lead: Lookup<256>,
    /// Its heaviest terms, by which stories are looked up.
    keys: Vec<(Term, f32)>,
    length: f32,
    lead_length: f32,
    pub brief: bool,
    at: Option<i64>,
}

/// What likeness of the leads counts; the rest is that of the whole texts. A text tells of other events too; its lead
/// and headline tell of this one.
const LEAD: f32 = 0.5;
/// What the numbers of a story take off if the item has none of them: most copy on one event gives the same dates,
/// tolls and sums, and look-alike events differ in them.
const FIGURES: f32 = 0.1;
/// What likeness to the nearest items of a story counts for a headline, against likeness to the whole: headlines on one
/// event have little in common, but each has a near neighbour.
const NEIGHBOURS: f32 = 0.4;
/// Nearest items taken.
const NEIGHBOURS_TAKEN: usize = 3;
/// Stories whose items are looked at one by one.
const LOOKED_INTO: usize = 6;
/// Terms of an item by which stories are looked up, and of a story by which it is found.
pub(super) const KEYS: usize = 40;
/// Stories compared with an item.
const TRIED: usize = 12;
/// Stories compared with a story.
const TRIED_MERGING: usize = 6;
/// Half-life of likeness in the time between an item and the last of a story, in seconds.
const HALF_LIFE: f32 = 2.0 * 86_400.0;

impl Desk {
    /// Makes an item ready.
    pub(super) fn probe(&self, print: &Print, all: &Vector, lead: &Vector, at: Option<i64>) -> Probe {
        let (all, length) = self.twice(all);
        let (lead, lead_length) = self.twice(lead);
        let keys = if print.brief { &lead } else { &all }.heaviest(KEYS);
        let (all, lead) = (Lookup::of(&all), Lookup::of(&lead));
        Probe { all, lead, keys, length, lead_length, brief: print.brief, at }
    }

    /// Each weight times rarity squared, and the length with rarity once.
    fn twice(&self, vector: &Vector) -> (Vector, f32) {
        let mut length = 0.0;
        let parts = vector.0.iter().map(|(term, weight)| {
            let rarity = self.rarity.of(*term);
            length += (weight * rarity).powi(2);
            (*term, weight * rarity * rarity)
        });
        (Vector(parts.collect()), length.sqrt())
    }

    /// What an item adds to its story's sums: each item counts the same, however long it is.
    pub(super) fn shares(probe: &Probe) -> (f32, f32) {
        (1.0 / probe.length.max(0.01), 1.0 / probe.lead_length.max(0.01))
    }

    /// The story most like the item, with the likeness; none that an editor took it out of.
    pub(super) fn nearest(&self, id: u64, probe: &Probe) -> Option<(u64, f32)> {
        let found = self.index.nearest(&probe.keys, TRIED);
        let mut like: Vec<(u64, f32)> = found
            .iter()
            .filter_map(|(serial, _)| Some((*serial, self.stories.get(serial)?)))
            .filter(|(_, story)| !self.apart.has(story.name, id))
            .map(|(serial, story)| (serial, likeness(probe, story)))
            .collect();
        if probe.brief {
            like.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            like.truncate(LOOKED_INTO);
            for (serial, like) in &mut like {
                *like += NEIGHBOURS * (self.neighbours(*serial, probe) - *like);
            }
        }
        like.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    }

    /// Mean likeness of a headline to the leads of the nearest of a story's last items.
    fn neighbours(&self, serial: u64, probe: &Probe) -> f32 {
        let Some(story) = self.stories.get(&serial) else { return 0.0 };
        let items = story.latest.iter().filter_map(|place| self.items.get(place));
        let mut near: Vec<f32> = items
            .map(|item| {
                probe.lead.dot(&item.lead.0, |part| *part) * item.shares.1 / probe.lead_length.max(f32::MIN_POSITIVE)
            })
            .collect();
        near.sort_unstable_by(|a, b| b.total_cmp(a));
        near.truncate(NEIGHBOURS_TAKEN);
        near.iter().sum::<f32>() / near.len().max(1) as f32
    }

    /// The other story most like one, if the likeness is more than `same`.
    pub(super) fn same_as(&self, serial: u64, whole: &Vector, lead: &Vector, same: f32) -> Option<u64> {
        let story = self.stories.get(&serial)?;
        let keys = whole.heaviest(KEYS);
        let found = self.index.nearest(&keys, TRIED_MERGING);
        if found.iter().all(|(other, _)| *other == serial) {
            return None;
        }
        let twice = |v: &Vector| Vector(v.0.iter().map(|(term, w)| (*term, w * self.rarity.of(*term))).collect());
        let probe = Probe {
            all: Lookup::of(&twice(whole)),
            lead: Lookup::of(&twice(lead)),
            keys,
            length: story.whole.length,
            lead_length: story.lead.length,
            brief: false,
            at: story.last,
        };
        let mut best = (same, None);
        for (other, _) in found {
            let Some(that) = self.stories.get(&other).filter(|_| other != serial) else { continue };
            let like = cosine(&probe, that) * fade(that.last, probe.at);
            if like > best.0 && !self.apart.has(that.name, story.name) {
                best = (like, Some(other));
            }
        }
        best.1
    }
}

fn likeness(probe: &Probe, story: &Story) -> f32 {
    if probe.brief {
        return story.lead.cosine(&probe.lead, probe.lead_length) * fade(story.last, probe.at);
    }
    (cosine(probe, story) - FIGURES * missing(probe, story)) * fade(story.last, probe.at)
}

fn cosine(probe: &Probe, story: &Story) -> f32 {
    let whole = story.whole.cosine(&probe.all, probe.length);
    whole + LEAD * (story.lead.cosine(&probe.lead, probe.lead_length) - whole)
}

/// How much of the story's numbers the item lacks, 0 to 1.
fn missing(probe: &Probe, story: &Story) -> f32 {
    let (mut lacking, mut all) = (0.0, 0.1);
    for (term, weight) in &story.figures {
        all += weight;
        lacking += if probe.all.has(*term) { 0.0 } else { *weight };
    }
    lacking / all
}

fn fade(last: Option<i64>, at: Option<i64>) -> f32 {
    let (Some(last), Some(at)) = (last, at) else { return 1.0 };
    (-(at.saturating_sub(last).max(0) as f32) / HALF_LIFE).exp2()
}
