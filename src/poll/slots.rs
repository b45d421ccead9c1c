//! How much may go on at one time: requests in all and to one host, bodies in memory, decoders at work.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::pin;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Policy;
use super::address::is_private_literal;
use super::turns::{LARGE, Turn};
use url::Url;

/// Bodies in memory at one time, from their first byte until the delivery is handed on. With ordinary feeds of 170 kB that is
/// 5 MB; it is enough to keep every decoder busy.
const BODIES: usize = 24;
/// What bodies that come slowly may hold together, in kB: room for a hundred ordinary feeds, and little beside the places.
const SLOW_ROOM: usize = 16 << 10;
/// Bodies beyond [`BIG`] at one time. Read as copy, one may take several times its size for a moment.
const BIG_BODIES: usize = 1;
/// From this size on (bytes) a body needs one of the few big places.
pub(crate) const BIG: usize = 2 << 20;
/// Bodies from [`LARGE`] on that are read as copy at one time: the other cores are for the small ones.
const LARGE_DECODERS: usize = 1;
/// After this long a request no longer counts against the bound of its host, and nobody waits for it.
const HUNG: Duration = Duration::from_secs(5);

/// The places. A semaphore lets in whoever waited longest.
#[derive(Debug)]
pub(crate) struct Slots {
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    per_host: usize,
    slow: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
    slow_room: Arc<Semaphore>,
    big: Arc<Semaphore>,
    /// How many wait for a big place.
    big_wanted: AtomicUsize,
    decoders: Arc<Semaphore>,
    large_decoders: Arc<Semaphore>,
    /// How long a server may keep a place waiting that others want.
    pub patience: Duration,
}

/// A place held; it is free again when this is dropped.
#[derive(Debug, Default)]
pub(crate) struct Place(Vec<OwnedSemaphorePermit>);

impl Place {
    /// Holds another place as well.
    pub fn keep(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// One of those that ask, until this is dropped.
#[derive(Debug)]
pub(crate) struct Seat<'s> {
    slots: &'s Slots,
    place: Place,
    /// Whether the place is among those for slow ones.
    slow: bool,
}

impl Seat<'_> {
    /// Waits for a sign of the server. Where that takes longer than the policy's patience, the place goes to the next one.
    pub async fn wait<T>(&mut self, sign: impl Future<Output = T>) -> T {
        pin!(sign);
        if !self.slow {
            if let Ok(done) = timeout(self.slots.patience, &mut sign).await {
                return done;
            }
            self.give_up();
        }
        sign.await
    }

    /// Goes on in a place for slow ones, if there is one: a connection on which nothing comes costs next to nothing, and need not
    /// keep the others waiting.
    pub fn give_up(&mut self) {
        if !self.slow
            && let Ok(permit) = Arc::clone(&self.slots.slow).try_acquire_owned()
        {
            self.place = Place(vec![permit]);
            self.slow = true;
        }
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
            slow_room: semaphore(SLOW_ROOM),
            big: semaphore(BIG_BODIES),
            big_wanted: AtomicUsize::new(0),
            decoders: semaphore(available_parallelism().map_or(2, usize::from)),
            large_decoders: semaphore(LARGE_DECODERS),
            patience: policy.patience,
        }
    }

    /// A seat for a request. Who takes one has its place at the host already, so that waiting for a host keeps nobody else.
    pub async fn seat(&self) -> Seat<'_> {
        Seat { slots: self, place: one(&self.all).await, slow: false }
    }

    /// A seat for an article's page, which does not wait behind a whole round of feeds: whoever fetches pages has few under way at
    /// one time.
    pub fn seat_for_page(&self) -> Seat<'_> {
        Seat { slots: self, place: Place::default(), slow: true }
    }

    /// A place at the host of `url`.
    pub async fn host(&self, url: &Url) -> Place {
        // A private host (a test bench, an agency's receiver in the same building) is not a guest to be spared.
        if is_private_literal(url) {
            return Place::default();
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let gate = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(hosts.entry(host).or_insert_with(|| Arc::new(Semaphore::new(self.per_host))))
        };
        one(&gate).await
    }

    /// A place for a body, to be held until the delivery is handed on.
    pub async fn body(&self) -> Place {
        one(&self.bodies).await
    }

    /// Room for so many bytes of a body that comes slowly, if there is any now.
    pub fn slow_room(&self, bytes: usize) -> Option<Place> {
        let kilobytes = u32::try_from(bytes.div_ceil(1 << 10)).ok()?;
        Arc::clone(&self.slow_room).try_acquire_many_owned(kilobytes).ok().map(|permit| Place(vec![permit]))
    }

    /// A place for a big body, beside the one it has.
    pub async fn big(&self) -> Place {
        struct Wanted<'s>(&'s AtomicUsize);
        impl Drop for Wanted<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        self.big_wanted.fetch_add(1, Ordering::Relaxed);
        let _wanted = Wanted(&self.big_wanted);
        one(&self.big).await
    }

    /// Whether anybody waits for a big place.
    pub fn is_big_wanted(&self) -> bool {
        self.big_wanted.load(Ordering::Relaxed) > 0
    }

    /// A place for a decoder of so many bytes: as many as there are cores, of which large bodies take one.
    pub async fn decoder(&self, bytes: usize) -> Place {
        let mut place = if bytes >= LARGE { one(&self.large_decoders).await } else { Place::default() };
        place.keep(one(&self.decoders).await);
        place
    }

    /// Does `work`, for which `host` is held as long as the server does not hang.
    pub async fn patiently<T>(&self, host: Place, turn: &Turn<'_>, work: impl Future<Output = T>) -> T {
        self.patiently_for(HUNG, host, turn, work).await
    }

    async fn patiently_for<T>(
        &self,
        longest: Duration,
        host: Place,
        turn: &Turn<'_>,
        work: impl Future<Output = T>,
    ) -> T {
        pin!(work);
        if let Ok(done) = timeout(longest, &mut work).await {
            return done;
        }
        drop(host);
        turn.aside(work).await
    }
}

