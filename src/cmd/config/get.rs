//! `momo config get`: the value of one key.
use super::edit::{known_key, unknown_key_error};
use super::rows::rows;
use crate::cmd::context::Context;
use crate::cmd::resolve::BotArgs;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::text::nearest::nearest;
use crate::view::escape;

/// Arguments of `momo config get`.
#[derive(clap::Args, Debug)]
pub(crate) struct GetConfig {
    /// The key, as `momo config list` names it
    #[arg(value_name = "KEY")]
    key: String,
    #[command(flatten)]
    bot: BotArgs,
}

impl Verb for GetConfig {
    const NAME: &'static str = "get";
    const ABOUT: &'static str =
        "Print the value that counts for a key; exit code 1 if it is not set";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo config get profile
  momo config get profiles.production.api_base --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = context.config()?;
        let rows = rows(&config, &self.bot)?;
        let Some(row) = rows.iter().find(|row| row.key == self.key) else {
            if known_key(&self.key).is_ok() {
                return not_set(context, &self.key);
            }
            let near = nearest(&self.key, rows.iter().map(|row| &*row.key));
            return Err(match near {
                Some(near) => unknown_key_error(&self.key, Some(near)),
                None => known_key(&self.key)
                    .map_or_else(|error| error, |_| unknown_key_error(&self.key, None)),
            });
        };
        let Some(value) = &row.value else {
            return not_set(context, &self.key);
        };
        context
            .terminal
            .show(row, |terminal| terminal.print(escape::line(value)))
    }
}

fn not_set(context: &mut Context, key: &str) -> Result<Verdict> {
    match context.terminal.is_json() {
        true => context
            .terminal
            .print_json(&serde_json::json!({ "key": key, "value": null }))?,
        false => context.terminal.note(format!("`{key}` is not set")),
    }
    Ok(Verdict::No)
}
