//! Replaying requests: what is sent, what is expected of the answer, when to retry, and the report.
pub mod captured;
pub mod expect;
pub mod latency;
pub mod report;
pub mod retry;
