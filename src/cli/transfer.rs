//! `import` and `export`: subscriptions and items, to and from other programs.

use std::ops::ControlFlow;
use std::path::Path;

use crate::cli::args::{ExportFormat, ImportFormat};
use crate::cli::desk::Desk;
use crate::cli::out::{End, Out, Stop, say};
use crate::cli::{input, lines};
use crate::config::{self, LeftOut};
use crate::exchange;
use crate::store::Asked;
use crate::store::Reader;
use crate::triage::moment;
use crate::wire::{ListItem, Reading, Saying, Sort, Source, redact};

/// Columns that exported text is laid out for; Markdown does not depend on it.
const WIDTH: u16 = 78;
/// How many things left out of an import for the same reason are named.
const SAID: usize = 10;

/// Adds the subscriptions of a file to the sources file; what cannot be taken is said line by line and costs only itself.
pub fn import(desk: &mut Desk, out: &mut Out, format: ImportFormat, file: &Path) -> End {
    let bytes = input::read(Some(file))?;
    let found = match format {
        ImportFormat::Opml => exchange::read_opml(&bytes),
        ImportFormat::Newsboat => exchange::read_newsboat(&String::from_utf8_lossy(&bytes)),
    };
    let left_out = config::add_sources(&desk.settings().paths.sources, &found.sources).map_err(Stop::failed)?;
    let taken = found.sources.len().saturating_sub(left_out.len());
    desk.reread_sources()?;
    desk.subscribe()?;
    let left_out: Vec<(String, LeftOut)> = left_out.into_iter().map(|(source, why)| (named(&source), why)).collect();
    let reasons: Vec<String> = left_out.iter().map(|(_, why)| why.to_string()).collect();
    let file = input::name(Some(file));
    let refused = found.refused.iter().map(|refusal| (refusal.place(&file), refusal.why.as_str()));
    say_left_out(refused.chain(left_out.iter().zip(&reasons).map(|((name, _), why)| (name.clone(), why.as_str()))));
    let all = left_out.len() + found.refused.len();
    out.line(&format!("{} added, {all} left out", lines::counted(taken, "source")))?;
    // What is subscribed all the same is no failure.
    let refused = found.refused.iter().filter(|refusal| !refusal.is_twin()).count();
    let refused = refused + left_out.iter().filter(|(_, why)| matches!(why, LeftOut::Refused(_))).count();
    if refused == 0 {
        return Ok(());
    }
    out.flush()?;
    Err(Stop::failed(match taken {
        0 => "nothing was taken over".to_owned(),
        _ if refused == 1 => "1 entry was not taken over".to_owned(),
        _ => format!("{refused} entries were not taken over"),
    }))
}

/// What a source that was left out is called: files of other programs need not name theirs.
fn named(source: &Source) -> String {
    if source.name.is_empty() { redact(&source.url) } else { source.name.clone() }
}

/// Says what was left out, line by line; of the same reason many times over, how many more there are.
fn say_left_out<'a>(all: impl Iterator<Item = (String, &'a str)>) {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for (what, why) in all {
        let at = reasons.iter().position(|(known, _)| *known == why).unwrap_or_else(|| {
            reasons.push((why, 0));
            reasons.len() - 1
        });
        let Some((_, count)) = reasons.get_mut(at) else { continue };
        *count += 1;
        if *count <= SAID {
            say(&format!("{what}: {why}"));
        }
    }
    for (why, count) in reasons.iter().filter(|(_, count)| *count > SAID) {
        say(&format!("and {} more: {why}", count - SAID));
    }
}

/// Writes subscriptions or items to standard output.
pub fn export(desk: &Desk, out: &mut Out, format: ExportFormat, json: bool, words: &[String]) -> End {
    if json && !matches!(format, ExportFormat::Quotes | ExportFormat::Json) {
        return Err(Stop::asked("--json goes with `export quotes`; `export json` writes items"));
    }
    if matches!(format, ExportFormat::Opml) {
        if !words.is_empty() {
            return Err(Stop::asked("`export opml` writes all subscriptions and takes no query"));
        }
        return out.bytes(exchange::write_opml("copytaster", desk.sources()).as_bytes());
    }
    let query = desk.query(words)?;
    let asked = Asked::of(&query);
    let mut ids = Vec::new();
    let mut reader = desk.reader()?;
    let listed = reader.list(&query, Sort::Newest, None, &mut |item| {
        ids.push(item);
        ControlFlow::Continue(())
    });
    listed.map_err(Stop::failed)?;
    let mut withheld = 0_usize;
    for item in ids {
        let Some(reading) = reader.reading(item.row.id, None, WIDTH).map_err(Stop::failed)? else { continue };
        if let Err(why) = exchange::may_leave(&reading, desk.now()) {
            let why = why.words(|lifts| moment(lifts, desk.now(), &desk.zone()));
            say(&format!("item {}: {why}", item.row.id));
            withheld += 1;
            continue;
        }
        match format {
            ExportFormat::Json => {
                let echoes = reader.echoes(item.row.id, None).map_err(Stop::failed)?;
                out.json(&exchange::leaving_json(&item, &reading, &echoes))?;
            }
            ExportFormat::Ninjs => out.json(&exchange::ninjs(&item, &reading))?,
            ExportFormat::Text => out.line(&exchange::Form::Text.write(&item, &reading, &[], &desk.zone()))?,
            ExportFormat::Quotes => quotations(&mut reader, out, &item, &reading, &asked, json, desk)?,
            _ => out.line(&exchange::markdown(&reading, &desk.zone()))?,
        }
    }
    if withheld > 0 {
        let rest = if withheld == 1 {
            "1 item was not exported".to_owned()
        } else {
            format!("{withheld} items were not exported")
        };
        out.flush()?;
        return Err(Stop::failed(rest));
    }
    Ok(())
}

/// The quotations of an item that are asked for: a line of JSON each, or a list under its headline.
fn quotations(
    reader: &mut Reader,
    out: &mut Out,
    item: &ListItem,
    reading: &Reading,
    asked: &Asked,
    json: bool,
    desk: &Desk,
) -> End {
    let text = &reading.filing.text;
    let mut quotes = reading.quotes.iter().enumerate().filter(|(_, quote)| asked.holds(quote, text)).peekable();
    if quotes.peek().is_none() {
        return Ok(());
    }
    if !json {
        let sayings: Vec<Saying> = quotes.map(|(_, quote)| Saying::of(reading, quote)).collect();
        return out.line(&exchange::sayings_markdown(&sayings, &desk.zone()));
    }
    let echoes = reader.echoes(item.row.id, Some(reading.revision)).map_err(Stop::failed)?;
    for (n, quote) in quotes {
        let mine: Vec<_> = echoes.iter().filter(|echo| echo.quote == n).collect();
        let of = (item.row.id, reading.revision);
        let at = item.published.or(Some(item.row.sort_at));
        let json = exchange::quote_json(of, &item.row.source, at, text, quote, &mine);
        // What is killed or under an embargo does not leave at all.
        out.json(&exchange::quote_json_of_story(json, reading.filing.url.as_deref(), false, false))?;
    }
    Ok(())
}
