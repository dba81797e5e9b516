//! Which webhook secret signs or checks: the flags that say so, and the order in which sources are asked.
//!
//! Order: the secret flags, then `--bot` given as a flag, then `MOMOTALK_WEBHOOK_SECRET`, then the
//! project's or only bot.
use super::context::Context;
use super::resolve::{BotArgs, ChosenBot, Config};
use crate::error::{Error, Result};
use crate::io::files::{is_stdin, read_input};
use crate::io::system;
use crate::model::secret::Secret;
use crate::model::secret::credentials::BotCredentials;
use crate::model::secret::verification::VerificationSecrets;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// The variable that holds a webhook secret, as in MoMoTalk's own example.
const SECRET_VARIABLE: &str = "MOMOTALK_WEBHOOK_SECRET";

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
    #[command(flatten)]
    pub(crate) bot: BotArgs,
}

/// A secret and where it came from, for people.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedSecret {
    /// The secret.
    pub(crate) secret: Secret,
    /// For example ``the environment variable `MOMOTALK_WEBHOOK_SECRET` ``.
    pub(crate) origin: String,
}

/// The secrets that signatures are checked with, and where they came from.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedSecrets {
    /// The secrets.
    pub(crate) secrets: VerificationSecrets,
    /// Of those that count for every bot.
    origin: Option<String>,
}

impl SecretArgs {
    /// Whether the secret comes from standard input, so that the payload cannot.
    pub(crate) fn takes_stdin(&self) -> bool {
        self.secret_file.as_deref().is_some_and(is_stdin)
    }

    /// The secret to sign with, by the order above; of a bot in rotation the current one.
    pub(crate) fn resolve(&self, context: &mut Context) -> Result<ResolvedSecret> {
        if let Some(secret) = self.from_flags()? {
            return Ok(secret);
        }
        if self.bot.bot.is_none()
            && let Some(secret) = from_environment()?
        {
            return Ok(secret);
        }
        let chosen = Config::load(context)
            .and_then(|config| config.bot(context, &self.bot))
            .map_err(|error| error.hint(SECRET_HINT))?;
        let stored = chosen
            .credentials
            .as_ref()
            .and_then(|stored| stored.secret.clone());
        match stored {
            Some(secret) => Ok(ResolvedSecret {
                secret,
                origin: stored_origin(&chosen),
            }),
            None => Err(no_secret_error(&chosen)),
        }
    }

    /// The secrets to check signatures with: those of flags and environment, else those of the bot that was named,
    /// else those of all bots.
    pub(crate) fn resolve_all(&self, context: &mut Context) -> Result<ResolvedSecrets> {
        let explicit = self.from_flags_or_environment()?;
        if let Some(secret) = &explicit {
            secret.warn_if_short(context);
        }
        let (explicit, origin) = explicit
            .map(|secret| (secret.secret, secret.origin))
            .unzip();
        let config = match Config::load(context) {
            Ok(config) => config,
            // Whoever gives the secret needs neither home nor settings.
            Err(_) if explicit.is_some() => {
                let secrets = VerificationSecrets::default().with_override(explicit);
                return Ok(ResolvedSecrets { secrets, origin });
            }
            Err(error) => return Err(error),
        };
        let secrets = VerificationSecrets::from_bots(config.credentials.bots());
        if explicit.is_some() {
            let secrets = secrets.with_override(explicit);
            return Ok(ResolvedSecrets { secrets, origin });
        }
        let Some(named) = config.bot_name(context, &self.bot)? else {
            return Ok(ResolvedSecrets { secrets, origin });
        };
        let chosen = config.bot(context, &self.bot)?;
        let now = system::now();
        let has_secret =
            |credentials: &BotCredentials| !credentials.secrets_valid_at(now).is_empty();
        if chosen.credentials.as_ref().is_some_and(has_secret) {
            let origin = Some(stored_origin(&chosen));
            let secrets = secrets.with_only_bot(Some(chosen.id));
            return Ok(ResolvedSecrets { secrets, origin });
        }
        match self.bot.bot.as_ref() == Some(&named.value) {
            true => Err(no_secret_error(&chosen)),
            false => Ok(ResolvedSecrets { secrets, origin }),
        }
    }

