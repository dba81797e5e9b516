//! Stores and shows bot credentials, for all `momo bot` commands.
use crate::cmd::chosen_bot::ChosenBot;
use crate::cmd::console;
use crate::cmd::context::Context;
use crate::cmd::prompt;
use crate::cmd::resolve::Config;
use crate::error::Result;
use crate::flow::callback_path::{self, CallbackChoice};
use crate::io::files::Credentials;
use crate::model::platform::api_problem::ApiProblem;
use crate::model::secret::Secret;
use crate::model::secret::credentials::{BotCredentials, PreviousSecret};
use crate::model::time::Timestamp;
use crate::view::bot::{BotInfo, StoredCredentials, field};
use crate::view::terminal::Terminal;
use serde_json::Value;

/// Change of a bot's stored entry. `None` leaves a field unchanged.
#[derive(Debug, Default)]
pub(super) struct CredentialUpdate {
    pub(super) profile: Option<String>,
    pub(super) api_base: Option<String>,
    pub(super) token: Option<Secret>,
    pub(super) secret: Option<Secret>,
    /// End of the grace period in which the replaced secret stays valid; `None` means no grace period.
    pub(super) previous_until: Option<Timestamp>,
    pub(super) callback_url: Option<String>,
    pub(super) name: Option<String>,
}

/// Stores the update. A changed API base drops the old token and secrets: they belong to the other platform.
pub(super) fn save_credentials(config: &Config, id: &str, update: CredentialUpdate) -> Result<()> {
    Credentials::update(&config.home, |credentials| {
        let bot = credentials.bot_entry(id);
        if let Some(base) = update.api_base {
            if bot.api_base != base {
                (bot.token, bot.secret, bot.previous_secret) = (None, None, None);
            }
            bot.api_base = base;
        }
        replace_secret(bot, update.secret, update.previous_until);
        let set = |field: &mut Option<String>, value: Option<String>| {
            if value.is_some() {
                *field = value;
            }
        };
        set(&mut bot.callback_url, update.callback_url);
        set(&mut bot.name, update.name);
        if update.token.is_some() {
            bot.token = update.token;
        }
        if let Some(profile) = update.profile {
            bot.profile = profile;
        }
        Ok(())
    })
}

/// Replaces the secret. Keeps the old one until `until`, or drops it if that is `None`.
///
/// Does nothing if `new` is `None` or stored already: the local platform writes the same file during a rotation.
fn replace_secret(bot: &mut BotCredentials, new: Option<Secret>, until: Option<Timestamp>) {
    let Some(new) = new.filter(|new| bot.secret.as_ref() != Some(new)) else {
        return;
    };
    let old = bot.secret.replace(new);
    bot.previous_secret = old.zip(until).map(|(secret, valid_until)| PreviousSecret {
        secret,
        valid_until,
    });
}

/// Prompts for the callback URL until the input is valid.
pub(super) fn ask_for_callback(context: &Context, local: bool) -> Result<String> {
    let check = move |answer: &str| {
        console::parse_callback_url(answer, local)
            .map(drop)
            .map_err(|error| error.message().to_owned())
    };
    let default = local.then_some("http://127.0.0.1:3000/momotalk/webhook");
    prompt::text(context, "Callback URL", default, check, "--callback-url")
}

/// Returns the callback URL that `target` means, with the path that the bot takes if it names none.
pub(super) fn choose_callback(target: &str, local: bool) -> Result<CallbackChoice> {
    callback_path::choose(target, console::parse_callback_url(target, local)?)
}

/// Prints how the path was chosen in text output.
pub(super) fn print_choice(terminal: &mut Terminal, choice: &CallbackChoice) {
    if let Some(note) = choice.note.as_ref().filter(|_| !terminal.is_json()) {
        terminal.note(note);
    }
}

pub(super) fn text_field(answer: &Value, key: &str) -> Option<String> {
    answer.get(key).and_then(Value::as_str).map(str::to_owned)
}

pub(super) fn secret_field(answer: &Value, key: &str) -> Option<Secret> {
    text_field(answer, key).and_then(Secret::new)
}

/// Merges a platform's response about a bot with its stored credentials. Name and callback URL of the response win;
/// profile and API base are the stored ones.
pub(super) fn bot_info(
    answer: Option<&Value>,
    id: &str,
    stored: Option<&BotCredentials>,
) -> BotInfo {
    let parsed = answer.and_then(|answer| serde_json::from_value(answer.clone()).ok());
    let mut info: BotInfo = parsed.unwrap_or_default();
    info.bot_id = id.to_owned();
    let Some(stored) = stored else { return info };
    info.name = info.name.or_else(|| stored.name.clone());
    info.callback_url = info.callback_url.or_else(|| stored.callback_url.clone());
    info.profile = Some(stored.profile.clone());
    info.api_base = Some(stored.api_base.clone());
    info.stored = Some(StoredCredentials {
        token_fingerprint: stored.token.as_ref().map(Secret::fingerprint),
        secret_fingerprint: stored.secret.as_ref().map(Secret::fingerprint),
    });
    info
}

/// Adds how to drop the stored credentials, if the platform does not know the bot.
pub(super) fn hint_at_forget(problem: ApiProblem, bot: &ChosenBot) -> ApiProblem {
    match problem.status == 404 && bot.credentials.is_some() {
        true => problem.hint(format!(
            "To forget its credentials: `momo bot delete {} --forget`",
            bot.id
        )),
        false => problem,
    }
}

/// Prints new credentials, which the platform returns only once, and the path of the file that stores them.
pub(super) fn print_once(
    terminal: &mut Terminal,
    config: &Config,
    token: Option<&Secret>,
    secret: Option<&Secret>,
) -> Result<()> {
    let styles = terminal.out_styles();
    let mut lines = String::new();
    for (label, value) in [("bot token", token), ("webhook secret", secret)] {
        if let Some(value) = value.and_then(Secret::reveal_text) {
            lines.push_str(&field(label, value, styles));
        }
    }
    terminal.print(lines.trim_start_matches('\n'))?;
    let file = config.home.credentials_file();
    terminal.note(format!(
        "Shown once. Kept in `{}`, which only you can read; every momo command finds it there.",
        file.display()
    ));
    Ok(())
}
