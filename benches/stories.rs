//! What it costs to give an item its story and its reprint group, with few and with many items before it.

use copytaster::analysis::stories::{Arrival, Desk, Print};
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// Words of one item: some two thousand bytes.
const WORDS: u64 = 330;
/// Items timed together.
const ITEMS: u64 = 100;

/// A number that looks drawn by chance, the same in each run.
fn drawn(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 16
}

/// Made-up copy: every third item opens an event, the others are on an event of late; one in ten is a reprint with a cut
/// tail. A fifth of the words are the event's own, the others are spread as words of a language are.
fn copy(item: u64) -> String {
    if item > 50 && item.is_multiple_of(10) {
        let whole = copy(item - 1 - drawn(item) % 9);
        return whole.get(..whole.len() * 2 / 3).unwrap_or_default().to_owned();
    }
    let event = if item.is_multiple_of(3) { item } else { item.saturating_sub(drawn(item) % 600) / 3 * 3 };
    let word = |at: u64| {
        let chance = drawn(item * 1_009 + at);
        if chance.is_multiple_of(5) {
            format!("Name{}", drawn(event * 31 + chance % 40) % 200_000)
        } else {
            // The square of an even draw is near nought most of the time: few words are frequent, many are rare.
            format!("word{}", (chance % 1_000).pow(2) / 50)
        }
    };
    (0..WORDS).map(word).collect::<Vec<_>>().join(" ")
}

/// A desk that has seen so many items.
fn after(items: u64) -> Desk {
    let mut desk = Desk::new();
    for item in 0..items {
        desk.arrive(item, &Print::of(&Arrival { title: "", text: &copy(item) }), None);
    }
    desk
}

fn arrive(bencher: Bencher<'_, '_>, items: u64) {
    let mut desk = after(items);
    let mut next = items;
    bencher
        .counter(ItemsCount::new(ITEMS))
        .with_inputs(|| {
            let from = next;
            next += ITEMS;
            (from..next).map(|item| (item, copy(item))).collect::<Vec<_>>()
        })
        .bench_local_values(|texts| {
            for (item, text) in texts {
                desk.arrive(item, &Print::of(&Arrival { title: "", text: &text }), None);
            }
        });
}

/// A hundred items of 2 kB after ten thousand.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn after_ten_thousand(bencher: Bencher<'_, '_>) {
    arrive(bencher, 10_000);
}

/// The same after a hundred thousand, five times what the desk remembers. Takes a minute: asked for by
/// `cargo bench --bench stories -- --include-ignored`.
#[divan::bench(sample_count = 20, sample_size = 1, ignore)]
fn after_a_hundred_thousand(bencher: Bencher<'_, '_>) {
    arrive(bencher, 100_000);
}

/// The same after a million.
#[divan::bench(sample_count = 20, sample_size = 1, ignore)]
fn after_a_million(bencher: Bencher<'_, '_>) {
    arrive(bencher, 1_000_000);
}
