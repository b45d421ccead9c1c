//! The machine under the screen: one writer, one reader, one poller, each on its own thread, joined by bounded channels.
//!
//! No lock is shared: values move, or are immutable behind an `Arc`. A worker that dies becomes a message; the others go on.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};

use tokio::sync::mpsc::error::TrySendError as LaneFull;

use crate::analysis;
use crate::poll::{self, Lookup, Poller};
use crate::run::clock::Clock;
use crate::run::event::Event;
use crate::run::poller::{self, Heard, Order, PollerHandle};
use crate::run::reader::{self, Ask, ReaderHandle, Said};
use crate::run::settings;
use crate::run::writer::{self, Errand, Habits, Told, WriterHandle};
use crate::screen::{Message, Notice, Progress, Worker};
use crate::store::{self, Retention};
use crate::wire::{Decision, Question, Source};

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
    /// The clock.
    pub clock: Clock,
}

/// The running threads and the ways to them. Nothing here waits: what a full channel does not take stays in the outbox.
pub struct Engine {
    writer: Option<WriterHandle>,
    reader: ReaderHandle,
    poller: Option<PollerHandle>,
    outbox: VecDeque<Parcel>,
}

/// Something on its way to a thread.
#[derive(Debug)]
enum Parcel {
    Decision(Decision),
    Question(Question),
    Order(Order),
}

/// How far a round of polling has come, counted by whoever stores deliveries.
#[derive(Default)]
struct Tally {
    done: AtomicU32,
    total: AtomicU32,
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
        let opened = store::Writer::open(&plan.cache, settings::workers(), now);
        let reader = store::Reader::open(&plan.cache, settings::workers())?;
        let to = inbox.clone();
        let reader = reader::start(reader, Arc::clone(&plan.clock), move |said| {
            to.send(Event::Message(match said {
                Said::Answer(answer) => Message::Answer(answer),
                Said::Changed(change) => Message::Changed(change),
                Said::Died(why) => Message::Lost(Worker::Reader, why),
            }))
            .is_ok()
        })
        .map_err(store::Error::from)?;
        let (mut writer, mut poller) = (None, None);
        match opened {
            Ok(store) => {
                let tally = Arc::new(Tally::default());
                let handle = start_writer(store, &plan, inbox, &reader, &tally).map_err(store::Error::from)?;
                poller = start_poller(plan, inbox, &handle, &tally).map_err(store::Error::from)?;
                writer = Some(handle);
            }
            Err(why) => {
                let _ = inbox.try_send(Event::Message(Message::Lost(Worker::Writer, why.to_string())));
            }
        }
        Ok(Self { writer, reader, poller, outbox: VecDeque::new() })
    }

    /// Sends a decision to the writer.
    pub fn write(&mut self, decision: Decision) {
        self.outbox.push_back(Parcel::Decision(decision));
        self.flush();
    }

    /// Sends a question to the reader.
    pub fn ask(&mut self, question: Question) {
        self.outbox.push_back(Parcel::Question(question));
        self.flush();
    }

    /// Sends an order to the poller.
    pub fn order(&mut self, order: Order) {
        self.outbox.push_back(Parcel::Order(order));
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

    /// Whether decisions can be written at all.
    pub fn can_write(&self) -> bool {
        self.writer.is_some()
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

fn start_writer(
    store: store::Writer,
    plan: &Plan,
    inbox: &SyncSender<Event>,
    reader: &ReaderHandle,
    tally: &Arc<Tally>,
) -> io::Result<WriterHandle> {
    let habits = Habits { retention: plan.retention, lease: poller::LEASE, digest: true, digest_at_end: 0 };
    let (to, look, tally) = (inbox.clone(), reader.ask.clone(), Arc::clone(tally));
    let tell = move |message| drop(to.send(Event::Message(message)));
    writer::start(store, habits, Arc::clone(&plan.clock), move |told| match told {
        Told::Written(receipt) => tell(Message::Written(receipt)),
        // A full channel means that the reader is busy answering; it looks when it is done.
        Told::Committed => drop(look.try_send(Ask::Look)),
        Told::Stored(..) => {
            let done = tally.done.fetch_add(1, Ordering::Relaxed) + 1;
            let total = tally.total.load(Ordering::Relaxed);
            let progress = if done >= total { Progress::default() } else { Progress { done, total, offline: false } };
            tell(Message::Polling(progress));
        }
        Told::Unsaved(why) => tell(Message::Notice(Notice::Trouble(format!("cannot save what was polled: {why}")))),
        Told::Died(why) => tell(Message::Lost(Worker::Writer, why)),
    })
}

fn start_poller(
    plan: Plan,
    inbox: &SyncSender<Event>,
    writer: &WriterHandle,
    tally: &Arc<Tally>,
) -> io::Result<Option<PollerHandle>> {
    let to = inbox.clone();
    let offline = plan.policy.offline;
    let poller = match Poller::with_environment(plan.policy, Arc::clone(&plan.clock), plan.tables, plan.lookup) {
        Ok(poller) => poller,
        Err(why) => {
            let _ = inbox.try_send(Event::Message(Message::Lost(Worker::Poller, why.to_string())));
            return Ok(None);
        }
    };
    let means = poller::Means {
        poller,
        file: plan.file,
        sources: plan.sources,
        errands: writer.errands.clone(),
        deliveries: writer.deliveries.clone(),
        holder: format!("{}-{:08x}", std::process::id(), fastrand::u32(..)),
        clock: plan.clock,
    };
    let tally = Arc::clone(tally);
    let handle = poller::start(means, move |heard| {
        let message = match heard {
            Heard::Round(total) => {
                let total = u32::try_from(total).unwrap_or(u32::MAX);
                tally.done.store(0, Ordering::Relaxed);
                tally.total.store(total, Ordering::Relaxed);
                Message::Polling(Progress { done: 0, total, offline })
            }
            Heard::Known(_) => return,
            Heard::Done(words) => Message::Notice(Notice::Info(words)),
            Heard::Failed(words) => Message::Notice(Notice::Trouble(words)),
            Heard::Died(why) => Message::Lost(Worker::Poller, why),
        };
        let _ = to.send(Event::Message(message));
    })?;
    Ok(Some(handle))
}
