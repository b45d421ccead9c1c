//! Who polls: one process a cache, by a lease that runs out when its holder is gone.

use std::time::Duration;

use jiff::Timestamp;

use crate::store::error::Error;
use crate::store::writer::Writer;

impl Writer {
    /// Takes or renews the poller's lease for `ttl`; `false` where another holder has one that has not run out.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn take_lease(&mut self, holder: &str, now: Timestamp, ttl: Duration) -> Result<bool, Error> {
        let now = now.as_millisecond();
        let ttl = i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX);
        let tx = self.begin()?;
        let taken = tx.execute(
            "INSERT INTO lease (what, holder, expires) VALUES ('poll', ?1, ?2)
             ON CONFLICT (what) DO UPDATE SET holder = ?1, expires = ?2
             WHERE holder = ?1 OR expires <= ?3 OR expires > ?3 + 10 * ?4",
            // A lease far in the future was written by a clock that has been set back since.
            (holder, now.saturating_add(ttl), now, ttl),
        )?;
        tx.commit()?;
        Ok(taken == 1)
    }

    /// Gives the lease up, if `holder` has it.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn drop_lease(&mut self, holder: &str) -> Result<(), Error> {
        self.conn.execute("DELETE FROM lease WHERE what = 'poll' AND holder = ?1", [holder])?;
        Ok(())
    }
}
