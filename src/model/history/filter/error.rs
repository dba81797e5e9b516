//! Syntax errors of filters.
use crate::error::Error;

/// A syntax error with its position and hints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// Column in characters, from 1.
    pub column: usize,
    /// A sentence without a full stop.
    pub message: String,
    /// Suggestions for valid input.
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

    /// Sets the position, a character index from 0.
    pub(super) fn at_index(mut self, index: usize) -> Self {
        self.column = index + 1;
        self
    }

    /// Converts to a usage error of a flag such as `--filter`.
    pub fn into_error(self, flag: &str) -> Error {
        let message = format!("`{flag}`, column {}: {}", self.column, self.message);
        let error = Error::usage(message);
        self.hints.into_iter().fold(error, Error::hint)
    }
}