    /// The secret of the flags, else the environment's, unless a flag names the bot; no kept one.
    pub(crate) fn from_flags_or_environment(&self) -> Result<Option<ResolvedSecret>> {
        match self.from_flags()? {
            None if self.bot.bot.is_none() => from_environment(),
            secret => Ok(secret),
        }
    }

    /// The secret of the flags.
    fn from_flags(&self) -> Result<Option<ResolvedSecret>> {
        let (bytes, origin) = match (&self.secret, &self.secret_file) {
            (Some(secret), _) => (secret.clone().into_vec(), "the flag `--secret`".to_owned()),
            (None, Some(file)) => (
                read_secret_file(file)?,
                format!("`--secret-file {}`", file.display()),
            ),
            (None, None) => return Ok(None),
        };
        non_empty(bytes, origin).map(Some)
    }
}

impl ResolvedSecret {
    /// Warns of a secret that could be guessed. MoMoTalk documents no least length; 16 bytes is momo's own choice.
    pub(crate) fn warn_if_short(&self, context: &mut Context) {
        let length = self.secret.reveal().len();
        if length < MIN_SECRET_BYTES {
            context.terminal.warn(format!(
                "the secret from {} is only {length} byte{} long; a short secret can be guessed",
                self.origin,
                if length == 1 { "" } else { "s" }
            ));
        }
    }
}

/// Secrets of fewer bytes are warned of.
const MIN_SECRET_BYTES: usize = 16;

impl ResolvedSecrets {
    /// Where the secrets for an event of this bot came from, for people.
    pub(crate) fn origin(&self, id: Option<&str>) -> String {
        match (&self.origin, id) {
            (Some(origin), _) => origin.clone(),
            (None, Some(id)) if self.secrets.has_secret_for(id) => {
                format!("the kept secret of the bot `{id}`")
            }
            _ => "the kept secrets of all bots".into(),
        }
    }
}

/// What helps where no secret is found.
pub(crate) const SECRET_HINT: &str =
    "Or give `--secret-file FILE` (`-` for standard input), or set MOMOTALK_WEBHOOK_SECRET.";

fn stored_origin(chosen: &ChosenBot) -> String {
    format!(
        "the kept secret of the bot `{}` ({})",
        chosen.id, chosen.origin
    )
}

fn no_secret_error(chosen: &ChosenBot) -> Error {
    let why = match chosen.credentials {
        Some(_) => "has no webhook secret here",
        None => "is not known here",
    };
    Error::unknown(format!("the bot `{}` ({}) {why}", chosen.id, chosen.origin))
        .hint(format!(
            "Keep its secret with `momo bot add {} --secret-file FILE`.",
            chosen.id
        ))
        .hint(SECRET_HINT)
}

/// `MOMOTALK_WEBHOOK_SECRET`, whose bytes need not be UTF-8; an empty one is a mistake, not an absence.
fn from_environment() -> Result<Option<ResolvedSecret>> {
    let Some(secret) = std::env::var_os(SECRET_VARIABLE) else {
        return Ok(None);
    };
    let origin = format!("the environment variable `{SECRET_VARIABLE}`");
    non_empty(secret.into_vec(), origin).map(Some)
}

fn non_empty(bytes: Vec<u8>, origin: String) -> Result<ResolvedSecret> {
    match Secret::new(bytes) {
        Some(secret) => Ok(ResolvedSecret { secret, origin }),
        None => Err(Error::usage(format!("the secret from {origin} is empty"))
            .hint("With an empty secret anybody could sign.")),
    }
}

/// The file's bytes (`-`: standard input) without one newline (LF or CRLF) at the end.
pub(crate) fn read_secret_file(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = read_input(file)?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    Ok(bytes)
}
