//! `momo kakao status`: what is set and from where, and what works.
use super::account::{AccountArgs, ChosenAccount};
use super::outbound;
use crate::cmd::Verb;
use crate::cmd::context::{Context, environment};
use crate::error::{Result, Verdict};
use crate::flow::kakao::status as looks;
use crate::io::client::{Client, ClientOptions};
use crate::io::command::find;
use crate::io::files::open_to_others;
use crate::model::http::target;
use crate::model::kakao::config::{Agent, DEFAULT_PATH, DEFAULT_PORT, DmPolicy, Fault, Key};
use crate::model::kakao::setup::{check, check_pair, check_together};
use crate::model::kakao::status::{
    COMPATIBILITY_ENDS, Check, Found, Value, compatibility, verdict,
};
use crate::model::secret::Secret;
use crate::model::settings::Place;
use crate::view::kakao::status as face;
use serde::Serialize;
use std::ffi::OsStr;
use std::path::Path;

/// Arguments of `momo kakao status`.
#[derive(clap::Args, Debug)]
pub(crate) struct Status {
    #[command(flatten)]
    account: AccountArgs,
    /// Ask nobody outside this machine
    #[arg(long)]
    offline: bool,
    /// Where to look whether Kakao's API answers
    #[arg(long, value_name = "URL", default_value = "https://kapi.kakao.com/")]
    kakao_host: String,
}

/// How the account stands.
#[derive(Serialize)]
struct Report<'a> {
    account: &'a str,
    ok: bool,
    values: &'a [Value],
    checks: &'a [Check],
}

impl Verb for Status {
    const NAME: &'static str = "status";
    const ABOUT: &'static str = "Show what a Kakao account has, from where, and what works";
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao status
  momo kakao status --account shop --offline
  momo kakao status --config ~/.moltbot.json --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let chosen = self.account.choose(context)?;
        let values: Vec<_> = Key::ALL.iter().map(|key| value(&chosen, *key)).collect();
        let checks = self.checks(context, &chosen)?;
        let verdict = verdict(&checks);
        let terminal = &mut context.terminal;
        let id = chosen.account().id().to_owned();
        if terminal.is_json() {
            terminal.print_json(&Report {
                account: &id,
                ok: verdict == Verdict::Yes,
                values: &values,
                checks: &checks,
            })?;
            return Ok(verdict);
        }
        let (ink, width) = (terminal.out_styles(), terminal.out_width());
        let shown: Vec<_> = values
            .into_iter()
            .filter(|it| it.set || it.problem.is_some())
            .collect();
        if shown.is_empty() {
            terminal.note("Nothing is set; `momo kakao setup` asks for what is needed.");
        } else {
            terminal.print(face::values(&shown, width))?;
            terminal.print("")?;
        }
        terminal.print(face::checks(&checks, ink))?;
        Ok(verdict)
    }
}

impl Status {
    fn checks(&self, context: &Context, chosen: &ChosenAccount) -> Result<Vec<Check>> {
        let client = Client::new(ClientOptions::default())?;
        let mut checks = vec![settings(chosen), permissions(chosen), agent(chosen)];
        let port = chosen.account().port(&environment);
        if let Ok(port) = port {
            checks.push(looks::port(&client, port.unwrap_or(DEFAULT_PORT)));
        }
        checks.push(match self.offline {
            true => Check::new("Kakao's API", Found::Skipped, "not asked (--offline)"),
            false => looks::reach(&client, &target::resolve(&self.kakao_host)?),
        });
        checks.extend(self.messages(context, chosen, &client));
        Ok(checks)
    }

