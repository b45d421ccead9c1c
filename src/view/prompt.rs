//! The status line, and the prompt that takes its place.

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::frame;
use super::paint::Pen;
use super::theme::{Role, Theme};
use crate::screen::commands::Command;
use crate::screen::{Area, Pane, Prompt, Screen, completions};

/// Draws the last line. Gives the place of the cursor where a prompt is open.
pub(super) fn paint(screen: &Screen, theme: &Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let area = screen.layout.status;
    if area.height == 0 {
        return None;
    }
    if let Some(confirm) = &screen.confirm {
        let long = confirm.words.width() + 37 < usize::from(area.width);
        Pen::at(buffer, area, 0)
            .put(" ", theme.of(Role::Text))
            .put(&confirm.words, theme.of(Role::Alert))
            .put(if long { "  y does it, any other key leaves it" } else { "  y does it" }, theme.of(Role::Text))
            .fill(" ", theme.of(Role::Text));
        return None;
    }
    match &screen.prompt {
        Some(prompt) => Some(paint_prompt(screen, theme, prompt, buffer)),
        None => {
            paint_status(screen, theme, buffer);
            None
        }
    }
}

fn paint_status(screen: &Screen, theme: &Theme, buffer: &mut Buffer) {
    let notes = &screen.notes;
    let mut pen = Pen::at(buffer, screen.layout.status, 0);
    pen.put(" ", theme.of(Role::Text));
    let selection = selection_words(screen);
    if let Some(words) = selection.as_ref().filter(|_| !notes.trouble) {
        pen.put(words, theme.of(Role::Selected));
    } else if !notes.line.is_empty() {
        pen.put(&notes.line, theme.of(if notes.trouble { Role::Error } else { Role::Text }));
    } else if let Some(words) = notes.ailing().map(|(_, words)| words).or_else(|| screen.standing()) {
        pen.put(&words, theme.of(Role::Alert));
    } else if let Some(words) = source_words(screen) {
        pen.put(&words, theme.of(Role::Text));
    } else {
        for &(command, word) in hints(screen.focus) {
            if let Some(key) = screen.setup.keymap.chords_of(command).first() {
                // Whole hints only, and help whatever the width.
                let needed = key.width() + word.width() + 2 + if word == "help" { 0 } else { 9 };
                if needed <= pen.room() {
                    pen.put(key, theme.of(Role::Key)).put(&format!(" {word}  "), theme.of(Role::Dim));
                }
            }
        }
    }
    let count = screen.typed.count.map_or(String::new(), |n| n.to_string());
    let keys = crate::screen::chord_text(&screen.typed.keys);
    let saving = match screen.pending() {
        // A few are written before they could be read.
        0..5 => String::new(),
        n => format!("saving {n}"),
    };
    let right = [saving, format!("{count}{keys}")].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("  ");
    if !right.is_empty() {
        pen.back_from_end(right.width() + 2).put(&format!(" {right} "), theme.of(Role::Key));
    }
}

/// The keys that a pane is mostly used with.
fn hints(pane: Pane) -> &'static [(Command, &'static str)] {
    match pane {
        Pane::Reader => &[
            (Command::ReadOn, "read on"),
            (Command::NextUnread, "next unread"),
            (Command::Flag, "flag"),
            (Command::Spike, "spike"),
            (Command::Use, "use"),
            (Command::NextQuote, "next quote"),
            (Command::Search, "find"),
            (Command::Diff, "changes"),
            (Command::Help, "help"),
        ],
        Pane::Quotes => &[
            (Command::JumpToQuote, "show in the story"),
            (Command::CopyQuote, "copy"),
            (Command::OnlySpeaker, "one speaker"),
            (Command::SpeakerEverywhere, "all they said"),
            (Command::Help, "help"),
        ],
        Pane::List | Pane::Drawer => &[
            (Command::Open, "open"),
            (Command::Flag, "flag"),
            (Command::Spike, "spike"),
            (Command::Hold, "hold"),
            (Command::Use, "use"),
            (Command::Undo, "undo"),
            (Command::Search, "search"),
            (Command::Help, "help"),
        ],
    }
}

