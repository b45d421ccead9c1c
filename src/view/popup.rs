//! Popups: help, history, metadata, and the continuations of a chord.

use crate::wire::Columns;
use ratatui::buffer::Buffer;

use super::frame;
use super::paint::Pen;
use super::theme::{Role, Theme};
use crate::screen::commands::Command;
use crate::screen::{Area, Popup, PopupKind, PopupLine, PopupLineKind, Screen};

/// Draws what lies over the panes.
pub(super) fn paint(screen: &Screen, theme: &Theme, buffer: &mut Buffer) {
    if let Some(popup) = &screen.popup {
        paint_popup(screen, theme, popup, buffer);
    } else if screen.typed.popup {
        paint_continuations(screen, theme, buffer);
    }
}

fn paint_popup(screen: &Screen, theme: &Theme, popup: &Popup, buffer: &mut Buffer) {
    let area = screen.layout.middle.middle(92, u16::MAX);
    let shown = popup.shown();
    let hint = match popup.needle.as_str() {
        "" if popup.title == "keys" => "type to search · Esc closes".to_owned(),
        "" if popup.copies.is_some() => "y copies it · Esc closes".to_owned(),
        "" if matches!(popup.kind, PopupKind::Difference(..)) => {
            "[ ] the older, { } the newer revision · Esc closes".to_owned()
        }
        "" if popup.cursor.is_some() && matches!(popup.kind, PopupKind::History(_)) => {
            "Enter goes there · Esc closes".to_owned()
        }
        "" if popup.kind == PopupKind::Failing => "Enter goes there · Esc closes".to_owned(),
        "" => "Esc closes".to_owned(),
        needle => format!("search: {needle} · {} found", shown.iter().filter(|line| !line.goes_on).count()),
    };
    frame::boxed(theme, buffer, area, &popup.title, &hint);
    let inside = area.framed();
    let shown: Vec<&PopupLine> = shown.into_iter().skip(popup.top).take(usize::from(inside.height)).collect();
    for (line, text) in shown.into_iter().enumerate() {
        if let Ok(line) = u16::try_from(line) {
            // Text without a column is the copy as it was received.
            let copy = popup.kind == PopupKind::Text && text.column == 0;
            paint_line(theme, inside, line, (text, copy), buffer);
            if popup.cursor == Some(text.row) {
                Pen::wash(buffer, inside, line, theme.of(Role::Cursor));
            }
        }
    }
}

fn paint_line(theme: &Theme, area: Area, line: u16, (text, copy): (&PopupLine, bool), buffer: &mut Buffer) {
    let role = role_of(text.kind);
    let mut pen = Pen::at(buffer, area, line);
    if text.column > 0 {
        pen.cell(&text.left, text.column, "", theme.of(Role::Key)).put("  ", theme.of(role));
    }
    for (kind, run) in &text.runs {
        let style = theme.of(role_of(*kind));
        if text.quoted {
            pen.quotation(run, style)
        } else {
            pen.of_copy(true).put(run, style)
        };
    }
    if text.runs.is_empty() {
        let room = pen.room();
        pen.of_copy(copy).cell(&text.text, room, theme.symbol("…", "~"), theme.of(role));
    }
}

fn role_of(kind: PopupLineKind) -> Role {
    match kind {
        PopupLineKind::Plain => Role::Text,
        PopupLineKind::Heading => Role::TitleFocus,
        PopupLineKind::Added => Role::Added,
        PopupLineKind::Removed => Role::Removed,
    }
}

/// The first clause of what a command does: enough where there is no room for all of it.
fn clause(does: &str) -> &str {
    does.split([',', ';', ':']).next().unwrap_or(does)
}

/// The keys that may follow a prefix, in columns at the bottom.
fn paint_continuations(screen: &Screen, theme: &Theme, buffer: &mut Buffer) {
    let next = screen.setup.keymap.continuations(screen.focus, &screen.typed.keys);
    let middle = screen.layout.middle;
    let width = usize::from(middle.width.saturating_sub(2));
    let most = (width / 38).max(1);
    let longest = next.iter().map(|(_, does)| clause(does).columns()).max().unwrap_or(0);
    let fits = |columns: &usize| {
        longest + 5 <= width / columns && next.len().div_ceil(*columns) + 2 <= usize::from(middle.height)
    };
    let columns = (1..=most).rev().find(fits).unwrap_or(most);
    let rows = next.len().div_ceil(columns);
    let height = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2).min(middle.height);
    let area = Area { y: middle.y + middle.height - height, height, ..middle };
    let inside = area.framed();
    let cut = next.len().saturating_sub(usize::from(inside.height) * columns);
    let hint = match screen.setup.keymap.chords_of(Command::Help).first() {
        Some(help) if cut > 0 => format!("{cut} more: {help} shows all · Esc drops it"),
        _ => "Esc drops it".to_owned(),
    };
    frame::boxed(theme, buffer, area, &crate::screen::chord_text(&screen.typed.keys), &hint);
    let rows = rows.min(usize::from(inside.height)).max(1);
    let each = inside.width / u16::try_from(columns).unwrap_or(1);
    for (n, (keys, does)) in next.iter().take(rows * columns).enumerate() {
        let (Ok(column), Ok(line)) = (u16::try_from(n / rows), u16::try_from(n % rows)) else { break };
        let cell = Area { x: inside.x + column * each, width: each, ..inside };
        let mut pen = Pen::at(buffer, cell, line);
        pen.cell(keys, 3, "", theme.of(Role::Key));
        let room = pen.room().saturating_sub(1);
        let does = if does.columns() <= room { does } else { clause(does) };
        pen.cell(does, room, theme.symbol("…", "~"), theme.of(Role::Text));
    }
}
