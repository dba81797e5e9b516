//! Which secret signs or checks: the flags that say so, and the order in which sources are asked.
//!
//! Order: the secret flags, then `--bot` given as a flag, then `MOMOTALK_WEBHOOK_SECRET`, then the
//! project's or only bot.
use super::context::Context;
use crate::error::{Error, Result};
use crate::model::secret::Secret;
use std::ffi::OsString;
use std::io::Read;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// The flags that name a webhook secret.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct SecretArgs {
    /// The webhook secret itself; it shows in `ps` and in the shell's history, so better use a file or the environment
    #[arg(
        long,
        value_name = "SECRET",
        conflicts_with = "secret_file",
        help_heading = "Secret"
    )]
    secret: Option<OsString>,
    /// A file that holds the webhook secret, `-` for standard input; one newline at its end is removed
    #[arg(long, value_name = "FILE", help_heading = "Secret")]
    secret_file: Option<PathBuf>,
}

/// A secret and where it came from, for people.
#[derive(Debug, Clone)]
pub(crate) struct FoundSecret {
    /// The secret.
    pub(crate) secret: Secret,
    /// For example ``the environment variable `MOMOTALK_WEBHOOK_SECRET` ``.
    pub(crate) origin: String,
}

impl SecretArgs {
    /// Whether the secret comes from standard input, so that the payload cannot.
    pub(crate) fn takes_stdin(&self) -> bool {
        self.secret_file
            .as_deref()
            .is_some_and(|file| file.as_os_str() == "-")
    }

    /// The secret to use, by the order above.
    pub(crate) fn find(&self, context: &Context) -> Result<FoundSecret> {
        let (bytes, origin) = if let Some(secret) = &self.secret {
            (secret.clone().into_vec(), "the flag `--secret`".to_owned())
        } else if let Some(file) = &self.secret_file {
            (
                read_secret_file(file)?,
                format!("`--secret-file {}`", file.display()),
            )
        } else if let Some(secret) = std::env::var_os("MOMOTALK_WEBHOOK_SECRET") {
            (
                secret.into_vec(),
                "the environment variable `MOMOTALK_WEBHOOK_SECRET`".to_owned(),
            )
        } else {
            let _ = context;
            return Err(Error::unknown("no webhook secret is known")
                .hint("Give `--secret-file FILE` (`-` for standard input) or set MOMOTALK_WEBHOOK_SECRET."));
        };
        match Secret::new(bytes) {
            Some(secret) => Ok(FoundSecret { secret, origin }),
            None => Err(Error::usage(format!("the secret from {origin} is empty"))
                .hint("With an empty secret anybody could sign.")),
        }
    }
}

/// The file's bytes without one newline (LF or CRLF) at the end.
fn read_secret_file(file: &PathBuf) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(file).map(|content| bytes = content)
    };
    read.map_err(|error| {
        Error::unknown(format!("cannot read the secret file `{}`", file.display())).because(error)
    })?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    Ok(bytes)
}
