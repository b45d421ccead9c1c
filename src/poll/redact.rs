//! The login that stands in an address, and the address without it.

use url::Url;

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
    use super::{userinfo, without_userinfo};
    use url::Url;

    #[test]
    fn a_login_in_an_address_is_decoded_and_taken_out() {
        let url = Url::parse("http://d%40sk:p%C3%A9%25+%zz@wire.example/f").unwrap();
        assert_eq!(userinfo(&url), Some(("d@sk".into(), "pé%+%zz".into())));
        let bare = without_userinfo(url);
        assert_eq!(bare.as_str(), "http://wire.example/f");
        assert_eq!(userinfo(&bare), None);
    }
}
