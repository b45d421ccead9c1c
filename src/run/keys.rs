//! Keys, macros and views of the settings become what the screen runs; what is wrong is told with its line.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::config::{Error, Placed, Settings};
use crate::screen::commands::Command;
use crate::screen::{self, Column, Keymap, SavedView, Step};
use crate::triage;
use crate::wire::{Sort, clean_line, nearest};

/// Views, with their queries tried.
///
/// # Errors
/// A query that cannot be read, with its line.
pub(super) fn views_of(settings: &Settings) -> Result<Vec<SavedView>, Error> {
    let all = settings.views.iter().map(|view| {
        triage::parse(&view.query.text, Timestamp::UNIX_EPOCH)
            .map_err(|e| wrong_at(settings, &view.query, format!("the query of view \"{}\": {e}", view.name)))?;
        Ok(SavedView {
            name: view.name.clone(),
            query: view.query.text.clone(),
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

/// An error in a text of the configuration, with its place.
pub(super) fn wrong_at(settings: &Settings, text: &Placed, message: String) -> Error {
    wrong(settings, text.line, text.column, message)
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
/// A preset that there is not; a chord, a command or a macro that cannot be, or what is written after a command; each with its line.
pub(super) fn keymap_of(settings: &Settings) -> Result<Keymap, Error> {
    let names = || screen::PRESETS.iter().map(|preset| preset.name);
    let named = &settings.preset.text;
    let preset = screen::preset(named).ok_or_else(|| {
        let hint = nearest(named, names()).map_or_else(String::new, |n| format!("; did you mean \"{n}\"?"));
        let known = names().collect::<Vec<_>>().join(", ");
        let message = format!("no keymap is called \"{}\"; there are {known}{hint}", clean_line(named));
        wrong_at(settings, &settings.preset, message)
    })?;
    let macros: Vec<(String, String)> = settings.macros.iter().map(|m| (m.chord.clone(), m.command.clone())).collect();
    for (n, written) in settings.macros.iter().enumerate() {
        let tried = Keymap::build(preset, macros.get(..=n).unwrap_or_default(), &[]);
        let steps = tried.and_then(|_| screen::steps(&written.command, &macros)).map_err(|e| e.to_string());
        let checked = steps.and_then(|steps| steps.iter().try_for_each(|step| check(settings, step)));
        checked.map_err(|why| wrong(settings, written.line, written.column, why))?;
    }
    let command = |written: &str| if written.is_empty() { "none".to_owned() } else { written.to_owned() };
    let keys = settings.keys.iter().map(|key| Written {
        binding: (key.chord.clone(), command(&key.command)),
        line: key.line,
        column: key.column,
    });
    let views = settings.views.iter().filter_map(|view| {
        let key = view.key.as_ref()?;
        let binding = (key.text.clone(), format!("view {}", view.name));
        Some(Written { binding, line: key.line, column: key.column })
    });
    let all: Vec<Written> = keys.chain(views).collect();
    let bindings: Vec<(String, String)> = all.iter().map(|written| written.binding.clone()).collect();
    let keymap = Keymap::build(preset, &macros, &bindings).map_err(|error| {
        let fails = |n: &usize| Keymap::build(preset, &macros, bindings.get(..*n).unwrap_or_default()).is_err();
        let at = (1..=bindings.len()).find(fails).and_then(|n| all.get(n - 1));
        wrong(settings, at.map_or(1, |w| w.line), at.map_or(1, |w| w.column), error.to_string())
    })?;
    // A key of the editor's own may go before a default; a view's key is written far from what it would take away.
    let own = bindings.get(..settings.keys.len()).unwrap_or_default();
    let before = Keymap::build(preset, &macros, own).unwrap_or_default();
    for Written { binding: (chord, view), line, column } in all.iter().skip(settings.keys.len()) {
        if let Some(other) = before.has_otherwise(chord, view) {
            let why =
                format!("`{chord}` is `{other}` already: choose another, or free it with \"{chord}\" = \"\" in [keys]");
            return Err(wrong(settings, *line, *column, why));
        }
    }
    for Written { binding: (_, commands), line, column } in all.iter().filter(|written| written.binding.1 != "none") {
        let steps = keymap.read(commands).map_err(|e| e.to_string());
        let checked = steps.and_then(|steps| steps.iter().try_for_each(|step| check(settings, step)));
        checked.map_err(|why| wrong(settings, *line, *column, why))?;
    }
    Ok(keymap)
}

/// Whether what is written after a command can be done, as far as this is known before the key is pressed.
fn check(settings: &Settings, step: &Step) -> Result<(), String> {
    let argument = step.argument.as_str();
    let hint = |names: &[&str]| match nearest(argument, names.iter().copied()) {
        Some(near) => format!("; did you mean \"{near}\"?"),
        None if names.is_empty() => "; there are none".to_owned(),
        None => format!("; there are {}", names.join(", ")),
    };
    let query = |name: &str| match triage::parse(argument, Timestamp::UNIX_EPOCH) {
        Ok(_) => Ok(()),
        Err(e) => Err(format!("the query after `{name}`: {e}")),
    };
    match step.command {
        _ if argument.is_empty() => Ok(()),
        Command::View => {
            let built_in = screen::built_in_views();
            let own = settings.views.iter().map(|view| view.name.as_str());
            let names: Vec<&str> = own.chain(built_in.iter().map(String::as_str)).collect();
            match names.iter().any(|name| screen::view_begins(name, argument)) {
                true => Ok(()),
                false => Err(format!("no view is called \"{}\"{}", clean_line(argument), hint(&names))),
            }
        }
        Command::Sort => Sort::parse(argument).map(|_| ()).map_err(|why| format!("`sort`: {why}")),
        Command::SendTo => {
            let names: Vec<&str> = settings.targets.iter().map(|target| target.name.as_str()).collect();
            let begins = names.iter().filter(|name| name.starts_with(argument)).count();
            match begins == 1 || names.contains(&argument) {
                true => Ok(()),
                false => Err(format!("no target is called \"{}\"{}", clean_line(argument), hint(&names))),
            }
        }
        // Any moment tells whether it can be read at all; that a day is past by now is told when the key is pressed.
        Command::HoldUntil => match triage::hold_until(argument, Timestamp::UNIX_EPOCH, &TimeZone::UTC) {
            Ok(_) => Ok(()),
            Err(_) => Err("`hold-until` wants a time to come (18:30, 2h), `revision` or `embargo`".to_owned()),
        },
        // In a story it looks for words, but the chord is a search in the list too, where it could never run.
        Command::Search => query("search"),
        Command::Filter => query("filter"),
        Command::SelectBy => query("select-by"),
        _ => Ok(()),
    }
}