async fn one(places: &Arc<Semaphore>) -> Place {
    Place(Arc::clone(places).acquire_owned().await.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::{Place, Seat, Slots};
    use crate::poll::Policy;
    use crate::poll::turns::Turns;
    use std::future::pending;
    use std::time::Duration;
    use tokio::time::timeout;
    use url::Url;

    const SHORT: Duration = Duration::from_millis(1);

    async fn seat(slots: &Slots) -> Option<Seat<'_>> {
        timeout(SHORT, slots.seat()).await.ok()
    }

    async fn host(slots: &Slots, url: &str) -> Option<Place> {
        timeout(SHORT, slots.host(&Url::parse(url).unwrap())).await.ok()
    }

    #[tokio::test]
    async fn a_host_has_its_own_bound_and_private_hosts_have_none_but_the_whole() {
        let slots = Slots::new(&Policy { concurrency: 3, per_host: 1, ..Policy::default() });
        let first = host(&slots, "https://a.example/1").await.unwrap();
        assert!(host(&slots, "https://a.example/2").await.is_none());
        assert!(host(&slots, "https://b.example/").await.is_some());
        drop(first);
        assert!(host(&slots, "https://a.example/2").await.is_some());
        let local = "http://127.0.0.1:8900/";
        let seats = [host(&slots, local).await.unwrap(), host(&slots, local).await.unwrap()];
        let taken = [seat(&slots).await.unwrap(), seat(&slots).await.unwrap(), seat(&slots).await.unwrap()];
        assert!(seat(&slots).await.is_none());
        drop((seats, taken));
        assert!(seat(&slots).await.is_some());
    }

    #[tokio::test]
    async fn a_server_that_keeps_us_waiting_makes_room_while_there_are_places_for_slow_ones() {
        let slots = Slots::new(&Policy { concurrency: 1, slow_places: 1, patience: SHORT, ..Policy::default() });
        let mut hung = slots.seat().await;
        assert!(timeout(20 * SHORT, hung.wait(pending::<()>())).await.is_err());
        let mut another = seat(&slots).await.unwrap();
        assert!(timeout(20 * SHORT, another.wait(pending::<()>())).await.is_err());
        assert!(seat(&slots).await.is_none(), "there is no second place for slow ones");
        drop(hung);
        another.give_up();
        assert!(seat(&slots).await.is_some());
    }

    #[tokio::test]
    async fn a_server_that_answers_keeps_its_place() {
        let slots = Slots::new(&Policy { concurrency: 1, ..Policy::default() });
        let mut quick = slots.seat().await;
        assert_eq!(quick.wait(async { 7 }).await, 7);
        assert!(seat(&slots).await.is_none());
    }

    #[tokio::test]
    async fn a_host_that_hangs_is_asked_for_its_other_feeds_in_the_end() {
        let slots = Slots::new(&Policy { per_host: 1, ..Policy::default() });
        let url = "https://a.example/";
        let held = host(&slots, url).await.unwrap();
        let (turns, asked) = (Turns::default(), Url::parse(url).unwrap());
        let turn = turns.begin();
        let hung = slots.patiently_for(SHORT, held, &turn, pending::<()>());
        tokio::select! { () = hung => {}, _ = slots.host(&asked) => {} }
    }

    #[tokio::test]
    async fn one_core_is_left_to_small_bodies() {
        let slots = Slots::new(&Policy::default());
        let _large = slots.decoder(32 << 20).await;
        assert!(timeout(SHORT, slots.decoder(32 << 20)).await.is_err());
    }
}
