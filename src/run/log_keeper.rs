//! The thread that moves the cache's write-ahead log into its file while the writer goes on.
//!
//! A move writes megabytes and waits for the disk several times. Done by the writer, as SQLite does it by itself, every decision
//! made meanwhile would wait for all of that.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc;

use crate::run::courtesy;
use crate::store::{Error, LogMover, Moved};

/// Pages (of 8 KiB) after which the log is moved.
const SOME: u32 = 1_000;
/// The same while an editor decides. What was moved was synced: a decision's own sync does not have to wait for it.
const FEW: u32 = 250;
/// Pages after which copy waits until a move has caught up, so that the log can begin anew: a bound for its size on disk, and
/// for the time that the next start takes after a crash.
pub const MUCH: u32 = 8_000;

/// Moves the log on a thread of its own.
pub struct LogKeeper {
    go: SyncSender<()>,
    done: mpsc::Receiver<Result<Moved, Error>>,
    thread: JoinHandle<()>,
    /// Pages in the log after the last commit, and how many of them stand in the file.
    pages: u32,
    moved: u32,
    /// Pages after which copy waits.
    most: u32,
    moving: bool,
    waits: Waits,
}

/// Whether copy waits for a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waits {
    No,
    /// For one that began while copy was still written, and will not catch up.
    ForThisAndTheNext,
    ForThis,
}

impl LogKeeper {
    /// Starts the thread. `most`: pages after which copy waits.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(mut mover: LogMover, most: u32) -> std::io::Result<Self> {
        let (go, asked) = sync_channel(1);
        let (tell, done) = mpsc::channel(1);
        let thread = thread::Builder::new().name("log".into()).spawn(move || {
            courtesy::step_back();
            while let Ok(()) = asked.recv() {
                if tell.blocking_send(mover.step()).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { go, done, thread, pages: 0, moved: 0, most, moving: false, waits: Waits::No })
    }

    /// The writer has committed; the log holds so many pages. `at_work`: an editor decides meanwhile.
    pub fn committed(&mut self, pages: u32, at_work: bool) {
        let enough = if at_work { FEW } else { SOME };
        if pages < self.pages {
            // It was begun anew.
            self.moved = 0;
        }
        self.pages = pages;
        if pages >= self.most && self.waits == Waits::No {
            self.waits = if self.moving { Waits::ForThisAndTheNext } else { Waits::ForThis };
        }
        if self.waits != Waits::No || pages.saturating_sub(self.moved) >= enough {
            self.begin();
        }
    }

    /// Whether copy has to wait. Decisions never do.
    pub fn is_full(&self) -> bool {
        self.waits != Waits::No
    }

    /// Waits for the end of a move; for ever where none goes on. Nothing is lost where this is given up early.
    pub async fn moved(&mut self) {
        if !self.moving {
            return std::future::pending().await;
        }
        let done = self.done.recv().await;
        self.moving = false;
        match done {
            Some(Ok(Moved { log, moved })) => self.moved = moved.min(log),
            Some(Err(error)) => tracing::warn!("the log of the cache could not be moved: {error}"),
            // The thread is gone: nothing waits for it.
            None => {}
        }
        match self.waits {
            Waits::ForThisAndTheNext => {
                self.waits = Waits::ForThis;
                self.begin();
            }
            Waits::ForThis | Waits::No => self.waits = Waits::No,
        }
    }

    fn begin(&mut self) {
        if self.moving {
            return;
        }
        match self.go.try_send(()) {
            Ok(()) => self.moving = true,
            Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => self.waits = Waits::No,
        }
    }

    /// Ends the thread, after the move that goes on.
    pub fn finish(self) {
        let Self { go, done, thread, .. } = self;
        drop((go, done));
        let _ = thread.join();
    }
}
