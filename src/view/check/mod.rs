//! Shows what checks found: on the terminal and as files.
pub mod github;
mod html;
mod junit;
pub mod list;
mod markdown;
pub mod terminal;

pub use html::html;
pub use junit::junit;
pub use markdown::{implementation_report, summary};

use crate::model::check::CheckReport;

/// Renders the report as one JSON object with a final newline.
pub fn json(report: &CheckReport) -> String {
    let value = serde_json::to_value(report).unwrap_or_default();
    format!("{value:#}\n")
}
