//! Outside programs, started without a shell.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::mpsc::SyncSender;
use std::thread::{self, JoinHandle};

use crate::run::event::Event;
use crate::screen::{Message, Notice};

/// Opens an address in the system's browser or mail program, detached, with its output thrown away. Whether the starter fails at
/// once takes a moment to be seen, for which the screen does not wait: it is told. What it gives ends when all is said.
pub fn open(address: String, to: &SyncSender<Event>) -> Option<JoinHandle<()>> {
    let (tell, failed) = (to.clone(), to.clone());
    let begun = thread::Builder::new().name("open".into()).spawn(move || {
        let said = match opened(&address).and_then(|target| open::that_detached(&target).map_err(|e| not_started(&e))) {
            Ok(()) => Notice::Info(format!("opened {address}")),
            Err(why) => Notice::Trouble(why),
        };
        let _ = tell.send(Event::Message(Message::Notice(said)));
    });
    begun
        .inspect_err(|error| {
            let said = Notice::Trouble(format!("nothing was opened: {error}"));
            let _ = failed.try_send(Event::Message(Message::Notice(said)));
        })
        .ok()
}

/// The address as it is handed on. Only the web's and mailboxes: what came over the wire must not choose another program. It
/// starts with its scheme, so that no program can take it for an option, hosts are in punycode, and of a mailbox's headers the
/// subject alone stays: some mail programs attach files that an address names.
fn opened(address: &str) -> Result<String, String> {
    let mut url = url::Url::parse(address).map_err(|e| format!("not an address: {e}"))?;
    match url.scheme() {
        "http" | "https" => {}
        "mailto" => {
            let is_subject = |pair: &&str| pair.get(..8).is_some_and(|name| name.eq_ignore_ascii_case("subject="));
            let subject = url.query().and_then(|query| query.split('&').find(is_subject)).map(str::to_owned);
            url.set_query(subject.as_deref());
            url.set_fragment(None);
        }
        other => return Err(format!("only http, https and mailto are opened, not {other}:")),
    }
    Ok(url.into())
}

/// Why nothing was opened, and what helps.
fn not_started(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "nothing here opens links; install xdg-open, or copy the address".to_owned(),
        ErrorKind::Other => {
            "no program for this link could be started; set a browser with xdg-settings, or copy the address".to_owned()
        }
        _ => format!("the link could not be opened: {error}"),
    }
}

/// The program that edits a file, with its arguments: `VISUAL`, else `EDITOR`, else vi. No shell reads it.
///
/// # Errors
/// When what stands there cannot be taken apart into words.
#[allow(clippy::disallowed_methods)] // this folder is one of those that may read the environment
pub fn editor(file: &Path) -> Result<Vec<String>, String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let named = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    words(&named, file)
}

fn words(named: &str, file: &Path) -> Result<Vec<String>, String> {
    let mut argv = shlex::split(named)
        .filter(|argv| !argv.is_empty())
        .ok_or_else(|| format!("EDITOR is no command: {named}; name a program and its arguments"))?;
    let file = file.to_str().ok_or_else(|| format!("{} is no UTF-8 name", file.display()))?;
    argv.push(file.to_owned());
    Ok(argv)
}

#[cfg(test)]
mod tests {
    use super::{not_started, opened, words};

    #[test]
    fn an_editor_may_have_arguments_and_gets_the_file_as_one() {
        let file = std::path::Path::new("/desk/my sources.toml");
        assert_eq!(words("code --wait", file).unwrap(), ["code", "--wait", "/desk/my sources.toml"]);
        assert!(words("'vi", file).unwrap_err().starts_with("EDITOR is no command"));
    }

    #[test]
    fn an_address_of_another_scheme_starts_nothing() {
        for address in ["file:///etc/passwd", "javascript:alert(1)", "ssh://-oProxyCommand=x/", "-rf /", "x"] {
            assert!(opened(address).is_err(), "{address}");
        }
    }

    #[test]
    fn an_address_is_handed_on_with_its_host_in_plain_letters_and_a_mailbox_without_what_it_would_attach() {
        for (address, handed_on) in [
            ("https://outlet.example/a?b=$(c)", "https://outlet.example/a?b=$(c)"),
            ("HTTPS://bücher.example", "https://xn--bcher-kva.example/"),
            ("mailto:desk@outlet.example", "mailto:desk@outlet.example"),
            (
                "mailto:desk@outlet.example?attach=/etc/passwd&Subject=tip&bcc=x@y.example",
                "mailto:desk@outlet.example?Subject=tip",
            ),
            ("mailto:?attach=/etc/passwd#x", "mailto:"),
        ] {
            assert_eq!(opened(address).as_deref(), Ok(handed_on));
        }
    }

    #[test]
    fn a_link_that_nothing_opens_is_told_in_words() {
        let said =
            |kind| not_started(&std::io::Error::new(kind, "Launcher failed with ExitStatus(unix_wait_status(768))"));
        for kind in [std::io::ErrorKind::NotFound, std::io::ErrorKind::Other] {
            assert!(said(kind).ends_with("copy the address") && !said(kind).contains("ExitStatus"));
        }
    }
}
