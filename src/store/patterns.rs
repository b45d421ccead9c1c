//! Regular expressions over the copy and its fields, in SQL.

use crate::store::condition::{COPY, Pen, of_copy};
use crate::store::error::Error;
use crate::triage;
use crate::wire::Field;

/// The condition that a regular expression matches a field; headline or text where `None`.
pub(crate) fn fits(pen: &mut Pen<'_>, part: Option<Field>, pattern: &str) -> Result<String, Error> {
    if let Err(why) = triage::pattern(pattern) {
        return Err(Error::Query(format!("/{pattern}/ is no regular expression: {why}")));
    }
    let pattern = pen.value(pattern.to_owned());
    let column = |name: &str| format!("holds({pattern}, {name})");
    let text = of_copy(&format!("fits({pattern}, NULL, {COPY})"));
    // Quotations of what waits for the index are not known yet: they are looked for in the whole text until they are.
    let quoted =
        |condition: &str| format!("({} OR (i.id IN (SELECT item FROM todo) AND {text}))", of_quotes(condition));
    Ok(match part {
        None => of_copy(&format!("fits({pattern}, i.headline, {COPY})")),
        Some(Field::Title) => column("i.headline"),
        Some(Field::Text) => text,
        Some(Field::Quote) => quoted(&column("q.words")),
        Some(Field::Speaker) => quoted(&column("ifnull(q.canonical, q.speaker)")),
        Some(Field::By) => column("i.byline"),
        Some(Field::Place) => column("i.dateline"),
        Some(Field::Slug) => column("i.slug"),
        Some(_) => return Err(Error::Query("this field takes no regular expression".into())),
    })
}

/// A condition on one of the quotations, `quote AS q`, of an item's newest filing.
pub(crate) fn of_quotes(condition: &str) -> String {
    format!("EXISTS (SELECT 1 FROM quote AS q WHERE q.item = i.id AND q.revision = i.revision AND {condition})")
}
