//! From arguments to a command, and from its end to an exit code.

use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::cli::args::{Arguments, Command, Global, Items};
use crate::cli::desk::Desk;
use crate::cli::out::{End, Out, Stop, say, say_as_typed};
use crate::cli::{
    demo, doctor, extract, list, parse, poll, quotes_jsonl, report, rules, screen, shell, show, sources, stories,
    transfer, verbs,
};
use crate::triage::hold_until;
use crate::wire::{LogKind, Until, Verb};

/// Runs the program with the process's arguments and returns its exit code: 0 done, 1 failed, 2 asked wrongly.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too, with code 0.
            if !error.use_stderr() {
                let _ = error.print();
                return ExitCode::SUCCESS;
            }
            let rendered = error.render().to_string();
            let words = match error.kind() {
                // What it renders then is the whole help.
                ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                    let usage = rendered.find("Usage:").and_then(|at| rendered.get(at..)).unwrap_or_default();
                    format!("a word is missing after it\n{usage}")
                }
                _ => rendered,
            };
            return code(Err(Stop::asked(in_one_line(&words))));
        }
    };
    let Some(command) = arguments.command else {
        return code(screen::run(&arguments.global));
    };
    let mut out = Out::new();
    let end = dispatch(&arguments.global, command, &mut out);
    let flushed = out.flush();
    code(end.and_then(|()| flushed.map(|()| ExitCode::SUCCESS)))
}

/// What the parser has to say over several lines, as one: what is wrong, its tip, and where to read more.
fn in_one_line(error: &str) -> String {
    let said = error.lines().map(str::trim).filter(|line| !line.is_empty());
    let usage = error.lines().find_map(|line| line.strip_prefix("Usage: "));
    // The usage names the subcommand: its words up to the first that is not plain.
    let plain = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-');
    let command: Vec<&str> = usage.map_or_else(Vec::new, |u| u.split(' ').take_while(plain).collect());
    let command = match (command.is_empty(), typed_command()) {
        (false, _) => command.join(" "),
        (true, Some(name)) => format!("copytaster {name}"),
        (true, None) => "copytaster".to_owned(),
    };
    let mut line = String::new();
    for part in said.take_while(|part| !part.starts_with("Usage:") && !part.starts_with("For more information")) {
        let part = part.strip_prefix("error: ").unwrap_or(part);
        let glue = match line.chars().last() {
            None => "",
            Some(':') => " ",
            Some(_) if part.starts_with(['<', '[']) => " ",
            Some(_) => "; ",
        };
        line.push_str(glue);
        line.push_str(part.strip_prefix("tip: ").unwrap_or(part));
    }
    format!("{line}; `{command} --help` says how")
}

/// The subcommand that was typed: of a wrong value the parser does not tell whose it is.
fn typed_command() -> Option<String> {
    let parser = Arguments::command();
    let known = |word: &String| parser.get_subcommands().any(|command| command.get_name() == word);
    std::env::args_os().skip(1).filter_map(|word| word.into_string().ok()).find(known)
}

fn code(end: Result<ExitCode, Stop>) -> ExitCode {
    match end {
        Ok(code) => code,
        Err(Stop::ClosedPipe) => ExitCode::SUCCESS,
        Err(Stop::Failed(words)) => {
            say(&words);
            ExitCode::from(1)
        }
        Err(Stop::Asked(words)) => {
            say_as_typed(&words);
            ExitCode::from(2)
        }
    }
}

fn dispatch(global: &Global, command: Command, out: &mut Out) -> End {
    match command {
        Command::Parse { file, url, content_type } => {
            parse::run(global, out, file.as_deref(), url.as_deref(), content_type.as_deref())
        }
        Command::Extract { file, url } => extract::run(out, file.as_deref(), url.as_deref()),
        Command::Quotes { jsonl: true, query, .. } => match query.as_slice() {
            [] => quotes_jsonl::run(out, None),
            [file] => quotes_jsonl::run(out, Some(Path::new(file))),
            _ => Err(Stop::asked("`quotes --jsonl` reads one file; join several with `cat` and pipe them in")),
        },
        Command::Stories { jsonl, file } => stories::run(out, jsonl, file.as_deref()),
        Command::Completions { shell } => shell::completions(out, shell),
        Command::Man => shell::man(out),
        Command::Doctor { repair } => doctor::run(global, repair, out),
        Command::Demo { check } => demo::run(global, out, check),
        command => {
            // Somebody who brings sources wants those, and not ours among them.
            let starter = !matches!(command, Command::Import { .. } | Command::Add { .. });
            let mut desk = Desk::open(global, starter)?;
            desk.tell_unused_faults(matches!(command, Command::Poll(_) | Command::Rules { .. }));
            on_desk(&mut desk, command, out)
        }
    }
}

