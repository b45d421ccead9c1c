//! The poller's thread: polls while this process holds the cache's lease, takes orders from the screen, adds sources.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use url::Url;

use crate::analysis::Tables;
use tokio::task::JoinHandle;

use crate::config;
use crate::poll::{self, Job, Poller, StopToken, Stopper};
use crate::run::clock::Clock;
use crate::run::courtesy;
use crate::run::pages::{self, Hands, PageCame};
use crate::run::writer::Errand;
use crate::wire::{self, Delivery, PageAsk, Source, SourceId, SourceState, State};

/// How long a lease holds. A process that dies leaves the cache without a poller for this long, and until another looks again.
pub const LEASE: Duration = Duration::from_secs(15);
/// How often the lease is renewed, or asked for where another process holds it.
const RENEW: Duration = Duration::from_secs(5);

/// What the poller can be told.
#[derive(Debug)]
pub enum Order {
    /// Poll this source now, or all of them.
    Poll(Option<SourceId>),
    /// Find the feed at an address, subscribe to it, poll it.
    Add(String),
    /// End a subscription.
    Remove(SourceId),
    /// These are the agencies and outlets from now on.
    Names(Arc<Tables>),
    /// These are the sources from now on.
    Subscribe(Vec<Source>),
    /// Break off the polling that goes on; sources are asked again after their intervals.
    Break,
    /// Fetch an item's page.
    Page(PageAsk),
    /// Break off the fetching of pages that editors asked for.
    BreakPages,
    /// Copy came in: its sources may want its pages.
    Arrived,
    /// Copy could not be saved: go by what the cache remembers of the sources, so that it is asked for again.
    Recall,
}

/// What the poller tells.
#[derive(Debug)]
pub enum Heard {
    /// These are the sources, by number and name.
    Known(Vec<(SourceId, String)>),
    /// A round of so many polls has begun.
    Round(usize),
    /// The round was broken off.
    Broken,
    /// A page that an editor asked for has been fetched, or not.
    Page(PageCame),
    /// Something was done, in words.
    Done(String),
    /// Something failed, in words.
    Failed(String),
    /// The poller has died; why, in words.
    Died(String),
}

/// What the poller works with.
pub struct Means {
    /// The poller itself.
    pub poller: Poller,
    /// The file that says which sources there are; none in the demo, whose sources cannot be changed.
    pub file: Option<PathBuf>,
    /// The sources to begin with.
    pub sources: Vec<Source>,
    /// The writer's lane for errands.
    pub errands: mpsc::Sender<Errand>,
    /// The writer's lane for copy.
    pub deliveries: mpsc::Sender<Delivery>,
    /// Who holds the lease, for this process.
    pub holder: String,
    /// The clock.
    pub clock: Clock,
}

/// Orders given and orders taken: the poller's lane.
pub type Lane = (mpsc::Sender<Order>, mpsc::Receiver<Order>);

/// A lane of orders.
pub fn lane() -> Lane {
    mpsc::channel(32)
}

/// The way to the poller, and its thread.
pub struct PollerHandle {
    /// Orders.
    pub orders: mpsc::Sender<Order>,
    stopper: Stopper,
    thread: thread::JoinHandle<()>,
}

impl PollerHandle {
    /// Ends the polling; what is under way is dropped and polled again another time.
    pub fn finish(self) {
        self.stopper.stop();
        let _ = self.thread.join();
    }
}

/// Starts the poller on a runtime of its own; it takes its orders from the lane.
///
/// # Errors
/// When threads cannot be started.
pub fn start(
    means: Means,
    (orders, asked): Lane,
    tell: impl Fn(Heard) + Send + Sync + 'static,
) -> std::io::Result<PollerHandle> {
    // It stays for long, beside a screen perhaps.
    let runtime = builder().on_thread_start(courtesy::step_back).build()?;
    let (stopper, stop) = StopToken::pair();
    let thread = thread::Builder::new().name("poller".into()).spawn(move || {
        let tell: Arc<dyn Fn(Heard) + Send + Sync> = Arc::new(tell);
        let (pages, page_asks) = mpsc::channel(64);
        let hands = Hands { poller: means.poller.clone(), errands: means.errands.clone() };
        let say = Arc::clone(&tell);
        let fetching = pages::run(hands.clone(), page_asks, Arc::new(move |came| say(Heard::Page(came))));
        let fetching = runtime.spawn(fetching);
        let mut desk = Desk { means, tell, states: Vec::new(), rounds: Vec::new(), pages, hands };
        let kept = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(async {
                tokio::select! {
                    () = stop.stopped() => {}
                    () = desk.keep(asked) => {}
                }
            });
        }));
        if kept.is_err() {
            (desk.tell)(Heard::Died(super::event::FAULT.to_owned()));
        }
        // It holds the writer's lane, which must close.
        fetching.abort();
        runtime.block_on(async {
            // A lease given back lets another window take over at once.
            let _ = desk.means.errands.send(Errand::Unlease(desk.means.holder.clone())).await;
        });
        // Names being looked up cannot be interrupted; nobody waits for them.
        runtime.shutdown_background();
    })?;
    Ok(PollerHandle { orders, stopper, thread })
}

