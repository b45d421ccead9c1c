//! Named characters of HTML: all of HTML 4 and those of HTML 5 that turn up in copy.

/// Resolves entities; what is none stays as it is written.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(head);
        let (c, length) = reference(tail).unwrap_or((Some('&'), 1));
        out.extend(c);
        rest = tail.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// The character of the reference at the start of `text` (`None` for one that names no character) and its length in bytes.
fn reference(text: &str) -> Option<(Option<char>, usize)> {
    let body = text.get(1..)?;
    if let Some(digits) = body.strip_prefix('#') {
        let (radix, digits, lead) = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => (16, hex, 3),
            None => (10, digits, 2),
        };
        let length = digits.bytes().take(9).take_while(|b| char::from(*b).is_digit(radix)).count();
        let number = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
        let ended = usize::from(digits.as_bytes().get(length) == Some(&b';'));
        return Some((numbered(number), lead + length + ended));
    }
    let length = body.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let name = body.get(..length)?;
    let ended = body.as_bytes().get(length) == Some(&b';');
    // Without its semicolon only what old pages write so is read: "AT&amp T" yes, "?a=1&copy=2" no.
    if !ended && !matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp") {
        return None;
    }
    named(name).map(|c| (Some(c), 1 + length + usize::from(ended)))
}

/// The character that `name` (between `&` and `;`) stands for.
fn named(name: &str) -> Option<char> {
    let at = NAMED.binary_search_by(|(known, _)| known.cmp(&name)).ok()?;
    NAMED.get(at).map(|(_, c)| *c)
}

/// The character of a numeric reference. Numbers 128 to 159 are read as windows-1252, as browsers do (WHATWG HTML,
/// numeric character reference end state).
fn numbered(number: u32) -> Option<char> {
    const WINDOWS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match number {
        0 => None,
        0x80..=0x9f => usize::try_from(number - 0x80).ok().and_then(|at| WINDOWS.get(at)).copied(),
        _ => char::from_u32(number),
    }
}

