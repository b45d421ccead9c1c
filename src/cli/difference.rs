//! `show --diff`: what a revision changed, in letters that need no colour.

use std::fmt::Write;

use crate::analysis::{self, DiffKind};
use crate::wire::Filing;

/// Headline and paragraphs that changed, additions in `{+…+}` and deletions in `[-…-]`, as `wdiff` has them.
pub fn text(old: &Filing, new: &Filing) -> String {
    let mut page = String::new();
    if let Some(what) = &new.what_changed {
        let _ = writeln!(page, "{what}\n");
    }
    for (before, after) in [(&old.headline, &new.headline), (&old.text, &new.text)] {
        for paragraph in analysis::word_diff(before, after) {
            if !paragraph.is_changed() {
                continue;
            }
            for run in &paragraph.runs {
                let _ = match run.kind {
                    DiffKind::Equal => write!(page, "{}", run.text),
                    DiffKind::Added => write!(page, "{{+{}+}}", run.text),
                    DiffKind::Removed => write!(page, "[-{}-]", run.text),
                };
            }
            page.push_str("\n\n");
        }
    }
    if page.is_empty() { "no difference".to_owned() } else { page.trim_end().to_owned() }
}
