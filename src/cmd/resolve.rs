//! Resolves platform, bot and credentials from flags, environment and settings.
//!
//! Order: flag, environment, the project's `momo.json`, the user's `config.json`, momo's default. A token or secret
//! is sent only to the API for which it was stored. A project's file is not trusted and cannot redirect it.
use super::variables;
use crate::error::{Error, Result};
use crate::io::files::{Credentials, DevFile, Home, load_settings};
use crate::model::http::target;
use crate::model::kakao::config::{KakaoFile, KakaoSettings};
use crate::model::secret::credentials::BotCredentials;
use crate::model::settings::variables::{expand, is_secret_name};
use crate::model::settings::{LOCAL, Profile, Setting, Settings, Source};
use crate::model::text::nearest::nearest;
use crate::view::terminal::Terminal;

/// The flag that names the platform.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct ProfileArgs {
    /// The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    #[arg(long, value_name = "NAME", help_heading = "Bot")]
    pub(crate) profile: Option<String>,
}

/// The flags that name the bot and its platform.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct BotArgs {
    /// The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    #[arg(long, value_name = "BOT_ID", help_heading = "Bot")]
    pub(crate) bot: Option<String>,
    #[command(flatten)]
    pub(crate) profile: ProfileArgs,
}

/// Settings and credentials, read once.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) home: Home,
    pub(crate) settings: Settings,
    pub(crate) credentials: Credentials,
}

/// A resolved bot and how it was chosen.
#[derive(Debug, Clone)]
pub(crate) struct ChosenBot {
    pub(crate) id: String,
    /// Stored credentials; `None` if there are none for this id.
    pub(crate) credentials: Option<BotCredentials>,
    /// How the bot was chosen, for messages: ``the flag `--bot` ``, `the only bot known here`.
    pub(crate) origin: String,
}

impl Config {
    /// Reads settings and credentials. Prints warnings about the settings. Fails if a file is unreadable or invalid.
    pub(crate) fn load(home: Home, terminal: &mut Terminal) -> Result<Self> {
        let here = std::env::current_dir().unwrap_or_default();
        let loaded = load_settings(&home, &here)?;
        for warning in &loaded.warnings {
            terminal.warn(warning);
        }
        Ok(Self {
            credentials: Credentials::load(&home)?,
            settings: loaded.settings,
            home,
        })
    }

    /// Returns the KakaoTalk settings, with stored credentials as the last source.
    pub(crate) fn kakao(&self) -> KakaoSettings {
        let source = Source::Credentials(self.home.credentials_file().display().to_string());
        let stored = KakaoFile::from_credentials(self.credentials.kakao().iter(), &source);
        self.settings.kakao().with_last(stored)
    }

    /// Returns the name of the chosen profile with its source; `None` if no profile is named.
    pub(crate) fn profile_name(&self, args: &ProfileArgs) -> Result<Option<Setting>> {
        let flag = args.profile.clone();
        if let Some(name) = flag {
            return Ok(Some(Setting::new(name, Source::Flag("--profile"))));
        }
        if let Some(name) = variables::text("MOMO_PROFILE")? {
            return Ok(Some(Setting::new(
                name,
                Source::Environment("MOMO_PROFILE"),
            )));
        }
        let name = self.settings.profile();
        name.map(|name| expand_variables("profile", name))
            .transpose()
    }

