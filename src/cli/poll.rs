//! `poll`: one round, or a watch that stays.

use serde_json::json;

use crate::cli::args::Poll;
use crate::cli::desk::Desk;
use crate::cli::lines;
use crate::cli::out::{End, Out, Progress, Stop, say};
use crate::exchange;
use crate::run::{self, Polled, Round};
use crate::wire::{Delivery, Outcome};

/// What a round has come to.
#[derive(Default)]
struct Sum {
    sources: u64,
    ok: u64,
    not_modified: u64,
    failed: u64,
    new: u64,
    revised: u64,
}

/// Polls, prints a line a source, and says at the end what came.
pub fn run(desk: &Desk, out: &mut Out, asked: &Poll) -> End {
    if desk.settings().poll.offline {
        return Err(Stop::failed("told to stay offline; polling needs the network"));
    }
    if desk.sources().is_empty() {
        return Err(Stop::failed("no sources; `copytaster add URL` subscribes to one"));
    }
    let round = Round {
        writer: desk.writer()?,
        poller: desk.poller()?,
        sources: desk.sources().to_vec(),
        retention: run::retention_of(desk.settings()),
        rules: run::rules_of(desk.settings()).map_err(Stop::failed)?,
        clock: desk.clock(),
        all: asked.all,
    };
    let mut sum = Sum::default();
    let mut progress = Progress::new(desk.quiet || asked.format.json);
    let mut end = Ok(());
    let mut each = |polled: Polled| {
        if end.is_ok() {
            end = tell(out, &polled, asked.format.json, &mut sum, &mut progress);
        }
        // A round is finished though nobody reads what it says; a watch that nobody listens to any more is over.
        match end {
            Ok(()) => true,
            Err(Stop::ClosedPipe) => !asked.watch,
            Err(_) => false,
        }
    };
    let began = std::time::Instant::now();
    let done = if asked.watch { run::watch(round, &mut each) } else { run::poll_once(round, &mut each) };
    progress.clear();
    end?;
    done.map_err(Stop::Failed)?;
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if asked.format.json {
        out.json(&json!({"summary": {
            "sources": sum.sources, "ok": sum.ok, "not_modified": sum.not_modified, "failed": sum.failed,
            "new": sum.new, "revised": sum.revised, "ms": ms,
        }}))?;
    } else if !desk.quiet {
        out.line(&format!(
            "{} polled: {}, {} revised; {} unchanged, {} failed",
            lines::counted(sum.sources, "source"),
            lines::counted(sum.new, "new item"),
            sum.revised,
            sum.not_modified,
            sum.failed
        ))?;
    }
    // A watch that is ended has told of each failure in its time, and does not end for any of them.
    if sum.failed > 0 && !asked.watch {
        out.flush()?;
        return Err(Stop::failed(format!(
            "{} of {} sources failed; `copytaster sources` says why",
            sum.failed, sum.sources
        )));
    }
    Ok(())
}

fn tell(out: &mut Out, polled: &Polled, json: bool, sum: &mut Sum, progress: &mut Progress) -> End {
    let (name, delivery, arrivals, total) = match polled {
        Polled::Stored { name, delivery, arrivals, total } => (name, delivery, arrivals, total),
        Polled::Said(words) => {
            progress.clear();
            say(words);
            return Ok(());
        }
        Polled::Unsaved(why) => {
            progress.clear();
            return Err(Stop::failed(format!("cannot save: {why}")));
        }
    };
    sum.sources += 1;
    sum.new += arrivals.new.len() as u64;
    sum.revised += arrivals.revised.len() as u64;
    match &delivery.outcome {
        Outcome::Fresh => sum.ok += 1,
        Outcome::NotModified => sum.not_modified += 1,
        Outcome::Failed(_) | Outcome::Gone => sum.failed += 1,
    }
    if json {
        out.json(&exchange::poll_json(name, delivery, arrivals))?;
        // Who reads along wants to know now.
        out.flush()?;
    } else if let Some(error) = error_of(delivery) {
        progress.clear();
        say(&format!("{name}: {error}"));
    }
    progress.show(&format!("{}/{total} sources, {} new items, {} failed", sum.sources, sum.new, sum.failed));
    Ok(())
}

fn error_of(delivery: &Delivery) -> Option<String> {
    match &delivery.outcome {
        Outcome::Failed(failure) => Some(failure.to_string()),
        Outcome::Gone => Some("the server says that this feed is gone for good (410)".to_owned()),
        Outcome::Fresh | Outcome::NotModified => None,
    }
}
