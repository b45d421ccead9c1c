//! The programs that rules start: without a shell, a few at a time, with the item as JSON on standard input, and not for ever.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::exchange;
use crate::run::clock::Clock;
use crate::run::settings;
use crate::run::writer::Told;
use crate::store::{Fired, Reader};
use crate::wire::ItemId;

/// Programs that run at one time.
const AT_ONCE: usize = 4;
/// Items that wait for a program; what comes beyond is left out, and said so.
const WAITING: usize = 256;
/// Items of one delivery for which a rule starts its program; more are not news but a flood.
const OF_ONE: usize = 20;
/// Columns that nothing is laid out for: JSON has no lines.
const WIDTH: u16 = 80;

/// An item for a program.
struct Job {
    rule: String,
    argv: Vec<String>,
    timeout: Duration,
    item: ItemId,
}

/// How a rule's program fared.
pub struct Ran {
    /// The rule's name.
    pub rule: String,
    /// When it ended.
    pub at: Timestamp,
    /// What went wrong, in words; `None` where it ran well.
    pub failed: Option<String>,
}

/// The way to the programs, and the thread that starts them.
pub struct Programs {
    ran: std::sync::mpsc::Receiver<Ran>,
    jobs: mpsc::Sender<Job>,
    tell: Arc<dyn Fn(Told) + Send + Sync>,
    thread: JoinHandle<()>,
}

impl Programs {
    /// Starts the thread; it reads the cache at `path` for itself.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub fn start(path: &Path, clock: Clock, tell: Arc<dyn Fn(Told) + Send + Sync>) -> std::io::Result<Self> {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (fared, ran) = std::sync::mpsc::channel();
        let (path, say) = (path.to_path_buf(), Desk { tell: Arc::clone(&tell), fared, clock });
        let thread = thread::Builder::new()
            .name("programs".into())
            .spawn(move || runtime.block_on(run(&path, waiting, &say)))?;
        Ok(Self { ran, jobs, tell, thread })
    }

    /// Has a rule's program run for what it found. Never waits.
    pub fn run(&self, fired: &Fired) {
        let rule = &fired.rule;
        let mut left_out = fired.items.len().saturating_sub(OF_ONE);
        for item in fired.items.iter().take(OF_ONE) {
            let job = Job { rule: rule.name.clone(), argv: rule.run.clone(), timeout: rule.timeout, item: *item };
            left_out += usize::from(self.jobs.try_send(job).is_err());
        }
        if left_out > 0 {
            let program = rule.run.first().map_or("", String::as_str);
            let words = format!("rule {}: {program} was not started for {left_out} items more", rule.name);
            tracing::warn!("{words}");
            (self.tell)(Told::Trouble(words));
        }
    }

    /// How the programs fared that ended since this was asked last.
    pub fn take_ran(&self) -> Vec<Ran> {
        self.ran.try_iter().collect()
    }

    /// Waits for the programs that run, each until its time is over. Gives how they fared.
    pub fn finish(self) -> Vec<Ran> {
        drop(self.jobs);
        let _ = self.thread.join();
        self.ran.try_iter().collect()
    }
}

/// Who hears of the programs: the screen at once, and the writer, which keeps the last failure of each rule.
#[derive(Clone)]
struct Desk {
    tell: Arc<dyn Fn(Told) + Send + Sync>,
    fared: std::sync::mpsc::Sender<Ran>,
    clock: Clock,
}

impl Desk {
    /// Says how a program fared. The line on the screen is gone soon, so what went wrong stands in the log as well.
    fn fared(&self, rule: &str, failed: Option<String>) {
        if let Some(why) = &failed {
            let words = format!("rule {rule}: {why}");
            tracing::warn!("{words}");
            (self.tell)(Told::Trouble(words));
        }
        // Where the writer is gone nobody keeps it.
        let _ = self.fared.send(Ran { rule: rule.to_owned(), at: (self.clock)(), failed });
    }
}

async fn run(path: &Path, mut waiting: mpsc::Receiver<Job>, desk: &Desk) {
    let mut running = JoinSet::new();
    while let Some(job) = waiting.recv().await {
        while running.len() >= AT_ONCE {
            let _ = running.join_next().await;
        }
        let json = match json_of(path, &desk.clock, &job) {
            Ok(json) => json,
            Err(why) => {
                desk.fared(&job.rule, Some(format!("item {} cannot be read: {why}", job.item)));
                continue;
            }
        };
        let desk = desk.clone();
        running.spawn(async move {
            let ended = start(&job, json).await;
            let program = job.argv.first().map_or("", String::as_str);
            desk.fared(&job.rule, ended.err().map(|why| format!("{program} {why}")));
        });
    }
    while running.join_next().await.is_some() {}
}

/// The item as `export json` has it, with the rule's name. Copy that may not leave the house goes without its text.
fn json_of(path: &Path, clock: &Clock, job: &Job) -> Result<Vec<u8>, String> {
    let mut reader = Reader::open(path, settings::workers()).map_err(|e| e.to_string())?;
    let found = reader.item(job.item).and_then(|item| Ok(item.zip(reader.reading(job.item, None, WIDTH)?)));
    let (item, reading) = found.map_err(|e| e.to_string())?.ok_or("it is not in the cache any more")?;
    let withheld = exchange::may_leave(&reading, clock()).err().map(|why| why.words(|lifts| lifts.to_string()));
    let mut json = match &withheld {
        None => {
            let echoes = reader.echoes(job.item, None).map_err(|e| e.to_string())?;
            exchange::leaving_json(&item, &reading, &echoes)
        }
        Some(_) => exchange::list_json(&item),
    };
    if let Some(object) = json.as_object_mut() {
        object.insert("rule".to_owned(), job.rule.clone().into());
        object.insert("withheld".to_owned(), withheld.into());
    }
    serde_json::to_vec(&json).map_err(|e| e.to_string())
}

