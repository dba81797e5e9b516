//! The settings that count, each with its source.
use crate::cmd::resolve::{BotArgs, Config};
use crate::cmd::variables;
use crate::error::Result;
use crate::flow::kakao::status;
use crate::model::kakao::config::{AccountKey, DEFAULT_ACCOUNT};
use crate::model::settings::defaults::FlagValue;
use crate::model::settings::{
    ALLOW_CALLBACK_HOSTS, LOCAL, PROFILE_KEYS, Registration, Setting, SettingRow, Settings, Source,
};

/// Returns a row for each key: set ones, and those that could be set in the same place.
pub(super) fn rows(config: &Config, args: &BotArgs) -> Result<Vec<SettingRow>> {
    let profile = config.profile_name(&args.profile)?;
    let profile = profile.unwrap_or_else(|| Setting::new(LOCAL, Source::Default));
    let hosts = config.settings.allow_callback_hosts();
    let mut rows = vec![
        SettingRow::new("profile", Some(profile)),
        SettingRow::new("bot", config.bot_name(args)?),
        SettingRow::new("room", config.settings.room()),
        SettingRow::new("callback", config.settings.callback()),
        SettingRow::new(ALLOW_CALLBACK_HOSTS, hosts),
    ];
    for name in config.settings.profile_names() {
        add_profile(config, &name, args, &mut rows);
    }
    add_kakao(config, &mut rows);
    for (default, source) in config.settings.flag_defaults() {
        let value = match default.value {
            FlagValue::Switch(is_set) => is_set.to_string(),
            FlagValue::Texts(texts) => texts.join(", "),
        };
        let key = format!("defaults.{}.{}", default.command, default.flag);
        rows.push(SettingRow::new(key, Some(Setting { value, source })));
    }
    Ok(rows)
}

fn add_profile(config: &Config, name: &str, args: &BotArgs, rows: &mut Vec<SettingRow>) {
    let Some(profile) = config.settings.profile_named(name) else {
        return;
    };
    let base = match &profile.api_base {
        // Of the local profile it is known while a platform runs.
        None if name == LOCAL => config.api_base(&profile, &args.profile).ok(),
        base => base.clone(),
    };
    let file = config.settings.profile_sources(name);
    let registration = match profile.registration {
        Registration::Api => "api",
        Registration::Console => "console",
    };
    let registration = Setting::<String>::new(registration, file.registration);
    let console = profile
        .console_url
        .map(|url| Setting::<String>::new(url, file.console_url));
    let key = |key: &str| format!("profiles.{name}.{key}");
    rows.push(SettingRow::new(key("api_base"), base));
    rows.push(SettingRow::new(key("registration"), Some(registration)));
    rows.push(SettingRow::new(key("console_url"), console));
}

fn add_kakao(config: &Config, rows: &mut Vec<SettingRow>) {
    let kakao = config.kakao();
    for id in kakao.accounts() {
        let account = kakao.account_or_empty(&id);
        let settings = account.resolve(&variables::lookup);
        for value in status::values(&account, &settings) {
            let fingerprint = value.fingerprint.map(|it| format!("set ({it})"));
            rows.push(SettingRow {
                key: format!("channels.kakao.accounts.{id}.{}", value.key),
                value: value.value.or(fingerprint),
                origin: value.origin,
                from: value.from,
                problem: value.problem,
            });
        }
    }
}

/// Returns the keys that can be set.
pub(super) fn keys(settings: &Settings) -> Vec<String> {
    let mut keys: Vec<_> = ["profile", "bot", "room", "callback", ALLOW_CALLBACK_HOSTS]
        .map(str::to_owned)
        .into();
    for name in settings.profile_names() {
        keys.extend(PROFILE_KEYS.map(|key| format!("profiles.{name}.{key}")));
    }
    let mut accounts = settings.kakao().accounts();
    if accounts.is_empty() {
        accounts.push(DEFAULT_ACCOUNT.to_owned());
    }
    for id in accounts {
        let key = |key: &AccountKey| format!("channels.kakao.accounts.{id}.{}", key.name);
        keys.extend(AccountKey::ALL.iter().map(key));
    }
    let defaults = settings.flag_defaults().into_iter();
    keys.extend(
        defaults.map(|(default, _)| format!("defaults.{}.{}", default.command, default.flag)),
    );
    keys
}
