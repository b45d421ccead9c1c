//! A made-up wire on loopback, so that everything can be tried with no network and no set-up.

mod copy;
mod edition;
mod server;

pub use server::DemoWire;
