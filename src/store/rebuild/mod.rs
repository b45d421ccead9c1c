//! A damaged cache: the file is put aside, and what can be read of it stands in a new one, decisions first.
//!
//! Pages that SQLite cannot read are passed over by reading each table from both ends and around the gaps; leaves to which nothing
//! leads any more are looked for in the file itself. Whatever follows
//! from other tables (counts, stories' numbers, the full-text index) is not read but made anew.

mod aside;
mod damaged;
mod graft;
mod recount;
mod revive;
mod saved;
mod tables;
mod walk;
mod whole;

pub use saved::{Part, Saved};
pub use whole::rebuild;
