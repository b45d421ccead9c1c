//! Exchange with other programs: OPML, newsboat urls, Markdown, JSON.
