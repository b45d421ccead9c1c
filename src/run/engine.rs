//! The machine under the screen: one writer, one reader, one poller, each on its own thread, joined by bounded channels.
//!
//! No lock is shared: values move, or are immutable behind an `Arc`. A worker that dies becomes a message; the others go on.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError as LaneFull;

use crate::analysis;
use crate::poll::{self, Lookup, Poller};
use crate::run::clock::Clock;
use crate::run::event::{Event, FAULT};
use crate::run::log_keeper;
use crate::run::poller::{self, Heard, Order, PollerHandle};
use crate::run::reader::{self, Ask, ReaderHandle, Said};
use crate::run::settings;
use crate::run::takeout::Target;
use crate::run::writer::{self, Errand, Habits, Told, WriterHandle};
use crate::screen::{Message, Notice, Progress, Worker};
use crate::store::{self, Retention, Rules};
use crate::wire::{Decision, Question, Receipt, Source};

/// Everything the engine is built from.
pub struct Plan {
    /// The cache.
    pub cache: PathBuf,
    /// The sources.
    pub sources: Vec<Source>,
    /// The file they stand in, so that the screen can add and remove some; none in the demo.
    pub file: Option<PathBuf>,
    /// How to poll.
    pub policy: poll::Policy,
    /// What may be let go of.
    pub retention: Retention,
    /// Where secrets are looked up.
    pub lookup: Lookup,
    /// What agencies and outlets are called.
    pub tables: Arc<analysis::Tables>,
    /// The rules of the desk.
    pub rules: Rules,
    /// Where copy can be sent to.
    pub targets: Vec<Target>,
    /// The clock.
    pub clock: Clock,
    /// The most pages (of 8 KiB) that the cache may take, never fewer than it has; as many as the disk holds where `None`.
    pub most_pages: Option<u32>,
}

/// The running threads and the ways to them. Nothing here waits: what a full channel does not take stays in the outbox.
pub struct Engine {
    writer: Option<WriterHandle>,
    reader: ReaderHandle,
    poller: Option<PollerHandle>,
    outbox: VecDeque<Parcel>,
    /// Whether any source wants its items' pages, by its settings.
    want_pages: Arc<AtomicBool>,
    /// Why nothing can be written, where that was so from the start.
    unwritable: Option<String>,
    /// Why nothing can be polled, where that was so from the start.
    unpolled: Option<String>,
}

/// Something on its way to a thread.
#[derive(Debug)]
enum Parcel {
    Decision(Decision),
    Question(Question),
    Order(Order),
    Rules(Rules),
    Names(Arc<analysis::Tables>),
}

/// How far a round of polling has come, counted by whoever stores deliveries.
#[derive(Default)]
struct Tally {
    done: AtomicU32,
    total: AtomicU32,
}

impl Tally {
    /// So many sources more have come to an end; how far that is.
    fn count(&self, sources: u32) -> Progress {
        let done = self.done.fetch_add(sources, Ordering::Relaxed).saturating_add(sources);
        let total = self.total.load(Ordering::Relaxed);
        if done >= total { Progress::default() } else { Progress { done, total, offline: false } }
    }
}

impl Engine {
    /// Opens the cache and starts the threads; what they say goes to `inbox`.
    ///
    /// A cache that can only be read (or is newer, or full) still gives an engine that reads: then nothing is written and
    /// nothing polled, and the screen is told why.
    ///
    /// # Errors
    /// When the cache cannot even be read, or threads cannot be started.
    pub fn start(plan: Plan, inbox: &SyncSender<Event>) -> Result<Self, store::Error> {
        let now = (plan.clock)();
        let (opened, reader) = open(&plan, now, inbox)?;
        let to = inbox.clone();
        let reader = reader::start(reader, Arc::clone(&plan.clock), move |said| {
            to.send(Event::Message(match said {
                Said::Answer(answer) => Message::Answer(answer),
                Said::Changed(change) => Message::Changed(change),
                Said::Damaged => Message::Notice(Notice::Damaged),
                Said::Died(why) => Message::Lost(Worker::Reader, why),
            }))
            .is_ok()
        })
        .map_err(store::Error::from)?;
        let (mut writer, mut poller, mut unwritable, mut unpolled) = (None, None, None, None);
        let want_pages = Arc::new(AtomicBool::new(want_pages(&plan.sources)));
        match opened {
            Ok(store) => {
                let (tally, lane) = (Arc::new(Tally::default()), poller::lane());
                let mut handle = start_writer(store, &plan, inbox, &reader, &tally, &want_pages, lane.0.clone())
                    .map_err(store::Error::from)?;
                match start_poller(plan, inbox, &mut handle, &tally, lane).map_err(store::Error::from)? {
                    Ok(started) => poller = Some(started),
                    Err(why) => {
                        let _ = inbox.try_send(Event::Message(Message::Lost(Worker::Poller, why.clone())));
                        unpolled = Some(why);
                    }
                }
                writer = Some(handle);
            }
            Err(why) => {
                let _ = inbox.try_send(Event::Message(Message::Lost(Worker::Writer, why.to_string())));
                unwritable = Some(why.to_string());
            }
        }
        Ok(Self { writer, reader, poller, outbox: VecDeque::new(), want_pages, unwritable, unpolled })
    }

