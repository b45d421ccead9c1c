//! Takes copy out of the program: into files, to targets, through programs. Works beside the screen, which hears how it went.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::exchange::{self, Form};
use crate::run::clock::Clock;
use crate::run::event::{Event, Foreground};
use crate::run::settings;
use crate::screen::{Message, Notice, TakeOut, TakenOut, Way};
use crate::store::Reader;
use crate::triage::moment;
use crate::wire::{Echo, ItemId, ListItem, Reading, clean_line};

/// Why a program does not get the terminal any more.
const GONE: &str = "the screen has ended";

/// Columns that nothing is laid out for: no form has lines of a width.
const WIDTH: u16 = 80;

/// A place that copy is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// The program and its arguments, in which parts of the item are named.
    pub run: Vec<String>,
    /// The form in which it gets the copy.
    pub form: Form,
    /// Whether it gets the terminal.
    pub terminal: bool,
    /// How long it may take, where it does not.
    pub timeout: Duration,
}

/// What taking out needs, whatever the way.
#[derive(Clone)]
pub struct Desk {
    /// The cache.
    pub cache: PathBuf,
    /// The clock: which embargoes have lifted.
    pub clock: Clock,
    /// The zone in which times are written.
    pub zone: TimeZone,
    /// The targets.
    pub targets: Arc<[Target]>,
    /// Whom to tell.
    pub to: SyncSender<Event>,
}

/// Takes copy out on a thread of its own. What it gives ends when all is said.
pub fn begin(desk: &Desk, take: TakeOut) -> Option<JoinHandle<()>> {
    let desk = desk.clone();
    let tell = desk.to.clone();
    let ticket = take.ticket;
    let how = move |left, said| Event::Message(Message::TakenOut(TakenOut { ticket, left, said }));
    let begun = thread::Builder::new().name("take-out".into()).spawn(move || {
        let (left, said) = run(&desk, &take).unwrap_or_else(|why| (Vec::new(), Some(Notice::Trouble(why))));
        let _ = desk.to.send(how(left, said));
    });
    begun
        .inspect_err(|error| {
            let said = Notice::Trouble(format!("nothing was taken out: {error}"));
            let _ = tell.try_send(how(Vec::new(), Some(said)));
        })
        .ok()
}

/// An item on its way out.
struct Leaving {
    item: ListItem,
    reading: Reading,
    echoes: Vec<Echo>,
}

/// What may leave, and why the rest may not.
struct Copy {
    items: Vec<Leaving>,
    refused: Vec<String>,
}

impl Copy {
    fn read(desk: &Desk, ids: &[ItemId]) -> Result<Self, String> {
        let mut reader = Reader::open(&desk.cache, settings::workers()).map_err(|e| e.to_string())?;
        let mut copy = Self { items: Vec::new(), refused: Vec::new() };
        for id in ids {
            let found = reader.item(*id).and_then(|item| Ok(item.zip(reader.reading(*id, None, WIDTH)?)));
            let Some((item, reading)) = found.map_err(|e| e.to_string())? else {
                copy.refused.push(format!("item {id} is not in the cache any more"));
                continue;
            };
            let now = (desk.clock)();
            match exchange::may_leave(&reading, now) {
                Ok(()) => {
                    let echoes = reader.echoes(*id, None).map_err(|e| e.to_string())?;
                    copy.items.push(Leaving { item, reading, echoes });
                }
                Err(why) => {
                    let why = why.words(|lifts| moment(lifts, now, &desk.zone));
                    copy.refused.push(format!("{why}: {}", clean_line(&item.row.headline)));
                }
            }
        }
        if copy.items.is_empty() && !copy.refused.is_empty() { Err(copy.stayed()) } else { Ok(copy) }
    }

    /// How many items stayed where they are several, and why the first of them did.
    fn stayed(&self) -> String {
        match self.refused.as_slice() {
            [] => String::new(),
            [why] => why.clone(),
            [why, ..] => format!("{} items stayed, the first: {why}", self.refused.len()),
        }
    }

