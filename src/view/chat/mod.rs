//! Faces of conversations: errors in their files, results of their runs.
mod errors;
mod github;
mod html;
mod json;
mod junit;
mod result;

pub use errors::error;
pub use github::{annotations, step_summary};
pub use html::html;
pub use json::{report_json, summary_json, to_json};
pub use junit::junit;
pub use result::{details, line, summary};
