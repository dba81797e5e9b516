//! Syntax errors of filters.
use crate::error::Error;
use crate::model::text::phrase::Phrase;

/// A syntax error with its position and hints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// Column in characters, from 1.
    pub column: usize,
    /// A sentence without a full stop.
    pub message: Phrase,
    /// Suggestions for valid input.
    pub hints: Vec<Phrase>,
}

impl FilterError {
    pub(super) fn new(message: impl Into<Phrase>) -> Self {
        Self {
            column: 1,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<Phrase>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a hint with the value of `key` that may be meant.
    pub(super) fn hint_near(self, key: &str, near: Option<&str>) -> Self {
        match near {
            Some(near) => {
                let hint = Phrase::new("filter.hint-near").with("key", key);
                self.hint(hint.with("near", near))
            }
            None => self,
        }
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
        let hints = self.hints.iter().map(Phrase::to_string);
        hints.fold(error, Error::hint)
    }
}
