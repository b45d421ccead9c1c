//! Commands one after another: each waits until what the one before asked of the cache is there.

use std::collections::BTreeSet;

use super::commands::{Command, Group, line_of};
use super::message::Effect;
use super::pending::context;
use super::prompt::Prompt;
use super::select::Selection;
use super::state::Screen;
use super::steps::Step;
use super::verbs::verb_for;
use crate::triage::{self, Context};
use crate::wire::{ItemId, Row as ItemRow, Sort, Status, Verb};

/// A command that waits for its turn.
#[derive(Debug, Clone)]
pub(crate) struct Queued {
    step: Step,
    /// On how many items, from the current one on.
    count: Option<u32>,
    /// Whether it is of one row with the command before it, and so about the same items.
    goes_on: bool,
}

impl Queued {
    /// Whether it is about the items of the command before it.
    fn is_about_its_row(&self) -> bool {
        self.goes_on && is_about_items(self.step.command)
    }
}

/// What the commands of a row have done so far. Until its last one, or one that goes elsewhere, the cursor and the selection stay.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Whether a verb was done.
    acted: bool,
    /// What the commands to come are about, once one has settled it: the same, but for what that one left alone.
    items: Option<Vec<ItemId>>,
    /// The items that the editor is done with.
    through: Vec<ItemId>,
    /// What has gone out, where the row goes on after that: the editor may be elsewhere by then.
    left: Option<Vec<ItemId>>,
    /// Trouble that was told as it went on, and that nobody can have read yet.
    trouble: Option<String>,
    /// What was said of how copy went out: why a verb was not done to it must not take its place.
    said: Option<String>,
}

impl Row {
    /// The items that it is about, once they are settled.
    pub fn items(&self) -> Option<&[ItemId]> {
        self.items.as_deref()
    }

    /// Whether it goes on about what has gone out.
    pub fn is_late(&self) -> bool {
        self.left.is_some()
    }

    /// What was said of how copy went out, where it goes on about that.
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }
}

/// The rest of a row, to be done to what has gone out.
#[derive(Debug)]
pub(crate) struct Late {
    pub commands: Vec<Queued>,
    pub left: Vec<ItemId>,
    pub said: Option<String>,
}

/// The names of commands that wait.
pub(crate) fn names(commands: &[Queued]) -> String {
    let names = commands.iter().filter_map(|one| line_of(one.step.command)).map(|line| line.name);
    names.collect::<Vec<_>>().join(", ")
}

/// Whether a command is about the items that are chosen, and leaves them so.
fn is_about_items(command: Command) -> bool {
    let group = line_of(command).map(|line| line.group);
    let whole = matches!(command, Command::Undo | Command::Redo | Command::ReadAll | Command::ReadAbove);
    matches!(group, Some(Group::Triage | Group::Out)) && !whole
}

/// Whether a command goes to other items than those that were chosen.
fn goes_elsewhere(command: Command) -> bool {
    let group = line_of(command).map(|line| line.group);
    let moves = matches!(group, Some(Group::Move | Group::Items | Group::Select | Group::Find | Group::Views));
    moves || matches!(command, Command::Undo | Command::Redo)
}

impl Screen {
    /// Runs what a key or the palette stands for. The count is the first command's; where that is about items, so are the commands
    /// after it, about the same ones.
    pub(crate) fn run_steps(&mut self, steps: &[Step], count: Option<u32>, out: &mut Vec<Effect>) {
        let Some(first) = steps.first() else { return };
        let shared = count.filter(|_| is_about_items(first.command));
        let mut row = steps.iter().enumerate().map(|(n, step)| Queued {
            step: step.clone(),
            count: if n == 0 { count } else { shared.filter(|_| is_about_items(step.command)) },
            goes_on: n > 0,
        });
        // The cursor is on its way to another item: a verb pressed by now is meant for that one. What was pressed before is done first.
        if (self.asks.seek.is_some() || self.asks.weighed.is_some()) && first.command != Command::Drop {
            self.queue.extend(row);
            return;
        }
        self.queue.clear();
        self.row = Row::default();
        if self.notes.trouble {
            // What went wrong before must not end what is only beginning.
            self.notes.say("");
        }
        let first = row.next();
        self.queue.extend(row);
        if let Some(first) = first {
            self.run_step(&first, out);
        }
    }

    /// Runs the commands that wait, as far as nothing is under way that they build on. What went wrong ends the row.
    pub(crate) fn go_on(&mut self, out: &mut Vec<Effect>) {
        loop {
            if self.notes.trouble {
                self.queue.clear();
                // The editor is to look at what went wrong where it did.
                self.row.through.clear();
            }
            let asks = &self.asks;
            let chosen = asks.ids.is_none() && asks.weighed.is_none();
            if !chosen || self.prompt.is_some() || self.confirm.is_some() {
                return;
            }
            let shown = asks.page.is_none() && asks.seek.is_none() && asks.reading.is_none() && self.popup.is_none();
            // What is about items that are known needs nothing of the list.
            let known = self.row.items.is_some() && self.queue.front().is_some_and(Queued::is_about_its_row);
            if shown || known {
                if !self.row_goes_on() {
                    self.end_row(out);
                }
                if let Some(queued) = self.queue.pop_front() {
                    self.run_step(&queued, out);
                    continue;
                }
            }
            if !self.queue.is_empty() || !self.begin_late(out) {
                return;
            }
        }
    }

    /// Lets a row go on that has waited for how copy went out. Whether there was one.
    fn begin_late(&mut self, out: &mut Vec<Effect>) -> bool {
        let Some(Late { commands, left, said }) = self.late.pop_front() else { return false };
        self.end_row(out);
        let trouble = (self.notes.trouble && self.notes.fresh).then(|| self.notes.line.clone());
        if self.notes.trouble {
            // It does not end what is only beginning.
            self.notes.say("");
        }
        self.row = Row { items: Some(left.clone()), left: Some(left), trouble, said, ..Row::default() };
        self.queue.extend(commands);
        true
    }

