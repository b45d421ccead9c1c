//! Sets one edition of an outlet's feed in the format that the outlet publishes in.

use jiff::Timestamp;

use super::copy::{Filed, Form, Outlet, offset};

/// An item as it stands in one edition.
struct Entry<'a> {
    filed: &'a Filed,
    title: String,
    link: String,
    published: Timestamp,
    updated: Timestamp,
    html: String,
}

/// How many of the outlet's filings are out, this many seconds after the start.
pub(super) fn out_by(outlet: &Outlet, elapsed: i64) -> usize {
    outlet.filed.partition_point(|filed| filed.at <= elapsed)
}

/// The feed with the first `out` filings, as text. It depends on nothing but its arguments; `site` is where the demo's pages
/// stand, without a slash at its end.
pub(super) fn set(outlet: &Outlet, site: &str, started: Timestamp, out: usize) -> String {
    let entries = entries(outlet, site, started, out);
    match outlet.form {
        Form::Rss | Form::Broken => rss(outlet, &entries),
        Form::Rdf => rdf(outlet, &entries),
        Form::Atom => atom(outlet, &entries),
        Form::Json => json(outlet, &entries),
    }
}

/// The media type that belongs to a form.
pub(super) fn media_type(form: Form) -> &'static str {
    match form {
        Form::Rss | Form::Broken => "application/rss+xml; charset=utf-8",
        Form::Rdf => "application/rdf+xml; charset=utf-8",
        Form::Atom => "application/atom+xml; charset=utf-8",
        Form::Json => "application/feed+json",
    }
}

/// The items, newest filing first; of an item filed again, the last filing only, with the first one's date.
fn entries<'a>(outlet: &'a Outlet, site: &str, started: Timestamp, out: usize) -> Vec<Entry<'a>> {
    let filed = outlet.filed.get(..out).unwrap_or(&outlet.filed);
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for filed in filed {
        let updated = after(started, filed.at);
        let first = entries.iter().position(|entry| entry.filed.id == filed.id).map(|at| entries.remove(at));
        let given = if filed.teaser > 0 { filed.teaser } else { usize::MAX };
        let paragraphs = filed.paragraphs.iter().take(given).map(|line| paragraph(&fill(line, started), outlet.form));
        let home = if filed.teaser > 0 { format!("{site}/page") } else { outlet.home.to_owned() };
        entries.push(Entry {
            filed,
            title: fill(filed.title, started),
            link: format!("{home}/{}", filed.id),
            published: first.map_or(updated, |first| first.published),
            updated,
            html: paragraphs.collect(),
        });
    }
    entries.reverse();
    entries
}

/// The page of a story, as an outlet's site would set it: with a menu, a consent box, what else is read there, and comments.
pub(super) fn page(outlet: &Outlet, filed: &Filed, started: Timestamp) -> String {
    let paragraphs: String = filed.paragraphs.iter().map(|line| paragraph(&fill(line, started), Form::Atom)).collect();
    let (title, name) = (escape(&fill(filed.title, started)), escape(outlet.name));
    let by = filed
        .by
        .map_or_else(String::new, |by| format!("<p class=\"byline\">By <a rel=\"author\">{}</a></p>\n", escape(by)));
    let published = after(started, filed.at);
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{title} | {name}</title>\n\
         <meta property=\"og:site_name\" content=\"{name}\"><meta property=\"article:published_time\" content=\"{published}\"></head>\n\
         <body>\n<nav><a href=\"/\">News</a> <a href=\"/\">Weather</a> <a href=\"/\">Tides</a></nav>\n\
         <div class=\"cookie-banner\"><p>This made-up site would like to keep a made-up cookie.</p></div>\n\
         <article>\n<h1>{title}</h1>\n{by}{paragraphs}</article>\n\
         <aside class=\"related\"><ul><li><a href=\"/\">Ten bridges, and where they lead</a></li></ul></aside>\n\
         <section class=\"comments\"><p>Tidewatcher: first!</p></section>\n<footer>{name}</footer>\n</body>\n</html>\n",
        outlet.language,
    )
}

fn paragraph(line: &str, form: Form) -> String {
    // The hand-made feed forgets to escape; the others do not.
    let line = if form == Form::Broken { line.to_owned() } else { line.replace("& ", "&amp; ") };
    if line.starts_with('<') { format!("{line}\n") } else { format!("<p>{line}</p>\n") }
}

