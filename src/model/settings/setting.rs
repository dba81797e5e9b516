//! A setting: a value and where it came from.
use std::fmt;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A flag, for example `--bot`.
    Flag(&'static str),
    /// An environment variable.
    Environment(&'static str),
    /// The project's `momo.json`, by its path.
    Project(String),
    /// A file of the user's own, by its path: `config.json`, or the one that `--config` names.
    User(String),
    /// `credentials.json`, by its path.
    Kept(String),
    /// The local platform that runs.
    Running,
    /// momo's own choice.
    Default,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "the flag `{name}`"),
            Self::Environment(name) => write!(f, "the environment variable `{name}`"),
            Self::Project(path) | Self::User(path) | Self::Kept(path) => write!(f, "`{path}`"),
            Self::Running => f.write_str("the running local platform"),
            Self::Default => f.write_str("momo's default"),
        }
    }
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T = String> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub place: Place,
}

impl<T> Setting<T> {
    /// A value from a place.
    pub fn new(value: impl Into<T>, place: Place) -> Self {
        Self {
            value: value.into(),
            place,
        }
    }
}
