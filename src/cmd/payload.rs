//! Flags that choose a payload: a file, standard input or text. Payloads are bytes and never converted to text.
use super::context::Context;
use crate::error::{Error, Result};
use crate::flow::sign::PayloadSource;
use crate::io::os::words;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

/// The words that name a payload.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct PayloadArgs {
    /// The payload, byte for byte; without it and --body, or as `-`, standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The payload as text
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    body: Option<OsString>,
}

impl PayloadArgs {
    /// Returns the payload's source. `others` lists the other flags that can read standard input and whether they do.
    pub(crate) fn resolve(
        &self,
        context: &mut Context,
        others: &[(&str, bool)],
    ) -> Result<PayloadSource> {
        let file = match (&self.file, &self.body) {
            (Some(_), Some(_)) => {
                return Err(Error::usage("both FILE and `--body` give a payload")
                    .hint("Leave one out: a payload is a file, standard input or `--body TEXT`."));
            }
            (None, Some(body)) => {
                check_single_stdin_use(others.iter().copied())?;
                return Ok(PayloadSource::Bytes(words::into_bytes(body.clone())));
            }
            (Some(file), None) => file.clone(),
            (None, None) => PathBuf::from("-"),
        };
        let from_stdin = file.as_os_str() == "-";
        check_single_stdin_use(
            std::iter::once(("the payload", from_stdin)).chain(others.iter().copied()),
        )?;
        if from_stdin && std::io::stdin().is_terminal() {
            context.terminal.note(format!(
                "Reading the payload from the terminal; {} ends it (twice, if a line is begun).",
                words::END_OF_INPUT
            ));
        }
        Ok(PayloadSource::File(file))
    }
}

/// Fails if more than one flag reads standard input.
fn check_single_stdin_use<'a>(uses: impl Iterator<Item = (&'a str, bool)>) -> Result<()> {
    let uses: Vec<_> = uses.filter(|(_, taken)| *taken).collect();
    match uses[..] {
        [(first, _), (second, _), ..] => Err(Error::usage(format!(
            "standard input cannot be both {first} and {second}"
        ))
        .hint("Give one of them as a file, or the payload with `--body TEXT`.")),
        _ => Ok(()),
    }
}
