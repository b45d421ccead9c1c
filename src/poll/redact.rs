//! Addresses as they may be shown: without passwords and keys.

use url::Url;

/// Query keys whose values are secrets more often than not.
const SECRET_KEYS: [&str; 14] = [
    "access_token",
    "api_key",
    "api-key",
    "apikey",
    "auth",
    "key",
    "password",
    "passwd",
    "pwd",
    "secret",
    "sig",
    "signature",
    "token",
    "user_token",
];

/// The address with its password, and the values of query keys that look like secrets, replaced by `…`; safe for a terminal.
/// What has no host comes back without anything before its last `@`.
pub fn redact(address: &str) -> String {
    let Some(mut url) = Url::parse(address).ok().filter(Url::has_host) else {
        let rest = address.rsplit_once('@').map_or(address, |(_, rest)| rest);
        return crate::wire::clean_line(rest);
    };
    let hidden = url.password().is_some() && url.set_password(Some("REDACTED")).is_ok();
    let secret = |key: &str| SECRET_KEYS.contains(&key.to_ascii_lowercase().as_str());
    if url.query_pairs().any(|(key, _)| secret(&key)) {
        let query: Vec<String> = url
            .query()
            .unwrap_or_default()
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((key, _)) if secret(key) => format!("{key}=REDACTED"),
                _ => pair.to_owned(),
            })
            .collect();
        url.set_query(Some(&query.join("&")));
        return crate::wire::clean_line(&url.as_str().replace("REDACTED", "…"));
    }
    let shown = if hidden { url.as_str().replacen("REDACTED", "…", 1) } else { url.into() };
    crate::wire::clean_line(&shown)
}

/// The user name and password that stand in an address, percent-encoding undone; `None` where there is neither.
pub(crate) fn userinfo(url: &Url) -> Option<(String, String)> {
    (!url.username().is_empty() || url.password().is_some())
        .then(|| (decoded(url.username()), decoded(url.password().unwrap_or_default())))
}

/// The address without user name and password.
pub(crate) fn without_userinfo(mut url: Url) -> Url {
    // Both refuse only addresses that cannot have a host, and those have no user either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escape = (first == b'%').then(|| text_digits(tail)).flatten();
        bytes.push(escape.unwrap_or(first));
        rest = if escape.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn text_digits(tail: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{redact, userinfo, without_userinfo};
    use url::Url;

    #[test]
    fn passwords_and_keys_never_show() {
        let cases = [
            ("https://desk:hunter2@wire.example/feed", "https://desk:…@wire.example/feed"),
            ("https://desk@wire.example/feed", "https://desk@wire.example/feed"),
            ("https://wire.example/feed?a=1&token=hunter2&b=2", "https://wire.example/feed?a=1&token=…&b=2"),
            ("https://x:hunter2@wire.example/feed?API_KEY=hunter2", "https://x:…@wire.example/feed?API_KEY=…"),
            ("https://wire.example/?keyword=storm", "https://wire.example/?keyword=storm"),
            ("desk:hunter2@wire.example:x/", "wire.example:x/"),
            ("not an address\u{1b}[31m", "not an address"),
        ];
        for (address, shown) in cases {
            assert_eq!(redact(address), shown);
            assert!(!redact(address).contains("hunter2"));
        }
    }

    #[test]
    fn a_login_in_an_address_is_decoded_and_taken_out() {
        let url = Url::parse("http://d%40sk:p%C3%A9%25+%zz@wire.example/f").unwrap();
        assert_eq!(userinfo(&url), Some(("d@sk".into(), "pé%+%zz".into())));
        let bare = without_userinfo(url);
        assert_eq!(bare.as_str(), "http://wire.example/f");
        assert_eq!(userinfo(&bare), None);
    }
}
