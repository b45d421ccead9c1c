//! Secrets are fetched when a request is made: from the environment by way of a function, or from a program without a shell.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::wire::{Failure, Secret, clean_line};

/// Reads the environment; handed down by those who may.
pub type Lookup = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// How long a secret's program may take.
const LIMIT: Duration = Duration::from_secs(10);
/// The most that is read of what it prints, in bytes.
const LONGEST: u64 = 64 << 10;

/// Fetches secrets, and remembers what programs said until it turns out wrong.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    said: Mutex<HashMap<Vec<String>, Arc<OnceCell<String>>>>,
}

impl Secrets {
    /// The secret itself. A failure names where it should have come from, never what it is.
    pub async fn fetch(&self, secret: &Secret, lookup: &Lookup) -> Result<String, Failure> {
        match secret {
            Secret::Plain(text) => Ok(text.clone()),
            Secret::Env(name) => lookup(name).ok_or_else(|| {
                Failure::Setup(clean_line(&format!("the environment variable {name} is not set, which holds a secret")))
            }),
            Secret::Command(argv) => {
                let cell = Arc::clone(
                    self.said.lock().unwrap_or_else(PoisonError::into_inner).entry(argv.clone()).or_default(),
                );
                // Sources that share a program wait for one run of it; a failure is not remembered.
                cell.get_or_try_init(|| run(argv)).await.cloned()
            }
        }
    }

    /// Forgets what a program said: the server would not have it.
    pub fn forget(&self, secret: &Secret) {
        if let Secret::Command(argv) = secret {
            self.said.lock().unwrap_or_else(PoisonError::into_inner).remove(argv);
        }
    }
}

async fn run(argv: &[String]) -> Result<String, Failure> {
    let Some((program, arguments)) = argv.split_first() else {
        return Err(Failure::Setup("the command for a secret is empty".to_owned()));
    };
    let failed = |why: &str| Failure::Setup(clean_line(&format!("the command for a secret, {program}, {why}")));
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(&format!("cannot be run: {error}")))?;
    let mut printed = Vec::new();
    let whole = async {
        if let Some(out) = child.stdout.take() {
            out.take(LONGEST).read_to_end(&mut printed).await?;
        }
        child.wait().await
    };
    match timeout(LIMIT, whole).await {
        Err(_) => Err(failed("did not end within 10 s")),
        Ok(Err(error)) => Err(failed(&format!("failed: {error}"))),
        Ok(Ok(status)) if !status.success() => Err(failed(&format!("failed ({status})"))),
        Ok(Ok(_)) => {
            let text = String::from_utf8_lossy(&printed);
            match text.lines().next().map(str::trim_end).filter(|line| !line.is_empty()) {
                Some(line) => Ok(line.to_owned()),
                None => Err(failed("printed nothing")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Secrets;
    use crate::poll::Lookup;
    use crate::wire::Secret;
    use std::sync::Arc;

    fn lookup() -> Lookup {
        Arc::new(|name| (name == "WIRE_PASSWORD").then(|| "hunter2".to_owned()))
    }

    fn command(argv: &[&str]) -> Secret {
        Secret::Command(argv.iter().map(|word| (*word).to_owned()).collect())
    }

    #[tokio::test]
    async fn a_secret_comes_from_where_it_is_kept() {
        let secrets = Secrets::default();
        assert_eq!(secrets.fetch(&Secret::Plain("a".into()), &lookup()).await.unwrap(), "a");
        assert_eq!(secrets.fetch(&Secret::Env("WIRE_PASSWORD".into()), &lookup()).await.unwrap(), "hunter2");
        let said = secrets.fetch(&command(&["printf", "one\\ntwo"]), &lookup()).await.unwrap();
        assert_eq!(said, "one");
    }

    #[tokio::test]
    async fn a_secret_that_cannot_be_had_is_named_not_told() {
        let secrets = Secrets::default();
        let missing = secrets.fetch(&Secret::Env("NOT_SET".into()), &lookup()).await.unwrap_err().to_string();
        assert!(missing.contains("NOT_SET"));
        for argv in [&["false"][..], &["true"], &["/no/such/program"], &[]] {
            assert!(secrets.fetch(&command(argv), &lookup()).await.is_err(), "{argv:?}");
        }
    }

    #[tokio::test]
    async fn a_program_runs_without_a_shell_and_only_once_until_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("count");
        let script = format!("echo x >> '{0}'; wc -l < '{0}'", file.display());
        let counted = command(&["sh", "-c", &script]);
        let secrets = Secrets::default();
        assert_eq!(secrets.fetch(&counted, &lookup()).await.unwrap(), "1");
        assert_eq!(secrets.fetch(&counted, &lookup()).await.unwrap(), "1");
        secrets.forget(&counted);
        assert_eq!(secrets.fetch(&counted, &lookup()).await.unwrap(), "2");
        let plain = secrets.fetch(&command(&["echo", "$HOME;", "ls"]), &lookup()).await.unwrap();
        assert_eq!(plain, "$HOME; ls");
    }
}
