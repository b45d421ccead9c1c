//! How much may go on at one time: requests in all and to one host, bodies in memory, decoders at work.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::pin;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Policy;
use super::address::is_private_literal;
use super::turns::Turn;
use url::Url;

/// Bodies in memory at one time, from their first byte until the delivery is handed on. With ordinary feeds of 170 kB that is
/// 5 MB; it is enough to keep every decoder busy.
const BODIES: usize = 24;
/// Bodies beyond [`BIG`] at one time. Read as copy, one may take several times its size for a moment.
const BIG_BODIES: usize = 1;
/// From this size on (bytes) a body needs one of the few big places.
pub(crate) const BIG: usize = 2 << 20;

/// The places. A semaphore lets in whoever waited longest.
#[derive(Debug)]
pub(crate) struct Slots {
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    per_host: usize,
    slow: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
    big: Arc<Semaphore>,
    decoders: Arc<Semaphore>,
    patience: Duration,
}

/// A place held; it is free again when this is dropped.
#[derive(Debug, Default)]
pub(crate) struct Place(Vec<OwnedSemaphorePermit>);

impl Place {
    /// Holds another place as well, if there is one.
    pub fn keep(&mut self, other: Option<Place>) {
        self.0.extend(other.into_iter().flat_map(|place| place.0));
    }
}

impl Slots {
    pub fn new(policy: &Policy) -> Self {
        let semaphore = |places: usize| Arc::new(Semaphore::new(places.clamp(1, Semaphore::MAX_PERMITS)));
        Self {
            all: semaphore(policy.concurrency),
            hosts: Mutex::default(),
            per_host: policy.per_host.max(1),
            slow: semaphore(policy.slow_places),
            bodies: semaphore(BODIES),
            big: semaphore(BIG_BODIES),
            decoders: semaphore(available_parallelism().map_or(2, usize::from)),
            patience: policy.patience,
        }
    }

    /// A place for a request to the host of `url`. Who waits for a host takes no place from the others.
    pub async fn request(&self, url: &Url) -> Place {
        let mut permits = self.host(url).await;
        permits.extend(Arc::clone(&self.all).acquire_owned().await);
        Place(permits)
    }

    /// A place for an article's page. It waits for its host as all do, and not behind a whole round of feeds: whoever fetches
    /// pages has few under way at one time.
    pub async fn page(&self, url: &Url) -> Place {
        Place(self.host(url).await)
    }

    async fn host(&self, url: &Url) -> Vec<OwnedSemaphorePermit> {
        let mut permits = Vec::new();
        // A private host (a test bench, an agency's receiver in the same building) is not a guest to be spared.
        if !is_private_literal(url) {
            let host = url.host_str().unwrap_or_default().to_owned();
            let gate = {
                let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(hosts.entry(host).or_insert_with(|| Arc::new(Semaphore::new(self.per_host))))
            };
            permits.extend(gate.acquire_owned().await);
        }
        permits
    }

    /// A place for a body, to be held until the delivery is handed on.
    pub async fn body(&self) -> Place {
        Place(Arc::clone(&self.bodies).acquire_owned().await.into_iter().collect())
    }

    /// A place for a big body, beside the one it has.
    pub async fn big(&self) -> Place {
        Place(Arc::clone(&self.big).acquire_owned().await.into_iter().collect())
    }

    /// A place for a decoder: as many as there are cores.
    pub async fn decoder(&self) -> Place {
        Place(Arc::clone(&self.decoders).acquire_owned().await.into_iter().collect())
    }

    /// Does `work` in `place`; work that takes longer than the policy's patience goes on in a place for slow ones, if there is one,
    /// so that a server that hangs does not keep the others waiting.
    pub async fn patiently<T>(&self, place: &mut Place, turn: &Turn<'_>, work: impl Future<Output = T>) -> T {
        pin!(work);
        if let Ok(done) = timeout(self.patience, &mut work).await {
            return done;
        }
        if let Ok(permit) = Arc::clone(&self.slow).try_acquire_owned() {
            *place = Place(vec![permit]);
        }
        turn.aside(work).await
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Slots};
    use crate::poll::Policy;
    use crate::poll::turns::Turns;
    use std::future::pending;
    use std::time::Duration;
    use tokio::time::timeout;
    use url::Url;

    async fn free(slots: &Slots, url: &str) -> bool {
        timeout(Duration::from_millis(1), slots.request(&Url::parse(url).unwrap())).await.is_ok()
    }

    #[tokio::test]
    async fn a_host_has_its_own_bound_and_private_hosts_have_none_but_the_whole() {
        let slots = Slots::new(&Policy { concurrency: 3, per_host: 1, ..Policy::default() });
        let first = slots.request(&Url::parse("https://a.example/1").unwrap()).await;
        assert!(!free(&slots, "https://a.example/2").await);
        assert!(free(&slots, "https://b.example/").await);
        let local = Url::parse("http://127.0.0.1:8900/").unwrap();
        let second = slots.request(&local).await;
        let third = slots.request(&local).await;
        assert!(!free(&slots, "https://b.example/").await);
        drop((first, second, third));
        assert!(free(&slots, "https://a.example/2").await);
    }

    /// Work that never ends, given up after a moment.
    async fn hang(slots: &Slots, place: &mut Place) {
        let given_up =
            timeout(Duration::from_millis(20), slots.patiently(place, &Turns::default().begin(), pending::<()>()))
                .await;
        assert!(given_up.is_err());
    }

    #[tokio::test]
    async fn a_slow_request_makes_room_while_there_are_places_for_slow_ones() {
        let policy = Policy {
            concurrency: 1,
            per_host: 1,
            slow_places: 1,
            patience: Duration::from_millis(1),
            ..Policy::default()
        };
        let slots = Slots::new(&policy);
        let url = Url::parse("https://a.example/").unwrap();
        let mut place = slots.request(&url).await;
        assert!(!free(&slots, "https://a.example/").await);
        hang(&slots, &mut place).await;
        assert!(free(&slots, "https://a.example/").await);
        let mut another = slots.request(&url).await;
        hang(&slots, &mut another).await;
        assert!(!free(&slots, "https://a.example/").await);
    }

    #[tokio::test]
    async fn quick_work_keeps_its_place() {
        let slots = Slots::new(&Policy { concurrency: 1, ..Policy::default() });
        let mut place = slots.request(&Url::parse("https://a.example/").unwrap()).await;
        hang(&slots, &mut place).await;
        assert!(!free(&slots, "https://b.example/").await);
    }
}
