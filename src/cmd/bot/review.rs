//! `momo bot review`: approves or rejects a bot that waits for review, as an operator.
use super::update::print;
use crate::cmd::console::{SingleBotArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use serde_json::{Map, Value};

/// Arguments of `momo bot review`.
#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("decision").required(true).args(["approve", "reject"]))]
pub(crate) struct ReviewBot {
    #[command(flatten)]
    bot: SingleBotArgs,
    /// The bot becomes active
    #[arg(long)]
    approve: bool,
    /// The bot is turned down
    #[arg(long)]
    reject: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

impl Verb for ReviewBot {
    const NAME: &'static str = "review";
    const ABOUT: &'static str = "Approve or reject a bot that waits for review, as operator";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot review bot_xxx --approve
  momo bot review bot_xxx --reject --note 'the callback does not check signatures'";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let doing = "review a bot";
        let (bot, console) = self.bot.connect(context, Role::Operator, doing)?;
        let decision = if self.approve { "approve" } else { "reject" };
        let mut body = Map::new();
        body.insert("decision".into(), decision.into());
        if let Some(note) = self.note {
            body.insert("note".into(), Value::from(note));
        }
        let path = format!("/bots/{}/review", bot.id);
        let what = format!("the bot `{}` was not reviewed", bot.id);
        let answer = console.api.post(&path, &body)?.map_err(refused(what))?;
        print(context, &bot.id, &answer)
    }
}
