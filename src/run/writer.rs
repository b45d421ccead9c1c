//! The writer's thread: decisions first, then deliveries, then, when nothing waits, the digest.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use crate::analysis::Tables;

use crate::run::clock::Clock;
use crate::run::log_keeper::LogKeeper;
use crate::run::programs::{Programs, Ran};
use crate::run::upkeep::DIGEST;
use crate::screen::Ring;
use crate::store::{self, Fired, Retention, Rules, Writer};
use crate::wire::{
    Arrivals, Decision, Delivery, FetchedPage, Outcome, PageAsk, Receipt, Source, SourceId, SourceState,
};

/// Filings after which a transaction ends at the feed's end. The larger a transaction is, the fewer times the same pages of the
/// indexes are written; a decision ends it at the next feed's end.
const BATCH: usize = 1_500;
/// The same while an editor decides: what a decision waits for is the commit of such a batch, and a sync of all that was written
/// since the last one.
const BATCH_BESIDE: usize = 150;
/// How long after a decision the next one is reckoned with.
const AT_WORK: Duration = Duration::from_secs(10);
/// How long a transaction is kept open for more.
const SPAN: Duration = Duration::from_millis(100);
/// How long to wait for the next delivery of a transaction.
const LULL: Duration = Duration::from_millis(10);
/// How long the deliveries must have been quiet before the digest begins, so that a first poll is not slowed by it.
const QUIET: Duration = Duration::from_millis(250);
/// How long the digest waits at most while deliveries keep coming: what an editor must be told of a reprint hangs on it.
const LATEST: Duration = Duration::from_secs(2);
/// The pause between two steps of reading old copy again, or of letting go of it while nobody decides: a fifth of one core's time,
/// and less of the disk's.
const REST: Duration = Duration::from_millis(60);
/// Items read again before a round without a screen ends.
const REREAD_AT_END: usize = 480;
/// How often it is looked whether a source has gone quiet.
const LISTEN: Duration = Duration::from_secs(600);
/// How often old copy is let go of, beside the first time.
const PRUNE: Duration = Duration::from_secs(3600);

/// What the writer can be asked for ahead of deliveries.
#[derive(Debug)]
pub enum Errand {
    /// Write a decision; the receipt goes to the listener.
    Decide(Decision),
    /// Make the cache know these subscriptions; answers their states, in the same order.
    Subscribe(Vec<Source>, oneshot::Sender<Result<Vec<SourceState>, store::Error>>),
    /// Take, or keep, the poller's lease; answers whether this process holds it now.
    Lease(String, oneshot::Sender<bool>),
    /// Give the lease back.
    Unlease(String),
    /// From now on these rules look at what comes in.
    Rules(Rules),
    /// From now on these are the agencies and outlets.
    Names(Arc<Tables>),
    /// Keep what came of fetching an item's page; answers whether the item is still there.
    Keep(Box<(PageAsk, Result<FetchedPage, String>)>, oneshot::Sender<Result<bool, store::Error>>),
    /// Tell whether a source's own server stands on a private network.
    Inside(SourceId, oneshot::Sender<bool>),
    /// Name so many pages at most that these sources want, by their settings.
    WantedPages(Vec<SourceId>, usize, oneshot::Sender<Vec<PageAsk>>),
}

/// What the writer tells.
#[derive(Debug)]
pub enum Told {
    /// A decision's receipt.
    Written(Receipt),
    /// Something was committed; whoever shows the cache should look.
    Committed,
    /// A delivery was committed: what the cache made of it.
    Stored(Box<Delivery>, Arrivals),
    /// A rule wants somebody to look.
    Alert(Ring),
    /// Something went wrong that costs no copy; what, in words.
    Trouble(String),
    /// So many deliveries could not be saved; why, in words.
    Unsaved(usize, String),
    /// Of every source of which copy could not be saved a whole feed is saved since.
    SavedAgain,
    /// The file of the cache is damaged.
    Damaged,
    /// The writer has died; why, in words.
    Died(String),
}

/// The two lanes into the writer, and its thread.
pub struct WriterHandle {
    /// The lane that goes first.
    pub errands: mpsc::Sender<Errand>,
    deliveries: Option<mpsc::Sender<Delivery>>,
    thread: JoinHandle<()>,
}

impl WriterHandle {
    /// The lane for copy; bounded, so that a slow disk slows the poller. It is handed over once. When whoever has it lets go of
    /// it, no more copy comes, and what is written so far is committed without waiting for more.
    ///
    /// # Errors
    /// When it was handed over before.
    pub fn lane_for_copy(&mut self) -> std::io::Result<mpsc::Sender<Delivery>> {
        self.deliveries.take().ok_or_else(|| std::io::Error::other("the lane for copy is taken"))
    }

