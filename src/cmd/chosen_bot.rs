//! Chooses the bot of a command: the one that a flag, the environment or the settings name, by id or by name, or else
//! the only one with credentials here.
use super::resolve::{BotArgs, Config, ProfileArgs, named_error, shortened_list};
use crate::error::{Error, Result};
use crate::model::secret::credentials::BotCredentials;
use crate::model::settings::{LOCAL, Setting, Source};
use crate::model::text::nearest::nearest;

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
    /// Returns the bots of which a credential is stored here.
    pub(crate) fn known_bots(&self) -> impl Iterator<Item = (&str, &BotCredentials)> {
        self.credentials
            .bots()
            .filter(|(_, credentials)| credentials.has_any())
    }

    /// Returns the named bot, else the only known bot: of the named profile, or of all if none is named. Fails if
    /// there are none or several.
    pub(crate) fn bot(&self, args: &BotArgs) -> Result<ChosenBot> {
        if let Some(named) = self.named_bot(args)? {
            return Ok(named.value);
        }
        let profile = self.profile_name(&args.profile)?;
        match &*self.bots_of_profile(profile.as_ref().map(|it| &*it.value)) {
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
            several => Err(Error::usage(format!(
                "{} bots are known here and none was chosen: {}",
                several.len(),
                list_bots(several)
            ))
            .hint("Choose with `--bot BOT`, MOMO_BOT, or `\"bot\"` in momo.json.")),
        }
    }

    /// Returns the error that lists the known bots if there are several and none is named; `None` otherwise.
    pub(crate) fn several_bots_error(&self, args: &BotArgs) -> Option<Error> {
        let is_named = !matches!(self.bot_name(args), Ok(None));
        match self.known_bots().nth(1) {
            Some(_) if !is_named => self.bot(args).err(),
            _ => None,
        }
    }

    /// Returns the bot that flag, environment or settings name by its id or name; `None` if they name none. Without
    /// stored credentials the text is taken for an id.
    ///
    /// Fails if several bots have the name, or if only a similar name is known.
    pub(crate) fn named_bot(&self, args: &BotArgs) -> Result<Option<Setting<ChosenBot>>> {
        let Some(name) = self.bot_name(args)? else {
            return Ok(None);
        };
        let profile = self.profile_name(&args.profile)?;
        let profile = profile.as_ref().map(|profile| &*profile.value);
        let known = self.known_bot(&name, profile)?;
        if known.is_none() {
            self.check_not_misspelled(&name, profile)?;
        }
        let chosen = known.unwrap_or_else(|| ChosenBot {
            id: name.value.clone(),
            credentials: None,
            origin: name.source.to_string(),
        });
        Ok(Some(Setting::new(chosen, name.source)))
    }

    /// Returns the known bot of this id, else the only one of the profile (`None` for all) with this name; `None` if there is
    /// none.
    ///
    /// Fails if several have the name.
    pub(crate) fn known_bot(
        &self,
        name: &Setting,
        profile: Option<&str>,
    ) -> Result<Option<ChosenBot>> {
        let by_id = self.known_bots().find(|(id, _)| *id == name.value);
        let mut namesakes = self.bots_of_profile(profile);
        namesakes.retain(|(_, stored)| stored.is_called(&name.value));
        let (id, credentials) = match (by_id, &*namesakes) {
            (Some(bot), _) => bot,
            (None, [bot]) => *bot,
            (None, []) => return Ok(None),
            (None, several) => {
                return Err(Error::usage(format!(
                    "{} bots are called `{}` ({}): {}",
                    several.len(),
                    name.value,
                    name.source,
                    list_bots(several)
                ))
                .hint("Choose by the id."));
            }
        };
        Ok(Some(ChosenBot {
            id: id.to_owned(),
            credentials: Some(credentials.clone()),
            origin: name.source.to_string(),
        }))
    }

    /// Fails if a bot with a similar name is known and the name is no id.
    fn check_not_misspelled(&self, name: &Setting, profile: Option<&str>) -> Result<()> {
        let candidates = self.bots_of_profile(profile);
        let names = candidates
            .iter()
            .filter_map(|(_, stored)| stored.name.as_deref());
        match nearest(&name.value, names) {
            Some(near) if !name.value.starts_with("bot_") => Err(named_error(
                &name.source,
                format!("no bot `{}` ({}) is known here", name.value, name.source),
            )
            .hint(format!("Did you mean `{near}`?"))),
            _ => Ok(()),
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

    fn bots_of_profile(&self, profile: Option<&str>) -> Vec<(&str, &BotCredentials)> {
        self.known_bots()
            .filter(|(_, stored)| profile.is_none_or(|name| name == stored.profile))
            .collect()
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

/// Lists ids, with names and, if they differ, profiles.
fn list_bots(bots: &[(&str, &BotCredentials)]) -> String {
    let has_several_profiles = bots
        .iter()
        .any(|(_, stored)| stored.profile != bots[0].1.profile);
    let label = |(id, stored): &(&str, &BotCredentials)| {
        let name = stored.name.as_deref();
        let profile = has_several_profiles.then_some(&*stored.profile);
        let remarks: Vec<_> = name.into_iter().chain(profile).collect();
        match remarks.is_empty() {
            true => (*id).to_owned(),
            false => format!("{id} ({})", remarks.join(", ")),
        }
    };
    shortened_list(bots.iter().map(label))
}
