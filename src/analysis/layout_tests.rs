//! What layout promises: no line too wide, no letter lost, every span true to its place.

use proptest::prelude::*;

use crate::wire::{Columns, Draft, Filing, Laid, Markup, MarkupKind};

use super::filing::file_all;
use super::layout::lay_out;
use super::markup::read_with_structure;
use super::structure::to_html;
use super::tables::Tables;

fn filing(html: &str) -> Filing {
    let content = Some(Markup { kind: MarkupKind::Html, value: html.to_owned() });
    let draft =
        Draft { content, title: Some("t".into()), link: Some("https://a.example/x".into()), ..Draft::default() };
    let decoded = crate::wire::Decoded { drafts: vec![draft], ..Default::default() };
    file_all(&decoded, &Tables::default()).remove(0)
}

fn shown(laid: &Laid) -> Vec<String> {
    laid.lines.iter().map(|line| line.iter().map(|span| span.text.as_str()).collect()).collect()
}

fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    letters.sort_unstable();
    letters
}

fn check(filing: &Filing, width: u16) -> Laid {
    let laid = lay_out(filing, width);
    let mut placed = String::new();
    for line in &laid.lines {
        let columns: usize = line.iter().map(|span| span.text.columns()).sum();
        assert!(columns <= usize::from(width), "{columns} > {width}: {line:?}");
        for span in line {
            if let Some(at) = span.at {
                assert_eq!(filing.text.get(at..at + span.text.len()), Some(span.text.as_str()));
                placed.push_str(&span.text);
            }
        }
    }
    assert_eq!(letters(&placed), letters(&filing.text));
    laid
}

#[test]
fn lists_quotes_tables_and_links_are_drawn() {
    let html = "<h2>Votes</h2><p>The board <b>met</b> at <a href='/quay'>the quay</a>.</p><ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>\
                <ol><li>first</li></ol><blockquote><p>Said she.</p></blockquote><table><tr><th>Name</th><th>Votes</th></tr><tr><td>Berg</td><td>12</td></tr></table>\
                <pre>a  b\n  c</pre>";
    let filing = filing(html);
    let laid = check(&filing, 40);
    assert_eq!(laid.notice, None);
    assert_eq!(laid.links, ["https://a.example/quay"]);
    insta::assert_snapshot!(shown(&laid).join("\n"));
}

#[test]
fn styles_follow_the_markup() {
    let filing = filing("<p>a <b>bold</b> <i>soft</i> <a href='https://b.example/'>link</a></p><h3>Head</h3>");
    let laid = check(&filing, 60);
    let style =
        |text: &str| laid.lines.iter().flatten().find(|span| span.text.trim() == text).map(|span| span.style).unwrap();
    assert!(style("bold").strong && style("soft").emphasis && style("link").link && style("Head").heading);
    assert!(style("[1]").added);
}

#[test]
fn hostile_structure_is_flattened_and_loses_nothing() {
    for html in [
        "<div>".repeat(20_000) + "deep",
        "<blockquote>".repeat(300) + "deep",
        "<ul><li>".repeat(300) + "deep",
        format!("<table><tr>{}</tr><tr><td>b</td></tr></table>", "<td>wide</td>".repeat(3_000)),
        format!("<p>{}</p>", "w".repeat(5_000)),
        format!("<p>{}</p>", "漢字".repeat(500)),
        "<table><tr><td>a<td>b<tr><td><table><tr><td>c</table>".to_owned(),
        "<ol start=9223372036854775807><li>a</ol>".to_owned(),
        format!("<p>{}</p>", "word ".repeat(50_000)),
    ] {
        for width in [2, 7, 20, 80] {
            check(&filing(&html), width);
        }
    }
}

#[test]
fn the_same_layout_is_made_of_plain_text() {
    let mut filing = filing("");
    filing.text = "First paragraph runs on a little.\n\nSecond\nwith a line.".to_owned();
    filing.markup = None;
    assert_eq!(shown(&check(&filing, 20)), ["First paragraph runs", "on a little.", "", "Second", "with a line."]);
}

proptest! {
    #[test]
    fn paragraphs_lose_no_letter(paragraphs in prop::collection::vec("[a-z漢é\u{301}ابक् .<>&]{0,60}", 0..6), width in 1_u16..60) {
        let html: String = paragraphs.iter().map(|p| format!("<p>{}</p>", p.replace('&', "&amp;").replace('<', "&lt;"))).collect();
        check_wide(&filing(&html), width);
    }

    #[test]
    fn any_markup_keeps_the_promises(html in "(</?(p|b|ul|ol|li|table|tr|td|pre|blockquote|br|a href='x'|h1|hr|div)>|[a-z é]{0,8}){0,30}", width in 2_u16..60) {
        check_wide(&filing(&html), width);
    }
}

/// As [`check`], where a character of two columns may stand on a line of one.
fn check_wide(filing: &Filing, width: u16) {
    if width >= 2 {
        check(filing, width);
    }
}

#[test]
fn of_a_hundred_thousand_nested_elements_the_layout_library_sees_a_shallow_few() {
    let depth = |html: &str| {
        let (mut now, mut most) = (0_i32, 0);
        for tag in html.split('<').skip(1) {
            let single = tag.starts_with("br") || tag.starts_with("hr") || tag.starts_with("img");
            now += if tag.starts_with('/') { -1 } else { i32::from(!single) };
            most = most.max(now);
        }
        most
    };
    for tag in ["div", "blockquote", "ul><li", "ol><li", "table><tr><td", "pre", "b", "a href='/x'", "section", "font"]
    {
        let value = format!("<p>Quay closed.</p>{}leaf", format!("<{tag}>").repeat(100_000));
        let copy = read_with_structure(&Markup { kind: MarkupKind::Html, value: value.clone() }, None);
        assert!(copy.text.contains("Quay closed.") && copy.text.ends_with("leaf"), "{tag}");
        // What takes more steps than that never reaches the library, and is shown with a word on it.
        if copy.ops.len() > 20_000 {
            assert!(lay_out(&filing(&value), 60).notice.is_some(), "{tag}: {} steps", copy.ops.len());
            continue;
        }
        let html = to_html(&copy, 60, true);
        let tags = html.matches('<').count();
        assert!(tags < 1_000 && depth(&html) <= 260, "{tag}: {tags} tags, {} deep", depth(&html));
    }
}

#[test]
fn a_lam_with_its_alef_takes_the_two_columns_that_it_is_drawn_in() {
    let words = "لأن السلام لا يأتي إلا لمن لا ييأس ".repeat(12);
    for html in [format!("<p>{words}</p><ul><li>{words}</li></ul>"), words.clone()] {
        for width in [20, 33, 50, 51] {
            assert_eq!(check(&filing(&html), width).notice, None);
        }
    }
    assert_eq!("لا".columns(), 2);
}
