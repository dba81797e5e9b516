//! `momo bot list`: lists the bots of the platform and the stored ones, also if no platform responds.
use super::credentials::bot_info;
use crate::cmd::console::{Console, PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::resolve::Config;
use crate::cmd::variables;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::flow::api::ApiResult;
use crate::io::files::DevFile;
use crate::model::platform::bot::Role;
use crate::model::settings::{LOCAL, Registration};
use crate::view::bot::{self, BotInfo};
use serde_json::{Value, json};

/// Arguments of `momo bot list`.
#[derive(clap::Args, Debug)]
pub(crate) struct ListBots {
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for ListBots {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List the bots of the platform and those that are kept here";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot list
  momo bot list --as-role operator
  momo bot list --profile production --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = context.config()?;
        let named = config.profile_name(&self.platform.profile)?;
        let answer = match self.query_platform(context, &config)? {
            Some((console, answer)) => Some((
                console,
                answer.map_err(refused("the bots cannot be listed"))?,
            )),
            None => None,
        };
        let queried = answer.as_ref().map(|(console, _)| &console.profile.name);
        let mut bots = answer
            .as_ref()
            .map_or_else(Vec::new, |answer| bots_of_platform(&config, answer));
        let is_wanted = |profile: &str| named.as_ref().is_none_or(|name| name.value == profile);
        for (id, stored) in config
            .known_bots()
            .filter(|(_, stored)| is_wanted(&stored.profile))
        {
            if !bots.iter().any(|bot| bot.bot_id == id) {
                let mut info = bot_info(None, id, Some(stored));
                if queried == Some(&stored.profile) {
                    info.status = Some("gone".into());
                }
                bots.push(info);
            }
        }
        let result = json!({ "asked": queried, "bots": bots });
        context.terminal.show(&result, |terminal| {
            match &*bots {
                [] => terminal.note("No bots. Make one with `momo bot create`."),
                bots => terminal.print(bot::table(bots, terminal.out_width()))?,
            }
            Ok(())
        })
    }
}

impl ListBots {
    /// Requests the list from the platform. Returns `None` and prints a note if it cannot be asked,
    /// for example because it is not running, has no such call or no console token is stored.
    fn query_platform(
        &self,
        context: &mut Context,
        config: &Config,
    ) -> Result<Option<(Console, ApiResult)>> {
        let profile = config.profile(&self.platform.profile)?;
        if profile.registration == Registration::Console {
            context.terminal.note(format!(
                "Only what is kept here: MoMoTalk documents no call that lists the bots of `{}`.",
                profile.name
            ));
            return Ok(None);
        }
        let is_default = config.profile_name(&self.platform.profile)?.is_none();
        let is_not_running =
            is_default && profile.name == LOCAL && DevFile::read(&config.home)?.is_none();
        if is_not_running && variables::non_empty("MOMOTALK_API_BASE").is_none() {
            context
                .terminal
                .note("Only what is kept here: no local platform is running.");
            return Ok(None);
        }
        let console = self.platform.connect(context, Role::Developer, "list bots");
        let result = console.and_then(|console| Ok((console.api.get("/bots")?, console)));
        match result {
            Ok((answer, console)) => Ok(Some((console, answer))),
            Err(error) => {
                context
                    .terminal
                    .note(format!("Only what is kept here: {error}."));
                Ok(None)
            }
        }
    }
}

fn bots_of_platform(config: &Config, (console, answer): &(Console, Value)) -> Vec<BotInfo> {
    let bots = answer.get("bots").and_then(Value::as_array);
    let to_info = |bot: &Value| {
        let id = bot.get("bot_id").and_then(Value::as_str)?;
        let stored = config.credentials.bot(id);
        let stored = stored.filter(|stored| stored.profile == console.profile.name);
        let mut info = bot_info(Some(bot), id, stored);
        info.profile = Some(console.profile.name.clone());
        info.api_base = Some(console.api.base().to_owned());
        Some(info)
    };
    bots.into_iter().flatten().filter_map(to_info).collect()
}
