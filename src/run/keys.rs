//! Keys, macros and views of the settings become what the screen runs; what is wrong is told with its line.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::config::{Binding, Error, Placed, Settings};
use crate::screen::commands::Command;
use crate::screen::{self, Column, Keymap, KeymapError, Macros, Preset, SavedView, Step};
use crate::triage;
use crate::wire::{Sort, clean_line, nearest};

/// The views as the screen lists them.
pub(super) fn views_of(settings: &Settings) -> Vec<SavedView> {
    let all = settings.views.iter().map(|view| SavedView {
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
    });
    all.collect()
}

/// The views whose query cannot be read, each with its line.
pub(super) fn view_faults(settings: &Settings) -> Vec<Error> {
    let tried = settings.views.iter().filter_map(|view| {
        let why = triage::parse(&view.query.text, Timestamp::UNIX_EPOCH).err()?;
        Some(wrong_at(settings, &view.query, format!("the query of view \"{}\": {why}", view.name)))
    });
    tried.collect()
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

impl Written {
    fn new(binding: &Binding) -> Self {
        let commands = if binding.command.is_empty() { "none" } else { binding.command.as_str() };
        let (line, column) = (binding.line, binding.column);
        Self { binding: (binding.chord.clone(), commands.to_owned()), line, column }
    }

    /// Whether it names a macro that is not among these, the sound ones: what is wrong is told of the macro.
    fn runs_unsound(&self, settings: &Settings, sound: &Macros) -> bool {
        let mut names = self.binding.1.split(';').filter_map(|command| command.split_whitespace().next());
        names
            .any(|name| settings.macros.iter().any(|m| m.chord == name) && sound.iter().all(|(known, _)| known != name))
    }

    fn wrong(&self, settings: &Settings, why: String) -> Error {
        wrong(settings, self.line, self.column, why)
    }
}

/// The keymap of what is right in `[keys]`, `[macros]` and the keys of views; and what is not: a preset that there is not, a
/// chord, a command or a macro that cannot be, or what is written after a command, each with its line.
pub(super) fn keymap_of(settings: &Settings) -> (Keymap, Vec<Error>) {
    let preset = match preset_of(settings) {
        Ok(preset) => preset,
        Err(error) => return (Keymap::default(), vec![error]),
    };
    let (macros, mut faults) = macros_of(settings, preset);
    let own = settings.keys.iter().map(Written::new).filter(|written| !written.runs_unsound(settings, &macros));
    let own = together(settings, preset, &macros, own.collect(), &mut faults);
    // A key of the editor's own may go before a default; a view's key is written far from what it would take away.
    let before = Keymap::build(preset, &macros, &bindings(&own)).unwrap_or_default();
    let mut all = own;
    for view in &settings.views {
        let Some(Placed { text: chord, line, column }) = view.key.clone() else { continue };
        let commands = format!("view {}", view.name);
        match before.has_otherwise(&chord, &commands) {
            Some(other) => {
                let free = format!("choose another, or free it with \"{chord}\" = \"\" in [keys]");
                faults.push(wrong(settings, line, column, format!("`{chord}` is `{other}` already: {free}")));
            }
            None => all.push(Written { binding: (chord, commands), line, column }),
        }
    }
    let all = together(settings, preset, &macros, all, &mut faults);
    for written in all.iter().filter(|written| written.binding.1 != "none") {
        let steps = screen::steps(&written.binding.1, &macros);
        faults.extend(checked(settings, steps).err().map(|why| written.wrong(settings, why)));
    }
    (Keymap::build(preset, &macros, &bindings(&all)).unwrap_or_default(), faults)
}

fn bindings(all: &[Written]) -> Vec<(String, String)> {
    all.iter().map(|written| written.binding.clone()).collect()
}

/// The keymap that everything else is laid over.
fn preset_of(settings: &Settings) -> Result<&'static Preset, Error> {
    let names = || screen::PRESETS.iter().map(|preset| preset.name);
    let named = &settings.preset.text;
    screen::preset(named).ok_or_else(|| {
        let hint = nearest(named, names()).map_or_else(String::new, |n| format!("; did you mean \"{n}\"?"));
        let known = names().collect::<Vec<_>>().join(", ");
        let message = format!("no keymap is called \"{}\"; there are {known}{hint}", clean_line(named));
        wrong_at(settings, &settings.preset, message)
    })
}

/// The macros that can be run, and what is wrong with the others.
fn macros_of(settings: &Settings, preset: &Preset) -> (Vec<(String, String)>, Vec<Error>) {
    let all: Vec<(String, String)> = settings.macros.iter().map(|m| (m.chord.clone(), m.command.clone())).collect();
    let (mut sound, mut faults) = (Vec::new(), Vec::new());
    for (written, one) in settings.macros.iter().zip(&all) {
        let named = Keymap::build(preset, std::slice::from_ref(one), &[]);
        match checked(settings, named.and_then(|_| screen::steps(&written.command, &all))) {
            Ok(()) => sound.push(one.clone()),
            Err(why) => faults.push(wrong(settings, written.line, written.column, why)),
        }
    }
    (sound, faults)
}

/// Those of the bindings that can stand together; of each of the others a fault is told.
fn together(
    settings: &Settings,
    preset: &Preset,
    macros: &Macros,
    all: Vec<Written>,
    faults: &mut Vec<Error>,
) -> Vec<Written> {
    if Keymap::build(preset, macros, &bindings(&all)).is_ok() {
        return all;
    }
    // What frees a chord makes room for others, wherever it stands.
    let (frees, binds): (Vec<_>, Vec<_>) = all.into_iter().partition(|written| written.binding.1 == "none");
    let mut kept = Vec::new();
    for written in frees.into_iter().chain(binds) {
        kept.push(written);
        if let Err(why) = Keymap::build(preset, macros, &bindings(&kept)) {
            faults.extend(kept.pop().map(|written| written.wrong(settings, why.to_string())));
        }
    }
    kept
}

/// Whether commands can be read, and what is written after them.
fn checked(settings: &Settings, steps: Result<Vec<Step>, KeymapError>) -> Result<(), String> {
    steps.map_err(|e| e.to_string())?.iter().try_for_each(|step| check(settings, step))
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
