//! Settings of the project's `momo.json` and the user's `config.json`, merged key by key; the project's file wins.
//!
//! Unknown keys only cause a warning with the nearest known key: another version of momo may know them. Values of the
//! wrong type are errors. Each value keeps its source for messages. A project's file may come from a third party, so
//! it may set less than the user's file.
pub mod defaults;
pub mod edit;
pub mod keys;
pub mod schema;
pub mod setting;
pub mod variables;
use self::defaults::FlagDefault;
use super::http::allowed_hosts::{AllowedHost, AllowedHosts};
use super::kakao::config::{KakaoFile, KakaoSettings, Strictness};
use crate::model::json::unique;
pub use crate::model::settings::setting::{Setting, SettingRow, Source};
use crate::model::settings::variables::is_secret_name;
use crate::model::text::nearest::{nearest, unknown_key};
use serde_json::{Map, Value};

/// Method by which bots are registered on a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Registration {
    /// API calls, as momo's local platform accepts them.
    #[default]
    Api,
    /// Manual entry in the platform's web console.
    Console,
}

/// Named platform: its API and its web console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// `local`, `production`, or a name from the settings.
    pub name: String,
    /// Base URL of the API; `None` if neither momo nor a file has one. For `local` the running platform publishes it.
    pub api_base: Option<Setting>,
    pub registration: Registration,
    /// URL of the web console; `None` if none is known.
    pub console_url: Option<String>,
}

/// Where values of a profile come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileSources {
    pub registration: Source,
    pub console_url: Source,
}

/// The profile of the platform that `momo dev` runs.
pub const LOCAL: &str = "local";
/// The profile of MoMoTalk itself.
pub const PRODUCTION: &str = "production";
/// Base URL of MoMoTalk's API. Source: <https://mmrnd.net/bot-developer-guide.html>.
pub const PRODUCTION_API: &str = "https://bot.mmrnd.net/api";
/// URL of MoMoTalk's web console. Source: the same guide.
pub const PRODUCTION_CONSOLE: &str = "https://mmrnd.net/";

/// Merged settings of all files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    files: Vec<SettingsFile>,
}

impl Settings {
    /// Merges files, given in descending priority.
    pub fn new(files: Vec<SettingsFile>) -> Self {
        Self { files }
    }

    /// Returns `profile`: the default profile.
    pub fn profile(&self) -> Option<Setting> {
        self.first_set(|file| file.profile.clone())
    }

    /// Returns `bot`: the default bot.
    pub fn bot(&self) -> Option<Setting> {
        self.first_set(|file| file.bot.clone())
    }

    /// Returns `room`: the number of the default room.
    pub fn room(&self) -> Option<Setting<i64>> {
        self.first_set(|file| file.room)
    }

    /// Returns `callback`: the default target of events.
    pub fn callback(&self) -> Option<Setting> {
        self.first_set(|file| file.callback.clone())
    }

    /// Returns `allow_callback_hosts`: where callback URLs of a local platform may lead over plain HTTP, beside this
    /// machine.
    pub fn allow_callback_hosts(&self) -> Option<Setting<AllowedHosts>> {
        self.first_set(|file| file.allow_callback_hosts.clone())
    }

    /// Returns `channels.kakao`, `routing` and `agents`.
    pub fn kakao(&self) -> KakaoSettings {
        KakaoSettings::new(self.files.iter().map(|file| file.kakao.clone()))
    }

    /// Returns the profile `name`, merged key by key; `None` if neither momo nor a file defines it.
    pub fn profile_named(&self, name: &str) -> Option<Profile> {
        let fields = |file: &SettingsFile| {
            let mut profiles = file.profiles.iter();
            profiles
                .find(|(profile_name, _)| profile_name == name)
                .map(|(_, fields)| fields.clone())
        };
        let is_defined = self.files.iter().any(|file| fields(file).is_some());
        let is_production = name == PRODUCTION;
        if !is_defined && !is_production && name != LOCAL {
            return None;
        }
        let default_base = is_production.then(|| Setting::new(PRODUCTION_API, Source::Default));
        let default_registration = if is_production {
            Registration::Console
        } else {
            Registration::Api
        };
        Some(Profile {
            name: name.to_owned(),
            api_base: self
                .first_set(|file| fields(file)?.api_base)
                .or(default_base),
            registration: self
                .first_set(|file| fields(file)?.registration)
                .map_or(default_registration, |setting| setting.value),
            console_url: self
                .first_set(|file| fields(file)?.console_url)
                .map(|setting| setting.value)
                .or_else(|| is_production.then(|| PRODUCTION_CONSOLE.to_owned())),
        })
    }

