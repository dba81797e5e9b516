//! Faces of conversations: errors in their files, results of their runs.
mod errors;
mod json;
mod result;

pub use errors::error;
pub use json::{summary_json, to_json};
pub use result::{details, line, summary};
