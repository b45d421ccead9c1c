//! Regular expressions over the copy and its fields, in SQL.

use crate::store::condition::{COPY, Pen, noted, of_copy};
use crate::store::error::Error;
use crate::triage;
use crate::wire::Field;

/// What a text with quotations has somewhere: a mark that opens one.
const MARKS: &str = r#"["“”„‟«»「『‘]|``|(?:^|[\s(\[—–-])'\S"#;

/// The condition that a regular expression matches a field; headline or text where `None`.
pub(crate) fn fits(pen: &mut Pen<'_>, part: Option<Field>, pattern: &str) -> Result<String, Error> {
    if let Err(why) = triage::pattern(pattern) {
        return Err(Error::Query(format!("/{pattern}/ is no regular expression: {why}")));
    }
    let pattern = pen.value(pattern.to_owned());
    let column = |name: &str| format!("holds({pattern}, {name})");
    let text = of_copy(&format!("fits({pattern}, NULL, {COPY})"));
    let quoted = |condition: &str| or_waiting(condition, &text);
    Ok(match part {
        None => of_copy(&format!("fits({pattern}, i.headline, {COPY})")),
        Some(Field::Title) => column("i.headline"),
        Some(Field::Text) => text,
        Some(Field::Quote) => quoted(&column("q.words")),
        Some(Field::Speaker) => quoted(&column("ifnull(q.canonical, q.speaker)")),
        Some(Field::By) => column("i.byline"),
        Some(Field::Place) => column("i.dateline"),
        Some(Field::Slug) => column("i.slug"),
        Some(Field::Note) => noted(&column("i.note")),
        Some(_) => return Err(Error::Query("this field takes no regular expression".into())),
    })
}

/// The condition that one of the quotations of an item, `quote AS q`, is so.
pub(crate) fn has_quotes(pen: &mut Pen<'_>, condition: &str) -> String {
    let marks = pen.value(MARKS.to_owned());
    or_waiting(condition, &of_copy(&format!("fits({marks}, NULL, {COPY})")))
}

/// A condition on one of the quotations of an item. Those of what waits for the index are not known yet: until they are, its whole
/// text is asked instead.
fn or_waiting(condition: &str, text: &str) -> String {
    format!("({} OR (i.id IN (SELECT item FROM todo) AND {text}))", of_quotes(condition))
}

/// A condition on one of the quotations, `quote AS q`, of an item's newest filing.
fn of_quotes(condition: &str) -> String {
    format!("EXISTS (SELECT 1 FROM quote AS q WHERE q.item = i.id AND q.revision = i.revision AND {condition})")
}