    /// Whether more commands of this row wait.
    pub(super) fn row_goes_on(&self) -> bool {
        self.queue.front().is_some_and(|next| next.goes_on)
    }

    /// Why the row may not go on after this command, where a verb of it is forbidden for all of these items and that is known by now:
    /// what is out cannot be called back.
    pub(crate) fn forbidden(&self, items: &[ItemId]) -> Option<String> {
        let known = self.known(items, Vec::new());
        let refusal = |verb: &Verb, row: &ItemRow, status: &Status| {
            let rules = Context { embargoed: row.is_embargoed(self.now), ..context(row, &self.setup.who) };
            triage::apply(status, verb, &rules).err().filter(|why| !why.changes_nothing())
        };
        self.queue.iter().take_while(|next| next.is_about_its_row()).find_map(|next| {
            let (verb, _) = verb_for(next.step.command, &Status::default(), &self.setup.who)?;
            let refused = known.values().map(|(row, status)| refusal(&verb, row, status).map(|why| (row, why)));
            let refused: Vec<_> = refused.collect::<Option<_>>()?;
            let (row, why) = refused.first().filter(|_| known.len() == items.len())?;
            Some(format!("nothing went out: {why}: {}", row.headline))
        })
    }

    /// Takes the commands that are to be about what this one of the row takes out.
    pub(crate) fn rest_of_row(&mut self) -> Vec<Queued> {
        let count = self.queue.iter().take_while(|next| next.is_about_its_row()).count();
        self.queue.drain(..count).collect()
    }

    /// These are the items of the row, where it goes on.
    pub(crate) fn bind(&mut self, items: &[ItemId]) {
        if self.row_goes_on() {
            self.row.items = Some(items.to_vec());
        }
    }

    /// A verb was done to items; the editor is through with some of them by it. The next command of the row is about the same, and
    /// not about what this one refused; after the last the selection ends, and it goes on to the next item.
    pub(crate) fn acted(&mut self, items: Vec<ItemId>, through: Vec<ItemId>, out: &mut Vec<Effect>) {
        self.row.acted = true;
        self.row.through.extend(through);
        if self.row_goes_on() {
            self.row.items = Some(items);
        } else {
            self.end_row(out);
        }
    }

    fn end_row(&mut self, out: &mut Vec<Effect>) {
        let Row { acted, mut through, left, trouble, .. } = std::mem::take(&mut self.row);
        through.sort_unstable();
        through.dedup();
        // The editor may have gone on to other items while these went out.
        let left = left.map(BTreeSet::from_iter);
        let same = |screen: &Self, left: &BTreeSet<ItemId>| {
            screen.list.selected(screen.view.order()).is_ok_and(|selected| selected.is_subset(left))
        };
        let here = self.current_row().is_some_and(|row| through.binary_search(&row.id).is_ok());
        if acted && left.as_ref().is_none_or(|left| same(self, left)) {
            self.list.selection = Selection::default();
        }
        if !through.is_empty() && (left.is_none() || here) {
            self.advance(&through, out);
        }
        if let Some(before) = trouble {
            let words = if self.notes.trouble { format!("{before} · {}", self.notes.line) } else { before };
            self.notes.trouble(words);
        }
    }

    fn run_step(&mut self, queued: &Queued, out: &mut Vec<Effect>) {
        let Queued { step, count, goes_on } = queued;
        let count = *count;
        if *goes_on && goes_elsewhere(step.command) {
            // From where the cursor stands, and not from the next item.
            self.row.through.clear();
            self.end_row(out);
        }
        // A command that works in one pane alone is asked there.
        let panes = line_of(step.command).map_or(&[][..], |l| l.panes);
        if self.row.left.is_none()
            && !panes.contains(&self.focus)
            && let Some(pane) = panes.first()
        {
            self.focus_on(*pane, out);
        }
        if step.argument.is_empty() {
            return self.run(step.command, count, out);
        }
        if step.command == Command::Sort {
            return match Sort::parse(&step.argument) {
                Ok(sort) => self.sort_by(sort, out),
                Err(why) => self.notes.trouble(format!("sort {}: {why}", step.argument)),
            };
        }
        if matches!(step.command, Command::Save | Command::SendTo | Command::Pipe | Command::OpenWith) {
            return self.ask_way(step.command, Some(step.argument.clone()), count, out);
        }
        let Some(ask) = self.ask_of(step.command) else { return self.run(step.command, count, out) };
        let prompt = Prompt::new(ask, &step.argument).about(count);
        if let Err((_, why)) = self.take_line(&prompt, &step.argument, out) {
            let name = line_of(step.command).map_or("", |l| l.name);
            self.notes.trouble(format!("{name} {}: {why}", step.argument));
        }
    }

    /// Says in which order the list is now, and why not in the one that was asked for.
    pub(crate) fn say_order(&mut self) {
        let (wanted, order) = (self.view.sort, self.view.order());
        let stories = if wanted == order { String::new() } else { format!(" ({wanted} orders folded stories)") };
        self.notes.say(format!("sorted by {order}{stories}"));
    }

    /// Lists in another order: all views, but for one whose order stands in the settings, which is sorted anew when it is opened.
    pub(crate) fn sort_by(&mut self, sort: Sort, out: &mut Vec<Effect>) {
        self.view.sort = sort;
        if !self.view.own_order {
            self.order = sort;
        }
        self.say_order();
        self.reload(out);
    }
}
