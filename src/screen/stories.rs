//! Verbs on whole stories: they are spiked after a question that counts what that changes, or made one.

use std::collections::{BTreeMap, BTreeSet};

use super::commands::Command;
use super::message::Effect;
use super::overlay::{Confirm, Confirmed};
use super::state::{Picked, Screen};
use super::verbs::{Doing, Known};
use crate::wire::{Compare, Field, IdsRequest, ItemId, LogKind, Query, Question, Sort, Target, Term, Verb};

/// Stories of which it is asked what is spiked of them; of more it is only told how many items they have.
const LOOKED_INTO: usize = 100;

/// Stories that are to be spiked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spiking {
    /// The items by which they were named.
    items: Vec<ItemId>,
    /// How many stories they are; an item in none counts as one.
    stories: usize,
    /// How many items they have.
    count: usize,
    /// Of `items`, those that are spiked, or will be once all is written.
    spiked: BTreeSet<ItemId>,
}

impl Spiking {
    /// What is asked before; the error is why there is nothing to do.
    fn question(&self) -> Result<String, &'static str> {
        let (these, of, its) = match self.stories {
            1 => ("this story".to_owned(), "it", "its"),
            n => (format!("these {n} stories"), "them", "their"),
        };
        Ok(match (self.count.saturating_sub(self.spiked.len()), self.count) {
            (0, 1) => return Err("already spiked, and nothing else is of the story"),
            (0, _) if self.stories == 1 => return Err("the whole story is spiked already"),
            (0, _) => return Err("all of these stories is spiked already"),
            (1, 1) => "spike this story? It has this one item.".to_owned(),
            (open, all) if open == all => format!("spike {these}, all {all} items of {of}?"),
            (1, all) => format!("spike {these}? One of {its} {all} items is not spiked yet."),
            (open, all) => format!("spike {these}? {open} of {its} {all} items are not spiked yet."),
        })
    }
}

impl Screen {
    /// Asks whether the whole stories of these items are to be spiked; first the cache, what of them is spiked already.
    pub(crate) fn ask_spike_stories(&mut self, items: Vec<ItemId>, known: &Known, out: &mut Vec<Effect>) {
        if items.is_empty() {
            self.notes.say("there is no item here");
            return;
        }
        if known.len() < items.len() {
            // Of so many it was not asked what they stand for.
            let words = format!("spike the stories of these {} items, all of each?", items.len());
            self.confirm = Some(Confirm { words, what: Confirmed::SpikeStories(items) });
            return;
        }
        // Of one story, however many of its items are selected, all are spiked once.
        let stories: BTreeMap<i64, u32> =
            known.values().filter_map(|(row, _)| Some((row.story?, row.story_items.max(1)))).collect();
        let alone = known.values().filter(|(row, _)| row.story.is_none()).count();
        let spiked = known.iter().filter(|(_, (_, status))| status.spiked).map(|(id, _)| *id).collect();
        let spiking = Spiking {
            stories: stories.len() + alone,
            count: stories.values().map(|count| *count as usize).sum::<usize>() + alone,
            items,
            spiked,
        };
        if stories.is_empty() || stories.len() > LOOKED_INTO {
            return self.spiked_came(spiking, Vec::new());
        }
        let of = |story: &i64| Query::Term(Term::Number(Field::Story, Compare::Equal, *story));
        let stories = Query::Or(stories.keys().map(of).collect());
        let query = Query::And(vec![Query::Term(Term::State("spiked".into())), stories]);
        let ticket = self.asks.ticket();
        let (sort, limit) = (Sort::Newest, spiking.count);
        self.asks.ids = Some((ticket, Picked::SpikeStories(spiking)));
        out.push(Effect::Ask(Question::Ids(IdsRequest { ticket, query, sort, from: None, to: None, limit })));
    }

    /// It is known what is spiked of the stories that are to be.
    pub(crate) fn spiked_came(&mut self, mut spiking: Spiking, more: Vec<ItemId>) {
        spiking.spiked.extend(more);
        match spiking.question() {
            Ok(words) => self.confirm = Some(Confirm { words, what: Confirmed::SpikeStories(spiking.items) }),
            Err(nothing) => self.notes.say(nothing),
        }
    }

    /// Makes the stories of the selected items one: the oldest takes the others in.
    pub(crate) fn join_stories(&mut self, out: &mut Vec<Effect>) {
        let items = self.chosen(None).unwrap_or_default();
        let stories: Vec<i64> = items.iter().filter_map(|id| self.list.row(*id)?.story).collect();
        let Some(oldest) = stories.iter().min().copied().filter(|_| stories.len() == items.len()) else {
            self.notes.say("not every one of these is in a story and in sight");
            return;
        };
        if stories.iter().all(|story| *story == oldest) {
            let key = self.setup.keymap.chords_of(Command::SelectRange).into_iter().next().unwrap_or_default();
            self.notes.say(format!("select items of several stories first ({key} begins a range)"));
            return;
        }
        self.act_on(&Doing::verb(Verb::Join(oldest)), items, out);
    }

    /// Spikes the stories of items in one decision, and goes on to the next item.
    pub(crate) fn spike_stories(&mut self, items: Vec<ItemId>, out: &mut Vec<Effect>) {
        self.list.touched = true;
        self.list.acted.extend(&items);
        self.send(LogKind::Did(Verb::Spike), Target::Stories(items.clone()), String::new(), false, out);
        self.refresh_page(out);
        let through = if self.setup.advance { items.clone() } else { Vec::new() };
        self.acted(items, through, out);
    }
}