/// The commands that need settings, sources and the cache.
fn on_desk(desk: &mut Desk, command: Command, out: &mut Out) -> End {
    match command {
        Command::Poll(asked) => poll::run(desk, out, &asked),
        Command::Add { urls, name, tags } => sources::add(desk, out, &urls, name.as_deref(), &tags),
        Command::Remove { named } => sources::remove(desk, out, &named),
        Command::Sources(format) => sources::list(desk, out, format.json),
        Command::List { limit, sort, format, query } => list::items(desk, out, &query, (sort, limit), format.json),
        Command::Show(asked) => show::run(desk, out, &asked),
        Command::Quotes { speaker, format, query, .. } => {
            list::quotes(desk, out, &query, speaker.as_deref(), format.json)
        }
        Command::Rules { asked } => rules::run(desk, out, &asked),
        Command::Report(asked) => report::run(desk, out, &asked),
        Command::Undo { steps } => verbs::steps(desk, out, &LogKind::Undo, steps),
        Command::Redo { steps } => verbs::steps(desk, out, &LogKind::Redo, steps),
        Command::Log { limit, format } => verbs::log(desk, out, limit, format.json),
        Command::Import { format, file } => transfer::import(desk, out, format, &file),
        Command::Join { items, with } => verbs::join(desk, out, &items, &with),
        Command::Export { format, shape, query } => transfer::export(desk, out, format, shape.json, &query),
        command => {
            let (verb, items) = verb(desk, command)?;
            verbs::verb(desk, out, verb, &items)
        }
    }
}

/// The verb that a subcommand is.
fn verb(desk: &Desk, command: Command) -> Result<(Verb, Items), Stop> {
    Ok(match command {
        Command::Flag { items, label, note } => (Verb::Flag(flag_of(label, note)), items),
        Command::Unflag(items) => (Verb::Unflag, items),
        Command::Hold { items, until } => (Verb::Hold(until.map(|word| until_of(desk, &word)).transpose()?), items),
        Command::Unhold(items) => (Verb::Unhold, items),
        Command::Use(items) => (Verb::Use, items),
        Command::Unuse(items) => (Verb::Unuse, items),
        Command::Spike(items) => (Verb::Spike, items),
        Command::Unspike(items) => (Verb::Unspike, items),
        Command::Claim(items) => (Verb::Claim, items),
        Command::Assign { name, items } => (Verb::Assign(name), items),
        Command::Release(items) => (Verb::Release, items),
        Command::Read(items) => (Verb::Read, items),
        Command::Unread(items) => (Verb::Unread, items),
        Command::Split(items) => (Verb::Split, items),
        Command::Ack(items) => (Verb::Acknowledge, items),
        Command::Note { items, text } => (Verb::Note(text), items),
        Command::Tag { items, tag } => (Verb::Tag(tag), items),
        Command::Untag { items, tag } => (Verb::Untag(tag), items),
        // Every other command was taken before.
        _ => return Err(Stop::asked("not a verb; `copytaster --help` lists the commands")),
    })
}

/// The words of a flag: its label, and its note after two strokes.
fn flag_of(label: Option<String>, note: Option<String>) -> Option<String> {
    match note {
        Some(note) => Some(format!("{} // {note}", label.unwrap_or_default())),
        None => label,
    }
}

fn until_of(desk: &Desk, word: &str) -> Result<Until, Stop> {
    hold_until(word, desk.now(), &desk.zone()).map_err(Stop::asked)
}
