//! The screen in words, line by line, for screen readers: what is new since it was last told, and no sign that only eyes read.

use crate::screen::{Fold, LineKind, Pane, Piece, Popup, Said, Screen, TextLine, chord_text, when};
use crate::wire::{ItemId, Row, clean_line, credit};

/// What has been told, so that it is told once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    asks: Option<String>,
    over: Option<Over>,
    view: String,
    all: u64,
    focus: Option<Pane>,
    row: Option<String>,
    story: Option<(ItemId, u32, bool, bool)>,
    quote: Option<usize>,
    source: Option<String>,
    status: String,
}

/// What lies over the panes: its title, what it has in it, and the place of its cursor.
#[derive(Debug, Clone, PartialEq, Default)]
struct Over {
    title: String,
    size: usize,
    needle: String,
    cursor: Option<usize>,
}

/// What is to be told now, and what has been told then. After a key everything that it changed is told; what came by itself
/// is told only where it must not be missed.
pub fn tell(screen: &Screen, before: &Told, after_key: bool) -> (Vec<String>, Told) {
    let now = told(screen);
    let mut lines = Vec::new();
    let status_news = now.status != before.status && !now.status.is_empty();
    if after_key {
        lines = after(screen, before, &now);
    } else if first_rows(screen, before, &now) {
        // "The list is empty" is what was told last: it is not, any more.
        place(screen, &Told { focus: before.focus, ..Told::default() }, &now, &mut lines);
        return (lines.iter().map(|line| clean_line(line)).collect(), Told { status: before.status.clone(), ..now });
    } else if status_news {
        lines.push(now.status.clone());
        return (lines, Told { status: now.status, ..before.clone() });
    } else {
        return (lines, before.clone());
    }
    (lines.iter().map(|line| clean_line(line)).collect(), now)
}

/// What a key did: first what came of it, then where the editor is.
fn after(screen: &Screen, before: &Told, now: &Told) -> Vec<String> {
    let mut lines = Vec::new();
    // The same words again, of another thing done, are news after a key; what an earlier key did is none.
    let said = now.status != before.status || screen.notes.fresh;
    if said && !now.status.is_empty() {
        lines.push(now.status.clone());
    }
    if now.over != before.over {
        lines.extend(over(screen, before.over.as_ref()));
    }
    if now.over.is_none() {
        // Back from a prompt, a question or a popup: where one is again. A story that is the same has been told.
        let left = before.asks.is_some() && now.asks.is_none() || before.over.is_some();
        let quote = before.quote.filter(|_| screen.focus() == Pane::Reader);
        let back =
            || Told { view: before.view.clone(), focus: before.focus, story: before.story, quote, ..Told::default() };
        let back = left.then(back);
        place(screen, back.as_ref().unwrap_or(before), now, &mut lines);
    }
    if now.asks != before.asks {
        lines.extend(now.asks.clone());
    }
    if lines.is_empty() {
        lines.push(nothing(screen, before, now));
    }
    lines
}

/// What is told after a key that changed nothing which is told.
fn nothing(screen: &Screen, before: &Told, now: &Told) -> String {
    let count = screen.typed.count.map_or(String::new(), |count| count.to_string());
    let typed = format!("{count} {}", chord_text(&screen.typed.keys));
    match (&now.asks, &now.over) {
        (Some(asks), _) => asks.clone(),
        (None, Some(over)) => format!("that does nothing here; Esc closes “{}”", over.title),
        (None, None) if !typed.trim().is_empty() => format!("{}: a key is to follow, Esc drops it", typed.trim()),
        (None, None) if now.all != before.all => items(now.all),
        (None, None) => still(screen, now),
    }
}

/// Where the editor still is after a key that led nowhere.
fn still(screen: &Screen, now: &Told) -> String {
    match (screen.focus(), &now.row) {
        (Pane::List, Some(row)) => {
            format!("still in view {}, {} of {}: {row}", screen.view.name, screen.list.place(), screen.list.in_all())
        }
        (Pane::List, None) => format!("still in view {}: the list is empty", screen.view.name),
        _ => "that does nothing here".to_owned(),
    }
}

fn items(n: u64) -> String {
    format!("{n} {}", if n == 1 { "item" } else { "items" })
}

/// Whether the first copy has come into a list that was told to be empty, and nothing else is being asked or shown.
fn first_rows(screen: &Screen, before: &Told, now: &Told) -> bool {
    let same = (&before.view, before.focus) == (&now.view, now.focus) && now.asks.is_none() && now.over.is_none();
    same && screen.focus() == Pane::List && before.row.is_none() && now.row.is_some()
}

