//! The drawer: sources, how they fare, and in words what is wrong with one.

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use super::frame;
use super::paint::Pen;
use super::theme::{Role, Theme};
use crate::screen::{Area, Pane, Screen, ago};
use crate::wire::{Health, State};

/// Draws the visible sources, two lines each.
pub(super) fn paint(screen: &Screen, theme: &Theme, area: Area, buffer: &mut Buffer) {
    let focused = screen.focus == Pane::Drawer;
    let desk = &screen.desk;
    let right = if desk.counts.failing > 0 { format!("{} failing", desk.counts.failing) } else { String::new() };
    let left = if desk.sources.len() == 1 { "1 source".to_owned() } else { format!("{} sources", desk.sources.len()) };
    frame::title(theme, buffer, area, (&left, &right), focused);
    let Some(inside) = screen.layout.inside(Pane::Drawer) else { return };
    if desk.sources.is_empty() {
        Pen::at(buffer, inside, 1).put("none yet: a adds one", theme.of(Role::Dim));
    }
    let fits = usize::from(inside.height).div_ceil(2);
    for (n, source) in desk.sources.iter().enumerate().skip(desk.top).take(fits) {
        let Ok(line) = u16::try_from((n - desk.top) * 2) else { break };
        paint_source(screen, theme, inside, line, source, buffer);
        if n == desk.cursor {
            let role = if focused { Role::Cursor } else { Role::CursorElsewhere };
            Pen::wash(buffer, inside, line, theme.of(role));
        }
    }
}

fn paint_source(screen: &Screen, theme: &Theme, area: Area, line: u16, source: &Health, buffer: &mut Buffer) {
    let unread = if source.unread > 0 { source.unread.to_string() } else { String::new() };
    let mut pen = Pen::at(buffer, area, line);
    let room = pen.room().saturating_sub(unread.width() + 2);
    let role = if source.unread > 0 { Role::Unread } else { Role::Text };
    let ellipsis = theme.symbol("…", "~");
    pen.cell(&source.name, room, ellipsis, theme.of(role)).put(" ", theme.of(Role::Text));
    pen.put(&unread, theme.of(Role::Accent));
    let state = &source.state;
    let since = |at| ago(at, screen.now);
    let (words, role) = match (state.state, &state.last_error) {
        (State::New, _) => ("not asked yet".to_owned(), Role::Dim),
        (State::Good, _) if source.quiet.is_some() => {
            let since = source.quiet.map_or(String::new(), since);
            (format!("quiet for {since}, against its habit"), Role::Badge)
        }
        (State::Good, _) => {
            (state.last_polled.map_or("good".into(), |at| format!("good, {} ago", since(at))), Role::Dim)
        }
        (State::Failing, Some(why)) => (format!("failing: {why}"), Role::Error),
        (State::Failing, None) => ("failing".to_owned(), Role::Error),
        (State::Gone, _) => ("gone for good, says its server".to_owned(), Role::Error),
    };
    let mut pen = Pen::at(buffer, area, line + 1);
    let room = pen.room();
    pen.put("  ", theme.of(role)).cell(&words, room.saturating_sub(2), ellipsis, theme.of(role));
}
