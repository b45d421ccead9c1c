//! Threads, channels and the terminal: the only place where the parts meet.

mod demo;

pub use demo::DemoWire;
