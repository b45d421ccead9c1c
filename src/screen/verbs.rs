//! Verdicts: from a key to a decision on its way.

use std::collections::{BTreeMap, BTreeSet};

use super::commands::{Command, Pane};
use super::message::Effect;
use super::overlay::{Confirm, Confirmed};
use super::pending::{Waiting, context};
use super::select::{MOST, Stretch};
use super::state::{Picked, Screen, Sought};
use super::times::until_words;
use super::views::Fold;
use crate::triage::{self, Context, Refusal};
use crate::wire::{Anchor, Decision, ItemId, LogKind, Query, Question, Row, Status, Target, Term, Together, Verb};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Items of one decision whose rows are asked for, where the window does not have them: a question about more says only how many
/// were named.
const WEIGHED: usize = 20_000;

/// Items with their rows, and the status of each once everything on its way is written.
pub(super) type Known = BTreeMap<ItemId, (Row, Status)>;

/// What is to be done to items that may not all be known yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Doing {
    /// What this key means for them: the verb, or its reverse where all of them have it already.
    Key(Command),
    /// These verbs, one decision each.
    Verbs(Vec<Verb>),
    /// The whole stories of them are spiked.
    SpikeStories,
}

impl Doing {
    /// One verb.
    pub fn verb(verb: Verb) -> Self {
        Self::Verbs(vec![verb])
    }
}

/// The verb of a key, and the one that takes it back where a status has it already.
pub(super) fn verb_for(command: Command, status: &Status, who: &str) -> Option<(Verb, bool)> {
    let (verb, back, has) = match command {
        Command::Flag => (Verb::Flag(None), Verb::Unflag, status.flagged.is_some()),
        Command::Spike => (Verb::Spike, Verb::Unspike, status.spiked),
        Command::Hold => (Verb::Hold(None), Verb::Unhold, status.held),
        Command::Use => (Verb::Use, Verb::Unuse, status.used),
        Command::Claim => (Verb::Claim, Verb::Release, status.claimed_by.as_deref() == Some(who)),
        Command::ToggleRead => (Verb::Read, Verb::Unread, status.read),
        Command::MarkRead => (Verb::Read, Verb::Read, false),
        Command::MarkUnread => (Verb::Unread, Verb::Unread, false),
        Command::Unflag => (Verb::Unflag, Verb::Unflag, false),
        Command::Unspike => (Verb::Unspike, Verb::Unspike, false),
        Command::Unhold => (Verb::Unhold, Verb::Unhold, false),
        Command::Unuse => (Verb::Unuse, Verb::Unuse, false),
        Command::Release => (Verb::Release, Verb::Release, false),
        _ => return None,
    };
    Some(if has { (back, true) } else { (verb, false) })
}

/// Whether the editor is done with an item after this verb.
fn moves_on(verb: &Verb) -> bool {
    matches!(verb, Verb::Flag(_) | Verb::Spike | Verb::Hold(_) | Verb::Use | Verb::Claim | Verb::Assign(_))
}

/// What a verb is about to do to many items, as a question.
fn question(verb: &Verb, count: usize, now: Timestamp, zone: &TimeZone) -> String {
    if let Verb::Hold(Some(until)) = verb {
        return format!("hold {count} items until {}?", until_words(*until, now, zone));
    }
    match triage::verb_word(verb) {
        ("read" | "seen", _) => format!("mark {count} items read?"),
        ("unread", _) => format!("mark {count} items unread?"),
        ("ack", _) => format!("acknowledge {count} items?"),
        ("note", _) => format!("put this note on {count} items?"),
        ("assign", Some(name)) => format!("claim {count} items for {name}?"),
        (word, Some(value)) => format!("{word} {count} items “{value}”?"),
        (word, None) => format!("{word} {count} items?"),
    }
}

impl Screen {
    /// The item that a command is about: the story in the reader when that has the focus, else the cursor's.
    pub(crate) fn current_row(&self) -> Option<&Row> {
        let reading = self.reader.reading.as_ref();
        // A story on its way to the reader is what the editor means already; the one still shown is not.
        let coming = self.reader.wanted.and_then(|id| self.list.row(id));
        match self.focus {
            Pane::Reader | Pane::Quotes if coming.is_some() => coming,
            Pane::Reader | Pane::Quotes => match reading {
                Some(reading) => self.list.row(reading.row.id).or(Some(&reading.row)),
                None => self.list.current(),
            },
            Pane::List | Pane::Drawer => self.list.current(),
        }
    }

