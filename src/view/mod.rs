//! Draws the screen. Changes nothing.
