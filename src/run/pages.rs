//! Fetches articles' pages beside the polling, a few at a time: those an editor asks for first, then those that sources want.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};

use crate::poll::{Home, Job, Poller};
use crate::run::writer::Errand;
use crate::wire::{ItemId, PageAsk, Source, SourceId};

/// Pages under way at one time.
const AT_ONCE: usize = 4;
/// Of these, pages that no editor waits for.
const UNASKED: usize = 2;
/// Pages that sources want, asked of the cache at one time.
const WANTED: usize = 20;
/// Pages fetched at the end of a round without a screen; what is left over waits for the next one.
const AT_END: usize = 200;

/// What came of a page that an editor asked for: the item, and why there is no story where there is none.
pub type PageCame = (ItemId, Result<(), String>);

/// A page to fetch, and the source whose item it is: its own server gets its login.
pub type Wish = (PageAsk, Option<Box<Source>>);

/// How fetching a page ended: whether the cache has noted it, and why there is no story where there is none.
struct Ended {
    kept: bool,
    story: Result<(), String>,
}

/// What the fetching can be told.
#[derive(Debug)]
pub enum Ask {
    /// Fetch this page.
    Fetch(Wish),
    /// Break off what editors have asked for.
    Break,
}

/// What the fetching works with.
#[derive(Clone)]
pub struct Hands {
    /// It fetches.
    pub poller: Poller,
    /// The writer's lane for errands.
    pub errands: mpsc::Sender<Errand>,
}

impl Hands {
    /// Fetches one page and has the cache keep what came of it.
    async fn fetch(self, wish: Wish) -> Ended {
        let (ask, source) = wish;
        let came = match &ask.url {
            Some(url) => {
                let home = match source {
                    Some(source) => Some(Home { source: *source, inside: self.is_inside(ask.source).await }),
                    None => None,
                };
                self.poller.fetch_page(home.as_ref(), url, !ask.by_source).await
            }
            None => Err("the wire names no page of this item".to_owned()),
        };
        let story = came.as_ref().map(|_| ()).map_err(Clone::clone);
        let (reply, kept) = oneshot::channel();
        let gone = || Err("the writer has ended; start copytaster again".to_owned());
        if self.errands.send(Errand::Keep(Box::new((ask, came)), reply)).await.is_err() {
            return Ended { kept: false, story: gone() };
        }
        match kept.await {
            Ok(Ok(true)) => Ended { kept: true, story },
            Ok(Ok(false)) => Ended { kept: true, story: Err("the item is no longer in the cache".to_owned()) },
            Ok(Err(why)) => Ended { kept: false, story: Err(format!("the full text cannot be saved: {why}")) },
            Err(_) => Ended { kept: false, story: gone() },
        }
    }

    async fn is_inside(&self, source: Option<SourceId>) -> bool {
        let Some(source) = source else { return false };
        let (reply, inside) = oneshot::channel();
        self.errands.send(Errand::Inside(source, reply)).await.is_ok() && inside.await.unwrap_or(false)
    }

    /// The pages that these sources want, by their settings.
    pub async fn wanted(&self, jobs: &[Job]) -> Vec<Wish> {
        let sources: Vec<SourceId> = jobs.iter().filter(|job| job.source.full_text).map(|job| job.state.id).collect();
        if sources.is_empty() {
            return Vec::new();
        }
        let (reply, wanted) = oneshot::channel();
        if self.errands.send(Errand::WantedPages(sources, WANTED, reply)).await.is_err() {
            return Vec::new();
        }
        let asks = wanted.await.unwrap_or_default();
        asks.into_iter().map(|ask| with_source(ask, jobs)).collect()
    }

