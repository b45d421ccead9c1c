//! What stays of one session for the next, so that nothing typed between the two is lost.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::run::event::Event;
use crate::run::terminal::Terminal;

/// The program's own side of the keyboard, for as many sessions as follow one another. Of the events that it keeps it knows only
/// those from outside: what the workers of an ended session had to say is of no use to the next.
#[derive(Default)]
pub struct Console {
    /// The terminal, where the session before did not give it back: given back in between, it would echo what is typed and
    /// turn Enter into another key.
    pub(super) terminal: Option<Terminal>,
    /// What came from outside and was not heard, in order.
    pub(super) ahead: Vec<Event>,
    /// The inbox that the thread which reads lines sends to; it cannot be stopped, so it goes on with the next session.
    pub(super) lines: Option<Inbox>,
}

/// An inbox, and a way into it.
pub(super) struct Inbox {
    /// The way in.
    pub to: SyncSender<Event>,
    /// What came.
    pub from: Receiver<Event>,
}

impl Inbox {
    /// An empty one, in which so much may wait that nobody who types fills it.
    pub(super) fn new() -> Self {
        let (to, from) = sync_channel(1024);
        Self { to, from }
    }
}

impl Console {
    /// Keeps what the ended session did not hear, if it is from outside.
    pub(super) fn keep(&mut self, unheard: impl IntoIterator<Item = Event>) {
        let outside = |event: &Event| {
            matches!(event, Event::Terminal(_) | Event::Line(_) | Event::Signal(_) | Event::TerminalGone)
        };
        self.ahead.extend(unheard.into_iter().filter(outside));
    }

    /// What was kept, which is then forgotten.
    pub(super) fn take_ahead(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{Message, Notice};
    use crossterm::event::{Event as Typed, KeyCode};

    #[test]
    fn what_was_typed_is_kept_in_its_order_and_what_workers_said_is_not() {
        let key = |c| Event::Terminal(Typed::Key(KeyCode::Char(c).into()));
        let said = Event::Message(Message::Notice(Notice::Info("polled".into())));
        let mut console = Console::default();
        console.keep([key('a'), said, Event::Line("flag".into())]);
        console.keep([Event::Back(Ok("cat has ended".into())), Event::Signal(15), key('b')]);
        let kept = format!("{:?}", console.take_ahead());
        let at = |what: &str| kept.find(what).unwrap_or(usize::MAX);
        assert!(at("'a'") < at("flag") && at("flag") < at("Signal(15)") && at("Signal(15)") < at("'b'"), "{kept}");
        assert!(!kept.contains("polled") && !kept.contains("cat"), "{kept}");
        assert!(console.take_ahead().is_empty());
    }
}
