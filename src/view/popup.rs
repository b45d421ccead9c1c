//! Popups: help, history, metadata, and the continuations of a chord.

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use super::frame;
use super::paint::Pen;
use super::theme::{Role, Theme};
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
        "" => "Esc closes".to_owned(),
        needle => format!("search: {needle} · {} found", shown.len()),
    };
    frame::boxed(theme, buffer, area, &popup.title, &hint);
    let inside = area.framed();
    // The column is as wide as what is seen of it needs: the examples of queries take no room from the keys.
    let shown: Vec<&PopupLine> = shown.into_iter().skip(popup.top).take(usize::from(inside.height)).collect();
    let left = shown.iter().map(|l| l.left.width()).max().unwrap_or(0).min(usize::from(inside.width) / 2);
    for (line, text) in shown.into_iter().enumerate() {
        if let Ok(line) = u16::try_from(line) {
            paint_line(theme, inside, line, left, text, buffer);
            if popup.cursor == Some(popup.top + usize::from(line)) {
                Pen::wash(buffer, inside, line, theme.of(Role::Cursor));
            }
        }
    }
}

fn paint_line(theme: &Theme, area: Area, line: u16, left: usize, text: &PopupLine, buffer: &mut Buffer) {
    let role = role_of(text.kind);
    let mut pen = Pen::at(buffer, area, line);
    if left > 0 && text.kind != PopupLineKind::Heading {
        // a heading begins at the margin
        pen.cell(&text.left, left, "", theme.of(Role::Key)).put("  ", theme.of(role));
    }
    for (kind, run) in &text.runs {
        pen.put(run, theme.of(role_of(*kind)));
    }
    if text.runs.is_empty() {
        let room = pen.room();
        pen.cell(&text.text, room, theme.symbol("…", "~"), theme.of(role));
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

/// The keys that may follow a prefix, in columns at the bottom.
fn paint_continuations(screen: &Screen, theme: &Theme, buffer: &mut Buffer) {
    let next = screen.setup.keymap.continuations(screen.focus, &screen.typed.keys);
    let middle = screen.layout.middle;
    let columns = usize::from(middle.width.saturating_sub(4) / 38).max(1);
    let rows = next.len().div_ceil(columns);
    let height = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2).min(middle.height);
    let area = Area { y: middle.y + middle.height - height, height, ..middle };
    frame::boxed(theme, buffer, area, &crate::screen::chord_text(&screen.typed.keys), "Esc drops it");
    let inside = area.framed();
    let each = inside.width / u16::try_from(columns).unwrap_or(1);
    for (n, (keys, does)) in next.iter().enumerate() {
        let (Ok(column), Ok(line)) = (u16::try_from(n / rows), u16::try_from(n % rows)) else { break };
        let cell = Area { x: inside.x + column * each, width: each, ..inside };
        let mut pen = Pen::at(buffer, cell, line);
        pen.cell(keys, 3, "", theme.of(Role::Key));
        let room = pen.room().saturating_sub(1);
        pen.cell(does, room, theme.symbol("…", "~"), theme.of(Role::Text));
    }
}
