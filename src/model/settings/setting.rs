//! A setting: a value and its source.
use std::fmt;

/// Origin of a setting's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Command-line flag, for example `--bot`.
    Flag(&'static str),
    /// Environment variable.
    Environment(&'static str),
    /// Path of the project's `momo.json`.
    Project(String),
    /// Path of a file of the user: `config.json`, or the argument of `--config`.
    User(String),
    /// Path of `credentials.json`.
    Credentials(String),
    /// The running local platform.
    LocalPlatform,
    /// momo's default.
    Default,
}

impl Source {
    /// Returns its kind as JSON names it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Flag(_) => "flag",
            Self::Environment(_) => "environment",
            Self::Project(_) => "project",
            Self::User(_) => "user",
            Self::Credentials(_) => "credentials",
            Self::LocalPlatform => "local platform",
            Self::Default => "default",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "the flag `{name}`"),
            Self::Environment(name) => write!(f, "the environment variable `{name}`"),
            Self::Project(path) | Self::User(path) | Self::Credentials(path) => {
                write!(f, "`{path}`")
            }
            Self::LocalPlatform => f.write_str("the running local platform"),
            Self::Default => f.write_str("momo's default"),
        }
    }
}

/// Value with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T = String> {
    pub value: T,
    pub source: Source,
}

impl<T> Setting<T> {
    pub fn new(value: impl Into<T>, source: Source) -> Self {
        Self {
            value: value.into(),
            source,
        }
    }
}

/// A key of the settings, for people: what counts, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SettingRow {
    /// For example `profiles.stage.api_base`.
    pub key: String,
    /// `None` if it is not set; of a secret its fingerprint.
    pub value: Option<String>,
    /// Kind of the source: `flag`, `environment`, `project`, `user`, `credentials`, `local platform`, `default`.
    pub origin: Option<&'static str>,
    /// The source in words.
    pub from: Option<String>,
    /// Why the value cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl SettingRow {
    /// Makes the row of a setting; `None` if it is not set.
    pub fn new<T: ToString>(key: impl Into<String>, setting: Option<Setting<T>>) -> Self {
        let source = setting.as_ref().map(|setting| &setting.source);
        Self {
            key: key.into(),
            origin: source.map(Source::kind),
            // Without backticks: a table shows nothing but the source.
            from: source.map(|source| source.to_string().replace('`', "")),
            value: setting.map(|setting| setting.value.to_string()),
            problem: None,
        }
    }
}
