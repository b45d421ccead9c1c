//! What stands around and between the paragraphs of a story on its page: consent walls, comments, sign-up boxes, advertisements.
//! They are taken out before the story is looked for, since some are longer than it.

use dom_query::{Document, NodeRef};

/// Words in class or id of a box that is no part of a story.
const BOXES: [&str; 25] = [
    "ad",
    "ads",
    "adslot",
    "advert",
    "advertisement",
    "advertising",
    "cmp",
    "comments",
    "commentlist",
    "consent",
    "cookie",
    "cookies",
    "didomi",
    "disqus",
    "gdpr",
    "newsletter",
    "onetrust",
    "paywall",
    "promo",
    "share",
    "sharing",
    "signup",
    "sponsored",
    "subscribe",
    "subscription",
];

/// Words in class or id of what may hold the story itself, whatever else stands there.
const STORY: [&str; 12] =
    ["article", "body", "content", "entry", "main", "page", "post", "root", "site", "story", "text", "wrapper"];

/// Elements that no story stands in.
const OTHER: [&str; 4] = ["amp-ad", "amp-consent", "amp-sidebar", "dialog"];

/// Takes the boxes out of the page.
pub(crate) fn take_out(page: &Document) {
    for node in page.root().descendants() {
        if node.is_element() && is_box(&node) && !holds_story(&node) {
            node.remove_from_parent();
        }
    }
}

fn is_box(node: &NodeRef<'_>) -> bool {
    let name = node.node_name().unwrap_or_default();
    if OTHER.iter().any(|other| name.eq_ignore_ascii_case(other)) {
        return true;
    }
    if ["html", "head", "body", "main", "article"].iter().any(|kept| name.eq_ignore_ascii_case(kept)) {
        return false;
    }
    if matches!(node.attr_or("role", "").as_ref(), "dialog" | "alertdialog") || node.has_attr("hidden") {
        return true;
    }
    let [class, id] = ["class", "id"].map(|name| node.attr_or(name, ""));
    let words = || {
        [&class, &id]
            .into_iter()
            .flat_map(|names| names.split(|c: char| !c.is_alphanumeric()))
            .filter(|w| !w.is_empty())
    };
    let is_of = |list: &[&str]| words().any(|word| list.iter().any(|known| word.eq_ignore_ascii_case(known)));
    // “comments-body” is of comments all the same: its parent says so.
    is_of(&BOXES) && !is_of(&STORY) || is_foot(node, &name)
}

/// The foot of the whole page; an article has one of its own, which may name its author.
fn is_foot(node: &NodeRef<'_>, name: &str) -> bool {
    name.eq_ignore_ascii_case("footer")
        && !node.ancestors(None).iter().any(|above| above.has_name("article") || above.has_name("main"))
}

/// Whether it is the story, or has it inside.
fn holds_story(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|inner| {
        ["h1", "article", "main"].iter().any(|name| inner.has_name(name))
            || inner.attr("itemprop").is_some_and(|what| what.as_ref() == "articleBody")
    })
}

/// The text of a story that the page carries for machines (`articleBody` of schema.org's JSON-LD), as paragraphs of markup. Pages
/// that are put together by scripts have it nowhere else. Where it is said not to be free, it is left alone.
pub(crate) fn told_to_machines(page: &Document) -> Option<String> {
    let scripts = page.select("script[type='application/ld+json']");
    scripts.nodes().iter().take(20).find_map(|script| {
        let data: serde_json::Value = serde_json::from_str(script.text().trim()).ok()?;
        let body = body_of(&data, 0)?;
        let paragraphs = body.split('\n').map(str::trim).filter(|line| !line.is_empty());
        Some(paragraphs.map(|line| format!("<p>{}</p>", escaped(line))).collect())
    })
}

/// Levels of JSON in which the text is looked for: a graph, its nodes, the pages they stand for.
const DEEPEST: usize = 5;

fn body_of(data: &serde_json::Value, depth: usize) -> Option<&str> {
    if depth > DEEPEST {
        return None;
    }
    match data {
        serde_json::Value::Array(all) => all.iter().find_map(|one| body_of(one, depth + 1)),
        serde_json::Value::Object(fields) => {
            let free = fields.get("isAccessibleForFree").is_none_or(|free| match free {
                serde_json::Value::String(word) => !word.eq_ignore_ascii_case("false"),
                other => other != &serde_json::Value::Bool(false),
            });
            let own = fields.get("articleBody").and_then(serde_json::Value::as_str).filter(|_| free);
            own.or_else(|| fields.values().filter(|_| free).find_map(|one| body_of(one, depth + 1)))
        }
        _ => None,
    }
}

/// Plain text as markup. Some publishers put markup into it all the same, which is then read as such.
fn escaped(line: &str) -> String {
    if line.contains("</") || line.contains("&amp;") || line.contains("&quot;") || line.contains("&#") {
        return line.to_owned();
    }
    line.replace('&', "&amp;").replace('<', "&lt;")
}
