//! Reads the values of an account, and checks them and what the account needs: files, agent, port, Kakao and NHN Cloud.
//!
//! The checks change nothing: Kakao gets a HEAD request, NHN Cloud a query for a message that cannot exist.
use crate::error;
use crate::io::client::{Client, ClientOptions};
use crate::io::command::check_runnable;
use crate::io::files::readable_by_others;
use crate::io::probe;
use crate::model::http::{Headers, Request};
use crate::model::kakao::config::{
    Account, AccountKey, AccountSettings, Agent, DEFAULT_PATH, DEFAULT_PORT, DmPolicy, SettingError,
};
use crate::model::kakao::setup::{check_distinct_secrets, check_header_pair, check_value};
use crate::model::kakao::status::{
    AccountCheck, AccountValue, COMPATIBILITY_ENDS, CheckOutcome, check_compatibility,
};
use crate::model::nhn::Via;
use crate::model::nhn::request::NhnApi;
use crate::model::nhn::response::ResultHeader;
use crate::model::secret::Secret;
use crate::model::settings::{Setting, Source};
use crate::model::time::Timestamp;
use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

/// Timeout of each check.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What the checks of an account need.
pub struct StatusInput<'a> {
    pub account: Account<'a>,
    pub settings: &'a AccountSettings,
    /// Name and definition of the account's agent.
    pub agent: Result<(String, Agent), SettingError>,
    /// URL of Kakao's API; `None` if it is not to be asked.
    pub kakao_url: Option<String>,
    /// NHN Cloud with the account's keys; `None` if it is not to be asked.
    pub nhn_api: Option<error::Result<NhnApi>>,
    pub now: Timestamp,
}

/// Returns the values of all keys; a secret is represented by its fingerprint.
pub fn values(account: &Account<'_>, settings: &AccountSettings) -> Vec<AccountValue> {
    let keys = AccountKey::ALL.iter();
    keys.map(|key| value(account, settings, *key)).collect()
}

/// Checks files, settings and agent, and the services that are to be asked.
///
/// # Errors
/// Fails if the HTTP client cannot be set up.
pub fn run_checks(input: StatusInput<'_>) -> error::Result<Vec<AccountCheck>> {
    let client = Client::new(ClientOptions::default())?;
    let StatusInput {
        account, settings, ..
    } = &input;
    let mut checks = vec![
        check_settings(account, settings),
        check_permissions(account),
        check_agent(&input.agent),
    ];
    if let Ok(port) = settings.port {
        checks.push(check_skill_port(&client, port.unwrap_or(DEFAULT_PORT)));
    }
    let app_keys = [
        AccountKey::APP_KEY,
        AccountKey::REST_API_KEY,
        AccountKey::PRIMARY_ADMIN_KEY,
    ];
    let has_app = app_keys
        .iter()
        .any(|key| !matches!(settings.text(*key), Ok(None)));
    let name = "Kakao's API";
    checks.push(match &input.kakao_url {
        _ if !has_app => {
            AccountCheck::new(name, CheckOutcome::Skipped, "not set up: no key of an app")
        }
        Some(url) => check_kakao_api(&client, url),
        None => not_asked(name),
    });
    checks.extend(check_messages(&client, &input));
    Ok(checks)
}

fn not_asked(name: &'static str) -> AccountCheck {
    AccountCheck::new(name, CheckOutcome::Skipped, "not asked (--offline)")
}

fn value(account: &Account<'_>, settings: &AccountSettings, key: AccountKey) -> AccountValue {
    let result = if key == AccountKey::ALLOW_FROM {
        settings.allow_from.clone().map(|ids| {
            let source = account.source_of(key).filter(|_| !ids.is_empty());
            source.map(|source| (Some(ids.join(", ")), None, source.clone()))
        })
    } else if key.is_secret() {
        let setting = settings.secret(key);
        setting.map(|setting| {
            setting.map(|setting| (None, Some(setting.value.fingerprint()), setting.source))
        })
    } else {
        let setting = settings.text(key);
        setting.map(|setting| setting.map(|setting| (Some(setting.value), None, setting.source)))
    };
    let (found, error) = match result {
        Ok(found) => (found, None),
        Err(error) => (None, Some(error)),
    };
    let source = error.as_ref().map(|error| &error.source);
    let source = source.or(found.as_ref().map(|(_, _, source)| source));
    let source = source.or_else(|| account.blank_source(key));
    let origin = source.map(Source::kind);
    // Without backticks: the table shows nothing but the source.
    let from = source.map(|source| source.to_string().replace('`', ""));
    let set = found.is_some();
    let (value, fingerprint) =
        found.map_or((None, None), |(text, fingerprint, _)| (text, fingerprint));
    AccountValue {
        key: key.name,
        set,
        value,
        fingerprint,
        from,
        origin,
        problem: error.map(|error| error.to_string()),
    }
}

