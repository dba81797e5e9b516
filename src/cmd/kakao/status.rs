//! `momo kakao status`: prints the values of an account with their sources, and checks its services.
use super::account::{AccountArgs, ChosenAccount};
use super::nhn_client;
use crate::cmd::Verb;
use crate::cmd::context::Context;
use crate::cmd::variables;
use crate::error::{Result, Verdict};
use crate::flow::kakao::status as probes;
use crate::io::client::{Client, ClientOptions};
use crate::io::command::check_runnable;
use crate::io::files::readable_by_others;
use crate::model::http::target;
use crate::model::kakao::config::{
    AccountKey, Agent, DEFAULT_PATH, DEFAULT_PORT, DmPolicy, SettingError,
};
use crate::model::kakao::setup::{check_distinct_secrets, check_header_pair, check_value};
use crate::model::kakao::status::{
    AccountCheck, AccountValue, COMPATIBILITY_ENDS, CheckOutcome, check_compatibility, verdict,
};
use crate::model::secret::Secret;
use crate::model::settings::Source;
use crate::view::kakao::status as view;
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

#[derive(Serialize)]
struct StatusJson<'a> {
    account: &'a str,
    ok: bool,
    values: &'a [AccountValue],
    checks: &'a [AccountCheck],
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
        let values: Vec<_> = AccountKey::ALL
            .iter()
            .map(|key| read_value(&chosen, *key))
            .collect();
        let checks = self.run_checks(context, &chosen)?;
        let verdict = verdict(&checks);
        let terminal = &mut context.terminal;
        let id = chosen.account().id().to_owned();
        if terminal.is_json() {
            terminal.print_json(&StatusJson {
                account: &id,
                ok: verdict == Verdict::Yes,
                values: &values,
                checks: &checks,
            })?;
            return Ok(verdict);
        }
        let (styles, width) = (terminal.out_styles(), terminal.out_width());
        let visible: Vec<_> = values
            .into_iter()
            .filter(|value| value.set || value.problem.is_some())
            .collect();
        if visible.is_empty() {
            terminal.note("Nothing is set; `momo kakao setup` asks for what is needed.");
        } else {
            terminal.print(view::value_table(&visible, width))?;
            terminal.print("")?;
        }
        terminal.print(view::check_list(&checks, styles))?;
        Ok(verdict)
    }
}

impl Status {
    fn run_checks(&self, context: &Context, chosen: &ChosenAccount) -> Result<Vec<AccountCheck>> {
        let client = Client::new(ClientOptions::default())?;
        let mut checks = vec![
            check_settings(chosen),
            check_permissions(chosen),
            check_agent(chosen),
        ];
        let port = chosen.account().port(&variables::lookup);
        if let Ok(port) = port {
            checks.push(probes::check_skill_port(
                &client,
                port.unwrap_or(DEFAULT_PORT),
            ));
        }
        checks.push(match self.offline {
            true => AccountCheck::new(
                "Kakao's API",
                CheckOutcome::Skipped,
                "not asked (--offline)",
            ),
            false => probes::check_kakao_api(&client, &target::resolve(&self.kakao_host)?),
        });
        checks.extend(self.message_checks(context, chosen, &client));
        Ok(checks)
    }

    /// Checks the requirements of messages; skipped if none of their keys is set.
    fn message_checks(
        &self,
        context: &Context,
        chosen: &ChosenAccount,
        client: &Client,
    ) -> Vec<AccountCheck> {
        let name = "NHN Cloud";
        let secret = |key| {
            chosen
                .account()
                .secret(key, &variables::lookup)
                .ok()
                .flatten()
        };
        let keys = [
            AccountKey::SENDER_KEY,
            AccountKey::NHN_APP_KEY,
            AccountKey::NHN_SECRET_KEY,
        ];
        let missing: Vec<_> = keys
            .into_iter()
            .filter(|key| secret(*key).is_none())
            .collect();
        if missing.len() == keys.len() {
            let message = "not set up: no messages are sent";
            return vec![AccountCheck::new(name, CheckOutcome::Skipped, message)];
        }
        let text = |key| {
            chosen
                .account()
                .text(key, &variables::lookup)
                .ok()
                .flatten()
        };
        let text =
            |key, default: &str| text(key).map_or(default.to_owned(), |setting| setting.value);
        let last_day = text(AccountKey::COMPATIBILITY_ENDS, COMPATIBILITY_ENDS);
        let deadline = check_compatibility(last_day.trim(), context.clock().now);
        let check = match missing.is_empty() {
            true if !self.offline => match nhn_client::nhn_api(chosen) {
                Ok(api) => probes::check_nhn_cloud(client, &api),
                Err(error) => AccountCheck::new(name, CheckOutcome::Fails, error.to_string()),
            },
            true => AccountCheck::new(name, CheckOutcome::Skipped, "not asked (--offline)"),
            false => {
                let names: Vec<_> = missing.iter().map(|key| key.name).collect();
                let message = format!(
                    "no messages can be sent without `{}`",
                    names.join("` and `")
                );
                AccountCheck::new(name, CheckOutcome::Fails, message)
            }
        };
        vec![check, deadline]
    }
}