/// Runs the program of a job to its end. It leads a process group of its own, so that what it started ends with it.
async fn start(job: &Job, mut json: Vec<u8>) -> Result<(), String> {
    let (program, arguments) = job.argv.split_first().ok_or("is no program")?;
    json.push(b'\n');
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|e| format!("could not be started: {e}"))?;
    let group = child.id();
    let input = child.stdin.take();
    let work = async {
        if let Some(mut input) = input {
            // A program that does not want the item closes its input; that is no fault.
            let _ = input.write_all(&json).await;
        }
        child.wait().await
    };
    match tokio::time::timeout(job.timeout, work).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("ended with {status}")),
        Ok(Err(error)) => Err(format!("could not be waited for: {error}")),
        Err(_) => {
            let group = group.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
            if let Some(group) = group {
                let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
            }
            Err(format!("took longer than {} s and was ended", job.timeout.as_secs()))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use crate::store::Writer;
    use crate::triage::Rule;
    use crate::wire::{Delivery, Filing, Mark, Marks, Outcome, Source, SourceState};

    use super::*;

    /// Has a rule's program run for two items, the second of them killed; what was told of it.
    fn run_for_two(run: Vec<String>, timeout: Duration, path: &Path) -> Vec<String> {
        let clock: Clock = Arc::new(|| "2026-11-23T12:00:00Z".parse().unwrap());
        let mut writer = Writer::open(path, settings::workers(), clock()).unwrap();
        let source = Source::new("Harbour Wire", "https://harbour.example/feed");
        let id = writer.sync_sources(&[source], clock()).unwrap()[0].id;
        let filing = |key: &str, marks| Filing {
            key: key.into(),
            headline: format!("Ferry {key}"),
            text: "The ferry waits.".into(),
            marks: Marks::new(marks),
            ..Filing::default()
        };
        let delivery = Delivery {
            source: id,
            at: clock(),
            ms: 1,
            http: Some(200),
            outcome: Outcome::Fresh,
            state: SourceState::fresh(id),
            filings: vec![filing("late", vec![]), filing("killed", vec![Mark::Kill])],
            defects: Vec::new(),
            raw: Vec::new(),
            content_type: None,
        };
        let items = writer.ingest(&[delivery]).unwrap().remove(0).new;
        let told = Arc::new(Mutex::new(Vec::new()));
        let hear = Arc::clone(&told);
        let programs = Programs::start(
            path,
            clock,
            Arc::new(move |what| {
                if let Told::Trouble(why) = what {
                    hear.lock().unwrap().push(why);
                }
            }),
        )
        .unwrap();
        let rule = Rule {
            name: "ferry".into(),
            when: "ferry".into(),
            new: true,
            revised: false,
            deeds: Vec::new(),
            hours: None,
            quiet: None,
            bell: false,
            desktop: false,
            run,
            timeout,
        };
        programs.run(&Fired { rule, items });
        for ran in programs.finish() {
            writer.note_program(&ran.rule, ran.at, ran.failed.as_deref()).unwrap();
        }
        let mut told = told.lock().unwrap().clone();
        told.sort();
        told
    }

    #[test]
    fn a_program_gets_each_item_as_json_and_killed_copy_without_its_text() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out.json");
        let argv = ["tee", "-a", out.to_str().unwrap()].map(str::to_owned).to_vec();
        let told = run_for_two(argv, Duration::from_secs(60), &dir.path().join("cache.db"));
        assert!(told.is_empty(), "{told:?}");
        let text = std::fs::read_to_string(out).unwrap();
        let mut lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        lines.sort_by_key(|line| line["id"].as_i64());
        assert_eq!((&lines[0]["rule"], &lines[0]["text"]), (&"ferry".into(), &"The ferry waits.".into()));
        assert_eq!(lines[0]["withheld"], serde_json::Value::Null);
        assert_eq!(lines[1]["text"], serde_json::Value::Null);
        assert!(lines[1]["withheld"].as_str().unwrap().contains("killed"));
    }

    #[test]
    fn a_program_that_hangs_is_ended_and_one_that_is_missing_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let argv = ["sleep", "600"].map(str::to_owned).to_vec();
        let told = run_for_two(argv, Duration::from_millis(30), &dir.path().join("a.db"));
        assert_eq!(told.len(), 2);
        assert!(told[0].contains("rule ferry: sleep took longer than"), "{told:?}");
        let argv = vec![dir.path().join("nothing").display().to_string()];
        let told = run_for_two(argv, Duration::from_secs(60), &dir.path().join("b.db"));
        assert!(told[0].contains("could not be started"), "{told:?}");
    }

    #[test]
    fn the_last_failure_of_a_rules_program_is_kept_and_that_it_ran_well_since() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cache.db");
        let kept = || Reader::open(&path, settings::workers()).unwrap().failed_programs().unwrap();
        run_for_two(vec!["false".to_owned()], Duration::from_secs(60), &path);
        let failed = kept();
        assert_eq!((failed.len(), failed[0].rule.as_str(), failed[0].well_since), (1, "ferry", false));
        assert_eq!(failed[0].why, "false ended with exit status: 1");
        let mut writer = Writer::open(&path, settings::workers(), failed[0].at).unwrap();
        writer.note_program("ferry", failed[0].at, None).unwrap();
        writer.note_program("storm", failed[0].at, None).unwrap();
        assert!(kept().len() == 1 && kept()[0].well_since);
    }
}
