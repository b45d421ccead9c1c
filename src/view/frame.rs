//! Quiet frames: a title row on each pane, one thin line between two, a box around what lies above them.

use crate::wire::Columns;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{Pen, clip, fit};
use super::theme::{Role, Theme};
use crate::screen::{Area, Pane, Screen};

/// The title row of a pane: what it is on the left, where one is in it on the right.
pub(super) fn title(theme: &Theme, buffer: &mut Buffer, area: Area, words: (&str, &str), focused: bool) {
    let (left, right) = words;
    let border = theme.of(Role::Border);
    let style = theme.of(if focused { Role::TitleFocus } else { Role::Title });
    let rule = theme.symbol("─", "-");
    Pen::at(buffer, area, 0).fill(rule, border);
    let room = usize::from(area.width).saturating_sub(4);
    let right = if right.columns() + 8 <= room { right } else { "" };
    let left = fit(left, room.saturating_sub(right.columns() + 2), theme.symbol("…", "~"));
    if !left.is_empty() {
        let mark = if focused { theme.symbol("━", "=") } else { rule };
        Pen::at(buffer, area, 0).put(mark, if focused { style } else { border }).put(&format!(" {left} "), style);
    }
    if !right.is_empty() {
        let columns = right.columns() + 3;
        Pen::at(buffer, area, 0).back_from_end(columns).put(&format!(" {right} "), theme.of(Role::Title));
    }
}

/// The lines between panes that stand side by side.
pub(super) fn between(screen: &Screen, theme: &Theme, buffer: &mut Buffer) {
    let style = theme.of(Role::Border);
    let side_by_side = screen.layout.panes.iter().filter(|(p, _)| !(*p == Pane::Quotes && screen.layout.popup));
    for (_, area) in side_by_side {
        let Some(x) = area.x.checked_sub(1) else { continue };
        for y in area.y..area.y.saturating_add(area.height) {
            let symbol = match y == area.y {
                true if y == screen.layout.middle.y => theme.symbol("┬", "+"),
                true => theme.symbol("├", "+"),
                false => theme.symbol("│", "|"),
            };
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_symbol(symbol).set_style(style);
            }
        }
    }
}

/// Empties an area and draws a box around it, with a title in its upper edge and a hint in its lower.
pub(super) fn boxed(theme: &Theme, buffer: &mut Buffer, area: Area, title: &str, hint: &str) {
    let area = clip(area, buffer.area);
    if area.width < 4 || area.height < 2 {
        return;
    }
    let rect = Rect { x: area.x, y: area.y, width: area.width, height: area.height };
    for position in rect.positions() {
        if let Some(cell) = buffer.cell_mut(position) {
            cell.reset();
            cell.set_style(theme.of(Role::Text));
        }
    }
    let style = theme.of(Role::Accent);
    let rule = theme.symbol("─", "-");
    let inner = usize::from(area.width) - 2;
    for (line, left, right) in [(0, ("╭", "+"), ("╮", "+")), (area.height - 1, ("╰", "+"), ("╯", "+"))] {
        let (left, right) = (theme.symbol(left.0, left.1), theme.symbol(right.0, right.1));
        Pen::at(buffer, area, line).put(left, style).put(&rule.repeat(inner), style).put(right, style);
    }
    for line in 1..area.height - 1 {
        let side = theme.symbol("│", "|");
        Pen::at(buffer, area, line).put(side, style).back_from_end(1).put(side, style);
    }
    let ellipsis = theme.symbol("…", "~");
    let title = fit(title, inner.saturating_sub(4), ellipsis);
    Pen::at(buffer, area, 0)
        .put("", style)
        .put(theme.symbol("╭─", "+-"), style)
        .put(&if title.is_empty() { String::new() } else { format!(" {title} ") }, theme.of(Role::TitleFocus));
    if !hint.is_empty() {
        let hint = fit(hint, inner.saturating_sub(4), ellipsis);
        Pen::at(buffer, area, area.height - 1)
            .back_from_end(hint.columns() + 4)
            .put(&format!(" {hint} "), theme.of(Role::Dim));
    }
}