    /// The items that a verb is about: those of its row, else the selection, else as many from the current one on as the count says. The error
    /// is the stretch to ask the cache for, where they are not all in the window.
    pub(crate) fn chosen(&self, count: Option<u32>) -> Result<Vec<ItemId>, Stretch> {
        if let Some(items) = self.row.items() {
            return Ok(items.to_vec());
        }
        if !self.list.selection.is_empty() {
            return Ok(self.list.selected(self.view.order())?.into_iter().collect());
        }
        let Some(row) = self.current_row() else { return Ok(Vec::new()) };
        let count = count.unwrap_or(1).max(1) as usize;
        match self.list.rows.iter().position(|r| r.id == row.id) {
            Some(at) if at + count > self.list.rows.len() && self.list.has_more_below() => {
                Err(Stretch { from: Some(Anchor::of(row)), to: None, limit: count })
            }
            Some(at) => Ok(self.list.rows.iter().skip(at).take(count).map(|r| r.id).collect()),
            None => Ok(vec![row.id]),
        }
    }

    /// Does something to the items that it is about, once they are known.
    pub(crate) fn act(&mut self, doing: Doing, count: Option<u32>, out: &mut Vec<Effect>) {
        let story = doing == Doing::Key(Command::Spike) && count.is_none() && self.list.selection.is_empty();
        let story = story && self.row.items().is_none();
        let stands_for_more = |row: &Row| row.story_items > 1 && !self.list.is_member(row.id);
        if story && self.view.folding() == Fold::Stories && self.current_row().is_some_and(stands_for_more) {
            return self.act(Doing::SpikeStories, None, out);
        }
        if self.once_selected(Picked::Act(doing.clone())) {
            return;
        }
        match self.chosen(count) {
            Ok(items) if items.is_empty() => self.notes.say("there is no item here"),
            Ok(items) => self.act_on(&doing, items, out),
            Err(stretch) => self.ask_ids(self.view.whole(), stretch, Picked::Act(doing), out),
        }
    }

    /// Does something to these items, once it is known how each of them stands.
    pub(crate) fn act_on(&mut self, doing: &Doing, items: Vec<ItemId>, out: &mut Vec<Effect>) {
        let known = self.known(&items, Vec::new());
        if known.len() == items.len() || items.len() > WEIGHED {
            return self.act_on_known(doing, items, &known, out);
        }
        let ticket = self.asks.ticket();
        self.asks.weighed = Some((ticket, doing.clone(), items.clone()));
        out.push(Effect::Ask(Question::Weigh(ticket, items)));
    }

    /// The cache has told how items beyond the window stand.
    pub(crate) fn weighed(&mut self, doing: &Doing, items: Vec<ItemId>, rows: Vec<Row>, out: &mut Vec<Effect>) {
        let known = self.known(&items, rows);
        let items = items.into_iter().filter(|id| known.contains_key(id)).collect();
        self.act_on_known(doing, items, &known, out);
    }

    /// How these items stand, as far as the window, the reader and `rows` tell, and how they will once all is written.
    pub(super) fn known(&self, items: &[ItemId], rows: Vec<Row>) -> Known {
        let wanted: BTreeSet<ItemId> = items.iter().copied().collect();
        let open = self.reader.reading.as_ref().map(|reading| &reading.row);
        // The window is drawn and hears of every change: it goes before what was asked for.
        let shown = self.list.rows.iter().chain(open).filter(|row| wanted.contains(&row.id)).cloned();
        let with_status = |row: Row| (row.id, (self.pending.expected(&row, &self.setup.who), row));
        rows.into_iter().chain(shown).map(with_status).map(|(id, (status, row))| (id, (row, status))).collect()
    }

