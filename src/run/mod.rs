//! Threads, channels and the terminal: the only place where the parts meet.

mod clock;
mod courtesy;
mod demo;
mod engine;
mod event;
mod foreground;
mod keys;
mod log_keeper;
mod logging;
mod outside;
mod plain;
mod poller;
mod programs;
mod reader;
mod reload;
mod round;
mod screen_loop;
mod session;
mod settings;
mod signals;
mod takeout;
mod terminal;
mod writer;

pub use clock::{Clock, system as system_clock};
pub use demo::DemoWire;
pub use engine::{Engine, Plan};
pub use event::Event;
pub use logging::start as start_log;
pub use plain::open as open_plain;
pub use poller::{find as find_source, runtime as poll_runtime};
pub use reload::{Fresh, Reload, fresh_of};
pub use round::{Polled, Round, poll_once, watch};
pub use screen_loop::{exit_code, open};
pub use session::{Ended, Outward, Session};
pub use settings::{plan_of, policy_of, poller_of, retention_of, rules_of, screen_of, theme_of, workers};
pub use takeout::Target;
