//! What becomes of whole entries: keys, parts, folds and the fields around them.

use proptest::prelude::*;

use crate::wire::{Category, Decoded, Draft, Filing, FoldKind, Markup, MarkupKind, Person, clean_block, clean_line};

use super::filing::file_all;
use super::tables::Tables;

fn html(value: &str) -> Option<Markup> {
    Some(Markup { kind: MarkupKind::Html, value: value.to_owned() })
}

fn draft(guid: &str, link: &str, title: &str, body: &str) -> Draft {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Draft { guid: some(guid), link: some(link), title: some(title), content: html(body), ..Draft::default() }
}

fn file(drafts: Vec<Draft>) -> Vec<Filing> {
    file_all(&Decoded { drafts, ..Decoded::default() }, &Tables::default())
}

fn keys(drafts: Vec<Draft>) -> Vec<String> {
    file(drafts).into_iter().map(|filing| filing.key).collect()
}

fn folded(filing: &Filing) -> Vec<(FoldKind, &str)> {
    filing.folds.iter().map(|fold| (fold.what, filing.text.get(fold.range.clone()).unwrap())).collect()
}

#[test]
fn the_guid_is_the_key_and_a_changed_headline_changes_nothing() {
    let before = keys(vec![draft("tag:a,1", "https://a.example/1", "Quay closed", "<p>It is.</p>")]);
    let after = keys(vec![draft(" tag:a,1 ", "https://a.example/1?utm_source=x", "Quay reopened", "<p>It was.</p>")]);
    assert_eq!(before, ["tag:a,1"]);
    assert_eq!(before, after);
}

#[test]
fn without_a_guid_the_link_is_the_key_and_without_both_the_text() {
    let link = |title| keys(vec![draft("", "https://www.a.example/1?utm_source=rss#x", title, "<p>One.</p>")]);
    assert_eq!(link("Old"), ["https://a.example/1"]);
    assert_eq!(link("Old"), link("New"));
    let text = |title| keys(vec![draft("", "", title, "<p>Only words.</p>")]);
    assert_eq!(text("Old"), text("New"));
    assert!(text("Old")[0].starts_with("text:"));
    let bare = |title| keys(vec![draft("", "", title, "")]);
    assert_ne!(bare("Old"), bare("New"));
}

#[test]
fn a_guid_that_several_entries_share_is_no_key() {
    let shared = || {
        vec![
            draft("1", "https://a.example/1", "One", "<p>One.</p>"),
            draft("1", "https://a.example/2", "Two", "<p>Two.</p>"),
            draft("1", "https://a.example/2", "Three", "<p>Three.</p>"),
            draft("2", "https://a.example/3", "Four", "<p>Four.</p>"),
        ]
    };
    let found = keys(shared());
    assert_eq!(found[0], "1 https://a.example/1");
    assert_eq!(found[3], "2");
    assert_eq!(found, keys(shared()));
    assert_eq!(found.iter().collect::<std::collections::HashSet<_>>().len(), 4);
}

#[test]
fn entries_that_are_the_same_throughout_collapse() {
    let one = draft("", "", "One", "<p>One.</p>");
    assert_eq!(keys(vec![one.clone(), one]).len(), 1);
}

#[test]
fn an_agency_story_is_taken_apart_and_nothing_is_cut() {
    let body = "<p>Quay closed for repairs</p><p>(Adds chair's reaction in paragraph 2)</p><p>By Anna Berg</p><p>HOLM, Nov 3 (AFP) — The board \
                closed the quay.</p><p>“It is unsafe,” she said.</p><p>(Reporting by Anna Berg; Editing by Tom Vik)</p><p>ab/tv</p>\
                <p>(This story has not been edited by Coast staff and is published from a syndicated feed.)</p>";
    let mut entry = draft("1", "https://coast.example/1", "UPDATE 2-Quay closed for repairs", body);
    entry.rights = Some("Coast News".into());
    let filing = file(vec![entry]).remove(0);
    assert_eq!(filing.headline, "UPDATE 2-Quay closed for repairs");
    assert_eq!(filing.marks.to_words(), "UPDATE 2");
    assert_eq!(filing.agency.as_deref(), Some("AFP"));
    assert_eq!(filing.byline.as_deref(), Some("Anna Berg"));
    assert_eq!(filing.what_changed.as_deref(), Some("(Adds chair's reaction in paragraph 2)"));
    let dateline = filing.dateline.clone().unwrap();
    assert_eq!((dateline.place.as_deref(), dateline.date.as_deref()), (Some("HOLM"), Some("Nov 3")));
    assert_eq!(
        folded(&filing),
        [
            (FoldKind::RepeatedHeadline, "Quay closed for repairs"),
            (FoldKind::EditorsNote, "(Adds chair's reaction in paragraph 2)"),
            (FoldKind::Byline, "By Anna Berg"),
            (FoldKind::Credit, "(Reporting by Anna Berg; Editing by Tom Vik)"),
            (FoldKind::SignOff, "ab/tv"),
            (
                FoldKind::SyndicationNotice,
                "(This story has not been edited by Coast staff and is published from a syndicated feed.)"
            ),
        ]
    );
    assert_eq!(filing.words, 15);
}