    /// Returns where registration method and console URL of a profile come from.
    pub fn profile_sources(&self, name: &str) -> ProfileSources {
        let source = |is_set: &dyn Fn(&ProfileFields) -> bool| {
            let of_file = |file: &SettingsFile| {
                let mut profiles = file.profiles.iter();
                profiles
                    .find(|(profile, fields)| profile == name && is_set(fields))
                    .map(|_| ())
            };
            let setting = self.first_set(of_file);
            setting.map_or(Source::Default, |setting| setting.source)
        };
        ProfileSources {
            registration: source(&|fields| fields.registration.is_some()),
            console_url: source(&|fields| fields.console_url.is_some()),
        }
    }

    /// Returns the names of all profiles, built-in ones first.
    pub fn profile_names(&self) -> Vec<String> {
        let mut names = vec![LOCAL.to_owned(), PRODUCTION.to_owned()];
        for (name, _) in self.files.iter().flat_map(|file| &file.profiles) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Returns the value of a flag in `defaults`, from the first file that has it, for each command and flag.
    pub fn flag_defaults(&self) -> Vec<(FlagDefault, Source)> {
        let mut found: Vec<(FlagDefault, Source)> = Vec::new();
        for file in &self.files {
            for default in &file.defaults {
                let is_same = |(other, _): &(FlagDefault, Source)| {
                    (&other.command, &other.flag) == (&default.command, &default.flag)
                };
                if !found.iter().any(is_same) {
                    found.push((default.clone(), file.source.clone()));
                }
            }
        }
        found
    }

    fn first_set<T>(&self, read: impl Fn(&SettingsFile) -> Option<T>) -> Option<Setting<T>> {
        self.files.iter().find_map(|file| {
            read(file).map(|value| Setting {
                value,
                source: file.source.clone(),
            })
        })
    }
}

/// Contents of one settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsFile {
    source: Source,
    profile: Option<String>,
    bot: Option<String>,
    room: Option<i64>,
    callback: Option<String>,
    allow_callback_hosts: Option<AllowedHosts>,
    profiles: Vec<(String, ProfileFields)>,
    kakao: KakaoFile,
    defaults: Vec<FlagDefault>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct ProfileFields {
    api_base: Option<String>,
    registration: Option<Registration>,
    console_url: Option<String>,
}

/// Keys that a file may contain. The KakaoTalk commands read `channels`, `routing` and `agents`; the command line reads
/// `defaults`.
const TOP_LEVEL_KEYS: [&str; 10] = [
    "profile",
    "bot",
    "room",
    "callback",
    ALLOW_CALLBACK_HOSTS,
    "profiles",
    "channels",
    "routing",
    "agents",
    defaults::DEFAULTS,
];
/// Key of [`Settings::allow_callback_hosts`].
pub const ALLOW_CALLBACK_HOSTS: &str = "allow_callback_hosts";
/// Keys of a profile.
pub const PROFILE_KEYS: [&str; 3] = ["api_base", "registration", "console_url"];

impl SettingsFile {
    /// Parses the JSON of a file; returns the settings and warnings for the user.
    ///
    /// # Errors
    /// Fails on invalid JSON, on an empty value or one of the wrong type, and if a project's file moves the
    /// production API.
    pub fn read(bytes: &[u8], source: Source) -> Result<(Self, Vec<String>), String> {
        let value = unique::parse(bytes).map_err(|error| error.to_string())?;
        let Value::Object(fields) = value else {
            return Err("it holds no JSON object".into());
        };
        let mut warnings = Vec::new();
        if matches!(source, Source::Project(_)) {
            warn_about_secrets(&fields, "", &mut warnings);
        }
        warn_about_unknown_keys(&fields, &TOP_LEVEL_KEYS, "", &mut warnings);
        let profiles = read_profiles(&fields, &mut warnings)?;
        let redirects_production = |(name, fields): &(String, ProfileFields)| {
            name == PRODUCTION && fields.api_base.is_some()
        };
        if matches!(source, Source::Project(_)) && profiles.iter().any(redirects_production) {
            return Err(format!(
                "`profiles.{PRODUCTION}.api_base`: a project's file cannot say where MoMoTalk is"
            ));
        }
        let defaults = defaults::read(bytes).map_err(|error| error.problem)?;
        let kakao = KakaoFile::read(&fields, &source, Strictness::Strict, &mut warnings)?;
        let file = Self {
            source,
            kakao,
            defaults,
            profile: read_text(&fields, "profile", "profile")?,
            bot: read_text(&fields, "bot", "bot")?,
            room: read_room(&fields)?,
            callback: read_text(&fields, "callback", "callback")?,
            allow_callback_hosts: read_allowed_hosts(&fields)?,
            profiles,
        };
        Ok((file, warnings))
    }
}

fn read_profiles(
    fields: &Map<String, Value>,
    warnings: &mut Vec<String>,
) -> Result<Vec<(String, ProfileFields)>, String> {
    let profiles = match fields.get("profiles") {
        None => return Ok(Vec::new()),
        Some(Value::Object(profiles)) => profiles,
        Some(_) => return Err("`profiles` is no object".into()),
    };
    let read = |(name, value): (&String, &Value)| {
        let Value::Object(fields) = value else {
            return Err(format!("`profiles.{name}` is no object"));
        };
        let path = format!("profiles.{name}.");
        warn_about_unknown_keys(fields, &PROFILE_KEYS, &path, warnings);
        let text = |key: &str| read_text(fields, key, &format!("{path}{key}"));
        let registration = match text("registration")?.as_deref() {
            None => None,
            Some("api") => Some(Registration::Api),
            Some("console") => Some(Registration::Console),
            Some(_) => {
                return Err(format!(
                    "`{path}registration` is neither `api` nor `console`"
                ));
            }
        };
        let fields = ProfileFields {
            api_base: text("api_base")?.map(|base| base.trim_end_matches('/').to_owned()),
            registration,
            console_url: text("console_url")?,
        };
        Ok((name.clone(), fields))
    };
    profiles.iter().map(read).collect()
}

fn read_text(fields: &Map<String, Value>, key: &str, path: &str) -> Result<Option<String>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Err(format!("`{path}` is empty")),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{path}` is no text")),
    }
}

fn read_room(fields: &Map<String, Value>) -> Result<Option<i64>, String> {
    match fields.get("room") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_i64().filter(|number| *number > 0) {
            Some(number) => Ok(Some(number)),
            None => Err("`room` is no number of a room, for example 1".into()),
        },
    }
}

fn read_allowed_hosts(fields: &Map<String, Value>) -> Result<Option<AllowedHosts>, String> {
    let hosts = match fields.get(ALLOW_CALLBACK_HOSTS) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(hosts)) => hosts,
        Some(_) => return Err(format!("`{ALLOW_CALLBACK_HOSTS}` is no list")),
    };
    let read = |host: &Value| {
        let text = host.as_str().unwrap_or_default();
        text.parse::<AllowedHost>()
            .map_err(|why| format!("`{ALLOW_CALLBACK_HOSTS}` holds {host}: {why}"))
    };
    let hosts: Vec<_> = hosts.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Some(AllowedHosts(hosts)))
}

fn warn_about_unknown_keys(
    fields: &Map<String, Value>,
    known: &[&str],
    path: &str,
    warnings: &mut Vec<String>,
) {
    let unknown = fields
        .keys()
        // Editors add `$schema`.
        .filter(|key| !known.contains(&key.as_str()) && *key != "$schema");
    warnings.extend(unknown.map(|key| {
        let near = nearest(key, known.iter().copied()).map(|near| format!("{path}{near}"));
        unknown_key(&format!("{path}{key}"), near.as_deref())
    }));
}

/// Warns about secrets in a project's file, which others can read.
fn warn_about_secrets(fields: &Map<String, Value>, path: &str, warnings: &mut Vec<String>) {
    for (key, value) in fields {
        let path = format!("{path}{key}");
        match value {
            Value::Object(inner) => warn_about_secrets(inner, &format!("{path}."), warnings),
            Value::String(text)
                if is_secret_name(key) && !text.is_empty() && !text.contains("${") =>
            {
                let command = if path.starts_with("channels.kakao.") {
                    "momo kakao setup"
                } else {
                    "momo bot add"
                };
                warnings.push(format!(
                    "`{path}` holds a secret that everybody with the project can read; \
                     write `${{VARIABLE}}` there, or keep it with `{command}`"
                ));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(json: &str) -> (SettingsFile, Vec<String>) {
        SettingsFile::read(json.as_bytes(), Source::Project("momo.json".into())).expect("valid")
    }

    #[test]
    fn files_merge_key_by_key() {
        let project = file(r#"{"bot":"bot_p","profiles":{"stage":{"api_base":"https://s/api/"}}}"#);
        let user = SettingsFile::read(
            br#"{"bot":"bot_u","room":2,"profile":"stage","profiles":{"stage":{"registration":"console"}}}"#,
            Source::User("config.json".into()),
        )
        .expect("valid");
        let settings = Settings::new(vec![project.0, user.0]);
        let value = |setting: Option<Setting>| setting.map(|setting| setting.value);
        assert_eq!(value(settings.bot()).as_deref(), Some("bot_p"));
        assert_eq!(value(settings.profile()).as_deref(), Some("stage"));
        assert_eq!(settings.room().map(|room| room.value), Some(2));
        let stage = settings.profile_named("stage").expect("known");
        assert_eq!(stage.registration, Registration::Console);
        let base = stage.api_base.expect("named");
        assert_eq!(base.value, "https://s/api");
        assert_eq!(base.source, Source::Project("momo.json".into()));
        assert_eq!(settings.profile_names(), ["local", "production", "stage"]);
        assert_eq!(settings.profile_named("stag"), None);
    }

    #[test]
    fn production_registers_in_its_console_by_default() {
        let plain = Settings::default().profile_named(PRODUCTION).expect("own");
        assert_eq!(plain.registration, Registration::Console);
        assert_eq!(
            plain.api_base,
            Some(Setting::new(PRODUCTION_API, Source::Default))
        );
        let file = file(r#"{"profiles":{"production":{"registration":"api"}}}"#).0;
        let changed = Settings::new(vec![file]).profile_named(PRODUCTION);
        assert_eq!(
            changed.map(|profile| profile.registration),
            Some(Registration::Api)
        );
    }

    #[test]
    fn unknown_keys_and_secrets_are_warned_of() {
        let (_, warnings) = file(
            r#"{"$schema":"x","profil":"local","channels":{"kakao":{"adminKey":"k1","secretKey":"${S}"}},
                "webhook_secret":"s","routing":{}}"#,
        );
        let warnings = warnings.join("\n");
        assert!(warnings.contains("`profil` is not known; is `profile` meant?"));
        assert!(warnings.contains("`channels.kakao.adminKey` holds a secret"));
        assert!(warnings.contains("`webhook_secret` holds a secret"));
        assert!(!warnings.contains("secretKey") && !warnings.contains("$schema"));
    }

    #[test]
    fn mistakes_are_named_by_position() {
        let error =
            |json: &str| SettingsFile::read(json.as_bytes(), Source::Default).expect_err("refused");
        assert!(error("{\n \"bot\": \n}").ends_with("at line 3 column 1"));
        assert_eq!(error(r#"{"bot":1}"#), "`bot` is no text");
        for room in ["0", "-1", "1.5", "\"1\""] {
            let why = "`room` is no number of a room, for example 1";
            assert_eq!(error(&format!("{{\"room\":{room}}}")), why);
        }
        assert_eq!(
            error(r#"{"allow_callback_hosts":"bot"}"#),
            "`allow_callback_hosts` is no list"
        );
        for host in ["1", "\"bot:3000\""] {
            let error = error(&format!(r#"{{"allow_callback_hosts":["bot",{host}]}}"#));
            let why = format!("`allow_callback_hosts` holds {host}: a host or a network is wanted");
            assert!(error.starts_with(&why), "{error}");
        }
        assert_eq!(
            error(r#"{"profiles":{"a":{"registration":"web"}}}"#),
            "`profiles.a.registration` is neither `api` nor `console`"
        );
    }
}
