//! Settings: what the project's `momo.json` and the user's `config.json` say, key by key, nearest first.
//!
//! Reading is kind to keys of other versions (a warning that names the nearest known key) and strict about
//! the kinds of values. Where each value came from is kept, because people ask, and because a project's
//! file, which may be a stranger's, is trusted with less than the user's own.
pub mod setting;
pub mod variables;
use super::kakao::config::{Kakao, KakaoFile, Whose};
pub use crate::model::settings::setting::{Place, Setting};
use crate::model::settings::variables::looks_secret;
use crate::model::text::nearest::nearest;
use serde_json::{Map, Value};

/// How bots are registered on a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Registration {
    /// By calls, as momo's local platform takes them.
    #[default]
    Api,
    /// By hand, in the platform's web console.
    Console,
}

/// A platform by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// `local`, `production`, or a name of the settings.
    pub name: String,
    /// Where its API is; none for `local`, whose place the running platform tells.
    pub api_base: Option<Setting>,
    /// How bots are registered there.
    pub registration: Registration,
    /// Where its web console is.
    pub console_url: Option<String>,
}

/// The profile of the platform that `momo dev` runs.
pub const LOCAL: &str = "local";
/// The profile of MoMoTalk itself.
pub const PRODUCTION: &str = "production";
/// MoMoTalk's API, as its guide documents it: <https://mmrnd.net/bot-developer-guide.html>.
pub const PRODUCTION_API: &str = "https://bot.mmrnd.net/api";
/// MoMoTalk's web console, from the same guide.
pub const PRODUCTION_CONSOLE: &str = "https://mmrnd.net/";

/// What all files say, the project's before the user's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    files: Vec<SettingsFile>,
}

impl Settings {
    /// From the files, the one that counts more first.
    pub fn new(files: Vec<SettingsFile>) -> Self {
        Self { files }
    }

    /// `profile`: the profile that is meant where none is named.
    pub fn profile(&self) -> Option<Setting> {
        self.first(|file| file.profile.clone())
    }

    /// `bot`: the bot that is meant where none is named.
    pub fn bot(&self) -> Option<Setting> {
        self.first(|file| file.bot.clone())
    }

    /// `callback`: where events go where no target is named.
    pub fn callback(&self) -> Option<Setting> {
        self.first(|file| file.callback.clone())
    }

    /// `channels.kakao`, `routing` and `agents`.
    pub fn kakao(&self) -> Kakao {
        Kakao::new(self.files.iter().map(|file| file.kakao.clone()))
    }

    /// The profile of this name: momo's own or one of the files', merged key by key.
    pub fn profile_named(&self, name: &str) -> Option<Profile> {
        let fields = |file: &SettingsFile| {
            let mut profiles = file.profiles.iter();
            profiles
                .find(|(known, _)| known == name)
                .map(|(_, fields)| fields.clone())
        };
        let known = self.files.iter().any(|file| fields(file).is_some());
        let production = name == PRODUCTION;
        if !known && !production && name != LOCAL {
            return None;
        }
        let own_base = production.then(|| Setting::new(PRODUCTION_API, Place::Default));
        let own_registration = if production {
            Registration::Console
        } else {
            Registration::Api
        };
        Some(Profile {
            name: name.to_owned(),
            api_base: self.first(|file| fields(file)?.api_base).or(own_base),
            registration: self
                .first(|file| fields(file)?.registration)
                .map_or(own_registration, |setting| setting.value),
            console_url: self
                .first(|file| fields(file)?.console_url)
                .map(|setting| setting.value)
                .or_else(|| production.then(|| PRODUCTION_CONSOLE.to_owned())),
        })
    }

    /// The names of all profiles, momo's own first.
    pub fn profile_names(&self) -> Vec<String> {
        let mut names = vec![LOCAL.to_owned(), PRODUCTION.to_owned()];
        for (name, _) in self.files.iter().flat_map(|file| &file.profiles) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    fn first<T>(&self, read: impl Fn(&SettingsFile) -> Option<T>) -> Option<Setting<T>> {
        self.files.iter().find_map(|file| {
            read(file).map(|value| Setting {
                value,
                place: file.place.clone(),
            })
        })
    }
}

/// What one file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsFile {
    place: Place,
    profile: Option<String>,
    bot: Option<String>,
    callback: Option<String>,
    profiles: Vec<(String, ProfileFields)>,
    kakao: KakaoFile,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct ProfileFields {
    api_base: Option<String>,
    registration: Option<Registration>,
    console_url: Option<String>,
}

/// What a file may say. `channels`, `routing` and `agents` are read by the KakaoTalk commands.
const KEYS: [&str; 7] = [
    "profile", "bot", "callback", "profiles", "channels", "routing", "agents",
];
const PROFILE_KEYS: [&str; 3] = ["api_base", "registration", "console_url"];

impl SettingsFile {
    /// Reads a file's JSON; gives what it says and what the user should be warned of.
    pub fn read(bytes: &[u8], place: Place) -> Result<(Self, Vec<String>), String> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let Value::Object(fields) = value else {
            return Err("it holds no JSON object".into());
        };
        let mut warnings = Vec::new();
        if matches!(place, Place::Project(_)) {
            warn_of_secrets(&fields, "", &mut warnings);
        }
        warn_of_unknown(&fields, &KEYS, "", &mut warnings);
        let profiles = profiles(&fields, &mut warnings)?;
        let moves_production = |(name, fields): &(String, ProfileFields)| {
            name == PRODUCTION && fields.api_base.is_some()
        };
        if matches!(place, Place::Project(_)) && profiles.iter().any(moves_production) {
            return Err(format!(
                "`profiles.{PRODUCTION}.api_base`: a project's file cannot say where MoMoTalk is"
            ));
        }
        let kakao = KakaoFile::read(&fields, &place, Whose::Momos, &mut warnings)?;
        let file = Self {
            place,
            kakao,
            profile: text(&fields, "profile", "profile")?,
            bot: text(&fields, "bot", "bot")?,
            callback: text(&fields, "callback", "callback")?,
            profiles,
        };
        Ok((file, warnings))
    }
}