    /// Keeps what has left, by how it ended for each item; the others have stayed. The error is why nothing has left.
    fn keep(&mut self, ended: impl IntoIterator<Item = Result<(), String>>) -> Result<(), String> {
        let mut why = None;
        let mut stayed = Vec::new();
        for (one, ended) in std::mem::take(&mut self.items).into_iter().zip(ended) {
            match ended {
                Ok(()) => self.items.push(one),
                Err(reason) => {
                    stayed.push(format!("{reason}: {}", clean_line(&one.item.row.headline)));
                    why.get_or_insert(reason);
                }
            }
        }
        self.refused.splice(0..0, stayed);
        match why {
            Some(why) if self.items.is_empty() => Err(why),
            _ => Ok(()),
        }
    }

    /// The items that leave.
    fn ids(&self) -> Vec<ItemId> {
        self.items.iter().map(|one| one.item.row.id).collect()
    }

    fn written(&self, form: Form, zone: &TimeZone) -> Vec<u8> {
        written(&self.items, form, zone)
    }

    /// What was done, and what stayed: that is trouble, which is shown whole.
    fn said(&self, done: &str) -> Notice {
        let what = match self.items.as_slice() {
            [one] => one.item.row.headline.clone(),
            all => format!("{} items", all.len()),
        };
        match self.refused.len() {
            0 => Notice::Info(format!("{done}: {what}")),
            1 => Notice::Trouble(format!("{done}: {what}; 1 item stayed: {}", self.stayed())),
            _ => Notice::Trouble(format!("{done}: {what}; {}", self.stayed())),
        }
    }

    /// What stayed, where a program says itself how it went with the others.
    fn left_behind(&self) -> Option<Notice> {
        (!self.refused.is_empty()).then(|| Notice::Trouble(self.stayed()))
    }
}

fn written(items: &[Leaving], form: Form, zone: &TimeZone) -> Vec<u8> {
    items.iter().flat_map(|one| form.write(&one.item, &one.reading, &one.echoes, zone).into_bytes()).collect()
}

/// Does it to the end, and gives what has left and what is to be said of it.
fn run(desk: &Desk, take: &TakeOut) -> Result<(Vec<ItemId>, Option<Notice>), String> {
    let mut copy = Copy::read(desk, &take.items)?;
    let said = match &take.to {
        Way::Save(name) => {
            let path = in_home(name);
            save(&path, &copy.written(Form::of_file(name)?, &desk.zone))?;
            Some(copy.said(&format!("saved to {}", path.display())))
        }
        Way::Pipe(argv) => {
            let input = Some(copy.written(Form::Markdown, &desk.zone));
            ended(&foreground(desk, argv.clone(), input, true, None)?)?;
            copy.left_behind()
        }
        Way::OpenWith(argv, beside) => open_with(desk, &mut copy, argv, *beside)?,
        Way::Send(name) => {
            let target = desk.targets.iter().find(|target| target.name == *name);
            send(desk, &mut copy, target.ok_or_else(|| format!("no target {name}"))?)?
        }
    };
    Ok((copy.ids(), said))
}

/// How a program with the terminal ends, for whoever waits for it.
type Ending = Receiver<Result<(), String>>;

/// Has a program get the terminal, at once or after those before it.
fn foreground(
    desk: &Desk,
    argv: Vec<String>,
    input: Option<Vec<u8>>,
    wait: bool,
    file: Option<tempfile::TempPath>,
) -> Result<Ending, String> {
    let (tell, ending) = sync_channel(1);
    let program = Foreground { argv, input, wait, file, ended: Some(tell) };
    desk.to.send(Event::Foreground(program)).map_err(|_| GONE.to_owned())?;
    Ok(ending)
}

/// Waits for a program that has the terminal, however long an editor stays in it.
fn ended(ending: &Ending) -> Result<(), String> {
    ending.recv().unwrap_or_else(|_| Err(GONE.to_owned()))
}

/// `~/` is the user's own directory, as editors are used to; anything else is taken as it is.
fn in_home(name: &str) -> PathBuf {
    let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
    match (name.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(name),
    }
}

