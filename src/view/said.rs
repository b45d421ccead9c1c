//! What one speaker said across the cache, in a box over the panes.

use ratatui::buffer::Buffer;

use super::frame;
use super::paint::{Pen, fit};
use super::theme::{Role, Theme};
use crate::screen::{Said, Screen};

/// Draws the list, if it is open.
pub(super) fn paint(screen: &Screen, theme: &Theme, buffer: &mut Buffer) {
    let Some(said) = &screen.said else { return };
    let area = screen.layout.middle.middle(92, u16::MAX);
    let count = said.sayings.len();
    let more = if said.next.is_some() { "+" } else { "" };
    let quotes = if count == 1 && more.is_empty() { "quote" } else { "quotes" };
    let here = if said.unnamed.is_some() { " in this copy" } else { "" };
    let title = format!("{}{here} · {count}{more} {quotes}, newest first", said.name);
    frame::boxed(theme, buffer, area, &title, "Enter opens · y copies · o browser · Esc");
    let inside = area.framed();
    if count == 0 {
        let words = if said.asked.is_some() { "…" } else { "No quotes of theirs in the cache." };
        Pen::at(buffer, inside, 0).put(words, theme.of(Role::Dim));
        return;
    }
    let lines = screen.said_height();
    for (line, row) in said.rows.iter().skip(said.top).take(lines).enumerate() {
        let Ok(line) = u16::try_from(line) else { break };
        let selected = row.saying == said.cursor;
        let style = theme.of(match (row.head, selected) {
            (true, true) => Role::TitleFocus,
            (true, false) => Role::Dim,
            (false, true) => Role::QuoteSelected,
            (false, false) => Role::Quote,
        });
        let mark = if selected && row.head { theme.symbol("▸", ">") } else { " " };
        let mut pen = Pen::at(buffer, inside, line);
        pen.put(mark, style);
        let room = pen.room();
        let text = fit(&row.text, room, theme.symbol("…", "~"));
        if row.head {
            pen.put(&text, style)
        } else {
            pen.quotation(&text, style)
        };
    }
    paint_link(said, theme, inside, buffer);
}

/// The page of the selected one, on the last line.
fn paint_link(said: &Said, theme: &Theme, inside: crate::screen::Area, buffer: &mut Buffer) {
    let Some(last) = inside.height.checked_sub(1) else { return };
    let url = said.current().and_then(|s| s.url.as_deref()).unwrap_or("");
    let url = fit(url, usize::from(inside.width), theme.symbol("…", "~"));
    Pen::at(buffer, inside, last).put(&url, theme.of(Role::Link));
}
