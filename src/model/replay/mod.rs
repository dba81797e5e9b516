//! Replaying requests: inputs, expectations, retry schedules and report data.
pub mod broken;
pub mod captured;
pub mod expect;
pub mod latency;
pub mod report;
pub mod retry;
