//! How `[[view]]` and `[macros]` are read: texts as written, with their places for errors that are found later.

use crate::screen::{Column, built_in_views};
use crate::wire::{Sort, clean_line, nearest};

use super::Error;
use super::reader::Section;
use super::settings::{Binding, View};

/// The views of a file, in its order.
pub(super) fn views(top: &mut Section) -> Result<Vec<View>, Error> {
    let mut all: Vec<View> = Vec::new();
    for (section, at) in top.sections("view")? {
        let view = view(section, at)?;
        if all.iter().any(|known| known.name.eq_ignore_ascii_case(&view.name)) {
            return Err(top.written.wrong(at, format!("there is a view \"{}\" already", view.name)));
        }
        all.push(view);
    }
    Ok(all)
}

fn view(mut section: Section, at: usize) -> Result<View, Error> {
    let written = section.written;
    let name = section.text("name")?.map(|name| clean_line(&name)).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| written.wrong(at, "this view has no `name`"))?;
    if built_in_views().iter().any(|known| known.eq_ignore_ascii_case(&name)) {
        let at = section.get("name").map_or(at, |value| value.span().start);
        let message = format!("there is a view \"{name}\" already, which is always there: choose another name");
        return Err(written.wrong(at, message));
    }
    let view = View {
        name,
        query: section.placed("query")?.unwrap_or_default(),
        key: section.placed("key")?.filter(|key| !key.text.is_empty()),
        sort: sort(&mut section)?,
        columns: columns(&mut section)?,
        fold: section.word("fold", &["items", "copies", "stories"])?.unwrap_or("items"),
        unread: section.truth("unread")?.unwrap_or(false),
    };
    section.finish()?;
    Ok(view)
}

/// The order of a view: keys in one text or in a list of texts, the first the weightiest.
fn sort(section: &mut Section) -> Result<Sort, Error> {
    let written = section.entries().find(|(key, ..)| *key == "sort");
    let Some((at, is_list)) = written.map(|(_, key, value)| (key.start, value.get_ref().as_array().is_some())) else {
        return Ok(Sort::default());
    };
    let keys = if is_list { section.texts("sort")?.map(|keys| keys.join(", ")) } else { section.text("sort")? };
    Sort::parse(&keys.unwrap_or_default()).map_err(|why| section.written.wrong(at, format!("`sort`: {why}")))
}

/// The columns of a view, each once.
fn columns(section: &mut Section) -> Result<Vec<&'static str>, Error> {
    let words = Column::ALL.map(|(word, _)| word);
    let at = section.entries().find(|(key, ..)| *key == "columns").map_or(0, |(_, key, _)| key.start);
    let mut all = Vec::new();
    for given in section.texts("columns")?.unwrap_or_default() {
        let Some(word) = words.into_iter().find(|word| *word == given) else {
            let hint = nearest(&given, words).map_or_else(String::new, |word| format!("; did you mean \"{word}\"?"));
            let message =
                format!("there is no column \"{}\": there are {}{hint}", clean_line(&given), words.join(", "));
            return Err(section.written.wrong(at, message));
        };
        if all.contains(&word) {
            return Err(section.written.wrong(at, format!("the column \"{word}\" stands here twice")));
        }
        all.push(word);
    }
    Ok(all)
}

/// Names for commands, in the order of the file.
pub(super) fn macros(section: &Section) -> Result<Vec<Binding>, Error> {
    let mut all = Vec::new();
    for (name, span, value) in section.entries() {
        let (line, column) = section.written.place(span.start);
        let Some(command) = value.get_ref().as_str() else {
            return Err(section.wants(name, value, "commands in quotes, parted by `;`"));
        };
        if name.contains(char::is_whitespace) || name.contains(';') {
            return Err(section.written.wrong(span.start, "the name of a macro is one word"));
        }
        all.push(Binding { chord: name.to_owned(), command: command.trim().to_owned(), line, column });
    }
    all.sort_by_key(|binding| (binding.line, binding.column));
    Ok(all)
}
