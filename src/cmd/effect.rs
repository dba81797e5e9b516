//! What a command may change: declared by every verb, told by `momo help --json`.
use serde::Serialize;

/// The most that a command does with any of its flags. Descending weight from the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Effect {
    Read,
    Write,
    Send,
    Destructive,
}

impl Effect {
    /// All effects, the weakest first.
    pub(super) const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Send, Self::Destructive];

    /// Returns what the word means.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Read => "changes nothing, and nobody else notices",
            Self::Write => {
                "changes files, settings, the history or the state of a platform; can be undone"
            }
            Self::Send => {
                "somebody gets something: a bot events, a user messages, a program of yours is started"
            }
            Self::Destructive => {
                "deletes or replaces what nothing brings back; needs `--yes` without a terminal where much is at stake"
            }
        }
    }
}
