//! One address for one page: what tracking, AMP and mobile forms of a link have in common.

use url::Url;

/// Query parameters that say where a reader came from, not what the page is. A `*` at the end stands for any ending.
const TRACKING: &[&str] = &[
    "utm_*",
    "at_*",
    "pk_*",
    "mtm_*",
    "piwik_*",
    "hsa_*",
    "mc_*",
    "vero_*",
    "ns_*",
    "trk_*",
    "oly_*",
    "_hs*",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "li_fat_id",
    "mkt_tok",
    "cmpid",
    "cmp",
    "ito",
    "ref",
    "ref_src",
    "ref_url",
    "referrer",
    "source",
    "src",
    "smid",
    "smtyp",
    "sref",
    "partner",
    "ncid",
    "ocid",
    "xtor",
    "wt.mc_id",
    "wt_mc",
    "wtrid",
    "soc_src",
    "soc_trk",
    "spm",
    "share",
    "sr_share",
    "feedtype",
    "feedname",
    "traffic_source",
    "origin",
    "echobox",
    "guccounter",
    "cid",
    "ftag",
    "intcid",
    "icid",
    "taid",
    "__twitter_impression",
    "amp",
    "outputtype",
    "_amp",
    "output",
    "usqp",
    "amp_js_v",
    "seg",
    "sh",
];

/// Parameters of the table whose value must also be one of these to be dropped.
const WITH_VALUE: &[(&str, &[&str])] = &[
    ("amp", &["", "1", "true"]),
    ("_amp", &["", "1", "true"]),
    ("output", &["amp"]),
    ("outputtype", &["amp"]),
    ("source", &["rss", "feed", "twitter", "facebook", "newsletter", "app"]),
    ("src", &["rss", "feed", "twitter", "facebook", "newsletter", "app"]),
    ("ref", &["rss", "feed", "twitter", "facebook", "newsletter", "app", "home"]),
    ("origin", &["rss", "feed", "app"]),
    ("cid", &["rss", "feed", "newsletter", "social"]),
    ("share", &["1", "twitter", "facebook", "email", "linkedin", "whatsapp"]),
    ("partner", &["rss", "feed"]),
];

/// Whether the parameter is on the list of those that only track.
fn is_tracking(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let listed = TRACKING.iter().any(|entry| match entry.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *entry,
    });
    listed
        && WITH_VALUE
            .iter()
            .find(|(only, _)| *only == name)
            .is_none_or(|(_, values)| values.iter().any(|known| known.eq_ignore_ascii_case(value)))
}

/// The address without scheme variants, `www.`, mobile and AMP forms, tracking parameters, fragment, default port and
/// trailing slash. Made to compare pages, not to open them. `None` where it is no http address.
pub(crate) fn canonical_url(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let url = amp_target(&url).unwrap_or(url);
    let host = url.host_str()?.trim_end_matches('.');
    let host = ["www.", "amp.", "m.", "mobile."]
        .iter()
        .fold(host, |host, lead| host.strip_prefix(lead).filter(|rest| rest.contains('.')).unwrap_or(host));
    let mut out = format!("https://{host}");
    if let Some(port) = url.port() {
        out.push_str(&format!(":{port}"));
    }
    out.push_str(plain_path(url.path()));
    let kept = kept_query(&url);
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept);
    }
    if let Some(route) = url.fragment().filter(|fragment| fragment.starts_with(['!', '/'])) {
        out.push('#');
        out.push_str(route);
    }
    Some(out)
}

/// An address as it may be shown: a host in letters beyond ASCII becomes punycode, so that no look-alike passes for another.
/// Everything else stays as it was received.
pub(crate) fn unmasked(address: &str) -> String {
    let authority = address.split_once("//").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
    if authority.is_ascii() {
        return address.to_owned();
    }
    Url::parse(address).map_or_else(|_| address.to_owned(), String::from)
}

/// The page behind an AMP cache or viewer address.
fn amp_target(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let path = url.path();
    let inner = if host.ends_with(".cdn.ampproject.org") {
        path.strip_prefix("/c/").or_else(|| path.strip_prefix("/v/"))?
    } else if host.starts_with("www.google.") {
        path.strip_prefix("/amp/")?
    } else {
        return None;
    };
    Url::parse(&format!("https://{}", inner.strip_prefix("s/").unwrap_or(inner))).ok()
}

