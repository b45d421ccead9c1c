//! The corpus of invented wire stories: spans, speakers, full names and roles, held above floors that may only rise.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops where its fixture is broken")]

use std::fs;

use copytaster::analysis;
use copytaster::wire::Quote;

/// One expected quotation.
struct Gold {
    words: String,
    speaker: Option<String>,
    canonical: Option<String>,
    role: Option<String>,
    partial: bool,
}

struct Story {
    name: String,
    text: String,
    gold: Vec<Gold>,
}

#[derive(Default, Debug)]
struct Tally {
    gold: usize,
    found: usize,
    spans: usize,
    speakers: usize,
    names: usize,
    roles: usize,
    partials: usize,
}

fn stories() -> Vec<Story> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    files.sort();
    files.iter().flat_map(|path| parse(&fs::read_to_string(path).unwrap())).collect()
}

fn parse(file: &str) -> Vec<Story> {
    let mut found = Vec::new();
    for part in file.split("=== ").skip(1) {
        let (name, rest) = part.split_once('\n').unwrap();
        let (text, gold) = rest.split_once("\n---\n").unwrap();
        let gold = gold.lines().filter(|line| !line.trim().is_empty()).map(gold_line).collect();
        found.push(Story { name: name.to_owned(), text: text.to_owned(), gold });
    }
    found
}

fn gold_line(line: &str) -> Gold {
    let fields: Vec<&str> = line.split(" | ").collect();
    let field = |at: usize| fields.get(at).map(|f| f.trim()).filter(|f| *f != "-").map(str::to_owned);
    let words = fields[0];
    Gold {
        words: words.trim_start_matches('~').to_owned(),
        partial: words.starts_with('~'),
        speaker: field(1),
        canonical: field(2),
        role: field(3),
    }
}

/// The words of a quotation, its paragraphs parted by the sign that the corpus uses.
fn words(text: &str, quote: &Quote) -> String {
    let paragraphs: Vec<&str> = quote.span.of(text).split("\n\n").collect();
    paragraphs.iter().map(|p| p.trim_start_matches(['“', '"'])).collect::<Vec<_>>().join("¶")
}

fn plain(words: &str) -> &str {
    words.trim_matches(|c: char| c.is_whitespace() || ",.".contains(c))
}

fn measure(story: &Story, tally: &mut Tally, misses: &mut Vec<String>) {
    let quotes = analysis::quotes(&story.text);
    tally.gold += story.gold.len();
    tally.found += quotes.len();
    for gold in &story.gold {
        let Some(quote) = quotes.iter().find(|q| plain(&words(&story.text, q)) == plain(&gold.words)) else {
            misses.push(format!("{}: not found: {}", story.name, gold.words));
            continue;
        };
        let speaker = quote.speaker.map(|s| s.of(&story.text).to_owned());
        tally.spans += 1;
        tally.speakers += usize::from(speaker == gold.speaker);
        tally.names += usize::from(quote.canonical == gold.canonical);
        tally.roles += usize::from(quote.role == gold.role);
        tally.partials += usize::from(quote.partial == gold.partial);
        if speaker != gold.speaker
            || quote.canonical != gold.canonical
            || quote.role != gold.role
            || quote.partial != gold.partial
        {
            misses.push(format!(
                "{}: “{}” gave {speaker:?} / {:?} / {:?} / partial {}",
                story.name, gold.words, quote.canonical, quote.role, quote.partial
            ));
        }
    }
    for quote in quotes.iter().filter(|q| !story.gold.iter().any(|g| plain(&g.words) == plain(&words(&story.text, q))))
    {
        misses.push(format!("{}: not in the copy as speech: {}", story.name, quote.span.of(&story.text)));
    }
}

#[test]
fn speakers_names_and_roles_of_the_corpus_stay_above_their_floors() {
    let stories = stories();
    let (mut tally, mut misses) = (Tally::default(), Vec::new());
    for story in &stories {
        measure(story, &mut tally, &mut misses);
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let report = format!(
        "{} stories, {tally:?}\nspans {:.3} of gold, {:.3} of found; speaker {:.3}, name {:.3}, role {:.3}, partial {:.3}\n{}",
        stories.len(),
        share(tally.spans, tally.gold),
        share(tally.spans, tally.found),
        share(tally.speakers, tally.spans),
        share(tally.names, tally.spans),
        share(tally.roles, tally.spans),
        share(tally.partials, tally.spans),
        misses.join("\n"),
    );
    println!("{report}");
    assert!(stories.len() >= 60, "{report}");
    assert!(share(tally.spans, tally.gold) >= 0.97 && share(tally.spans, tally.found) >= 0.97, "{report}");
    assert!(share(tally.speakers, tally.spans) >= 0.98, "{report}");
    assert!(share(tally.names, tally.spans) >= 0.99, "{report}");
    assert!(share(tally.roles, tally.spans) >= 0.985, "{report}");
}
