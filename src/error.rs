//! Errors, verdicts and exit codes.
//!
//! An [`Error`] means that momo could not do what was asked: the words of the command were wrong
//! ([`Kind::Usage`]) or something in the way kept it from finding out ([`Kind::Unknown`]). A "no" is
//! not an error: a bad signature or a refused delivery is an answer, and travels as a [`Verdict`].
use std::fmt;

/// Why a command could not give its answer; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command line asks for something that cannot be: exit code 2.
    Usage,
    /// Network, file, database or credentials stood in the way: exit code 3.
    Unknown,
    /// The reader of our output went away (`momo ... | head`): no error, exit code 0.
    ClosedPipe,
}

/// What went wrong, in one line, with what caused it and what to do about it.
///
/// The message is one sentence without a full stop, literals in backticks. Hints are sentences of
/// their own that name the flag, file or command that helps. Neither ever holds a secret.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<String>,
    hints: Vec<String>,
}

/// The result of everything in momo that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The command line is wrong: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// momo could not find out: exit code 3.
    pub fn unknown(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unknown, message)
    }

    /// The reader of our output went away.
    pub fn closed_pipe() -> Self {
        Self::new(ErrorKind::ClosedPipe, "the output was closed")
    }

    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
            hints: Vec::new(),
        }
    }

    /// Adds what the layer below said. Only its text is kept.
    #[must_use]
    pub fn because(mut self, source: impl fmt::Display) -> Self {
        self.source = Some(source.to_string());
        self
    }

    /// Adds a sentence about what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Why the command could not give its answer.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The sentence that says what went wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the layer below said, if anything.
    pub fn source_text(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// What to do about it.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// The process's exit code for this error.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::Usage => exit::USAGE,
            ErrorKind::Unknown => exit::UNKNOWN,
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

/// The answer of a command that could give one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Done, or the answer is yes: exit code 0.
    Yes,
    /// The answer is no: a signature is invalid, an expectation failed, a delivery was refused: exit code 1.
    No,
    /// Part of a batch could not be found out: exit code 3.
    Unknown,
    /// Ended by Ctrl-C: exit code 130.
    Interrupted,
    /// The exit code of a command that momo ran for the user.
    ChildExit(u8),
}

impl Verdict {
    /// `Yes` if `yes`, else `No`.
    pub fn from_bool(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    /// The verdict of a batch that holds both: any "no" outweighs "could not find out", which outweighs "yes".
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

    /// The process's exit code for this verdict.
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

/// momo's exit codes: one small public table, the same for every command.
pub mod exit {
    /// Yes, or done.
    pub const YES: u8 = 0;
    /// The answer is no.
    pub const NO: u8 = 1;
    /// The command line is wrong.
    pub const USAGE: u8 = 2;
    /// momo could not find out: network, file, database, credentials.
    pub const UNKNOWN: u8 = 3;
    /// Ended by Ctrl-C.
    pub const INTERRUPTED: u8 = 130;
}