/// Reads one value of the account; a secret is represented by its fingerprint.
fn read_value(chosen: &ChosenAccount, key: AccountKey) -> AccountValue {
    let account = chosen.account();
    let mut value = AccountValue {
        key: key.name,
        set: false,
        value: None,
        fingerprint: None,
        from: None,
        problem: None,
    };
    let mut set_value =
        |text: Option<String>, fingerprint: Option<String>, source: Option<Source>| {
            value.set = source.is_some();
            (value.value, value.fingerprint) = (text, fingerprint);
            value.from = source.as_ref().map(source_text);
        };
    let result = if key == AccountKey::ALLOW_FROM {
        account.allow_from(&variables::lookup).map(|ids| {
            if !ids.is_empty() {
                let source = account.source_of(key).cloned();
                set_value(Some(ids.join(", ")), None, source);
            }
        })
    } else if key.is_secret() {
        account.secret(key, &variables::lookup).map(|setting| {
            if let Some(setting) = setting {
                set_value(
                    None,
                    Some(setting.value.fingerprint()),
                    Some(setting.source),
                );
            }
        })
    } else {
        account.text(key, &variables::lookup).map(|setting| {
            if let Some(setting) = setting {
                set_value(Some(setting.value), None, Some(setting.source));
            }
        })
    };
    if let Err(error) = result {
        value.problem = Some(error.to_string());
        value.from = Some(source_text(&error.source));
    }
    value
}

/// Formats a source without backticks.
fn source_text(source: &Source) -> String {
    source.to_string().replace('`', "")
}

/// Checks that every value is usable.
fn check_settings(chosen: &ChosenAccount) -> AccountCheck {
    let name = "settings";
    let account = chosen.account();
    let text_errors = AccountKey::ALL
        .iter()
        .filter_map(|key| account.text(*key, &variables::lookup).err());
    let typed_errors: [Option<SettingError>; 7] = [
        account.is_enabled(&variables::lookup).err(),
        account.port(&variables::lookup).err(),
        account.path(&variables::lookup).err(),
        account.dm_policy(&variables::lookup).err(),
        account.allow_from(&variables::lookup).err(),
        account.text_chunk_limit(&variables::lookup).err(),
        account.timeout(&variables::lookup).err(),
    ];
    let mut problems: Vec<_> = text_errors
        .chain(typed_errors.into_iter().flatten())
        .map(|error| error.to_string())
        .collect();
    problems.dedup();
    problems.extend(unusable_values(chosen));
    if !problems.is_empty() {
        return AccountCheck::new(name, CheckOutcome::Fails, problems.join("; "));
    }
    if let Some(reason) = suspicious_secret(chosen) {
        return AccountCheck::new(name, CheckOutcome::Note, reason);
    }
    if account.is_enabled(&variables::lookup) == Ok(false) {
        return AccountCheck::new(
            name,
            CheckOutcome::Note,
            "the account is switched off (`enabled`)",
        );
    }
    let allows_nobody = account.dm_policy(&variables::lookup) == Ok(DmPolicy::Allowlist)
        && account
            .allow_from(&variables::lookup)
            .is_ok_and(|ids| ids.is_empty());
    if allows_nobody {
        return AccountCheck::new(
            name,
            CheckOutcome::Note,
            "`allowlist` answers nobody: `allowFrom` is empty",
        );
    }
    let path = account.path(&variables::lookup).ok().flatten();
    let path = path.as_deref().unwrap_or(DEFAULT_PATH);
    AccountCheck::new(
        name,
        CheckOutcome::Works,
        format!("can be used; skills are called at `{path}`"),
    )
}