/// Fills in `{{-3h date}}`, `{{-3h weekday}}` and `{{+3h clock}}`; what is not one of these stays as it is.
fn fill(text: &str, started: Timestamp) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inner, tail)) = after.split_once("}}") else { break };
        filled.push_str(before);
        match moment(inner, started) {
            Some(words) => filled.push_str(&words),
            None => filled.extend(["{{", inner, "}}"]),
        }
        rest = tail;
    }
    filled + rest
}

fn moment(placeholder: &str, started: Timestamp) -> Option<String> {
    let (seconds, kind) = placeholder.split_once(' ')?;
    let at = after(started, offset(seconds)?);
    let format = match kind {
        "date" => "%b %-d",
        "weekday" => "%A",
        "clock" => "%H%M GMT",
        _ => return None,
    };
    Some(at.strftime(format).to_string())
}

fn after(started: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(started.as_second().saturating_add(seconds)).unwrap_or(started)
}

/// A time as HTTP and RSS write it.
pub(super) fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn element(name: &str, text: Option<&str>) -> String {
    text.map_or_else(String::new, |text| format!("<{name}>{}</{name}>\n", escape(text)))
}

fn elements(name: &str, texts: &[&str]) -> String {
    texts.iter().map(|text| element(name, Some(text))).collect()
}

fn rss(outlet: &Outlet, entries: &[Entry<'_>]) -> String {
    let broken = outlet.form == Form::Broken;
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:wire=\"https://meridian-press.example/ns/wire\">\n<channel>\n\
         {}{}{}{}",
        element("title", Some(outlet.name)),
        element("link", Some(outlet.home)),
        element("description", Some(&outlet.tags.join(", "))),
        element("language", Some(outlet.language)),
    );
    for entry in entries {
        let title =
            if broken { format!("<title>{}</title>\n", entry.title) } else { element("title", Some(&entry.title)) };
        // Escaped by halves: the tags are, the ampersands are not.
        let body = if broken {
            format!("<description>{}</description>\n", entry.html.replace('<', "&lt;").replace('>', "&gt;"))
        } else {
            format!("<content:encoded><![CDATA[{}]]></content:encoded>\n", entry.html)
        };
        let revised = (entry.updated != entry.published).then(|| entry.updated.to_string());
        feed.extend([
            "<item>\n",
            &title,
            &element("link", Some(&entry.link)),
            &format!("<guid isPermaLink=\"false\">{}</guid>\n", entry.filed.id),
            &element("pubDate", Some(&http_date(entry.published))),
            &element("dcterms:modified", revised.as_deref()),
            &element("dc:creator", entry.filed.by),
            &element("wire:slug", entry.filed.slug),
            &element("wire:urgency", entry.filed.urgency),
            &elements("category", &entry.filed.topics),
            &body,
            "</item>\n",
        ]);
    }
    if !broken {
        feed.push_str("</channel>\n</rss>\n");
    }
    feed
}

fn rdf(outlet: &Outlet, entries: &[Entry<'_>]) -> String {
    let places: String =
        entries.iter().map(|entry| format!("<rdf:li rdf:resource=\"{}\"/>\n", escape(&entry.link))).collect();
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <channel rdf:about=\"{0}\">\n{1}{2}{3}{4}<items>\n<rdf:Seq>\n{places}</rdf:Seq>\n</items>\n</channel>\n",
        escape(outlet.home),
        element("title", Some(outlet.name)),
        element("link", Some(outlet.home)),
        element("description", Some(&outlet.tags.join(", "))),
        element("dc:language", Some(outlet.language)),
    );
    for entry in entries {
        feed.extend([
            &format!("<item rdf:about=\"{}\">\n", escape(&entry.link)),
            &element("title", Some(&entry.title)),
            &element("link", Some(&entry.link)),
            &element("dc:date", Some(&entry.updated.to_string())),
            &element("dc:creator", entry.filed.by),
            &elements("dc:subject", &entry.filed.topics),
            &element("content:encoded", Some(&entry.html)),
            "</item>\n",
        ]);
    }
    feed + "</rdf:RDF>\n"
}

