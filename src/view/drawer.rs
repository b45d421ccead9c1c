//! The drawer: views with their numbers, and sources, how they fare, and in words what is wrong with one.

use ratatui::buffer::Buffer;

use super::frame;
use super::paint::Pen;
use super::theme::{Role, Theme};
use crate::screen::{Area, Pane, Screen, ago};
use crate::wire::{Columns, Health, HowMany, State};

/// Draws the visible views, a line each, and below them the sources, two lines each.
pub(super) fn paint(screen: &Screen, theme: &Theme, area: Area, buffer: &mut Buffer) {
    let focused = screen.focus == Pane::Drawer;
    let desk = &screen.desk;
    let right = if desk.counts.failing > 0 { format!("{} failing", desk.counts.failing) } else { String::new() };
    let left = if desk.sources.len() == 1 { "1 source".to_owned() } else { format!("{} sources", desk.sources.len()) };
    frame::title(theme, buffer, area, (&left, &right), focused);
    let Some(inside) = screen.layout.inside(Pane::Drawer) else { return };
    let views = screen.drawer_views();
    let shown = |line: usize| line.checked_sub(desk.top).and_then(|line| u16::try_from(line).ok());
    let role = if focused { Role::Cursor } else { Role::CursorElsewhere };
    for (n, (name, count)) in views.iter().enumerate() {
        let Some(line) = shown(n).filter(|line| *line < inside.height) else { continue };
        paint_view(theme, inside, line, (name, *count), buffer);
        if desk.on_view == Some(n) {
            Pen::wash(buffer, inside, line, theme.of(role));
        }
    }
    let first = views.len() + 1;
    if let Some(line) = shown(first).filter(|line| desk.sources.is_empty() && *line < inside.height) {
        Pen::at(buffer, inside, line).put("none yet: a adds one", theme.of(Role::Dim));
    }
    for (n, source) in desk.sources.iter().enumerate() {
        // The second line of a source alone says nothing.
        let Some(line) = shown(first + n * 2) else { continue };
        if line >= inside.height {
            break;
        }
        paint_source(screen, theme, inside, line, source, buffer);
        if n == desk.cursor && desk.on_view.is_none() {
            Pen::wash(buffer, inside, line, theme.of(role));
        }
    }
}

/// A view, and how many items it has.
fn paint_view(theme: &Theme, area: Area, line: u16, (name, count): (&str, Option<HowMany>), buffer: &mut Buffer) {
    let count = count.map_or(String::new(), |many| format!("{}{}", many.n, if many.or_more { "+" } else { "" }));
    let mut pen = Pen::at(buffer, area, line);
    let room = pen.room().saturating_sub(count.columns() + 2);
    pen.cell(name, room, theme.symbol("…", "~"), theme.of(Role::Text)).put(" ", theme.of(Role::Text));
    pen.put(&count, theme.of(Role::Accent));
}

fn paint_source(screen: &Screen, theme: &Theme, area: Area, line: u16, source: &Health, buffer: &mut Buffer) {
    let unread = if source.unread > 0 { source.unread.to_string() } else { String::new() };
    let mut pen = Pen::at(buffer, area, line);
    let room = pen.room().saturating_sub(unread.columns() + 2);
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
