//! Where deliveries go.
use crate::cmd::resolve::{BotArgs, Config, expand_variables};
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::replay::ReplayItem;
use crate::model::history::exchange::Direction;
use crate::model::http::target;
use crate::model::protocol::set_target;
use crate::model::settings::Source;

/// Flags that name the places.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct TargetArgs {
    /// Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path`; several get everything, one after the other
    /// [default: the bot's callback URL, or `callback` in momo.json]
    #[arg(long, visible_alias = "url", value_name = "TARGET")]
    to: Vec<String>,
}

impl TargetArgs {
    /// Every request with its target; with several targets each goes to all.
    pub(super) fn apply(
        &self,
        items: Vec<ReplayItem>,
        bot: &BotArgs,
        context: &mut Context,
    ) -> Result<Vec<ReplayItem>> {
        let given: Vec<_> = self
            .to
            .iter()
            .map(|to| target::resolve(to))
            .collect::<Result<_>>()?;
        let mut usual = None;
        let mut aimed = Vec::new();
        for item in items {
            let own = item.captured.request.url.clone();
            let was_sent = item.captured.direction == Some(Direction::Sent) && own.contains("://");
            let targets = match &usual {
                _ if !given.is_empty() => given.clone(),
                _ if was_sent => vec![own],
                Some(usual) => vec![String::clone(usual)],
                None => vec![usual.insert(default_target(bot, context)?).clone()],
            };
            for target in targets {
                let mut item = item.clone();
                set_target(&mut item.captured.request, &target);
                aimed.push(item);
            }
        }
        Ok(aimed)
    }
}

/// The callback URL of the bot that was named, else `callback` in the settings, else the only bot's.
fn default_target(bot: &BotArgs, context: &mut Context) -> Result<String> {
    let missing = || {
        Error::usage("there is nowhere to deliver to")
            .hint("Name the place with `--to 3000`, or `--to https://bot.example/hook`.")
    };
    let known = Config::load(context).map_err(|error| missing().because(error))?;
    let chosen = known.bot(context, bot);
    let own = chosen
        .as_ref()
        .ok()
        .and_then(|bot| bot.credentials.as_ref()?.callback_url.clone());
    if bot.bot.is_some() {
        return match own {
            Some(url) => target::resolve(&url),
            None => Err(missing()),
        };
    }
    if let Some(setting) = known.settings.callback() {
        let setting = expand_variables(context, "callback", setting)?;
        let url = target::resolve(&setting.value)?;
        let is_strangers = matches!(setting.source, Source::Project(_));
        if is_strangers && !target::is_loopback(&url) && Some(&url) != own.as_ref() {
            return Err(Error::usage(format!(
                "`callback` in {} leads to another machine, so it must be said aloud",
                setting.source
            ))
            .hint(format!("If you trust it: `--to {url}`.")));
        }
        return Ok(url);
    }
    own.map_or_else(|| Err(missing()), |url| target::resolve(&url))
}