    /// Closes both lanes and waits until everything in them is on disk.
    pub fn finish(self) {
        drop(self.errands);
        drop(self.deliveries);
        let _ = self.thread.join();
    }
}

/// How the writer does its work.
#[derive(Debug, Clone)]
pub struct Habits {
    /// What may be let go of.
    pub retention: Retention,
    /// How long a lease holds without being renewed.
    pub lease: Duration,
    /// Whether to digest and let go of old copy when idle; a one-shot poll leaves it to its end.
    pub digest: bool,
    /// Items to digest before ending.
    pub digest_at_end: usize,
    /// The rules that look at what comes in.
    pub rules: Rules,
    /// Pages (of 8 KiB) in the write-ahead log after which all but decisions waits for it to be moved.
    pub log_pages: u32,
}

/// Starts the writer.
///
/// # Errors
/// When the thread cannot be started.
pub fn start(
    mut store: Writer,
    habits: Habits,
    clock: Clock,
    tell: impl Fn(Told) + Send + Sync + 'static,
) -> std::io::Result<WriterHandle> {
    store.set_rules(habits.rules.clone());
    let tell: Arc<dyn Fn(Told) + Send + Sync> = Arc::new(tell);
    let programs = match needs_programs(&habits.rules) {
        true => Some(Programs::start(store.path(), Arc::clone(&clock), Arc::clone(&tell))?),
        false => None,
    };
    let (errands, errands_in) = mpsc::channel(256);
    let (deliveries, deliveries_in) = mpsc::channel(4);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let mut store = store;
    let log = match store.hand_over_log() {
        Ok(mover) => Some(LogKeeper::start(mover, habits.log_pages)?),
        Err(error) => {
            tracing::warn!("the writer moves the log itself: {error}");
            None
        }
    };
    let thread = thread::Builder::new().name("writer".into()).spawn(move || {
        let mut work = Work {
            store,
            log,
            habits,
            clock,
            tell,
            programs,
            undigested: true,
            unread: true,
            arrived: 0,
            stored: None,
            decided: None,
            letting_go: None,
            unsaved: BTreeSet::new(),
            damaged: false,
        };
        let run = catch_unwind(AssertUnwindSafe(|| runtime.block_on(work.run(errands_in, deliveries_in))));
        if run.is_err() {
            work.tell(Told::Died(super::event::FAULT.to_owned()));
        }
        work.end();
    })?;
    Ok(WriterHandle { errands, deliveries: Some(deliveries), thread })
}

/// Whether any of the rules starts a program.
fn needs_programs(rules: &Rules) -> bool {
    rules.all.iter().any(|rule| !rule.run.is_empty())
}

/// Waits for the end of a move of the log; for ever where none goes on.
async fn moved(log: &mut Option<LogKeeper>) {
    match log {
        Some(log) => log.moved().await,
        None => std::future::pending().await,
    }
}

/// Whether an editor decides just now, by when one did last.
pub(super) fn is_at_work(decided: Option<tokio::time::Instant>) -> bool {
    decided.is_some_and(|at| at.elapsed() < AT_WORK)
}

/// What the writer's thread works with; what it does while nothing waits stands in `upkeep`.
pub(super) struct Work {
    pub(super) store: Writer,
    /// Who moves the write-ahead log; the store itself where `None`.
    log: Option<LogKeeper>,
    pub(super) habits: Habits,
    pub(super) clock: Clock,
    tell: Arc<dyn Fn(Told) + Send + Sync>,
    programs: Option<Programs>,
    pub(super) undigested: bool,
    /// Whether there may be items whose quotations were found by older rules, or copies whose outlets are to be counted anew.
    pub(super) unread: bool,
    /// Items that came new or revised since the start.
    arrived: usize,
    /// When copy was stored last.
    stored: Option<tokio::time::Instant>,
    /// When an editor decided last.
    pub(super) decided: Option<tokio::time::Instant>,
    /// The time by which this round lets go of old copy; `None` between rounds.
    pub(super) letting_go: Option<Timestamp>,
    /// Sources of which copy came and could not be saved.
    unsaved: BTreeSet<SourceId>,
    /// Whether the file was found damaged.
    damaged: bool,
}

