//! Client of NHN Cloud for the commands: selects account, keys, host, and Friend Talk or Brand Message.
//!
//! Configured keys go to NHN Cloud or to the host that the user names. Without keys, or with the profile `local`, the
//! local platform simulates NHN Cloud with its own keys.
use super::account::{AccountArgs, ChosenAccount};
use crate::cmd::context::Context;
use crate::cmd::resolve::{ProfileArgs, no_platform_error};
use crate::error::{Error, ErrorKind, Result, Verdict};
use crate::flow::journal::HistorySink;
use crate::flow::nhn::{self, NhnOutcome};
use crate::io::files::DevFile;
use crate::io::system;
use crate::model::http::{Request, Response};
use crate::model::kakao::config::AccountKey;
use crate::model::nhn::korean_time::KoreanDate;
use crate::model::nhn::request::{NhnApi, NhnKeys};
use crate::model::nhn::via_choice::ViaChoice;
use crate::model::nhn::{Via, host, local};
use crate::model::platform::api_problem::ApiProblem;
use crate::model::settings::{LOCAL, Setting, Source};
use crate::model::text::id;
use crate::model::time::Timestamp;
use crate::view::escape;
use crate::view::terminal::told;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde_json::json;

#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct NhnArgs {
    /// By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]
    #[arg(long, value_enum, value_name = "WAY", help_heading = "NHN Cloud")]
    pub(super) via: Option<Via>,
    /// Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]
    #[arg(long, value_name = "URL", help_heading = "NHN Cloud")]
    host: Option<String>,
    /// `local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured
    #[arg(long, value_name = "NAME", help_heading = "NHN Cloud")]
    profile: Option<String>,
    #[command(flatten)]
    account: AccountArgs,
}

impl ValueEnum for Via {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(match self {
            Self::FriendTalk => "Friend Talk v2.4, which NHN Cloud turns into a Brand Message",
            Self::Brand => "Brand Message v1.0, which is always advertising",
        }))
    }
}

/// Everything required to call NHN Cloud.
pub(super) struct NhnClient {
    /// Base URL and keys.
    pub(super) api: NhnApi,
    /// Friend Talk or Brand Message, and the reason.
    pub(super) via_choice: ViaChoice,
    /// Whether the local platform simulates NHN Cloud.
    is_local: bool,
    account: ChosenAccount,
}

impl NhnArgs {
    /// Selects account, keys and host. A dry run uses placeholders for the account's keys. `at` is the reserved time of a
    /// message; `None` means now.
    ///
    /// # Errors
    /// Fails if the account is disabled, a key is missing, the host is not trusted, or the profile is `local`
    /// and the local platform does not run.
    pub(super) fn connect(
        &self,
        context: &mut Context,
        is_dry_run: bool,
        at: Option<Timestamp>,
    ) -> Result<NhnClient> {
        let chosen = self.account.choose(context)?;
        if !chosen.settings.is_enabled.clone()? {
            let reason = "the Kakao account is switched off: its `enabled` is false";
            return Err(Error::unknown(reason));
        }
        let last_day = compatibility_ends(&chosen)?;
        let now = system::now();
        let day = KoreanDate::from_timestamp(at.unwrap_or(now));
        let via_choice = ViaChoice::new(self.via, KoreanDate::from_timestamp(now), day, &last_day);
        let (api, is_local) = match self.local_platform_api(&chosen)? {
            Some(api) => (api, true),
            None => {
                let base_url = base_url(self.host.as_deref(), &chosen)?;
                let keys = if is_dry_run {
                    placeholder_keys()
                } else {
                    account_keys(&chosen)?
                };
                (NhnApi { base_url, keys }, false)
            }
        };
        Ok(NhnClient {
            api,
            via_choice,
            is_local,
            account: chosen,
        })
    }