/// Names and characters, sorted by the bytes of the name.
#[rustfmt::skip]
static NAMED: &[(&str, char)] = &[
    ("AElig", 'Æ'), ("AMP", '&'), ("Aacute", 'Á'), ("Abreve", 'Ă'), ("Acirc", 'Â'), ("Agrave", 'À'), ("Alpha", 'Α'),
    ("Amacr", 'Ā'), ("Aogon", 'Ą'), ("Aring", 'Å'), ("Atilde", 'Ã'), ("Auml", 'Ä'), ("Beta", 'Β'), ("COPY", '©'),
    ("Cacute", 'Ć'), ("Ccaron", 'Č'), ("Ccedil", 'Ç'), ("Chi", 'Χ'), ("CloseCurlyDoubleQuote", '”'),
    ("CloseCurlyQuote", '’'), ("Dagger", '‡'), ("Dcaron", 'Ď'), ("Delta", 'Δ'), ("Dstrok", 'Đ'), ("ETH", 'Ð'),
    ("Eacute", 'É'), ("Ecaron", 'Ě'), ("Ecirc", 'Ê'), ("Edot", 'Ė'), ("Egrave", 'È'), ("Emacr", 'Ē'), ("Eogon", 'Ę'),
    ("Epsilon", 'Ε'), ("Eta", 'Η'), ("Euml", 'Ë'), ("GT", '>'), ("Gamma", 'Γ'), ("Gbreve", 'Ğ'), ("Hat", '^'),
    ("Iacute", 'Í'), ("Icirc", 'Î'), ("Idot", 'İ'), ("Igrave", 'Ì'), ("Imacr", 'Ī'), ("Iota", 'Ι'), ("Iuml", 'Ï'),
    ("Kappa", 'Κ'), ("LT", '<'), ("Lambda", 'Λ'), ("Lcaron", 'Ľ'), ("Lstrok", 'Ł'), ("MediumSpace", '\u{205f}'),
    ("Mu", 'Μ'), ("Nacute", 'Ń'), ("Ncaron", 'Ň'), ("NewLine", '\n'), ("NoBreak", '\u{2060}'), ("Ntilde", 'Ñ'),
    ("Nu", 'Ν'), ("OElig", 'Œ'), ("Oacute", 'Ó'), ("Ocirc", 'Ô'), ("Odblac", 'Ő'), ("Ograve", 'Ò'), ("Omacr", 'Ō'),
    ("Omega", 'Ω'), ("Omicron", 'Ο'), ("OpenCurlyDoubleQuote", '“'), ("OpenCurlyQuote", '‘'), ("Oslash", 'Ø'),
    ("Otilde", 'Õ'), ("Ouml", 'Ö'), ("Phi", 'Φ'), ("Pi", 'Π'), ("Prime", '″'), ("Psi", 'Ψ'), ("QUOT", '"'),
    ("REG", '®'), ("Rcaron", 'Ř'), ("Rho", 'Ρ'), ("Sacute", 'Ś'), ("Scaron", 'Š'), ("Scedil", 'Ş'), ("Sigma", 'Σ'),
    ("THORN", 'Þ'), ("TRADE", '™'), ("Tab", '\t'), ("Tau", 'Τ'), ("Tcaron", 'Ť'), ("Tcedil", 'Ţ'), ("Theta", 'Θ'),
    ("Uacute", 'Ú'), ("Ucirc", 'Û'), ("Udblac", 'Ű'), ("Ugrave", 'Ù'), ("Umacr", 'Ū'), ("Upsilon", 'Υ'),
    ("Uring", 'Ů'), ("Uuml", 'Ü'), ("Wcirc", 'Ŵ'), ("Xi", 'Ξ'), ("Yacute", 'Ý'), ("Ycirc", 'Ŷ'), ("Yuml", 'Ÿ'),
    ("Zacute", 'Ź'), ("Zcaron", 'Ž'), ("Zdot", 'Ż'), ("ZeroWidthSpace", '\u{200b}'), ("Zeta", 'Ζ'), ("aacute", 'á'),
    ("abreve", 'ă'), ("acirc", 'â'), ("acute", '´'), ("aelig", 'æ'), ("agrave", 'à'), ("alefsym", 'ℵ'),
    ("alpha", 'α'), ("amacr", 'ā'), ("amp", '&'), ("and", '∧'), ("ang", '∠'), ("angst", 'Å'), ("aogon", 'ą'),
    ("apos", '\''), ("approx", '≈'), ("aring", 'å'), ("ast", '*'), ("asymp", '≈'), ("atilde", 'ã'), ("auml", 'ä'),
    ("bdquo", '„'), ("beta", 'β'), ("blacksquare", '▪'), ("brvbar", '¦'), ("bsol", '\\'), ("bull", '•'),
    ("bullet", '•'), ("cacute", 'ć'), ("cap", '∩'), ("ccaron", 'č'), ("ccedil", 'ç'), ("cedil", '¸'), ("cent", '¢'),
    ("centerdot", '·'), ("check", '✓'), ("chi", 'χ'), ("circ", 'ˆ'), ("clubs", '♣'), ("colon", ':'), ("comma", ','),
    ("commat", '@'), ("cong", '≅'), ("copy", '©'), ("copysr", '℗'), ("crarr", '↵'), ("cross", '✗'), ("cup", '∪'),
    ("curren", '¤'), ("dArr", '⇓'), ("dagger", '†'), ("darr", '↓'), ("dash", '‐'), ("dcaron", 'ď'), ("deg", '°'),
    ("delta", 'δ'), ("diams", '♦'), ("div", '÷'), ("divide", '÷'), ("dollar", '$'), ("dstrok", 'đ'), ("eacute", 'é'),
    ("ecaron", 'ě'), ("ecirc", 'ê'), ("edot", 'ė'), ("egrave", 'è'), ("emacr", 'ē'), ("empty", '∅'),
    ("emsp", '\u{2003}'), ("emsp13", '\u{2004}'), ("emsp14", '\u{2005}'), ("ensp", '\u{2002}'), ("eogon", 'ę'),
    ("epsilon", 'ε'), ("equals", '='), ("equiv", '≡'), ("eta", 'η'), ("eth", 'ð'), ("euml", 'ë'), ("euro", '€'),
    ("excl", '!'), ("exist", '∃'), ("female", '♀'), ("ffilig", 'ﬃ'), ("fflig", 'ﬀ'), ("ffllig", 'ﬄ'), ("filig", 'ﬁ'),
    ("flat", '♭'), ("fllig", 'ﬂ'), ("fnof", 'ƒ'), ("forall", '∀'), ("frac12", '½'), ("frac13", '⅓'), ("frac14", '¼'),
    ("frac15", '⅕'), ("frac16", '⅙'), ("frac18", '⅛'), ("frac23", '⅔'), ("frac25", '⅖'), ("frac34", '¾'),
    ("frac35", '⅗'), ("frac38", '⅜'), ("frac45", '⅘'), ("frac56", '⅚'), ("frac58", '⅝'), ("frac78", '⅞'),
    ("frasl", '⁄'), ("gamma", 'γ'), ("gbreve", 'ğ'), ("ge", '≥'), ("grave", '`'), ("gt", '>'), ("hArr", '⇔'),
    ("hairsp", '\u{200a}'), ("half", '½'), ("hamilt", 'ℋ'), ("harr", '↔'), ("hearts", '♥'), ("hellip", '…'),
    ("horbar", '―'), ("hyphen", '‐'), ("iacute", 'í'), ("icirc", 'î'), ("iexcl", '¡'), ("igrave", 'ì'),
    ("imacr", 'ī'), ("image", 'ℑ'), ("imath", 'ı'), ("infin", '∞'), ("infintie", '⧝'), ("inodot", 'ı'), ("int", '∫'),
    ("iota", 'ι'), ("iquest", '¿'), ("isin", '∈'), ("iuml", 'ï'), ("kappa", 'κ'), ("lArr", '⇐'), ("lambda", 'λ'),
    ("lang", '〈'), ("laquo", '«'), ("larr", '←'), ("lbrace", '{'), ("lbrack", '['), ("lcaron", 'ľ'), ("lceil", '⌈'),
    ("lcub", '{'), ("ldquo", '“'), ("ldquor", '„'), ("le", '≤'), ("leftarrow", '←'), ("lesssim", '≲'),
    ("lfloor", '⌊'), ("lowast", '∗'), ("lowbar", '_'), ("loz", '◊'), ("lozenge", '◊'), ("lpar", '('),
    ("lrm", '\u{200e}'), ("lsaquo", '‹'), ("lsqb", '['), ("lsquo", '‘'), ("lsquor", '‚'), ("lstrok", 'ł'),
    ("lt", '<'), ("macr", '¯'), ("male", '♂'), ("mdash", '—'), ("micro", 'µ'), ("middot", '·'), ("minus", '−'),
    ("mldr", '…'), ("mu", 'μ'), ("nabla", '∇'), ("nacute", 'ń'), ("natural", '♮'), ("nbsp", '\u{a0}'),
    ("ncaron", 'ň'), ("ndash", '–'), ("ne", '≠'), ("ni", '∋'), ("nldr", '‥'), ("not", '¬'), ("notin", '∉'),
    ("nsub", '⊄'), ("ntilde", 'ñ'), ("nu", 'ν'), ("num", '#'), ("numero", '№'), ("numsp", '\u{2007}'),
    ("oacute", 'ó'), ("ocirc", 'ô'), ("odblac", 'ő'), ("oelig", 'œ'), ("ograve", 'ò'), ("ohm", 'Ω'), ("oline", '‾'),
    ("omacr", 'ō'), ("omega", 'ω'), ("omicron", 'ο'), ("oplus", '⊕'), ("or", '∨'), ("ordf", 'ª'), ("ordm", 'º'),
    ("oslash", 'ø'), ("otilde", 'õ'), ("otimes", '⊗'), ("ouml", 'ö'), ("para", '¶'), ("part", '∂'), ("percnt", '%'),
    ("period", '.'), ("permil", '‰'), ("perp", '⊥'), ("phi", 'φ'), ("phone", '☎'), ("pi", 'π'), ("piv", 'ϖ'),
    ("plus", '+'), ("plusmn", '±'), ("pm", '±'), ("pound", '£'), ("prime", '′'), ("prod", '∏'), ("prop", '∝'),
    ("psi", 'ψ'), ("puncsp", '\u{2008}'), ("quest", '?'), ("quot", '"'), ("rArr", '⇒'), ("racute", 'ŕ'),
    ("radic", '√'), ("rang", '〉'), ("raquo", '»'), ("rarr", '→'), ("rbrace", '}'), ("rbrack", ']'), ("rcaron", 'ř'),
    ("rceil", '⌉'), ("rcub", '}'), ("rdquo", '”'), ("rdquor", '”'), ("real", 'ℜ'), ("reg", '®'), ("rfloor", '⌋'),
    ("rho", 'ρ'), ("rightarrow", '→'), ("rlm", '\u{200f}'), ("rpar", ')'), ("rsaquo", '›'), ("rsqb", ']'),
    ("rsquo", '’'), ("rsquor", '’'), ("sacute", 'ś'), ("sbquo", '‚'), ("scaron", 'š'), ("scedil", 'ş'), ("sdot", '⋅'),
    ("sect", '§'), ("semi", ';'), ("sharp", '♯'), ("shy", '\u{ad}'), ("sigma", 'σ'), ("sigmaf", 'ς'), ("sim", '∼'),
    ("sol", '/'), ("spades", '♠'), ("squ", '□'), ("square", '□'), ("star", '☆'), ("starf", '★'), ("sub", '⊂'),
    ("sube", '⊆'), ("sum", '∑'), ("sup", '⊃'), ("sup1", '¹'), ("sup2", '²'), ("sup3", '³'), ("supe", '⊇'),
    ("szlig", 'ß'), ("tau", 'τ'), ("tcaron", 'ť'), ("tcedil", 'ţ'), ("there4", '∴'), ("theta", 'θ'),
    ("thetasym", 'ϑ'), ("thickapprox", '≈'), ("thinsp", '\u{2009}'), ("thorn", 'þ'), ("tilde", '˜'), ("times", '×'),
    ("trade", '™'), ("uArr", '⇑'), ("uacute", 'ú'), ("uarr", '↑'), ("ucirc", 'û'), ("udblac", 'ű'), ("ugrave", 'ù'),
    ("umacr", 'ū'), ("uml", '¨'), ("upsih", 'ϒ'), ("upsilon", 'υ'), ("uring", 'ů'), ("uuml", 'ü'), ("verbar", '|'),
    ("vert", '|'), ("wcirc", 'ŵ'), ("weierp", '℘'), ("xi", 'ξ'), ("yacute", 'ý'), ("ycirc", 'ŷ'), ("yen", '¥'),
    ("yuml", 'ÿ'), ("zacute", 'ź'), ("zcaron", 'ž'), ("zdot", 'ż'), ("zeta", 'ζ'), ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_has_no_name_twice() {
        assert!(NAMED.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn entities_are_resolved_and_ampersands_kept() {
        assert_eq!(unescape("Tom &amp; Jerry &eacute; &#8220;x&#x201d; &#146;"), "Tom & Jerry é “x” ’");
        assert_eq!(unescape("AT&T ?a=1&copy=2 &nosuch; &#; &"), "AT&T ?a=1&copy=2 &nosuch; &#; &");
        assert_eq!(unescape("a&#0;b &amp c"), "ab & c");
    }

    #[test]
    fn names_and_numbers_are_found() {
        for (name, c) in
            [("amp", '&'), ("eacute", 'é'), ("rdquo", '”'), ("mdash", '—'), ("Zcaron", 'Ž'), ("nbsp", '\u{a0}')]
        {
            assert_eq!(named(name), Some(c), "{name}");
        }
        assert_eq!(named("nosuch"), None);
        assert_eq!(numbered(0x92), Some('’'));
        assert_eq!(numbered(8364), Some('€'));
        assert_eq!(numbered(0), None);
        assert_eq!(numbered(0xd800), None);
    }
}