    /// Returns the profile of this name. Fails for an unknown one, with a suggestion or the list of profiles.
    pub(crate) fn profile_named(&self, name: &Setting) -> Result<Profile> {
        if let Some(profile) = self.settings.profile_named(&name.value) {
            return Ok(profile);
        }
        let names = self.settings.profile_names();
        let message = format!(
            "there is no profile `{}` (named by {})",
            name.value, name.source
        );
        let error = match name.source {
            Source::Flag(_) | Source::Environment(_) => Error::usage(message),
            _ => Error::unknown(message),
        };
        Err(
            match nearest(&name.value, names.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("Did you mean `{near}`?")),
                None => error.hint(format!("Known profiles: {}.", names.join(", "))),
            },
        )
    }

    /// Returns the named profile, else the one whose API base is `MOMOTALK_API_BASE`, else `local`.
    pub(crate) fn profile(&self, args: &ProfileArgs) -> Result<Profile> {
        if let Some(name) = self.profile_name(args)? {
            return self.profile_named(&name);
        }
        let by_base = variables::text("MOMOTALK_API_BASE")?.and_then(|base| {
            let base = base.trim_end_matches('/');
            let profiles = self.settings.profile_names();
            let mut profiles = profiles
                .iter()
                .filter_map(|name| self.settings.profile_named(name));
            profiles.find(|profile| {
                profile
                    .api_base
                    .as_ref()
                    .is_some_and(|own| own.value == base)
            })
        });
        match by_base {
            Some(profile) => Ok(profile),
            None => self.profile_named(&Setting::new(LOCAL, Source::Default)),
        }
    }

    /// Returns `MOMOTALK_API_BASE` unless `--profile` is given, else the profile's API base. For a `local` without one
    /// it is that of the running platform; fails if none runs (exit code 3).
    pub(crate) fn api_base(&self, profile: &Profile, args: &ProfileArgs) -> Result<Setting> {
        let variable = variables::text("MOMOTALK_API_BASE")?;
        let base = match (variable, &profile.api_base) {
            (Some(base), _) if args.profile.is_none() => {
                Setting::new(base, Source::Environment("MOMOTALK_API_BASE"))
            }
            (_, Some(base)) => {
                let key = format!("profiles.{}.api_base", profile.name);
                expand_variables(&key, base.clone())?
            }
            (_, None) if profile.name == LOCAL => match DevFile::read(&self.home)? {
                Some(dev) => Setting::new(dev.api_base, Source::LocalPlatform),
                None => return Err(no_platform_error()),
            },
            (_, None) => {
                return Err(Error::unknown(format!(
                    "the profile `{}` does not say where its API is",
                    profile.name
                ))
                .hint(format!(
                    "Set `profiles.{}.api_base` in momo.json or config.json.",
                    profile.name
                )));
            }
        };
        let value = target::resolve(base.value.trim_end_matches('/')).map_err(|error| {
            Error::unknown(format!("the API base from {} is no URL", base.source)).because(error)
        })?;
        Ok(Setting {
            value,
            source: base.source,
        })
    }

    /// Returns the bot id from flag, environment or settings; `None` if no bot is named.
    pub(crate) fn bot_name(&self, args: &BotArgs) -> Result<Option<Setting>> {
        if let Some(id) = &args.bot {
            return Ok(Some(Setting::new(id.as_str(), Source::Flag("--bot"))));
        }
        for name in ["MOMO_BOT", "MOMOTALK_BOT_ID"] {
            if let Some(id) = variables::text(name)? {
                return Ok(Some(Setting::new(id, Source::Environment(name))));
            }
        }
        let name = self.settings.bot();
        name.map(|name| expand_variables("bot", name)).transpose()
    }

    /// Returns the named bot, else the only stored bot: of the named profile, or of all if none is named. Fails if
    /// there are none or several.
    pub(crate) fn bot(&self, args: &BotArgs) -> Result<ChosenBot> {
        if let Some(name) = self.bot_name(args)? {
            let credentials = self.credentials.bot(&name.value).cloned();
            return Ok(ChosenBot {
                credentials,
                origin: name.source.to_string(),
                id: name.value,
            });
        }
        let profile = self.profile_name(&args.profile)?;
        let is_of_profile = |credentials: &BotCredentials| {
            let profile_name = profile.as_ref().map(|name| &name.value);
            profile_name.is_none_or(|name| *name == credentials.profile)
        };
        let bots = self.credentials.bots();
        let bots: Vec<_> = bots
            .filter(|(_, credentials)| is_of_profile(credentials))
            .collect();
        match &*bots {
            [(id, credentials)] => Ok(ChosenBot {
                id: (*id).to_owned(),
                credentials: Some((*credentials).clone()),
                origin: "the only bot known here".into(),
            }),
            [] => Err(Error::unknown(match &profile {
                Some(name) => format!("no bot of the profile `{}` is known here", name.value),
                None => "no bot is known here".to_owned(),
            })
            .hint("Make one with `momo bot create`, or add one that exists with `momo bot add`.")),
            several => Err(Error::unknown(format!(
                "{} bots are known here and none was chosen: {}",
                several.len(),
                list_bots(several)
            ))
            .hint("Choose with `--bot BOT_ID`, MOMO_BOT, or `\"bot\"` in momo.json.")),
        }
    }

    /// Returns the API base for which the bot's credentials are stored; for a bot of `local`, that of the running
    /// platform; without stored credentials, that of the chosen profile.
    ///
    /// Fails if flags, environment or settings name another API.
    pub(crate) fn bot_api_base(&self, bot: &ChosenBot, args: &ProfileArgs) -> Result<String> {
        let named = self.profile_name(args)?;
        let Some(stored) = &bot.credentials else {
            let profile = self.profile(args)?;
            return Ok(self.api_base(&profile, args)?.value);
        };
        if let Some(named) = named.filter(|named| named.value != stored.profile)
            && matches!(named.source, Source::Flag(_) | Source::Environment(_))
        {
            return Err(Error::usage(format!(
                "the bot `{}` belongs to the profile `{}`, not to `{}` ({})",
                bot.id, stored.profile, named.value, named.source
            )));
        }
        let profile = self.settings.profile_named(&stored.profile);
        let configured = match profile {
            Some(profile) if profile.name == LOCAL || profile.api_base.is_some() => {
                self.api_base(&profile, args)?
            }
            _ => return Ok(stored.api_base.clone()),
        };
        let follows_local_port =
            stored.profile == LOCAL && configured.source == Source::LocalPlatform;
        if follows_local_port || configured.value == stored.api_base {
            return Ok(configured.value);
        }
        Err(wrong_api_error(&bot.id, &stored.api_base, &configured))
    }
}

