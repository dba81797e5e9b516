//! `momo config list`: every key with its value and its source.
use super::rows::rows;
use crate::cmd::context::Context;
use crate::cmd::resolve::BotArgs;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::view::config::setting_table;
use serde_json::json;

/// Arguments of `momo config list`.
#[derive(clap::Args, Debug)]
pub(crate) struct ListConfig {
    /// Leave out the keys that are not set
    #[arg(long)]
    set: bool,
    #[command(flatten)]
    bot: BotArgs,
}

impl Verb for ListConfig {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List every key with its value and where that came from";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo config list
  momo config list --set
  momo config list --json

Flags win over the environment, that over the project's momo.json, that over the user's config.json, that over defaults.
A secret is shown by its fingerprint.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = context.config()?;
        let mut rows = rows(&config, &self.bot)?;
        rows.retain(|row| !self.set || row.value.is_some() || row.problem.is_some());
        let result = json!({ "settings": rows });
        context.terminal.show(&result, |terminal| {
            let width = terminal.out_width();
            terminal.print(setting_table(&rows, width))
        })
    }
}
