//! What is promised of everything that reads what comes from outside, whatever the bytes: each function reads them and panics where
//! a promise is broken. Ordinary tests call them with injured input, and a coverage-guided fuzzer can (`docs/FUZZING.md`).

#![allow(clippy::unwrap_used, reason = "a broken promise panics; that is how it is told")]

use copytaster::analysis::{Tables, extract, file_all, lay_out, quotes as quotes_in};
use copytaster::exchange::{read_newsboat, read_opml};
use copytaster::formats::{Hint, decode, discover, page_text, parse_date};
use copytaster::triage::{parse, print};
use copytaster::wire::{Decoded, Draft, Extracted, Markup, MarkupKind, acts_unseen, clean_block, clean_line};
use jiff::Timestamp;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

fn is_clean(text: &str) -> bool {
    !text.chars().any(|c| c != '\n' && acts_unseen(c) && !matches!(c, '\u{200c}' | '\u{200d}'))
}

/// What is promised of every feed, however broken.
pub fn feed(bytes: &[u8]) {
    let decoded = decode(bytes, &Hint { url: Some("https://outlet.example/feed"), content_type: None });
    assert!(decoded.drafts.len() <= 5_000 && decoded.defects.len() <= 101);
    assert!(!decoded.defects.iter().any(|defect| defect.what.contains("a fault in the decoder")));
    for filing in file_all(&decoded, &Tables::default()) {
        assert!(is_clean(&filing.headline) && is_clean(&filing.text) && is_clean(filing.url.as_deref().unwrap_or("")));
        for fold in &filing.folds {
            assert!(filing.text.get(fold.range.clone()).is_some());
        }
    }
}

/// A page: feeds are found in it and its article is extracted, clean.
pub fn page(bytes: &[u8]) {
    let _ = discover(bytes, "https://outlet.example/");
    let page = page_text(bytes, None);
    if let Extracted::Article(article) = extract(&page, Some("https://outlet.example/a")) {
        assert!(is_clean(&article.text) && is_clean(article.title.as_deref().unwrap_or("")));
    }
}

/// Marked-up copy: it is laid out at any width, in lines that are not wider, clean.
pub fn markup(bytes: &[u8]) {
    let value = String::from_utf8_lossy(bytes).into_owned();
    let content = Some(Markup { kind: MarkupKind::Html, value });
    let decoded =
        Decoded { drafts: vec![Draft { content, title: Some("t".into()), ..Draft::default() }], ..Decoded::default() };
    for filing in file_all(&decoded, &Tables::default()) {
        for width in [2, 17, 60] {
            let laid = lay_out(&filing, width);
            for line in &laid.lines {
                let columns: usize = line.iter().map(|span| span.text.width()).sum();
                let words: String = line.iter().map(|span| span.text.as_str()).collect();
                // What counts as one character is never broken, however wide it is.
                let single = words.graphemes(true).count() == 1;
                assert!(columns <= usize::from(width) || single, "{columns} columns of {width}: {line:?}");
                assert!(line.iter().all(|span| is_clean(&span.text)), "{line:?}");
            }
        }
    }
}

/// The gate for text: what passes does nothing on a terminal, and passes a second time unchanged.
pub fn text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (block, line) = (clean_block(&text), clean_line(&text));
    assert!(is_clean(&block) && is_clean(&line) && !line.contains('\n'));
    assert_eq!((clean_block(&block), clean_line(&line)), (block.clone(), line.clone()));
    let _ = parse_date(&text);
}

/// Copy: its quotations stand in order, on letter boundaries.
pub fn quotes(bytes: &[u8]) {
    let text = clean_block(&String::from_utf8_lossy(bytes.get(..bytes.len().min(8_000)).unwrap_or(&[])));
    let mut last = 0;
    for quote in quotes_in(&text) {
        assert!(text.get(quote.span.start..quote.span.end).is_some_and(|words| !words.is_empty()), "{quote:?}");
        assert!(quote.span.start >= last, "{quote:?}");
        last = quote.span.start;
        for span in [quote.speaker, quote.cue].into_iter().flatten() {
            assert!(text.get(span.start..span.end).is_some(), "{quote:?}");
        }
        let inside = quote.speaker.is_some_and(|s| s.start < quote.span.end && quote.span.start < s.end);
        assert!(!inside, "nobody is named inside what he says: {quote:?}");
        let mut told = [&quote.canonical, &quote.role].into_iter().flatten();
        assert!(told.all(|words| !words.trim().is_empty()), "{quote:?}");
    }
}

/// A query: it is refused in words, or what is printed of it means the same.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(2_000)).unwrap_or(&[]));
    let now = Timestamp::UNIX_EPOCH;
    match parse(&text, now) {
        Ok(query) => {
            // What is printed means what was read.
            let printed = print(&query);
            assert_eq!(parse(&printed, now).ok(), Some(query), "{text:?} as {printed:?}");
        }
        Err(error) => assert!(is_clean(&error.to_string().replace(&*text, "")) || !is_clean(&text), "{error}"),
    }
}

/// A list of sources: only the web's addresses come of it.
pub fn sources(bytes: &[u8]) {
    let opml = read_opml(bytes);
    let newsboat = read_newsboat(&String::from_utf8_lossy(bytes));
    for source in opml.sources.iter().chain(&newsboat.sources) {
        let url = url::Url::parse(&source.url).unwrap();
        assert!(matches!(url.scheme(), "http" | "https"), "{url}");
        assert!(is_clean(&source.name));
    }
}
