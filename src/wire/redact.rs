//! Addresses as they may be shown: without passwords and keys.

use url::Url;

use super::clean_line;

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
/// What it gives for its own answer is that answer.
/// What has no host comes back without anything before its last `@`.
pub fn redact(address: &str) -> String {
    let Some(mut url) = Url::parse(address).ok().filter(Url::has_host) else {
        let rest = address.rsplit_once('@').map_or(address, |(_, rest)| rest);
        return clean_line(rest);
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
        return clean_line(&url.as_str().replace("REDACTED", "…"));
    }
    let shown = if hidden { url.as_str().replacen("REDACTED", "…", 1) } else { url.into() };
    clean_line(&shown)
}

#[cfg(test)]
mod tests {
    use super::redact;

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
            assert_eq!(redact(shown), shown);
            assert!(!redact(address).contains("hunter2"));
        }
    }
}
