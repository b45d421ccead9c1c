//! How fast feeds become drafts: invented feeds of each format, larger than 20 kB, on one core.

use copytaster::formats::{Hint, decode};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

/// A paragraph of markup as content systems write it.
const PARAGRAPH: &str = "<p class=\"story-body__text\">The harbour board of <a href=\"https://outlet.example/places/anse?ref=body&amp;id=7\">Anse</a> \
    said on Monday that the north quay would stay closed until the spring tides had passed, &ldquo;and not a day longer,&rdquo; \
    as its chair put it &mdash; a week after the storm took forty metres of wall.</p>\n";

const ITEMS: usize = 60;

/// A body of a few paragraphs; every fourth item has a long one.
fn body(n: usize) -> String {
    PARAGRAPH.repeat(if n.is_multiple_of(4) { 14 } else { 4 })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn rss(write_body: impl Fn(&mut String, usize)) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><title>The Outlet</title>\
         <link>https://outlet.example/</link><description>News</description>\n",
    );
    for n in 0..ITEMS {
        out.push_str(&format!(
            "<item>\n  <title><![CDATA[Quay at Anse stays closed, says board ({n})]]></title>\n  <link>https://outlet.example/news/{n}</link>\n  \
             <guid isPermaLink=\"false\">outlet-{n}</guid>\n  <pubDate>Mon, 23 Nov 2026 10:{:02}:00 GMT</pubDate>\n  <dc:creator>Ada Quill</dc:creator>\n  \
             <category>Harbours</category><category>Weather</category>\n",
            n % 60
        ));
        write_body(&mut out, n);
        out.push_str("</item>\n");
    }
    out.push_str("</channel></rss>\n");
    out
}

fn rss_cdata() -> String {
    rss(|out, n| {
        out.push_str(&format!(
            "  <description>Closed until spring.</description><content:encoded><![CDATA[{}]]></content:encoded>",
            body(n)
        ));
    })
}

fn rss_escaped() -> String {
    rss(|out, n| out.push_str(&format!("  <description>{}</description>", escaped(&body(n)))))
}

fn rss_broken() -> String {
    rss(|out, n| out.push_str(&format!("  <description>Fish & chips &nbsp; {}", body(n))))
}

fn rss_short() -> String {
    rss(|out, n| {
        out.push_str(&format!("  <description>The quay stays closed.</description>\n  <media:content url=\"https://outlet.example/i/{n}.jpg\" medium=\"image\" \
             type=\"image/jpeg\" width=\"640\" height=\"360\"><media:credit>Ada Quill</media:credit></media:content>\n"
        ));
    })
}

fn atom_xhtml() -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Outlet</title>\
         <id>tag:outlet.example,2026:feed</id><updated>2026-11-23T10:00:00Z</updated>\n",
    );
    for n in 0..ITEMS {
        out.push_str(&format!("<entry><title type=\"html\">Quay at Anse &amp;amp; harbour {n}</title><id>tag:outlet.example,2026:{n}</id>\
             <link rel=\"alternate\" type=\"text/html\" href=\"https://outlet.example/news/{n}\"/><updated>2026-11-23T10:{:02}:00Z</updated>\
             <author><name>Ada Quill</name></author><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div></content></entry>\n",
            n % 60,
            body(n)
        ));
    }
    out.push_str("</feed>\n");
    out
}

fn json() -> String {
    let items: Vec<_> = (0..ITEMS)
        .map(|n| {
            serde_json::json!({"id": format!("outlet-{n}"), "url": format!("https://outlet.example/news/{n}"), "title": "Quay at Anse stays closed",
                "content_html": body(n), "date_published": "2026-11-23T10:00:00Z", "authors": [{"name": "Ada Quill"}], "tags": ["Harbours"]})
        })
        .collect();
    serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "The Outlet", "items": items})
        .to_string()
}

fn latin() -> Vec<u8> {
    let text = rss_cdata().replace("UTF-8", "windows-1252").replace("Ada", "Ad\u{e9}la");
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

fn run(bencher: Bencher<'_, '_>, feed: &[u8]) {
    assert!(feed.len() > 20_000);
    let hint = Hint { url: Some("https://outlet.example/feed"), content_type: None };
    bencher
        .counter(BytesCount::of_slice(feed))
        .counter(ItemsCount::new(ITEMS))
        .bench(|| decode(divan::black_box(feed), &hint));
}

/// RSS 2.0 with whole stories in CDATA, the commonest kind.
#[divan::bench]
fn rss_with_cdata(bencher: Bencher<'_, '_>) {
    run(bencher, rss_cdata().as_bytes());
}

/// RSS 2.0 with whole stories as escaped markup.
#[divan::bench]
fn rss_with_escaped_markup(bencher: Bencher<'_, '_>) {
    run(bencher, rss_escaped().as_bytes());
}

/// RSS 2.0 that is not well-formed: bare ampersands, naked markup, elements never closed.
#[divan::bench]
fn rss_ill_formed(bencher: Bencher<'_, '_>) {
    run(bencher, rss_broken().as_bytes());
}

/// RSS 2.0 with headlines, one line and a picture each: more elements than text.
#[divan::bench]
fn rss_with_headlines_and_pictures(bencher: Bencher<'_, '_>) {
    run(bencher, rss_short().as_bytes());
}

/// RSS 2.0 in a character set of one byte.
#[divan::bench]
fn rss_in_windows_1252(bencher: Bencher<'_, '_>) {
    run(bencher, &latin());
}

/// Atom 1.0 with whole stories in XHTML.
#[divan::bench]
fn atom_with_xhtml(bencher: Bencher<'_, '_>) {
    run(bencher, atom_xhtml().as_bytes());
}

/// JSON Feed 1.1 with whole stories.
#[divan::bench]
fn json_feed(bencher: Bencher<'_, '_>) {
    run(bencher, json().as_bytes());
}
