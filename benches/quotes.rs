//! How fast quotations come out of invented wire copy.

use copytaster::analysis;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

const STORY: &str = include_str!("../tests/fixtures/quotes/people.txt");

/// The corpus repeated to the length of a long agency story, its gold blocks left out.
fn story(bytes: usize) -> String {
    let plain: String = STORY
        .split("=== ")
        .filter_map(|part| part.split_once('\n')?.1.split_once("\n---\n"))
        .map(|(text, _)| format!("{text}\n\n"))
        .collect();
    let mut text = plain.repeat(bytes / plain.len() + 1);
    let end = (0..=bytes).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text.truncate(end);
    text
}

/// A story of 4.6 kB, dense with quotations.
#[divan::bench]
fn a_story_of_4600_bytes(bencher: Bencher<'_, '_>) {
    let text = story(4_600);
    bencher
        .counter(BytesCount::of_str(&text))
        .counter(ItemsCount::new(1usize))
        .bench(|| analysis::quotes(divan::black_box(&text)));
}

/// A story of 460 kB: time must grow with length alone.
#[divan::bench]
fn a_story_of_460000_bytes(bencher: Bencher<'_, '_>) {
    let text = story(460_000);
    bencher.counter(BytesCount::of_str(&text)).bench(|| analysis::quotes(divan::black_box(&text)));
}