    /// Does something to these items; asks first where they are more than the list shows.
    fn act_on_known(&mut self, doing: &Doing, items: Vec<ItemId>, known: &Known, out: &mut Vec<Effect>) {
        if *doing == Doing::SpikeStories {
            return self.ask_spike_stories(items, known, out);
        }
        let mut decisions = Vec::new();
        let mut refused = None;
        let mut is_so = true;
        for verb in self.resolve(doing, known, items.len()) {
            // What is not known is judged by the cache, which says what it left alone.
            let allowed = |id: &ItemId| {
                let Some((row, status)) = known.get(id) else { return true };
                let rules = Context { embargoed: row.is_embargoed(self.now), ..context(row, &self.setup.who) };
                let checked = triage::apply(status, &verb, &rules);
                let refuse = |why: Refusal| {
                    is_so &= why.changes_nothing();
                    refused = Some((row.headline.clone(), why));
                };
                checked.map_err(refuse).is_ok()
            };
            let allowed: Vec<ItemId> = items.iter().copied().filter(allowed).collect();
            if !allowed.is_empty() {
                decisions.push((verb, allowed));
            }
        }
        let Some((verb, allowed)) = decisions.last() else {
            if is_so && self.row_goes_on() {
                // All is as it should be: that ends no row of commands.
                return;
            }
            if let Some((headline, why)) = refused {
                let why = self.refusal_words(&why.to_string());
                let alone = match items.len() {
                    0 | 1 => format!("{why}: {headline}"),
                    n => format!("nothing done, {n} items left alone, the last: {why}: {headline}"),
                };
                self.notes.trouble(match self.row.said() {
                    Some(said) => format!("{said}; and then: {alone}"),
                    None => alone,
                });
            }
            return;
        };
        let touched = self.touched(verb, allowed, known);
        let left = items.len() - allowed.len();
        if touched <= self.list.height.max(1) {
            let left = refused.filter(|_| left > 0).map(|(_, why)| (left, self.refusal_words(&why.to_string())));
            return self.decide(decisions, left, out);
        }
        let mut words = question(verb, touched, self.now, &self.setup.zone);
        if self.hides_folded(verb, allowed, known) {
            words = format!("{}, with what may be folded out of sight?", words.trim_end_matches('?'));
        }
        if let Some((_, why)) = refused.filter(|_| left > 0) {
            words = format!("{words} {left} left alone: {}.", self.refusal_words(&why.to_string()));
        }
        self.confirm = Some(Confirm { words, what: Confirmed::Decide(decisions) });
    }

    /// The verbs that are meant: a key takes back only where every item has it already.
    fn resolve(&self, doing: &Doing, known: &Known, all: usize) -> Vec<Verb> {
        let command = match doing {
            Doing::Verbs(verbs) => return verbs.clone(),
            Doing::SpikeStories => return vec![Verb::Spike],
            Doing::Key(command) => *command,
        };
        let who = &self.setup.who;
        let meant = |status: &Status| verb_for(command, status, who);
        // What has gone out once more is not unused by it.
        let back = known.len() == all && !self.row.is_late();
        let done = back && known.values().all(|(_, status)| meant(status).is_some_and(|(_, back)| back));
        let sample = known.values().next().filter(|_| done).map(|(_, status)| status.clone());
        meant(&sample.unwrap_or_default()).map(|(verb, _)| verb).into_iter().collect()
    }

    /// Sends decisions about the same items; then it goes on, unless more is to be done to them. `left` is how many items are left
    /// alone and why, where that was not told.
    pub(crate) fn decide(
        &mut self,
        decisions: Vec<(Verb, Vec<ItemId>)>,
        left: Option<(usize, String)>,
        out: &mut Vec<Effect>,
    ) {
        let mut through = Vec::new();
        let mut about = Vec::new();
        for (verb, items) in decisions {
            about.extend(items.iter().copied());
            let words = match items.as_slice() {
                [one] => {
                    let row = self.list.row(*one).or(self.current_row().filter(|row| row.id == *one));
                    row.map_or(String::new(), |row| row.headline.clone())
                }
                _ => String::new(),
            };
            // From a list of reasons one goes on when the reason is dealt with; a story that was read for it stays.
            let dealt = verb == Verb::Acknowledge && self.view.says_why() && self.focus == Pane::List;
            if (moves_on(&verb) || dealt) && self.setup.advance {
                through.clone_from(&items);
            }
            // Where an item stands is no verdict on it: its row may go there.
            if !matches!(verb, Verb::Split | Verb::Join(_)) {
                self.list.acted.extend(&items);
            }
            let target = self.target(&verb, items);
            self.send(LogKind::Did(verb), target, words, false, out);
            if let Some(waiting) = self.pending.newest() {
                waiting.left.clone_from(&left);
            }
        }
        self.list.touched = true;
        self.acted(about, through, out);
    }

