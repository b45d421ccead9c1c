//! The reader's thread: one read-only connection, one slot for each kind of question, the newest question wins.

use std::collections::VecDeque;
use std::mem::discriminant;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::run::clock::Clock;
use crate::store::Reader;
use crate::wire::{Answer, Change, Question};

/// How often the cache is looked at for what other processes wrote, however much the screen asks meanwhile. One cheap pragma; no
/// read of the disk when idle.
const LOOK: Duration = Duration::from_millis(400);

/// What the reader can be told.
#[derive(Debug)]
pub enum Ask {
    /// Answer this.
    Question(Question),
    /// Something was committed by this process: see what changed.
    Look,
}

/// What the reader says.
#[derive(Debug)]
pub enum Said {
    /// An answer.
    Answer(Answer),
    /// The cache has changed.
    Changed(Change),
    /// The file of the cache is damaged.
    Damaged,
    /// The reader has died; why, in words.
    Died(String),
}

/// The way to the reader, and its thread.
pub struct ReaderHandle {
    /// Questions; a full channel means that newer ones should wait with the asker.
    pub ask: SyncSender<Ask>,
    thread: JoinHandle<()>,
}

impl ReaderHandle {
    /// Ends the thread.
    pub fn finish(self) {
        drop(self.ask);
        let _ = self.thread.join();
    }
}

/// Starts the reader; `say` returns false when nobody listens any more.
///
/// # Errors
/// When the thread cannot be started.
pub fn start(
    store: Reader,
    clock: Clock,
    say: impl Fn(Said) -> bool + Send + 'static,
) -> std::io::Result<ReaderHandle> {
    let (ask, asked) = sync_channel(64);
    let thread = thread::Builder::new().name("reader".into()).spawn(move || {
        let run = catch_unwind(AssertUnwindSafe(|| run(store, &clock, &asked, &say)));
        if run.is_err() {
            say(Said::Died(super::event::FAULT.to_owned()));
        }
    })?;
    Ok(ReaderHandle { ask, thread })
}

fn run(mut store: Reader, clock: &Clock, asked: &Receiver<Ask>, say: &impl Fn(Said) -> bool) {
    let mut slots: VecDeque<Question> = VecDeque::new();
    let mut seen = store.newest_change().unwrap_or(0);
    let mut damaged = false;
    let mut looked = Instant::now();
    loop {
        let mut look = false;
        if slots.is_empty() {
            match asked.recv_timeout(LOOK.saturating_sub(looked.elapsed())) {
                Ok(ask) => look |= take(&mut slots, ask),
                Err(RecvTimeoutError::Timeout) => look = true,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        while let Ok(ask) = asked.try_recv() {
            look |= take(&mut slots, ask);
        }
        store.set_clock(clock());
        if let Some(question) = slots.pop_front()
            && !say(Said::Answer(store.answer(&question)))
        {
            return;
        }
        if store.found_damage() && !std::mem::replace(&mut damaged, true) && !say(Said::Damaged) {
            return;
        }
        if look || looked.elapsed() >= LOOK {
            looked = Instant::now();
            // An error here is an answer's error too, and is said there.
            if let Ok((newest, change)) = store.changes_since(seen)
                && newest != seen
            {
                seen = newest;
                if !say(Said::Changed(change)) {
                    return;
                }
            }
        }
    }
}

/// Puts a question into the slot of its kind, where it replaces an older one; tells whether to look for changes instead.
fn take(slots: &mut VecDeque<Question>, ask: Ask) -> bool {
    match ask {
        Ask::Look => true,
        Ask::Question(question) => {
            match slots.iter_mut().find(|slot| discriminant(*slot) == discriminant(&question)) {
                Some(slot) => *slot = question,
                None => slots.push_back(question),
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::channel;

    use jiff::Timestamp;

    use super::*;
    use crate::run::settings;
    use crate::store::Writer;
    use crate::wire::{Source, Ticket};

    /// The longest that anything is waited for.
    const DEADLINE: Duration = Duration::from_secs(30);

    #[test]
    fn what_another_program_wrote_is_heard_of_while_the_screen_never_stops_asking() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cache.db");
        let mut other = Writer::open(&path, settings::workers(), Timestamp::UNIX_EPOCH).unwrap();
        let store = Reader::open(&path, settings::workers()).unwrap();
        let clock: Clock = Arc::new(|| Timestamp::UNIX_EPOCH);
        let (to, said) = channel();
        let reader = start(store, clock, move |said| to.send(said).is_ok()).unwrap();
        let began = Instant::now();
        let ask = |n| reader.ask.send(Ask::Question(Question::Desk(Ticket(n)))).unwrap();
        ask(0);
        // Once it has answered it knows what stood in the cache before.
        while !matches!(said.recv_timeout(DEADLINE).unwrap(), Said::Answer(_)) {}
        other
            .sync_sources(&[Source::new("Harbour Wire", "https://harbour.example/feed")], Timestamp::UNIX_EPOCH)
            .unwrap();
        ask(1);
        for n in 2.. {
            assert!(began.elapsed() < DEADLINE, "{n} answers, and no word of the change");
            match said.recv_timeout(DEADLINE).unwrap() {
                Said::Changed(change) => {
                    assert!(change.sources);
                    break;
                }
                _ => ask(n),
            }
        }
        reader.finish();
    }
}