fn atom(outlet: &Outlet, entries: &[Entry<'_>]) -> String {
    let host = outlet.home.trim_start_matches("https://");
    let newest = entries.first().map(|entry| entry.updated.to_string());
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n{}{}<link href=\"{}\"/>\n{}",
        outlet.language,
        element("id", Some(&format!("tag:{host},2026:feed"))),
        element("title", Some(outlet.name)),
        escape(outlet.home),
        element("updated", newest.as_deref()),
    );
    for entry in entries {
        let author = entry.filed.by.map(|by| format!("<author>{}</author>\n", element("name", Some(by))));
        let topics: String =
            entry.filed.topics.iter().map(|topic| format!("<category term=\"{}\"/>\n", escape(topic))).collect();
        feed.extend([
            "<entry>\n",
            &element("id", Some(&format!("tag:{host},2026:{}", entry.filed.id))),
            &element("title", Some(&entry.title)),
            &format!("<link href=\"{}\"/>\n", escape(&entry.link)),
            &element("published", Some(&entry.published.to_string())),
            &element("updated", Some(&entry.updated.to_string())),
            author.as_deref().unwrap_or_default(),
            &topics,
            &format!("<content type=\"html\">{}</content>\n</entry>\n", escape(&entry.html)),
        ]);
    }
    feed + "</feed>\n"
}

fn json(outlet: &Outlet, entries: &[Entry<'_>]) -> String {
    let items: Vec<serde_json::Value> = entries
        .iter()
        .map(|entry| {
            serde_json::json!({
                "id": entry.filed.id,
                "url": entry.link,
                "title": entry.title,
                "content_html": entry.html,
                "date_published": entry.published.to_string(),
                "date_modified": entry.updated.to_string(),
                "authors": entry.filed.by.map(|by| vec![serde_json::json!({ "name": by })]),
                "tags": entry.filed.topics,
            })
        })
        .collect();
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": outlet.home,
        "language": outlet.language,
        "items": items,
    });
    format!("{feed:#}\n")
}

#[cfg(test)]
mod tests {
    use super::super::copy::outlets;
    use super::*;

    const SITE: &str = "http://127.0.0.1:8000";

    fn noon() -> Timestamp {
        "2026-03-02T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn placeholders_become_times_relative_to_the_start() {
        let filled = fill("{{-1d date}}, a {{+0s weekday}}, {{+90m clock}}; {{what}} {{", noon());
        assert_eq!(filled, "Mar 1, a Monday, 1330 GMT; {{what}} {{");
    }

    #[test]
    fn no_placeholder_reaches_a_reader() {
        for outlet in outlets().unwrap() {
            let feed = set(&outlet, SITE, noon(), usize::MAX);
            assert!(!feed.contains("{{") && !feed.contains("\n@"), "{}", outlet.file);
        }
    }

    #[test]
    fn a_later_edition_holds_more_and_a_filing_replaces_the_one_before_it() {
        let outlets = outlets().unwrap();
        let meridian = outlets.iter().find(|o| o.file == "meridian.xml").unwrap();
        let at = |elapsed| set(meridian, SITE, noon(), out_by(meridian, elapsed));
        let (start, later, end) = (at(0), at(60), at(600));
        assert!(start.contains("UPDATE 2-Sea wall") && !start.contains("UPDATE 3-") && !start.contains("CONCEDES"));
        assert!(later.contains("UPDATE 3-") && later.contains("CONCEDES") && !later.contains("UPDATE 2-Sea wall"));
        assert!(end.contains("STORY WITHDRAWN: Carrow transport minister") && !end.contains("will resign over the"));
        assert_eq!(end.matches("<guid isPermaLink=\"false\">mp-5130</guid>").count(), 1);
    }

    #[test]
    fn every_xml_edition_but_the_broken_one_is_well_formed() {
        for outlet in outlets().unwrap().iter().filter(|o| o.form != Form::Json) {
            let feed = set(outlet, SITE, noon(), usize::MAX);
            let mut reader = quick_xml::Reader::from_str(&feed);
            let fault = loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break None,
                    Ok(_) => {}
                    Err(fault) => break Some(fault),
                }
            };
            let whole = fault.is_none() && (feed.ends_with("</rss>\n") || outlet.form != Form::Broken);
            assert_eq!(whole, outlet.form != Form::Broken, "{}: {fault:?}", outlet.file);
        }
    }
}
