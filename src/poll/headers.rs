//! What the head of an answer says of when to come back, and header text kept byte for byte.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{AGE, CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};

/// HTTP dates (RFC 9110, 5.6.7) are the e-mail form; servers get the weekday wrong now and then.
const HTTP_DATE: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// `Retry-After` in either of its forms (seconds, or a date compared with `now`); a date in the past is no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = HTTP_DATE.parse_timestamp(text).ok()?;
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

/// How long the answer stays fresh: `Cache-Control: max-age` less `Age` (RFC 9111, 4.2); none for `no-cache` and `no-store`.
pub(crate) fn max_age(headers: &HeaderMap) -> Option<Duration> {
    let mut found = None;
    for value in headers.get_all(CACHE_CONTROL) {
        for directive in value.to_str().unwrap_or_default().split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => return None,
                "max-age" => found = found.or_else(|| value.trim().trim_matches('"').parse::<u64>().ok()),
                _ => {}
            }
        }
    }
    let age = headers.get(AGE).and_then(|age| age.to_str().ok()?.trim().parse::<u64>().ok()).unwrap_or(0);
    found.map(|seconds| Duration::from_secs(seconds.saturating_sub(age)))
}

/// A header as text, one character for one byte, so that [`to_value`] gives back the very bytes.
pub(crate) fn to_text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| value.as_bytes().iter().map(|&byte| char::from(byte)).collect())
}

/// The bytes of [`to_text`] as a header again; `None` where the text cannot have come from one.
pub(crate) fn to_value(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::{max_age, retry_after, to_text, to_value};
    use jiff::Timestamp;
    use reqwest::header::{ETAG, HeaderMap, HeaderName, HeaderValue};
    use std::time::Duration;

    type Lines = &'static [(&'static str, &'static str)];

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_as_a_date() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let cases = [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("Sun, 01 Mar 2026 12:05:00 GMT", Some(300)),
            ("Mon, 01 Mar 2026 12:05:00 GMT", Some(300)),
            ("Sun, 01 Mar 2026 11:00:00 GMT", Some(0)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("soon", None),
            ("-5", None),
            ("", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(
                retry_after(&headers(&[("retry-after", text)]), now),
                seconds.map(Duration::from_secs),
                "{text}"
            );
        }
    }

    #[test]
    fn max_age_is_what_is_left_of_it() {
        let cases: [(Lines, Option<u64>); 7] = [
            (&[("cache-control", "public, max-age=300")], Some(300)),
            (&[("cache-control", "MAX-AGE=\"60\"")], Some(60)),
            (&[("cache-control", "max-age=300"), ("age", "100")], Some(200)),
            (&[("cache-control", "max-age=300"), ("age", "900")], Some(0)),
            (&[("cache-control", "max-age=300, no-cache")], None),
            (&[("cache-control", "s-maxage=300")], None),
            (&[], None),
        ];
        for (lines, seconds) in cases {
            assert_eq!(max_age(&headers(lines)), seconds.map(Duration::from_secs), "{lines:?}");
        }
    }

    #[test]
    fn a_validator_keeps_its_bytes() {
        let bytes = b"W/\"caf\xe9\"";
        let map: HeaderMap = [(ETAG, HeaderValue::from_bytes(bytes).unwrap())].into_iter().collect();
        assert_eq!(to_value(&to_text(&map, &ETAG).unwrap()).unwrap().as_bytes(), bytes);
        assert_eq!(to_value("line\nbreak"), None);
        assert_eq!(to_value("日"), None);
    }
}
