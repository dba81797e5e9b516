//! Resolves platform, bot and credentials from flags, environment and settings.
//!
//! Order: flag, environment, the project's `momo.json`, the user's `config.json`, momo's default. A token or secret
//! is sent only to the API for which it was stored. A project's file is not trusted and cannot redirect it.
use super::variables;
use crate::error::{Error, Result};
use crate::io::files::{Credentials, DevFile, Home, load_settings};
use crate::model::http::target;
use crate::model::kakao::config::{KakaoFile, KakaoSettings};
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
    /// The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    #[arg(long, value_name = "BOT", help_heading = "Bot")]
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
        let error = named_error(&name.source, message);
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

    /// Returns the bot's id or name from flag, environment or settings; `None` if no bot is named.
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
}

pub(crate) fn no_platform_error() -> Error {
    Error::unknown("no local platform is running").hint(
        "Start it with `momo dev` in another terminal, or name another platform with `--profile`.",
    )
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

/// Returns the error for a wrong name: of usage if the command line or the environment gave it.
pub(super) fn named_error(source: &Source, message: String) -> Error {
    match source {
        Source::Flag(_) | Source::Environment(_) => Error::usage(message),
        _ => Error::unknown(message),
    }
}

/// Joins the first labels with commas and counts the others.
pub(super) fn shortened_list(labels: impl ExactSizeIterator<Item = String>) -> String {
    const MAX_LISTED: usize = 8;
    let more = labels.len().saturating_sub(MAX_LISTED);
    let mut listed: Vec<_> = labels.take(MAX_LISTED).collect();
    if more > 0 {
        listed.push(format!("and {more} more"));
    }
    listed.join(", ")
}
