//! Packs copy for the cache. Text and markup are packed as one run: the markup repeats the text, so the second costs little.

use crate::store::error::Error;

/// Text and markup as one run, as it is packed.
pub(crate) fn join_copy(text: &str, markup: &str) -> Vec<u8> {
    let mut both = Vec::with_capacity(text.len() + markup.len());
    both.extend_from_slice(text.as_bytes());
    both.extend_from_slice(markup.as_bytes());
    both
}

/// The text and the markup of a packed copy. `text_len` is in bytes.
pub(crate) fn unpack_copy(packed: &[u8], text_len: usize) -> Result<(String, String), Error> {
    let mut text = unpack(packed)?;
    if text_len > text.len() {
        return Err(damaged());
    }
    let markup = text.split_off(text_len);
    Ok((String::from_utf8(text).map_err(|_| damaged())?, String::from_utf8(markup).map_err(|_| damaged())?))
}

/// The text of a packed copy alone. `text_len` is in bytes.
pub(crate) fn unpack_text(packed: &[u8], text_len: usize) -> Result<String, Error> {
    let mut text = unpack(packed)?;
    if text_len > text.len() {
        return Err(damaged());
    }
    text.truncate(text_len);
    String::from_utf8(text).map_err(|_| damaged())
}

/// Any bytes, packed.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress_prepend_size(bytes)
}

/// Bytes packed against others that hold much of the same; those are needed to unpack them.
pub(crate) fn pack_against(bytes: &[u8], others: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress_prepend_size_with_dict(bytes, others)
}

/// The bytes that were packed against `others`.
pub(crate) fn unpack_against(packed: &[u8], others: &[u8]) -> Result<Vec<u8>, Error> {
    lz4_flex::block::decompress_size_prepended_with_dict(packed, others).map_err(|_| damaged())
}

/// The bytes that were packed.
pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<u8>, Error> {
    lz4_flex::block::decompress_size_prepended(packed).map_err(|_| damaged())
}

fn damaged() -> Error {
    Error::Corrupt { file: "file".into(), why: "a stored text cannot be unpacked".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copy_comes_back_as_it_was() {
        let packed = pack(&join_copy("Regen über Kiel", "<p>Regen über <b>Kiel</b></p>"));
        let (text, markup) = unpack_copy(&packed, "Regen über Kiel".len()).unwrap();
        assert_eq!((text.as_str(), markup.as_str()), ("Regen über Kiel", "<p>Regen über <b>Kiel</b></p>"));
    }

    #[test]
    fn damaged_bytes_are_an_error_and_no_panic() {
        assert!(unpack(&[1, 2, 3]).is_err());
        assert!(unpack_copy(&pack(b"abc"), 9).is_err());
    }

    #[test]
    fn bytes_packed_against_their_copy_take_next_to_nothing_and_come_back() {
        let copy: Vec<u8> = (0..4_000_u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
        let bytes = [b"<item>".as_slice(), &copy, b"</item>"].concat();
        let packed = pack_against(&bytes, &copy);
        assert!(packed.len() < 100, "{}", packed.len());
        assert_eq!(unpack_against(&packed, &copy).unwrap(), bytes);
        assert!(unpack_against(&packed, b"other").is_err());
        assert_eq!(unpack_against(&pack_against(b"", b""), b"").unwrap(), b"");
    }
}
