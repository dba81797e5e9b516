//! `momo bot env`: prints a bot's credentials as the environment variables that MoMoTalk's example reads.
use crate::cmd::chosen_bot::ChosenBot;
use crate::cmd::context::Context;
use crate::cmd::resolve::{BotArgs, Config};
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::model::secret::Secret;
use crate::model::text::dotenv;
use clap::ValueEnum;
use serde_json::{Map, Value};

/// Arguments of `momo bot env`.
#[derive(clap::Args, Debug)]
pub(crate) struct BotEnv {
    /// The bot, by its id or its name; may be left out where only one is known, or `--bot`, MOMO_BOT or momo.json names it
    #[arg(value_name = "BOT", conflicts_with = "bot")]
    id: Option<String>,
    #[command(flatten)]
    flags: BotArgs,
    /// How the variables are written
    #[arg(
        long = "as",
        value_enum,
        value_name = "SHAPE",
        default_value = "dotenv"
    )]
    shape: EnvFormat,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum EnvFormat {
    /// A .env file
    Dotenv,
    /// Lines for `eval` in a shell
    Shell,
    /// Lines for PowerShell
    Powershell,
    /// An object
    Json,
}

impl Verb for BotEnv {
    const NAME: &'static str = "env";
    const ABOUT: &'static str = "Print a bot's credentials as environment variables";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot env > .env
  eval \"$(momo bot env bot_xxx --as shell)\"
  momo bot env bot_xxx --as powershell | Out-String | Invoke-Expression
  momo bot env --as json

The output holds the token and the webhook secret in clear: write it where only the bot reads it.";
    const PRINTS_SECRETS: bool = true;

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = context.config()?;
        let mut flags = self.flags.clone();
        flags.bot = flags.bot.or(self.id);
        let bot = config.bot(&flags)?;
        let variables = variables(context, &config, &bot, &flags)?;
        if self.shape == EnvFormat::Json || context.terminal.is_json() {
            let object: Map<String, Value> = variables
                .iter()
                .map(|(name, value)| match value {
                    EnvValue::Plain(text) => ((*name).to_owned(), text.clone().into()),
                    EnvValue::Credential(secret) => dotenv::json_pair(name, secret),
                })
                .collect();
            context.terminal.print_json(&object)?;
            return Ok(Verdict::Yes);
        }
        let mut lines = Vec::new();
        for (name, value) in &variables {
            let text = match value {
                EnvValue::Plain(text) => Some(text.as_str()),
                EnvValue::Credential(secret) => secret.reveal_text(),
            };
            let line = text.and_then(|text| match self.shape {
                EnvFormat::Shell => dotenv::shell_line(name, text),
                EnvFormat::Powershell => dotenv::powershell_line(name, text),
                _ => dotenv::line(name, text),
            });
            lines.push(line.ok_or_else(|| unwritable(name, self.shape))?);
        }
        // Printed after the last check: half of a file would look like a whole one.
        context.terminal.print(lines.join("\n"))?;
        Ok(Verdict::Yes)
    }
}

/// Returns the error for a value that cannot be written in this shape.
fn unwritable(name: &str, shape: EnvFormat) -> Error {
    let error = match shape {
        EnvFormat::Dotenv => Error::unknown(format!(
            "the value of `{name}` holds characters that readers of .env files read differently"
        ))
        .hint("`--as shell` writes it for `eval` in a shell."),
        EnvFormat::Shell | EnvFormat::Powershell | EnvFormat::Json => Error::unknown(format!(
            "the value of `{name}` cannot be written in this shape"
        )),
    };
    error.hint("`--as json` can hold everything.")
}

enum EnvValue {
    Plain(String),
    Credential(Secret),
}

/// Returns the variables in the order of MoMoTalk's example. Warns about a missing credential and leaves it out.
fn variables(
    context: &mut Context,
    config: &Config,
    bot: &ChosenBot,
    flags: &BotArgs,
) -> Result<Vec<(&'static str, EnvValue)>> {
    let Some(stored) = &bot.credentials else {
        return Err(Error::unknown(format!(
            "nothing of the bot `{}` ({}) is kept here",
            bot.id, bot.origin
        ))
        .hint("`momo bot list` shows what is."));
    };
    let base = match config.bot_api_base(bot, &flags.profile) {
        Ok(base) => base,
        // `momo bot env` also works while the local platform is stopped.
        Err(_) if flags.profile.profile.is_none() => stored.api_base.clone(),
        Err(error) => return Err(error),
    };
    let credentials = [
        ("MOMOTALK_BOT_TOKEN", &stored.token),
        ("MOMOTALK_WEBHOOK_SECRET", &stored.secret),
    ];
    let mut variables = vec![("MOMOTALK_BOT_ID", EnvValue::Plain(bot.id.clone()))];
    for (name, secret) in credentials {
        match secret {
            Some(secret) => variables.push((name, EnvValue::Credential(secret.clone()))),
            None => context
                .terminal
                .warn(format!("`{name}` is left out: it is not kept here")),
        }
    }
    variables.push(("MOMOTALK_API_BASE", EnvValue::Plain(base)));
    Ok(variables)
}