    /// What messages need; nothing where nobody set any of it.
    fn messages(&self, context: &Context, chosen: &ChosenAccount, client: &Client) -> Vec<Check> {
        let name = "NHN Cloud";
        let secret = |key| chosen.account().secret(key, &environment).ok().flatten();
        let keys = [Key::SENDER_KEY, Key::NHN_APP_KEY, Key::NHN_SECRET_KEY];
        let missing: Vec<_> = keys
            .into_iter()
            .filter(|key| secret(*key).is_none())
            .collect();
        if missing.len() == keys.len() {
            let says = "not set up: no messages are sent";
            return vec![Check::new(name, Found::Skipped, says)];
        }
        let text = |key| chosen.account().text(key, &environment).ok().flatten();
        let text = |key, other: &str| text(key).map_or(other.to_owned(), |it| it.value);
        let ends = text(Key::COMPATIBILITY_ENDS, COMPATIBILITY_ENDS);
        let deadline = compatibility(ends.trim(), context.clock().now);
        let check = match missing.is_empty() {
            true if !self.offline => match outbound::access(chosen) {
                Ok(access) => looks::nhn(client, &access),
                Err(error) => Check::new(name, Found::No, error.to_string()),
            },
            true => Check::new(name, Found::Skipped, "not asked (--offline)"),
            false => {
                let names: Vec<_> = missing.iter().map(|key| key.name).collect();
                let says = format!(
                    "no messages can be sent without `{}`",
                    names.join("` and `")
                );
                Check::new(name, Found::No, says)
            }
        };
        vec![check, deadline]
    }
}

/// One value of the account, secrets by their fingerprints.
fn value(chosen: &ChosenAccount, key: Key) -> Value {
    let account = chosen.account();
    let mut value = Value {
        key: key.name,
        set: false,
        value: None,
        fingerprint: None,
        from: None,
        problem: None,
    };
    let mut found = |text: Option<String>, fingerprint: Option<String>, place: Option<Place>| {
        value.set = place.is_some();
        (value.value, value.fingerprint) = (text, fingerprint);
        value.from = place.as_ref().map(bare);
    };
    let read = if key == Key::ALLOW_FROM {
        account.allow_from(&environment).map(|ids| {
            if !ids.is_empty() {
                let place = account.place_of(key).cloned();
                found(Some(ids.join(", ")), None, place);
            }
        })
    } else if key.is_secret() {
        account.secret(key, &environment).map(|setting| {
            if let Some(setting) = setting {
                found(None, Some(setting.value.fingerprint()), Some(setting.place));
            }
        })
    } else {
        account.text(key, &environment).map(|setting| {
            if let Some(setting) = setting {
                found(Some(setting.value), None, Some(setting.place));
            }
        })
    };
    if let Err(fault) = read {
        value.problem = Some(fault.to_string());
        value.from = Some(bare(&fault.place));
    }
    value
}

/// The place without the marks that a sentence wants.
fn bare(place: &Place) -> String {
    place.to_string().replace('`', "")
}

/// Whether every value can be used.
fn settings(chosen: &ChosenAccount) -> Check {
    let name = "settings";
    let account = chosen.account();
    let each = Key::ALL
        .iter()
        .filter_map(|key| account.text(*key, &environment).err());
    let read: [Option<Fault>; 7] = [
        account.is_enabled(&environment).err(),
        account.port(&environment).err(),
        account.path(&environment).err(),
        account.dm_policy(&environment).err(),
        account.allow_from(&environment).err(),
        account.text_chunk_limit(&environment).err(),
        account.timeout(&environment).err(),
    ];
    let mut faults: Vec<_> = each
        .chain(read.into_iter().flatten())
        .map(|fault| fault.to_string())
        .collect();
    faults.dedup();
    faults.extend(refused(chosen));
    if !faults.is_empty() {
        return Check::new(name, Found::No, faults.join("; "));
    }
    if let Some(why) = odd(chosen) {
        return Check::new(name, Found::Note, why);
    }
    if account.is_enabled(&environment) == Ok(false) {
        return Check::new(name, Found::Note, "the account is switched off (`enabled`)");
    }
    let nobody = account.dm_policy(&environment) == Ok(DmPolicy::Allowlist)
        && account
            .allow_from(&environment)
            .is_ok_and(|ids| ids.is_empty());
    if nobody {
        return Check::new(
            name,
            Found::Note,
            "`allowlist` answers nobody: `allowFrom` is empty",
        );
    }
    let path = account.path(&environment).ok().flatten();
    let path = path.as_deref().unwrap_or(DEFAULT_PATH);
    Check::new(
        name,
        Found::Works,
        format!("can be used; skills are called at `{path}`"),
    )
}