/// Checks that every value is usable.
fn check_settings(account: &Account<'_>, settings: &AccountSettings) -> AccountCheck {
    let errors = settings.errors().into_iter();
    let mut problems: Vec<_> = errors.map(|error| error.to_string()).collect();
    problems.dedup();
    problems.extend(unusable_values(account, settings));
    let (outcome, message) = if !problems.is_empty() {
        (CheckOutcome::Fails, problems.join("; "))
    } else if let Some(reason) = suspicious_secret(settings) {
        (CheckOutcome::Note, reason)
    } else if settings.is_enabled == Ok(false) {
        let message = "the account is switched off (`enabled`)";
        (CheckOutcome::Note, message.to_owned())
    } else if settings.dm_policy == Ok(DmPolicy::Allowlist) && settings.allow_from == Ok(vec![]) {
        let message = "`allowlist` answers nobody: `allowFrom` is empty";
        (CheckOutcome::Note, message.to_owned())
    } else {
        let path = settings.path.clone().ok().flatten();
        let path = path.as_deref().unwrap_or(DEFAULT_PATH);
        let message = format!("can be used; skills are called at `{path}`");
        (CheckOutcome::Works, message)
    };
    AccountCheck::new("settings", outcome, message)
}

/// Returns the problems of values that parse but that other commands reject.
fn unusable_values(account: &Account<'_>, settings: &AccountSettings) -> Vec<String> {
    let keys = [
        AccountKey::APP_KEY,
        AccountKey::CHANNEL_ID,
        AccountKey::NHN_HOST,
        AccountKey::COMPATIBILITY_ENDS,
        AccountKey::SKILL_HEADER,
    ];
    let format_problem = |key: AccountKey| {
        let setting = settings.text(key).ok()??;
        let reason = check_value(key, setting.value.trim()).err()?;
        let (path, source) = (account.path_of(key), setting.source);
        Some(format!("`{path}` in {source}: {reason}"))
    };
    let is_set = |key: AccountKey| !matches!(settings.text(key), Ok(None));
    let character_problem = |(key, setting): (AccountKey, Setting<Secret>)| {
        (!key.allows(&setting.value)).then(|| {
            format!(
                "`{}` from {} holds a character that no key has",
                key.name, setting.source
            )
        })
    };
    let pair_check = check_header_pair(
        is_set(AccountKey::SKILL_HEADER),
        is_set(AccountKey::SKILL_SECRET),
    );
    keys.into_iter()
        .filter_map(format_problem)
        .chain(secrets(settings).filter_map(character_problem))
        .chain(pair_check.err())
        .collect()
}

/// Returns the secrets that are set and can be read.
fn secrets(settings: &AccountSettings) -> impl Iterator<Item = (AccountKey, Setting<Secret>)> {
    let keys = AccountKey::ALL.iter().filter(|key| key.is_secret());
    keys.filter_map(move |key| Some((*key, settings.secret(*key).ok()??)))
}

/// Returns a warning if the format of a secret is unusual or two secrets are equal.
fn suspicious_secret(settings: &AccountSettings) -> Option<String> {
    let secrets = secrets(settings).map(|(key, setting)| (key, setting.value));
    let secrets: Vec<_> = secrets.collect();
    let format_problem =
        |(key, secret): &(AccountKey, Secret)| check_value(*key, secret.reveal_text()?).err();
    secrets
        .iter()
        .find_map(format_problem)
        .or_else(|| check_distinct_secrets(&secrets).err())
}

/// Checks that other users cannot read a settings file with secrets. Loading checks the credentials file.
fn check_permissions(account: &Account<'_>) -> AccountCheck {
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
    let (outcome, message) = match warnings.is_empty() {
        true => (
            CheckOutcome::Works,
            "no secret can be read by others".into(),
        ),
        false => (CheckOutcome::Fails, warnings.join("; ")),
    };
    AccountCheck::new("files", outcome, message)
}

