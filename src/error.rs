//! Errors, verdicts and exit codes.
//!
//! An [`Error`] means that the command gave no result: the command line was wrong ([`ErrorKind::Usage`]) or
//! something failed on the way ([`ErrorKind::Unknown`]), or a platform refused the call ([`ErrorKind::Refused`]). A
//! negative result is no error: an invalid signature or a rejected delivery is a [`Verdict`].
use std::fmt;

/// Class of an [`Error`]; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command line is wrong or contradicts itself: exit code 2.
    Usage,
    /// The network, a file, the database or the credentials failed: exit code 3.
    Unknown,
    /// The API of a platform refused the call: exit code 1.
    Refused,
    /// Ctrl-C ended the command: exit code 130.
    Interrupted,
    /// The reader of stdout closed the pipe (`momo ... | head`): exit code 0.
    ClosedPipe,
}

/// An error message of one line, with its cause and hints.
///
/// The message is one sentence without a full stop, literals in backticks. Each hint is a sentence that names the
/// flag, file or command that helps. Neither ever holds a secret.
#[derive(Debug, Clone)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<String>,
    hints: Vec<String>,
    /// JSON of the refusing response; `None` for all other errors.
    refusal: Option<String>,
}

/// `Result` with momo's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Makes an error of the command line: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// Makes an error of the environment, such as network or files: exit code 3.
    pub fn unknown(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unknown, message)
    }

    /// Makes the error of a refused API call: exit code 1. `response` is JSON, the result with `--json`.
    pub fn refused(message: impl Into<String>, response: impl Into<String>) -> Self {
        Self {
            refusal: Some(response.into()),
            ..Self::new(ErrorKind::Refused, message)
        }
    }

    /// Makes the error of a command that Ctrl-C ended: exit code 130.
    pub fn interrupted(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Interrupted, message)
    }

    /// Makes the error of a closed stdout: exit code 0.
    pub fn closed_pipe() -> Self {
        Self::new(ErrorKind::ClosedPipe, "the output was closed")
    }

    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
            hints: Vec::new(),
            refusal: None,
        }
    }

    /// Adds the cause, as text only.
    #[must_use]
    pub fn because(mut self, source: impl fmt::Display) -> Self {
        self.source = Some(source.to_string());
        self
    }

    /// Adds a hint: a sentence about what the user can do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Changes the message, the cause, the hints and the refusing response.
    #[must_use]
    pub fn map_texts(self, change: impl Fn(String) -> String) -> Self {
        Self {
            kind: self.kind,
            message: change(self.message),
            source: self.source.map(&change),
            hints: self.hints.into_iter().map(&change).collect(),
            refusal: self.refusal.map(&change),
        }
    }

    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the text of the cause, or `None` without one.
    pub fn source_text(&self) -> Option<&str> {
        self.source.as_deref()
    }

    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// Returns the JSON of the response that refused the call; `None` for all other errors.
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// Returns the process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::Usage => exit::USAGE,
            ErrorKind::Unknown => exit::UNKNOWN,
            ErrorKind::Refused => exit::NO,
            ErrorKind::Interrupted => exit::INTERRUPTED,
            ErrorKind::ClosedPipe => exit::YES,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// Result of a command that ran without an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Done, or the result is positive: exit code 0.
    Yes,
    /// The result is negative, such as an invalid signature or a failed expectation: exit code 1.
    No,
    /// There is no result, for one delivery or for a part of a batch: exit code 3.
    Unknown,
    /// Interrupted by Ctrl-C: exit code 130.
    Interrupted,
    /// Exit code of a child process that momo ran for the user.
    ChildExit(u8),
}

impl Verdict {
    pub fn from_bool(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    /// Returns the verdict of a batch that holds both. Descending weight: `Interrupted`, `No`, `Unknown`, `ChildExit`,
    /// `Yes`.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let weight = |verdict| match verdict {
            Self::Yes => 0,
            Self::ChildExit(_) => 1,
            Self::Unknown => 2,
            Self::No => 3,
            Self::Interrupted => 4,
        };
        if weight(other) > weight(self) {
            other
        } else {
            self
        }
    }

    /// Returns the process's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Yes => exit::YES,
            Self::No => exit::NO,
            Self::Unknown => exit::UNKNOWN,
            Self::Interrupted => exit::INTERRUPTED,
            Self::ChildExit(code) => code,
        }
    }
}

/// Exit codes of all commands.
pub mod exit {
    /// Done, or the result is positive.
    pub const YES: u8 = 0;
    /// The result is negative.
    pub const NO: u8 = 1;
    /// The command line is wrong.
    pub const USAGE: u8 = 2;
    /// The network, a file, the database or the credentials failed.
    pub const UNKNOWN: u8 = 3;
    /// Interrupted by Ctrl-C.
    pub const INTERRUPTED: u8 = 130;
}