/// The runtime that polling needs: two workers, and threads for decoding.
///
/// # Errors
/// When threads cannot be started.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    builder().build()
}

fn builder() -> tokio::runtime::Builder {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).thread_name("poll").enable_all();
    builder
}

/// Makes the cache know the sources, and joins each with its state.
///
/// # Errors
/// When the cache cannot be written; why, in words.
pub async fn subscribe(errands: &mpsc::Sender<Errand>, sources: &[Source]) -> Result<Vec<Job>, String> {
    let (reply, answer) = oneshot::channel();
    let gone = "the writer has ended; start copytaster again";
    errands.send(Errand::Subscribe(sources.to_vec(), reply)).await.map_err(|_| gone.to_owned())?;
    let states: Vec<SourceState> = answer.await.map_err(|_| gone.to_owned())?.map_err(|e| e.to_string())?;
    Ok(sources.iter().cloned().zip(states).map(|(source, state)| Job { source, state }).collect())
}

struct Desk {
    means: Means,
    tell: Arc<dyn Fn(Heard) + Send + Sync>,
    states: Vec<Job>,
    /// Rounds that go on beside the schedule, which another process keeps.
    rounds: Vec<(Stopper, JoinHandle<()>)>,
    /// The way to the fetching of pages, and what it works with.
    pages: mpsc::Sender<pages::Ask>,
    hands: Hands,
}

impl Desk {
    /// Polls for as long as there is anybody to poll for.
    async fn keep(&mut self, mut asked: mpsc::Receiver<Order>) {
        if let Err(why) = self.subscribe().await {
            (self.tell)(Heard::Failed(format!("cannot poll: {why}")));
        }
        loop {
            let ended = if self.lease().await { self.watch(&mut asked).await } else { self.stand_by(&mut asked).await };
            if ended {
                return;
            }
        }
    }

    async fn lease(&self) -> bool {
        lease(&self.means.errands, &self.means.holder).await
    }

    /// Joins the sources with their states in the cache.
    async fn subscribe(&mut self) -> Result<(), String> {
        self.states = subscribe(&self.means.errands, &self.means.sources).await?;
        (self.tell)(Heard::Known(self.states.iter().map(|job| (job.state.id, job.source.name.clone())).collect()));
        Ok(())
    }

    /// Another process polls; look in from time to time, and do what is asked here.
    async fn stand_by(&mut self, asked: &mut mpsc::Receiver<Order>) -> bool {
        tokio::select! {
            () = tokio::time::sleep(RENEW) => false,
            order = asked.recv() => match order {
                None => true,
                Some(Order::Poll(which)) => {
                    self.once(which).await;
                    false
                }
                Some(Order::Break) => {
                    // A stopper that is dropped stops.
                    self.rounds.clear();
                    (self.tell)(Heard::Broken);
                    false
                }
                Some(order) => {
                    if let Some(order) = self.fetch(order).await {
                        self.change(order).await;
                    }
                    false
                }
            }
        }
    }

    /// Takes an order that is about pages; gives any other back.
    async fn fetch(&self, order: Order) -> Option<Order> {
        match order {
            Order::Page(ask) => {
                let _ = self.pages.send(pages::Ask::Fetch(pages::with_source(ask, &self.states))).await;
            }
            Order::BreakPages => drop(self.pages.send(pages::Ask::Break).await),
            Order::Names(tables) => self.means.poller.learn(tables),
            // Whoever keeps the schedule fetches what sources want; here somebody else does.
            Order::Arrived => {}
            other => return Some(other),
        }
        None
    }

    /// Has the pages fetched that sources want.
    async fn fetch_wanted(&self) {
        for wish in self.hands.wanted(&self.states).await {
            let _ = self.pages.send(pages::Ask::Fetch(wish)).await;
        }
    }