    /// Fetches what these sources want, until nothing more is wanted: the end of a round without a screen.
    pub async fn fetch_wanted(&self, jobs: &[Job]) {
        let mut left = AT_END;
        while left > 0 {
            let wanted = self.wanted(jobs).await;
            if wanted.is_empty() {
                return;
            }
            left = left.saturating_sub(wanted.len());
            let (mut wanted, mut under_way) = (wanted.into_iter(), JoinSet::new());
            wanted.by_ref().take(UNASKED).for_each(|wish| drop(under_way.spawn(self.clone().fetch(wish))));
            while let Some(ended) = under_way.join_next().await {
                // What cannot be noted would be asked for again and again.
                if !ended.is_ok_and(|ended| ended.kept) {
                    return;
                }
                wanted.next().map(|wish| under_way.spawn(self.clone().fetch(wish)));
            }
        }
    }
}

/// The page's wish with its source, if that is subscribed.
pub fn with_source(ask: PageAsk, jobs: &[Job]) -> Wish {
    let job = jobs.iter().find(|job| ask.source == Some(job.state.id));
    let source = job.map(|job| Box::new(job.source.clone()));
    (ask, source)
}

/// Fetches what it is told to, until nobody can tell it any more. `tell` hears of what editors asked for.
pub async fn run(hands: Hands, mut asks: mpsc::Receiver<Ask>, tell: Arc<dyn Fn(PageCame) + Send + Sync>) {
    let mut room = Room { hands, queue: VecDeque::new(), tasks: JoinSet::new(), under_way: HashMap::new() };
    loop {
        room.begin();
        tokio::select! {
            ask = asks.recv() => match ask {
                Some(Ask::Fetch(wish)) => room.take(wish),
                Some(Ask::Break) => room.break_off(),
                None => return,
            },
            Some(done) = room.tasks.join_next_with_id() => {
                if let Some(came) = room.ended(done) {
                    tell(came);
                }
            }
        }
    }
}

/// Pages that wait and pages under way. No task outlives it.
struct Room {
    hands: Hands,
    queue: VecDeque<Wish>,
    tasks: JoinSet<Ended>,
    under_way: HashMap<Id, (PageAsk, AbortHandle)>,
}

impl Room {
    /// Queues a page. An editor's wish goes before those of sources, which are not queued twice.
    fn take(&mut self, wish: Wish) {
        let item = wish.0.item;
        let at = if wish.0.by_source {
            let waits = self.queue.iter().any(|(ask, _)| ask.item == item);
            if waits || self.under_way.values().any(|(ask, _)| ask.item == item) {
                return;
            }
            self.queue.len()
        } else {
            self.queue.iter().position(|(ask, _)| ask.by_source).unwrap_or(self.queue.len())
        };
        self.queue.insert(at, wish);
    }

    /// Begins what there is room for.
    fn begin(&mut self) {
        while let Some(wish) = self.queue.pop_front() {
            let unasked = self.under_way.values().filter(|(ask, _)| ask.by_source).count();
            if self.under_way.len() >= AT_ONCE || (wish.0.by_source && unasked >= UNASKED) {
                self.queue.push_front(wish);
                return;
            }
            let ask = wish.0.clone();
            let task = self.tasks.spawn(self.hands.clone().fetch(wish));
            self.under_way.insert(task.id(), (ask, task));
        }
    }

    /// A task has ended; what there is to tell an editor of it.
    fn ended(&mut self, done: Result<(Id, Ended), JoinError>) -> Option<PageCame> {
        let (id, story) = match done {
            Ok((id, ended)) => (id, ended.story),
            Err(error) if error.is_cancelled() => {
                self.under_way.remove(&error.id());
                return None;
            }
            Err(error) => (error.id(), Err("a fault in copytaster, please report it".to_owned())),
        };
        let (ask, _) = self.under_way.remove(&id)?;
        (!ask.by_source).then_some((ask.item, story))
    }

    /// Breaks off what editors have asked for; what sources want goes on.
    fn break_off(&mut self) {
        self.queue.retain(|(ask, _)| ask.by_source);
        self.under_way.values().filter(|(ask, _)| !ask.by_source).for_each(|(_, task)| task.abort());
    }
}
