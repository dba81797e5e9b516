//! `momo bot rotate`: replaces a bot's token, webhook secret or both.
use super::credentials::{CredentialUpdate, print_once, save_credentials, secret_field};
use crate::cmd::console::{SingleBotArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::cmd::{prompt, values};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::model::time::Timestamp;
use crate::view::time;
use serde_json::json;
use std::time::Duration;

/// Arguments of `momo bot rotate`.
#[derive(clap::Args, Debug)]
pub(crate) struct RotateBot {
    #[command(flatten)]
    bot: SingleBotArgs,
    /// Only the bot token
    #[arg(long, conflicts_with = "secret")]
    token: bool,
    /// Only the webhook secret
    #[arg(long)]
    secret: bool,
    /// How long the old ones still count beside the new ones, for example 10m [default: not at all]
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    grace: Option<Duration>,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Verb for RotateBot {
    const NAME: &'static str = "rotate";
    const ABOUT: &'static str = "Replace a bot's token, its webhook secret, or both";
    const EFFECT: Effect = Effect::Destructive;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot rotate --secret --grace 10m
  momo bot rotate bot_xxx --yes --json

The output holds the token and the webhook secret in clear. momo keeps them too: `> /dev/null` loses nothing, `momo bot env > .env` writes \
them for the bot that is to run.";
    const PRINTS_SECRETS: bool = true;

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let doing = "rotate token and secret";
        let (bot, console) = self.bot.connect(context, Role::Developer, doing)?;
        let (what, question) = self.what(&bot.id);
        if !self.yes && !prompt::confirm(context, &question)? {
            context.terminal.note("Nothing was changed.");
            return Ok(Verdict::No);
        }
        let grace = self.grace.map_or(0, |grace| grace.as_secs().max(1));
        let body = json!({ "what": what, "grace_seconds": grace });
        let path = format!("/bots/{}/rotate", bot.id);
        let not_done = format!("nothing of the bot `{}` was replaced", bot.id);
        let answer = console.api.post(&path, &body)?.map_err(refused(not_done))?;
        let (token, webhook_secret) = (
            secret_field(&answer, "bot_token"),
            secret_field(&answer, "webhook_secret"),
        );
        let until = answer["previous_valid_until"].as_i64();
        let until = until.map(Timestamp::from_seconds);
        let update = CredentialUpdate {
            profile: Some(console.profile.name.clone()),
            api_base: Some(console.api.base().to_owned()),
            token: token.clone(),
            secret: webhook_secret.clone(),
            previous_until: until,
            ..CredentialUpdate::default()
        };
        let config = context.config()?;
        save_credentials(&config, &bot.id, update)?;
        context.terminal.show(&answer, |terminal| {
            print_once(terminal, &config, token.as_ref(), webhook_secret.as_ref())?;
            if let Some(until) = until {
                let until = time::date_and_clock(until);
                let until = format!("What the bot had until now counts until {until} beside it.");
                terminal.note(until);
            }
            terminal.note(format!(
                "Next: give them to the bot: `momo bot env {} > .env`",
                bot.id
            ));
            Ok(())
        })
    }
}

impl RotateBot {
    /// Returns the value of the call's `what` field and the confirmation question.
    fn what(&self, id: &str) -> (&'static str, String) {
        let (what, subject) = match (self.token, self.secret) {
            (true, _) => ("token", "The token"),
            (_, true) => ("secret", "The webhook secret"),
            _ => ("both", "Token and webhook secret"),
        };
        let until = match self.grace {
            Some(grace) => format!("stops counting in {grace:?}"),
            None => "stops counting at once".to_owned(),
        };
        let question = format!("{subject} of {id} will be replaced; what the bot has now {until}.");
        (what, question)
    }
}
