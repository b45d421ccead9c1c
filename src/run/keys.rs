//! Keys, macros and views of the settings become what the screen runs; what is wrong is told with its line.

use jiff::Timestamp;

use crate::config::{Error, Settings};
use crate::screen::{self, Column, Keymap, SavedView};
use crate::triage;
use crate::wire::nearest;

/// Views, with their queries tried.
///
/// # Errors
/// A query that cannot be read, with its view's line.
pub(super) fn views_of(settings: &Settings) -> Result<Vec<SavedView>, Error> {
    let wrong = |line, message: String| wrong(settings, line, 1, message);
    let all = settings.views.iter().map(|view| {
        triage::parse(&view.query, Timestamp::UNIX_EPOCH)
            .map_err(|e| wrong(view.line, format!("the query of view \"{}\": {e}", view.name)))?;
        Ok(SavedView {
            name: view.name.clone(),
            query: view.query.clone(),
            sort: view.sort,
            unread: view.unread,
            columns: view.columns.iter().filter_map(|word| column(word)).collect(),
            stories: match view.fold {
                "copies" => Some(false),
                "stories" => Some(true),
                _ => None,
            },
        })
    });
    all.collect()
}

fn column(word: &str) -> Option<Column> {
    Column::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, column)| column)
}

fn wrong(settings: &Settings, line: usize, column: usize, message: String) -> Error {
    Error::Wrong { file: settings.paths.config.clone(), line, column, message }
}

/// A chord and its commands, with the place in the file that an error is told with.
struct Written {
    binding: (String, String),
    line: usize,
    column: usize,
}

/// Bindings are tried one more at a time, so that an error is told with the line it stands in: macros first, then keys in
/// their order, then the keys of views.
///
/// # Errors
/// A preset that there is not; a chord, a command or a macro that cannot be, with its line.
pub(super) fn keymap_of(settings: &Settings) -> Result<Keymap, Error> {
    let names = || screen::PRESETS.iter().map(|preset| preset.name);
    let preset = screen::preset(&settings.preset).ok_or_else(|| {
        let hint = nearest(&settings.preset, names()).map_or_else(String::new, |n| format!("; did you mean \"{n}\"?"));
        let known = names().collect::<Vec<_>>().join(", ");
        Error::Refused(format!(
            "{}: no keymap is called \"{}\"; there are {known}{hint}",
            settings.paths.config.display(),
            settings.preset
        ))
    })?;
    let macros: Vec<(String, String)> = settings.macros.iter().map(|m| (m.chord.clone(), m.command.clone())).collect();
    for (n, written) in settings.macros.iter().enumerate() {
        let tried = Keymap::build(preset, macros.get(..=n).unwrap_or_default(), &[]);
        let checked = tried.and_then(|_| screen::steps(&written.command, &macros));
        checked.map_err(|e| wrong(settings, written.line, written.column, e.to_string()))?;
    }
    let command = |written: &str| if written.is_empty() { "none".to_owned() } else { written.to_owned() };
    let keys = settings.keys.iter().map(|key| Written {
        binding: (key.chord.clone(), command(&key.command)),
        line: key.line,
        column: key.column,
    });
    let views = settings.views.iter().filter_map(|view| {
        let binding = (view.key.clone()?, format!("view {}", view.name));
        Some(Written { binding, line: view.line, column: 1 })
    });
    let all: Vec<Written> = keys.chain(views).collect();
    let bindings: Vec<(String, String)> = all.iter().map(|written| written.binding.clone()).collect();
    Keymap::build(preset, &macros, &bindings).map_err(|error| {
        let fails = |n: &usize| Keymap::build(preset, &macros, bindings.get(..*n).unwrap_or_default()).is_err();
        let at = (1..=bindings.len()).find(fails).and_then(|n| all.get(n - 1));
        wrong(settings, at.map_or(1, |w| w.line), at.map_or(1, |w| w.column), error.to_string())
    })
}
