//! Why a text is no filter: the column, what is wrong there, and what could stand there.
use crate::error::Error;

/// Why a text is no filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// Which letter it is about, from 1.
    pub column: usize,
    /// What is wrong there: a sentence without its full stop.
    pub message: String,
    /// What could stand there.
    pub hints: Vec<String>,
}

impl FilterError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            column: 1,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same about the letter at this place, from 0.
    pub(super) fn at_index(mut self, index: usize) -> Self {
        self.column = index + 1;
        self
    }

    /// The same as an error about a flag or the like: `--filter`.
    pub fn into_error(self, flag: &str) -> Error {
        let message = format!("`{flag}`, column {}: {}", self.column, self.message);
        let error = Error::usage(message);
        self.hints.into_iter().fold(error, Error::hint)
    }
}
