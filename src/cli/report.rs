//! `report`: the hand-over of a shift.

use crate::cli::args::Report;
use crate::cli::desk::Desk;
use crate::cli::out::{End, Out, Stop};
use crate::exchange;
use crate::triage;

/// Prints what happened since the time asked for, and what is open.
pub fn run(desk: &Desk, out: &mut Out, asked: &Report) -> End {
    let (now, zone) = (desk.now(), desk.zone());
    let since = triage::time_back(&asked.since, now, &zone).filter(|since| *since <= now).ok_or_else(|| {
        Stop::asked(format!("--since {}: write `6h`, `09:00`, `yesterday` or a date, a time that is past", asked.since))
    })?;
    let report = desk.reader()?.report(since, now).map_err(Stop::failed)?;
    if asked.json {
        out.json(&exchange::report_json(&report))
    } else if asked.markdown {
        out.line(exchange::handover_markdown(&report, &zone).trim_end())
    } else {
        out.line(&exchange::handover_text(&report, &zone))
    }
}
