//! XML namespaces that feeds use, told by address or, where that is missing or wrong, by the usual prefix.

/// A vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// No namespace, one of RSS's own, or an unknown default one: the plain element names of RSS.
    Core,
    /// Atom 1.0 or 0.3.
    Atom,
    /// RDF syntax.
    Rdf,
    /// Dublin Core 1.0 or 1.1.
    Dc,
    /// Dublin Core terms.
    DcTerms,
    /// RSS 1.0 content module.
    Content,
    /// MediaRSS.
    Media,
    /// Apple's podcast elements.
    Itunes,
    /// The podcast namespace.
    Podcast,
    /// XHTML.
    Xhtml,
    /// RSS 1.0 syndication module.
    Syndication,
    /// `xml:` attributes.
    Xml,
    /// Anything else.
    Other,
}

/// The addresses by which a vocabulary is known, in lower case and without a closing slash or number sign.
const ADDRESSES: &[(&str, Space)] = &[
    ("http://backend.userland.com/rss2", Space::Core),
    ("http://backend.userland.com/rss", Space::Core),
    ("http://blogs.law.harvard.edu/tech/rss", Space::Core),
    ("http://purl.org/rss/1.0", Space::Core),
    ("http://my.netscape.com/rdf/simple/0.9", Space::Core),
    ("http://channel.netscape.com/rdf/simple/0.9", Space::Core),
    ("http://purl.org/net/rss1.1", Space::Core),
    ("http://www.w3.org/2005/atom", Space::Atom),
    ("http://purl.org/atom/ns", Space::Atom),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns", Space::Rdf),
    ("http://purl.org/dc/elements/1.1", Space::Dc),
    ("http://purl.org/dc/elements/1.0", Space::Dc),
    ("http://purl.org/dc/terms", Space::DcTerms),
    ("http://purl.org/rss/1.0/modules/content", Space::Content),
    ("http://search.yahoo.com/mrss", Space::Media),
    ("http://video.search.yahoo.com/mrss", Space::Media),
    ("http://www.rssboard.org/media-rss", Space::Media),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", Space::Itunes),
    ("https://podcastindex.org/namespace/1.0", Space::Podcast),
    ("http://www.w3.org/1999/xhtml", Space::Xhtml),
    ("http://purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("http://www.w3.org/xml/1998/namespace", Space::Xml),
];

/// The vocabulary of a namespace address, if it is known.
pub(crate) fn by_address(address: &str) -> Option<Space> {
    let address = address.trim().trim_end_matches(['/', '#']);
    let plain = address.strip_prefix("https://").map(|rest| format!("http://{rest}"));
    let plain = plain.as_deref().unwrap_or(address);
    ADDRESSES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(address) || known.eq_ignore_ascii_case(plain))
        .map(|(_, space)| *space)
}

/// The vocabulary that a prefix usually stands for.
pub(crate) fn by_prefix(prefix: &str) -> Space {
    match prefix {
        "" | "rss" => Space::Core,
        "atom" | "a" | "a10" | "atom10" | "atom03" => Space::Atom,
        "rdf" => Space::Rdf,
        "dc" => Space::Dc,
        "dcterms" | "dct" | "dcq" => Space::DcTerms,
        "content" => Space::Content,
        "media" => Space::Media,
        "itunes" => Space::Itunes,
        "podcast" => Space::Podcast,
        "xhtml" | "html" | "h" => Space::Xhtml,
        "sy" => Space::Syndication,
        "xml" => Space::Xml,
        _ => Space::Other,
    }
}

/// Splits a qualified name into prefix (empty if none) and local name.
pub(crate) fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known_in_every_usual_spelling() {
        for (address, want) in [
            ("http://www.w3.org/2005/Atom", Some(Space::Atom)),
            ("https://www.w3.org/2005/Atom/", Some(Space::Atom)),
            ("http://purl.org/dc/elements/1.1/", Some(Space::Dc)),
            ("http://www.itunes.com/DTDs/Podcast-1.0.dtd", Some(Space::Itunes)),
            ("http://search.yahoo.com/mrss", Some(Space::Media)),
            ("http://search.yahoo.com/mrss/", Some(Space::Media)),
            ("urn:unheard-of", None),
        ] {
            assert_eq!(by_address(address), want, "{address}");
        }
    }
}
