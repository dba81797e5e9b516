//! Resolves the webhook secrets for signing and verification.
//!
//! Order: the secret flags, the flag `--bot`, `MOMOTALK_WEBHOOK_SECRET`, then the bot that
//! environment or settings name, or the only one.
use super::chosen_bot::ChosenBot;
use super::context::Context;
use super::resolve::BotArgs;
use crate::error::{Error, Result};
use crate::io::files::{is_stdin, known_secrets, read_small_input};
use crate::io::os::words;
use crate::io::system;
use crate::model::secret::Secret;
use crate::model::secret::credentials::BotCredentials;
use crate::model::secret::verification::VerificationSecrets;
use crate::model::settings::{Setting, Source};
use crate::model::text::shell::quote;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Environment variable with a webhook secret, as in MoMoTalk's example.
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

#[derive(Debug, Clone)]
pub(crate) struct ResolvedSecret {
    pub(crate) secret: Secret,
    /// For messages, for example ``the environment variable `MOMOTALK_WEBHOOK_SECRET` ``.
    pub(crate) origin: String,
}

/// Secrets for verification and their origin.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedSecrets {
    pub(crate) secrets: VerificationSecrets,
    /// Origin if the same secrets apply to every bot; `None` if each bot has its own stored secrets.
    origin: Option<String>,
}

impl SecretArgs {
    /// Returns whether the secret is read from standard input, so that the payload cannot be.
    pub(crate) fn takes_stdin(&self) -> bool {
        self.secret_file.as_deref().is_some_and(is_stdin)
    }

    /// Returns whether a flag names the secret, or the bot whose secret it is.
    pub(crate) fn is_given(&self) -> bool {
        self.secret.is_some() || self.secret_file.is_some() || self.bot.bot.is_some()
    }

