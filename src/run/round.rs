//! Polling without a screen: one round, or a watch until a signal ends it.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use signal_hook::consts::signal::{SIGHUP, SIGINT, SIGTERM};

use crate::poll::{Poller, StopToken};
use crate::run::clock::Clock;
use crate::run::log_keeper;
use crate::run::pages::Hands;
use crate::run::poller::{self, Heard, Means};
use crate::run::writer::{self, Errand, Habits, Told};
use crate::store::{self, Retention, Rules};
use crate::wire::{Arrivals, Delivery, Source};

/// Items digested at the end of a round: enough for what a round of an ordinary day brings. A first round, which brings
/// more than this, leaves them to the next one or to an open screen; searching reads what is undigested directly.
const DIGEST_AT_END: usize = 500;

/// What a round needs.
pub struct Round {
    /// The cache.
    pub writer: store::Writer,
    /// The poller.
    pub poller: Poller,
    /// The sources.
    pub sources: Vec<Source>,
    /// What may be let go of.
    pub retention: Retention,
    /// The rules of the desk.
    pub rules: Rules,
    /// The clock.
    pub clock: Clock,
    /// Whether to poll every source, due or not.
    pub all: bool,
}

/// What is heard of a round while it goes on.
#[derive(Debug)]
pub enum Polled {
    /// A delivery is committed.
    Stored {
        /// The source's name.
        name: String,
        /// What was polled, without its copy.
        delivery: Box<Delivery>,
        /// What the cache made of it.
        arrivals: Arrivals,
        /// How many deliveries this round will have, as far as is known.
        total: usize,
    },
    /// Something could not be saved; why, in words.
    Unsaved(String),
    /// A rule's alert, or what went wrong with one, in words.
    Said(String),
}

/// Polls the sources that are due (or all) once. Comes back when everything is committed. `each` returns false to stop.
///
/// # Errors
/// When threads or the cache fail; in words.
pub fn poll_once(round: Round, each: &mut dyn FnMut(Polled) -> bool) -> Result<(), String> {
    let Round { writer, poller, sources, retention, rules, clock, all } = round;
    let (tell, told) = sync_channel::<Told>(64);
    let habits = Habits {
        retention,
        lease: poller::LEASE,
        digest: false,
        digest_at_end: DIGEST_AT_END,
        rules,
        log_pages: log_keeper::MUCH,
    };
    let now = clock();
    let mut handle =
        writer::start(writer, habits, clock, move |what| drop(tell.send(what))).map_err(|e| e.to_string())?;
    let runtime = poller::runtime().map_err(|e| e.to_string())?;
    let mut jobs = runtime.block_on(poller::subscribe(&handle.errands, &sources))?;
    let (hands, known) = (Hands { poller: poller.clone(), errands: handle.errands.clone() }, jobs.clone());
    let names: std::collections::HashMap<_, _> = jobs.iter().map(|j| (j.state.id, j.source.name.clone())).collect();
    if !all {
        let holder = format!("poll-{}", std::process::id());
        let held = runtime.block_on(poller::lease(&handle.errands, &holder));
        if !held {
            drop(hands);
            handle.finish();
            return Err("another copytaster polls this cache (an open screen, or `poll --watch`); `poll --all` polls all the same".into());
        }
        jobs.retain(|job| poller::is_due(job, now));
    }
    let total = jobs.len();
    let (out, stop) = (handle.lane_for_copy().map_err(|e| e.to_string())?, StopToken::pair());
    let (stopper, token) = stop;
    let polling = runtime.spawn(async move { poller.run_once(jobs, out, token).await });
    let mut waiting = total;
    let (mut unsaved, mut stopped) = (None, false);
    while waiting > 0 {
        let Ok(what) = told.recv() else { break };
        let heard = match what {
            Told::Stored(delivery, arrivals) => {
                waiting -= 1;
                let name = names.get(&delivery.source).cloned().unwrap_or_default();
                Polled::Stored { name, delivery, arrivals, total }
            }
            Told::Alert(alert) => Polled::Said(alert.words),
            Told::Trouble(why) => Polled::Said(why),
            Told::Unsaved(_, why) | Told::Died(why) => {
                unsaved = Some(why);
                break;
            }
            _ => continue,
        };
        if !each(heard) {
            stopped = true;
            break;
        }
    }
    stopper.stop();
    let _ = runtime.block_on(polling);
    let _ = runtime.block_on(handle.errands.send(Errand::Unlease(format!("poll-{}", std::process::id()))));
    // What comes of the programs of rules comes last; the writer is not kept waiting for anybody to hear it.
    let listener = std::thread::Builder::new()
        .name("listener".into())
        .spawn(move || told.into_iter().filter_map(trouble_of).collect::<Vec<String>>())
        .map_err(|e| e.to_string())?;
    if unsaved.is_none() && !stopped {
        runtime.block_on(hands.fetch_wanted(&known));
    }
    drop(hands);
    runtime.shutdown_background();
    handle.finish();
    for why in listener.join().unwrap_or_default() {
        if stopped || !each(Polled::Said(why)) {
            break;
        }
    }
    unsaved.map_or(Ok(()), |why| Err(format!("cannot save: {why}")))
}

