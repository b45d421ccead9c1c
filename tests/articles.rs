//! The story is found on article pages of every build that content systems make, and what stands around it is left out.

use std::fmt::Write;
use std::time::{Duration, Instant};

use copytaster::analysis::extract;
use copytaster::wire::{Article, Extracted};

/// Paragraphs of three invented stories.
const STORIES: [&[&str]; 3] = [
    &[
        "The north quay at Anse will stay closed until the spring tides have passed, the harbour board said on Monday, a week after the storm took forty metres of its wall.",
        "“We will not put a single crate on that quay before the divers have been under it,” said the board’s chair, Ines Halloran, after a meeting that lasted into the night.",
        "Fishing boats are to land at Port Sarn in the meantime, thirty kilometres down the coast, and the board will pay the difference in fuel, Halloran said.",
        "The repair is put at eleven million crowns. The ministry of works, which owns the wall, has not said whether it will pay, and a spokesman did not answer calls.",
        "Skippers who had gathered at the gate were not consoled. “They said spring the last time as well,” said Piet Vandermoor, whose two boats lie idle.",
    ],
    &[
        "Carrow’s parliament voted by 61 to 58 on Thursday to open the river archive, ending a quarrel of eleven years over who may read the papers of the flood commission.",
        "The vote came after two members of the governing party crossed the floor, among them Leonie Strake, who had chaired the commission’s last inquiry.",
        "“The dead have no need of secrecy, and the living have no right to it,” Strake told the chamber, to applause from the public benches.",
        "The archive holds some 40,000 pages. Historians expect to find in them who knew, on the eve of the flood, that the upper sluices had not been tested since the war.",
    ],
    &[
        "Meridian Rail will run night trains between Vestrel and the coast again from May, the first since the line over the Sarn pass was given up nineteen years ago.",
        "Two trains will leave each evening except Saturday, with couchettes at 38 crowns and seats at 19, the company said; bicycles travel free in a van of their own.",
        "The track was never lifted, which made the plan possible: volunteers had kept the drains open and the points greased in the hope of such a day.",
        "“I have told my wife for nineteen years that I was going to work,” said one of them, retired signalman Otto Breck. “Now it turns out that I was.”",
        "Tickets go on sale in March. The company expects 120,000 passengers in the first year, and said that it would need half of that to keep the trains.",
    ],
];

const TITLE: &str = "Quay, archive and night train: what the day brought";
/// Words that stand around stories, none of which may come with one.
const AROUND: [&str; 5] = [
    "Subscribe now for one crown",
    "Most read this hour",
    "Reader Bartok77 wrote",
    "We use cookies on this page",
    "Weather Sport Opinion",
];

const MENU: &str = "<nav class='menu'><ul><li><a href='/w'>Weather</a> <a href='/s'>Sport</a> <a href='/o'>Opinion</a></li></ul></nav>";
const COOKIES: &str = "<div id='cookie-banner' class='cookie modal'><p>We use cookies on this page, and so do some 214 others. <button>Agree</button></p></div>";
const MOST_READ: &str = "<aside class='sidebar widget'><h3>Most read this hour</h3><ol><li><a href='/1'>Cat in the tower is fed by rope</a></li>\
    <li><a href='/2'>Bridge to stay shut, says mayor</a></li><li><a href='/3'>Your seven best soups</a></li></ol></aside>";
const COMMENTS: &str = "<div id='comments' class='comments'><h3>3 comments</h3><div class='comment'><p>Reader Bartok77 wrote: I do not believe one word of this, and neither should you.</p></div></div>";
const OFFER: &str = "<div class='promo newsletter-signup'><p>Subscribe now for one crown a month.</p><form><input name='mail'><button>Go</button></form></div>";

const META: &str = "<meta property='og:site_name' content='The Vestrel Times'><meta property='article:published_time' content='2026-11-23T10:14:00Z'>";

/// Paragraphs written with a tag.
fn paragraphs(story: &[&str], open: &str, close: &str) -> String {
    story.iter().fold(String::new(), |mut out, p| {
        let _ = writeln!(out, "{open}{p}{close}");
        out
    })
}

