//! Flags with the targets of a replay.
use crate::cmd::context::Context;
use crate::cmd::resolve::{BotArgs, expand_variables};
use crate::error::{Error, Result};
use crate::flow::replay::ReplayItem;
use crate::io::files::known_secrets;
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
    /// Sets the target of every request: `--to`, else the recorded URL of a request that momo sent, else the default.
    /// With several targets each request is sent to all of them.
    pub(super) fn apply(
        &self,
        items: Vec<ReplayItem>,
        bot: &BotArgs,
        context: &mut Context,
    ) -> Result<Vec<ReplayItem>> {
        let explicit: Vec<_> = self
            .to
            .iter()
            .map(|to| target::resolve(to))
            .collect::<Result<_>>()?;
        let mut default = None;
        let mut targeted = Vec::new();
        for item in items {
            let recorded = item.captured.request.url.clone();
            let was_sent =
                item.captured.direction == Some(Direction::Sent) && recorded.contains("://");
            let targets = match &default {
                _ if !explicit.is_empty() => explicit.clone(),
                _ if was_sent => vec![revealed(&recorded)?],
                Some(default) => vec![String::clone(default)],
                None => vec![default.insert(default_target(bot, context)?).clone()],
            };
            for target in targets {
                let mut item = item.clone();
                set_target(&mut item.captured.request, &target);
                targeted.push(item);
            }
        }
        Ok(targeted)
    }
}

/// Returns a recorded URL with its secrets again.
///
/// Fails if one of them is not known here, or if the URL leads to another machine.
fn revealed(recorded: &str) -> Result<String> {
    known_secrets().reveal_url(recorded).ok_or_else(|| {
        let message = format!("the history keeps only the fingerprint of a secret in `{recorded}`");
        Error::unknown(message).hint("Name the whole URL: `--to URL`.")
    })
}

/// Returns the callback URL of the bot of `--bot`; without the flag, the setting `callback`, else the URL of the chosen
/// bot.
///
/// Fails if a project's settings name another machine that is not the bot's, because that file is not trusted.
fn default_target(bot: &BotArgs, context: &mut Context) -> Result<String> {
    let missing = || {
        Error::usage("there is nowhere to deliver to")
            .hint("Name the place with `--to 3000`, or `--to https://bot.example/hook`.")
    };
    let config = context.config().map_err(|error| missing().because(error))?;
    let chosen = config.bot(bot);
    let bot_url = chosen
        .as_ref()
        .ok()
        .and_then(|bot| bot.credentials.as_ref()?.callback_url.clone());
    if bot.bot.is_some() {
        chosen?;
        return match bot_url {
            Some(url) => target::resolve(&url),
            None => Err(missing()),
        };
    }
    if let Some(setting) = config.settings.callback() {
        let setting = expand_variables("callback", setting)?;
        let url = target::resolve(&setting.value)?;
        let is_from_project = matches!(setting.source, Source::Project(_));
        if is_from_project && !target::is_loopback(&url) && Some(&url) != bot_url.as_ref() {
            return Err(Error::usage(format!(
                "`callback` in {} leads to another machine, so it must be said aloud",
                setting.source
            ))
            .hint(format!("If you trust it: `--to {url}`.")));
        }
        return Ok(url);
    }
    match (bot_url, config.several_bots_error(bot)) {
        (Some(url), _) => target::resolve(&url),
        (None, Some(error)) => Err(error.hint("Or name the place with `--to 3000`.")),
        (None, None) => Err(missing()),
    }
}
