//! Commands one after another: each waits until what the one before asked of the cache is there.

use super::commands::{Command, line_of};
use super::message::Effect;
use super::prompt::Prompt;
use super::state::Screen;
use super::steps::Step;
use crate::wire::Sort;

impl Screen {
    /// Runs what a key or the palette stands for; the count is the first command's.
    pub(crate) fn run_steps(&mut self, steps: &[Step], count: Option<u32>, out: &mut Vec<Effect>) {
        let Some((first, rest)) = steps.split_first() else { return };
        // The cursor is on its way to another item: a verb pressed by now is meant for that one.
        if self.asks.seek.is_some() && first.command != Command::Drop {
            self.queue.extend(steps.iter().cloned());
            return;
        }
        self.queue.clear();
        if self.notes.trouble {
            // What went wrong before must not end what is only beginning.
            self.notes.say("");
        }
        self.queue.extend(rest.iter().cloned());
        self.run_step(first, count, out);
    }

    /// Runs the commands that wait, as far as nothing is under way that they build on. What went wrong ends the row.
    pub(crate) fn go_on(&mut self, out: &mut Vec<Effect>) {
        while !self.queue.is_empty() {
            if self.notes.trouble {
                self.queue.clear();
            }
            let asks = &self.asks;
            let waits = asks.ids.is_some() || asks.page.is_some() || asks.seek.is_some() || asks.reading.is_some();
            if waits || self.prompt.is_some() || self.confirm.is_some() || self.popup.is_some() {
                return;
            }
            if let Some(step) = self.queue.pop_front() {
                self.run_step(&step, None, out);
            }
        }
    }

    fn run_step(&mut self, step: &Step, count: Option<u32>, out: &mut Vec<Effect>) {
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
