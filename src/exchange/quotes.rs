//! Quotations on their way out: one ready to paste, and lists of them.

use jiff::tz::TimeZone;

use crate::exchange::copy::escape;
use crate::exchange::marks::Marks;
use crate::wire::{Quote, Reading, Saying, credit, extent_words, role_beside};

/// A quotation as Markdown: a block quote, and under it who said it and where it was read, with a link to the page.
pub fn quote_markdown(reading: &Reading, quote: &Quote, zone: &TimeZone) -> String {
    block(&Saying::of(reading, quote), &Marks::of(&reading.filing, quote.span), zone)
}

/// A quotation out of the cache with who said it and where it is from, as [`super::attribution`] writes one of a story.
pub fn saying_text(saying: &Saying, zone: &TimeZone) -> String {
    let from = saying.agency.as_deref().unwrap_or(&saying.source).to_owned();
    let day = saying.at.to_zoned_datetime(zone.clone()).strftime("%-d %b").to_string();
    let speaker = saying.speaker.as_deref().unwrap_or("unattributed");
    let parts = [Some(speaker), role_beside(speaker, saying.role.as_deref()), Some(&from), Some(&day)];
    let source = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let words = one_line(&saying.words);
    format!("{} {source}", Marks::of_words(&words).before_source(&words, saying.partial))
}

/// The same as Markdown, for a quotation out of the cache.
pub fn saying_markdown(saying: &Saying, zone: &TimeZone) -> String {
    block(saying, &Marks::of_words(&saying.words), zone)
}

/// The words as the copy has them: the source has a line of its own, so there is nothing to part from it.
fn block(saying: &Saying, marks: &Marks, zone: &TimeZone) -> String {
    let words = format!("> {}", escape(&marks.around(&one_line(&saying.words))));
    let who = saying.speaker.as_deref().unwrap_or("unattributed");
    let mut source = vec![format!("**{}**", escape(&one_line(who)))];
    source.extend(role_beside(who, saying.role.as_deref()).map(|role| escape(&one_line(role))));
    source.push(linked(saying));
    source.push(saying.at.to_zoned_datetime(zone.clone()).strftime("%-d %b %Y").to_string());
    format!("{words}\n>\n> — {}", source.join(", "))
}

/// A list of quotations as Markdown: a heading for each story, and its quotations under it, in the order given.
pub fn sayings_markdown(sayings: &[Saying], zone: &TimeZone) -> String {
    let mut page = String::new();
    for story in sayings.chunk_by(|a, b| a.item == b.item) {
        let Some(first) = story.first() else { continue };
        let at = first.at.to_zoned_datetime(zone.clone()).strftime("%-d %b %Y %H:%M").to_string();
        page.push_str(&format!("## {}\n\n{}, {at}\n\n", escape(&one_line(&first.headline)), linked(first)));
        for saying in story {
            let who = saying.speaker.as_deref().unwrap_or("unattributed");
            let role = role_beside(who, saying.role.as_deref());
            let role = role.map_or(String::new(), |role| format!(", {}", escape(&one_line(role))));
            let who = escape(&one_line(who));
            let words = one_line(&saying.words);
            let words = escape(&Marks::of_words(&words).around(&words));
            page.push_str(&format!("- {words}{} — **{who}**{role}\n", extent_words(saying.partial, saying.running)));
        }
        page.push('\n');
    }
    page
}

/// The agency and the outlet that ran it, linked to the page where there is one.
fn linked(saying: &Saying) -> String {
    let from = credit(saying.agency.as_deref(), &saying.source);
    let from = escape(&one_line(&from));
    let web = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
    match saying.url.as_deref().filter(web) {
        Some(url) => format!("[{from}](<{}>)", url.replace(['<', '>', ' ', '\n'], "")),
        None => from,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sample::reading;

    #[test]
    fn a_quotation_is_pasted_as_a_block_with_its_source() {
        let reading = reading();
        let text = quote_markdown(&reading, &reading.quotes[0], &TimeZone::UTC);
        assert!(text.starts_with("> “We are tired.”\n>\n> — **Ada Oduya**"), "{text}");
        assert!(text.ends_with("2026"), "{text}");
    }

    #[test]
    fn a_part_of_a_sentence_gets_no_comma_between_its_marks_and_is_told_in_lists() {
        let reading = reading();
        let quote = Quote { partial: true, ..reading.quotes[0].clone() };
        let words = "at first light, and not a minute before".to_owned();
        let part = Saying { words, ..Saying::of(&reading, &quote) };
        let text = saying_text(&part, &TimeZone::UTC);
        assert!(text.starts_with("“at first light, and not a minute before”, Ada Oduya"), "{text}");
        let text = saying_markdown(&part, &TimeZone::UTC);
        assert!(text.starts_with("> “at first light, and not a minute before”\n>\n> — **Ada Oduya**"), "{text}");
        let page = sayings_markdown(&[part], &TimeZone::UTC);
        assert!(page.contains("- “at first light, and not a minute before” (partial) — **Ada Oduya**"), "{page}");
    }

    #[test]
    fn words_in_a_block_are_those_of_the_copy_with_its_marks() {
        let mut reading = reading();
        for (text, words, block) in [
            (
                "“Le détroit doit rester ouvert”, dit-elle.",
                "Le détroit doit rester ouvert",
                "> “Le détroit doit rester ouvert”\n",
            ),
            ("« Le détroit reste ouvert », dit-elle.", "Le détroit reste ouvert", "> « Le détroit reste ouvert »\n"),
            ("「港は月曜日に閉鎖する」と述べた。", "港は月曜日に閉鎖する", "> 「港は月曜日に閉鎖する」\n"),
        ] {
            reading.filing.text = text.into();
            let quote = Quote { span: crate::exchange::sample::span(text, words), ..Quote::default() };
            let pasted = quote_markdown(&reading, &quote, &TimeZone::UTC);
            assert!(pasted.starts_with(block), "{pasted}");
        }
    }

    #[test]
    fn a_list_has_a_heading_for_each_story() {
        let reading = reading();
        let one = Saying::of(&reading, &reading.quotes[0]);
        let other = Saying { item: crate::wire::ItemId(99), headline: "1. Another *story*".into(), ..one.clone() };
        let page = sayings_markdown(&[one.clone(), one, other], &TimeZone::UTC);
        assert_eq!(page.matches("## ").count(), 2);
        assert_eq!(page.matches("\n- “").count(), 3);
        assert!(page.contains("Another \\*story\\*"), "{page}");
        assert!(!page.contains("\n\n\n"), "{page}");
    }
}
