//! The fields and states of the query language: one table, from which parser, help and man page are made.

use crate::wire::{Field, nearest};

/// A row of the table: one field that a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldHelp {
    /// The name, written before a colon.
    pub name: &'static str,
    /// What it finds.
    pub does: &'static str,
    /// A query that uses it.
    pub example: &'static str,
    /// How its value is read.
    pub kind: Kind,
}

/// How the value of a field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words of the copy.
    Words(Field),
    /// A text that the field is, or contains.
    Is(Field),
    /// A text, or nothing for any: `claimed:` is every claimed item.
    IsOrAny(Field, &'static str),
    /// A mark's first word.
    Mark,
    /// A number, with `<`, `<=`, `>`, `>=` or `=` before it.
    Number(Field),
    /// A span of time back from now.
    Age,
    /// A time; at or after it where `true`, before it where `false`.
    Since(bool),
    /// A day.
    On,
    /// What a hold waits for (one of [`WAITS`]), when it ends, or nothing for any.
    Held,
    /// One of [`STATES`].
    State,
}

const fn row(name: &'static str, kind: Kind, does: &'static str, example: &'static str) -> FieldHelp {
    FieldHelp { name, does, example, kind }
}

/// Every field of the query language.
pub const FIELDS: [FieldHelp; 29] = [
    row("title", Kind::Words(Field::Title), "words in the headline", "title:rail"),
    row("text", Kind::Words(Field::Text), "words in the body", "text:\"rail strike\""),
    row("quote", Kind::Words(Field::Quote), "words inside quotations", "quote:responsib*"),
    row("speaker", Kind::Is(Field::Speaker), "who is quoted; part of the name will do", "speaker:\"Ada Oduya\""),
    row("source", Kind::Is(Field::Source), "the source; part of its name will do", "source:world"),
    row("outlet", Kind::Is(Field::Source), "the outlet that ran it; the same as source", "outlet:herald"),
    row("tag", Kind::Is(Field::Tag), "a tag of the source or of the item", "tag:courts"),
    row("agency", Kind::Is(Field::Agency), "the agency that wrote it", "agency:AFP"),
    row("by", Kind::Is(Field::By), "the byline; part of it will do", "by:okello"),
    row("place", Kind::Is(Field::Place), "the dateline's place; part of it will do", "place:nairobi"),
    row("slug", Kind::Is(Field::Slug), "the slug; part of it will do", "slug:storm"),
    row("mark", Kind::Mark, "what the wire says of the copy", "mark:urgent"),
    row("lang", Kind::Is(Field::Lang), "the language tag, or its beginning", "lang:en"),
    row("priority", Kind::Number(Field::Priority), "editorial priority, 1 highest", "priority:<=3"),
    row("words", Kind::Number(Field::Words), "the length of the story in words", "words:>300"),
    row("revision", Kind::Number(Field::Revision), "the number of the newest filing", "revision:>1"),
    row("outlets", Kind::Number(Field::Outlets), "how many outlets ran it", "outlets:>3"),
    row("id", Kind::Number(Field::Id), "the item with this number", "id:17"),
    row("story", Kind::Number(Field::Story), "the items of one story", "story:4"),
    row("reprint", Kind::Number(Field::Reprint), "the outlets of one piece of copy", "reprint:9"),
    row("age", Kind::Age, "younger or older than a span (s m h d w)", "age:<6h"),
    row("since", Kind::Since(true), "from a time on: of the clock, a day, a span back", "since:09:00"),
    row("before", Kind::Since(false), "before a time", "before:2026-11-20"),
    row("on", Kind::On, "on a day: a date, today, yesterday", "on:2026-11-20"),
    row("held", Kind::Held, "on hold; until a time, `held:revision`, `held:embargo`, or at all (`held:`)", "held:<1h"),
    row("claimed", Kind::IsOrAny(Field::Claimed, "claimed"), "claimed by somebody, or by anybody", "claimed:anna"),
    row("flagged", Kind::IsOrAny(Field::Flagged, "flagged"), "flagged with a label, or at all", "flagged:court"),
    row("note", Kind::Words(Field::Note), "words in the desk's own note", "note:\"ring the mayor\""),
    row("is", Kind::State, "a state of the item", "is:unread"),
];

/// How words and terms are put together, each with what it means.
pub const SYNTAX: [(&str, &str); 9] = [
    ("harbour wall", "both words, in headline, text or quotations"),
    ("\"sea wall\"", "these words together, in this order"),
    ("harb*", "every word that begins so"),
    ("/sea.?wall/", "a regular expression in headline or text; slow, so best beside other terms"),
    ("slug:/storm-?2/", "the same in one field: title, text, quote, speaker, by, place, slug or note"),
    ("by:*", "a byline, whoever it is; so of every other field that copy may lack"),
    ("-strike", "not this; `not strike` says the same"),
    ("ferry or tram", "one of them; `ferry | tram` says the same; `and` binds closer than `or`"),
    ("(ferry or tram) late", "parentheses group"),
];

/// The states that `is:` knows, and what each means.
pub const STATES: [(&str, &str); 16] = [
    ("new", "neither read nor given any verdict"),
    ("untriaged", "without any verdict, read or not"),
    ("read", "read"),
    ("unread", "not read"),
    ("flagged", "flagged, with or without a label"),
    ("held", "on hold"),
    ("used", "used"),
    ("spiked", "on the spike"),
    ("claimed", "claimed by somebody"),
    ("updated", "a revision came after somebody flagged, held, used or claimed it"),
    ("lead", "on top of the outlets that ran the same copy"),
    ("alert", "corrected or killed after somebody acted on it, and not acknowledged"),
    ("again", "to be looked at again: its hold has ended, or it moved since somebody acted on it"),
    ("corrected", "the wire corrected it"),
    ("killed", "the wire killed, withdrew or withheld it"),
    ("embargoed", "under an embargo that has not lifted"),
];

/// What `held:` knows beside times, and what each waits for.
pub const WAITS: [(&str, &str); 2] = [("revision", "until it is filed anew"), ("embargo", "until its embargo lifts")];

/// The words that `mark:` knows: the first word of each mark, in small letters.
pub const MARKS: [&str; 19] = [
    "kill",
    "withdrawn",
    "hold",
    "unconfirmed",
    "corrected",
    "embargo",
    "flash",
    "bulletin",
    "alert",
    "snap",
    "breaking",
    "urgent",
    "refile",
    "repeat",
    "update",
    "wrapup",
    "lede",
    "advisory",
    "silent",
];

/// The row of a field by its name, in small letters.
pub(super) fn field(name: &str) -> Option<&'static FieldHelp> {
    FIELDS.iter().find(|row| row.name == name)
}

/// The name of a field as [`print`](super::print) writes it.
pub(super) fn name_of(wanted: Field) -> &'static str {
    FIELDS
        .iter()
        .find(|row| match row.kind {
            Kind::Words(field) | Kind::Is(field) | Kind::IsOrAny(field, _) | Kind::Number(field) => field == wanted,
            Kind::Mark => wanted == Field::Mark,
            Kind::Held => wanted == Field::Held,
            _ => false,
        })
        .map_or("text", |row| row.name)
}

/// The end of an error about a name that is not in a list: what was likely meant, or nothing.
pub(super) fn did_you_mean(word: &str, names: &[&'static str], written: impl Fn(&str) -> String) -> String {
    nearest(word, names.iter().copied()).map_or_else(String::new, |name| format!("; did you mean {}?", written(name)))
}
