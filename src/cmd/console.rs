//! Connects a command to a platform's management API: chooses API base, console token and bot.
//!
//! Only momo's local platform and profiles with `"registration": "api"` have this API. MoMoTalk documents a single
//! call, the bot's message, and a web console for everything else.
use super::chosen_bot::ChosenBot;
use super::context::Context;
use super::resolve::{BotArgs, Config, ProfileArgs};
use super::variables;
use crate::error::{Error, Result};
use crate::flow::api::ApiClient;
use crate::model::http::target;
use crate::model::platform::api_problem::ApiProblem;
use crate::model::platform::bot::{Role, callback_url_problem};
use crate::model::secret::Secret;
use crate::model::settings::{LOCAL, PRODUCTION_CONSOLE, Profile, Registration, Setting, Source};
use crate::model::text::id;

/// The flag that picks the console token.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct RoleArgs {
    /// Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    #[arg(long, value_enum, value_name = "ROLE", help_heading = "Bot")]
    as_role: Option<Role>,
}

/// Arguments of verbs that ask a platform about no single bot.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct PlatformArgs {
    #[command(flatten)]
    pub(crate) profile: ProfileArgs,
    #[command(flatten)]
    pub(crate) role: RoleArgs,
}

/// Arguments of verbs that manage one bot.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct SingleBotArgs {
    /// The bot, by its id or its name; may be left out where only one is known, or `--bot`, MOMO_BOT or momo.json names it
    #[arg(value_name = "BOT", conflicts_with = "bot")]
    id: Option<String>,
    #[command(flatten)]
    flags: BotArgs,
    #[command(flatten)]
    role: RoleArgs,
}

/// Client of a platform's management API.
pub(crate) struct Console {
    /// Sends the console token of the chosen role.
    pub(crate) api: ApiClient,
    pub(crate) profile: Profile,
}

impl SingleBotArgs {
    /// Returns the flags with the positional bot id merged in.
    pub(crate) fn flags(&self) -> BotArgs {
        let mut flags = self.flags.clone();
        flags.bot = flags.bot.or_else(|| self.id.clone());
        flags
    }

    /// Resolves the bot and checks that its id fits into a URL path.
    pub(crate) fn choose(&self, config: &Config) -> Result<ChosenBot> {
        let bot = config.bot(&self.flags())?;
        check_bot_id(&bot.id)?;
        Ok(bot)
    }

    /// Connects to the platform of `bot`; `role` applies if no flag names one.
    pub(crate) fn console(
        &self,
        config: &Config,
        bot: &ChosenBot,
        role: Role,
        action: &str,
    ) -> Result<Console> {
        bot_console(config, bot, &self.flags.profile, self.role.or(role), action)
    }

    /// Resolves the bot and connects to its platform.
    pub(crate) fn connect(
        &self,
        context: &mut Context,
        role: Role,
        action: &str,
    ) -> Result<(ChosenBot, Console)> {
        let config = context.config()?;
        let bot = self.choose(&config)?;
        let console = self.console(&config, &bot, role, action)?;
        Ok((bot, console))
    }
}

impl PlatformArgs {
    /// Connects to the chosen platform; `role` applies if no flag names one.
    pub(crate) fn connect(
        &self,
        context: &mut Context,
        role: Role,
        action: &str,
    ) -> Result<Console> {
        let config = context.config()?;
        console(&config, &self.profile, self.role.or(role), action)
    }
}

impl RoleArgs {
    /// Returns the role of `--as-role`, else `default`.
    pub(crate) fn or(&self, default: Role) -> Role {
        self.as_role.unwrap_or(default)
    }
}

/// Connects to the chosen platform, for commands that concern no single bot.
///
/// Fails if the platform has no management API or no console token is found.
fn console(config: &Config, args: &ProfileArgs, role: Role, action: &str) -> Result<Console> {
    let profile = config.profile(args)?;
    check_registration(&profile, action)?;
    let base = config.api_base(&profile, args)?;
    connect(config, profile, &base, role)
}

