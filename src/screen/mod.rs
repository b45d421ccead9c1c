//! What the editor sees and does, as state: messages in, effects out. No I/O, no clock.
