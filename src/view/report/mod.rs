//! Reports of a run: readers of one value, each in its own form.
mod chart;
mod html;
mod json;
mod junit;
mod parts;

pub use html::html;
pub use json::json;
pub use junit::junit;

use super::summary::Counts;
use crate::model::replay::report::{About, Collected};

/// Everything that a report tells.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// What was run.
    pub about: &'a About,
    /// What it came to.
    pub counts: Counts<'a>,
    /// What was kept of it.
    pub collected: &'a Collected,
}
