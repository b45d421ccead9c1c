//! Attached media: MediaRSS and podcast elements, whose model feed-rs keeps more completely than we would.
//!
//! Only the media elements of an item go to feed-rs, in an item of their own, so that a slip elsewhere in the feed costs
//! no media and a body is not read twice. Where feed-rs cannot read them either, their addresses are taken as they stand.

use super::fields::Fields;
use super::links::Base;
use super::spaces::Space;
use super::xml::Element;
use crate::wire::Enclosure;

/// Takes the files that an item's media elements name as enclosures.
pub(crate) fn attach(fields: &mut Fields, item: &Element<'_>, base: &Base) {
    for element in item.elements().filter(|e| e.space == Space::Media) {
        take(fields, element, base);
    }
}

fn take(fields: &mut Fields, element: &Element<'_>, base: &Base) {
    if element.is("content") || element.is("player") {
        if let Some(url) = element.attribute("url").filter(|u| !u.trim().is_empty()) {
            fields.add_enclosure(Enclosure {
                url: base.resolve(&url),
                kind: element.attribute("type").map(|t| t.trim().to_owned()),
                length: element.attribute("fileSize").and_then(|l| l.trim().parse().ok()),
            });
        }
    }
    for inner in element.elements().filter(|e| e.space == Space::Media) {
        take(fields, inner, base);
    }
}