/// Writes a new file. One that is there already is left alone: another name can be typed, what was in it could not.
fn save(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let shown = path.display();
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => format!("{shown} is there already; save under another name"),
        _ => format!("cannot save {shown}: {e}"),
    })?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| {
        // Half a story must not pass for one.
        let _ = std::fs::remove_file(path);
        format!("cannot save {shown}: {e}")
    })
}

fn open_with(desk: &Desk, copy: &mut Copy, argv: &[String], beside: bool) -> Result<Option<Notice>, String> {
    let pages: Vec<_> = copy.items.iter().map(|one| page(&one.reading)).collect();
    let has_page = |page: &Option<String>| page.as_ref().map(drop).ok_or_else(|| "this item has no page".to_owned());
    copy.keep(pages.iter().map(has_page))?;
    let argv: Vec<String> = argv.iter().cloned().chain(pages.into_iter().flatten()).collect();
    let Some((program, arguments)) = argv.split_first() else { return Err("no program".to_owned()) };
    if !beside {
        ended(&foreground(desk, argv, None, false, None)?)?;
        return Ok(copy.left_behind());
    }
    use std::os::unix::process::CommandExt;
    let quiet = Stdio::null;
    let started =
        Command::new(program).args(arguments).stdin(quiet()).stdout(quiet()).stderr(quiet()).process_group(0).spawn();
    let mut child = started.map_err(|e| format!("{program} could not be started: {e}"))?;
    // Somebody has to ask how it ended, or the system keeps it in its list.
    let _ = thread::Builder::new().name("beside".into()).spawn(move || child.wait());
    Ok(Some(copy.said(&format!("opened with {program}"))))
}

/// The address of a story's page, if it is one of the web: nothing else is handed to a program.
fn page(reading: &Reading) -> Option<String> {
    let url = reading.filing.url.as_deref()?;
    url::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https")).map(String::from)
}

/// So many items in a row may fail before the rest is not tried: each may take as long as the target is given.
const IN_VAIN: usize = 3;

fn send(desk: &Desk, copy: &mut Copy, target: &Target) -> Result<Option<Notice>, String> {
    let one_by_one = target.run.iter().any(|argument| PARTS.iter().any(|part| argument.contains(part)));
    let all = copy.items.len();
    let each = if one_by_one { 1 } else { all.max(1) };
    let unsent = |why: String| format!("not sent to {}: {why}", target.name);
    if target.terminal {
        let begun: Vec<_> = copy.items.chunks(each).map(|items| begin_sending(desk, items, target)).collect();
        let ends = begun.into_iter().map(|ending| ending.and_then(|ending| ended(&ending)));
        copy.keep(ends.flat_map(|end| std::iter::repeat_n(end, each)).collect::<Vec<_>>()).map_err(unsent)?;
        return Ok(copy.left_behind());
    }
    let mut ends = Vec::new();
    let mut in_vain = 0;
    for items in copy.items.chunks(each) {
        let end = if in_vain < IN_VAIN {
            send_to_end(desk, items, target)
        } else {
            Err(format!("not tried, since {IN_VAIN} in a row had failed"))
        };
        in_vain = if end.is_ok() { 0 } else { in_vain + 1 };
        ends.extend(std::iter::repeat_n(end, each));
    }
    copy.keep(ends).map_err(unsent)?;
    Ok(Some(copy.said(&format!("sent to {}", target.name))))
}

/// What a target's program is called with, what it gets, and the file that it gets it in where it names one.
type Call = (Vec<String>, Vec<u8>, Option<tempfile::TempPath>);

fn call(desk: &Desk, items: &[Leaving], target: &Target) -> Result<Call, String> {
    let text = written(items, target.form, &desk.zone);
    let named = |part: &str| target.run.iter().any(|argument| argument.contains(part));
    let file = if named("{file}") { Some(file_with(&text, target.form)?) } else { None };
    let argv = match items {
        [one] if PARTS.iter().any(|part| named(part)) => {
            target.run.iter().map(|part| filled(part, one, file.as_deref())).collect()
        }
        _ => target.run.clone(),
    };
    Ok((argv, text, file))
}

