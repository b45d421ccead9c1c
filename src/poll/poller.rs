//! The poller: many sources at one time, each asked once, each answer a delivery.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::clients::{Clients, check};
use super::engine::Engine;
use super::order::in_turn;
use super::page::{Home, Rests};
use super::secrets::Secrets;
use super::slots::{BIG, Slots};
use super::turns::Turns;
use super::{Lookup, Policy, StopToken};
use crate::analysis::Tables;
use crate::wire::{Delivery, Failure, FetchedPage, Link, Source, SourceState};

/// A source to poll, with what the cache remembers of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The subscription.
    pub source: Source,
    /// Its state; the delivery brings back a new one.
    pub state: SourceState,
}

/// Polls sources. A clone is the same poller: it shares connections, bounds and fetched secrets.
#[derive(Clone)]
pub struct Poller {
    pub(crate) engine: Arc<Engine>,
}

impl Poller {
    /// A poller. Nothing is asked, and no certificate read, before the first poll. `clock` tells the time (UTC).
    ///
    /// # Errors
    /// [`Failure::Setup`] where the settings cannot work: proxy or user agent.
    pub fn new(
        policy: Policy,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        tables: Arc<Tables>,
    ) -> Result<Self, Failure> {
        Self::with_environment(policy, clock, tables, Arc::new(|_| None))
    }

    /// A poller that may look up secrets in the environment through `lookup`.
    ///
    /// # Errors
    /// As [`Poller::new`].
    pub fn with_environment(
        policy: Policy,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        tables: Arc<Tables>,
        lookup: Lookup,
    ) -> Result<Self, Failure> {
        check(&policy)?;
        let chance = Mutex::new(policy.seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed));
        let slots = Slots::new(&policy);
        let (clients, secrets) = (Clients::default(), Secrets::default());
        Ok(Self {
            engine: Arc::new(Engine {
                policy,
                clock,
                lookup,
                tables: Mutex::new(tables),
                clients,
                slots,
                turns: Turns::default(),
                secrets,
                rests: Rests::default(),
                chance,
            }),
        })
    }

    /// What comes from now on is read by these tables of agencies and outlets.
    pub fn learn(&self, tables: Arc<Tables>) {
        *self.engine.tables.lock().unwrap_or_else(PoisonError::into_inner) = tables;
    }

    /// Polls every job once, concurrently, and hands each delivery to `out`; due or not, gone or not is for the caller to say.
    ///
    /// Comes back when all are handed over, when `stop` is given or when nobody listens to `out` any more; polls that are then under
    /// way are dropped without a delivery. A full `out` slows the polling down. Offline, nothing is asked and nothing delivered.
    pub async fn run_once(&self, jobs: Vec<Job>, out: mpsc::Sender<Delivery>, stop: StopToken) {
        if self.engine.policy.offline {
            return;
        }
        let mut under_way = JoinSet::new();
        for job in in_turn(jobs) {
            under_way.spawn(deliver(Arc::clone(&self.engine), job, out.clone()));
        }
        tokio::select! {
            () = stop.stopped() => {}
            () = out.closed() => {}
            () = async { while under_way.join_next().await.is_some() {} } => {}
        }
    }

    /// Sets up a client for https as the first poll would, so that a machine without certificates is told of before it.
    ///
    /// # Errors
    /// [`Failure::Tls`] or [`Failure::Setup`], in words.
    pub fn check_certificates(&self) -> Result<(), Failure> {
        let Engine { clients, policy, lookup, .. } = &*self.engine;
        let anywhere = url::Url::parse("https://localhost/").map_err(|e| Failure::Setup(e.to_string()))?;
        clients.get(&anywhere, super::clients::Reach::PublicOnly, policy, lookup).map(drop)
    }

    /// Fetches an article's page and finds the story on it. `home` is whose item it is. `asked`: an editor waits for it; else it
    /// may have to wait for a server that wants to be spared.
    ///
    /// # Errors
    /// Why there is no story to be had, in words.
    pub async fn fetch_page(&self, home: Option<&Home>, page: &str, asked: bool) -> Result<FetchedPage, String> {
        if self.engine.policy.offline {
            return Err("offline: nothing is fetched".to_owned());
        }
        Box::pin(self.engine.page(home, page, asked)).await
    }

    /// Finds the feed at an address: itself, with its title, or those that the page there announces. Without a scheme, `https` is meant.
    ///
    /// # Errors
    /// Why nothing could be had or read there, or that it announces no feed.
    pub async fn find_feed(&self, address: &str) -> Result<Vec<Link>, Failure> {
        if self.engine.policy.offline {
            return Err(Failure::Offline("copytaster was told to stay offline".to_owned()));
        }
        let address = address.trim();
        if address.contains("://") {
            self.engine.find(address).await
        } else {
            self.engine.find(&format!("https://{address}")).await
        }
    }
}

/// Polls one source and hands over what came; returns the address asked and the source's new state.
pub(crate) async fn deliver(engine: Arc<Engine>, job: Job, out: mpsc::Sender<Delivery>) -> (String, SourceState) {
    let address = job.source.url.clone();
    let (delivery, place) = Box::pin(engine.poll(job)).await;
    let state = delivery.state.clone();
    let big = delivery.raw.len() > BIG;
    // An error means that nobody listens, which the caller sees as well.
    let _ = out.send(delivery).await;
    if big {
        // Room for as many as there can be means that this one was taken: big ones do not gather on the way to the writer.
        let _ = out.reserve_many(out.max_capacity()).await;
    }
    drop(place);
    (address, state)
}