/// A page: what is in the head, and the body around the story.
fn page(head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{TITLE} | The Vestrel Times</title>{head}</head><body>{body}</body></html>"
    )
}

const LAYOUTS: [&str; 16] = [
    "article",
    "main",
    "divs",
    "breaks",
    "tables",
    "sections",
    "schema",
    "amp",
    "boxes-between",
    "quotes",
    "list-lead",
    "figure",
    "old-fonts",
    "spans",
    "header-inside",
    "unclosed",
];

/// The story with all that stands around one.
fn around(story: &str) -> String {
    format!("{COOKIES}{MENU}{story}{MOST_READ}{COMMENTS}{OFFER}<footer>© The Vestrel Times</footer>")
}

/// A page of one build.
fn build(layout: &str, story: &[&str]) -> String {
    let p = paragraphs(story, "<p>", "</p>");
    let h1 = format!("<h1>{TITLE}</h1><p class='byline'>By <a rel='author' href='/ada'>Ada Quill</a></p>");
    match layout {
        "article" => page(META, &around(&format!("<article>{h1}{p}</article>"))),
        "main" => page("", &around(&format!("<main role='main'>{h1}<div class='article-body'>{p}</div></main>"))),
        "divs" => page(
            META,
            &around(&format!("<div id='page'><div class='col-8'><div class='story'>{h1}{p}</div></div></div>")),
        ),
        "breaks" => page(
            "",
            &around(&format!("<div class='content'>{h1}<div class='text'>{}</div></div>", story.join("<br><br>\n"))),
        ),
        "tables" => page(
            "",
            &around(&format!("<table width='100%'><tr><td width='160'>{MENU}</td><td>{h1}{p}</td></tr></table>")),
        ),
        "sections" => page(
            META,
            &around(&format!(
                "<article>{h1}<section>{}</section><section>{}</section></article>",
                paragraphs(&story[..2], "<p>", "</p>"),
                paragraphs(&story[2..], "<p>", "</p>")
            )),
        ),
        "schema" => page(
            &format!(
                "<script type='application/ld+json'>{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"{TITLE}\",\"author\":{{\"@type\":\"Person\",\"name\":\"Ada Quill\"}},\"datePublished\":\"2026-11-23T10:14:00Z\"}}</script>"
            ),
            &around(&format!(
                "<div itemscope itemtype='https://schema.org/NewsArticle'>{h1}<div itemprop='articleBody'>{p}</div></div>"
            )),
        ),
        "amp" => page(
            META,
            &around(&format!(
                "<article class='amp-article'>{h1}<amp-img src='/a.jpg' width='4' height='3'></amp-img>{p}</article>"
            )),
        ),
        "boxes-between" => page(
            META,
            &around(&format!(
                "<article>{h1}{}{OFFER}<div class='related'><ul><li><a href='/2'>Bridge to stay shut</a></li></ul></div>{}</article>",
                paragraphs(&story[..2], "<p>", "</p>"),
                paragraphs(&story[2..], "<p>", "</p>")
            )),
        ),
        other => build_other(other, story, &h1),
    }
}

