//! Commands one after another: each waits until what the one before asked of the cache is there.

use super::commands::{Command, Group, line_of};
use super::message::Effect;
use super::prompt::Prompt;
use super::select::Selection;
use super::state::Screen;
use super::steps::Step;
use crate::wire::{ItemId, Sort};

/// A command that waits for its turn.
#[derive(Debug, Clone)]
pub(crate) struct Queued {
    step: Step,
    /// On how many items, from the current one on.
    count: Option<u32>,
    /// Whether it is of one row with the command before it, and so about the same items.
    goes_on: bool,
}

/// What the commands of a row have done so far. Until its last one, or one that goes elsewhere, the cursor and the selection stay,
/// so that all of them are about the same items.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Whether a verb was done.
    acted: bool,
    /// The items that the editor is done with.
    through: Vec<ItemId>,
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
            // What did not go out is not used: the row waits for how it ended.
            let goes_out = asks.out && self.row_goes_on();
            let waits = goes_out || !chosen || asks.page.is_some() || asks.seek.is_some() || asks.reading.is_some();
            if waits || self.prompt.is_some() || self.confirm.is_some() || self.popup.is_some() {
                return;
            }
            if !self.row_goes_on() {
                self.end_row(out);
            }
            let Some(queued) = self.queue.pop_front() else { return };
            self.run_step(&queued, out);
        }
    }

    /// Whether more commands are to be about the items of this one.
    fn row_goes_on(&self) -> bool {
        self.queue.front().is_some_and(|next| next.goes_on)
    }

    /// A verb was done to items; the editor is through with some of them by it. The next command of the row is about the same, and
    /// not about what this one refused; after the last the selection ends, and it goes on to the next item.
    pub(crate) fn acted(&mut self, items: Vec<ItemId>, through: Vec<ItemId>, out: &mut Vec<Effect>) {
        self.row.acted = true;
        self.row.through.extend(through);
        if self.row_goes_on() {
            self.list.selection = Selection::default();
            self.list.selection.add(items);
        } else {
            self.end_row(out);
        }
    }

    fn end_row(&mut self, out: &mut Vec<Effect>) {
        let Row { acted, mut through } = std::mem::take(&mut self.row);
        through.sort_unstable();
        through.dedup();
        if acted {
            self.list.selection = Selection::default();
        }
        if !through.is_empty() {
            self.advance(&through, out);
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
        if !panes.contains(&self.focus)
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
