//! Verbs as words, for the log and the command line, and back.

use crate::wire::{Until, Verb};

/// The verb's word and its value, as the log keeps them. Times are RFC 3339 in UTC with all their digits.
pub fn verb_word(verb: &Verb) -> (&'static str, Option<String>) {
    verb.word()
}

/// The verb that [`verb_word`] wrote. `None` for an unknown word, a value where none belongs or the other way round, and
/// a time that cannot be read.
pub fn verb_from(word: &str, value: Option<&str>) -> Option<Verb> {
    let verb = match (word, value) {
        ("flag", label) => Verb::Flag(label.map(str::to_owned)),
        ("hold", None) => Verb::Hold(None),
        ("hold", Some(until)) => Verb::Hold(Some(Until::from_word(until)?)),
        ("tag", Some(tag)) => Verb::Tag(tag.to_owned()),
        ("join", Some(story)) => Verb::Join(story.parse().ok()?),
        ("untag", Some(tag)) => Verb::Untag(tag.to_owned()),
        ("assign", Some(name)) => Verb::Assign(name.to_owned()),
        ("note", Some(note)) => Verb::Note(note.to_owned()),
        ("priority", None) => Verb::Priority(None),
        ("priority", Some(n)) => Verb::Priority(Some(n.parse().ok()?)),
        (_, Some(_)) => return None,
        ("seen", None) => Verb::Seen,
        ("read", None) => Verb::Read,
        ("unread", None) => Verb::Unread,
        ("unflag", None) => Verb::Unflag,
        ("unhold", None) => Verb::Unhold,
        ("use", None) => Verb::Use,
        ("unuse", None) => Verb::Unuse,
        ("claim", None) => Verb::Claim,
        ("release", None) => Verb::Release,
        ("spike", None) => Verb::Spike,
        ("unspike", None) => Verb::Unspike,
        ("split", None) => Verb::Split,
        ("ack", None) => Verb::Acknowledge,
        _ => return None,
    };
    Some(verb)
}