/// What can be read, but not used: other verbs refuse it.
fn refused(chosen: &ChosenAccount) -> Vec<String> {
    let account = chosen.account();
    let text = |key: Key| account.text(key, &environment).ok().flatten();
    let keys = [Key::NHN_HOST, Key::COMPATIBILITY_ENDS, Key::SKILL_HEADER];
    let form = |key: Key| {
        let setting = text(key)?;
        let why = check(key, setting.value.trim()).err()?;
        Some(format!(
            "`{}` in {}: {why}",
            account.path_of(key),
            setting.place
        ))
    };
    let is_set = |key: Key| {
        let read = account.text(key, &environment);
        !matches!(read, Ok(None))
    };
    let strange = |key: Key| {
        let setting = account.secret(key, &environment).ok()??;
        let may_be = setting
            .value
            .reveal_text()
            .is_some_and(|text| key.may_hold(text));
        (!may_be).then(|| {
            format!(
                "`{}` from {} holds a character that no key has",
                key.name, setting.place
            )
        })
    };
    let secrets = Key::ALL.iter().copied().filter(|key| key.is_secret());
    let pair = check_pair(is_set(Key::SKILL_HEADER), is_set(Key::SKILL_SECRET));
    keys.into_iter()
        .filter_map(form)
        .chain(secrets.filter_map(strange))
        .chain(pair.err())
        .collect()
}

/// What is odd about a secret, as far as its form shows.
fn odd(chosen: &ChosenAccount) -> Option<String> {
    let secrets = Key::ALL
        .iter()
        .filter(|key| key.is_secret())
        .filter_map(|key| {
            let setting = chosen.account().secret(*key, &environment).ok()??;
            Some((*key, setting.value))
        });
    let secrets: Vec<_> = secrets.collect();
    let form = |(key, secret): &(Key, Secret)| check(*key, secret.reveal_text()?).err();
    secrets
        .iter()
        .find_map(form)
        .or_else(|| check_together(&secrets).err())
}

/// Whether anybody else can read a file with a secret in it. The credentials file was looked at when it was read.
fn permissions(chosen: &ChosenAccount) -> Check {
    let name = "files";
    let account = chosen.account();
    let mut open: Vec<String> = Vec::new();
    for key in Key::ALL.iter().filter(|key| key.is_secret()) {
        let Some(Place::User(file) | Place::Project(file)) = account.literal_in(*key) else {
            continue;
        };
        let Some(mode) = open_to_others(Path::new(file)) else {
            continue;
        };
        let line = format!("`{file}` holds secrets, and others may read it (mode {mode:04o})");
        if !open.contains(&line) {
            open.push(line);
        }
    }
    match open.is_empty() {
        true => Check::new(name, Found::Works, "no secret can be read by others"),
        false => Check::new(name, Found::No, open.join("; ")),
    }
}

/// Whether somebody thinks of the answers.
fn agent(chosen: &ChosenAccount) -> Check {
    let name = "agent";
    match chosen.kakao.agent(chosen.account().id(), &environment) {
        Ok((_, Agent::Echo)) => Check::new(name, Found::Works, "`echo`, built in"),
        Ok((agent, Agent::Http(url))) => {
            Check::new(name, Found::Works, format!("`{agent}` at `{url}`"))
        }
        Ok((agent, Agent::Command(words))) => {
            let program = words.first().map(OsStr::new).unwrap_or_default();
            match find(program) {
                Ok(()) => Check::new(
                    name,
                    Found::Works,
                    format!("`{agent}`: {}", words.join(" ")),
                ),
                Err(error) => Check::new(name, Found::No, format!("`{agent}`: {}", error.error)),
            }
        }
        Err(fault) => Check::new(name, Found::No, fault.to_string()),
    }
}
