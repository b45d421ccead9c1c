//! A made-up wire on loopback, so that everything can be tried with no network and no set-up.

mod copy;
mod edition;
mod server;

pub use copy::AGENCY as DEMO_AGENCY;
pub use server::DemoWire;
