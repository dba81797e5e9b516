//! Reports of a replay as HTML, JSON and JUnit XML.
mod chart;
mod html;
mod json;
pub(in crate::view) mod junit;
pub(in crate::view) mod page;
pub(in crate::view) mod parts;

pub use html::html;
pub use json::json;
pub use junit::junit;

use super::summary::SummaryData;
use crate::model::replay::report::{RunInfo, RunResults};

/// Input of the report writers.
#[derive(Debug, Clone, Copy)]
pub struct ReportData<'a> {
    /// Settings of the replay.
    pub run: &'a RunInfo,
    pub summary: SummaryData<'a>,
    /// Collected failures, slowest deliveries, test cases and latencies.
    pub collected: &'a RunResults,
}