    /// Sends a decision to the writer. Where there is none any more, the receipt comes back at once and says that nothing was saved.
    pub fn write(&mut self, decision: Decision) -> Option<Receipt> {
        if self.writer.as_ref().is_none_or(|writer| writer.errands.is_closed()) {
            let why = self.unwritable.clone().unwrap_or_else(|| FAULT.to_owned());
            return Some(Receipt { ticket: decision.ticket, result: Err(why) });
        }
        self.outbox.push_back(Parcel::Decision(decision));
        self.flush();
        None
    }

    /// Sends a question to the reader.
    pub fn ask(&mut self, question: Question) {
        self.outbox.push_back(Parcel::Question(question));
        self.flush();
    }

    /// Sends an order to the poller. Where there is none (any more), why nothing will come of the order, in words.
    pub fn order(&mut self, order: Order) -> Option<String> {
        if self.poller.as_ref().is_none_or(|poller| poller.orders.is_closed()) {
            let why = self.unwritable.clone().or_else(|| self.unpolled.clone());
            return Some(format!("nothing is polled: {}", why.as_deref().unwrap_or(FAULT)));
        }
        if let Order::Subscribe(sources) = &order {
            self.want_pages.store(want_pages(sources), Ordering::Relaxed);
        }
        self.outbox.push_back(Parcel::Order(order));
        self.flush();
        None
    }

    /// Sends other rules to the writer.
    pub fn rules(&mut self, rules: Rules) {
        self.outbox.push_back(Parcel::Rules(rules));
        self.flush();
    }

    /// Sends other tables of agencies and outlets to the writer and the poller.
    pub fn names(&mut self, tables: &Arc<analysis::Tables>) {
        self.outbox.push_back(Parcel::Names(Arc::clone(tables)));
        self.outbox.push_back(Parcel::Order(Order::Names(Arc::clone(tables))));
        self.flush();
    }

    /// Sends what waits, in order, as far as the channels take it. Returns whether something still waits.
    pub fn flush(&mut self) -> bool {
        let mut kept = VecDeque::new();
        while let Some(parcel) = self.outbox.pop_front() {
            if let Some(back) = self.send(parcel) {
                kept.push_back(back);
            }
        }
        self.outbox = kept;
        !self.outbox.is_empty()
    }

    /// Gives the parcel back where its channel is full. A channel whose thread is gone swallows it: the screen was told.
    fn send(&self, parcel: Parcel) -> Option<Parcel> {
        match parcel {
            Parcel::Decision(decision) => match self.writer.as_ref()?.errands.try_send(Errand::Decide(decision)) {
                Err(LaneFull::Full(Errand::Decide(decision))) => Some(Parcel::Decision(decision)),
                _ => None,
            },
            Parcel::Rules(rules) => match self.writer.as_ref()?.errands.try_send(Errand::Rules(rules)) {
                Err(LaneFull::Full(Errand::Rules(rules))) => Some(Parcel::Rules(rules)),
                _ => None,
            },
            Parcel::Names(tables) => match self.writer.as_ref()?.errands.try_send(Errand::Names(tables)) {
                Err(LaneFull::Full(Errand::Names(tables))) => Some(Parcel::Names(tables)),
                _ => None,
            },
            Parcel::Question(question) => match self.reader.ask.try_send(Ask::Question(question)) {
                Err(TrySendError::Full(Ask::Question(question))) => Some(Parcel::Question(question)),
                _ => None,
            },
            Parcel::Order(order) => match self.poller.as_ref()?.orders.try_send(order) {
                Err(LaneFull::Full(order)) => Some(Parcel::Order(order)),
                _ => None,
            },
        }
    }

    /// Ends the threads: the poller first, then everything in the writer's lanes goes to disk.
    pub fn finish(mut self) {
        self.flush();
        if let Some(poller) = self.poller.take() {
            poller.finish();
        }
        if let Some(writer) = self.writer.take() {
            writer.finish();
        }
        self.reader.finish();
    }
}