fn profiles(
    fields: &Map<String, Value>,
    warnings: &mut Vec<String>,
) -> Result<Vec<(String, ProfileFields)>, String> {
    let named = match fields.get("profiles") {
        None => return Ok(Vec::new()),
        Some(Value::Object(named)) => named,
        Some(_) => return Err("`profiles` is no object".into()),
    };
    let read = |(name, value): (&String, &Value)| {
        let Value::Object(fields) = value else {
            return Err(format!("`profiles.{name}` is no object"));
        };
        let path = format!("profiles.{name}.");
        warn_of_unknown(fields, &PROFILE_KEYS, &path, warnings);
        let text = |key: &str| text(fields, key, &format!("{path}{key}"));
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
    named.iter().map(read).collect()
}

fn text(fields: &Map<String, Value>, key: &str, path: &str) -> Result<Option<String>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Err(format!("`{path}` is empty")),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{path}` is no text")),
    }
}

fn warn_of_unknown(
    fields: &Map<String, Value>,
    known: &[&str],
    path: &str,
    warnings: &mut Vec<String>,
) {
    let unknown = fields
        .keys()
        // `$schema` is a habit of editors.
        .filter(|key| !known.contains(&key.as_str()) && *key != "$schema");
    warnings.extend(
        unknown.map(|key| match nearest(key, known.iter().copied()) {
            Some(near) => format!("the key `{path}{key}` is not known; is `{path}{near}` meant?"),
            None => format!("the key `{path}{key}` is not known"),
        }),
    );
}

/// A project's file is shared with others: a secret in it is no longer one.
fn warn_of_secrets(fields: &Map<String, Value>, path: &str, warnings: &mut Vec<String>) {
    for (key, value) in fields {
        let path = format!("{path}{key}");
        match value {
            Value::Object(inner) => warn_of_secrets(inner, &format!("{path}."), warnings),
            Value::String(text)
                if looks_secret(key) && !text.is_empty() && !text.contains("${") =>
            {
                let keeper = if path.starts_with("channels.kakao.") {
                    "momo kakao setup"
                } else {
                    "momo bot add"
                };
                warnings.push(format!(
                    "`{path}` holds a secret that everybody with the project can read; \
                     write `${{VARIABLE}}` there, or keep it with `{keeper}`"
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
        SettingsFile::read(json.as_bytes(), Place::Project("momo.json".into())).expect("valid")
    }

    #[test]
    fn files_merge_key_by_key() {
        let project = file(r#"{"bot":"bot_p","profiles":{"stage":{"api_base":"https://s/api/"}}}"#);
        let user = SettingsFile::read(
            br#"{"bot":"bot_u","profile":"stage","profiles":{"stage":{"registration":"console"}}}"#,
            Place::User("config.json".into()),
        )
        .expect("valid");
        let settings = Settings::new(vec![project.0, user.0]);
        let value = |setting: Option<Setting>| setting.map(|setting| setting.value);
        assert_eq!(value(settings.bot()).as_deref(), Some("bot_p"));
        assert_eq!(value(settings.profile()).as_deref(), Some("stage"));
        let stage = settings.profile_named("stage").expect("known");
        assert_eq!(stage.registration, Registration::Console);
        let base = stage.api_base.expect("named");
        assert_eq!(base.value, "https://s/api");
        assert_eq!(base.place, Place::Project("momo.json".into()));
        assert_eq!(settings.profile_names(), ["local", "production", "stage"]);
        assert_eq!(settings.profile_named("stag"), None);
    }

    #[test]
    fn production_registers_in_its_console_by_default() {
        let plain = Settings::default().profile_named(PRODUCTION).expect("own");
        assert_eq!(plain.registration, Registration::Console);
        assert_eq!(
            plain.api_base,
            Some(Setting::new(PRODUCTION_API, Place::Default))
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
            |json: &str| SettingsFile::read(json.as_bytes(), Place::Default).expect_err("refused");
        assert!(error("{\n \"bot\": \n}").ends_with("at line 3 column 1"));
        assert_eq!(error(r#"{"bot":1}"#), "`bot` is no text");
        assert_eq!(
            error(r#"{"profiles":{"a":{"registration":"web"}}}"#),
            "`profiles.a.registration` is neither `api` nor `console`"
        );
    }
}
