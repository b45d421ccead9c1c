//! One frame: bars, panes, and what lies over them.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::theme::{Role, Theme};
use super::{bar, drawer, frame, list, paint, popup, prompt, quotes, reader, said};
use crate::screen::{Pane, Screen};

/// Draws the screen as it stands. The terminal's own cursor is shown in a prompt and nowhere else.
pub fn draw(screen: &Screen, theme: &Theme, frame: &mut Frame<'_>) {
    let cursor = paint_all(screen, theme, frame.buffer_mut());
    paint::own_words_in_ascii(theme.is_ascii(), frame.buffer_mut());
    if let Some((x, y)) = cursor {
        frame.set_cursor_position(Position { x, y });
    }
}

/// Paints every part, from the bottom up. Gives the place of the cursor where a prompt is open.
fn paint_all(screen: &Screen, theme: &Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let text = theme.of(Role::Text);
    buffer.set_style(buffer.area, text);
    bar::paint(screen, theme, buffer);
    for (pane, area) in &screen.layout.panes {
        match pane {
            Pane::Drawer => drawer::paint(screen, theme, *area, buffer),
            Pane::List => list::paint(screen, theme, *area, buffer),
            Pane::Reader => reader::paint(screen, theme, *area, buffer),
            Pane::Quotes => quotes::paint(screen, theme, *area, buffer),
        }
    }
    frame::between(screen, theme, buffer);
    if screen.layout.popup {
        // Over the lines between the panes beneath.
        if let Some(area) = screen.layout.area(Pane::Quotes) {
            quotes::paint(screen, theme, area, buffer);
        }
    }
    said::paint(screen, theme, buffer);
    popup::paint(screen, theme, buffer);
    prompt::paint(screen, theme, buffer)
}
