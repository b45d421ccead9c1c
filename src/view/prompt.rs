//! The status line, and the prompt that takes its place.

use crate::wire::Columns;
use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::frame;
use super::paint::{Pen, fit};
use super::theme::{Role, Theme};
use crate::screen::commands::Command;
use crate::screen::{Area, Pane, Prompt, Screen, Showing, completions, wrap};

/// Lines that a question or an error takes at most.
const TOLD: usize = 6;

/// Draws the last line. Gives the place of the cursor where a prompt is open.
pub(super) fn paint(screen: &Screen, theme: &Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let area = screen.layout.status;
    if area.height == 0 {
        return None;
    }
    if let Some(confirm) = &screen.confirm {
        paint_confirm(theme, area, &confirm.words, buffer);
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

/// A question and the key that says yes to it, over as many lines as it takes: nobody can answer half of one.
fn paint_confirm(theme: &Theme, area: Area, words: &str, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let hint = if width < 40 { "y does it" } else { "y does it, any other key leaves it" };
    let mut lines = told_lines(words, area);
    let beside = lines.last().is_some_and(|last| last.columns() + hint.columns() + 3 < width);
    let shown = lines.len();
    if !beside {
        lines.push(hint.to_owned());
    }
    let area = grown(area, lines.len());
    for (n, line) in (0..).zip(&lines) {
        let question = usize::from(n) < shown;
        let mut pen = Pen::at(buffer, area, n);
        pen.put(" ", theme.of(Role::Text)).put(line, theme.of(if question { Role::Alert } else { Role::Text }));
        if beside && usize::from(n) + 1 == shown {
            pen.put("  ", theme.of(Role::Text)).put(hint, theme.of(Role::Text));
        }
        pen.fill(" ", theme.of(Role::Text));
    }
}

/// Words that must be read whole, in lines that fit beside a blank; at most [`TOLD`].
fn told_lines(words: &str, area: Area) -> Vec<String> {
    let mut lines = wrap(words, area.width.saturating_sub(2).max(1));
    lines.truncate(TOLD);
    lines
}

/// An area of so many lines that ends where the status line does, as far as there are lines above it.
fn grown(status: Area, lines: usize) -> Area {
    let height = u16::try_from(lines).unwrap_or(1).clamp(1, status.y + 1);
    Area { y: status.y + 1 - height, height, ..status }
}

fn paint_status(screen: &Screen, theme: &Theme, buffer: &mut Buffer) {
    let notes = &screen.notes;
    let right = typed_words(screen);
    let mut pen = Pen::at(buffer, screen.layout.status, 0);
    pen.put(" ", theme.of(Role::Text));
    let beside = if right.is_empty() { 0 } else { right.columns() + 2 };
    let room = pen.room().saturating_sub(beside);
    let fitted = |words: &str| fit(words, room, theme.symbol("…", "~"));
    let selection = selection_words(screen);
    // What a key just did comes before how much is selected and why the row is listed, until the next one.
    let said = notes.fresh && !notes.line.is_empty();
    let reason = reason(screen).filter(|_| !said && notes.ailing().is_none());
    if let Some(words) = selection.as_ref().filter(|_| !notes.trouble && !said) {
        pen.put(&fitted(words), theme.of(Role::Selected));
    } else if let Some(words) = reason {
        pen.put(&fitted(&words), theme.of(Role::Badge));
    } else if !notes.line.is_empty() {
        let lines = told_lines(&notes.line, screen.layout.status);
        if notes.trouble && notes.fresh && lines.len() > 1 {
            let lines: Vec<String> = lines.iter().map(|line| format!(" {line}")).collect();
            return paint_told(theme.of(Role::Error), screen.layout.status, &lines, buffer);
        }
        let line = status_line(&notes.line, notes.news_at, room, theme.symbol("…", "~"));
        pen.put(&line, theme.of(if notes.trouble { Role::Error } else { Role::Text }));
    } else if let Some(words) = notes.ailing().map(|(_, words)| words).or_else(|| screen.standing()) {
        pen.put(&fitted(&words), theme.of(Role::Alert));
    } else if let Some(words) = source_words(screen) {
        pen.put(&fitted(&words), theme.of(Role::Text));
    } else {
        let back = (screen.setup.showing == Showing::DemoInstead).then_some(&(Command::Demo, "back to your wire"));
        for &(command, word) in back.into_iter().chain(hints(screen.focus)) {
            if let Some(key) = screen.setup.keymap.chords_of(command).first() {
                // Whole hints only, and help whatever the width.
                let needed = key.columns() + word.columns() + 2 + if word == "help" { 0 } else { 9 };
                if needed <= pen.room().saturating_sub(beside) {
                    pen.put(key, theme.of(Role::Key)).put(&format!(" {word}  "), theme.of(Role::Dim));
                }
            }
        }
    }
    if !right.is_empty() {
        pen.back_from_end(beside).put(&format!(" {right} "), theme.of(Role::Key));
    }
}

/// What stands at the end of the status line: how much is being saved, and the count and the keys that wait for more.
fn typed_words(screen: &Screen) -> String {
    let count = screen.typed.count.map_or(String::new(), |n| n.to_string());
    let keys = crate::screen::chord_text(&screen.typed.keys);
    let saving = match screen.pending() {
        // A few are written before they could be read.
        0..5 => String::new(),
        n => format!("saving {n}"),
    };
    [saving, format!("{count}{keys}")].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("  ")
}

/// The line in so many columns. Where news stands behind what was done, what was done keeps two thirds of them.
fn status_line(line: &str, news_at: Option<usize>, room: usize, ellipsis: &str) -> String {
    let (done, news) = line.split_at_checked(news_at.unwrap_or(line.len())).unwrap_or((line, ""));
    let most = room.saturating_sub(news.columns()).max(room * 2 / 3);
    let done = fit(done, most, ellipsis);
    let news = fit(news, room.saturating_sub(done.columns()), ellipsis);
    format!("{done}{news}")
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
        if words.columns() + hint.columns() + 4 < usize::from(screen.layout.status.width) {
            words = format!("{words} · {hint}");
        }
    }
    Some(words)
}

/// Why the row under the cursor is to be looked at again, where the row itself has hardly room to say it.
fn reason(screen: &Screen) -> Option<String> {
    let row = screen.current_row().filter(|_| screen.view.says_why() && screen.focus != Pane::Drawer)?;
    let width = screen.layout.inside(Pane::List).map_or(0, |area| usize::from(area.width));
    Some(screen.why(row)).filter(|why| why.columns() + 40 > width)
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
    let text = theme.of(Role::Text);
    let count = prompt.count.filter(|n| *n > 1).map_or(String::new(), |n| format!(", {n} items"));
    let label = format!(" {}{count}: ", prompt.ask.words());
    let room = usize::from(status.width).saturating_sub(label.columns() + 1);
    let scroll = prompt.input.visual_scroll(room.max(1));
    // What was wrong stands below the line, in as many lines as it takes.
    let wrong =
        error.map(|(column, why)| error_lines(theme, (label.columns(), scroll), (*column, why), prompt.line(), status));
    let below = wrong.as_ref().map_or(usize::from(prompt.ask.is_query()), Vec::len);
    let area = Area { height: 1, ..grown(status, 1 + below) };
    let mut pen = Pen::at(buffer, area, 0);
    pen.put(&label, theme.of(Role::TitleFocus));
    // What is typed stands there as it was typed.
    pen.of_copy(true).put(&columns_from(prompt.line(), scroll), text).of_copy(false);
    if let Some(instead) = prompt.instead() {
        let words = fit(&format!(" Enter: {instead}"), pen.room(), theme.symbol("…", "~"));
        pen.put(&words, theme.of(Role::Dim));
    }
    pen.fill(" ", text);
    let start = label.columns();
    let offset = start + prompt.input.visual_cursor().saturating_sub(scroll);
    let x = u16::try_from(offset).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
    if let Some(lines) = wrong {
        if area.y < status.y {
            paint_told(theme.of(Role::Error), status, &lines, buffer);
        }
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
        // One line while the query is being typed, so that the prompt stays where it is; Enter shows the rest.
        let lines = error_lines(theme, from, (Some(*column), why), prompt.line(), status);
        let told =
            lines.first().filter(|_| lines.len() == 1).cloned().unwrap_or_else(|| format!(" at {}: {why}", column + 1));
        let told = fit(&told, usize::from(status.width), theme.symbol("…", "~"));
        return Pen::at(buffer, status, 0).put(&told, dim).fill(" ", dim);
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
    let longest = offers.iter().map(|o| o.text.columns()).max().unwrap_or(0).min(usize::from(inside.width) / 2);
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

/// What was wrong, under the character where it was; where that does not fit beside the arrow, below it.
fn error_lines(
    theme: &Theme,
    (start, scroll): (usize, usize),
    (column, why): (Option<usize>, &str),
    line: &str,
    area: Area,
) -> Vec<String> {
    let Some(column) = column else { return told_lines(why, area).iter().map(|line| format!(" {line}")).collect() };
    let before: String = line.chars().take(column).collect();
    let at = (start + before.columns()).saturating_sub(scroll);
    let blank = " ".repeat(at);
    let (arrow, width) = (theme.symbol("↑", "^"), usize::from(area.width));
    if at + 2 + why.columns() < width {
        return vec![format!("{blank}{arrow} {why}")];
    }
    if why.columns() + 2 < at && at < width {
        return vec![format!("{}{why} {arrow}", " ".repeat(at - why.columns() - 1))];
    }
    let mut lines = vec![format!("{blank}{arrow}")];
    lines.extend(told_lines(why, area).iter().map(|line| format!(" {line}")));
    lines
}

/// Lines that end where the status line is; of those for which there is no room above it, the first go.
fn paint_told(style: Style, status: Area, lines: &[String], buffer: &mut Buffer) {
    let area = grown(status, lines.len());
    let skip = lines.len().saturating_sub(usize::from(area.height));
    for (n, line) in (0..).zip(lines.iter().skip(skip)) {
        Pen::at(buffer, area, n).put(line, style).fill(" ", style);
    }
}

fn paint_completions(screen: &Screen, theme: &Theme, prompt: &Prompt, buffer: &mut Buffer) {
    let found = completions(&screen.setup.keymap, prompt.line());
    let runs = screen.enter_runs(prompt);
    let middle = screen.layout.middle;
    let height = u16::try_from(found.len()).unwrap_or(0).saturating_add(2).min(middle.height);
    let area = Area { y: middle.y + middle.height - height, height, width: middle.width.min(92), ..middle };
    frame::boxed(
        theme,
        buffer,
        area,
        "commands",
        if runs.is_some() { "Tab completes · Enter runs" } else { "Tab completes · the arrows choose" },
    );
    let inside = area.framed();
    for (n, line) in found.iter().enumerate() {
        let Ok(at) = u16::try_from(n) else { break };
        let keys = line.command.and_then(|command| screen.setup.keymap.chords_of(command).into_iter().next());
        let mut pen = Pen::at(buffer, inside, at);
        pen.cell(line.name, 20, "", theme.of(Role::Key)).cell(&keys.unwrap_or_default(), 7, "", theme.of(Role::Dim));
        let room = pen.room();
        pen.cell(line.help, room, theme.symbol("…", "~"), theme.of(Role::Text));
        if runs == Some(n) {
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
