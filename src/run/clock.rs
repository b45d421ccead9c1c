//! The clock, handed down as a value so that tests can set it.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time (UTC).
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock.
#[allow(clippy::disallowed_methods, reason = "this is the place where the clock is read")]
pub fn system() -> Clock {
    Arc::new(Timestamp::now)
}