impl Work {
    /// Runs until both lanes are closed and empty.
    async fn run(&mut self, mut errands: mpsc::Receiver<Errand>, mut deliveries: mpsc::Receiver<Delivery>) {
        let began = tokio::time::Instant::now();
        let mut listen_at = began + LISTEN;
        // The first rows come before what can wait.
        let (mut digest_at, mut prune_at) = (began + QUIET, began + QUIET);
        let mut waiting_since = None;
        let mut reread_at = digest_at + QUIET;
        let (mut asked, mut fed) = (true, true);
        while asked || fed {
            let full = self.log.as_ref().is_some_and(LogKeeper::is_full);
            tokio::select! {
                biased;
                errand = errands.recv(), if asked => match errand {
                    Some(errand) => self.errand(errand),
                    None => asked = false,
                },
                () = moved(&mut self.log) => {}
                delivery = deliveries.recv(), if fed && !full => match delivery {
                    Some(first) => {
                        if let Some(errand) = self.take(first, &mut deliveries, &mut errands).await {
                            self.errand(errand);
                        }
                        let now = tokio::time::Instant::now();
                        let latest = *waiting_since.get_or_insert(now) + LATEST;
                        digest_at = (now + QUIET).min(latest.max(now));
                    }
                    None => fed = false,
                },
                () = tokio::time::sleep_until(digest_at), if self.undigested && !full && self.habits.digest => {
                    self.digest();
                    waiting_since = None;
                }
                () = tokio::time::sleep_until(reread_at), if self.unread && !self.undigested && self.habits.digest => {
                    self.reread();
                    reread_at = tokio::time::Instant::now() + REST;
                }
                () = tokio::time::sleep_until(listen_at), if self.habits.digest => {
                    self.listen();
                    listen_at = tokio::time::Instant::now() + LISTEN;
                }
                () = tokio::time::sleep_until(prune_at), if self.habits.digest => {
                    let pause = match (self.prune(), is_at_work(self.decided)) {
                        (true, true) => QUIET,
                        (true, false) => REST,
                        (false, _) => PRUNE,
                    };
                    prune_at = tokio::time::Instant::now() + pause;
                }
            }
        }
    }

    pub(super) fn tell(&self, what: Told) {
        (self.tell)(what);
    }

    /// Says so, once, where the error is one of a damaged file.
    pub(super) fn look_at(&mut self, error: &store::Error) {
        if matches!(error, store::Error::Corrupt { .. }) {
            self.say_damaged();
        }
    }

    fn say_damaged(&mut self) {
        if !std::mem::replace(&mut self.damaged, true) {
            self.tell(Told::Damaged);
        }
    }

    /// Something was committed.
    pub(super) fn committed(&mut self) {
        if let Some(log) = &mut self.log {
            log.committed(self.store.log_pages(), is_at_work(self.decided));
        }
        self.tell(Told::Committed);
    }

    fn errand(&mut self, errand: Errand) {
        match errand {
            Errand::Decide(decision) => {
                self.decided = Some(tokio::time::Instant::now());
                let receipt = self.store.decide(&decision);
                self.tell(Told::Written(receipt));
                if self.store.found_damage() {
                    self.say_damaged();
                }
                self.committed();
            }
            Errand::Subscribe(sources, reply) => {
                let _ = reply.send(self.store.sync_sources(&sources, (self.clock)()));
                // A source may have turned out to be of another outlet.
                self.unread = true;
                self.committed();
            }
            Errand::Lease(holder, reply) => {
                let held = self.store.take_lease(&holder, (self.clock)(), self.habits.lease);
                let _ = reply.send(held.unwrap_or(false));
            }
            Errand::Rules(rules) => self.set_rules(rules),
            Errand::Names(tables) => {
                if let Err(why) = self.store.learn_names(&tables) {
                    self.tell(Told::Trouble(format!("the agencies' names were not saved: {why}")));
                }
            }
            Errand::Unlease(holder) => {
                let _ = self.store.drop_lease(&holder);
            }
            Errand::Keep(came, reply) => {
                let (ask, came) = *came;
                let kept = self.store.keep_fetched(&ask, &came, (self.clock)());
                let shown = came.is_ok() && kept.is_ok();
                let _ = reply.send(kept);
                if shown {
                    self.committed();
                }
            }
            Errand::Inside(source, reply) => drop(reply.send(self.store.is_inside(source).unwrap_or(false))),
            Errand::WantedPages(sources, most, reply) => {
                let wanted = self.store.wanted_pages(&sources, (self.clock)(), most);
                let _ = reply.send(wanted.unwrap_or_else(|error| {
                    tracing::warn!("the pages that sources want cannot be told: {error}");
                    Vec::new()
                }));
            }
        }
    }

    fn set_rules(&mut self, rules: Rules) {
        if self.programs.is_none() && needs_programs(&rules) {
            match Programs::start(self.store.path(), Arc::clone(&self.clock), Arc::clone(&self.tell)) {
                Ok(programs) => self.programs = Some(programs),
                Err(why) => self.tell(Told::Trouble(format!("no program of a rule can be started: {why}"))),
            }
        }
        self.store.set_rules(rules);
    }