/// Checks that the account's agent is available.
fn check_agent(agent: &Result<(String, Agent), SettingError>) -> AccountCheck {
    let (outcome, message) = match agent {
        Ok((_, Agent::Echo)) => (CheckOutcome::Works, "`echo`, built in".into()),
        Ok((name, Agent::Http(url))) => (CheckOutcome::Works, format!("`{name}` at `{url}`")),
        Ok((name, Agent::Command(words))) => {
            let program = words.first().map(OsStr::new).unwrap_or_default();
            match check_runnable(program) {
                Ok(()) => (
                    CheckOutcome::Works,
                    format!("`{name}`: {}", words.join(" ")),
                ),
                Err(error) => (CheckOutcome::Fails, format!("`{name}`: {}", error.error)),
            }
        }
        Err(error) => (CheckOutcome::Fails, error.to_string()),
    };
    AccountCheck::new("agent", outcome, message)
}

/// Checks the requirements of messages; skipped if none of their keys is set.
fn check_messages(client: &Client, input: &StatusInput<'_>) -> Vec<AccountCheck> {
    let name = "NHN Cloud";
    let settings = input.settings;
    let keys = [
        AccountKey::SENDER_KEY,
        AccountKey::NHN_APP_KEY,
        AccountKey::NHN_SECRET_KEY,
    ];
    let is_missing = |key: &AccountKey| !matches!(settings.secret(*key), Ok(Some(_)));
    let missing: Vec<_> = keys.into_iter().filter(is_missing).collect();
    if missing.len() == keys.len() {
        let message = "not set up: no messages are sent";
        return vec![AccountCheck::new(name, CheckOutcome::Skipped, message)];
    }
    let check = match &input.nhn_api {
        _ if !missing.is_empty() => {
            let names: Vec<_> = missing.iter().map(|key| key.name).collect();
            let names = names.join("` and `");
            let message = format!("no messages can be sent without `{names}`");
            AccountCheck::new(name, CheckOutcome::Fails, message)
        }
        Some(Ok(api)) => check_nhn_cloud(client, api),
        Some(Err(error)) => AccountCheck::new(name, CheckOutcome::Fails, error.to_string()),
        None => not_asked(name),
    };
    let last_day = settings.text(AccountKey::COMPATIBILITY_ENDS).ok().flatten();
    let last_day = last_day.map_or(COMPATIBILITY_ENDS.to_owned(), |setting| setting.value);
    vec![check, check_compatibility(last_day.trim(), input.now)]
}

/// Checks whether Kakao's API responds; any status counts.
fn check_kakao_api(client: &Client, url: &str) -> AccountCheck {
    let name = "Kakao's API";
    match client.call_api(&request("HEAD", url), TIMEOUT).response {
        Ok(response) => AccountCheck::new(
            name,
            CheckOutcome::Works,
            format!("`{url}` answers ({})", response.status),
        ),
        Err(failure) => AccountCheck::new(name, CheckOutcome::Unknown, failure.message.to_string()),
    }
}

/// Checks whether the skill server's port is free or the skill server runs there.
fn check_skill_port(client: &Client, port: u16) -> AccountCheck {
    let name = "skill server";
    if probe::is_port_free(port) {
        return AccountCheck::new(name, CheckOutcome::Works, format!("port {port} is free"));
    }
    let url = format!("http://127.0.0.1:{port}/health");
    match client.call_api(&request("GET", &url), TIMEOUT).response {
        Ok(response) if response.status == 200 && response.body.trim_ascii() == b"ok" => {
            AccountCheck::new(name, CheckOutcome::Works, format!("runs on port {port}"))
        }
        _ => AccountCheck::new(
            name,
            CheckOutcome::Fails,
            format!("something else has port {port}, or momo may not take it"),
        ),
    }
}

/// Checks whether NHN Cloud accepts the keys.
fn check_nhn_cloud(client: &Client, api: &NhnApi) -> AccountCheck {
    let name = "NHN Cloud";
    // No message has this id: the response depends only on the keys.
    let request = api.query_result(Via::FriendTalk, "momo-kakao-status");
    let response = match client.call_api(&request, TIMEOUT).response {
        Ok(response) => response,
        Err(failure) => {
            return AccountCheck::new(name, CheckOutcome::Unknown, failure.message.to_string());
        }
    };
    match ResultHeader::parse(&response) {
        None => {
            let status = response.status;
            let message = format!("answered {status}, without the header that NHN Cloud documents");
            AccountCheck::new(name, CheckOutcome::Unknown, message)
        }
        Some(header) if header.is_key_error() => {
            let (meaning, _) = header.explanation();
            AccountCheck::new(
                name,
                CheckOutcome::Fails,
                format!("{meaning} ({})", header.result_code),
            )
        }
        Some(_) => AccountCheck::new(name, CheckOutcome::Works, "takes the keys"),
    }
}

fn request(method: &str, url: &str) -> Request {
    Request {
        method: method.into(),
        url: url.into(),
        headers: Headers::new(),
        body: Vec::new(),
    }
}