    /// Marks an item read without a word, because it was opened or read to its end.
    pub(crate) fn mark_read(&mut self, id: ItemId, out: &mut Vec<Effect>) {
        let known = self.list.row(id).or_else(|| self.reader.reading.as_ref().map(|r| &r.row).filter(|r| r.id == id));
        if known.is_some_and(|row| self.pending.expected(row, &self.setup.who).read) {
            return;
        }
        // Another outlet's run of copy that was read is read; another item of its story is not.
        let target = match self.view.folding() {
            Fold::Copies => Target::Copies(vec![id]),
            Fold::Items | Fold::Stories => Target::Items(vec![id]),
        };
        self.send(LogKind::Did(Verb::Seen), target, String::new(), true, out);
    }

    /// Marks everything in the view read, in one decision.
    pub(crate) fn read_all(&mut self, out: &mut Vec<Effect>) {
        let target = Target::Query(Box::new(self.view.every()));
        self.list.touched = true;
        self.send(LogKind::Did(Verb::Read), target, format!("everything in {}", self.view.in_words()), false, out);
    }

    /// Marks these items of the view read, in one decision.
    pub(crate) fn read_in_view(&mut self, items: Vec<ItemId>, out: &mut Vec<Effect>) {
        let words = format!("everything in {}", self.view.in_words());
        self.list.touched = true;
        self.send(LogKind::Did(Verb::Read), Target::Items(items), words, false, out);
    }

    /// Marks what stands above the cursor read.
    pub(crate) fn read_above(&mut self, out: &mut Vec<Effect>) {
        let Some(current) = self.list.current().cloned() else {
            self.notes.say("there is no item here");
            return;
        };
        if self.list.has_more_above() {
            let unread = Query::Term(Term::State("unread".into()));
            let above = Stretch { from: None, to: Some(Anchor::of(&current)), limit: MOST };
            self.ask_ids(self.view.others(unread, current.story), above, Picked::ReadAbove(current.id), out);
            return;
        }
        let who = &self.setup.who;
        let above = self.list.rows.iter().take(self.list.cursor).filter(|r| !self.pending.expected(r, who).read);
        self.read_these(above.map(|r| r.id).collect(), out);
    }

    /// Marks these items read; none are told.
    pub(crate) fn read_these(&mut self, items: Vec<ItemId>, out: &mut Vec<Effect>) {
        match items.is_empty() {
            true => self.notes.say("nothing above is unread"),
            false => self.act_on(&Doing::verb(Verb::Read), items, out),
        }
    }

    /// Asks for the last decision to be taken back, or done again.
    pub(crate) fn undo(&mut self, kind: LogKind, out: &mut Vec<Effect>) {
        self.send(kind, Target::Items(Vec::new()), String::new(), false, out);
    }

    /// What a verb on rows of the list is about. Spiking and reading take along what is folded under a row, whether it is open or not;
    /// on an item beneath it they are about that one. A flag, a hold, a claim or a use is put on the one piece of copy that is seen.
    fn target(&self, verb: &Verb, items: Vec<ItemId>) -> Target {
        let along = matches!(verb, Verb::Spike | Verb::Unspike | Verb::Read | Verb::Unread);
        if matches!(verb, Verb::Join(_)) {
            return Target::Stories(items);
        }
        let fold = self.view.folding();
        let (mut beneath, rows): (Vec<ItemId>, Vec<ItemId>) = items.iter().partition(|id| self.list.is_member(**id));
        // Of rows beyond the window only the cache knows what stands under them.
        let folded = |id: &ItemId| self.list.row(*id).is_none_or(|row| self.folded_under(row).is_some());
        if !along || !rows.iter().any(folded) {
            return Target::Items(items);
        }
        let group = |id: &ItemId| self.list.row(*id).and_then(|row| fold.group(row));
        let groups: BTreeSet<_> = rows.iter().filter_map(group).collect();
        beneath.retain(|id| group(id).is_none_or(|group| !groups.contains(&group)));
        let target = match fold {
            Fold::Items => return Target::Items(items),
            Fold::Copies => Target::Copies(rows),
            Fold::Stories => Target::Stories(rows),
        };
        if beneath.is_empty() { target } else { Target::With(Box::new(target), beneath) }
    }

    /// How many items a verb on rows touches: what it takes along of what is folded under them too, as far as it is known.
    pub(crate) fn touched(&self, verb: &Verb, items: &[ItemId], known: &Known) -> usize {
        self.count(&self.target(verb, items.to_vec()), known)
    }

