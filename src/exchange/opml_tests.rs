//! Lists of other readers, whole and hostile.

use crate::wire::{Login, Secret};

use super::*;

const LIST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>mine</title></head><body>
  <outline text="World"><outline text="Coast">
    <outline type="rss" text="Coast Wire" xmlUrl="https://coast.example/feed?a=1&amp;b=2" category="/sea/port,world"/>
  </outline></outline>
  <outline title="Hill &#38; Dale" XMLURL=' https://hills.example/feed?x&y '/>
</body></opml>"#;

#[test]
fn outlines_are_sources_and_what_stands_around_them_are_tags() {
    let import = read_opml(LIST.as_bytes());
    assert_eq!(import.refused, []);
    let read: Vec<_> = import.sources.iter().map(|s| (s.name.as_str(), s.url.as_str(), s.tags.join("|"))).collect();
    assert_eq!(
        read,
        [
            ("Coast Wire", "https://coast.example/feed?a=1&b=2", "World|Coast|sea|port|world".to_owned()),
            ("Hill & Dale", "https://hills.example/feed?x&y", String::new()),
        ]
    );
}

#[test]
fn addresses_that_are_not_of_the_web_are_refused_and_shown_without_passwords() {
    let one = |address: &str| read_opml(format!("<opml><outline xmlUrl=\"{address}\"/></opml>").as_bytes());
    for address in ["exec:/bin/sh", "file:///etc/passwd", "javascript:alert(1)", "ftp://u:hunter2@a.example/", "feed"] {
        let import = one(address);
        assert_eq!(import.sources, [], "{address}");
        assert_eq!(import.refused.len(), 1, "{address}");
        assert!(!import.refused[0].what.contains("hunter2"));
    }
    assert!(one("ftp://a.example/&#27;]0;x&#7;").refused[0].what.chars().all(|c| !c.is_control()));
}

#[test]
fn a_damaged_file_gives_what_stands_before_the_damage() {
    let whole = LIST.find("</outline></outline>").unwrap();
    let import = read_opml(format!("{}<outline xmlUrl=\"https://x.example", &LIST[..whole]).as_bytes());
    assert_eq!(import.sources.len(), 1);
    assert_eq!(import.refused.len(), 1);
    assert_eq!(import.refused[0].place("list.opml"), "list.opml, line 5");
    assert!(import.refused[0].why.starts_with("the file is damaged, and its rest was not read: "));
    let other = read_opml(b"not XML\nat all").refused;
    assert_eq!(other[0].place("list.opml"), "list.opml");
    assert!(other[0].why.starts_with("there are no outlines in it: is it OPML?"));
}

#[test]
fn what_is_left_out_is_told_with_its_line() {
    let import = read_opml(b"<opml><body>\n<outline text='A' xmlUrl='ftp://a.example/'/>\n\n  <outline\ntext='B' xmlUrl=''/></body></opml>");
    let told: Vec<String> = import.refused.iter().map(|r| format!("{}: {}", r.place("list.opml"), r.why)).collect();
    let ftp = "list.opml, line 2: ftp://a.example/: only http and https are polled, not `ftp:`";
    assert_eq!(told, [ftp, "list.opml, line 4: B: it has no address"]);
}

#[test]
fn depth_count_and_size_are_bounded() {
    let deep = format!("{}<outline xmlUrl='https://a.example/'/>", "<outline text='t'>".repeat(100_000));
    let import = read_opml(deep.as_bytes());
    assert_eq!((import.sources.len(), import.sources[0].tags.len()), (1, 1));
    let many: String = (0..6_000).map(|n| format!("<outline xmlUrl='https://a.example/{n}'/>")).collect();
    let import = read_opml(many.as_bytes());
    assert_eq!((import.sources.len(), import.refused.len()), (5_000, 1));
    assert!(read_opml(&vec![b' '; MAX_BYTES + 1]).refused[0].why.contains("larger than"));
}

#[test]
fn the_declared_character_set_is_followed() {
    let mut bytes = b"<?xml version='1.0' encoding='iso-8859-1'?><opml><outline text='Cot".to_vec();
    bytes.extend([0xea]);
    bytes.extend(b"' xmlUrl='https://a.example/'/></opml>");
    assert_eq!(read_opml(&bytes).sources[0].name, "Cotê");
}

#[test]
fn what_is_written_is_read_back_and_holds_no_secret() {
    let open =
        Source { tags: vec!["sea".into(), "port".into()], ..Source::new("A \"&\" B", "https://a.example/?x=1&y=2") };
    let closed = Source {
        headers: vec![("X-Key".into(), Secret::Plain("hunter2".into()))],
        login: Some(Login { user: "desk".into(), password: Secret::Plain("hunter2".into()) }),
        ..Source::new("Paid", "https://desk:hunter2@paid.example/feed")
    };
    let text = write_opml("Our <wires>", &[open.clone(), closed]);
    assert!(!text.contains("hunter2") && !text.contains("desk"));
    assert_eq!(read_opml(text.as_bytes()).sources, [open, Source::new("Paid", "https://paid.example/feed")]);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_an_import_panic_and_nothing_but_the_web_comes_in(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "<outline ", "text='a' ", "xmlUrl=\"", "https://a.example/", "exec:x", "\"", "'", ">", "/>", "</outline>",
                "&amp;", "&", "<!--", "<![CDATA[", "<?xml encoding='", "utf-16", "\\", "é", "\n", "# ", "\u{1b}[31m",
            ]),
            0..40,
        ),
    ) {
        let text = pieces.concat();
        for import in [read_opml(text.as_bytes()), crate::exchange::read_newsboat(&text)] {
            proptest::prop_assert!(import.sources.iter().all(|source| source.url.to_ascii_lowercase().starts_with("http")));
            proptest::prop_assert!(import.refused.iter().all(|refused| !refused.what.chars().any(char::is_control)));
        }
    }
}

#[test]
fn of_a_file_that_is_nothing_but_refusals_no_more_is_read() {
    let refused = "<outline xmlUrl='exec:touch pwned'/>".repeat(20_000);
    let import = read_opml(format!("{refused}<outline xmlUrl='https://a.example/'/>").as_bytes());
    assert_eq!((import.sources.len(), import.refused.len()), (0, 5_000));
    assert_eq!(import.refused[4_999].why, "5000 entries could not be taken over; the rest of the file was not read");
}
