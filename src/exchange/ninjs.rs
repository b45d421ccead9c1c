//! Items as ninjs 1.3, the IPTC's JSON for news, which other newsroom systems take in.

use serde_json::{Map, Value, json};

use crate::wire::{ListItem, Mark, Reading};

use super::copy::{leaving, story};
use super::json::time;

/// The item as a ninjs object. Fields that are not known are left out, as the standard has it. What
/// [`crate::wire::FoldKind::leaves`] keeps in the house is left out; `ednote` is the field for what speaks to editors, and holds no line that
/// is not for publication.
pub fn ninjs(item: &ListItem, reading: &Reading) -> Value {
    let reading = &leaving(reading);
    let (row, filing) = (&item.row, &reading.filing);
    let killed = row.marks.killed() || filing.marks.killed();
    let held = filing.marks.has(Mark::Hold);
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| {
        let empty = value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        if !empty {
            object.insert(key.to_owned(), value);
        }
    };
    // The one field that must be there: what names the item everywhere, its page or else its key within its source.
    let own = || format!("urn:copytaster:{}:{}", row.source, filing.key);
    put("uri", json!(filing.url.clone().unwrap_or_else(own)));
    put("type", json!("text"));
    put("mimetype", json!("text/plain"));
    put("version", json!(filing.version.clone().unwrap_or_else(|| reading.revision.to_string())));
    put("versioncreated", json!(time(filing.updated.or(filing.published).or(Some(item.received)))));
    put("firstcreated", json!(time(filing.published.or(Some(item.received)))));
    put(
        "pubstatus",
        json!(if held {
            "withheld"
        } else if killed {
            "canceled"
        } else {
            "usable"
        }),
    );
    put("urgency", json!(row.priority));
    put("embargoed", json!(time(filing.embargo)));
    put("language", json!(filing.language));
    put("slugline", json!(filing.slug));
    put("headline", json!(filing.headline));
    put("byline", json!(filing.byline));
    put("located", json!(filing.dateline.as_ref().and_then(|d| d.place.clone())));
    put("description_text", json!(filing.standfirst));
    put("body_text", json!(story(reading).trim()));
    put("charcount", json!(story(reading).trim().chars().count()));
    put("wordcount", json!(filing.words));
    put("source", json!(row.agency.as_deref().unwrap_or(&row.source)));
    put("infosource", json!([{ "name": item.outlet.clone().unwrap_or_else(|| row.source.to_string()) }]));
    put("subject", filing.subjects.iter().map(|name| json!({ "name": name })).collect());
    put("person", people(reading).into_iter().map(|name| json!({ "name": name, "rel": "quoted" })).collect());
    put("ednote", json!(filing.what_changed));
    Value::Object(object)
}

/// Who is quoted, each once, in the order of the copy.
fn people(reading: &Reading) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in reading.quotes.iter().filter_map(|quote| quote.canonical.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn an_item_has_the_fields_of_the_standard_and_none_that_are_empty() {
        let reading = sample::reading();
        let item = sample::item();
        let object = ninjs(&item, &reading);
        assert!(object["uri"].as_str().is_some_and(|uri| !uri.is_empty()));
        assert_eq!((&object["type"], &object["pubstatus"]), (&json!("text"), &json!("usable")));
        assert_eq!(object["headline"], json!(reading.filing.headline));
        assert!(object.as_object().unwrap().values().all(|value| !value.is_null()), "{object}");
        let mut killed = reading;
        killed.row.marks.add(Mark::Kill);
        let mut item = item;
        item.row.marks.add(Mark::Kill);
        assert_eq!(ninjs(&item, &killed)["pubstatus"], json!("canceled"));
    }
}