fn told(screen: &Screen) -> Told {
    let reading = screen.reader.reading.as_ref();
    let prompt = screen.prompt.as_ref().map(|prompt| {
        let error = prompt.error.as_ref().map_or(String::new(), |(column, why)| {
            let at = column.map_or(String::new(), |column| format!(" at character {}", column + 1));
            format!("wrong{at}: {why}. ")
        });
        let line = match prompt.instead() {
            Some(instead) => format!(" (an empty line: {instead})"),
            None if prompt.line().is_empty() => String::new(),
            None => format!(" (now: {})", prompt.line()),
        };
        format!("{error}{}{line}? Type a line, or Esc alone.", prompt.ask.words())
    });
    let confirm =
        screen.confirm.as_ref().map(|confirm| format!("{} Type y, or anything else to leave it.", confirm.words));
    Told {
        asks: confirm.or(prompt),
        over: lies_over(screen),
        view: view(screen),
        all: screen.list.in_all(),
        focus: Some(screen.focus()),
        row: screen.list.current().map(|row| row_words(screen, row)),
        story: reading.map(|r| (r.row.id, r.revision, r.shows_fetched, screen.reader.folds_open)),
        quote: screen.quotes.selected,
        source: source(screen),
        status: status(screen),
    }
}

/// Where the editor is: the view, the item under the cursor, the story, the quotation or the source.
fn place(screen: &Screen, before: &Told, now: &Told, lines: &mut Vec<String>) {
    let moved = now.focus != before.focus;
    if now.view != before.view {
        lines.push(format!("{}, {}", now.view, items(now.all)));
    }
    match screen.focus() {
        Pane::List if now.row != before.row || moved || now.view != before.view => match &now.row {
            Some(row) => lines.push(format!("{} of {}: {row}", screen.list.place(), screen.list.in_all())),
            None => lines.push("the list is empty".to_owned()),
        },
        Pane::Reader if now.story != before.story || moved => lines.extend(story(screen)),
        Pane::Reader if now.quote != before.quote => lines.extend(quote(screen)),
        Pane::Reader if now.row != before.row => lines.extend(now.row.clone()),
        Pane::Quotes if now.quote != before.quote || moved => lines.extend(quote(screen)),
        Pane::Drawer if now.source != before.source || moved => lines.extend(now.source.clone()),
        _ => {}
    }
}

fn view(screen: &Screen) -> String {
    let filter = screen.view.filter.as_ref().map_or(String::new(), |(text, _)| format!(", filtered by {text}"));
    let stories = if screen.view.folding() == Fold::Stories { ", one row for each story" } else { "" };
    format!("view {}{filter}{stories}, sorted by {}", screen.view.name, screen.view.order())
}

fn status(screen: &Screen) -> String {
    let ailing = || screen.notes.ailing().map(|(_, words)| words);
    let selected = || screen.selected_count().filter(|n| *n > 0).map(|n| format!("{n} selected"));
    let standing = || ailing().or_else(selected).or_else(|| screen.standing()).unwrap_or_default();
    if screen.notes.line.is_empty() { standing() } else { screen.notes.line.clone() }
}

/// A row in words: what the desk did, what the wire says, when, from whom, and the headline.
fn row_words(screen: &Screen, row: &Row) -> String {
    let status = screen.pending.expected(row, &screen.setup.who);
    let label = |label: &String| if label.is_empty() { "flagged".to_owned() } else { format!("flagged {label}") };
    let mut words: Vec<String> = Vec::new();
    words.extend(screen.list.is_selected(row, screen.view.order()).then(|| "selected".to_owned()));
    words.extend((!status.read).then(|| "unread".to_owned()));
    words.extend(status.flagged.as_ref().map(label));
    words.extend(status.held.then(|| "held".to_owned()));
    words.extend(status.used.then(|| "used".to_owned()));
    words.extend(status.spiked.then(|| "spiked".to_owned()));
    words.extend(status.claimed_by.as_ref().map(|who| format!("claimed by {who}")));
    words.extend(status.is_highlighted().then(|| "highlighted".to_owned()));
    words.extend(Some(screen.why(row)).filter(|why| !why.is_empty()));
    words.extend(row.priority.map(|n| format!("priority {n}")));
    words.extend(row.marks.iter().map(|mark| mark.to_string()));
    words.push(when(row.sort_at, screen.now, &screen.setup.zone).trim().to_owned());
    words.push(credit(row.agency.as_deref(), &row.source));
    words.extend((row.revision > 1).then(|| format!("revision {}", row.revision)));
    words.extend(screen.under_words(row));
    format!("{}. {}", words.join(", "), row.headline)
}

