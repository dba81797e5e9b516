//! What the demo tells: its steps, each with the commands that do it alone.
use serde::Serialize;

/// One step, done and checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// From 1.
    pub number: usize,
    /// What was done, in one line.
    pub title: &'static str,
    /// The command that does this step alone.
    pub command: &'static str,
    /// What came of it: lines to read, strangers' text in them as it came.
    pub details: Vec<String>,
    /// Why the step's own check failed; none where it passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl Step {
    /// Whether the step's own check passed.
    pub fn passed(&self) -> bool {
        self.problem.is_none()
    }
}