fn trouble_of(told: Told) -> Option<String> {
    match told {
        Told::Trouble(why) => Some(why),
        Told::Alert(alert) => Some(alert.words),
        _ => None,
    }
}

/// Stays as the poller of the cache until SIGTERM, SIGINT or SIGHUP. Takes over when another poller ends.
///
/// # Errors
/// When threads or the cache fail; in words.
pub fn watch(round: Round, each: &mut dyn FnMut(Polled) -> bool) -> Result<(), String> {
    enum Next {
        Told(Told),
        Heard(Heard),
        Stop,
    }
    let Round { writer, poller, sources, retention, rules, clock, all } = round;
    let (to, next) = sync_channel(256);
    let habits =
        Habits { retention, lease: poller::LEASE, digest: true, digest_at_end: 0, rules, log_pages: log_keeper::MUCH };
    let tell = to.clone();
    let mut handle = writer::start(writer, habits, Arc::clone(&clock), move |what| drop(tell.send(Next::Told(what))))
        .map_err(|e| e.to_string())?;
    let holder = format!("watch-{}", std::process::id());
    let means = Means {
        poller,
        file: None,
        sources: sources.clone(),
        errands: handle.errands.clone(),
        deliveries: handle.lane_for_copy().map_err(|e| e.to_string())?,
        holder,
        clock,
    };
    let tell = to.clone();
    let keeper = poller::start(means, poller::lane(), move |heard| drop(tell.send(Next::Heard(heard))))
        .map_err(|e| e.to_string())?;
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP]).map_err(|e| e.to_string())?;
    let ended = signals.handle();
    let listener = std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            if signals.forever().next().is_some() {
                let _ = to.send(Next::Stop);
            }
        })
        .map_err(|e| e.to_string())?;
    if all {
        let _ = keeper.orders.try_send(poller::Order::Poll(None));
    }
    let mut names = std::collections::HashMap::new();
    let mut result = Ok(());
    while let Ok(next) = next.recv() {
        let heard = match next {
            Next::Told(Told::Stored(delivery, arrivals)) => {
                // Where the lane is full, the clock has the pages fetched.
                let _ = keeper.orders.try_send(poller::Order::Arrived);
                let name: String = names.get(&delivery.source).cloned().unwrap_or_default();
                Polled::Stored { name, delivery, arrivals, total: sources.len() }
            }
            Next::Told(Told::Alert(alert)) => Polled::Said(alert.words),
            Next::Told(Told::Trouble(why)) => Polled::Said(why),
            Next::Told(Told::Unsaved(_, why)) => {
                let _ = keeper.orders.try_send(poller::Order::Recall);
                Polled::Unsaved(why)
            }
            Next::Heard(Heard::Known(jobs)) => {
                names = jobs.into_iter().collect();
                continue;
            }
            Next::Told(Told::Died(why)) | Next::Heard(Heard::Died(why)) => {
                result = Err(why);
                break;
            }
            Next::Stop => break,
            _ => continue,
        };
        if !each(heard) {
            break;
        }
    }
    drop(next);
    ended.close();
    let _ = listener.join();
    keeper.finish();
    handle.finish();
    result
}