    /// Commits the delivery with those that come right behind it, until there are enough of them or an errand waits, which is
    /// then given back.
    async fn take(
        &mut self,
        first: Delivery,
        more: &mut mpsc::Receiver<Delivery>,
        errands: &mut mpsc::Receiver<Errand>,
    ) -> Option<Errand> {
        let (mut taken, mut waiting) = (Vec::new(), None);
        let source = first.source;
        let stored = self.batch(first, more, errands, &mut taken, &mut waiting).await;
        match stored {
            Ok(arrivals) => {
                let arrived: usize = arrivals.iter().map(|a| a.new.len() + a.revised.len()).sum();
                self.arrived += arrived;
                self.stored = Some(tokio::time::Instant::now());
                self.undigested |= arrived > 0;
                for (delivery, arrivals) in taken.into_iter().zip(arrivals) {
                    if delivery.outcome == Outcome::Fresh
                        && self.unsaved.remove(&delivery.source)
                        && self.unsaved.is_empty()
                    {
                        self.tell(Told::SavedAgain);
                    }
                    self.tell(Told::Stored(Box::new(delivery), arrivals));
                }
                self.committed();
                self.alert();
            }
            Err(error) => {
                self.unsaved.insert(source);
                self.unsaved.extend(taken.iter().map(|delivery| delivery.source));
                self.look_at(&error);
                self.tell(Told::Unsaved(taken.len().max(1), error.to_string()));
            }
        }
        waiting
    }

    async fn batch(
        &mut self,
        first: Delivery,
        more: &mut mpsc::Receiver<Delivery>,
        errands: &mut mpsc::Receiver<Errand>,
        taken: &mut Vec<Delivery>,
        waiting: &mut Option<Errand>,
    ) -> Result<Vec<Arrivals>, store::Error> {
        let now = tokio::time::Instant::now();
        // The first copy after a lull is shown at once.
        let ends = if self.stored.is_none_or(|at| at.elapsed() > QUIET) { now } else { now + SPAN };
        let most = if is_at_work(self.decided) { BATCH_BESIDE } else { BATCH };
        let mut batch = self.store.batch()?;
        let mut next = Some(first);
        while let Some(mut delivery) = next.take() {
            let added = batch.add(&delivery);
            // The copy is written: its memory is for what comes next.
            (delivery.raw, delivery.filings) = (Vec::new(), Vec::new());
            taken.push(delivery);
            added?;
            if batch.filings() >= most || tokio::time::Instant::now() >= ends {
                break;
            }
            next = tokio::select! {
                biased;
                Some(errand) = errands.recv() => {
                    *waiting = Some(errand);
                    None
                }
                delivery = more.recv() => delivery,
                () = tokio::time::sleep(LULL) => None,
            };
        }
        batch.commit()
    }

    /// Raises the alerts of the rules that found something: one for each, however much came.
    fn alert(&mut self) {
        let ran = self.programs.as_ref().map(Programs::take_ran).unwrap_or_default();
        self.note_ran(ran);
        for fired in self.store.take_fired() {
            if let Some(programs) = self.programs.as_ref().filter(|_| !fired.rule.run.is_empty()) {
                programs.run(&fired);
            }
            if fired.rule.bell || fired.rule.desktop {
                let words = self.words(&fired);
                self.tell(Told::Alert(Ring { words, bell: fired.rule.bell, desktop: fired.rule.desktop }));
            }
        }
    }

    /// Keeps how the programs of rules fared.
    fn note_ran(&mut self, ran: Vec<Ran>) {
        for Ran { rule, at, failed } in ran {
            if let Err(error) = self.store.note_program(&rule, at, failed.as_deref()) {
                tracing::warn!("how the program of rule {rule} fared was not kept: {error}");
            }
        }
    }

    /// The rule and the newest headline it found.
    fn words(&self, fired: &Fired) -> String {
        let newest = fired.items.first().and_then(|id| self.store.headline(*id).ok().flatten()).unwrap_or_default();
        let more = match fired.items.len() {
            0 | 1 => String::new(),
            n => format!(" (and {} more)", n - 1),
        };
        format!("{}: {newest}{more}", fired.rule.name)
    }

    /// What a round without a screen leaves for its end.
    fn end(mut self) {
        let mut left = if self.arrived > self.habits.digest_at_end { 0 } else { self.arrived };
        while left > 0 && self.undigested {
            // Steps that only recall what was judged before do none.
            left = left.saturating_sub(self.digest());
        }
        if self.habits.digest_at_end > 0 {
            for _ in 0..REREAD_AT_END / DIGEST {
                if !self.unread {
                    break;
                }
                self.reread();
            }
            while self.prune() {}
        }
        if let Some(programs) = self.programs.take() {
            let ran = programs.finish();
            self.note_ran(ran);
        }
        if let Some(log) = self.log.take() {
            log.finish();
        }
        if let Err(error) = self.store.close() {
            tracing::warn!("the cache could not be closed well: {error}");
        }
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
