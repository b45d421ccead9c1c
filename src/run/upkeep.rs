//! What the writer does while nothing waits for it: a step of each at a time.

use crate::run::writer::{Told, Work, is_at_work};

/// Items digested in one transaction while an editor decides; about 15 ms of work.
pub(super) const DIGEST: usize = 24;
/// The same while nobody does. The more at a time, the fewer times the same pages of the full-text index are written.
pub(super) const DIGEST_ALONE: usize = 48;

impl Work {
    /// A step of the digest; how many items it did.
    pub(super) fn digest(&mut self) -> usize {
        match self.store.digest(if is_at_work(self.decided) { DIGEST } else { DIGEST_ALONE }) {
            Ok(done) => {
                self.undigested = done.more;
                if done.done > 0 {
                    self.committed();
                }
                done.done
            }
            // It is tried again with the next delivery; searching reads the undigested tail meanwhile.
            Err(error) => {
                tracing::warn!("new copy could not be digested: {error}");
                self.look_at(&error);
                self.undigested = false;
                0
            }
        }
    }

    /// Reads a step of old copy again, if the rules of quotations have changed; before that, counts outlets that did.
    pub(super) fn reread(&mut self) {
        match self.store.reread(DIGEST) {
            Ok(done) => {
                self.unread = done.more;
                if done.done > 0 {
                    self.committed();
                }
            }
            Err(error) => {
                // The next start goes on with it; whoever opens a story sees quotations by today's rules meanwhile.
                tracing::warn!("old copy could not be read again: {error}");
                self.unread = false;
            }
        }
    }

    /// Says which sources have gone quiet against their own habit.
    pub(super) fn listen(&mut self) {
        let now = (self.clock)();
        for quiet in self.store.gone_quiet(now).unwrap_or_default() {
            let minutes = now.duration_since(quiet.last).as_mins();
            let silence = if minutes < 120 { format!("{minutes} min") } else { format!("{} h", minutes / 60) };
            self.tell(Told::Trouble(format!(
                "{} has gone quiet: nothing for {silence}, against its habit",
                quiet.name
            )));
        }
    }

    /// Lets go of one step of old copy; whether there is more in this round.
    pub(super) fn prune(&mut self) -> bool {
        let believed = match self.letting_go {
            Some(believed) => Ok(believed),
            None => self.store.time_to_let_go((self.clock)()),
        };
        let pruned = believed.and_then(|believed| {
            self.letting_go = Some(believed);
            self.store.prune(&self.habits.retention, believed)
        });
        let more = match pruned {
            Ok(pruned) => pruned.more,
            Err(error) => {
                tracing::warn!("old copy could not be let go of: {error}");
                false
            }
        };
        if !more {
            self.letting_go = None;
        }
        more
    }
}