#[test]
fn notes_for_the_desk_are_folded_to_the_end() {
    let body = "<p>HOLM (dpa) - The board closed the quay.</p><p>It said so.</p><p>Not for publication:</p><p>Call the desk.</p>";
    let filing = file(vec![draft("1", "", "Quay", body)]).remove(0);
    assert_eq!(folded(&filing), [(FoldKind::NotForPublication, "Not for publication:\n\nCall the desk.")]);
    assert_eq!(filing.agency.as_deref(), Some("DPA"));
}

/// What is left of some paragraphs when what is not for publication is folded.
fn published(paragraphs: &[&str]) -> (Filing, Vec<String>) {
    let body: String = paragraphs.iter().map(|p| format!("<p>{p}</p>")).collect();
    let filing = file(vec![draft("1", "", "Quay closes", &body)]).remove(0);
    let folds: Vec<_> = filing.folds.iter().filter(|f| f.what == FoldKind::NotForPublication).cloned().collect();
    let kept = |at: usize| !folds.iter().any(|fold| fold.range.contains(&at));
    let text: String = filing.text.char_indices().filter(|(at, _)| kept(*at)).map(|(_, c)| c).collect();
    let left = text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    (filing, left)
}

const LEAD: &str = "SALEN (AP) — The board closed the quay on Monday, and said that it was too old to be mended.";

#[test]
fn a_note_for_the_desk_above_the_story_is_folded_and_nobodys_standfirst() {
    for note in [
        "Not for publication: Professor Kell takes questions on 555-1234",
        "Not for publication - Professor Kell takes questions on 555-1234",
        "Not for publication Professor Kell takes questions on 555-1234",
        "not for publication call 555-1234",
        "Not for publication or broadcast: Professor Kell takes questions on 555-1234",
        "Not for publication/broadcast: call 555-1234",
        "Not for publication, broadcast or use: call 555-1234",
        "NOT FOR PUBLICATION — call the desk",
        "(Not for publication: call the desk.)",
        "For editors only: call the desk",
        "FOR EDITORS ONLY",
        "Not for publication",
        "EDS: Not for publication: call 555-1234.",
        "Note to editors: Professor Kell’s number, not for publication, is 555-1234",
    ] {
        let (filing, left) = published(&[note, LEAD]);
        assert_eq!(left, [LEAD], "{note}");
        assert_eq!((filing.standfirst, filing.what_changed), (None, None), "{note}");
        assert_eq!(filing.dateline.unwrap().place.as_deref(), Some("SALEN"), "{note}");
    }
}

#[test]
fn a_note_for_the_desk_goes_down_to_the_dateline_or_over_its_numbers() {
    let note =
        ["Not for publication:", "Professor Kell takes questions.", "Her office: 555-1234, kell@institute.example"];
    let check = |paragraphs: &[&str], left: &[&str], standfirst: Option<&str>| {
        let (filing, found) = published(paragraphs);
        assert_eq!(found, left, "{paragraphs:?}");
        assert_eq!(filing.standfirst.as_deref(), standfirst, "{paragraphs:?}");
    };
    check(&[note[0], note[1], note[2], LEAD], &[LEAD], None);
    check(&[note[0], note[2], "By Anna Berg", LEAD], &["By Anna Berg", LEAD], None);
    check(&["The quay was old", note[0], note[1], LEAD], &["The quay was old", LEAD], Some("The quay was old"));
    check(
        &["EMBARGOED UNTIL 1800 GMT", "Not for publication: call the desk", LEAD],
        &["EMBARGOED UNTIL 1800 GMT", LEAD],
        None,
    );
    // Without a dateline nothing but a number tells what is still of the note.
    let plain = "The board closed the quay.";
    check(&["Not for publication: ask for Kell.", note[2], plain, "It is old."], &[plain, "It is old."], None);
    check(&[note[0], note[1], plain], &[plain], None);
}

