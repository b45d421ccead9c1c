//! A feed in XML: its root tells the format, its pieces go to the format's mapper.

use super::atom;
use super::defects::Defects;
use super::fields::{Fields, rank};
use super::links::{Base, has_scheme};
use super::media::Batch;
use super::newest::Newest;
use super::pieces::{Piece, Pieces, is_item};
use super::rss;
use super::spaces::Space;
use super::xml::{Element, attributes};
use crate::wire::{Decoded, Draft, Person};

/// How many items wait for their media to be read together.
const BATCH: usize = 128;

/// What is gathered while the pieces go by.
struct Gathered {
    format: String,
    atom: bool,
    base: Base,
    /// Whether the feed says itself what its base is.
    base_given: bool,
    fields: Fields,
    items: Newest,
    /// Items whose media wait to be read together.
    waiting: Vec<Draft>,
    media: Batch,
    /// The last item, where the document ended inside it.
    broken: Option<Draft>,
}

/// Reads a feed in XML; `None` where there is none.
pub(crate) fn read(text: &str, base: Base, defects: &mut Defects) -> Option<Decoded> {
    let mut pieces = Pieces::new(text);
    let mut gathered: Option<Gathered> = None;
    while let Some(piece) = pieces.next(defects) {
        match (&mut gathered, piece) {
            (None, Piece::Opened(root)) => gathered = Some(begin(&root, &base)),
            (None, Piece::Whole { element, .. }) => {
                let mut alone = begin(&element, &base);
                alone.take(&element, false, "");
                gathered = Some(alone);
            }
            (Some(gathered), Piece::Opened(container)) => gathered.enter(&container),
            (Some(gathered), Piece::Whole { element, cut }) => gathered.take(&element, cut, pieces.inside()),
        }
    }
    let gathered = gathered?;
    if pieces.unclosed() {
        defects.note("feed", "ends before it is closed");
    }
    gathered.finish(defects)
}

/// Sees by the outermost element what format it is.
fn begin(root: &Element<'_>, base: &Base) -> Gathered {
    let atom = root.is("feed") || root.is("entry");
    let format = if root.is("rdf") {
        rdf_version(root)
    } else if atom {
        atom_version(root)
    } else {
        rss_version(root)
    };
    let mut gathered = Gathered {
        format,
        atom,
        base: base.clone(),
        base_given: false,
        fields: Fields::default(),
        items: Newest::default(),
        waiting: Vec::new(),
        media: Batch::default(),
        broken: None,
    };
    gathered.enter(root);
    gathered
}

fn rdf_version(root: &Element<'_>) -> String {
    let old = attributes(root.attributes).any(|(_, v)| v.contains("netscape.com/rdf/simple/0.9"));
    if old { "rss-0.90" } else { "rss-1.0" }.to_owned()
}

fn atom_version(root: &Element<'_>) -> String {
    let old = attributes(root.attributes)
        .any(|(k, v)| v.contains("purl.org/atom/ns") || (k == "version" && v.trim() == "0.3"));
    if old { "atom-0.3" } else { "atom-1.0" }.to_owned()
}

fn rss_version(root: &Element<'_>) -> String {
    let version = root.attribute("version").unwrap_or_default();
    match version.trim() {
        v @ ("0.90" | "0.91" | "0.92" | "0.93" | "0.94" | "1.0") => format!("rss-{v}"),
        _ => "rss-2.0".to_owned(),
    }
}

impl Gathered {
    /// A container begins: it may set base and language.
    fn enter(&mut self, container: &Element<'_>) {
        self.base_given |= container.xml_attribute("base").is_some();
        let inner = self.base.within(container).into_owned();
        self.base = inner;
        let language = container.xml_attribute("lang").map(|l| l.trim().to_owned()).filter(|l| !l.is_empty());
        self.fields.language.offer(rank::LAST, language);
        if container.is("channel") {
            let about = container.attribute("about").map(|a| a.trim().to_owned()).filter(|a| !a.is_empty());
            self.fields.id.offer(rank::LAST, about);
        }
    }

    /// An element, and the container it stands in.
    fn take(&mut self, element: &Element<'_>, cut: bool, inside: &str) {
        if is_item(element) {
            let mut draft = if self.atom { atom::entry(element, &self.base) } else { rss::item(element, &self.base) };
            if cut {
                self.broken = Some(draft);
                return;
            }
            self.media.add(&mut draft, element, self.waiting.len(), &self.base);
            self.waiting.push(draft);
            if self.waiting.len() >= BATCH {
                self.settle_media();
            }
            return;
        }
        let in_root = inside.eq_ignore_ascii_case("rss") || inside.to_ascii_lowercase().ends_with("rdf");
        if in_root && element.space == Space::Core && (element.is("image") || element.is("textinput")) {
            return;
        }
        if self.atom && matches!(element.space, Space::Atom | Space::Core) {
            atom::field(&mut self.fields, element, &self.base, rank::OWN);
        } else {
            rss::field(&mut self.fields, element, &self.base, true);
        }
        self.settle_base();
    }

    /// Without a base of the feed's own, relative links are relative to the address it came from; where that is unknown,
    /// or on another host than the site (a feed service), to the site.
    fn settle_base(&mut self) {
        if self.base_given {
            return;
        }
        let own = self.fields.links.iter().find(|l| l.rel.as_deref() == Some("self")).map(|l| &l.href);
        let site = self.fields.link.peek().filter(|l| has_scheme(l));
        if let Some(site) = site.or(own)
            && (self.base.is_unknown() || !self.base.shares_host(site))
        {
            self.base = Base::new(Some(site));
        }
    }

    /// Reads the media of the items that wait, and takes the items in.
    fn settle_media(&mut self) {
        self.media.settle(&mut self.waiting, &self.base);
        for draft in self.waiting.drain(..) {
            self.items.push(draft);
        }
    }

    fn finish(mut self, defects: &mut Defects) -> Option<Decoded> {
        self.settle_media();
        if let Some(draft) = self.broken.take() {
            // Half an item would look like a revision once the rest arrives. It is kept only where it is all there is.
            if self.items.is_empty() {
                defects.note("item 1", "the document ends inside it");
                self.items.push(draft);
            } else {
                defects.note("feed", "the document ends inside its last item, which is left out");
            }
        }
        let mut drafts = self.items.into_drafts(defects);
        let heirs: Vec<Person> = if self.atom { self.fields.authors.clone() } else { Vec::new() };
        for draft in drafts.iter_mut().filter(|d| d.authors.is_empty()) {
            draft.authors.clone_from(&heirs);
        }
        Some(Decoded { feed: self.fields.into_feed(self.format), drafts, defects: Vec::new() })
    }
}