/// Returns the problems of values that parse but that other commands reject.
fn unusable_values(chosen: &ChosenAccount) -> Vec<String> {
    let account = chosen.account();
    let text = |key: AccountKey| account.text(key, &variables::lookup).ok().flatten();
    let keys = [
        AccountKey::NHN_HOST,
        AccountKey::COMPATIBILITY_ENDS,
        AccountKey::SKILL_HEADER,
    ];
    let format_problem = |key: AccountKey| {
        let setting = text(key)?;
        let reason = check_value(key, setting.value.trim()).err()?;
        Some(format!(
            "`{}` in {}: {reason}",
            account.path_of(key),
            setting.source
        ))
    };
    let is_set = |key: AccountKey| !matches!(account.text(key, &variables::lookup), Ok(None));
    let character_problem = |key: AccountKey| {
        let setting = account.secret(key, &variables::lookup).ok()??;
        let is_valid = setting
            .value
            .reveal_text()
            .is_some_and(|text| key.allows_characters_of(text));
        (!is_valid).then(|| {
            format!(
                "`{}` from {} holds a character that no key has",
                key.name, setting.source
            )
        })
    };
    let secrets = AccountKey::ALL
        .iter()
        .copied()
        .filter(|key| key.is_secret());
    let pair_check = check_header_pair(
        is_set(AccountKey::SKILL_HEADER),
        is_set(AccountKey::SKILL_SECRET),
    );
    keys.into_iter()
        .filter_map(format_problem)
        .chain(secrets.filter_map(character_problem))
        .chain(pair_check.err())
        .collect()
}

/// Returns a warning if the format of a secret is unusual or two secrets are equal.
fn suspicious_secret(chosen: &ChosenAccount) -> Option<String> {
    let secrets = AccountKey::ALL
        .iter()
        .filter(|key| key.is_secret())
        .filter_map(|key| {
            let setting = chosen.account().secret(*key, &variables::lookup).ok()??;
            Some((*key, setting.value))
        });
    let secrets: Vec<_> = secrets.collect();
    let format_problem =
        |(key, secret): &(AccountKey, Secret)| check_value(*key, secret.reveal_text()?).err();
    secrets
        .iter()
        .find_map(format_problem)
        .or_else(|| check_distinct_secrets(&secrets).err())
}

/// Checks that other users cannot read a settings file with secrets. Loading checks the credentials file.
fn check_permissions(chosen: &ChosenAccount) -> AccountCheck {
    let name = "files";
    let account = chosen.account();
    let mut warnings: Vec<String> = Vec::new();
    for key in AccountKey::ALL.iter().filter(|key| key.is_secret()) {
        let Some(Source::User(file) | Source::Project(file)) = account.literal_source(*key) else {
            continue;
        };
        let Some(mode) = readable_by_others(Path::new(file)) else {
            continue;
        };
        let warning = format!("`{file}` holds secrets, and others may read it (mode {mode:04o})");
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    match warnings.is_empty() {
        true => AccountCheck::new(name, CheckOutcome::Works, "no secret can be read by others"),
        false => AccountCheck::new(name, CheckOutcome::Fails, warnings.join("; ")),
    }
}

/// Checks that the account's agent is available.
fn check_agent(chosen: &ChosenAccount) -> AccountCheck {
    let name = "agent";
    match chosen
        .kakao
        .agent(chosen.account().id(), &variables::lookup)
    {
        Ok((_, Agent::Echo)) => AccountCheck::new(name, CheckOutcome::Works, "`echo`, built in"),
        Ok((agent, Agent::Http(url))) => {
            AccountCheck::new(name, CheckOutcome::Works, format!("`{agent}` at `{url}`"))
        }
        Ok((agent, Agent::Command(words))) => {
            let program = words.first().map(OsStr::new).unwrap_or_default();
            match check_runnable(program) {
                Ok(()) => AccountCheck::new(
                    name,
                    CheckOutcome::Works,
                    format!("`{agent}`: {}", words.join(" ")),
                ),
                Err(error) => AccountCheck::new(
                    name,
                    CheckOutcome::Fails,
                    format!("`{agent}`: {}", error.error),
                ),
            }
        }
        Err(error) => AccountCheck::new(name, CheckOutcome::Fails, error.to_string()),
    }
}