/// Returns the error for a stored token that would be sent to another API.
fn wrong_api_error(id: &str, stored_base: &str, configured: &Setting) -> Error {
    Error::unknown(format!(
        "{} names the API `{}`, but the credentials of the bot `{id}` are for `{stored_base}` and go nowhere else",
        configured.source, configured.value
    ))
    .hint(format!(
        "If the bot really moved, give its credentials again with `momo bot add {id}`."
    ))
}

pub(crate) fn no_platform_error() -> Error {
    Error::unknown("no local platform is running").hint(
        "Start it with `momo dev` in another terminal, or name another platform with `--profile`.",
    )
}

fn list_bots(bots: &[(&str, &BotCredentials)]) -> String {
    let label = |(id, credentials): &(&str, &BotCredentials)| match &credentials.name {
        Some(name) => format!("{id} ({name})"),
        None => (*id).to_owned(),
    };
    let mut labels: Vec<_> = bots.iter().take(8).map(label).collect();
    if bots.len() > labels.len() {
        labels.push(format!("and {} more", bots.len() - labels.len()));
    }
    labels.join(", ")
}

/// Replaces `${VARIABLES}` in a setting. A project's file may not read variables whose name looks like a secret.
pub(crate) fn expand_variables(key: &str, setting: Setting) -> Result<Setting> {
    let in_project = matches!(setting.source, Source::Project(_));
    let is_secret = std::cell::Cell::new(false);
    let value = expand(&setting.value, |name| {
        if in_project && is_secret_name(name) {
            is_secret.set(true);
            return None;
        }
        variables::lookup(name)
    });
    let source = setting.source;
    match value {
        Ok(value) => Ok(Setting { value, source }),
        Err(name) if is_secret.get() => Err(Error::unknown(format!(
            "`{key}` in {source} wants the variable `{name}`, which looks like a secret"
        ))
        .hint("A project's file cannot put secrets into ids and addresses.")),
        Err(name) => Err(Error::unknown(format!(
            "`{key}` in {source} needs the environment variable `{name}`, which is not set"
        ))),
    }
}