    fn count(&self, target: &Target, known: &Known) -> usize {
        let row = |id: &ItemId| known.get(id).map(|(row, _)| row).or_else(|| self.list.row(*id));
        // Of one copy or story, however many of its rows there are, all items are touched once.
        let under = |items: &[ItemId], of: fn(&Row) -> (Option<Together>, u32)| {
            let groups = items.iter().map(|id| match row(id).map(of) {
                Some((Some(group), count)) => ((Some(group), None), count.max(1) as usize),
                _ => ((None, Some(*id)), 1),
            });
            groups.collect::<BTreeMap<_, _>>().into_values().sum()
        };
        match target {
            Target::Copies(items) => under(items, |row| (Fold::Copies.group(row), row.copy_in_story)),
            Target::Stories(items) => under(items, |row| (Fold::Stories.group(row), row.story_items)),
            Target::Items(items) => items.len(),
            Target::With(first, items) => self.count(first, known) + items.len(),
            Target::Query(_) => self.list.total as usize,
        }
    }

    /// Whether a verb takes along what is folded under rows that are not known: how many that are, only the cache knows.
    fn hides_folded(&self, verb: &Verb, items: &[ItemId], known: &Known) -> bool {
        let along = !matches!(self.target(verb, items.to_vec()), Target::Items(_));
        along && items.iter().any(|id| !known.contains_key(id) && self.list.row(*id).is_none())
    }

    /// The items that a target names, and those in the window that it takes along.
    fn reached(&self, target: &Target) -> Vec<ItemId> {
        let (items, fold) = match target {
            Target::Query(_) => return Vec::new(),
            Target::Items(items) => return items.clone(),
            Target::With(first, items) => {
                return self.reached(first).into_iter().chain(items.iter().copied()).collect();
            }
            Target::Copies(items) => (items, Fold::Copies),
            Target::Stories(items) => (items, Fold::Stories),
        };
        let groups: BTreeSet<_> = items.iter().filter_map(|id| fold.group(self.list.row(*id)?)).collect();
        let along = self.list.rows.iter().filter(|row| fold.group(row).is_some_and(|group| groups.contains(&group)));
        let all: BTreeSet<ItemId> = along.map(|row| row.id).chain(items.iter().copied()).collect();
        all.into_iter().collect()
    }

    pub(crate) fn send(&mut self, kind: LogKind, target: Target, words: String, quiet: bool, out: &mut Vec<Effect>) {
        let ticket = self.asks.ticket();
        let items = self.reached(&target);
        let verb = match &kind {
            LogKind::Did(verb) => Some(verb.clone()),
            LogKind::Undo | LogKind::Redo => None,
        };
        self.pending.note(ticket, Waiting::new(verb, items, words, quiet));
        let who = self.setup.who.clone();
        out.push(Effect::Write(Decision { ticket, at: self.now, who, kind, target }));
    }

    /// Goes to the next item without a verdict, or among those to be looked at again to the next that is; a reader with the focus
    /// opens it.
    pub(super) fn advance(&mut self, done: &[ItemId], out: &mut Vec<Effect>) {
        // What was done may reach anywhere; the editor is at the item that is read, or at the cursor.
        let here = self.current_row().and_then(|row| self.list.rows.iter().position(|r| r.id == row.id));
        let from = here.unwrap_or(self.list.cursor);
        let who = &self.setup.who;
        let done: BTreeSet<ItemId> = done.iter().copied().collect();
        let waits = |r: &Row| match self.view.says_why() {
            true => !r.again.is_empty(),
            false => self.pending.expected(r, who).is_untriaged() && !r.is_killed(),
        };
        let open = |r: &Row| !done.contains(&r.id) && waits(r);
        match self.list.rows.iter().skip(from).position(open) {
            Some(next) => {
                self.list.go(from + next);
                if self.focus != Pane::List {
                    self.open_current(out);
                }
                self.more_rows(out);
            }
            None if self.list.has_more_below() && done.len() == 1 => self.seek(1, Sought::Untriaged, out),
            // What was decided beyond the window is not on disk yet, and would be found as if it were open.
            None if self.list.has_more_below() => {
                if let Some(waiting) = self.pending.newest() {
                    waiting.goes_on = true;
                }
            }
            None => {}
        }
    }
}
