//! The way of a verb to NHN Cloud: which account, which keys, which host, Friend Talk or Brand Message.
//!
//! Keys that are configured go to NHN Cloud, or to the host that the user names. Where none are, or the profile is
//! `local`, the local platform plays NHN Cloud with keys of its own.
use super::account::{AccountArgs, ChosenAccount};
use crate::cmd::choice::{ProfileArgs, no_platform};
use crate::cmd::context::Context;
use crate::error::{Error, ErrorKind, Result, Verdict};
use crate::flow::nhn::{self, Called};
use crate::io::files::DevFile;
use crate::io::sqlite::History;
use crate::io::system;
use crate::model::http::{Request, Response};
use crate::model::kakao::config::Key;
use crate::model::nhn::choice::Choice;
use crate::model::nhn::request::{Access, Keys};
use crate::model::nhn::when::Day;
use crate::model::nhn::{Via, host, local};
use crate::model::platform::refusal::Refusal;
use crate::model::settings::{LOCAL, Place, Setting};
use crate::model::text::id;
use crate::model::time::Timestamp;
use crate::view::escape;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde_json::json;

/// The flags that say which account and where.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct OutboundArgs {
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

/// Everything that a call needs.
pub(super) struct Outbound {
    /// Where to, with which keys.
    pub(super) access: Access,
    /// Friend Talk or Brand Message, and why.
    pub(super) choice: Choice,
    /// Whether the local platform plays NHN Cloud.
    is_local: bool,
    chosen: ChosenAccount,
}

impl OutboundArgs {
    /// Finds account, keys and host. With `is_dry` nothing will be sent: variables stand for the keys. `at` is when a
    /// message is to go out, where that is not now.
    pub(super) fn open(
        &self,
        context: &mut Context,
        is_dry: bool,
        at: Option<Timestamp>,
    ) -> Result<Outbound> {
        let chosen = self.account.choose(context)?;
        if !chosen.read(|account, variable| account.is_enabled(variable))? {
            let why = "the Kakao account is switched off: its `enabled` is false";
            return Err(Error::unknown(why));
        }
        let ends = compatibility_ends(&chosen)?;
        let now = system::now();
        let day = Day::of(at.unwrap_or(now));
        let choice = Choice::new(self.via, Day::of(now), day, &ends);
        let (access, is_local) = match self.rehearses(context, &chosen)? {
            Some(access) => (access, true),
            None => {
                let base = base(self.host.as_deref(), &chosen)?;
                let keys = if is_dry { dry_keys() } else { keys(&chosen)? };
                (Access { base, keys }, false)
            }
        };
        Ok(Outbound {
            access,
            choice,
            is_local,
            chosen,
        })
    }

    /// The local platform, where it is asked for, or where it runs and there is nothing else to call with.
    fn rehearses(&self, context: &Context, chosen: &ChosenAccount) -> Result<Option<Access>> {
        if self.host.is_some() {
            return Ok(None);
        }
        let known = &chosen.known;
        let profile = ProfileArgs {
            profile: self.profile.clone(),
        };
        let named = known.profile_name(context, &profile)?;
        let named = named.map(|name| known.profile_named(&name)).transpose()?;
        let running =
            || Ok::<_, Error>(DevFile::read(&known.home)?.map(|dev| local_access(&dev.api_base)));
        match named {
            Some(profile) if profile.name == LOCAL => running()?.map(Some).ok_or_else(no_platform),
            Some(_) => Ok(None),
            None if has_keys(chosen)? => Ok(None),
            None => running(),
        }
    }
}

/// NHN Cloud as this account calls it.
pub(super) fn access(chosen: &ChosenAccount) -> Result<Access> {
    let base = base(None, chosen)?;
    let keys = keys(chosen)?;
    Ok(Access { base, keys })
}

/// Where the calls go: to the host of `--host`, else to that of the account.
fn base(flag: Option<&str>, chosen: &ChosenAccount) -> Result<String> {
    let setting = match flag {
        Some(url) => Setting::new(url, Place::Flag("--host")),
        None => chosen
            .text(Key::NHN_HOST)?
            .unwrap_or_else(|| Setting::new(host::NHN, Place::Default)),
    };
    host::base(&setting).map_err(|distrust| {
        let error = match setting.place {
            Place::Flag(_) => Error::usage(distrust.why),
            _ => Error::unknown(distrust.why),
        };
        error.hint(distrust.hint)
    })
}

/// What an account needs to send, in the order in which people are told.
const KEYS: [Key; 3] = [Key::NHN_APP_KEY, Key::NHN_SECRET_KEY, Key::SENDER_KEY];

