//! newsboat's `urls` file: an address a line, then tags, `~` before a name, `!` before what its list hides.

use super::import::{Import, MAX_BYTES};

/// Reads a `urls` file. Lines that run programs or are saved queries are left out, in words.
pub fn read_newsboat(text: &str) -> Import {
    let mut import = Import::default();
    if text.len() > MAX_BYTES {
        import.refuse("", &format!("it is larger than {MAX_BYTES} bytes"));
        return import;
    }
    if text.trim_start().starts_with('<') {
        import.refuse("", "it is no list of addresses; `copytaster import opml` reads OPML");
        return import;
    }
    for (number, line) in (1..).zip(text.lines()) {
        import.line = Some(number);
        let mut fields = fields(line).into_iter();
        let Some(address) = fields.next() else { continue };
        let mut name = String::new();
        let mut tags = Vec::new();
        for field in fields {
            match field.strip_prefix('~') {
                Some(title) => name = title.to_owned(),
                None => tags.push(field.strip_prefix('!').unwrap_or(&field).to_owned()),
            }
        }
        if !import.take(&name, &address, &tags) {
            break;
        }
    }
    import
}

/// The fields of a line, parted by white space; `"…"` keeps white space, `\` keeps the sign after it, `#` at the start of
/// a field begins a comment.
fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut chars = line.chars().peekable();
    loop {
        while chars.peek().is_some_and(|c| c.is_whitespace()) {
            chars.next();
        }
        let mut field = String::new();
        let quoted = match chars.peek() {
            None | Some('#') => return fields,
            Some('"') => chars.next().is_some(),
            Some(_) => false,
        };
        while let Some(c) = chars.next() {
            match c {
                '\\' if quoted => field.extend(chars.next()),
                '"' if quoted => break,
                c if !quoted && c.is_whitespace() => break,
                c => field.push(c),
            }
        }
        if !field.is_empty() {
            fields.push(field);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tags_and_names_are_read() {
        let text = "# wires\nhttps://coast.example/feed world \"the coast\" \"~Coast \\\"Wire\\\"\" !quiet # ours\n\n\
                    https://hills.example/feed\n";
        let import = read_newsboat(text);
        assert_eq!(import.refused, []);
        let read: Vec<_> = import.sources.iter().map(|s| (s.name.as_str(), s.url.as_str(), s.tags.join("|"))).collect();
        assert_eq!(
            read,
            [
                ("Coast \"Wire\"", "https://coast.example/feed", "world|the coast|quiet".to_owned()),
                ("", "https://hills.example/feed", String::new())
            ]
        );
    }

    #[test]
    fn lines_that_run_programs_and_saved_queries_are_refused_in_words() {
        let text = "\"exec:~/bin/feed.sh\"\nfilter:sed:https://a.example/\n\"query:New:unread = \\\"yes\\\"\"\nfile:///etc/passwd\n\
                    gopher://a.example/\nnonsense\nhttps://a.example/\nhttps://a.example/ again\n";
        let import = read_newsboat(text);
        assert_eq!(import.sources.len(), 1);
        assert_eq!(import.refused[3].place("urls"), "urls, line 4: file:///etc/passwd");
        let opml = read_newsboat("<opml><body/></opml>").refused;
        assert_eq!(opml[0].why, "it is no list of addresses; `copytaster import opml` reads OPML");
        let words: Vec<_> = import.refused.iter().map(|r| r.why.as_str()).collect();
        assert_eq!(
            words,
            [
                "it runs a program; only http and https are polled",
                "it passes the feed through a program; only http and https are polled",
                "it is a saved query of another program, not a source",
                "it is a local file; only http and https are polled",
                "only http and https are polled, not `gopher:`",
                "it is no whole web address",
                "it stands in the file twice",
            ]
        );
    }
}
