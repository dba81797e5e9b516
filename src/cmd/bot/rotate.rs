//! `momo bot rotate`: replaces a bot's token, webhook secret or both.
use super::credentials::{CredentialUpdate, print_once, save_credentials, secret_field};
use crate::cmd::Verb;
use crate::cmd::console::{self, SingleBotArgs};
use crate::cmd::context::Context;
use crate::cmd::resolve::Config;
use crate::cmd::{prompt, values};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::model::time::Timestamp;
use crate::view::time;
use serde_json::{Value, json};
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
    const EXAMPLES: &'static str = "\
Examples:
  momo bot rotate --secret --grace 10m
  momo bot rotate bot_xxx --yes --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = Config::load(context)?;
        let bot = self.bot.choose(context, &config)?;
        let doing = "rotate token and secret";
        let console = self
            .bot
            .console(context, &config, &bot, Role::Developer, doing)?;
        let (what, question) = self.what(&bot.id);
        if !self.yes && !prompt::confirm(context, &question)? {
            context.terminal.note("Nothing was changed.");
            return Ok(Verdict::No);
        }
        let grace = self.grace.map_or(0, |grace| grace.as_secs().max(1));
        let body = json!({ "what": what, "grace_seconds": grace });
        let answer = match console
            .api
            .post(&format!("/bots/{}/rotate", bot.id), &body)?
        {
            Ok(answer) => answer,
            Err(refusal) => {
                let what = format!("nothing of the bot `{}` was replaced", bot.id);
                return console::print_refusal(context, &what, &refusal);
            }
        };
        let (token, webhook_secret) = (
            secret_field(&answer, "bot_token"),
            secret_field(&answer, "webhook_secret"),
        );
        let until = answer.get("previous_valid_until").and_then(Value::as_i64);
        let update = CredentialUpdate {
            profile: Some(console.profile.name.clone()),
            api_base: Some(console.api.base().to_owned()),
            token: token.clone(),
            secret: webhook_secret.clone(),
            previous_until: until.map(Timestamp::from_seconds),
            ..CredentialUpdate::default()
        };
        save_credentials(&config, &bot.id, update)?;
        if context.terminal.is_json() {
            context.terminal.print_json(&answer)?;
            return Ok(Verdict::Yes);
        }
        print_once(context, &config, token.as_ref(), webhook_secret.as_ref())?;
        if let Some(until) = until.map(Timestamp::from_seconds) {
            let until = time::date_and_clock(until);
            let until = format!("What the bot had until now counts until {until} beside it.");
            context.terminal.note(until);
        }
        context.terminal.note(format!(
            "Next: give them to the bot: momo bot env {} > .env",
            bot.id
        ));
        Ok(Verdict::Yes)
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