/// The path without AMP endings and trailing slash.
fn plain_path(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/amp").or_else(|| path.strip_suffix(".amp")).unwrap_or(path);
    path.strip_prefix("/amp").filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

/// The query without what only tracks.
fn kept_query(url: &Url) -> String {
    let Some(query) = url.query() else { return String::new() };
    let kept = query.split('&').filter(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        !pair.is_empty() && !is_tracking(name, value)
    });
    kept.collect::<Vec<_>>().join("&")
}

/// A guid without what changes between polls: tracking parameters, and a fragment that only counts (`#0`, `#1`).
pub(crate) fn settled_guid(guid: &str) -> String {
    if !guid.starts_with("http://") && !guid.starts_with("https://") {
        return guid.to_owned();
    }
    let (page, fragment) = guid.split_once('#').map_or((guid, None), |(page, fragment)| (page, Some(fragment)));
    let (path, query) = page.split_once('?').map_or((page, None), |(path, query)| (path, Some(query)));
    let mut out = path.to_owned();
    let mut lead = '?';
    for pair in query.into_iter().flat_map(|query| query.split('&')) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !is_tracking(name, value) {
            out.push(lead);
            out.push_str(pair);
            lead = '&';
        }
    }
    if let Some(kept) = fragment.filter(|fragment| !fragment.bytes().all(|b| b.is_ascii_digit())) {
        out.push('#');
        out.push_str(kept);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_in_look_alike_letters_is_shown_in_punycode() {
        for (address, want) in [
            ("https://h\u{430}rbour.example/Quay?é", "https://xn--hrbour-3nf.example/Quay?%C3%A9"),
            ("https://harbour.example/é", "https://harbour.example/é"),
            ("HTTPS://Harbour.Example", "HTTPS://Harbour.Example"),
            ("tag:é", "tag:é"),
        ] {
            assert_eq!(unmasked(address), want);
        }
    }

    #[test]
    fn forms_of_one_page_have_one_address() {
        for form in [
            "https://www.coastnews.example/world/quay-closed",
            "http://coastnews.example:80/world/quay-closed/",
            "https://www.coastnews.example/world/quay-closed?utm_source=rss&utm_medium=feed",
            "https://www.coastnews.example/world/quay-closed?at_medium=RSS&at_campaign=KARANGA#comments",
            "https://m.coastnews.example/world/quay-closed?fbclid=abc",
            "https://amp.coastnews.example/world/quay-closed",
            "https://www.coastnews.example/world/quay-closed/amp/",
            "https://www.coastnews.example/world/quay-closed?outputType=amp",
            "https://www-coastnews-example.cdn.ampproject.org/c/s/www.coastnews.example/world/quay-closed",
            "https://www.google.com/amp/s/www.coastnews.example/world/quay-closed",
        ] {
            assert_eq!(canonical_url(form).as_deref(), Some("https://coastnews.example/world/quay-closed"), "{form}");
        }
    }

    #[test]
    fn what_names_the_page_is_kept() {
        for (address, kept) in [
            ("https://a.example/?p=12", "https://a.example?p=12"),
            ("https://a.example/story.php?id=7&source=harbour", "https://a.example/story.php?id=7&source=harbour"),
            ("https://a.example:8443/x", "https://a.example:8443/x"),
            ("https://a.example/app#!/story/4", "https://a.example/app#!/story/4"),
            ("https://m.example/x", "https://m.example/x"),
        ] {
            assert_eq!(canonical_url(address).as_deref(), Some(kept));
        }
        assert_eq!(canonical_url("tag:a.example,2026:1"), None);
        assert_eq!(canonical_url("not an address"), None);
    }

    #[test]
    fn a_guid_loses_only_what_changes_between_polls() {
        assert_eq!(settled_guid("https://a.example/x?utm_source=rss&id=4#2"), "https://a.example/x?id=4");
        assert_eq!(settled_guid("https://a.example/live#post-12"), "https://a.example/live#post-12");
        assert_eq!(settled_guid("tag:a.example,2026:x#1"), "tag:a.example,2026:x#1");
    }
}
