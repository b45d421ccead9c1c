//! Fits the weights of the quotation extractor and tells how it does on stories that were left out of the fitting.
//!
//! ```text
//! cargo run --release --example fit_quotes -- STORIES.jsonl [--folds 5] [--errors] [--write]
//! ```
//!
//! The file holds one story a line, with its quotations as people have marked them, offsets in code points:
//! `{"id","text","wire","quotes":[{"start","end","kind","speaker"}],"loose":[[start,end]]}`.
//! `--errors` counts the errors that are left by their kinds.
//! `loose` are words between marks that nobody said; `wire` is set where the story comes from an agency. With `--write`,
//! the weights fitted on all stories replace `src/analysis/quotes/weights.rs`; without, nothing is written. The same
//! stories give the same weights on every run.
//!
//! Two things are learnt. Among all who could have said a quotation, the right one must have the largest sum of weights:
//! a log-linear choice, every weight pulled towards zero, a part of the facts left out at random. Whether the words are
//! speech at all is a choice of its own. It looks at how sure the first one is, so its lessons are drawn from weights
//! that were fitted on the other half of the stories; else it would learn from a certainty that new copy never gives.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool of the terminal")]

mod errors;
mod fit;
mod gold;
mod lessons;
mod score;

use std::process::ExitCode;
use std::{env, fs};

use copytaster::analysis::quotes::{Model, paragraph_spans, quotes_by};

use crate::errors::Errors;
use crate::fit::{Settings, fit, nonzero};
use crate::gold::Story;
use crate::lessons::{Lessons, lessons};
use crate::score::{Found, Tally, rates, score};

/// Parts of the stories: the lessons on speech in one are drawn from weights fitted on all others.
const PARTS: usize = 4;
const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/analysis/quotes/weights.rs");
/// How hard the choice of the speaker is fitted.
const SPEAKER: Settings = Settings { rounds: 12, pull: 0.6, step: 0.02, least: 3, dropped: 0.1, bags: 1, doubt: 0.1 };
/// How hard the choice between speech and other words is fitted.
const SPEECH: Settings = Settings { rounds: 12, pull: 12.0, step: 0.02, least: 3, dropped: 0.2, bags: 6, doubt: 0.3 };

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let file = arguments.first().ok_or("usage: fit_quotes STORIES.jsonl [--folds 5] [--errors] [--write]")?;
    let text = fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    let stories = gold::read(&text).map_err(|e| format!("{file}: {e}"))?;
    let folds = match arguments.iter().position(|a| a == "--folds") {
        Some(at) => arguments.get(at + 1).and_then(|n| n.parse().ok()).ok_or("--folds needs a number")?,
        None => 5,
    };
    // The lessons on speakers are the same in every fold: what is right before them is told.
    let none = Model::new(&[]);
    let all: Vec<Lessons> = stories.iter().map(|story| lessons(story, &none)).collect();
    if folds > 1 {
        let errors = cross_validate(&stories, &all, folds);
        if arguments.iter().any(|a| a == "--errors") {
            errors.lines().iter().for_each(|line| println!("{line}"));
        }
    }
    if arguments.iter().any(|a| a == "--write") {
        let numbers: Vec<usize> = (0..stories.len()).collect();
        let pairs = weights(&stories, &all, &numbers);
        fs::write(WEIGHTS, source(&pairs)).map_err(|e| format!("{WEIGHTS}: {e}"))?;
        println!("{} weights written to {WEIGHTS}", pairs.len());
    }
    Ok(())
}

/// Weights fitted on the stories of these numbers.
fn weights(stories: &[Story], all: &[Lessons], numbers: &[usize]) -> Vec<(u32, i16)> {
    let speakers = |numbers: &[usize]| {
        let lessons: Vec<_> = numbers.iter().flat_map(|&n| &all[n].speakers).collect();
        fit(&lessons, SPEAKER)
    };
    let mut speech = Vec::new();
    for part in 0..PARTS {
        let (here, there): (Vec<_>, Vec<_>) = numbers.iter().enumerate().partition(|(at, _)| at % PARTS == part);
        let plain = |some: Vec<(usize, &usize)>| some.into_iter().map(|(_, n)| *n).collect::<Vec<usize>>();
        let model = Model::new(&nonzero(&speakers(&plain(there))));
        for number in plain(here) {
            speech.extend(lessons(&stories[number], &model).speech);
        }
    }
    let speech = fit(&speech.iter().collect::<Vec<_>>(), SPEECH);
    let sum: Vec<f32> = speakers(numbers).iter().zip(speech).map(|(one, other)| one + other).collect();
    nonzero(&sum)
}

/// Fits on all folds but one, looks for the quotations of that one, and prints the sums. Gives the errors.
fn cross_validate(stories: &[Story], all: &[Lessons], folds: usize) -> Errors {
    let mut errors = Errors::default();
    let (mut every, mut direct, mut wire) = (Tally::default(), Tally::default(), Tally::default());
    for fold in 0..folds {
        let (held, rest): (Vec<usize>, Vec<usize>) = (0..stories.len()).partition(|n| n % folds == fold);
        let model = Model::new(&weights(stories, all, &rest));
        for story in held.into_iter().map(|n| &stories[n]) {
            let found = found(&story.text, &model);
            let tally = score(story, &found, false);
            errors.add(story, &found);
            every += tally;
            direct += score(story, &found, true);
            if story.wire {
                wire += tally;
            }
        }
    }
    for (name, tally) in [("all", every), ("direct", direct), ("wire", wire)] {
        let (precision, recall, f1) = rates(tally.joint, tally.found, tally.gold);
        let (span_precision, span_recall, span_f1) = rates(tally.spans, tally.found, tally.gold);
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        println!("{name:6} joint {f1:.4} (precision {precision:.4}, recall {recall:.4})");
        println!("       spans {span_f1:.4} (precision {span_precision:.4}, recall {span_recall:.4})");
        println!(
            "       speaker right {:.4}, loose returned with a speaker {:.4}",
            share(tally.joint, tally.spans),
            share(tally.loose_found, tally.loose)
        );
    }
    errors
}

/// The quotations of a text, each paragraph of a running one by itself.
fn found(text: &str, model: &Model) -> Vec<Found> {
    let quotes = quotes_by(text, model);
    let parts = quotes.iter().flat_map(|quote| {
        let spans = paragraph_spans(text, quote);
        spans.into_iter().map(|span| Found { span, speaker: quote.speaker })
    });
    parts.collect()
}

/// The source of the table.
fn source(pairs: &[(u32, i16)]) -> String {
    let mut text = String::from(
        "//! The weights of the evidence, fitted on annotated news copy by the example `fit_quotes`; see `study`.\n\n\
         /// Places in the table, and the weight at each in hundredths of a logit.\n#[rustfmt::skip]\n\
         pub(super) static WEIGHTS: &[(u32, i16)] = &[\n",
    );
    for row in pairs.chunks(8) {
        let row: Vec<String> = row.iter().map(|(place, weight)| format!("({place},{weight})")).collect();
        text.push_str(&format!("    {},\n", row.join(",")));
    }
    text.push_str("];\n");
    text
}