/// Opens the cache for writing and for reading. One that is too damaged for that is made anew of what can be read of it, and
/// the screen told what was saved.
fn open(
    plan: &Plan,
    now: Timestamp,
    inbox: &SyncSender<Event>,
) -> Result<(Result<store::Writer, store::Error>, store::Reader), store::Error> {
    let open = || {
        let writer = store::Writer::open(&plan.cache, settings::workers(), now).and_then(|mut writer| {
            plan.most_pages.map_or(Ok(()), |pages| writer.limit_pages(pages))?;
            // On a full disk queries know the names of before.
            let _ = writer.learn_names(&plan.tables);
            Ok(writer)
        });
        (writer, store::Reader::open(&plan.cache, settings::workers()))
    };
    let (mut writer, mut reader) = open();
    let damage = [writer.as_ref().err(), reader.as_ref().err()];
    if damage.iter().flatten().any(|error| matches!(error, store::Error::Corrupt { .. })) {
        drop((writer, reader));
        let saved = store::rebuild(&plan.cache, now)?;
        // The status line is soon another; the log keeps where the damaged file is.
        tracing::warn!("{}", saved.words());
        let _ = inbox.try_send(Event::Message(Message::Notice(Notice::Trouble(saved.words()))));
        (writer, reader) = open();
    }
    Ok((writer, reader?))
}

fn want_pages(sources: &[Source]) -> bool {
    sources.iter().any(|source| source.full_text)
}

fn start_writer(
    store: store::Writer,
    plan: &Plan,
    inbox: &SyncSender<Event>,
    reader: &ReaderHandle,
    tally: &Arc<Tally>,
    want_pages: &Arc<AtomicBool>,
    orders: mpsc::Sender<Order>,
) -> io::Result<WriterHandle> {
    let habits = Habits {
        retention: plan.retention,
        lease: poller::LEASE,
        digest: true,
        digest_at_end: 0,
        rules: plan.rules.clone(),
        log_pages: log_keeper::MUCH,
    };
    let (to, look, tally) = (inbox.clone(), reader.ask.clone(), Arc::clone(tally));
    let want_pages = Arc::clone(want_pages);
    let tell = move |message| drop(to.send(Event::Message(message)));
    writer::start(store, habits, Arc::clone(&plan.clock), move |told| match told {
        Told::Written(receipt) => tell(Message::Written(receipt)),
        // A full channel means that the reader is busy answering; it looks when it is done.
        Told::Committed => drop(look.try_send(Ask::Look)),
        Told::Stored(_, arrivals) => {
            if want_pages.load(Ordering::Relaxed) && !(arrivals.new.is_empty() && arrivals.revised.is_empty()) {
                // Where the lane is full, the next one says it, or the clock does.
                let _ = orders.try_send(Order::Arrived);
            }
            tell(Message::Polling(tally.count(1)));
        }
        Told::Unsaved(deliveries, why) => {
            tell(Message::Polling(tally.count(u32::try_from(deliveries).unwrap_or(u32::MAX))));
            // Where the lane is full, the next one that cannot be saved says it again.
            let _ = orders.try_send(Order::Recall);
            tell(Message::Notice(Notice::CopyUnsaved(Some(why))));
        }
        Told::SavedAgain => tell(Message::Notice(Notice::CopyUnsaved(None))),
        Told::Damaged => tell(Message::Notice(Notice::Damaged)),
        Told::Alert(alert) => tell(Message::Ring(alert)),
        Told::Trouble(why) => tell(Message::Notice(Notice::Trouble(why))),
        Told::Died(why) => tell(Message::Lost(Worker::Writer, why)),
    })
}

fn start_poller(
    plan: Plan,
    inbox: &SyncSender<Event>,
    writer: &mut WriterHandle,
    tally: &Arc<Tally>,
    lane: poller::Lane,
) -> io::Result<Result<PollerHandle, String>> {
    let to = inbox.clone();
    let offline = plan.policy.offline;
    let poller = match Poller::with_environment(plan.policy, Arc::clone(&plan.clock), plan.tables, plan.lookup) {
        Ok(poller) => poller,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let means = poller::Means {
        poller,
        file: plan.file,
        sources: plan.sources,
        errands: writer.errands.clone(),
        deliveries: writer.lane_for_copy()?,
        holder: format!("{}-{:08x}", std::process::id(), fastrand::u32(..)),
        clock: plan.clock,
    };
    let tally = Arc::clone(tally);
    let handle = poller::start(means, lane, move |heard| {
        let message = match heard {
            Heard::Round(total) => {
                let total = u32::try_from(total).unwrap_or(u32::MAX);
                tally.done.store(0, Ordering::Relaxed);
                tally.total.store(total, Ordering::Relaxed);
                Message::Polling(Progress { done: 0, total, offline })
            }
            Heard::Known(_) => return,
            Heard::Broken => {
                let total = tally.total.swap(0, Ordering::Relaxed);
                let done = tally.done.load(Ordering::Relaxed).min(total);
                let words = format!("polling stopped: {done} of {total} sources have answered; R polls all again");
                let _ = to.send(Event::Message(Message::Notice(Notice::Info(words))));
                Message::Polling(Progress { offline, ..Progress::default() })
            }
            Heard::Page((item, came)) => Message::Page(item, came),
            Heard::Done(words) => Message::Notice(Notice::Info(words)),
            Heard::Failed(words) => Message::Notice(Notice::Trouble(words)),
            Heard::Died(why) => Message::Lost(Worker::Poller, why),
        };
        let _ = to.send(Event::Message(message));
    })?;
    Ok(Ok(handle))
}
