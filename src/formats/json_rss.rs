//! RSS written as JSON (`{"rss":{"channel":…}}`): turned back into XML and read as such.

use quick_xml::escape::escape;
use serde_json::Value;

/// Values nested deeper than this are left out.
const DEPTH: usize = 16;

/// The XML of RSS in JSON; `None` where the value is something else.
pub(crate) fn to_xml(value: &Value) -> Option<String> {
    let rss = value.get("rss").unwrap_or(value);
    let channel = rss.get("channel").filter(|c| c.is_object())?;
    let mut out = String::from("<rss version=\"2.0\">");
    push(&mut out, "channel", channel, 0);
    out.push_str("</rss>");
    Some(out)
}

/// A value as an element. In an object, plain values become attributes and elements alike: what is meant is told by
/// whoever reads them.
fn push(out: &mut String, name: &str, value: &Value, depth: usize) {
    let sound = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-'));
    if depth > DEPTH || !sound || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return;
    }
    match value {
        Value::Array(many) => many.iter().for_each(|one| push(out, name, one, depth + 1)),
        Value::Object(map) => {
            out.push('<');
            out.push_str(name);
            for (key, inner) in map.iter().filter(|(key, _)| !key.contains(['#', ':', ' ']) && depth > 1) {
                if let Some(text) = plain(inner) {
                    out.push_str(&format!(" {}=\"{}\"", escape(key.as_str()), escape(text)));
                }
            }
            out.push('>');
            match map.get("#value").or_else(|| map.get("#text")).and_then(plain) {
                Some(text) => out.push_str(&escape(text)),
                None => map.iter().for_each(|(key, inner)| push(out, key, inner, depth + 1)),
            }
            out.push_str(&format!("</{name}>"));
        }
        other => {
            if let Some(text) = plain(other) {
                out.push_str(&format!("<{name}>{}</{name}>", escape(text)));
            }
        }
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_elements_and_attributes() {
        let value = serde_json::json!({"rss": {"version": "2.0", "channel": {"title": "Docks & quays", "item": [
            {"title": "One", "guid": {"#value": "g1", "isPermaLink": false}}]}}});
        let xml = to_xml(&value).unwrap();
        assert!(xml.contains("<title>Docks &amp; quays</title>"), "{xml}");
        assert!(xml.contains("<guid isPermaLink=\"false\">g1</guid>"), "{xml}");
    }
}