/// The story, a line a paragraph: what the reader breaks into lines is put together again.
fn story(screen: &Screen) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut paragraph = String::new();
    let mut kind = LineKind::Blank;
    for line in &screen.reader.flow.lines {
        let text: String = line.pieces.iter().map(|piece| piece.text.as_str()).collect();
        let row = table_row(line);
        let goes_on = line.kind == kind && row.is_none() && !matches!(kind, LineKind::Fold | LineKind::Link);
        if !goes_on && !paragraph.trim().is_empty() {
            paragraphs.push(std::mem::take(&mut paragraph));
        }
        kind = line.kind;
        if let Some(row) = row {
            paragraphs.push(row);
            continue;
        }
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        paragraph.push_str(text.trim_matches(['─', '-', ' ']));
    }
    paragraphs.push(paragraph);
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    if paragraphs.is_empty() { vec!["no story is open".to_owned()] } else { paragraphs }
}

/// A line of a table, its cells parted by bars; empty where it is a rule between rows, which is nothing to be read out.
fn table_row(line: &TextLine) -> Option<String> {
    let drawn = |c: char| ('\u{2500}'..='\u{257f}').contains(&c);
    if !line.pieces.iter().any(|piece| piece.style.added && piece.text.contains(drawn)) {
        return None;
    }
    let words = |piece: &Piece| match piece.style.added {
        true => piece.text.replace('│', " | ").replace(drawn, ""),
        false => piece.text.clone(),
    };
    let row: String = line.pieces.iter().map(words).collect();
    Some(row.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn quote(screen: &Screen) -> Vec<String> {
    let Some(reading) = &screen.reader.reading else { return vec!["no story is open".to_owned()] };
    let total = reading.quotes.len();
    let Some((at, quote)) = screen.quotes.selected.and_then(|at| Some((at, reading.quotes.get(at)?))) else {
        return vec![format!("{total} quotes")];
    };
    let text = &reading.filing.text;
    let words = quote.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mention = quote.speaker.map(|span| span.of(text));
    let who = quote.canonical.as_deref().or(mention).unwrap_or("unattributed");
    let role = quote.role.as_deref().map_or(String::new(), |role| format!(", {role}"));
    vec![format!("quote {} of {total}, {who}{role}: “{words}”", at + 1)]
}

fn source(screen: &Screen) -> Option<String> {
    if let Some(view) = screen.drawer_view() {
        let count = screen.drawer_views().into_iter().find(|(name, _)| *name == view).and_then(|(_, count)| count);
        let items =
            count.map_or(String::new(), |n| format!(", {}{} items", n.n, if n.or_more { " or more" } else { "" }));
        return Some(format!("view {view}{items}"));
    }
    let source = screen.drawer_source()?;
    let error = source.state.last_error.as_deref().map_or(String::new(), |why| format!(", {why}"));
    Some(format!(
        "source {}, {}, {} unread of {}{error}",
        source.name,
        source.state.state.word(),
        source.unread,
        source.items
    ))
}

fn lies_over(screen: &Screen) -> Option<Over> {
    if let Some(popup) = &screen.popup {
        let (title, needle) = (popup.title.clone(), popup.needle.clone());
        return Some(Over { title, size: popup.rows().len(), needle, cursor: popup.cursor });
    }
    let said = screen.said.as_ref()?;
    let (size, cursor) = (said.rows.len(), Some(said.cursor));
    Some(Over { title: format!("what {} said", said.name), size, needle: String::new(), cursor })
}

/// What lies over the panes: whole, or where only its cursor went on, what that stands on.
fn over(screen: &Screen, before: Option<&Over>) -> Vec<String> {
    let Some(now) = lies_over(screen) else { return Vec::new() };
    let moved = before.is_some_and(|before| {
        before.cursor.is_some()
            && before.cursor != now.cursor
            && (&before.title, &before.needle) == (&now.title, &now.needle)
    });
    let rows = match (&screen.popup, &screen.said) {
        (Some(popup), _) => popup_rows(popup, now.cursor.filter(|_| moved)),
        (None, Some(said)) => said_rows(said, now.cursor.filter(|_| moved)),
        (None, None) => Vec::new(),
    };
    if moved {
        return rows;
    }
    [now.title].into_iter().chain(rows).chain(["Esc closes.".to_owned()]).collect()
}

/// The rows of a list of quotations, or those of one alone.
fn said_rows(said: &Said, one: Option<usize>) -> Vec<String> {
    let rows = said.rows.iter().filter(|row| one.is_none_or(|one| row.saying == one));
    rows.map(|row| row.text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// The rows of a popup, or one alone. They are not broken into lines: an address with a blank in it would lead nowhere.
fn popup_rows(popup: &Popup, one: Option<usize>) -> Vec<String> {
    let shown = popup.shown_rows().filter(|(n, _)| one.is_none_or(|one| *n == one));
    let told = shown.map(|(_, row)| match (row.left.trim(), row.whole()) {
        ("", text) => text,
        (left, text) => format!("{left}: {text}"),
    });
    told.filter(|line| !line.is_empty()).collect()
}
