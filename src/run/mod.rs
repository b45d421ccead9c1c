//! Threads, channels and the terminal: the only place where the parts meet.

mod clock;
mod demo;
mod engine;
mod event;
mod logging;
mod poller;
mod reader;
mod round;
mod screen_loop;
mod signals;
mod terminal;
mod writer;

pub use clock::{Clock, system as system_clock};
pub use demo::DemoWire;
pub use engine::{Engine, Plan};
pub use event::Event;
pub use logging::start as start_log;
pub use poller::{find as find_source, runtime as poll_runtime, subscribe};
pub use round::{Round, poll_once};
pub use screen_loop::{Ended, open};
pub use writer::{Errand, Habits, Told, WriterHandle, start as start_writer};