    /// Returns the local platform if the profile is `local`, or if it runs and neither profile nor keys are configured;
    /// `None` with `--host`.
    fn local_platform_api(&self, chosen: &ChosenAccount) -> Result<Option<NhnApi>> {
        if self.host.is_some() {
            return Ok(None);
        }
        let config = &chosen.config;
        let profile = ProfileArgs {
            profile: self.profile.clone(),
        };
        let profile = config.profile_name(&profile)?;
        let profile = profile
            .map(|name| config.profile_named(&name))
            .transpose()?;
        let running_platform =
            || Ok::<_, Error>(DevFile::read(&config.home)?.map(|dev| local_api(&dev.api_base)));
        match profile {
            Some(profile) if profile.name == LOCAL => {
                running_platform()?.map(Some).ok_or_else(no_platform_error)
            }
            Some(_) => Ok(None),
            None if has_keys(chosen)? => Ok(None),
            None => running_platform(),
        }
    }
}

/// Returns the account's base URL and keys of NHN Cloud.
///
/// # Errors
/// Fails if a key is missing or the host is not trusted.
pub(super) fn nhn_api(chosen: &ChosenAccount) -> Result<NhnApi> {
    let base_url = base_url(None, chosen)?;
    let keys = account_keys(chosen)?;
    Ok(NhnApi { base_url, keys })
}

/// Returns the base URL of `--host`, else that of the account.
fn base_url(flag: Option<&str>, chosen: &ChosenAccount) -> Result<String> {
    let setting = match flag {
        Some(url) => Setting::new(url, Source::Flag("--host")),
        None => chosen
            .settings
            .text(AccountKey::NHN_HOST)?
            .unwrap_or_else(|| Setting::new(host::DEFAULT_HOST, Source::Default)),
    };
    host::base_url(&setting).map_err(|untrusted| {
        let error = match setting.source {
            Source::Flag(_) => Error::usage(untrusted.reason),
            _ => Error::unknown(untrusted.reason),
        };
        error.hint(untrusted.hint)
    })
}

/// Keys required to send, in the order in which missing ones are reported.
const REQUIRED_KEYS: [AccountKey; 3] = [
    AccountKey::NHN_APP_KEY,
    AccountKey::NHN_SECRET_KEY,
    AccountKey::SENDER_KEY,
];

