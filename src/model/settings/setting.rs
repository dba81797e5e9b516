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