/// How much is selected, and what can be done with it.
fn selection_words(screen: &Screen) -> Option<String> {
    let selection = &screen.list.selection;
    if selection.is_empty() {
        return None;
    }
    let count = screen.selected_count().map_or("…".to_owned(), |n| n.to_string());
    let key = |command| screen.setup.keymap.chords_of(command).into_iter().next().unwrap_or_default();
    let (verb, range, drop) = (key(Command::Spike), key(Command::SelectRange), key(Command::Drop));
    let folded = screen.selected_with_folded().filter(|n| count != n.to_string());
    let folded = folded.map_or(String::new(), |n| format!(" ({n} with what is folded)"));
    let mut words = format!("{count} selected{folded}");
    let (ends, it) = if selection.has_range() { ("ends the range", "it") } else { ("adds a range", "them") };
    // Whole hints only.
    for hint in
        [format!("a verb acts on all of them ({verb} spikes)"), format!("{range} {ends}"), format!("{drop} drops {it}")]
    {
        if words.width() + hint.width() + 4 < usize::from(screen.layout.status.width) {
            words = format!("{words} · {hint}");
        }
    }
    Some(words)
}

/// In the drawer: the address of the source under the cursor, and what is wrong with it, in full.
fn source_words(screen: &Screen) -> Option<String> {
    let source = screen.drawer_source().filter(|_| screen.focus == Pane::Drawer)?;
    let error = source.state.last_error.as_deref().map_or(String::new(), |why| format!("{why} · "));
    let defects = match (source.defects, source.repairs.first()) {
        (0, _) => String::new(),
        (1, Some(what)) => format!("repaired: {what} · "),
        (n, Some(what)) => format!("{n} repaired: {what}… · "),
        (n, None) => format!("{n} repaired · "),
    };
    Some(format!("{error}{defects}{}", source.url))
}

fn paint_prompt(screen: &Screen, theme: &Theme, prompt: &Prompt, buffer: &mut Buffer) -> (u16, u16) {
    let status = screen.layout.status;
    let error = prompt.error.as_ref();
    // With an error, prompt and error take a line each where there are two.
    let lift = u16::from((error.is_some() || prompt.ask.is_query()) && status.y > 0);
    let area = Area { y: status.y - lift, ..status };
    let text = theme.of(Role::Text);
    let label = format!(" {}: ", prompt.ask.words());
    let room = usize::from(area.width).saturating_sub(label.width() + 1);
    let scroll = prompt.input.visual_scroll(room.max(1));
    let mut pen = Pen::at(buffer, area, 0);
    pen.put(&label, theme.of(Role::TitleFocus));
    pen.put(&columns_from(prompt.line(), scroll), text).fill(" ", text);
    let start = label.width();
    let offset = start + prompt.input.visual_cursor().saturating_sub(scroll);
    let x = u16::try_from(offset).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
    if let Some((column, why)) = error {
        let told = (status, theme.of(Role::Error));
        paint_error(theme, told, (start, scroll), (*column, why), prompt.line(), buffer);
    } else if prompt.ask.is_query() {
        paint_offers(screen, theme, prompt, buffer);
        paint_hint(screen, theme, (start, scroll), prompt, buffer);
    } else if prompt.ask.words() == "command" && screen.offers().is_empty() {
        paint_completions(screen, theme, prompt, buffer);
    } else {
        paint_offers(screen, theme, prompt, buffer);
    }
    (area.x + x, area.y)
}

/// Under a query that is being typed: what is wrong with it so far, what its field is for, or how much it finds.
fn paint_hint(screen: &Screen, theme: &Theme, from: (usize, usize), prompt: &Prompt, buffer: &mut Buffer) {
    let status = screen.layout.status;
    if status.y == 0 {
        return;
    }
    let dim = theme.of(Role::Dim);
    // What is wrong with a value is told as soon as nothing can complete it any more.
    let wrong = prompt.hint.is_some() && !prompt.line().ends_with(':') && screen.offers().is_empty();
    let explained = prompt.here().explained().filter(|_| !wrong);
    if let (Some((column, why)), None) = (&prompt.hint, &explained) {
        return paint_error(theme, (status, dim), from, (Some(*column), why), prompt.line(), buffer);
    }
    let words = match explained {
        Some(words) => words,
        None if screen.before.is_some() => match screen.list.total {
            0 => "nothing is found; a word that ends in * finds every word that begins so".to_owned(),
            1 => "1 item · Enter keeps it, Esc leaves the list as it was".to_owned(),
            n => format!("{n} items · Enter keeps them, Esc leaves the list as it was"),
        },
        None => "words, \"phrases\", -not, or, is:unread, source:, speaker:, age:<6h · Tab completes".to_owned(),
    };
    Pen::at(buffer, status, 0).put(" ", dim).put(&words, dim).fill(" ", dim);
}

