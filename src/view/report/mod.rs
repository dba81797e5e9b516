//! Reports of a run: readers of one value, each in its own form.
mod chart;
mod html;
mod json;
mod junit;
mod parts;

pub use html::html;
pub use json::json;
pub use junit::junit;

use super::summary::SummaryData;
use crate::model::replay::report::{About, Collected};

/// Everything that a report tells.
#[derive(Debug, Clone, Copy)]
pub struct ReportData<'a> {
    /// What was run.
    pub about: &'a About,
    /// What it came to.
    pub summary: SummaryData<'a>,
    /// What was kept of it.
    pub collected: &'a Collected,
}
