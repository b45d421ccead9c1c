//! Settings become the values that each part defines for itself.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::config::Settings;
use crate::poll::{self, Poller};
use crate::run::clock::Clock;
use crate::screen::{self, Keymap};
use crate::store::{Retention, Workers};
use crate::view::Theme;
use crate::{analysis, config, wire};

/// The pure work that the cache calls for.
pub fn workers() -> Workers {
    Workers { quotes: analysis::quotes, lay_out: analysis::lay_out, rules: analysis::QUOTE_RULES }
}
