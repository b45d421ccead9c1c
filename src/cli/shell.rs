//! `completions` and `man`: made from the same table as the parser, and the key table of the screen.

use clap::CommandFactory;

use super::args::Arguments;
use super::out::{End, Out, Stop};
use crate::screen;
use crate::triage;

/// Prints completions for a shell.
pub fn completions(out: &mut Out, shell: clap_complete::Shell) -> End {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "copytaster", &mut script);
    out.bytes(&script)
}

/// Prints the manual page in roff.
pub fn man(out: &mut Out) -> End {
    let command = Arguments::command();
    let page = clap_mangen::Man::new(command.clone());
    let mut roff = Vec::new();
    let made = (|| {
        page.render_title(&mut roff)?;
        page.render_name_section(&mut roff)?;
        page.render_synopsis_section(&mut roff)?;
        page.render_description_section(&mut roff)?;
        page.render_options_section(&mut roff)?;
        page.render_subcommands_section(&mut roff)
    })();
    made.map_err(Stop::from)?;
    section(&mut roff, "KEYS");
    for row in screen::commands::table() {
        term(&mut roff, &row.chords.join("  "), row.help);
    }
    section(&mut roff, "QUERIES");
    for (written, does) in triage::SYNTAX {
        term(&mut roff, written, does);
    }
    for field in triage::FIELDS {
        term(&mut roff, field.example, field.does);
    }
    for (state, does) in triage::STATES {
        term(&mut roff, &format!("is:{state}"), does);
    }
    term(&mut roff, "mark:", &triage::MARKS.join(" "));
    section(&mut roff, "EXIT STATUS");
    term(&mut roff, "0", "Done. A closed pipe is success.");
    term(&mut roff, "1", "Failed, or failed in part; standard error says what and what to do next.");
    term(&mut roff, "2", "Asked wrongly.");
    out.bytes(&roff)
}

fn section(roff: &mut Vec<u8>, name: &str) {
    roff.extend_from_slice(format!(".SH {name}\n").as_bytes());
}

fn term(roff: &mut Vec<u8>, name: &str, text: &str) {
    roff.extend_from_slice(format!(".TP\n\\fB{}\\fR\n{}\n", escape(name), escape(text)).as_bytes());
}

/// Backslashes are escapes in roff, and a dot or an apostrophe at the start of a line is a request.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
