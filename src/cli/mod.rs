//! The command line: arguments, subcommands, exit codes.

mod args;
mod demo;
mod desk;
mod doctor;
mod extract;
mod input;
mod lines;
mod list;
mod out;
mod parse;
mod poll;
mod quotes_jsonl;
mod report;
mod rules;
mod screen;
mod shell;
mod show;
mod sources;
mod start;
mod stories;
mod transfer;
mod verbs;

pub use start::main;