/// What could stand where the cursor is, above the prompt.
fn paint_offers(screen: &Screen, theme: &Theme, prompt: &Prompt, buffer: &mut Buffer) {
    let offers = screen.offers();
    let middle = screen.layout.middle;
    // The prompt has moved up by a line, over the last of the panes.
    let room = middle.height.saturating_sub(1);
    let height = u16::try_from(offers.len()).unwrap_or(0).saturating_add(2).min(room);
    if offers.is_empty() || height < 3 {
        return;
    }
    let area = Area { y: middle.y + room - height, height, width: middle.width.min(72), ..middle };
    frame::boxed(theme, buffer, area, "", "Tab puts it in, again the next");
    let inside = area.framed();
    let longest = offers.iter().map(|o| o.text.width()).max().unwrap_or(0).min(usize::from(inside.width) / 2);
    for (n, offer) in offers.iter().enumerate() {
        let Ok(at) = u16::try_from(n) else { break };
        let count = offer.count.map_or(String::new(), |n| n.to_string());
        let ellipsis = theme.symbol("…", "~");
        let mut pen = Pen::at(buffer, inside, at);
        pen.cell(&offer.text, longest, ellipsis, theme.of(Role::Key)).put("  ", theme.of(Role::Text));
        if !count.is_empty() {
            pen.put(&format!("{count:>6}  "), theme.of(Role::Accent));
        }
        let room = pen.room();
        pen.cell(offer.help, room, ellipsis, theme.of(Role::Dim));
        if prompt.cycle.as_ref().is_some_and(|cycle| cycle.at == n) {
            Pen::wash(buffer, inside, at, theme.of(Role::Cursor));
        }
    }
}

/// What was wrong, under the character where it was.
fn paint_error(
    theme: &Theme,
    (area, style): (Area, Style),
    (start, scroll): (usize, usize),
    (column, why): (Option<usize>, &str),
    line: &str,
    buffer: &mut Buffer,
) {
    let before: String = line.chars().take(column.unwrap_or(0)).collect();
    let at = (start + before.width()).saturating_sub(scroll);
    let arrow = if column.is_some() { theme.symbol("↑ ", "^ ") } else { "" };
    // A long message far to the right is moved left, so that it can be read whole.
    let width = usize::from(area.width);
    let fits = at + arrow.width() + why.width() < width;
    let mut pen = Pen::at(buffer, area, 0);
    if fits {
        pen.put(&" ".repeat(at), style).put(arrow, style).put(why, style);
    } else {
        let place = column.map_or(String::new(), |c| format!("at {}: ", c + 1));
        pen.put(" ", style).put(&place, style).put(why, style);
    }
    pen.fill(" ", style);
}

fn paint_completions(screen: &Screen, theme: &Theme, prompt: &Prompt, buffer: &mut Buffer) {
    let found = completions(prompt.line());
    let middle = screen.layout.middle;
    let height = u16::try_from(found.len()).unwrap_or(0).saturating_add(2).min(middle.height);
    let area = Area { y: middle.y + middle.height - height, height, width: middle.width.min(92), ..middle };
    frame::boxed(theme, buffer, area, "commands", "Tab completes · Enter runs");
    let inside = area.framed();
    for (n, line) in found.iter().enumerate() {
        let Ok(at) = u16::try_from(n) else { break };
        let keys = screen.setup.keymap.chords_of(line.command).into_iter().next().unwrap_or_default();
        let mut pen = Pen::at(buffer, inside, at);
        pen.cell(line.name, 20, "", theme.of(Role::Key)).cell(&keys, 7, "", theme.of(Role::Dim));
        let room = pen.room();
        pen.cell(line.help, room, theme.symbol("…", "~"), theme.of(Role::Text));
        if n == prompt.choice {
            Pen::wash(buffer, inside, at, theme.of(Role::Cursor));
        }
    }
}

/// The line without its first columns.
fn columns_from(line: &str, skip: usize) -> String {
    let mut used = 0;
    let mut rest = String::new();
    for c in line.chars() {
        if used >= skip {
            rest.push(c);
        }
        used += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
    }
    rest
}