/// Connects to the platform for which the bot's credentials are stored; without any, to the chosen one.
pub(crate) fn bot_console(
    config: &Config,
    bot: &ChosenBot,
    args: &ProfileArgs,
    role: Role,
    action: &str,
) -> Result<Console> {
    let Some(stored) = &bot.credentials else {
        return console(config, args, role, action);
    };
    let name = Setting::new(stored.profile.as_str(), Source::Default);
    let profile = config.profile_named(&name)?;
    check_registration(&profile, action)?;
    let base = Setting::new(config.bot_api_base(bot, args)?, Source::Default);
    connect(config, profile, &base, role)
}

fn connect(config: &Config, profile: Profile, base: &Setting, role: Role) -> Result<Console> {
    let api = ApiClient::new(&base.value, console_token(config, base, role)?)?;
    Ok(Console { api, profile })
}

/// Returns the console token stored for this API base, else `MOMO_CONSOLE_TOKEN`.
///
/// The variable is not sent to a remote API that only a project's settings name: such a file is not trusted.
fn console_token(config: &Config, base: &Setting, role: Role) -> Result<Secret> {
    let stored = config.credentials.console_token(&base.value, role.name());
    if let Some(token) = stored {
        return Ok(token.clone());
    }
    let is_untrusted =
        matches!(base.source, Source::Project(_)) && !target::is_loopback(&base.value);
    match variables::text(TOKEN_VARIABLE)?.and_then(Secret::new) {
        Some(_) if is_untrusted => Err(Error::unknown(format!(
            "the API `{}` is named by {} alone, and `{TOKEN_VARIABLE}` goes to no place that only a project's file names",
            base.value, base.source
        ))
        .hint("Set MOMOTALK_API_BASE too, or name the API in your own config.json.")),
        Some(token) => Ok(token),
        None if target::is_loopback(&base.value) => Err(Error::unknown(format!(
            "no console token of the role `{}` is kept for `{}`",
            role.name(),
            base.value
        ))
        .hint("Start the local platform with `momo dev`: it keeps one. Is MOMO_HOME the same for both?")),
        None => Err(Error::unknown(format!(
            "no console token is known for `{}`",
            base.value
        ))
        .hint(format!("Set {TOKEN_VARIABLE}."))),
    }
}

/// Environment variable with the console token of a platform other than the local one.
const TOKEN_VARIABLE: &str = "MOMO_CONSOLE_TOKEN";

/// Fails if the platform has no documented management API.
fn check_registration(profile: &Profile, action: &str) -> Result<()> {
    if profile.registration != Registration::Console {
        return Ok(());
    }
    let console = profile.console_url.as_deref().unwrap_or(PRODUCTION_CONSOLE);
    Err(Error::usage(format!(
        "momo cannot {action} on `{}`: MoMoTalk documents no call for it",
        profile.name
    ))
    .hint(format!("Do it in the web console at {console}."))
    .hint("If the platform has momo's API, say `\"registration\": \"api\"` in its profile."))
}

/// Fails if the bot id cannot be a URL path segment.
pub(crate) fn check_bot_id(id: &str) -> Result<()> {
    if id::fits_path(id) {
        return Ok(());
    }
    Err(Error::usage(format!("`{id}` is no bot id")).hint("It looks like `bot_...`."))
}

/// Returns a function that makes the command's error of an API's error response; `what` says what was not done.
pub(crate) fn refused(what: impl Into<String>) -> impl FnOnce(ApiProblem) -> Error {
    let what = what.into();
    move |problem| problem.into_error(&what)
}

/// Returns whether the platform runs on this machine. Only then may callbacks use plain HTTP.
pub(crate) fn is_local(profile: &Profile, api_base: &str) -> bool {
    profile.name == LOCAL || target::is_loopback(api_base)
}

/// Expands a short form (`3000/hook`) to a callback URL. Requires HTTPS unless `local` is true: a local platform knows
/// itself where plain HTTP may lead.
pub(crate) fn parse_callback_url(text: &str, local: bool) -> Result<String> {
    let url = target::resolve(text)?;
    match callback_url_problem(&url, None).filter(|_| !local) {
        None => Ok(url),
        Some(problem) => Err(Error::usage(problem.to_string()).hint(
            "MoMoTalk sends events to HTTPS addresses only; `momo webhook listen --tunnel cloudflared --forward-to 3000` gives one to a local bot.",
        )),
    }
}
