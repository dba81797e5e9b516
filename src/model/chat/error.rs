//! Errors in `.chat` files, with their place.
use serde::Serialize;

/// Place in a file. Line and column count from 1, the column in characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// Why a file is not a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChatError {
    #[serde(flatten)]
    pub position: Position,
    /// A sentence without a full stop.
    pub message: String,
    /// What to do, each a sentence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
}

impl ChatError {
    pub fn new(position: Position, message: impl Into<String>) -> Self {
        Self {
            position,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a hint if there is one.
    #[must_use]
    pub fn hint_if(mut self, hint: Option<String>) -> Self {
        self.hints.extend(hint);
        self
    }
}
