//! One quotation in two wordings: recognised as the same, and where it differs.
//!
//! House style is no difference: figures and number words, contractions, British and American endings, brackets an editor
//! put in, and words left out under an ellipsis. A part quoted of a longer whole is told as such, and is a difference where the
//! words that were cut off turn what is said.

mod align;
mod compare;
mod edges;
mod names;
mod place;
mod prints;
mod spelling;
mod words;

pub use compare::{compare, compare_in_place};
pub use names::{Kin, kin};
pub use place::{Around, Places};
pub use prints::{PRINTS, prints_asked, prints_kept};
pub use words::Wording;