    /// One round here although another process keeps the schedule: an editor asked for it.
    async fn once(&mut self, which: Option<SourceId>) {
        // The other process has polled since: its validators are in the cache.
        if let Err(why) = self.subscribe().await {
            (self.tell)(Heard::Failed(format!("cannot poll: {why}")));
        }
        let jobs: Vec<Job> = self.states.iter().filter(|job| is_asked(job, which)).cloned().collect();
        (self.tell)(Heard::Round(jobs.len()));
        let (poller, out) = (self.means.poller.clone(), self.means.deliveries.clone());
        let (stopper, stop) = StopToken::pair();
        let round = tokio::spawn(async move { poller.run_once(jobs, out, stop).await });
        self.rounds.retain(|(_, round)| !round.is_finished());
        self.rounds.push((stopper, round));
    }

    /// This process polls. Returns whether everything has ended (rather than the lease).
    async fn watch(&mut self, asked: &mut mpsc::Receiver<Order>) -> bool {
        if let Err(why) = self.subscribe().await {
            (self.tell)(Heard::Failed(format!("cannot poll: {why}")));
        }
        let now = (self.means.clock)();
        (self.tell)(Heard::Round(self.states.iter().filter(|job| is_due(job, now)).count()));
        let (stopper, stop) = StopToken::pair();
        let (orders, taken) = mpsc::channel(32);
        let poller = self.means.poller.clone();
        let watching = poller.run_watch(self.states.clone(), taken, self.means.deliveries.clone(), stop);
        tokio::pin!(watching);
        let mut renew = tokio::time::interval(RENEW);
        renew.tick().await;
        self.fetch_wanted().await;
        loop {
            tokio::select! {
                () = &mut watching => return true,
                _ = renew.tick() => {
                    if !self.lease().await {
                        stopper.stop();
                        return false;
                    }
                    self.fetch_wanted().await;
                }
                order = asked.recv() => match order {
                    None => return true,
                    Some(Order::Poll(Some(id))) => {
                        (self.tell)(Heard::Round(1));
                        let _ = orders.send(poll::Order::Poll(id)).await;
                    }
                    Some(Order::Poll(None)) => {
                        let asked = self.states.iter().filter(|job| is_asked(job, None)).count();
                        (self.tell)(Heard::Round(asked));
                        let _ = orders.send(poll::Order::PollAll).await;
                    }
                    Some(Order::Break) => {
                        let _ = orders.send(poll::Order::Break).await;
                        (self.tell)(Heard::Broken);
                    }
                    Some(Order::Recall) => {
                        if self.subscribe().await.is_err() {
                            // What the cache holds cannot be known: to ask for whole feeds once more loses nothing.
                            self.states.iter_mut().for_each(|job| job.state.forget_validators());
                        }
                        let _ = orders.send(poll::Order::Restore(self.states.clone())).await;
                    }
                    Some(Order::Arrived) => self.fetch_wanted().await,
                    Some(order @ (Order::Page(_) | Order::BreakPages | Order::Names(_))) => drop(self.fetch(order).await),
                    Some(order) => {
                        // Looking for a feed takes as long as its server does; the polling goes on meanwhile.
                        tokio::select! {
                            () = &mut watching => return true,
                            () = self.change(order) => {}
                        }
                        let _ = orders.send(poll::Order::Replace(self.states.clone())).await;
                    }
                }
            }
        }
    }

    /// Adds or removes a source: in the file first, then in the cache.
    async fn change(&mut self, order: Order) {
        let done = match order {
            Order::Add(address) => self.add(&address).await,
            Order::Remove(id) => self.remove(id),
            Order::Subscribe(sources) => {
                let words = match sources.len() {
                    1 => "the configuration was read anew: 1 source".to_owned(),
                    n => format!("the configuration was read anew: {n} sources"),
                };
                self.means.sources = sources;
                Ok(words)
            }
            _ => return,
        };
        match done {
            Ok(words) => {
                let told = self.subscribe().await.map_or_else(Heard::Failed, |()| Heard::Done(words));
                (self.tell)(told);
            }
            Err(why) => (self.tell)(Heard::Failed(why)),
        }
    }

    async fn add(&mut self, address: &str) -> Result<String, String> {
        let source = find(&self.means.poller, address, None).await?;
        let name = source.name.clone();
        let file = self.means.file.as_ref().ok_or("the demo wire has its own sources; add yours outside of it")?;
        let left_out = config::add_sources(file, &[source]).map_err(|e| e.to_string())?;
        if let Some((_, why)) = left_out.first() {
            return Err(format!("{name}: {why}"));
        }
        self.means.sources = config::read_sources(file).map_err(|e| e.to_string())?;
        Ok(format!("subscribed to {name}"))
    }

