//! Sources that are due become deliveries: conditional GET, backoff, bounds.
//!
//! [`Poller`] asks, in the order that `order` gives. What it asks and whom it may reach stand in `ask`, `address` and `clients`; how
//! much goes on at one time in `slots`, and in `room` for bodies; `fetch` follows redirects by hand;
//! `read` decodes aside; `settle` and `schedule` are pure and say what to remember and when to come back.

mod address;
mod ask;
mod clients;
mod deadline;
mod engine;
mod failure;
mod fetch;
mod headers;
mod order;
mod page;
mod policy;
mod poller;
mod read;
mod redact;
mod room;
mod schedule;
mod secrets;
mod settle;
mod slots;
mod stop;
mod turns;
mod watch;

pub use page::Home;
pub use policy::Policy;
pub use poller::{Job, Poller};
pub(crate) use redact::{userinfo, without_userinfo};
pub use secrets::Lookup;
pub use stop::{StopToken, Stopper};
pub use watch::Order;
