//! Steps of the demo, each with the command that performs it alone.
use serde::Serialize;

/// A completed and checked step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoStep {
    /// Number from 1.
    pub number: usize,
    /// One line that says what was done.
    pub title: &'static str,
    /// Command that performs this step alone.
    pub command: &'static str,
    /// Result lines. They contain received text, which is not escaped yet.
    pub details: Vec<String>,
    /// Why the check failed; `None` if it passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl DemoStep {
    /// Whether the check passed.
    pub fn passed(&self) -> bool {
        self.problem.is_none()
    }
}