/// Returns whether any key of NHN Cloud is configured.
fn has_keys(chosen: &ChosenAccount) -> Result<bool> {
    for key in REQUIRED_KEYS {
        if chosen.settings.text(key)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn account_keys(chosen: &ChosenAccount) -> Result<NhnKeys> {
    let secret = |key: AccountKey| -> Result<_> {
        let local_hint = "To rehearse without an account, start `momo dev`; it plays NHN Cloud (`--profile local`).";
        let secret = chosen.settings.secret(key);
        let secret = secret.map_err(|error| Error::from(error).hint(local_hint))?;
        match secret {
            Some(setting) if key.allows(&setting.value) => Ok(setting.value),
            Some(setting) => Err(Error::unknown(format!(
                "`{}` from {} holds a character that no key has",
                key.name, setting.source
            ))),
            None => Err(chosen.settings.missing_key_error(key).hint(local_hint)),
        }
    };
    Ok(NhnKeys {
        app: secret(REQUIRED_KEYS[0])?,
        secret: secret(REQUIRED_KEYS[1])?,
        sender: secret(REQUIRED_KEYS[2])?,
    })
}

/// Returns placeholders such as `${TOAST_APP_KEY}`.
fn placeholder_keys() -> NhnKeys {
    let [app, secret, sender] = REQUIRED_KEYS.map(|key| format!("${{{}}}", key.variables[0]));
    NhnKeys::new(&app, &secret, &sender).expect("names are not empty")
}

fn local_api(api_base: &str) -> NhnApi {
    let keys = NhnKeys::new(local::APP_KEY, local::SECRET_KEY, local::SENDER_KEY);
    NhnApi {
        base_url: format!("{api_base}{}", local::PATH),
        keys: keys.expect("none of the local keys is empty"),
    }
}

/// Returns the last day on which the local platform simulates Friend Talk: that of the only account or of `default`,
/// else NHN Cloud's date.
///
/// # Errors
/// Fails if a settings file or the account's `compatibilityEnds` is invalid.
pub(crate) fn friend_talk_last_day(context: &mut Context) -> Result<KoreanDate> {
    match AccountArgs::default().choose(context) {
        Ok(chosen) => Ok(compatibility_ends(&chosen)?.value),
        Err(error) if error.kind() == ErrorKind::Usage => Ok(KoreanDate::COMPATIBILITY_ENDS),
        Err(error) => Err(error),
    }
}

/// Returns the last day of the compatibility mode: the account's `compatibilityEnds`, else NHN Cloud's date.
fn compatibility_ends(chosen: &ChosenAccount) -> Result<Setting<KoreanDate>> {
    let key = AccountKey::COMPATIBILITY_ENDS;
    let Some(text) = chosen.settings.text(key)? else {
        return Ok(Setting {
            value: KoreanDate::COMPATIBILITY_ENDS,
            source: Source::Default,
        });
    };
    match KoreanDate::parse(&text.value) {
        Some(value) => Ok(Setting {
            value,
            source: text.source,
        }),
        None => Err(Error::unknown(format!(
            "`{}` in {} is no day such as 2026-12-31",
            chosen.account().path_of(key),
            text.source
        ))),
    }
}

impl NhnClient {
    /// Prints the destination if it is the local platform.
    pub(super) fn note_destination(&self, context: &mut Context) {
        if self.is_local {
            context.terminal.note(format!(
                "The local platform plays NHN Cloud at {}: nothing reaches KakaoTalk.",
                self.api.base_url
            ));
        }
    }

    /// Prints whether Friend Talk or Brand Message is used, and the reason.
    pub(super) fn note_via(&self, context: &mut Context) {
        let choice = &self.via_choice;
        let (title, reason) = (choice.via.title(), &choice.reason);
        context.terminal.note(format!("By {title}, {reason}."));
        if let Some(warning) = &choice.warning {
            context.terminal.warn(warning);
        }
    }

    /// Sends a request and records it; returns the response and the exchange id.
    ///
    /// # Errors
    /// Fails if no response came. A failure to record only prints a warning.
    pub(super) fn call(
        &self,
        context: &mut Context,
        request: &Request,
        kind: &str,
    ) -> Result<(Response, String)> {
        let NhnOutcome { exchange, response } = nhn::call(request, kind)?;
        let id = exchange.id.clone();
        let file = self.account.config.home.history_file();
        if let Err(error) = HistorySink::new(file).store(exchange) {
            let warning = format!("this call is not kept in the history: {error}");
            context.terminal.warn(warning);
        }
        Ok((response?, id))
    }
}

/// Reports a response that is not in NHN Cloud's format.
pub(super) fn report_unknown_response(
    context: &mut Context,
    response: &Response,
    id: &str,
) -> Result<Verdict> {
    let refusal = ApiProblem::unexpected_success(response, "the answer is none of NHN Cloud's");
    let result = json!({
        "ok": false, "status": response.status, "refusal": refusal.to_json(), "exchange_id": id,
    });
    context.terminal.show(&result, |terminal| {
        let (status, message) = (response.status, escape::line(&refusal.message));
        terminal.print(format!("{} {status}, {message}", told("not understood:")))?;
        let note = format!("Is the host right? All of it: `momo webhook history show {id}`");
        terminal.note(note);
        Ok(())
    })?;
    Ok(Verdict::No)
}

/// Parses a request id, which needs no escaping in paths and queries.
pub(super) fn parse_request_id(text: &str) -> Result<String, String> {
    match id::fits_path(text) {
        true => Ok(text.to_owned()),
        false => Err("a request id is made of letters, digits, `-`, `_` and dots".into()),
    }
}
