//! Every feed under `tests/fixtures/feeds` decodes to its golden answer, and no damage to them makes the decoder panic.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use copytaster::formats::{Hint, Reading, decode, to_json};
use copytaster::wire::Decoded;
use proptest::prelude::*;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds");
    let all = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut feeds: Vec<_> = all.filter(|path| path.extension().is_some_and(|e| e != "golden")).collect();
    feeds.sort();
    feeds
}

fn read(bytes: &[u8]) -> Decoded {
    decode(bytes, &Hint { url: Some("https://outlet.example/feeds/front"), content_type: None })
}

#[test]
fn every_fixture_decodes_to_its_golden_answer() {
    let feeds = fixtures();
    assert!(feeds.len() >= 12, "the fixtures are missing");
    for path in feeds {
        let decoded = read(&fs::read(&path).unwrap());
        let got = to_json(&decoded, &Reading { text: &|markup| markup.value.clone(), marks: &[] });
        let golden = fs::read_to_string(path.with_extension("golden")).unwrap();
        let want: serde_json::Value = serde_json::from_str(&golden).unwrap();
        assert_eq!(got, want, "{}: now\n{got:#}", path.display());
    }
}

#[test]
fn a_wire_feed_keeps_what_its_agency_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds/wire-rss2.xml");
    let decoded = read(&fs::read(path).unwrap());
    assert_eq!(decoded.feed.ttl_minutes, Some(15));
    assert!(decoded.feed.skip_hours.contains(2) && !decoded.feed.skip_hours.contains(4));
    let first = &decoded.drafts[0];
    assert_eq!(first.slug.as_deref(), Some("STORM-OSTER/ (UPDATE 1)"));
    assert_eq!((first.urgency, first.version.as_deref()), (Some(3), Some("2")));
    assert_eq!(first.source.as_deref(), Some("Coast Press"));
    assert!(!first.guid_is_link && decoded.drafts[1].guid_is_link);
}

#[test]
fn a_body_cut_in_the_middle_of_an_item_keeps_the_items_before_it() {
    let item = |i: usize| {
        format!(
            "<item><title>Story {i}</title><link>https://a.example/{i}</link><description>Words.</description></item>"
        )
    };
    let feed = format!("<rss version='2.0'><channel>{}</channel></rss>", (1..=20).map(item).collect::<String>());
    let from = feed.find("Story 18").unwrap();
    let to = feed.find("Story 19").unwrap() - "</item><item><title>".len();
    for cut in from..to {
        let decoded = read(&feed.as_bytes()[..cut]);
        assert_eq!(decoded.drafts.len(), 17, "{}", &feed[from..cut]);
        assert!(!decoded.defects.is_empty());
    }
}

#[test]
fn hostile_documents_cost_little_time() {
    let wrap = |body: &str| {
        format!("<rss><channel><item><title>x</title><description>{body}</description></item><item/></channel></rss>")
    };
    let documents = [
        wrap(&"<div>".repeat(200_000)),
        wrap(&"<a b='".repeat(200_000)),
        wrap(&"<![CDATA[".repeat(200_000)),
        wrap(&"<!--".repeat(200_000)),
        wrap(&"&#x26;".repeat(200_000)),
        wrap(&"</x>".repeat(200_000)),
        format!("<rss {}><channel/></rss>", (0..50_000).map(|i| format!("xmlns:n{i}='u' ")).collect::<String>()),
        format!("<rss><channel>{}</channel></rss>", "<item/>".repeat(300_000)),
        format!("{{\"items\":{}", "[".repeat(200_000)),
        format!("{{\"items\":[{}", "{\"id\":1},".repeat(100_000)),
    ];
    for document in documents {
        let start = Instant::now();
        let decoded = read(document.as_bytes());
        // A debug build on a busy machine; what would be quadratic takes minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "{}", document.get(..80).unwrap_or(""));
        assert!(decoded.drafts.len() <= 5_000);
        assert!(decoded.defects.len() <= 101);
    }
}

/// What no field may hold.
fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_damage_makes_the_decoder_panic(
        which in 0_usize..12,
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![
            Just(b"<".to_vec()), Just(b">".to_vec()), Just(b"&".to_vec()), Just(b"\"".to_vec()), Just(b"]]>".to_vec()),
            Just(b"</item>".to_vec()), Just(b"<!--".to_vec()), Just(b"&#155;".to_vec()), prop::collection::vec(any::<u8>(), 0..4),
        ], 0_usize..9), 0..12),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let feeds = fixtures();
        let mut bytes = fs::read(&feeds[which % feeds.len()]).unwrap();
        for (at, put, drop) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + drop).min(bytes.len());
            bytes.splice(at..end, put);
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        let decoded = read(&bytes);
        prop_assert!(!decoded.defects.iter().any(|d| d.what.contains("a fault in the decoder")));
        for draft in &decoded.drafts {
            let bodies = [&draft.summary, &draft.content].into_iter().flatten().map(|m| m.value.as_str());
            for text in bodies.chain(draft.title.as_deref()).chain(draft.guid.as_deref()).chain(draft.link.as_deref()) {
                prop_assert!(!has_control(text), "{:?}", text);
            }
        }
    }

    #[test]
    fn any_bytes_are_decoded_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let decoded = read(&bytes);
        prop_assert!(!decoded.defects.iter().any(|d| d.what.contains("a fault in the decoder")));
    }
}

#[test]
fn copy_longer_than_any_story_is_cut_and_the_items_beside_it_are_whole() {
    let long = "word ".repeat(600_000);
    let feed = format!(
        "<rss version='2.0'><channel><title>t</title><item><guid>a</guid><description>{long}</description></item>\
         <item><guid>b</guid><description>Short.</description></item></channel></rss>"
    );
    let decoded = decode(feed.as_bytes(), &Hint::default());
    let lengths = decoded.drafts.iter().map(|draft| draft.summary.as_ref().unwrap().value.len());
    assert_eq!(lengths.collect::<Vec<_>>(), [2 << 20, 6]);
    assert!(decoded.defects.iter().any(|defect| defect.what.contains("cut after")), "{:?}", decoded.defects);
}