fn begin_sending(desk: &Desk, items: &[Leaving], target: &Target) -> Result<Ending, String> {
    let (argv, text, file) = call(desk, items, target)?;
    let input = file.is_none().then_some(text);
    foreground(desk, argv, input, false, file)
}

fn send_to_end(desk: &Desk, items: &[Leaving], target: &Target) -> Result<(), String> {
    let (argv, text, _file) = call(desk, items, target)?;
    run_to_end(&argv, &text, target.timeout)
}

/// The parts of an item that an argument can name.
const PARTS: [&str; 7] = ["{id}", "{headline}", "{url}", "{slug}", "{source}", "{agency}", "{file}"];

/// An argument with the parts of the item it names. What comes from the wire cannot make it an option: a value that would
/// begin the argument with a hyphen begins it with a dash.
fn filled(argument: &str, leaving: &Leaving, file: Option<&Path>) -> String {
    let (row, filing) = (&leaving.item.row, &leaving.reading.filing);
    let values = [
        row.id.to_string(),
        clean_line(&filing.headline),
        page(&leaving.reading).unwrap_or_default(),
        filing.slug.as_deref().map(clean_line).unwrap_or_default(),
        row.source.to_string(),
        row.agency.as_deref().unwrap_or_default().to_owned(),
        file.map(|file| file.display().to_string()).unwrap_or_default(),
    ];
    let mut whole = String::new();
    let mut rest = argument;
    while let Some((at, part, value)) = PARTS
        .iter()
        .zip(&values)
        .filter_map(|(part, value)| rest.find(part).map(|at| (at, part, value)))
        .min_by_key(|(at, ..)| *at)
    {
        whole.push_str(rest.get(..at).unwrap_or_default());
        match value.strip_prefix('-') {
            Some(tail) if whole.is_empty() => whole.extend(["–", tail]),
            _ => whole.push_str(value),
        }
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    whole.push_str(rest);
    whole
}

fn file_with(text: &[u8], form: Form) -> Result<tempfile::TempPath, String> {
    let ending = match form {
        Form::Text => ".txt",
        Form::Markdown => ".md",
        Form::Json | Form::Ninjs => ".json",
    };
    let made = tempfile::Builder::new().prefix("copytaster-").suffix(ending).tempfile();
    let written = made.and_then(|mut file| file.write_all(text).map(|()| file.into_temp_path()));
    written.map_err(|e| format!("cannot write a file for the program: {e}"))
}

/// Runs a program to its end without the terminal; what it says on standard error is the reason where it fails.
fn run_to_end(argv: &[String], input: &[u8], timeout: Duration) -> Result<(), String> {
    let (program, arguments) = argv.split_first().ok_or("no program")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let mut child = tokio::process::Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| format!("{program} could not be started: {e}"))?;
        let group = child.id();
        let mut stdin = child.stdin.take();
        let work = async {
            let feed = async {
                if let Some(mut stdin) = stdin.take() {
                    use tokio::io::AsyncWriteExt;
                    let _ = stdin.write_all(input).await;
                }
            };
            let (ended, ()) = tokio::join!(child.wait_with_output(), feed);
            ended
        };
        match tokio::time::timeout(timeout, work).await {
            Ok(Ok(output)) if output.status.success() => Ok(()),
            Ok(Ok(output)) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let last = said.lines().rfind(|line| !line.trim().is_empty()).map(clean_line).unwrap_or_default();
                let why = if last.is_empty() { last } else { format!(": {last}") };
                Err(format!("{program} ended with {}{why}", output.status))
            }
            Ok(Err(error)) => Err(format!("{program} could not be waited for: {error}")),
            Err(_) => {
                end_group(group);
                Err(format!("{program} took longer than {} s and was ended", timeout.as_secs()))
            }
        }
    })
}

/// Ends a program with everything it started, by the number of the group it leads.
pub fn end_group(leader: Option<u32>) {
    if let Some(group) = leader.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(test)]
#[path = "takeout_tests.rs"]
mod tests;