#[test]
fn a_note_for_the_desk_below_the_story_is_folded_to_the_end() {
    let long =
        "The board had met for three hours before it closed the quay, and three of its members had left the room.";
    let number = "Her office is on 555-1234.";
    for (paragraphs, left) in [
        (vec![LEAD, long, "Not for publication: Professor Kell takes questions on 555-1234", number], 2),
        (vec![LEAD, long, "For editors only", "“Secret note,” said Jo Desk.", number, "Ask for Jo."], 2),
        (vec![LEAD, "NOT FOR PUBLICATION", long, long, long, long], 1),
        // Most of the story comes after a line that says itself what it is about.
        (vec![LEAD, "Not for publication: ask for Kell.", number, long, long, long], 4),
    ] {
        let (_, found) = published(&paragraphs);
        assert_eq!(found.len(), left, "{found:?}");
        assert!(!found.iter().any(|p| p.contains("555") || p.contains("Kell") || p.contains("Desk")), "{found:?}");
    }
}

#[test]
fn running_text_that_has_the_words_of_a_note_for_the_desk_is_none() {
    for line in [
        "The report was not for publication, he said.",
        "Not for publication, he said, was what the report had on its first page.",
        "“Not for publication,” the first page said.",
        "Not for publication was the stamp on each of its pages.",
        "Not for publication or broadcast were the words on the first page.",
        "For editors only one thing counts, she said.",
        "For internal use only was the stamp on it.",
        "Not for publication before 18:00 on Friday",
        "Editors of three papers said that the report was not for publication.",
    ] {
        let (_, left) = published(&[LEAD, line, "It was old."]);
        assert_eq!(left, [LEAD, line, "It was old."]);
    }
}

#[test]
fn a_note_for_the_desk_is_neither_headline_nor_summary() {
    let note = "Not for publication: Professor Kell takes questions on 555-1234";
    let body = format!("<p>{note}</p><p>{LEAD}</p>");
    let mut entry = draft("1", "", "", &body);
    entry.summary = html(note);
    let filing = file(vec![entry]).remove(0);
    assert!(filing.headline.starts_with("SALEN (AP)"), "{}", filing.headline);
    let mut entry = draft("1", "", "Quay", &format!("<p>{LEAD}</p>"));
    entry.summary = html(note);
    assert_eq!(file(vec![entry]).remove(0).standfirst, None);
}

#[test]
fn the_fuller_text_is_the_body_and_the_other_the_standfirst() {
    let mut entry = draft("1", "", "Quay", "<p>The board met on Monday and closed the quay for good.</p>");
    entry.summary = html("A harbour loses its heart");
    let filing = file(vec![entry.clone()]).remove(0);
    assert_eq!(filing.standfirst.as_deref(), Some("A harbour loses its heart"));
    entry.summary = html("The board met on Monday…");
    assert_eq!(file(vec![entry.clone()]).remove(0).standfirst, None);
    entry.summary = html("<p>The board met on Monday and closed the quay for good, said its chair.</p>");
    assert!(file(vec![entry]).remove(0).text.ends_with("its chair."));
}

#[test]
fn a_missing_headline_is_the_first_sentence_and_a_huge_one_is_cut() {
    let filing = file(vec![draft("1", "", "", "<p>The quay is closed. It is old.</p>")]).remove(0);
    assert_eq!(filing.headline, "The quay is closed.");
    let huge = file(vec![draft("1", "", &"é".repeat(600_000), "")]).remove(0);
    assert!(huge.headline.len() <= 1_024);
}

#[test]
fn what_no_list_could_show_is_cut_and_an_address_that_no_server_takes_is_none() {
    let mut entry = draft("1", "", "Quay", "<p>It closed.</p>");
    entry.link = Some(format!("https://a.example/{}", "x".repeat(70_000)));
    entry.version = Some("9".repeat(5_000));
    let named = |n: usize| Category { term: format!("{n}{}", "y".repeat(3_000)), ..Category::default() };
    entry.categories = (0..100_000).map(named).collect();
    let filing = file(vec![entry]).remove(0);
    assert_eq!((filing.url, filing.canonical_url), (None, None));
    assert!(filing.version.unwrap().len() <= 1_024);
    assert_eq!(filing.subjects.len(), 100);
    assert!(filing.subjects.iter().all(|subject| subject.len() <= 1_024));
}

#[test]
fn an_agency_named_as_author_wrote_it_and_is_no_byline() {
    let mut entry = draft("1", "", "Quay", "<p>It closed.</p>");
    entry.authors = vec![Person { name: Some("Reuters".into()), ..Person::default() }];
    let filing = file(vec![entry]).remove(0);
    assert_eq!((filing.agency.as_deref(), filing.byline), (Some("Reuters"), None));
}

