//! In which order sources are asked that are due at one time.

use std::collections::HashMap;

use super::Job;

/// Those that failed the last times come last, so that nobody waits for what may hang; else the servers take turns, so that one with
/// many feeds, however slow it is, keeps those of the others waiting no longer than its first.
pub(crate) fn in_turn(jobs: Vec<Job>) -> Vec<Job> {
    let mut asked: HashMap<(u32, String), usize> = HashMap::new();
    let rank = |job: Job| {
        let failures = job.state.failures;
        let turn = asked.entry((failures, server(&job.source.url).to_ascii_lowercase())).or_default();
        *turn += 1;
        (failures, *turn, job)
    };
    let mut ranked: Vec<_> = jobs.into_iter().map(rank).collect();
    ranked.sort_by_key(|(failures, turn, _)| (*failures, *turn));
    ranked.into_iter().map(|(_, _, job)| job).collect()
}

/// Host and port of an address, as they are written.
fn server(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::in_turn;
    use crate::poll::Job;
    use crate::wire::{Source, SourceId, SourceState};

    fn order(sources: &[(&str, u32)]) -> Vec<i64> {
        let job = |(id, &(url, failures)): (i64, &(&str, u32))| Job {
            source: Source::new("wire", url),
            state: SourceState { failures, ..SourceState::fresh(SourceId(id)) },
        };
        in_turn((1..).zip(sources).map(job).collect()).into_iter().map(|job| job.state.id.0).collect()
    }

    #[test]
    fn servers_take_turns_and_who_failed_last_comes_last() {
        let (many, other) = ("http://many.example/1", "http://u:p@other.example:80/2?a=/b");
        assert_eq!(order(&[(many, 0), (many, 0), (many, 0), (other, 0)]), [1, 4, 2, 3]);
        assert_eq!(order(&[(many, 2), (many, 1), (other, 1), (other, 0)]), [4, 2, 3, 1]);
        assert_eq!(order(&[("HTTP://Many.example", 0), (many, 0), ("", 0), ("wire", 0)]), [1, 3, 4, 2]);
    }
}