    /// Returns the flags as they were given, for a shell. A literal secret becomes the variable with the secret.
    pub(crate) fn to_words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if self.secret.is_some() {
            words.push(format!("--secret \"${SECRET_VARIABLE}\""));
        }
        let file = self.secret_file.as_ref();
        words.extend(file.map(|file| format!("--secret-file {}", quote(&file.to_string_lossy()))));
        let bot = self.bot.bot.as_ref();
        words.extend(bot.map(|bot| format!("--bot {}", quote(bot))));
        let profile = self.bot.profile.profile.as_ref();
        words.extend(profile.map(|profile| format!("--profile {}", quote(profile))));
        words
    }

    /// Returns the secret for signing, in the order above. During a rotation it is the new one.
    ///
    /// Fails if no secret is found or the given one is empty.
    pub(crate) fn resolve(&self, context: &mut Context) -> Result<ResolvedSecret> {
        let resolved = self.resolve_unwarned(context)?;
        warn_of_mark(&resolved.secret, &resolved.origin, context);
        Ok(resolved)
    }

    fn resolve_unwarned(&self, context: &mut Context) -> Result<ResolvedSecret> {
        if let Some(secret) = self.resolve_flags()? {
            return Ok(secret);
        }
        if self.bot.bot.is_none()
            && let Some(secret) = from_environment()?
        {
            return Ok(secret);
        }
        let chosen = context
            .config()
            .and_then(|config| config.bot(&self.bot))
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

    /// Returns the secrets for verification: from flags or environment, else of the named bot, else of all bots.
    ///
    /// Fails if the bot of the flag `--bot` has none.
    pub(crate) fn resolve_all(&self, context: &mut Context) -> Result<ResolvedSecrets> {
        let explicit = self.resolve_flags_or_environment()?;
        if let Some(secret) = &explicit {
            secret.warn_if_short(context);
            warn_of_mark(&secret.secret, &secret.origin, context);
        }
        let (explicit, origin) = explicit
            .map(|secret| (secret.secret, secret.origin))
            .unzip();
        let config = match context.config() {
            Ok(config) => config,
            // An explicit secret needs neither home folder nor settings.
            Err(_) if explicit.is_some() => {
                let secrets = VerificationSecrets::default().with_override(explicit);
                return Ok(ResolvedSecrets { secrets, origin });
            }
            Err(error) => return Err(error),
        };
        let secrets = VerificationSecrets::from_bots(config.known_bots());
        if explicit.is_some() {
            let secrets = secrets.with_override(explicit);
            return Ok(ResolvedSecrets { secrets, origin });
        }
        let Some(named) = config.named_bot(&self.bot)? else {
            return Ok(ResolvedSecrets { secrets, origin });
        };
        let Setting {
            value: chosen,
            source,
        } = named;
        let now = system::now();
        let has_secret =
            |credentials: &BotCredentials| !credentials.secrets_valid_at(now).is_empty();
        if chosen.credentials.as_ref().is_some_and(has_secret) {
            let origin = Some(stored_origin(&chosen));
            let secrets = secrets.with_only_bot(Some(chosen.id));
            return Ok(ResolvedSecrets { secrets, origin });
        }
        match matches!(source, Source::Flag(_)) {
            true => Err(no_secret_error(&chosen)),
            false => Ok(ResolvedSecrets { secrets, origin }),
        }
    }

    /// Returns the secret of the flags, else of the environment unless `--bot` is given; `None` without either.
    pub(crate) fn resolve_flags_or_environment(&self) -> Result<Option<ResolvedSecret>> {
        match self.resolve_flags()? {
            None if self.bot.bot.is_none() => from_environment(),
            secret => Ok(secret),
        }
    }

    fn resolve_flags(&self) -> Result<Option<ResolvedSecret>> {
        let (bytes, origin) = match (&self.secret, &self.secret_file) {
            (Some(secret), _) => (
                words::into_bytes(secret.clone()),
                "the flag `--secret`".to_owned(),
            ),
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
    /// Warns if the secret is short enough to be guessed.
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

/// Returns what a secret of a file that Windows wrote has besides its text; `None` for other secrets.
pub(crate) fn mark_of(secret: &Secret) -> Option<&'static str> {
    match secret.reveal() {
        [0xef, 0xbb, 0xbf, ..] => Some("begins with a byte order mark, which is a part of it"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("is UTF-16, whose bytes are taken as they are"),
        _ => None,
    }
}

/// Returns the value of a header. Fails if it begins with a byte order mark, which no header could.
pub(crate) fn unmarked(value: Secret, origin: &str) -> Result<Secret> {
    match mark_of(&value) {
        Some(what) => Err(Error::usage(format!("the secret from {origin} {what}"))
            .hint("It goes into a header: save the file as UTF-8 without a byte order mark.")),
        None => Ok(value),
    }
}

/// Warns of the byte order mark of a secret.
pub(crate) fn warn_of_mark(secret: &Secret, origin: &str, context: &mut Context) {
    if let Some(what) = mark_of(secret) {
        let warning = format!("the secret from {origin} {what}");
        context.terminal.warn(warning);
    }
}

/// Length below which momo warns, in bytes. MoMoTalk documents no minimum; this is momo's own choice.
const MIN_SECRET_BYTES: usize = 16;

impl ResolvedSecrets {
    /// Returns whether the stored secret of this bot would be needed and there is none.
    pub(crate) fn lacks_secret_of(&self, id: &str) -> bool {
        self.origin.is_none() && !self.secrets.has_secret_for(id)
    }

    /// Returns the origin of the secrets for an event of this bot, for messages.
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

/// Hint of errors about a missing secret.
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

/// Reads `MOMOTALK_WEBHOOK_SECRET`, which need not be UTF-8. An empty value is an error, an unset one is `None`.
fn from_environment() -> Result<Option<ResolvedSecret>> {
    let Some(secret) = std::env::var_os(SECRET_VARIABLE) else {
        return Ok(None);
    };
    let origin = format!("the environment variable `{SECRET_VARIABLE}`");
    non_empty(words::into_bytes(secret), origin).map(Some)
}

fn non_empty(bytes: Vec<u8>, origin: String) -> Result<ResolvedSecret> {
    if let Ok(text) = std::str::from_utf8(&bytes) {
        known_secrets().add(text);
    }
    match Secret::new(bytes) {
        Some(secret) => Ok(ResolvedSecret { secret, origin }),
        None => Err(Error::usage(format!("the secret from {origin} is empty"))
            .hint("With an empty secret anybody could sign.")),
    }
}

/// Maximum size of a file with a secret or a key, in KiB.
pub(crate) const MAX_SECRET_KIB: u64 = 64;

/// Reads a file (`-`: standard input) of at most [`MAX_SECRET_KIB`], and removes one newline (LF or CRLF) at its end.
pub(crate) fn read_secret_file(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = read_small_input(file, MAX_SECRET_KIB)?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    Ok(bytes)
}
