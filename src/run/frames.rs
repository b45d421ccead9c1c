//! How long the frames of a session took, for the log: what an editor feels as lag has a number.

use std::time::Duration;

/// Longer than this, and a screen of sixty frames a second has missed one.
const SLOW: Duration = Duration::from_millis(16);
/// The upper ends of the classes in which frames are counted, in tenths of a millisecond.
const CLASSES: [u64; 12] = [2, 5, 10, 15, 20, 30, 40, 60, 80, 120, 160, u64::MAX];

/// The frames of a session, counted by how long each took: hearing what had come, working it out, drawing it.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// What the screen's thread worked since the last frame.
    work: Duration,
    counts: [u64; CLASSES.len()],
    slow: u64,
    longest: Duration,
}

impl Frames {
    /// Adds work that the next frame shows.
    pub(super) fn worked(&mut self, time: Duration) {
        self.work += time;
    }

    /// Counts a frame whose drawing took so long.
    pub(super) fn drawn(&mut self, time: Duration) {
        let took = time + std::mem::take(&mut self.work);
        let tenths = u64::try_from(took.as_micros() / 100).unwrap_or(u64::MAX);
        if let Some(count) = CLASSES.iter().position(|end| tenths < *end).and_then(|class| self.counts.get_mut(class)) {
            *count += 1;
        }
        self.longest = self.longest.max(took);
        if took > SLOW {
            self.slow += 1;
            tracing::debug!("a frame took {:.1} ms, {:.1} of them to draw", millis(took), millis(time));
        }
    }

    /// The frames in words.
    pub(super) fn words(&self) -> String {
        let all: u64 = self.counts.iter().sum();
        format!(
            "{all} frames: half within {}, 99 of 100 within {}, the longest {:.1} ms, {} above {} ms",
            self.within(all.div_ceil(2)),
            self.within((all * 99).div_ceil(100)),
            millis(self.longest),
            self.slow,
            SLOW.as_millis()
        )
    }

    /// The time within which so many frames were drawn.
    fn within(&self, wanted: u64) -> String {
        let mut seen = 0;
        for (count, end) in self.counts.iter().zip(CLASSES) {
            seen += count;
            if seen >= wanted && end != u64::MAX {
                return format!("{}.{} ms", end / 10, end % 10);
            }
        }
        format!("{:.1} ms", millis(self.longest))
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_counted_with_the_work_before_them() {
        let mut frames = Frames::default();
        for _ in 0..99 {
            frames.drawn(Duration::from_micros(400));
        }
        frames.worked(Duration::from_millis(15));
        frames.worked(Duration::from_millis(5));
        frames.drawn(Duration::from_millis(1));
        assert_eq!(
            frames.words(),
            "100 frames: half within 0.5 ms, 99 of 100 within 0.5 ms, the longest 21.0 ms, 1 above 16 ms"
        );
    }
}