/// Whether anything of an account at NHN Cloud is configured.
fn has_keys(chosen: &ChosenAccount) -> Result<bool> {
    for key in KEYS {
        if chosen.text(key)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn keys(chosen: &ChosenAccount) -> Result<Keys> {
    let secret = |key: Key| -> Result<_> {
        let rehearse = "To rehearse without an account, start `momo dev`; it plays NHN Cloud (`--profile local`).";
        let found = chosen.secret(key).map_err(|error| error.hint(rehearse))?;
        match found {
            Some(setting) if setting.value.reveal_text().is_some_and(is_plain) => Ok(setting.value),
            Some(setting) => Err(Error::unknown(format!(
                "`{}` from {} holds a character that no key has",
                key.name, setting.place
            ))),
            None => Err(chosen.missing(key).hint(rehearse)),
        }
    };
    Ok(Keys {
        app: secret(KEYS[0])?,
        secret: secret(KEYS[1])?,
        sender: secret(KEYS[2])?,
    })
}

/// Whether a key can stand in a path and in a header as it is.
fn is_plain(key: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    key.bytes().all(plain)
}

/// `${TOAST_APP_KEY}` and so on.
fn dry_keys() -> Keys {
    let [app, secret, sender] = KEYS.map(|key| format!("${{{}}}", key.variables[0]));
    Keys::new(&app, &secret, &sender).expect("names are not empty")
}

fn local_access(api_base: &str) -> Access {
    let keys = Keys::new(local::APP_KEY, local::SECRET_KEY, local::SENDER_KEY);
    Access {
        base: format!("{api_base}{}", local::PATH),
        keys: keys.expect("none of the local keys is empty"),
    }
}

/// The last day on which the local platform plays Friend Talk: that of the only account, or of the one called `default`.
pub(crate) fn played_until(context: &mut Context) -> Result<Day> {
    match AccountArgs::default().choose(context) {
        Ok(chosen) => Ok(compatibility_ends(&chosen)?.value),
        Err(error) if error.kind() == ErrorKind::Usage => Ok(Day::COMPATIBILITY_ENDS),
        Err(error) => Err(error),
    }
}

/// The last day of the compatibility mode: the account's `compatibilityEnds`, else NHN Cloud's plan.
fn compatibility_ends(chosen: &ChosenAccount) -> Result<Setting<Day>> {
    let key = Key::COMPATIBILITY_ENDS;
    let Some(text) = chosen.text(key)? else {
        return Ok(Setting {
            value: Day::COMPATIBILITY_ENDS,
            place: Place::Default,
        });
    };
    match Day::parse(&text.value) {
        Some(value) => Ok(Setting {
            value,
            place: text.place,
        }),
        None => Err(Error::unknown(format!(
            "`{}` in {} is no day such as 2026-12-31",
            chosen.account().path_of(key),
            text.place
        ))),
    }
}

impl Outbound {
    /// Says where it goes, where that is not NHN Cloud.
    pub(super) fn say_where(&self, context: &mut Context) {
        if self.is_local {
            context.terminal.note(format!(
                "The local platform plays NHN Cloud at {}: nothing reaches KakaoTalk.",
                self.access.base
            ));
        }
    }

    /// Says by which way, and why.
    pub(super) fn say_way(&self, context: &mut Context) {
        let choice = &self.choice;
        let (title, reason) = (choice.via.title(), &choice.reason);
        context.terminal.note(format!("By {title}, {reason}."));
        if let Some(warning) = &choice.warning {
            context.terminal.warn(warning);
        }
    }

    /// Makes a call and keeps it in the history; gives the answer and the exchange's id.
    pub(super) fn call(
        &self,
        context: &mut Context,
        request: &Request,
        what: &str,
    ) -> Result<(Response, String)> {
        let Called { exchange, answer } = nhn::call(request, what)?;
        let id = exchange.id.clone();
        let kept = History::open(&self.chosen.known.home.history_file())
            .and_then(|mut history| history.append(&[exchange]));
        if let Err(error) = kept {
            let why = format!("this call is not kept in the history: {error}");
            context.terminal.warn(why);
        }
        Ok((answer?, id))
    }
}

/// An answer that is none of NHN Cloud's.
pub(super) fn not_understood(
    context: &mut Context,
    response: &Response,
    id: &str,
) -> Result<Verdict> {
    let refusal = Refusal::not_understood(response, "the answer is none of NHN Cloud's");
    if context.terminal.is_json() {
        context.terminal.print_json(&json!({
            "ok": false, "status": response.status, "refusal": refusal.to_json(), "exchange_id": id,
        }))?;
        return Ok(Verdict::No);
    }
    let (status, words) = (response.status, escape::line(&refusal.message));
    context
        .terminal
        .print(format!("not understood: {status}, {words}"))?;
    context.terminal.note(format!(
        "Is the host right? All of it: momo webhook history show {id}"
    ));
    Ok(Verdict::No)
}

/// A request's id, which stands in paths and queries as it is.
pub(super) fn request_id(text: &str) -> Result<String, String> {
    match id::fits_path(text) {
        true => Ok(text.to_owned()),
        false => Err("a request id is made of letters, digits, `-`, `_` and dots".into()),
    }
}