/// A page of one of the rarer builds.
fn build_other(layout: &str, story: &[&str], h1: &str) -> String {
    let p = paragraphs(story, "<p>", "</p>");
    match layout {
        "quotes" => page(
            META,
            &around(&format!(
                "<article>{h1}{}<blockquote><p>{}</p></blockquote>{}</article>",
                paragraphs(&story[..1], "<p>", "</p>"),
                story[1],
                paragraphs(&story[2..], "<p>", "</p>")
            )),
        ),
        "list-lead" => page(
            "",
            &around(&format!("<article>{h1}<ul><li>Closed until spring</li><li>Cost unknown</li></ul>{p}</article>")),
        ),
        "figure" => page(
            META,
            &around(&format!(
                "<article>{h1}<figure><img src='/q.jpg' alt=''><figcaption>The wall on Sunday. Photo: Ben Oar</figcaption></figure>{p}</article>"
            )),
        ),
        "old-fonts" => page(
            "",
            &format!(
                "<center>{MENU}</center><table border='0'><tr><td><font face='Times' size='4'>{h1}{p}</font></td></tr></table>{COMMENTS}"
            ),
        ),
        "spans" => page(
            META,
            &around(&format!(
                "<div class='post'>{h1}<div class='entry-content'>{}</div></div>",
                paragraphs(story, "<p class='MsoNormal'><span style='font-size:12pt'><span>", "</span></span></p>")
            )),
        ),
        "header-inside" => page(
            META,
            &around(&format!(
                "<article><header>{h1}<time datetime='2026-11-23T10:14:00Z'>23 Nov</time></header><div class='body'>{p}</div><footer>Share this</footer></article>"
            )),
        ),
        _ => page("", &around(&format!("<div class='article'>{h1}<p>{}", story.join("<p>")))),
    }
}

fn read(page: &str) -> Option<Article> {
    match extract(page, Some("https://times.example/news/1")) {
        Extracted::Article(article) => Some(*article),
        Extracted::Nothing(_) => None,
    }
}

/// Whether all of the story came, in order, and nothing of what stands around it.
fn is_whole(article: &Article, story: &[&str]) -> bool {
    let mut from = 0;
    let in_order = story.iter().all(|p| {
        let found = article.text.get(from..).and_then(|rest| rest.find(p));
        found.is_some_and(|at| {
            from += at + p.len();
            true
        })
    });
    in_order && !AROUND.iter().any(|words| article.text.contains(words))
}

#[test]
fn ninety_five_of_a_hundred_pages_give_their_story_and_nothing_else() {
    let mut missed = Vec::new();
    for layout in LAYOUTS {
        for (n, story) in STORIES.iter().enumerate() {
            if !read(&build(layout, story)).is_some_and(|article| is_whole(&article, story)) {
                missed.push(format!("{layout} {n}"));
            }
        }
    }
    let all = LAYOUTS.len() * STORIES.len();
    assert!(missed.len() * 20 <= all, "{} of {all}: {missed:?}", missed.len());
}

#[test]
fn headline_byline_and_date_come_with_the_story() {
    for layout in ["schema", "article", "header-inside"] {
        let article = read(&build(layout, STORIES[0])).unwrap();
        assert_eq!(article.title.as_deref(), Some(TITLE), "{layout}");
        assert_eq!(article.byline.as_deref(), Some("Ada Quill"), "{layout}");
        assert!(article.published.unwrap().starts_with("2026-11-23T10:14"), "{layout}");
        assert_eq!(article.language.as_deref(), Some("en"), "{layout}");
        assert!(!article.cut);
    }
}

#[test]
fn a_page_without_a_story_gives_none() {
    for body in ["", "<p>Please log in.</p>", &MENU.repeat(30)] {
        assert_eq!(read(&page("", body)), None, "{body:.40}");
    }
}

#[test]
fn hostile_pages_are_cut_within_their_time() {
    let story = paragraphs(STORIES[0], "<p>", "</p>");
    let cases = [
        format!("<article>{story}{}leaf{}</article>", "<div>".repeat(100_000), "</div>".repeat(100_000)),
        format!("{}<article>{story}</article>", "<span>".repeat(100_000)),
        format!("<article>{story}{}</article>", "<b><i><u>".repeat(60) + &"<p>x".repeat(9_000)),
        format!("<article>{story}<table>{}</table></article>", "<tr><td>x".repeat(30_000)),
        format!("<article>{story}{}</article>", "<a href='".repeat(50_000)),
        format!("<article>{story}</article>{}", "<p>x".repeat(200_000)),
    ];
    for case in cases {
        let start = Instant::now();
        let found = extract(&case, None);
        // The bound is for a build that is not optimised, on a machine that is busy; an optimised one takes a twentieth.
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}: {case:.60}", start.elapsed());
        if let Extracted::Article(article) = found {
            assert!(article.text.contains("Ines Halloran") || article.cut, "{case:.60}");
        }
    }
}