#[test]
fn markup_becomes_paragraphs_and_lines() {
    for (markup, text) in [
        ("<p>One <b>two</b>\n three</p><p>Four</p>", "One two three\n\nFour"),
        ("One<br>two<br><br>three", "One\ntwo\n\nthree"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul><p>d", "a\nb\nc\n\nd"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\n  b\n\n\nc</pre>", "a\n  b\n\nc"),
        ("<blockquote><p>a</p></blockquote>b", "a\n\nb"),
        ("a<script>x</script>b<img alt='c'> &amp; &rsquo;", "ab & ’"),
        ("a&#27;[31mb&#x202e;c", "abc"),
        ("<h1>a</h1>b", "a\n\nb"),
        ("a<b>b</b>c&nbsp;&nbsp;d", "abc d"),
    ] {
        assert_eq!(file(vec![draft("1", "", "t", markup)]).remove(0).text, text, "{markup}");
    }
}

#[test]
fn links_are_absolute_and_not_to_the_story_itself() {
    let body = "<a href='/2'>x</a> <a href='https://a.example/1?utm_source=y'>y</a> <a href='javascript:z'>z</a> <a href='mailto:a@b.example'>w</a>";
    let filing = file(vec![draft("1", "https://a.example/1", "t", body)]).remove(0);
    let links: Vec<_> = filing.links.iter().map(|link| link.href.as_str()).collect();
    assert_eq!(links, ["https://a.example/2", "mailto:a@b.example"]);
}

#[test]
fn marks_without_end_cost_no_stack() {
    let body = "KILL-".repeat(200_000);
    assert_eq!(file(vec![draft("1", "", &body, &body)]).len(), 1);
}

proptest! {
    #[test]
    fn whatever_comes_is_clean_and_folds_lie_in_order(
        title in any::<String>(),
        body in "(</?(p|b|ul|li|table|tr|td|pre|br|div)>|By Anna Berg|\\(Adds x\\)|ENDS|ab/cd|Not for publication|&#27;|\u{202e}|\u{301}|[a-z A-Z é漢.]{0,12}){0,30}",
    ) {
        for filing in file(vec![draft("1", "", &title, &body)]) {
            prop_assert_eq!(clean_line(&filing.headline), filing.headline.clone());
            prop_assert_eq!(clean_block(&filing.text), filing.text.clone());
            let mut end = 0;
            for fold in &filing.folds {
                prop_assert!(fold.range.start >= end && fold.range.end > fold.range.start);
                prop_assert!(filing.text.get(fold.range.clone()).is_some());
                end = fold.range.end;
            }
            prop_assert!(!filing.text.contains("\n\n\n") && filing.text.trim() == filing.text);
        }
    }
}

#[test]
fn a_lead_in_a_language_without_rules_gets_no_marks_dateline_byline_or_folds_that_are_not_there() {
    for (title, body) in [
        (
            "Hafenrat sperrt langen Kai in Holm",
            "Der Hafenrat von Holm hat am Montag den langen Kai gesperrt, wie der Vorsitzende mitteilte. „Wir haben keine Wahl“, sagte er.",
        ),
        (
            "Le quai de Holm fermé jusqu'au printemps",
            "Le conseil du port a fermé lundi le long quai : des plongeurs ont trouvé des fissures. « Nous n'avons pas le choix », a-t-il dit.",
        ),
        (
            "Cierran el muelle largo de Holm",
            "El consejo del puerto cerró el lunes el muelle largo — hay grietas en los pilotes —, dijo su presidente.",
        ),
        (
            "إغلاق الرصيف الطويل في هولم",
            "أغلق مجلس الميناء الرصيف الطويل يوم الاثنين - بعد أن عثر غواصون على تشققات - بحسب رئيسه.",
        ),
        ("होल्म का लंबा घाट बंद", "बंदरगाह परिषद ने सोमवार को लंबा घाट बंद कर दिया - गोताखोरों को दरारें मिलीं - अध्यक्ष ने कहा।"),
    ] {
        let filing = file(vec![draft("g", "", title, &format!("<p>{body}</p><p>{body}</p>"))]).remove(0);
        assert!(filing.marks.is_empty(), "{title}: {:?}", filing.marks);
        assert_eq!((&filing.dateline, &filing.byline, &filing.agency), (&None, &None, &None), "{title}");
        assert_eq!((&filing.standfirst, &filing.what_changed, filing.folds.len()), (&None, &None, 0), "{title}");
        assert_eq!(filing.headline, title);
    }
}