    fn remove(&mut self, id: SourceId) -> Result<String, String> {
        let job = self.states.iter().find(|job| job.state.id == id).ok_or("that source is not subscribed any more")?;
        let name = job.source.name.clone();
        let file = self.means.file.as_ref().ok_or("the demo wire has its own sources; they cannot be removed")?;
        config::remove_source(file, &name).map_err(|e| e.to_string())?;
        self.means.sources = config::read_sources(file).map_err(|e| e.to_string())?;
        Ok(format!("unsubscribed from {name}; its copy stays in the cache"))
    }
}

/// Takes or keeps the cache's lease; whether this holder has it now.
pub async fn lease(errands: &mpsc::Sender<Errand>, holder: &str) -> bool {
    let (reply, answer) = oneshot::channel();
    errands.send(Errand::Lease(holder.to_owned(), reply)).await.is_ok() && answer.await.unwrap_or(false)
}

/// Whether an order to ask this source, or all, means that one.
fn is_asked(job: &Job, which: Option<SourceId>) -> bool {
    which.map_or(job.state.state != State::Gone, |id| id == job.state.id)
}

/// Whether a source is to be asked now. One that was last asked at a time that is still to come was asked by a clock that has
/// been set back since: by its schedule it might wait for years.
pub fn is_due(job: &Job, now: jiff::Timestamp) -> bool {
    let state = &job.state;
    state.state != State::Gone
        && (state.next_due.is_none_or(|due| due <= now) || state.last_polled.is_some_and(|at| at > now))
}

/// Finds the feed at an address and makes a subscription of it, named as asked, else by the feed's title or its host. A login in
/// the address goes into that of the feed, where that is on the same server.
///
/// # Errors
/// Why there is no feed, in words; where a page announces several, which.
pub async fn find(poller: &Poller, address: &str, name: Option<&str>) -> Result<Source, String> {
    let feeds = poller.find_feed(address).await.map_err(|e| format!("{}: {e}", wire::redact(address)))?;
    let feed = feeds.first().ok_or_else(|| format!("{}: no feed there", wire::redact(address)))?;
    let host = || url::Url::parse(&feed.href).ok().and_then(|u| u.host_str().map(str::to_owned));
    let title = feed.title.clone().filter(|t| !t.trim().is_empty());
    let name = name.map(str::to_owned).or(title).or_else(host).unwrap_or_else(|| feed.href.clone());
    Ok(Source::new(name, with_login_of(address, &feed.href)?))
}

/// The address of a feed with the login of the address where it was looked for.
fn with_login_of(typed: &str, feed: &str) -> Result<String, String> {
    let whole = if typed.contains("://") { typed.trim().to_owned() } else { format!("https://{}", typed.trim()) };
    let (Ok(typed), Ok(mut found)) = (Url::parse(&whole), Url::parse(feed)) else { return Ok(feed.to_owned()) };
    if typed.username().is_empty() && typed.password().is_none() {
        return Ok(feed.to_owned());
    }
    let kept = typed.origin() == found.origin()
        && found.set_username(typed.username()).is_ok()
        && found.set_password(typed.password()).is_ok();
    kept.then(|| found.into()).ok_or_else(|| {
        let (page, feed) = (wire::redact(&whole), wire::redact(feed));
        format!("{page}: the feed is at {feed}, a server that this login is not sent to; add that address, with a login if it wants one")
    })
}

#[cfg(test)]
mod tests {
    use super::is_due;
    use crate::poll::Job;
    use crate::wire::{Source, SourceId, SourceState, State};
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn a_clock_that_is_set_keeps_no_source_waiting() {
        let now = Timestamp::from_second(1_750_000_000).unwrap();
        let minutes = SignedDuration::from_mins;
        let state = SourceState {
            state: State::Good,
            last_polled: Some(now),
            next_due: Some(now + minutes(5)),
            ..SourceState::fresh(SourceId(1))
        };
        let job = Job { source: Source::new("first", "http://first.example/"), state };
        let hour = minutes(60);
        let cases = [(minutes(1), false), (minutes(5), true), (hour, true), (-hour, true), (-hour * 24 * 365, true)];
        for (later, due) in cases {
            assert_eq!(is_due(&job, now + later), due, "{later:?}");
        }
        let gone = SourceState { state: State::Gone, ..job.state.clone() };
        assert!(!is_due(&Job { state: gone, ..job }, now - hour));
    }
}
